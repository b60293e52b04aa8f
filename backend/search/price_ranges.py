"""Ranges of prices to choose from: round bounds, about as many listings in each."""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Sequence
from typing import Final

from msgspec import Struct

MOST_RANGES: Final = 5

_ROUND: Final = (1.0, 1.5, 2.0, 2.5, 3.0, 3.5, 4.0, 4.5, 5.0, 6.0, 7.0, 8.0, 9.0, 10.0)
"""Leading digits of a bound."""


class PriceRange(Struct, frozen=True):
    """Prices in hundredths, both ends included; None is no bound. The same as bounds of a search
    for prices: a price is in exactly one range of an answer."""

    low_cents: int | None
    high_cents: int | None

    def holds(self, price_cents: int | None) -> bool:
        """What has no price is in no range."""
        return (
            price_cents is not None
            and (self.low_cents is None or self.low_cents <= price_cents)
            and (self.high_cents is None or price_cents <= self.high_cents)
        )


def ranges_for(prices_cents: Sequence[int]) -> list[PriceRange]:
    """At most `MOST_RANGES`, the cheapest first, that hold every price and each at least one of
    these; none where a single one would hold them all."""
    prices = sorted(prices_cents)
    if not prices:
        return []
    quantiles = (prices[len(prices) * i // MOST_RANGES] for i in range(1, MOST_RANGES))
    bounds: list[int] = []
    for bound in sorted({_rounded(price) for price in quantiles}):
        below = bisect_left(prices, bound)
        reached = bisect_left(prices, bounds[-1]) if bounds else 0
        if reached < below < len(prices):
            bounds.append(bound)
    if not bounds:
        return []
    highs = [bound - 1 for bound in bounds]
    return [
        PriceRange(low, high) for low, high in zip([None, *bounds], [*highs, None], strict=True)
    ]


def _rounded(cents: int) -> int:
    """The round number nearest by ratio; at least 1."""
    if cents < 1:
        return 1
    power = 10.0 ** math.floor(math.log10(cents))
    nearest = min(_ROUND, key=lambda digits: abs(math.log(digits * power / cents)))
    return max(1, round(nearest * power))
