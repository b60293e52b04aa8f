"""From what a caller asked for to a filter; prices in hundredths."""

from __future__ import annotations

from backend.catalogue.criteria import Criteria
from backend.index.filters import AllOf, Between, ContainsAny, Filter, IsTrue, OneOf


def filter_of(criteria: Criteria) -> Filter | None:
    """The filter that says the same to the index; None where nothing is asked."""
    parts: list[Filter] = []
    if criteria.category:
        parts.append(OneOf("category", criteria.category))
    if criteria.style:
        parts.append(OneOf("style", criteria.style))
    if criteria.group is not None:
        parts.append(OneOf("group", (criteria.group,)))
    if criteria.color:
        parts.append(ContainsAny("colors", criteria.color))
    if criteria.material:
        parts.append(ContainsAny("materials", criteria.material))
    if criteria.min_price_cents is not None or criteria.max_price_cents is not None:
        parts.append(Between(low=criteria.min_price_cents, high=criteria.max_price_cents))
    if criteria.in_stock:
        parts.append(IsTrue())
    return AllOf(tuple(parts)) if parts else None
