from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from msgspec import structs

from backend.encoder.manifest import (
    MANIFEST_FILE,
    MATCHING_FILE,
    MODEL_FILE,
    AttributeOutput,
    Manifest,
    Provenance,
    VectorOutput,
    read_manifest,
    record_quality,
    write_bundle,
)
from backend.errors import ConfigurationError
from backend.images.resize import Preprocessing

MODEL = b"not really a graph"
VISUAL = VectorOutput(dimension=8, parts={"shape": (0, 6), "color": (6, 8)})
ATTRIBUTES = {
    "style": AttributeOutput(values=("boho", "glam")),
    "colors": AttributeOutput(values=("red", "teal"), several=True, thresholds=(0.5, 0.4)),
}


def bundle(
    directory: Path,
    model: bytes = MODEL,
    name: str = "tiny",
    visual: VectorOutput = VISUAL,
    attributes: Mapping[str, AttributeOutput] = ATTRIBUTES,
    extra: Mapping[str, bytes] | None = None,
    quality: Mapping[str, float] | None = None,
) -> Manifest:
    return write_bundle(
        directory,
        model,
        name=name,
        preprocessing=Preprocessing(size=64),
        input_name="pictures",
        outputs={"visual": visual, "style": VectorOutput(dimension=4)},
        attributes=attributes,
        provenance=Provenance(
            weights="random", license="none", trained_on="nothing", config={"steps": [1, 2]}
        ),
        quality=quality or {"demo.hit_at_1": 0.5},
        extra=extra,
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


def test_all_files_of_a_release_are_described_and_read_back(tmp_path: Path) -> None:
    written = bundle(tmp_path, extra={MATCHING_FILE: b"maps", "NOTES.txt": b""})

    assert set(written.files) == {MODEL_FILE, MATCHING_FILE, "NOTES.txt"}
    assert read_manifest(tmp_path) == written
    assert (tmp_path / MATCHING_FILE).read_bytes() == b"maps"


def test_the_release_is_named_by_what_decides_its_answers(tmp_path: Path) -> None:
    first = bundle(tmp_path / "a")
    named = {
        bundle(tmp_path / "b", model=b"another graph").release,
        bundle(tmp_path / "c", extra={MATCHING_FILE: b"maps"}).release,
        bundle(tmp_path / "d", extra={MATCHING_FILE: b"other maps"}).release,
        bundle(tmp_path / "e", visual=VectorOutput(dimension=8)).release,
        bundle(tmp_path / "f", attributes={}).release,
    }

    assert re.fullmatch(r"tiny-[0-9a-f]{8}", first.release)
    assert len(named | {first.release}) == 6


def test_what_was_measured_does_not_change_the_name(tmp_path: Path) -> None:
    first = bundle(tmp_path / "a")

    assert bundle(tmp_path / "b", quality={"demo.hit_at_1": 0.75}).release == first.release


def test_what_is_measured_later_is_recorded_and_the_release_stays(tmp_path: Path) -> None:
    before = bundle(tmp_path)

    record_quality(tmp_path, {"retrieval.phone.hit_at_1": 0.75})

    after = read_manifest(tmp_path)
    assert after.quality == {"retrieval.phone.hit_at_1": 0.75}
    assert structs.replace(after, quality=before.quality) == before


def test_the_graph_has_an_output_for_every_vector_and_attribute(tmp_path: Path) -> None:
    assert bundle(tmp_path).widths == {
        "visual": 8,
        "style": 4,
        "attribute_style": 2,
        "attribute_colors": 2,
    }


def test_a_release_that_predicts_nothing_is_a_release(tmp_path: Path) -> None:
    bundle(tmp_path)
    edit(tmp_path, lambda content: content.pop("attributes"))

    assert read_manifest(tmp_path).attributes == {}


def test_a_newer_release_replaces_the_one_in_its_folder(tmp_path: Path) -> None:
    bundle(tmp_path)
    newer = bundle(tmp_path, model=b"another graph")

    assert read_manifest(tmp_path) == newer


def test_a_file_that_only_the_former_release_had_does_not_stay(tmp_path: Path) -> None:
    bundle(tmp_path, extra={MATCHING_FILE: b"maps"})
    bundle(tmp_path)

    assert sorted(path.name for path in tmp_path.iterdir()) == [MANIFEST_FILE, MODEL_FILE]


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
    with pytest.raises(ConfigurationError, match="cannot be written"):
        bundle(tmp_path / "release", name=name)
    assert not (tmp_path / "release").exists()


@pytest.mark.parametrize("name", [MODEL_FILE, MANIFEST_FILE, "../elsewhere", ".hidden"])
def test_an_extra_file_has_a_name_of_its_own_in_the_folder(tmp_path: Path, name: str) -> None:
    with pytest.raises(ConfigurationError):
        bundle(tmp_path / "release", extra={name: b""})
    assert not (tmp_path / "release").exists()


def test_a_figure_that_is_not_a_number_is_not_written(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="quality"):
        bundle(tmp_path / "release", quality={"demo.hit_at_1": float("nan")})
    assert not (tmp_path / "release").exists()


@pytest.mark.parametrize("name", [MODEL_FILE, MANIFEST_FILE, MATCHING_FILE])
def test_a_missing_file_is_named(tmp_path: Path, name: str) -> None:
    bundle(tmp_path, extra={MATCHING_FILE: b"maps"})
    (tmp_path / name).unlink()

    with pytest.raises(ConfigurationError, match=re.escape(name)):
        read_manifest(tmp_path)


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="nowhere"):
        read_manifest(tmp_path / "nowhere")


