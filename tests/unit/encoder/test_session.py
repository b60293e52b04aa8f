from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import numpy.typing as npt
import pytest

from backend.encoder.acceptance import refusals
from backend.encoder.manifest import (
    MANIFEST_FILE,
    AttributeOutput,
    Manifest,
    VectorOutput,
    read_manifest,
    write_bundle,
)
from backend.encoder.providers import Provider
from backend.encoder.session import Encoder
from backend.errors import ConfigurationError, EncoderUnavailable
from tests.fakes.encoder import SIZE, fake_manifest

RELEASE = Path(__file__).parents[3] / "demo" / "release"
DIMENSION = 8


@pytest.fixture(scope="module")
def encoder() -> Encoder:
    return Encoder.load(RELEASE, "auto", threads=1)


def manifest() -> Manifest:
    outputs = {"visual": VectorOutput(dimension=DIMENSION)}
    return msgspec.structs.replace(fake_manifest(), outputs=outputs)


def pictures(count: int, size: int, seed: int = 0) -> list[npt.NDArray[np.uint8]]:
    rng = np.random.default_rng(seed)
    return list(rng.integers(0, 256, (count, size, size, 3), dtype=np.uint8))


class SessionGiving:
    """A session that points each picture along the axis its first pixel names."""

    def __init__(self, length: float = 1.0, width: int = DIMENSION) -> None:
        self.length = length
        self.width = width
        self.batches: list[int] = []

    def run(
        self, output_names: Sequence[str], input_feed: Mapping[str, npt.NDArray[np.uint8]]
    ) -> Sequence[npt.NDArray[Any]]:
        (batch,) = input_feed.values()
        self.batches.append(len(batch))
        rows = np.zeros((len(batch), self.width), dtype=np.float32)
        rows[np.arange(len(batch)), batch[:, 0, 0, 0] % self.width] = self.length
        return [rows for _ in output_names]


class SessionFailing:
    def run(
        self, output_names: Sequence[str], input_feed: Mapping[str, npt.NDArray[np.uint8]]
    ) -> Sequence[npt.NDArray[Any]]:
        raise RuntimeError("CUDA failure 2: out of memory\nat some line of C++")


@pytest.mark.parametrize(("provider", "batches"), [("cpu", [32, 32, 5]), ("cuda", [32, 32, 8])])
def test_many_pictures_go_in_batches_that_only_a_gpu_pads(
    provider: Provider, batches: list[int]
) -> None:
    session = SessionGiving()
    some = pictures(69, SIZE)

    rows = Encoder(manifest(), session, provider).encode(some)["visual"]

    assert session.batches == batches
    assert rows.argmax(axis=1).tolist() == [picture[0, 0, 0] % DIMENSION for picture in some]


@pytest.mark.parametrize(
    ("session", "complaint"),
    [
        (SessionGiving(length=float("nan")), "not finite"),
        (SessionGiving(length=float("inf")), "not finite"),
        (SessionGiving(length=0.9), "not of unit length"),
        (SessionGiving(length=0.0), "not of unit length"),
        (SessionGiving(width=DIMENSION + 1), "shape"),
    ],
)
def test_a_bad_vector_never_leaves_the_encoder(session: SessionGiving, complaint: str) -> None:
    with pytest.raises(EncoderUnavailable, match=complaint):
        Encoder(manifest(), session, "cpu").encode(pictures(3, SIZE))


def test_an_output_that_promises_no_unit_length_may_have_any() -> None:
    outputs = {"scores": VectorOutput(dimension=DIMENSION, unit=False)}
    loose = msgspec.structs.replace(manifest(), outputs=outputs)

    rows = Encoder(loose, SessionGiving(length=7.0), "cpu").encode(pictures(2, SIZE))["scores"]

    assert rows.max() == 7.0


def test_attributes_come_beside_the_vectors() -> None:
    outputs = {"colors": AttributeOutput(values=("red",) * DIMENSION, several=True)}
    taught = msgspec.structs.replace(manifest(), attributes=outputs)

    given = Encoder(taught, SessionGiving(), "cpu").encode(pictures(40, SIZE))

    assert {name: rows.shape for name, rows in given.items()} == {
        "visual": (40, DIMENSION),
        "attribute_colors": (40, DIMENSION),
    }
    assert all(rows.dtype == np.float32 for rows in given.values())


