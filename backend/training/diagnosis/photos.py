"""Shoppers' photos whose listing is found worst."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
from msgspec import Struct

from backend.training.diagnosis.heads import Floats

SHOWN: Final = 5


class PhotoRank(Struct, frozen=True, kw_only=True):
    """Where a photo's design comes among the catalogue's listings; 1 is first.

    `cosine` is that of the listing which the photo is of, whatever other finish came before it;
    `found` are the catalogue rows that come first, most similar first, with their cosines.
    """

    photo: int
    listing: int
    rank: int
    cosine: float
    found: tuple[tuple[int, float], ...]


def photo_ranks(
    photos: Floats, catalogue: Floats, shows: Sequence[int], designs: Sequence[str]
) -> list[PhotoRank]:
    """For each photo, the worst rank first.

    `photos` (n, d) and `catalogue` (m, d) are unit rows; `shows[i]` is the catalogue row that
    photo i is of; any listing of its design counts as found. A listing of another design that is
    exactly as similar comes first: a tie is no success.
    """
    kinds = np.unique(np.asarray(designs), return_inverse=True)[1]
    ranks = []
    for photo, listing in enumerate(shows):
        cosines = catalogue @ photos[photo]
        same = kinds == kinds[listing]
        best = cosines[same].max()
        order = np.argsort(-cosines, kind="stable")[:SHOWN]
        ranks.append(
            PhotoRank(
                photo=photo,
                listing=listing,
                rank=1 + int((cosines[~same] >= best).sum()),
                cosine=float(cosines[listing]),
                found=tuple((int(row), float(cosines[row])) for row in order),
            )
        )
    return sorted(ranks, key=lambda rank: -rank.rank)


def found_within(ranks: Sequence[PhotoRank], k: int) -> float:
    """The share of photos whose design is among the first `k`."""
    return sum(rank.rank <= k for rank in ranks) / len(ranks)
