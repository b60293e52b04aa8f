"""The plan of a catalogue: which designs there are, and in which finishes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

import msgspec
import numpy as np

from backend.studio.designs.design import Design, Shape
from backend.studio.designs.finishes import draw_finishes
from backend.studio.designs.styles import STYLES, StyleFamily
from backend.studio.seeds import derive, generator

SampleShape = Callable[[StyleFamily, StyleFamily | None, np.random.Generator], Shape]

CATEGORY_WEIGHTS: Final = {
    "sofa": 8.0,
    "sectional": 3.0,
    "armchair": 7.0,
    "dining_chair": 7.0,
    "stool": 3.5,
    "bench": 2.5,
    "ottoman": 2.5,
    "dining_table": 5.0,
    "coffee_table": 6.0,
    "side_table": 5.0,
    "desk": 3.5,
    "bed": 5.0,
    "sideboard": 5.0,
    "wardrobe": 3.0,
    "bookcase": 4.0,
    "tv_stand": 4.0,
    "floor_lamp": 4.0,
    "table_lamp": 4.0,
    "pendant_lamp": 3.5,
    "rug": 6.0,
    "mirror": 3.5,
    "wall_art": 4.5,
    "plant": 3.5,
}
"""How many of a hundred designs are of each category, roughly as furniture shops have them."""

MIXED_SHARE: Final = 0.18
"""Of designs that take parts from a second style."""

_CANDIDATES: Final = 5


def plan(listings: int, seed: int, shapes: dict[str, SampleShape]) -> tuple[Design, ...]:
    """Designs whose finishes number `listings` (or one more), spread over categories and styles;
    `shapes` has each category's `sample_shape`. The same seed gives the same designs, and a larger
    `listings` only appends designs (and finishes to the last one, which may have been cut short).
    Raises ValueError if `shapes` names no category
    that a catalogue has."""
    if not shapes.keys() & CATEGORY_WEIGHTS.keys():
        raise ValueError("there are no shapes to sample")
    designs: list[Design] = []
    earlier: dict[str, list[Shape]] = {}
    total = 0
    for category, number in _categories(seed):
        if total >= listings:
            break
        if category not in shapes:
            continue
        design = _design(category, number, seed, shapes[category], earlier)
        left = max(2, listings - total)
        designs.append(msgspec.structs.replace(design, finishes=design.finishes[:left]))
        total += len(designs[-1].finishes)
    return tuple(designs)


def _categories(seed: int) -> Iterator[tuple[str, int]]:
    """Category and running number of one design after the other, in fair shares at any length."""
    taken = dict.fromkeys(CATEGORY_WEIGHTS, 0)
    offsets = generator(seed, "categories").random(len(CATEGORY_WEIGHTS))
    start = dict(zip(CATEGORY_WEIGHTS, offsets, strict=True))
    while True:
        category = min(
            CATEGORY_WEIGHTS, key=lambda each: (taken[each] + start[each]) / CATEGORY_WEIGHTS[each]
        )
        taken[category] += 1
        yield category, taken[category]


def _design(
    category: str,
    number: int,
    seed: int,
    sample_shape: SampleShape,
    earlier: dict[str, list[Shape]],
) -> Design:
    random = generator(seed, "design", category, number)
    names = list(STYLES)
    # Styles in turn, so that each category has all of them; which comes first differs.
    style = names[(number + derive(seed, "styles", category)) % len(names)]
    second = None
    if random.random() < MIXED_SHARE:
        second = names[int(random.integers(len(names)))]
        second = None if second == style else second
    family = STYLES[style]
    other = STYLES[second] if second else None
    before = earlier.setdefault(f"{category}/{style}", [])
    candidates = [sample_shape(family, other, random) for _ in range(_CANDIDATES)]
    shape = max(candidates, key=lambda each: _nearest(each, before))
    before.append(shape)
    finishes = draw_finishes(category, family, other, shape, int(random.integers(2, 5)), random)
    return Design(
        id=f"{category.replace('_', '-')}-{number:04d}",
        category=category,
        style=style,
        second_style=second,
        seed=derive(seed, "mesh", category, number) % (1 << 31),
        shape=shape,
        finishes=finishes,
    )


def _nearest(shape: Shape, others: list[Shape]) -> float:
    """How unlike the most similar earlier shape of the category and style this one is."""
    return min((_distance(shape, other) for other in others), default=0.0)


def _distance(one: Shape, other: Shape) -> float:
    """Named choices that differ count one each, dimensions by their ratio."""
    total = 0.0
    for name in one.keys() | other.keys():
        a, b = one.get(name), other.get(name)
        if isinstance(a, float) and isinstance(b, float):
            largest = max(abs(a), abs(b), 1e-6)
            total += min(1.0, 3.0 * abs(a - b) / largest)
        else:
            total += float(a != b)
    return total
