"""Small corpora made by hand."""

from __future__ import annotations

from typing import Any

import numpy as np

from backend.training.corpus import Corpus, Shown
from backend.training.losses import UNKNOWN
from backend.training.network import ATTRIBUTES


def corpus(
    listings: int = 24,
    *,
    finishes: int = 2,
    categories: int = 4,
    packshots: int = 2,
    seed: int = 0,
    **changes: Any,
) -> Corpus:
    """Designs of `finishes` listings each, their categories in turn; every other design was
    photographed. Rooms of one piece of each category are drawn at random."""
    random = np.random.default_rng(seed)
    design = np.arange(listings) // finishes
    pictures: list[Shown] = []
    shots: list[tuple[int, ...]] = []
    scenes: list[tuple[int, ...]] = []
    for index in range(listings):
        first = len(pictures)
        pictures += [Shown(path=f"{index}-{view}", listing=index) for view in range(packshots)]
        shots.append(tuple(range(first, len(pictures))))
        scenes.append(())
        if design[index] % 2:
            scenes[-1] = (len(pictures),)
            pictures.append(Shown(path=f"{index}-photo", listing=index, scene=True))
    category = design % categories
    rooms = [
        np.array([random.choice(np.flatnonzero(category == each)) for each in range(categories)])
        for _ in range(30)
    ]
    fields: dict[str, Any] = {
        "ids": tuple(f"listing-{index}" for index in range(listings)),
        "texts": (("A piece", ""),) * listings,
        "design": design,
        "category": category,
        "style": random.integers(0, 8, listings),
        "pattern": random.integers(0, 10, listings),
        "first_color": random.integers(0, 27, listings),
        "colors": random.integers(0, 2, (listings, len(ATTRIBUTES["colors"]))),
        "materials": random.integers(0, 2, (listings, len(ATTRIBUTES["materials"]))),
        "cold": np.zeros(listings, np.bool_),
        "pictures": tuple(pictures),
        "packshots": tuple(shots),
        "scenes": tuple(scenes),
        "rooms": tuple(rooms),
        "orders": (),
    }
    return Corpus(**(fields | changes))


def unlabelled(listings: int) -> dict[str, Any]:
    """Changes that take every label away."""
    one = np.full(listings, UNKNOWN)
    return {
        **dict.fromkeys(("category", "style", "pattern", "first_color"), one),
        "colors": np.full((listings, len(ATTRIBUTES["colors"])), UNKNOWN),
        "materials": np.full((listings, len(ATTRIBUTES["materials"])), UNKNOWN),
    }
