"""What goes with this? Nearest neighbours by style among the categories that stand beside it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

import numpy as np

from backend.encoder.calibration import Calibration
from backend.encoder.matching import PairMaps
from backend.encoder.release import STYLE
from backend.errors import InvalidInput
from backend.index.port import Vector
from backend.search.anchors import Anchor, Anchors
from backend.search.inquiry import Inquiry
from backend.search.retrieve import Target
from backend.search.similar import UNLIKE
from backend.taxonomy import COMPLEMENTS

_NEEDED: Final = {"category": "is needed here"}


def categories_beside(anchors: Anchors, named: Sequence[str]) -> list[str]:
    """Those named, each once, or all that usually stand beside the first anchor.

    Raises `InvalidInput` if none is named and the anchor's own category is not known.
    """
    targets = named or COMPLEMENTS.get(anchors.wanted[0].category or "", ())
    if not targets:
        raise InvalidInput(
            "It is not known what stands beside this: name the categories that are wanted.",
            _NEEDED,
        )
    return list(dict.fromkeys(targets))


def goes_with(inquiry: Inquiry, anchors: Anchors, category: str) -> Target:
    """What of a category goes with the anchors wanted, and does not look like those that are not.

    Raises `InvalidInput` if the live release does not know what goes with what.
    """
    bundle = inquiry.bundle
    if bundle.matching is None:
        raise InvalidInput(f"The release {inquiry.release.id} does not know what goes with what.")
    query = _query(bundle.matching, anchors, category)
    return Target(
        STYLE,
        query,
        _scoring(anchors, bundle.matching, bundle.calibration, category),
        anchors.listing_ids,
    )


def _query(maps: PairMaps, anchors: Anchors, category: str) -> Vector:
    """What to search candidates with, not normalised. A piece alone stands for a whole room that
    may be; several are a room, and their queries add up."""
    room = len(anchors.wanted) > 1
    query: Vector = np.sum(
        [_mapped(maps, anchor, category, room=room) for anchor in anchors.wanted], axis=0
    )
    if anchors.unlike:
        away = np.mean([anchor.vectors[STYLE] for anchor in anchors.unlike], axis=0)
        query = (query - UNLIKE * float(np.linalg.norm(query)) * away).astype(np.float32)
    return query


def _mapped(maps: PairMaps, anchor: Anchor, category: str, *, room: bool) -> Vector:
    styles = anchor.vectors[STYLE][None]
    mapped: Vector = maps.query(styles, anchor.category, category, room=room)[0]
    return mapped


def _scoring(
    anchors: Anchors, maps: PairMaps, calibration: Calibration | None, category: str
) -> Callable[[float], float | None]:
    """What the inner products are worth."""
    if anchors.unlike or calibration is None:
        return lambda _product: None
    pieces = len(anchors.wanted)
    if pieces > 1:
        if maps.room_shared is None:  # what other maps say does not add up
            return lambda _product: None
        return lambda product: calibration.room_probability(product, pieces)
    source = anchors.wanted[0].category
    return lambda product: calibration.matching_probability(product, source, category)
