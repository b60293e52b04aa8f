"""What shoppers looked at in one visit, and what they bought in one order.

Both are what a shop would have on record, with its biases: one clicks what stands on top, what
stands on top is what was clicked before, and what has just come in has been seen by nobody.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final, Protocol

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from backend.dataset.records import Split
from backend.studio.seeds import generator
from backend.studio.shoppers.popularity import Offer, popularity
from backend.studio.shoppers.shopper import Liking, draw_shopper
from backend.taxonomy import COMPLEMENTS

SHOWN: Final = 24
"""Listings on a page."""

ALPHA: Final = 1.0
"""How much popularity counts in what is bought together."""

AGREEMENT: Final = 1.0
"""How closely shoppers follow the stylist in it: 1 as far as popularity lets them, 0 not at all.

Popularity alone does not make them worse at it, other than by leaving little choice among the
popular: over a large catalogue the two go equally well with the anchor on average.
"""

_RANKED_BY_LIKING: Final = 0.25  # a page is ranked by popularity mostly
_RANK_NOISE: Final = 0.6
_CLICK: Final = 0.7  # of the top place, if the shopper could like nothing on the page better


class PairScores(Protocol):
    def __call__(self, anchor: str, category: str) -> NDArray[np.float64]:
        """How well each listing of `Shop.listings(split, category)`, in that order, goes with the
        listing `anchor` of that split: the stylist's score, a logarithm of odds."""
        ...


class Visit(Struct, frozen=True):
    """The page that was shown, top first, and those of it that were clicked, in the same order."""

    split: Split
    shown: tuple[str, ...]
    clicked: tuple[str, ...]


class Order(Struct, frozen=True):
    """The anchor first; then what was bought with it, of one category each."""

    split: Split
    listings: tuple[str, ...]


class _Shelf(Struct, frozen=True):
    """All offers of one split and category; `weights` are 0 for cold ones, else add up to one."""

    listings: tuple[str, ...]
    weights: NDArray[np.float64]
    liking: Liking

    @property
    def stocked(self) -> int:
        """How many have a history."""
        return int((self.weights > 0).sum())


class Shop:
    """The offers of a catalogue by split and category, with their popularity."""

    def __init__(self, offers: Sequence[Offer], seed: int) -> None:
        self._seed = seed
        self._shelves: dict[tuple[Split, str], _Shelf] = {}
        weights = popularity(offers, seed)
        members: dict[tuple[Split, str], list[int]] = {}
        for index, offer in enumerate(offers):
            members.setdefault((offer.split, offer.category), []).append(index)
        for key, chosen in members.items():
            self._shelves[key] = _Shelf(
                listings=tuple(offers[index].listing for index in chosen),
                weights=weights[chosen],
                liking=Liking([offers[index] for index in chosen]),
            )

    def listings(self, split: Split, category: str) -> tuple[str, ...]:
        """In the order in which they were offered, cold ones too."""
        shelf = self._shelves.get((split, category))
        return shelf.listings if shelf else ()

    def visits(self, split: Split, count: int) -> Iterator[Visit]:
        """`count` visits of one split, of at least two clicks each; none if no category has two
        listings with a history."""
        shelves = self._open(split, least=2)
        if not shelves:
            return
        busy = np.array([shelf.stocked for _, shelf in shelves], np.float64)
        for number in range(count):
            random = generator(self._seed, "visit", split, number)
            clicked: tuple[str, ...] = ()
            while len(clicked) < 2:
                shelf = shelves[_drawn(busy, random)][1]
                liked = shelf.liking.of(draw_shopper(random))
                page = _page(shelf, liked, random)
                clicks = random.random(len(page)) < click_chances(liked[page])
                shown = tuple(shelf.listings[index] for index in page)
                clicked = tuple(shelf.listings[index] for index in page[clicks])
            yield Visit(split, shown, clicked)

    def orders(
        self,
        split: Split,
        count: int,
        pair_scores: PairScores,
        *,
        alpha: float = ALPHA,
        agreement: float = AGREEMENT,
    ) -> Iterator[Order]:
        """`count` orders of one split: an anchor drawn by popularity, and of one to three
        categories that go with it a listing each, drawn in proportion to
        popularity ** alpha * exp(agreement * pair score). None if nothing with a history goes with
        anything.
        """
        shelves = dict(self._open(split, least=1))
        anchors = [
            category
            for category in shelves
            if any(other in shelves for other in COMPLEMENTS.get(category, ()))
        ]
        if not anchors:
            return
        busy = np.array([shelves[category].stocked for category in anchors], np.float64)
        for number in range(count):
            random = generator(self._seed, "order", split, number)
            category = anchors[_drawn(busy, random)]
            shelf = shelves[category]
            anchor = shelf.listings[_drawn(_counted(shelf.weights, alpha), random)]
            bought = [anchor]
            for other in _wanted(category, shelves, random):
                scores = agreement * pair_scores(anchor, other)
                weights = shelves[other].weights
                highest = scores[weights > 0].max()
                odds = _counted(weights, alpha) * np.exp(np.minimum(scores - highest, 0.0))
                bought.append(shelves[other].listings[_drawn(odds, random)])
            yield Order(split, tuple(bought))

    def _open(self, split: Split, *, least: int) -> list[tuple[str, _Shelf]]:
        """The split's categories of which at least so many listings have a history."""
        return [
            (category, shelf)
            for (of_split, category), shelf in self._shelves.items()
            if of_split == split and shelf.stocked >= least
        ]


def position_bias(count: int) -> NDArray[np.float64]:
    """(count,) how likely each place of a page, top first, is to be looked at, against the top:
    1 / log2(1 + rank)."""
    return np.asarray(1.0 / np.log2(1.0 + np.arange(1, count + 1)))


def click_chances(liked: NDArray[np.float64]) -> NDArray[np.float64]:
    """(n,) chance of a click for each place of a page: looked at, and liked about as much as what
    the shopper likes best on it."""
    return np.asarray(_CLICK * position_bias(len(liked)) * np.exp(liked - liked.max()))


def _page(
    shelf: _Shelf, liked: NDArray[np.float64], random: np.random.Generator
) -> NDArray[np.int64]:
    """Indices of the listings shown, top first; those without a history are on no page."""
    stocked = np.flatnonzero(shelf.weights > 0)
    score = np.log(shelf.weights[stocked]) + _RANKED_BY_LIKING * liked[stocked]
    score += _RANK_NOISE * random.standard_normal(len(stocked))
    return np.asarray(stocked[np.argsort(-score, kind="stable")[:SHOWN]])


def _wanted(category: str, shelves: Mapping[str, _Shelf], random: np.random.Generator) -> list[str]:
    """One to three of the categories that go with this one and have something to sell."""
    complements = [other for other in COMPLEMENTS[category] if other in shelves]
    usual = 0.75 ** np.arange(len(complements))
    count = min(len(complements), 1 + int(random.binomial(2, 0.4)))
    chosen = random.choice(len(complements), size=count, replace=False, p=usual / usual.sum())
    return [complements[place] for place in chosen]


def _counted(weights: NDArray[np.float64], alpha: float) -> NDArray[np.float64]:
    """weights ** alpha; 0 stays 0 for alpha 0 too: what is cold is not for sale yet."""
    return np.where(weights > 0, weights**alpha, 0.0)


def _drawn(weights: NDArray[np.float64], random: np.random.Generator) -> int:
    """An index in proportion to its weight; never one that has none."""
    total = np.cumsum(weights)
    return int(np.searchsorted(total, random.random() * total[-1], side="right"))
