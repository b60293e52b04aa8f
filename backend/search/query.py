"""From what a caller asked for to a filter; prices in hundredths, sizes in millimetres."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from backend.catalogue.criteria import Criteria, named_and_shown
from backend.index.filters import (
    AllOf,
    AnyOf,
    Between,
    ContainsAny,
    Filter,
    IsTrue,
    Not,
    NumberField,
    OneOf,
)


def filter_of(criteria: Criteria) -> Filter | None:
    """The filter that says the same to the index; None where nothing is asked."""
    parts = (
        *_wanted(criteria),
        *(Not(unwanted) for unwanted in _unwanted(criteria)),
        *_bounds(criteria),
    )
    return AllOf(parts) if parts else None


def _wanted(criteria: Criteria) -> Iterator[Filter]:
    if criteria.category:
        yield OneOf("category", criteria.category)
    if criteria.style:
        yield OneOf("style", criteria.style)
    if criteria.group is not None:
        yield OneOf("group", (criteria.group,))
    if criteria.color:
        yield _has_color(criteria.color)
    if criteria.material:
        yield ContainsAny("materials", criteria.material)
    if criteria.tag:
        yield ContainsAny("tags", criteria.tag)
    yield from (_has_color((value,)) for value in criteria.all_color)
    yield from (ContainsAny("materials", (value,)) for value in criteria.all_material)
    yield from (ContainsAny("tags", (value,)) for value in criteria.all_tag)
    if criteria.in_stock:
        yield IsTrue()


def _unwanted(criteria: Criteria) -> Iterator[Filter]:
    if criteria.not_category:
        yield OneOf("category", criteria.not_category)
    if criteria.not_style:
        yield OneOf("style", criteria.not_style)
    if criteria.not_group:
        yield OneOf("group", criteria.not_group)
    if criteria.not_color:
        yield _has_color(criteria.not_color)
    if criteria.not_material:
        yield ContainsAny("materials", criteria.not_material)
    if criteria.not_tag:
        yield ContainsAny("tags", criteria.not_tag)


def _has_color(values: Sequence[str]) -> Filter:
    names, cells = named_and_shown(values)
    parts: list[Filter] = [ContainsAny("colors", names)] if names else []
    if cells:
        parts.append(ContainsAny("palette", cells))
    return parts[0] if len(parts) == 1 else AnyOf(tuple(parts))


def _bounds(criteria: Criteria) -> Iterator[Filter]:
    bounds: tuple[tuple[NumberField, int | None, int | None], ...] = (
        ("price_cents", criteria.min_price_cents, criteria.max_price_cents),
        ("width_mm", criteria.min_width_mm, criteria.max_width_mm),
        ("depth_mm", criteria.min_depth_mm, criteria.max_depth_mm),
        ("height_mm", criteria.min_height_mm, criteria.max_height_mm),
    )
    for field, low, high in bounds:
        if low is not None or high is not None:
            yield Between(field, low, high)
