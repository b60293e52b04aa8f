from __future__ import annotations

import msgspec
import pytest
from hypothesis import given

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
    fields_of,
    matches,
)
from backend.index.scalars import Scalars
from tests.contract.filter_strategies import NUMBERS, filters, scalars

SOFA = Scalars(
    category="sofa",
    colors=("grey", "oak"),
    style="boho",
    tags=("outdoor",),
    width_mm=2_000,
    price_cents=900,
    group="nora",
)


@pytest.mark.parametrize(
    ("where", "expected"),
    [
        (OneOf("category", ("rug", "sofa")), True),
        (OneOf("category", ("rug",)), False),
        (OneOf("group", ("nora",)), True),
        (ContainsAny("colors", ("oak", "red")), True),
        (ContainsAny("colors", ("red",)), False),
        (ContainsAny("materials", ("oak",)), False),
        (ContainsAny("tags", ("new", "outdoor")), True),
        (ContainsAny("tags", ("out",)), False),
        (Between("price_cents", low=900, high=900), True),
        (Between("price_cents", low=901), False),
        (Between("price_cents", high=899), False),
        (Between("width_mm", 2_000, 2_000), True),
        (Between("width_mm", high=1_999), False),
        (Between("depth_mm"), False),
        (IsTrue(), True),
        (AllOf((IsTrue(), OneOf("style", ("boho",)))), True),
        (AllOf((IsTrue(), OneOf("style", ("glam",)))), False),
        (AnyOf((Not(IsTrue()), OneOf("style", ("boho",)))), True),
        (Not(OneOf("style", ("boho",))), False),
    ],
)
def test_a_filter_means_what_it_says(where: Filter, expected: bool) -> None:
    assert matches(where, SOFA) is expected


@pytest.mark.parametrize("field", NUMBERS)
def test_an_unknown_number_is_between_no_bounds(field: NumberField) -> None:
    assert not matches(Between(field), Scalars())
    assert not matches(Between(field, low=0, high=10**9), Scalars())
    assert matches(Between(field), msgspec.structs.replace(Scalars(), **{field: 0}))


@given(scalars)
def test_nothing_is_one_of_none_and_everything_is_all_of_none(any_scalars: Scalars) -> None:
    assert matches(AllOf(()), any_scalars)
    assert not matches(AnyOf(()), any_scalars)
    assert not matches(OneOf("style", ()), any_scalars)
    assert not matches(ContainsAny("colors", ()), any_scalars)


@given(filters, filters, scalars)
def test_the_laws_of_de_morgan_hold(a: Filter, b: Filter, any_scalars: Scalars) -> None:
    assert matches(Not(AllOf((a, b))), any_scalars) == matches(AnyOf((Not(a), Not(b))), any_scalars)
    assert matches(Not(AnyOf((a, b))), any_scalars) == matches(AllOf((Not(a), Not(b))), any_scalars)


def test_a_filter_can_travel_as_json() -> None:
    where: Filter = AllOf(
        (
            AnyOf((OneOf("category", ("sofa",)), ContainsAny("colors", ("oak",)))),
            Not(Between("height_mm", low=1, high=None)),
            IsTrue(),
        )
    )
    assert msgspec.json.decode(msgspec.json.encode(where), type=Filter) == where


def test_the_fields_of_a_filter_are_those_it_looks_at() -> None:
    where = AllOf((IsTrue(), Not(AnyOf((OneOf("style", ("boho",)), ContainsAny("colors", ()))))))
    assert fields_of(where) == {"in_stock", "style", "colors"}
    assert fields_of(AllOf(())) == frozenset()


@given(filters, scalars, scalars)
def test_nothing_else_decides(where: Filter, first: Scalars, second: Scalars) -> None:
    own = {field: getattr(first, field) for field in fields_of(where)}
    assert matches(where, msgspec.structs.replace(second, **own)) == matches(where, first)