def test_a_failure_inside_the_runtime_is_one_sentence() -> None:
    with pytest.raises(EncoderUnavailable) as caught:
        Encoder(manifest(), SessionFailing(), "cpu").encode(pictures(1, SIZE))

    assert caught.value.detail == "The model could not run: CUDA failure 2: out of memory"


def test_the_shipped_release_serves(encoder: Encoder) -> None:
    assert encoder.manifest == read_manifest(RELEASE)
    assert encoder.encode(pictures(1, 224))["visual"].shape == (1, 152)


def test_the_shipped_release_passes_its_own_check() -> None:
    assert refusals(read_manifest(RELEASE).quality, None) == []


def test_eight_threads_get_the_vectors_one_thread_gets(encoder: Encoder) -> None:
    some = pictures(24, 224, seed=3)
    expected = encoder.encode(some)["visual"]
    jobs = [(start, start + 1 + start % 3) for start in range(20)] * 2

    with ThreadPoolExecutor(8) as pool:
        results = list(pool.map(lambda job: encoder.encode(some[slice(*job)])["visual"], jobs))

    for (start, stop), rows in zip(jobs, results, strict=True):
        np.testing.assert_allclose(rows, expected[start:stop], atol=1e-5)


def test_two_threads_inside_give_the_same_vectors(encoder: Encoder) -> None:
    some = pictures(4, 224, seed=4)

    rows = Encoder.load(RELEASE, "cpu", threads=2).encode(some)["visual"]

    np.testing.assert_allclose(rows, encoder.encode(some)["visual"], atol=1e-5)


def test_an_encoder_asked_to_use_the_cpu_says_so() -> None:
    assert Encoder.load(RELEASE, "cpu").provider == "cpu"


def test_without_onnx_runtime_the_message_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "onnxruntime", None)

    with pytest.raises(EncoderUnavailable, match=r"install credenza\[cpu\] or credenza\[gpu\]"):
        Encoder.load(RELEASE, "cpu")


def test_a_model_that_is_no_graph_is_named(tmp_path: Path) -> None:
    rewritten(tmp_path, b"not a graph")

    with pytest.raises(ConfigurationError, match=r"model\.onnx could not be loaded"):
        Encoder.load(tmp_path, "cpu")


def test_a_graph_with_another_input_than_the_manifest_says_is_refused(tmp_path: Path) -> None:
    with_other(tmp_path, input="images")

    with pytest.raises(ConfigurationError, match="does not take the input"):
        Encoder.load(tmp_path / "release", "cpu")


@pytest.mark.parametrize("outputs", [{"visual": {"dimension": 64}}, {"style": {"dimension": 128}}])
def test_a_graph_with_other_outputs_than_the_manifest_says_is_refused(
    tmp_path: Path, outputs: dict[str, Any]
) -> None:
    with_other(tmp_path, outputs=outputs)

    with pytest.raises(ConfigurationError, match="does not give the output"):
        Encoder.load(tmp_path / "release", "cpu")


def test_a_graph_without_an_attribute_of_its_manifest_is_refused(tmp_path: Path) -> None:
    with_other(tmp_path, attributes={"style": {"values": ["boho", "glam"]}})

    with pytest.raises(ConfigurationError, match="does not give the output attribute_style"):
        Encoder.load(tmp_path / "release", "cpu")


def with_other(directory: Path, **changes: Any) -> None:
    """The shipped release with another manifest."""
    shutil.copytree(RELEASE, directory / "release")
    path = directory / "release" / MANIFEST_FILE
    path.write_text(json.dumps({**json.loads(path.read_text()), **changes}))


def rewritten(directory: Path, model: bytes) -> None:
    shipped = read_manifest(RELEASE)
    write_bundle(
        directory,
        model,
        name="broken",
        preprocessing=shipped.preprocessing,
        input_name=shipped.input,
        outputs=shipped.outputs,
        provenance=shipped.provenance,
        quality={},
    )
