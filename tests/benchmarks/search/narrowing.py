"""Filters that leave a given share of a catalogue, chosen by how they go with a query."""

from __future__ import annotations

from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from backend.index.filters import AllOf, Between, ContainsAny, Filter, OneOf
from backend.index.port import Vector
from backend.index.scalars import Scalars
from tests.benchmarks.search.growing import TAG_SETS, share_tag
from tests.benchmarks.search.seeds import Vectors

Kind = Literal["none", "correlated", "uncorrelated", "anti-correlated"]

KINDS: Final[tuple[Kind, ...]] = ("correlated", "uncorrelated", "anti-correlated")


class Narrowing:
    """Over one catalogue.

    A correlated filter names the categories that look most like the query, and prices about that of
    the nearest listing; an anti-correlated one the categories that look least like it, and prices
    as far away as there are. An uncorrelated one names a tag that was dealt out at random.
    """

    def __init__(self, scalars: list[Scalars], vectors: Vectors) -> None:
        self._vectors = vectors
        self._categories = np.array([each.category for each in scalars])
        self._names = sorted(set(self._categories.tolist()))
        self._prices = np.array(
            [-1 if each.price_cents is None else each.price_cents for each in scalars]
        )
        self._tags = [frozenset(each.tags) for each in scalars]

    def filters(self, query: Vector, share: float, number: int) -> dict[Kind, Filter | None]:
        """By kind, for the query of this number; none at all for a share of 1."""
        if share >= 1:
            return {"none": None}
        likeness = self._vectors @ query
        means = [likeness[self._categories == name].mean() for name in self._names]
        alike = [self._names[place] for place in np.argsort(means)[::-1]]
        center = int(self._prices[int(np.argmax(np.where(self._prices < 0, -2, likeness)))])
        wanted = max(1, round(share * len(likeness)))
        return {
            "correlated": self._priced(alike, wanted, center, near=True),
            "uncorrelated": ContainsAny("tags", (share_tag(share, number % TAG_SETS),)),
            "anti-correlated": self._priced(alike[::-1], wanted, center, near=False),
        }

    def matching(self, where: Filter | None) -> NDArray[np.bool_]:
        """Which rows match, found without the product."""
        match where:
            case None:
                return np.ones(len(self._prices), dtype=np.bool_)
            case ContainsAny(_, (tag,)):
                return np.array([tag in tags for tags in self._tags])
            case AllOf((OneOf(_, names), Between(_, low=low, high=high))):
                assert low is not None
                assert high is not None
                priced = (self._prices >= low) & (self._prices <= high)
                return np.isin(self._categories, names) & priced
        raise AssertionError(where)

    def _priced(self, categories: list[str], wanted: int, center: int, *, near: bool) -> Filter:
        """So many listings of as few of the categories as have them, by price."""
        for count in range(1, len(categories) + 1):
            names = tuple(categories[:count])
            of_these = np.isin(self._categories, names) & (self._prices >= 0)
            if of_these.sum() >= wanted:
                break
        prices = np.sort(self._prices[of_these])
        wanted = min(wanted, len(prices))
        if near:
            start = int(np.searchsorted(prices, center)) - wanted // 2
        else:
            start = 0 if center > np.median(prices) else len(prices)
        start = min(max(start, 0), len(prices) - wanted)
        low, high = int(prices[start]), int(prices[start + wanted - 1])
        return AllOf((OneOf("category", names), Between("price_cents", low=low, high=high)))
