"""Which listings shoppers come across: few of them very often, most hardly ever, new ones never."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Sequence
from typing import Final

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from backend.dataset.records import Split
from backend.studio.seeds import generator

COLD_SHARE: Final = 0.2
"""Of the designs of each split that have no history at all."""

_STEEPEST: Final = 1.6
_FLATTEST: Final = 1.1
_HALF_LIFE: Final = 420.0  # days
_OLDEST: Final = 1200.0
_FINISHES: Final = 0.7  # standard deviation of the logarithm: one color sells, the others less


class Offer(Struct, frozen=True, kw_only=True):
    """A listing as a shopper finds it. `palette` maps names of colours to shares."""

    listing: str
    design: str
    category: str
    split: Split
    price: float
    styles: dict[str, float]
    palette: dict[str, float]


def is_cold(design: str, seed: int) -> bool:
    """Whether a design, in all its finishes, was never seen by a shopper: a fifth of them, by a
    hash of the design's id, so that neither its split nor what else is offered matters."""
    digest = hashlib.blake2b(f"cold:{seed}:{design}".encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big") / 2**64 < COLD_SHARE


def popularity(offers: Sequence[Offer], seed: int) -> NDArray[np.float64]:
    """(n,) how likely each listing is to be come across, within its split and category: those of
    one split and category add up to one, cold ones have none (if all of them are cold: all zero).

    Designs follow Zipf's law, as steep as their category has it, weakened with age; a design's
    finishes share what it has unevenly.
    """
    weights = np.zeros(len(offers))
    for index, offer in enumerate(offers):
        if not is_cold(offer.design, seed):
            random = generator(seed, "finish popularity", offer.listing)
            age = _OLDEST * generator(seed, "age", offer.design).random()
            weights[index] = math.exp(_FINISHES * random.standard_normal()) * 0.5 ** (
                age / _HALF_LIFE
            )
    groups: dict[tuple[str, str], list[int]] = {}
    for index, offer in enumerate(offers):
        groups.setdefault((offer.split, offer.category), []).append(index)
    for (_, category), members in groups.items():
        ranks = _ranks([offers[index].design for index in members], seed)
        steepness = generator(seed, "steepness", category).uniform(_FLATTEST, _STEEPEST)
        weights[members] *= (ranks + 1.0) ** -steepness
        total = weights[members].sum()
        if total > 0:
            weights[members] /= total
    return weights


def gini(shares: NDArray[np.float64]) -> float:
    """Gini's coefficient of n amounts, at least 0 each: 0 all equal, nearly 1 one has all."""
    ordered = np.sort(shares)
    count = len(ordered)
    places = np.arange(1, count + 1)
    return float((2 * places - count - 1) @ ordered / (count * ordered.sum()))


def _ranks(designs: Sequence[str], seed: int) -> NDArray[np.float64]:
    """The place, from 0, that each design has among the group's, finishes of one design alike.
    Places go to the designs with a history, drawn by the designs' own streams."""
    draws = {name: generator(seed, "rank", name).random() for name in sorted(set(designs))}
    warm = sorted((name for name in draws if not is_cold(name, seed)), key=lambda name: draws[name])
    place = {name: float(index) for index, name in enumerate(warm)}
    return np.array([place.get(name, math.inf) for name in designs])
