"""The nearest listings to a vector, as the catalogue has them now."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final

import numpy as np
from msgspec import Struct

from backend.catalogue.listings import StoredListing
from backend.errors import InvalidInput
from backend.index.filters import Filter
from backend.index.port import Vector
from backend.search.inquiry import Inquiry

MAX_DEPTH: Final = 1_000
"""Hits that are asked for at most: nobody looks further in an order of likeness, and a server on
GPUs gives 1,024."""

_SHORTEST: Final = 1e-6


class Match(Struct, frozen=True):
    """A listing as the catalogue has it now.

    `similarity` is its inner product with the query, and `worth` what tells its score.
    """

    stored: StoredListing
    similarity: float
    worth: Callable[[float], float | None]

    @property
    def score(self) -> float | None:
        """The share of such matches that are right, in [0, 1]; None where the release was not
        calibrated for this kind of question. Of most that are found nobody asks for it."""
        return self.worth(self.similarity)


@dataclass(frozen=True, eq=False)
class Target:
    """What the index is asked for: the listings whose vectors in `field` have the largest inner
    products with `query` (d,), which need not be of unit length, but for those of `exclude`.

    `score` tells what such a product is worth. Raises `InvalidInput` for a query of no length.
    """

    field: str
    query: Vector
    score: Callable[[float], float | None]
    exclude: Sequence[str] = ()

    def __post_init__(self) -> None:
        if self.length < _SHORTEST:
            raise InvalidInput("What is wanted and what is not are the same.")

    @cached_property
    def length(self) -> float:
        return float(np.linalg.norm(self.query))

    def without(self, ids: Sequence[str]) -> Target:
        return replace(self, exclude=(*self.exclude, *ids)) if ids else self


class Nearest(Struct, frozen=True):
    """Best first. `exhausted` says that these are all there are."""

    matches: list[Match]
    exhausted: bool


def nearest(inquiry: Inquiry, target: Target, where: Filter | None, depth: int) -> Nearest:
    """What of the `depth` nearest entries matches `where` as the catalogue has the listings now.

    Entries of listings that have changed since the index heard of them may be among the `depth`:
    for so many matches, look again and deeper.
    """
    length = target.length
    found = inquiry.search(
        target.field,
        (target.query / length).astype(np.float32),
        limit=depth,
        where=where,
        exclude=target.exclude,
    )
    stored = inquiry.matching([hit.id for hit in found.hits], where)
    matching = [
        Match(stored[hit.id], hit.score * length, target.score)
        for hit in found.hits
        if hit.id in stored
    ]
    return Nearest(matching, len(found.hits) < depth)
