"""What a caller wants of listings, and how the database is asked for it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec import Struct
from sqlalchemy import ColumnElement, and_, exists, or_
from sqlalchemy.orm import InstrumentedAttribute

from backend.catalogue.predictions import is_predicted
from backend.catalogue.tables import ListingRow, ListingValue
from backend.taxonomy import Attribute


class Criteria(Struct, frozen=True, kw_only=True):
    """What a listing must be; several values of one attribute mean any of them. What the merchant
    says of an attribute counts; where that is nothing, what the model predicts."""

    category: tuple[str, ...] = ()
    color: tuple[str, ...] = ()
    material: tuple[str, ...] = ()
    style: tuple[str, ...] = ()
    min_price_cents: int | None = None
    max_price_cents: int | None = None
    in_stock: bool = False
    group: str | None = None
    words: tuple[str, ...] = ()
    """Each must occur in the title. Browsing only: the index knows no titles."""


def conditions_of(criteria: Criteria) -> list[ColumnElement[bool]]:
    """What the database must find true of a row of listings."""
    conditions: list[ColumnElement[bool]] = [ListingRow.deleted.is_(False)]
    if criteria.group is not None:
        conditions.append(ListingRow.variant_group == criteria.group)
    conditions += _attribute_conditions(criteria)
    if criteria.min_price_cents is not None:
        conditions.append(ListingRow.price_cents >= criteria.min_price_cents)
    if criteria.max_price_cents is not None:
        conditions.append(ListingRow.price_cents <= criteria.max_price_cents)
    conditions += [ListingRow.title.icontains(word, autoescape=True) for word in criteria.words]
    if criteria.in_stock:
        conditions.append(or_(ListingRow.stock.is_(None), ListingRow.stock > 0))
    return conditions


def _attribute_conditions(criteria: Criteria) -> Iterator[ColumnElement[bool]]:
    if criteria.category:
        yield _is_one_of(ListingRow.category, "category", criteria.category)
    if criteria.style:
        yield _is_one_of(ListingRow.style, "style", criteria.style)
    if criteria.color:
        yield _has_one_of("color", criteria.color)
    if criteria.material:
        yield _has_one_of("material", criteria.material)


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
