from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.taxonomy import COLORS, VALUES, Attribute, is_known, nearest


@pytest.mark.parametrize("attribute", VALUES)
def test_every_value_fits_a_filter_a_column_and_a_url(attribute: Attribute) -> None:
    assert VALUES[attribute]
    for value in VALUES[attribute]:
        assert re.fullmatch(r"[a-z][a-z_]{0,38}[a-z]", value)
        assert is_known(attribute, value)


def test_every_color_name_has_a_color() -> None:
    assert all(re.fullmatch(r"#[0-9a-f]{6}", shown) for shown in COLORS.values())
    assert len(set(COLORS.values())) == len(COLORS)


def test_attributes_do_not_lend_each_other_their_values() -> None:
    assert is_known("material", "velvet")
    assert not is_known("color", "velvet")
    assert not is_known("category", "Sofa")


@pytest.mark.parametrize(
    ("attribute", "written", "meant"),
    [
        ("category", "sofas", "sofa"),
        ("category", "Dining Chair", "dining_chair"),
        ("category", "coffee-table", "coffee_table"),
        ("color", "gray", "grey"),
        ("color", " Walnuts ", "walnut"),
        ("material", "marbel", "marble"),
        ("style", "scandinavan", "scandinavian"),
    ],
)
def test_a_slip_of_the_pen_is_answered_with_what_was_meant(
    attribute: Attribute, written: str, meant: str
) -> None:
    assert nearest(attribute, written)[0] == meant


def test_what_resembles_nothing_is_answered_with_nothing() -> None:
    assert nearest("color", "xyzzy") == []
    assert nearest("color", "") == []


@given(st.sampled_from(sorted(VALUES)), st.text(max_size=60), st.integers(1, 5))
def test_whatever_is_written_only_known_values_are_suggested(
    attribute: Attribute, written: str, limit: int
) -> None:
    suggested = nearest(attribute, written, limit)
    assert len(suggested) == len(set(suggested)) <= limit
    assert all(is_known(attribute, value) for value in suggested)


@given(st.sampled_from([(name, value) for name in VALUES for value in sorted(VALUES[name])]))
def test_a_known_value_is_nearest_to_itself(known: tuple[Attribute, str]) -> None:
    attribute, value = known
    assert nearest(attribute, value)[0] == value
