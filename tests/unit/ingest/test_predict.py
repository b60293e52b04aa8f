from __future__ import annotations

import numpy as np
import pytest

from backend.catalogue.attributes import NOTHING_PREDICTED, Prediction, Predictions
from backend.ingest.predict import MAX_VALUES, predictions_of
from backend.taxonomy import COLORS
from tests.fakes.encoder import COLORS_THRESHOLD, SIZE, ColorEncoder
from tests.fakes.seeing import SeeingEncoder, Sight

PICTURES = [np.zeros((SIZE, SIZE, 3), dtype=np.uint8)] * 2


def said_of(sees: Sight, *, min_confidence: float = 0.5) -> Predictions:
    encoder = SeeingEncoder("seeing", sees)
    outputs = encoder.encode(PICTURES)
    return predictions_of(encoder.manifest, outputs, 1, min_confidence=min_confidence)


def test_the_likeliest_category_and_style_and_every_probable_color_and_material_are_kept() -> None:
    assert said_of(
        {
            "category": {"sofa": 0.7, "bench": 0.2},
            "colors": {"brass": 0.75, "teal": 0.9},
            "materials": {"velvet": 0.625},
            "style": {"glam": 0.51},
            "pattern": {"stripe": 0.99},
        }
    ) == Predictions(
        category=Prediction("sofa", 0.7),
        colors=(Prediction("teal", 0.9), Prediction("brass", 0.75)),
        materials=(Prediction("velvet", 0.625),),
        style=Prediction("glam", 0.51),
    )


@pytest.mark.parametrize(
    ("min_confidence", "category"), [(0.6, "sofa"), (0.75, None), (0.0, "sofa")]
)
def test_how_sure_it_must_be_of_a_category_is_a_setting(
    min_confidence: float, category: str | None
) -> None:
    predicted = said_of({"category": {"sofa": 0.625}}, min_confidence=min_confidence)
    assert (predicted.category and predicted.category.value) == category


def test_colors_count_from_the_threshold_of_the_release_whatever_the_setting() -> None:
    sees = {"colors": {"teal": COLORS_THRESHOLD + 0.01, "navy": COLORS_THRESHOLD - 0.01}}
    for min_confidence in (0.0, 1.0):
        predicted = said_of(sees, min_confidence=min_confidence)
        assert [item.value for item in predicted.colors] == ["teal"]


def test_no_more_are_kept_than_a_merchant_may_name() -> None:
    predicted = said_of({"colors": dict.fromkeys(list(COLORS)[:20], 0.9)})
    assert len(predicted.colors) == MAX_VALUES


def test_a_release_without_attributes_predicts_nothing() -> None:
    encoder = ColorEncoder()
    outputs = encoder.encode(PICTURES)
    assert predictions_of(encoder.manifest, outputs, 0, min_confidence=0.5) == NOTHING_PREDICTED
