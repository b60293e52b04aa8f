"""Filters as typed values, and what they mean.

`matches` is the definition; `backend.index.expression` says the same to Milvus. Filters are tagged,
so that msgspec can write them into a cursor and read them back.
"""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from backend.index.scalars import Scalars

TextField = Literal["category", "style", "group"]
ListField = Literal["colors", "materials", "tags", "palette"]
NumberField = Literal["price_cents", "width_mm", "depth_mm", "height_mm"]


class OneOf(Struct, frozen=True, tag=True):
    """The field is one of the values; nothing is one of none."""

    field: TextField
    values: tuple[str, ...]


class ContainsAny(Struct, frozen=True, tag=True):
    """The field holds at least one of the values."""

    field: ListField
    values: tuple[str, ...]


class Between(Struct, frozen=True, tag=True):
    """The number is known and within both bounds, ends included; None is no bound."""

    field: NumberField
    low: int | None = None
    high: int | None = None


class IsTrue(Struct, frozen=True, tag=True):
    field: Literal["in_stock"] = "in_stock"


class AllOf(Struct, frozen=True, tag=True):
    """Every part matches; true without parts."""

    parts: tuple[Filter, ...]


class AnyOf(Struct, frozen=True, tag=True):
    """At least one part matches; false without parts."""

    parts: tuple[Filter, ...]


class Not(Struct, frozen=True, tag=True):
    part: Filter


Filter = OneOf | ContainsAny | Between | IsTrue | AllOf | AnyOf | Not


def matches(where: Filter, scalars: Scalars) -> bool:
    """Whether a listing with these scalars is wanted."""
    match where:
        case OneOf(field, values):
            return getattr(scalars, field) in values
        case ContainsAny(field, values):
            return not set(values).isdisjoint(getattr(scalars, field))
        case Between(field, low=low, high=high):
            number = getattr(scalars, field)
            return (
                number is not None
                and (low is None or low <= number)
                and (high is None or number <= high)
            )
        case IsTrue():
            return scalars.in_stock
        case AllOf(parts):
            return all(matches(part, scalars) for part in parts)
        case AnyOf(parts):
            return any(matches(part, scalars) for part in parts)
        case Not(part):
            return not matches(part, scalars)


def fields_of(where: Filter) -> frozenset[str]:
    """The fields that decide whether a listing matches."""
    match where:
        case AllOf(parts) | AnyOf(parts):
            return frozenset().union(*map(fields_of, parts))
        case Not(part):
            return fields_of(part)
        case _:
            return frozenset({where.field})
