"""What a search can filter by."""

from __future__ import annotations

from msgspec import Struct


class Scalars(Struct, frozen=True, kw_only=True):
    """Missing text is "", a missing price is None."""

    category: str = ""
    colors: tuple[str, ...] = ()
    materials: tuple[str, ...] = ()
    style: str = ""
    price_cents: int | None = None
    in_stock: bool = True
    group: str = ""
