"""What happens around a GPU, told by a small ONNX Runtime of our own: no machine here has one."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

from backend.encoder.manifest import PARITY_FILE, VectorOutput, write_bundle
from backend.encoder.parity import reference
from backend.encoder.providers import CPU, CUDA
from backend.encoder.session import Encoder
from backend.errors import ConfigurationError, EncoderUnavailable
from tests.fakes.encoder import SIZE, fake_manifest
from tests.unit.encoder.making import webp_pictures


class Options:
    def __init__(self) -> None:
        self.intra_op_num_threads = 0
        self.entries: dict[str, str] = {}

    def add_session_config_entry(self, key: str, value: str) -> None:
        self.entries[key] = value


class GpuRuntime(ModuleType):
    """An ONNX Runtime built with CUDA, on a machine where CUDA `loads` and `runs`, or does not,
    and gives the vectors it should, or others."""

    def __init__(self, *, loads: bool, runs: bool, right: bool) -> None:
        super().__init__("onnxruntime")
        self.loads = loads
        self.runs = runs
        self.right = right
        self.opened: list[Options] = []
        self.sessions: list[GpuSession] = []
        self.SessionOptions = Options
        self.GraphOptimizationLevel = SimpleNamespace(ORT_ENABLE_ALL=99)

    def get_available_providers(self) -> list[str]:
        return [CUDA, CPU]

    def preload_dlls(self) -> None:
        print("Failed to load libcudart.so.13")

    def InferenceSession(  # noqa: N802
        self,
        path: str,
        options: Options,
        *,
        providers: Sequence[tuple[str, dict[str, str]]],
        enable_fallback: int,
    ) -> GpuSession:
        assert enable_fallback == 0
        self.opened.append(options)
        on_gpu = providers[0][0] == CUDA and self.loads
        self.sessions.append(GpuSession(on_gpu=on_gpu, runs=self.runs, right=self.right))
        return self.sessions[-1]


class GpuSession:
    def __init__(self, *, on_gpu: bool, runs: bool, right: bool) -> None:
        self.on_gpu = on_gpu
        self.runs = runs
        self.right = right
        self.batches: list[int] = []

    def get_providers(self) -> list[str]:
        return [CUDA, CPU] if self.on_gpu else [CPU]

    def get_inputs(self) -> list[Any]:
        shape = ["batch", SIZE, SIZE, 3]
        return [SimpleNamespace(name="pictures", type="tensor(uint8)", shape=shape)]

    def get_outputs(self) -> list[Any]:
        return [SimpleNamespace(name="visual", type="tensor(float)", shape=["batch", 2])]

    def run(
        self, output_names: Sequence[str], input_feed: Mapping[str, npt.NDArray[np.uint8]]
    ) -> list[npt.NDArray[np.float32]]:
        if self.on_gpu and not self.runs:
            raise RuntimeError("no kernel image is available for execution on the device")
        vector = np.array([0.6, 0.8] if self.right or not self.on_gpu else [0.8, 0.6], np.float32)
        (pictures,) = input_feed.values()
        self.batches.append(len(pictures))
        return [np.tile(vector, (len(pictures), 1))]


@pytest.fixture
def release(tmp_path: Path) -> Path:
    fake = fake_manifest()
    write_bundle(
        tmp_path,
        b"",
        name="on-a-gpu",
        preprocessing=fake.preprocessing,
        input_name=fake.input,
        outputs={"visual": VectorOutput(dimension=2)},
        provenance=fake.provenance,
        quality={},
        extra={PARITY_FILE: reference(webp_pictures(5), {"visual": np.array([[0.6, 0.8]] * 5)})},
    )
    return tmp_path


def installed(
    monkeypatch: pytest.MonkeyPatch, *, loads: bool, runs: bool = True, right: bool = True
) -> GpuRuntime:
    runtime = GpuRuntime(loads=loads, runs=runs, right=right)
    monkeypatch.setitem(sys.modules, "onnxruntime", runtime)
    return runtime


@pytest.mark.parametrize("demand", ["auto", "cuda"])
def test_a_gpu_that_works_serves(
    monkeypatch: pytest.MonkeyPatch, release: Path, demand: Any
) -> None:
    runtime = installed(monkeypatch, loads=True)

    encoder = Encoder.load(release, demand, threads=3)

    assert encoder.provider == "cuda"
    assert [options.intra_op_num_threads for options in runtime.opened] == [0]


def test_the_reference_goes_through_a_gpu_in_padded_batches(
    monkeypatch: pytest.MonkeyPatch, release: Path
) -> None:
    runtime = installed(monkeypatch, loads=True)

    Encoder.load(release, "cuda")

    assert runtime.sessions[0].batches == [1, 8]


@pytest.mark.parametrize(
    ("loads", "runs", "right"), [(False, True, True), (True, False, True), (True, True, False)]
)
def test_auto_serves_on_the_cpu_where_the_gpu_does_not(
    monkeypatch: pytest.MonkeyPatch, release: Path, loads: bool, runs: bool, right: bool
) -> None:
    runtime = installed(monkeypatch, loads=loads, runs=runs, right=right)

    encoder = Encoder.load(release, "auto", threads=3)

    assert encoder.provider == "cpu"
    assert runtime.opened[-1].intra_op_num_threads == 3
    assert runtime.opened[-1].entries == {"session.intra_op.allow_spinning": "0"}
    blank = np.zeros((SIZE, SIZE, 3), dtype=np.uint8)
    np.testing.assert_allclose(encoder.encode([blank])["visual"], [[0.6, 0.8]])


@pytest.mark.parametrize(
    ("loads", "runs", "complaint"),
    [(False, True, "could not load it"), (True, False, "no kernel image")],
)
def test_cuda_demanded_refuses_to_start_where_the_gpu_does_not_serve(
    monkeypatch: pytest.MonkeyPatch, release: Path, loads: bool, runs: bool, complaint: str
) -> None:
    installed(monkeypatch, loads=loads, runs=runs)

    with pytest.raises(EncoderUnavailable, match=complaint):
        Encoder.load(release, "cuda")


def test_cuda_demanded_refuses_to_start_where_the_gpu_gives_other_vectors(
    monkeypatch: pytest.MonkeyPatch, release: Path
) -> None:
    installed(monkeypatch, loads=True, right=False)

    with pytest.raises(ConfigurationError, match=r"cuda .* visual differs by 0\.04"):
        Encoder.load(release, "cuda")


def test_nothing_is_printed_where_a_program_prints_its_answer(
    monkeypatch: pytest.MonkeyPatch, release: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    installed(monkeypatch, loads=True)

    Encoder.load(release, "cuda")

    assert capsys.readouterr().out == ""
