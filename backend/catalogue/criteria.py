"""What a caller wants of listings, and how the database is asked for it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec import Struct
from sqlalchemy import ColumnElement, and_, exists, false, func, not_, or_
from sqlalchemy.orm import InstrumentedAttribute

from backend.catalogue.predictions import is_predicted, shows_one_of
from backend.catalogue.tables import ListingRow, ListingValue
from backend.images.color_cells import cells_near, is_color
from backend.taxonomy import Attribute


class Criteria(Struct, frozen=True, kw_only=True):
    """What a listing must be. Of `color` and its like it must have any of the values, of
    `all_color` all, of `not_color` none; an empty tuple asks nothing. What the merchant says of an
    attribute counts; where that is nothing, what the model predicts. A colour is a name, or
    `#rrggbb`: then it must be near one that the picture shows, whatever anybody calls it.

    Bounds include their ends, and what is unknown is within none. Who does not say what category,
    style or group a listing is has not said that it is one of those excluded.
    """

    category: tuple[str, ...] = ()
    color: tuple[str, ...] = ()
    material: tuple[str, ...] = ()
    style: tuple[str, ...] = ()
    tag: tuple[str, ...] = ()
    all_color: tuple[str, ...] = ()
    all_material: tuple[str, ...] = ()
    all_tag: tuple[str, ...] = ()
    not_category: tuple[str, ...] = ()
    not_color: tuple[str, ...] = ()
    not_material: tuple[str, ...] = ()
    not_style: tuple[str, ...] = ()
    not_tag: tuple[str, ...] = ()
    not_group: tuple[str, ...] = ()
    min_price_cents: int | None = None
    max_price_cents: int | None = None
    min_width_mm: int | None = None
    max_width_mm: int | None = None
    min_depth_mm: int | None = None
    max_depth_mm: int | None = None
    min_height_mm: int | None = None
    max_height_mm: int | None = None
    in_stock: bool = False
    group: str | None = None
    words: tuple[str, ...] = ()
    """Each must occur in the title. Browsing only: the index knows no titles."""


def named_and_shown(colors: Sequence[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The names among colours that are asked for, and the cells near those written as `#rrggbb`."""
    names = tuple(color for color in colors if not is_color(color))
    cells = (cell for color in colors if is_color(color) for cell in cells_near(color))
    return names, tuple(dict.fromkeys(cells))


def conditions_of(criteria: Criteria) -> list[ColumnElement[bool]]:
    """What the database must find true of a row of listings."""
    return [
        ListingRow.deleted.is_(False),
        *_wanted(criteria),
        *(not_(func.coalesce(unwanted, false())) for unwanted in _unwanted(criteria)),
        *_bounds(criteria),
        *(ListingRow.title.icontains(word, autoescape=True) for word in criteria.words),
    ]


def _wanted(criteria: Criteria) -> Iterator[ColumnElement[bool]]:
    if criteria.group is not None:
        yield ListingRow.variant_group == criteria.group
    if criteria.category:
        yield _is_one_of(ListingRow.category, "category", criteria.category)
    if criteria.style:
        yield _is_one_of(ListingRow.style, "style", criteria.style)
    if criteria.color:
        yield _has_color(criteria.color)
    if criteria.material:
        yield _has_one_of("material", criteria.material)
    if criteria.tag:
        yield _has_tag(criteria.tag)
    yield from (_has_color((value,)) for value in criteria.all_color)
    yield from (_has_one_of("material", (value,)) for value in criteria.all_material)
    yield from (_has_tag((value,)) for value in criteria.all_tag)
    if criteria.in_stock:
        yield or_(ListingRow.stock.is_(None), ListingRow.stock > 0)


def _unwanted(criteria: Criteria) -> Iterator[ColumnElement[bool]]:
    if criteria.not_group:
        yield ListingRow.variant_group.in_(criteria.not_group)
    if criteria.not_category:
        yield _is_one_of(ListingRow.category, "category", criteria.not_category)
    if criteria.not_style:
        yield _is_one_of(ListingRow.style, "style", criteria.not_style)
    if criteria.not_color:
        yield _has_color(criteria.not_color)
    if criteria.not_material:
        yield _has_one_of("material", criteria.not_material)
    if criteria.not_tag:
        yield _has_tag(criteria.not_tag)


def _bounds(criteria: Criteria) -> Iterator[ColumnElement[bool]]:
    for column, low, high in (
        (ListingRow.price_cents, criteria.min_price_cents, criteria.max_price_cents),
        (ListingRow.width_mm, criteria.min_width_mm, criteria.max_width_mm),
        (ListingRow.depth_mm, criteria.min_depth_mm, criteria.max_depth_mm),
        (ListingRow.height_mm, criteria.min_height_mm, criteria.max_height_mm),
    ):
        if low is not None:
            yield column >= low
        if high is not None:
            yield column <= high


def _is_one_of(
    column: InstrumentedAttribute[str | None], attribute: Attribute, values: Sequence[str]
) -> ColumnElement[bool]:
    return or_(column.in_(values), and_(column.is_(None), is_predicted(attribute, values)))


def _has_one_of(attribute: Attribute, values: Sequence[str]) -> ColumnElement[bool]:
    named = exists().where(
        ListingValue.listing_id == ListingRow.id, ListingValue.attribute == attribute
    )
    return or_(
        named.where(ListingValue.value.in_(values)),
        and_(~named, is_predicted(attribute, values)),
    )


def _has_color(values: Sequence[str]) -> ColumnElement[bool]:
    names, cells = named_and_shown(values)
    conditions = [_has_one_of("color", names)] if names else []
    if cells:
        conditions.append(shows_one_of(cells))
    return or_(*conditions)


def _has_tag(values: Sequence[str]) -> ColumnElement[bool]:
    return exists().where(
        ListingValue.listing_id == ListingRow.id,
        ListingValue.attribute == "tag",
        ListingValue.value.in_(values),
    )
