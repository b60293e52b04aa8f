from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
import pytest

from backend.encoder.manifest import (
    MANIFEST_FILE,
    MODEL_FILE,
    Manifest,
    Provenance,
    VectorOutput,
    read_manifest,
    write_bundle,
)
from backend.errors import ConfigurationError
from backend.images.resize import Preprocessing

MODEL = b"not really a graph"


def bundle(directory: Path, model: bytes = MODEL, name: str = "tiny") -> Manifest:
    return write_bundle(
        directory,
        model,
        name=name,
        preprocessing=Preprocessing(size=64),
        input_name="pictures",
        outputs={"visual": VectorOutput(dimension=8), "style": VectorOutput(dimension=4)},
        provenance=Provenance(
            weights="random", license="none", projection="none", fitted_on="nothing"
        ),
        quality={"demo.hit_at_1": 0.5},
        created_at=datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC),
    )


def edit(directory: Path, change: Callable[[dict[str, Any]], object]) -> None:
    path = directory / MANIFEST_FILE
    content = json.loads(path.read_text())
    change(content)
    path.write_text(json.dumps(content))


def test_what_was_written_is_read_back(tmp_path: Path) -> None:
    written = bundle(tmp_path)

    assert read_manifest(tmp_path) == written
    assert sorted(path.name for path in tmp_path.iterdir()) == [MANIFEST_FILE, MODEL_FILE]


def test_the_release_is_named_by_its_model(tmp_path: Path) -> None:
    first = bundle(tmp_path / "a")
    again = bundle(tmp_path / "b")
    other = bundle(tmp_path / "c", model=b"another graph")

    assert re.fullmatch(r"tiny-[0-9a-f]{8}", first.release)
    assert first.release == again.release
    assert first.release != other.release


def test_a_newer_release_replaces_the_one_in_its_folder(tmp_path: Path) -> None:
    bundle(tmp_path)
    newer = bundle(tmp_path, model=b"another graph")

    assert read_manifest(tmp_path) == newer


def test_a_release_interrupted_before_its_manifest_is_not_complete(tmp_path: Path) -> None:
    bundle(tmp_path / "old")
    # A folder in the model's place makes the second of the three steps fail.
    (tmp_path / "old" / MODEL_FILE).unlink()
    (tmp_path / "old" / MODEL_FILE).mkdir()
    with pytest.raises(OSError, match=MODEL_FILE):
        bundle(tmp_path / "old", model=b"another graph")

    with pytest.raises(ConfigurationError, match="not complete"):
        read_manifest(tmp_path / "old")
    assert [path.name for path in (tmp_path / "old").iterdir()] == [MODEL_FILE]


@pytest.mark.parametrize("name", ["Über", "-dash", "a" * 60, "dots.are.not"])
def test_a_release_id_is_a_slug(tmp_path: Path, name: str) -> None:
    with pytest.raises(msgspec.ValidationError, match="release"):
        bundle(tmp_path / "release", name=name)
    assert not (tmp_path / "release").exists()


@pytest.mark.parametrize("name", [MODEL_FILE, MANIFEST_FILE])
def test_a_missing_file_is_named(tmp_path: Path, name: str) -> None:
    bundle(tmp_path)
    (tmp_path / name).unlink()

    with pytest.raises(ConfigurationError, match=re.escape(name)):
        read_manifest(tmp_path)


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="nowhere"):
        read_manifest(tmp_path / "nowhere")


def test_an_altered_model_is_refused(tmp_path: Path) -> None:
    bundle(tmp_path)
    (tmp_path / MODEL_FILE).write_bytes(MODEL + b"!")

    with pytest.raises(ConfigurationError, match=r"model\.onnx.*SHA-256 differs"):
        read_manifest(tmp_path)


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"{}", b'{"format": "one"}', b"\xff\xfe"])
def test_a_malformed_manifest_is_named(tmp_path: Path, content: bytes) -> None:
    bundle(tmp_path)
    (tmp_path / MANIFEST_FILE).write_bytes(content)

    with pytest.raises(ConfigurationError, match=r"manifest\.json is not a release manifest"):
        read_manifest(tmp_path)


def test_a_manifest_of_a_later_format_is_refused_by_its_number(tmp_path: Path) -> None:
    bundle(tmp_path)
    (tmp_path / MANIFEST_FILE).write_text('{"format": 2, "unheard_of": true}')

    with pytest.raises(ConfigurationError, match="format 2"):
        read_manifest(tmp_path)


@pytest.mark.parametrize(
    "change",
    [
        lambda content: content["preprocessing"].update(routine=2),
        lambda content: content["preprocessing"].update(background=[0, 0, 0]),
        lambda content: content["preprocessing"].update(size=65),
        lambda content: content.update(preprocessing_hash="0" * 64),
    ],
)
def test_a_release_made_with_another_preprocessing_is_refused(
    tmp_path: Path, change: Callable[[dict[str, Any]], object]
) -> None:
    bundle(tmp_path)
    edit(tmp_path, change)

    with pytest.raises(ConfigurationError, match="another picture preprocessing"):
        read_manifest(tmp_path)


@pytest.mark.parametrize(
    "change",
    [
        lambda content: content.update(release="../escape"),
        lambda content: content["outputs"]["visual"].update(dimension=0),
        lambda content: content["files"].update({"../../etc/passwd": "0" * 64}),
        lambda content: content["preprocessing"].update(fit="crop"),
        lambda content: content.pop("provenance"),
    ],
)
def test_a_value_out_of_bounds_is_refused(
    tmp_path: Path, change: Callable[[dict[str, Any]], object]
) -> None:
    bundle(tmp_path)
    edit(tmp_path, change)

    with pytest.raises(ConfigurationError, match="not a release manifest"):
        read_manifest(tmp_path)


def test_a_manifest_must_list_its_model(tmp_path: Path) -> None:
    bundle(tmp_path)
    edit(tmp_path, lambda content: content["files"].clear())

    with pytest.raises(ConfigurationError, match=r"does not list model\.onnx"):
        read_manifest(tmp_path)
