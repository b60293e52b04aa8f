"""What looks like this? Nearest neighbours of listings and photos by the visual vector."""

from __future__ import annotations

from typing import Final

import numpy as np

from backend.encoder.calibration import Calibration
from backend.search.anchors import Anchors
from backend.search.retrieve import Target

VISUAL: Final = "visual"

UNLIKE: Final = 0.5
"""How much what the results should not be like counts, beside what they should (after Rocchio,
"Relevance feedback in information retrieval", 1971)."""


def looks_like(anchors: Anchors, calibration: Calibration | None) -> Target:
    """What looks like all the anchors wanted, and not like those that are not.

    Scored where there is a single one: how likely a listing shows the same design says nothing
    about several. Raises `InvalidInput` where the anchors leave no direction to look in.
    """
    direction = np.mean([anchor.vectors[VISUAL] for anchor in anchors.wanted], axis=0)
    if anchors.unlike:
        away = np.mean([anchor.vectors[VISUAL] for anchor in anchors.unlike], axis=0)
        direction = direction - UNLIKE * away
    length = float(np.linalg.norm(direction))
    alone = len(anchors.wanted) == 1 and not anchors.unlike
    return Target(
        VISUAL,
        (direction / length if length > 0 else direction).astype(np.float32),
        calibration.visual_probability if alone and calibration is not None else _unknown,
        anchors.listing_ids,
    )


def _unknown(_similarity: float) -> None:
    return None
