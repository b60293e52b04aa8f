"""What looks like this? Nearest neighbours of listings and photos by the visual vector."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np

from backend.catalogue.criteria import Criteria
from backend.encoder.calibration import Calibration
from backend.index.filters import OneOf
from backend.index.port import Vector
from backend.search.anchors import Anchor, Anchors
from backend.search.retrieve import Target
from backend.search.shaping import PLAIN, Lift, Shaping

VISUAL: Final = "visual"

UNLIKE: Final = 0.5
"""How much what the results should not be like counts, beside what they should (after Rocchio,
"Relevance feedback in information retrieval", 1971)."""

OWN_KIND: Final = 0.10
"""A cosine. Of the first five that look like a listing of the demo 81 in 100 are of its category
with it, 65 without; 25 instead of 27 have its first colour, and its design in another finish is
first as often (`python -m tests.benchmarks.part_weights`). Photos lose by it, whose category the
model has to guess."""


def looks_like(anchors: Anchors, calibration: Calibration | None) -> Target:
    """What looks like all the anchors wanted, and not like those that are not.

    Scored where there is a single one: how likely a listing shows the same design says nothing
    about several. Raises `InvalidInput` where the anchors leave no direction to look in.
    """
    direction = _mean(anchors.wanted)
    if anchors.unlike:
        direction = direction - UNLIKE * _mean(anchors.unlike)
    length = float(np.linalg.norm(direction))
    alone = len(anchors.wanted) == 1 and not anchors.unlike
    return Target(
        VISUAL,
        (direction / length if length > 0 else direction).astype(np.float32),
        calibration.visual_probability if alone and calibration is not None else _unknown,
        anchors.listing_ids,
    )


def of_its_kind(anchors: Anchors, criteria: Criteria) -> Shaping:
    """Who looks at an armchair looks for armchairs first: lifts the category that all listings
    asked with have, unless the criteria say which are wanted."""
    kinds = {anchor.category if anchor.listing_id else None for anchor in anchors.wanted}
    kind = next(iter(kinds)) if len(kinds) == 1 else None
    if kind is None or criteria.category:
        return PLAIN
    return Shaping(lifts=(Lift(OneOf("category", (kind,)), OWN_KIND, near=True),))


def _mean(anchors: Sequence[Anchor]) -> Vector:
    if len(anchors) == 1:  # as most often, and numpy takes its time over a mean
        return anchors[0].vectors[VISUAL]
    mean: Vector = np.mean([anchor.vectors[VISUAL] for anchor in anchors], axis=0)
    return mean


def _unknown(_similarity: float) -> None:
    return None
