"""Prices and stock such as a shop could have; nothing else is drawn from them."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Final

from backend.dataset.records import Size
from backend.studio.seeds import derive, generator

_TYPICAL: Final = {
    # price, and the two longer of a piece's measures multiplied, in square metres
    "sofa": (1090.0, 1.90),
    "sectional": (1690.0, 4.20),
    "armchair": (520.0, 0.68),
    "dining_chair": (165.0, 0.44),
    "stool": (125.0, 0.27),
    "bench": (260.0, 0.58),
    "ottoman": (190.0, 0.36),
    "dining_table": (780.0, 1.50),
    "coffee_table": (340.0, 0.65),
    "side_table": (170.0, 0.26),
    "desk": (430.0, 0.90),
    "bed": (860.0, 3.40),
    "sideboard": (690.0, 1.20),
    "wardrobe": (890.0, 2.30),
    "bookcase": (390.0, 1.60),
    "tv_stand": (420.0, 0.85),
    "floor_lamp": (180.0, 0.60),
    "table_lamp": (95.0, 0.16),
    "pendant_lamp": (140.0, 0.18),
    "rug": (290.0, 3.70),
    "mirror": (190.0, 0.60),
    "wall_art": (85.0, 0.35),
    "plant": (75.0, 0.60),
}
_OTHER: Final = (200.0, 0.6)

_OF_MATERIAL: Final = {
    "leather": 1.5,
    "marble": 1.5,
    "stone": 1.3,
    "velvet": 1.15,
    "glass": 1.0,
    "rattan": 0.9,
    "plastic": 0.6,
    "paper": 0.9,
}
_OF_STYLE: Final = {
    "midcentury": 1.1,
    "scandinavian": 0.95,
    "industrial": 0.95,
    "traditional": 1.1,
    "contemporary": 1.0,
    "boho": 0.85,
    "rustic": 0.9,
    "glam": 1.2,
}
_SIZE_EXPONENT: Final = 0.7
_DESIGNER: Final = 0.28  # standard deviation of the logarithm: makers and the quality they build in
_FINISH: Final = 0.025  # and of one finish beside another; half the designs have one price for all


def price_of(
    category: str,
    size: Size,
    materials: Mapping[str, float],
    styles: Mapping[str, float],
    seed: int,
    design: str,
    finish: int,
) -> float:
    """The price of one finish, in hundredths exactly; `materials` and `styles` map names to shares.

    The product of category, size, material, style and what no label tells.
    """
    base, typical = _TYPICAL.get(category, _OTHER)
    price = base * _size_factor(size, typical)
    price *= _weighted(materials, _OF_MATERIAL) * _weighted(styles, _OF_STYLE)
    random = generator(seed, "price", design)
    price *= math.exp(_DESIGNER * random.standard_normal())
    if random.random() < 0.5:
        price *= math.exp(_FINISH * generator(seed, "price", design, finish).standard_normal())
    ending = derive(seed, "price ending", design) % 3
    return _shop_price(price, ending)


def stock_of(seed: int, listing: str) -> int | None:
    """Pieces left: mostly a few, sometimes none, None where the merchant does not count."""
    random = generator(seed, "stock", listing)
    if random.random() < 0.06:
        return None
    if random.random() < 0.10:
        return 0
    return int(min(random.geometric(0.07), 250))


def _size_factor(size: Size, typical: float) -> float:
    """Of the two longer measures, against what is usual; from half to double."""
    measures = sorted(each for each in (size.width, size.depth, size.height) if each)
    if len(measures) < 2:
        return 1.0
    area = measures[-1] * measures[-2] / 10_000.0
    return min(2.0, max(0.5, math.pow(area / typical, _SIZE_EXPONENT)))


def _weighted(shares: Mapping[str, float], factors: Mapping[str, float]) -> float:
    total = sum(shares.values())
    if total <= 0:
        return 1.0
    return sum(share * factors.get(name, 1.0) for name, share in shares.items()) / total


def _shop_price(price: float, ending: int) -> float:
    """The nearest price that a shop would write: small ones end in .90, .95 or .00, from 100 on
    they are whole and end in 9, or, of dear designs, in a round ten."""
    if price < 100.0:
        whole = max(5, round(price))
        return round(whole - (0.10, 0.05, 0.0)[ending], 2)
    if price < 1000.0:
        return float(max(99, round(price / 10) * 10 - (0 if ending == 2 else 1)))
    return float(round(price / 50) * 50 - (0 if ending == 2 else 1))
