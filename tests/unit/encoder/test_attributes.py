from __future__ import annotations

import msgspec
import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from backend.encoder.attributes import Predicted, predictions
from backend.encoder.manifest import AttributeOutput, Manifest
from backend.encoder.port import Vectors
from tests.fakes.encoder import SIZE, ColorEncoder, fake_manifest

STYLES = ("boho", "glam", "rustic")
COLORS = ("red", "teal", "blue", "navy")
THRESHOLDS = (0.5, 0.25, 0.75, 0.5)


def manifest() -> Manifest:
    attributes = {
        "style": AttributeOutput(values=STYLES),
        "colors": AttributeOutput(values=COLORS, several=True, thresholds=THRESHOLDS),
    }
    return msgspec.structs.replace(fake_manifest(), attributes=attributes)


def outputs(styles: list[float], colors: list[float]) -> dict[str, Vectors]:
    """A batch of two, with what is looked at in its second row."""
    return {
        "attribute_style": np.array([[1, 0, 0], styles], dtype=np.float32),
        "attribute_colors": np.array([[0, 0, 0, 0], colors], dtype=np.float32),
    }


def test_the_most_probable_value_is_predicted_where_there_can_be_one() -> None:
    found = predictions(manifest(), outputs([0.25, 0.5, 0.25], [0] * 4), 1)

    assert found["style"] == (Predicted("glam", 0.5),)


def test_values_that_reach_their_own_thresholds_come_most_probable_first() -> None:
    found = predictions(manifest(), outputs([1, 0, 0], [0.5, 0.25, 0.625, 0.875]), 1)

    assert found["colors"] == (
        Predicted("navy", 0.875),
        Predicted("red", 0.5),
        Predicted("teal", 0.25),
    )


def test_none_may_be_probable_enough() -> None:
    found = predictions(manifest(), outputs([1, 0, 0], [0.25, 0.125, 0.5, 0.25]), 1)

    assert found["colors"] == ()


def test_equals_keep_the_order_of_the_manifest() -> None:
    found = predictions(manifest(), outputs([0.375, 0.375, 0.25], [0.875] * 4), 1)

    assert found["style"] == (Predicted("boho", 0.375),)
    assert [each.value for each in found["colors"]] == list(COLORS)


@given(row=arrays.arrays(np.float32, 4, elements=st.floats(0, 1, width=32)))
def test_exactly_the_values_above_their_thresholds_are_predicted(row: Vectors) -> None:
    found = predictions(manifest(), outputs([1, 0, 0], row.tolist()), 1)["colors"]

    expected = {
        value: float(probability)
        for value, probability, threshold in zip(COLORS, row, THRESHOLDS, strict=True)
        if probability >= threshold
    }
    assert {each.value: each.confidence for each in found} == expected
    confidences = [each.confidence for each in found]
    assert confidences == sorted(confidences, reverse=True)


def test_a_prediction_is_of_plain_values_that_can_be_written_down() -> None:
    found = predictions(manifest(), outputs([0.25, 0.5, 0.25], [1, 0, 0, 0]), 1)

    assert msgspec.json.decode(msgspec.json.encode(found)) == {
        "style": [{"value": "glam", "confidence": 0.5}],
        "colors": [{"value": "red", "confidence": 1.0}],
    }


def test_a_release_without_attributes_predicts_nothing() -> None:
    assert predictions(fake_manifest(), {}, 0) == {}


def test_an_encoder_with_attributes_sees_a_red_picture_as_red() -> None:
    encoder = ColorEncoder(matching=True)
    red = np.full((SIZE, SIZE, 3), (168, 50, 45), dtype=np.uint8)

    found = predictions(encoder.manifest, encoder.encode([red]), 0)

    assert set(found) == {"category", "colors", "materials", "style", "pattern"}
    assert found["colors"][0].value == "red"
    assert len(found["style"]) == 1
