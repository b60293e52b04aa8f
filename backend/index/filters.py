"""Filters as typed values, and what they mean.

`matches` is the definition; `backend.index.expression` says the same to Milvus. Filters are tagged,
so that msgspec can write them into a cursor and read them back.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from operator import attrgetter
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


Matcher = Callable[[Scalars], bool]


def matches(where: Filter, scalars: Scalars) -> bool:
    """Whether a listing with these scalars is wanted."""
    return matcher(where)(scalars)


def matcher(where: Filter | None) -> Matcher:
    """As `matches`, for many listings; all of them are wanted where there is no filter."""
    match where:
        case None:
            return lambda _scalars: True
        case OneOf(field, values):
            text = attrgetter(field)
            return lambda scalars: text(scalars) in values
        case ContainsAny(field, values):
            several, wanted = attrgetter(field), frozenset(values)
            return lambda scalars: not wanted.isdisjoint(several(scalars))
        case Between(field, low=low, high=high):
            return _between(attrgetter(field), low, high)
        case IsTrue():
            return lambda scalars: scalars.in_stock
        case AllOf(parts):
            return _all([matcher(part) for part in parts])
        case AnyOf(parts):
            either = [matcher(part) for part in parts]
            return lambda scalars: any(each(scalars) for each in either)
        case Not(part):
            unwanted = matcher(part)
            return lambda scalars: not unwanted(scalars)


def _between(number: Callable[[Scalars], int | None], low: int | None, high: int | None) -> Matcher:
    def within(scalars: Scalars) -> bool:
        told = number(scalars)
        return told is not None and (low is None or low <= told) and (high is None or told <= high)

    return within


def _all(parts: Sequence[Matcher]) -> Matcher:
    def every(scalars: Scalars) -> bool:
        for part in parts:  # noqa: SIM110  # half the time that `all` of a generator takes
            if not part(scalars):
                return False
        return True

    return every


def fields_of(where: Filter) -> frozenset[str]:
    """The fields that decide whether a listing matches."""
    match where:
        case AllOf(parts) | AnyOf(parts):
            return frozenset().union(*map(fields_of, parts))
        case Not(part):
            return fields_of(part)
        case _:
            return frozenset({where.field})
