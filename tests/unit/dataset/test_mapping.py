from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.dataset.importers.mapping import read_mapping
from backend.dataset.importers.numbers import number_of
from backend.errors import ConfigurationError

GOOD = """
name = "a"
licence = "b"
[columns]
id = "id"
title = "title"
images = "image"
"""


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (GOOD + 'colour = "c"', "unknown field `colour`"),
        (GOOD + 'price = { column = "p", comma = true }', "columns.price: .*unknown field `comma`"),
        (GOOD + "[sauce]", "unknown field `sauce`"),
        (GOOD.replace('title = "title"', ""), "missing required field `title`"),
        (GOOD + 'category = { values = { "Sofas" = "sofa" } }', "either a column or a value"),
        (GOOD + 'category = { value = "sofaa" }', "unknown category 'sofaa'; did you mean sofa"),
        (GOOD + 'colors = { column = "c", values = { "x" = "teel" } }', "did you mean teal"),
        (GOOD + 'style = { column = "c", separator = "," }', "style: it takes one value"),
        (GOOD + 'size = { width = "w", unit = "m" }', "columns.size.unit: Invalid"),
        (GOOD + '[source]\ndelimiter = ";;"', "source.delimiter"),
        (GOOD + "id = 3", "is not TOML"),
        ("\x00", "is not TOML"),
        (GOOD.replace('"image"', "[]"), "columns.images: Expected"),
    ],
)
def test_what_a_mapping_cannot_say_is_named(tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "mapping.toml"
    path.write_text(text)
    with pytest.raises(ConfigurationError, match=said) as caught:
        read_mapping(path)
    assert str(path) in caught.value.detail


def test_a_mapping_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="No such file"):
        read_mapping(tmp_path / "mapping.toml")


@pytest.mark.parametrize(
    ("cell", "comma", "number"),
    [
        ("1.299,00 €", True, "1299"),
        ("€1.299", True, "1299"),
        ("1299,5", True, "1299.5"),
        ("1\u202f299,50 EUR", True, "1299.5"),
        ("849,-", True, "849"),
        ("$1,299.00", False, "1299"),
        ("1'299.00", False, "1299"),
        ("1 299", False, "1299"),
        (12.5, True, "12.5"),
        (Decimal("12.50"), False, "12.5"),
        ("-3", False, "-3"),
        ("  ", False, None),
        (None, True, None),
    ],
)
def test_numbers_are_read_as_shops_write_them(cell: Any, comma: bool, number: str | None) -> None:
    assert number_of(cell, decimal_comma=comma) == (None if number is None else Decimal(number))


@pytest.mark.parametrize("comma", [False, True])
@pytest.mark.parametrize(
    "cell",
    ["nan", "inf", "1e5", "12,34,5", "1.2.3", "-", ",", "12 34", "9" * 100, True, float("nan"), []],
)
def test_what_is_no_number_is_refused(cell: Any, comma: bool) -> None:
    with pytest.raises(ValueError, match="number"):
        number_of(cell, decimal_comma=comma)


@given(st.decimals(0, 10**9, places=2))
def test_prices_survive_either_way_of_writing_them(price: Decimal) -> None:
    english = f"{price:,.2f}"
    german = english.translate(str.maketrans(",.", ".,"))
    assert number_of(english, decimal_comma=False) == price
    assert number_of(german, decimal_comma=True) == price
