"""Rankers to hold beside the stylist: what can be had without knowing what he knows."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import combinations_with_replacement
from typing import Final

import numpy as np
from msgspec import structs
from numpy.typing import NDArray

from backend.studio.stylist.factors import FACTORS, factors, factors_of_pairs
from backend.studio.stylist.model import Stylist
from backend.studio.stylist.traits import TraitArrays
from backend.studio.stylist.weights import PairWeights
from backend.taxonomy import CATEGORIES

EXACT: Final = "stylist"
DIRECT: Final = "stylist's pair score"
"""The sum of his pair scores, net of how well each listing goes with everything."""

BEST_PAIR: Final = "best of pairs"
"""Only of pairs: ranks by the marginal, which knows what the other pieces of a room would add."""

_NEARNESS: Final = len(FACTORS)  # a sixth measure of a pair: minus the distance of mean colours


@dataclass(frozen=True)
class Ranker:
    """Scores a room as the sum over its pairs and its pieces; higher is better.

    `net` measures are less how well the listing goes with all of the other's category. So are
    those of every control: offsets (`balance`) are right for the whole stylist only, and without
    them what goes with everything would win over what goes with this room.
    """

    pairs: NDArray[np.float32]  # (categories, categories, 6) what each measure counts
    pieces: NDArray[np.float64]  # (N,) what each listing adds whatever stands beside it
    net: bool = True


def rankers(
    stylist: Stylist, popularity: Mapping[str, float], generator: np.random.Generator
) -> dict[str, Ranker]:
    """The stylist first, then the controls. Popularity: a count by listing, 0 for those not in."""
    count = len(stylist.listings)
    nothing = np.zeros(count)
    full = _table(lambda one, other: structs.astuple(stylist.weights(one, other)))
    no_pairs = np.zeros_like(full)
    counts = [float(popularity.get(traits.listing, 0.0)) for traits in stylist.listings]
    return {
        EXACT: Ranker(full, stylist.offsets.astype(np.float64), net=False),
        DIRECT: Ranker(full, nothing),
        "stylist without style": Ranker(_less(full, "style"), nothing),
        "stylist without color": Ranker(_less(full, "color"), nothing),
        "stylist without wood and metal": Ranker(_less(full, "wood", "metal"), nothing),
        "all factors alike": Ranker(_only(*FACTORS), nothing),
        "style only": Ranker(_only("style"), nothing),
        "color only: harmony": Ranker(_only("color"), nothing),
        "color only: mean distance": Ranker(_nearness(), nothing),
        "popularity": Ranker(no_pairs, np.array(counts)),
        "category only": Ranker(no_pairs, nothing),
        "random": Ranker(no_pairs, generator.random(count)),
    }


def measures(
    arrays: TraitArrays, first: NDArray[np.int64], second: NDArray[np.int64]
) -> NDArray[np.float32]:
    """(n, 6): the factors of n pairs of rows, and how near their mean colours are."""
    one, other = arrays.take(first), arrays.take(second)
    apart = np.linalg.norm(_mean_color(one) - _mean_color(other), axis=1)
    return np.stack([*factors_of_pairs(one, other), -apart], axis=1).astype(np.float32)


def averages(stylist: Stylist) -> NDArray[np.float32]:
    """(N, categories, 6): each listing's measures with all listings of a category, on average."""
    found = np.zeros((len(stylist.listings), len(CATEGORIES), len(FACTORS) + 1), np.float32)
    names = sorted({traits.category for traits in stylist.listings})
    for first, second in combinations_with_replacement(names, 2):
        rows, columns = stylist.span(first), stylist.span(second)
        one, other = stylist.arrays.take(rows), stylist.arrays.take(columns)
        apart = _mean_color(one)[:, None] - _mean_color(other)[None, :]
        nearness = -np.linalg.norm(apart, axis=2)[None]
        both = np.concatenate([factors(one, other), nearness.astype(np.float32)])
        found[rows, CATEGORIES.index(second)] = both.mean(axis=2).T
        found[columns, CATEGORIES.index(first)] = both.mean(axis=1).T
    return found


def _mean_color(arrays: TraitArrays) -> NDArray[np.float32]:
    mean: NDArray[np.float32] = (arrays.palettes[:, :, :3] * arrays.palettes[:, :, 3:]).sum(axis=1)
    return mean


def _table(weights: Callable[[str, str], tuple[float, ...]]) -> NDArray[np.float32]:
    table = np.zeros((len(CATEGORIES), len(CATEGORIES), len(FACTORS) + 1), np.float32)
    for row, first in enumerate(CATEGORIES):
        for column, second in enumerate(CATEGORIES):
            table[row, column, : len(FACTORS)] = weights(first, second)
    return table


def _only(*names: str) -> NDArray[np.float32]:
    alike = PairWeights(*(float(factor in names) for factor in FACTORS))
    return _table(lambda *_: structs.astuple(alike))


def _less(table: NDArray[np.float32], *names: str) -> NDArray[np.float32]:
    rest = table.copy()
    rest[:, :, [FACTORS.index(name) for name in names]] = 0.0
    return rest


def _nearness() -> NDArray[np.float32]:
    table = np.zeros((len(CATEGORIES), len(CATEGORIES), len(FACTORS) + 1), np.float32)
    table[:, :, _NEARNESS] = 1.0
    return table