@pytest.mark.parametrize("name", [MODEL_FILE, MATCHING_FILE])
def test_an_altered_file_is_refused(tmp_path: Path, name: str) -> None:
    bundle(tmp_path, extra={MATCHING_FILE: b"maps"})
    (tmp_path / name).write_bytes(MODEL + b"!")

    with pytest.raises(ConfigurationError, match=rf"{re.escape(name)}.*SHA-256 differs"):
        read_manifest(tmp_path)


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"{}", b'{"format": "one"}', b"\xff\xfe"])
def test_a_malformed_manifest_is_named(tmp_path: Path, content: bytes) -> None:
    bundle(tmp_path)
    (tmp_path / MANIFEST_FILE).write_bytes(content)

    with pytest.raises(ConfigurationError, match=r"manifest\.json is not a release manifest"):
        read_manifest(tmp_path)


@pytest.mark.parametrize("number", [1, 4])
def test_a_manifest_of_another_format_is_refused_by_its_number(tmp_path: Path, number: int) -> None:
    bundle(tmp_path)
    (tmp_path / MANIFEST_FILE).write_text(f'{{"format": {number}, "unheard_of": true}}')

    with pytest.raises(ConfigurationError, match=f"format {number}"):
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
        lambda content: content["attributes"]["colors"].update(thresholds=[0.5, 1.5]),
        lambda content: content["attributes"]["style"].update(values=[]),
        lambda content: content["outputs"]["visual"]["parts"].update(shape=[0]),
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


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        (lambda content: content["outputs"].clear(), "no vector"),
        (
            lambda content: content["outputs"].update(attribute_style={"dimension": 2}),
            "like an attribute's",
        ),
        (lambda content: content["outputs"]["visual"]["parts"].update(color=[6, 9]), "outside"),
        (lambda content: content["outputs"]["visual"]["parts"].update(color=[5, 8]), "another"),
        (lambda content: content["outputs"]["visual"]["parts"].update(color=[7, 7]), "outside"),
        (lambda content: content["outputs"]["visual"]["parts"].update(shape=[-1, 6]), "outside"),
        (lambda content: content["attributes"].update(price={"values": ["dear"]}), "'price'"),
        (lambda content: content["attributes"]["style"].update(values=["boho", "punk"]), "punk"),
        (lambda content: content["attributes"]["style"].update(values=["boho", "boho"]), "twice"),
        (lambda content: content["attributes"]["style"].update(thresholds=[0.5, 0.5]), "2 thresh"),
        (lambda content: content["attributes"]["colors"].update(thresholds=[0.5]), "1 thresholds"),
    ],
)
def test_what_contradicts_itself_is_refused(
    tmp_path: Path, change: Callable[[dict[str, Any]], object], complaint: str
) -> None:
    bundle(tmp_path)
    edit(tmp_path, change)

    with pytest.raises(ConfigurationError, match=complaint):
        read_manifest(tmp_path)


def test_what_would_be_refused_is_not_written(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="thresholds for colors"):
        bundle(
            tmp_path / "release",
            attributes={"colors": AttributeOutput(values=("red",), several=True)},
        )
    assert not (tmp_path / "release").exists()
