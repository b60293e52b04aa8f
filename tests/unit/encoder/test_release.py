from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pytest

from backend.encoder.calibration import Calibration, Line, packed
from backend.encoder.manifest import (
    CALIBRATION_FILE,
    MATCHING_FILE,
    STATED_FILE,
    AttributeOutput,
    VectorOutput,
    attribute_output,
    write_bundle,
)
from backend.encoder.release import open_release
from backend.encoder.stated import StatedWords
from backend.errors import ConfigurationError
from tests.fakes.encoder import fake_manifest
from tests.unit.encoder.making import pair_maps

RELEASE = Path(__file__).parents[3] / "demo" / "release"
CALIBRATION = Calibration(visual=Line(slope=1.0, offset=0.0), matching=Line(slope=2.0, offset=0.0))
WITH_STYLE = {"visual": VectorOutput(dimension=8), "style": VectorOutput(dimension=4)}
ATTRIBUTES = {
    "style": AttributeOutput(values=("rustic", "boho")),
    "colors": AttributeOutput(values=("red", "teal"), several=True, thresholds=(0.5, 0.5)),
}
STATED = StatedWords(
    words=("style:boho", "style:rustic", "colors:teal"),
    said=np.eye(3, 4, dtype=np.float32),
    seen=np.eye(3, 4, dtype=np.float32),
)


def bundle(
    directory: Path,
    extra: Mapping[str, bytes],
    outputs: Mapping[str, VectorOutput] = WITH_STYLE,
    attributes: Mapping[str, AttributeOutput] | None = None,
) -> None:
    fake = fake_manifest()
    write_bundle(
        directory,
        b"not really a graph",
        name="opened",
        preprocessing=fake.preprocessing,
        input_name=fake.input,
        outputs=outputs,
        attributes=attributes,
        provenance=fake.provenance,
        quality={},
        extra=extra,
    )


def test_all_parts_of_a_release_are_opened(tmp_path: Path) -> None:
    maps = pair_maps(d=4)
    bundle(tmp_path, {MATCHING_FILE: maps.packed(), CALIBRATION_FILE: packed(CALIBRATION)})

    opened = open_release(tmp_path)

    assert opened.directory == tmp_path
    assert opened.calibration == CALIBRATION
    assert opened.matching is not None
    np.testing.assert_array_equal(opened.matching.matrix("sofa", "rug"), maps.matrix("sofa", "rug"))


def test_a_release_may_know_only_what_looks_alike(tmp_path: Path) -> None:
    bundle(tmp_path, {}, {"visual": VectorOutput(dimension=8)})

    opened = open_release(tmp_path)

    assert opened.matching is None
    assert opened.calibration is None


def test_the_shipped_release_knows_everything() -> None:
    opened = open_release(RELEASE)

    assert opened.matching is not None
    assert opened.calibration is not None
    assert opened.stated is not None
    assert set(opened.manifest.attributes) == {
        "category",
        "colors",
        "materials",
        "style",
        "pattern",
    }
    assert (RELEASE / "model.onnx").stat().st_size <= 8_000_000


def test_a_file_that_the_manifest_does_not_list_is_not_opened(tmp_path: Path) -> None:
    bundle(tmp_path, {})
    (tmp_path / MATCHING_FILE).write_bytes(b"left from something else")

    assert open_release(tmp_path).matching is None


@pytest.mark.parametrize(
    ("outputs", "complaint"),
    [
        ({"visual": VectorOutput(dimension=8)}, "the model gives none"),
        ({"style": VectorOutput(dimension=5)}, "of 4 numbers; the model gives 5"),
    ],
)
def test_maps_of_other_vectors_than_the_model_gives_are_refused(
    tmp_path: Path, outputs: dict[str, VectorOutput], complaint: str
) -> None:
    bundle(tmp_path, {MATCHING_FILE: pair_maps(d=4).packed()}, outputs)

    with pytest.raises(ConfigurationError, match=complaint):
        open_release(tmp_path)


def test_styles_are_what_pictures_show_and_merchants_say(tmp_path: Path) -> None:
    bundle(tmp_path / "listening", {STATED_FILE: STATED.packed()}, attributes=ATTRIBUTES)
    bundle(tmp_path / "by-picture", {}, attributes=ATTRIBUTES)
    pictures = np.tile(np.array([[0, 0, 0, 1]], np.float32), (4, 1))
    outputs = {
        "style": pictures,
        attribute_output("style"): np.tile(np.array([[0.75, 0.25]], np.float32), (4, 1)),
        attribute_output("colors"): np.tile(np.array([[0.9, 0.5]], np.float32), (4, 1)),
    }
    said = [("style:rustic",), (), ("colors:red",), ("colors:teal", "style:boho")]

    listening = open_release(tmp_path / "listening").styles(outputs, said)
    by_picture = open_release(tmp_path / "by-picture").styles(outputs, said)

    np.testing.assert_array_equal(by_picture, pictures)
    np.testing.assert_array_equal(listening[1:3], pictures[1:3])
    ways = np.array([[-0.25, 0.25, 0, 1], [0.75, -0.75, 0.5, 1]], np.float32)
    expected = ways / np.linalg.norm(ways, axis=1, keepdims=True)
    np.testing.assert_allclose(listening[[0, 3]], expected, rtol=1e-6)


@pytest.mark.parametrize(
    ("output", "dimension", "attributes", "complaint"),
    [
        ("visual", 4, ATTRIBUTES, "moves style vectors, but the model gives none"),
        ("style", 5, ATTRIBUTES, "of 4 numbers; the model gives 5"),
        ("style", 4, {}, "knows a word that the model does not give: 'style:boho'"),
        ("style", 4, {"style": ATTRIBUTES["style"]}, "does not give: 'colors:teal'"),
        (
            "style",
            4,
            ATTRIBUTES | {"style": AttributeOutput(values=("boho", "glam"))},
            "does not give: 'style:rustic'",
        ),
    ],
)
def test_shifts_of_other_words_than_the_model_gives_are_refused(
    tmp_path: Path,
    output: str,
    dimension: int,
    attributes: dict[str, AttributeOutput],
    complaint: str,
) -> None:
    outputs = {output: VectorOutput(dimension=dimension)}
    bundle(tmp_path, {STATED_FILE: STATED.packed()}, outputs, attributes)

    with pytest.raises(ConfigurationError, match=rf"stated\.npz .*{complaint}"):
        open_release(tmp_path)


@pytest.mark.parametrize("name", [MATCHING_FILE, STATED_FILE, CALIBRATION_FILE])
def test_a_part_that_holds_something_else_is_named(tmp_path: Path, name: str) -> None:
    bundle(tmp_path, {name: b"something else"})

    with pytest.raises(ConfigurationError, match=name):
        open_release(tmp_path)


@pytest.mark.parametrize("name", [MATCHING_FILE, CALIBRATION_FILE])
def test_an_altered_part_is_refused(tmp_path: Path, name: str) -> None:
    bundle(tmp_path, {MATCHING_FILE: pair_maps().packed(), CALIBRATION_FILE: packed(CALIBRATION)})
    (tmp_path / name).write_bytes((tmp_path / name).read_bytes() + b" ")

    with pytest.raises(ConfigurationError, match="SHA-256 differs"):
        open_release(tmp_path)
