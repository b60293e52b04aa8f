"""A few listings, and the stylist's distribution over their rooms worked out the long way."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from itertools import product

import numpy as np

from backend.studio.stylist.model import Stylist
from backend.studio.stylist.traits import Color, Traits
from tests.benchmarks.synthetic_rooms import catalogue

CREAM: Color = (0.92, 0.0, 0.03, 1.0)


def listing(name: str, category: str, **traits: object) -> Traits:
    plain: dict[str, object] = {"styles": {"boho": 1.0}, "palette": (CREAM,)}
    return Traits(listing=name, category=category, **(plain | traits))  # type: ignore[arg-type]


def few(categories: Sequence[str], each: int, seed: int = 0) -> list[Traits]:
    """`each` listings of each category, as different as those of a whole catalogue."""
    found: list[Traits] = []
    whole = catalogue(40 * each, seed)
    for category in categories:
        found += [traits for traits in whole if traits.category == category][:each]
    return found


def all_rooms(stylist: Stylist, slots: Sequence[str]) -> list[tuple[str, ...]]:
    ways = product(*(stylist.of_category(category) for category in slots))
    return [way for way in ways if len(set(way)) == len(way)]


def exact(stylist: Stylist, slots: Sequence[str]) -> tuple[Mapping[tuple[str, ...], float], float]:
    """P(room | slots) of every room, and log Z."""
    rooms = all_rooms(stylist, slots)
    energies = np.array([stylist.energy(room) for room in rooms])
    log_z = float(energies.max() + math.log(np.exp(energies - energies.max()).sum()))
    return dict(zip(rooms, np.exp(energies - log_z).tolist(), strict=True)), log_z
