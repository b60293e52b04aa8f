"""What an encoder is sure enough of seeing in a picture, as the catalogue keeps it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from backend.catalogue.attributes import Prediction, Predictions
from backend.encoder.attributes import predictions
from backend.encoder.manifest import Manifest
from backend.encoder.port import Vectors

# As many as a merchant may name.
MAX_VALUES: Final = 8
_DIGITS: Final = 4


def predictions_of(
    manifest: Manifest, outputs: Mapping[str, Vectors], row: int, *, min_confidence: float
) -> Predictions:
    """What is seen in picture `row` of a batch; nothing under a release without attributes.

    The likeliest category and style count from `min_confidence` on, colours and materials from
    the thresholds that the release was given when it was made.
    """
    said = {
        attribute: tuple(Prediction(item.value, round(item.confidence, _DIGITS)) for item in items)
        for attribute, items in predictions(manifest, outputs, row).items()
    }

    def likeliest(attribute: str) -> Prediction | None:
        sure = [item for item in said.get(attribute, ()) if item.confidence >= min_confidence]
        return sure[0] if sure else None

    return Predictions(
        category=likeliest("category"),
        colors=said.get("colors", ())[:MAX_VALUES],
        materials=said.get("materials", ())[:MAX_VALUES],
        style=likeliest("style"),
    )
