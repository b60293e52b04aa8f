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
from backend.encoder.stated import StatedStyles
from backend.errors import ConfigurationError
from tests.fakes.encoder import fake_manifest
from tests.unit.encoder.making import pair_maps

RELEASE = Path(__file__).parents[3] / "demo" / "release"
CALIBRATION = Calibration(visual=Line(slope=1.0, offset=0.0), matching=Line(slope=2.0, offset=0.0))
WITH_STYLE = {"visual": VectorOutput(dimension=8), "style": VectorOutput(dimension=4)}


STYLES = {"style": AttributeOutput(values=("boho", "rustic"))}
STATED = StatedStyles(values=("boho", "rustic"), shifts=np.eye(2, 4, dtype=np.float32))


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
    bundle(tmp_path / "listening", {STATED_FILE: STATED.packed()}, attributes=STYLES)
    bundle(tmp_path / "by-picture", {}, attributes=STYLES)
    seen = np.tile(np.array([[0, 0, 0, 1]], np.float32), (2, 1))
    outputs = {
        "style": seen,
        attribute_output("style"): np.full((2, 2), 0.5, np.float32),
    }

    listening = open_release(tmp_path / "listening").styles(outputs, ["rustic", None])
    by_picture = open_release(tmp_path / "by-picture").styles(outputs, ["rustic", None])

    np.testing.assert_array_equal(by_picture, seen)
    np.testing.assert_array_equal(listening[1], seen[1])
    assert listening[0, 1] > 0 > listening[0, 0]


@pytest.mark.parametrize(
    ("dimension", "attributes", "complaint"),
    [
        (4, {}, "the model gives no styles"),
        (5, STYLES, "of 4 numbers; the model gives 5"),
        (4, {"style": AttributeOutput(values=("rustic", "boho"))}, "knows other styles"),
    ],
)
def test_shifts_of_other_styles_than_the_model_gives_are_refused(
    tmp_path: Path, dimension: int, attributes: dict[str, AttributeOutput], complaint: str
) -> None:
    outputs = {"style": VectorOutput(dimension=dimension)}
    bundle(tmp_path, {STATED_FILE: STATED.packed()}, outputs, attributes)

    with pytest.raises(ConfigurationError, match=complaint):
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
