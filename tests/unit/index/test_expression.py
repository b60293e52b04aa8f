from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.index.expression import (
    EVERYTHING,
    NOTHING,
    is_encodable,
    join_list,
    literal,
    render,
    split_list,
)
from backend.index.filters import (
    AllOf,
    AnyOf,
    Between,
    ContainsAny,
    Filter,
    IsTrue,
    Not,
    OneOf,
)
from tests.contract.filter_strategies import filters, texts


@pytest.mark.parametrize(
    ("where", "expected"),
    [
        (OneOf("category", ("sofa", "rug")), 'category in ["sofa", "rug"]'),
        (ContainsAny("colors", ("red",)), 'array_contains_any(colors, ["red"])'),
        (ContainsAny("tags", ("new in",)), 'array_contains_any(tags, ["new in"])'),
        (ContainsAny("palette", ("9.-1.2",)), 'array_contains_any(palette, ["9.-1.2"])'),
        (Between("price_cents", 5, 9), "price_cents >= 5 and price_cents <= 9"),
        (Between("width_mm", high=9), "width_mm >= 0 and width_mm <= 9"),
        (Between("depth_mm", low=-9), "depth_mm >= 0"),
        (Between("height_mm", low=2**90), f"height_mm >= {2**62}"),
        (IsTrue(), "in_stock == true"),
        (Not(IsTrue()), "not (in_stock == true)"),
        (AllOf((IsTrue(), Between("width_mm"))), "(in_stock == true) and (width_mm >= 0)"),
        (AnyOf((IsTrue(), Between("width_mm"))), "(in_stock == true) or (width_mm >= 0)"),
        (AllOf(()), EVERYTHING),
        (AnyOf(()), NOTHING),
        (OneOf("style", ()), NOTHING),
        (OneOf("style", ("\ud800",)), NOTHING),
        (ContainsAny("materials", ("\ud800",)), NOTHING),
        (OneOf("group", ('a"b\\c\nd',)), r'group in ["a\"b\\c\nd"]'),
    ],
)
def test_a_filter_is_written_for_a_server(where: Filter, expected: str) -> None:
    assert render(where, lists_as_text=False) == expected


def test_a_list_is_looked_for_in_its_text_where_there_are_no_arrays() -> None:
    where = ContainsAny("colors", ("red", "50%_"))
    assert (
        render(where, lists_as_text=True) == 'colors like "%|red|%" or colors like "%|50=25=5F|%"'
    )


@given(texts)
def test_only_the_last_quote_of_a_literal_ends_it(text: str) -> None:
    written = literal(text)
    place = 1
    while written[place] != '"':
        place += 2 if written[place] == "\\" else 1
    assert place == len(written) - 1
    assert "\n" not in written
    assert "\r" not in written


@given(st.lists(texts).map(tuple))
def test_a_list_comes_back_from_its_text(values: tuple[str, ...]) -> None:
    assert split_list(join_list(values)) == values


@given(st.lists(texts), texts)
def test_a_list_holds_a_value_exactly_if_its_text_does(values: list[str], value: str) -> None:
    assert (join_list([value]) in join_list(values)) == (value in values)


@given(st.lists(texts))
def test_the_text_of_a_list_has_no_wildcard(values: list[str]) -> None:
    assert not set("%_\\") & set(join_list(values))


@given(filters, st.booleans())
def test_every_filter_can_be_sent(where: Filter, lists_as_text: bool) -> None:
    assert is_encodable(render(where, lists_as_text=lists_as_text))
