from __future__ import annotations

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend import taxonomy
from backend.dataset.records import ListingRow, Size
from backend.studio.labels.faults import (
    CATEGORY_MISTAKES,
    COLOR_MISTAKES,
    MATERIAL_MISTAKES,
    STYLE_MISTAKES,
    as_told,
)
from backend.taxonomy import CATEGORIES, COLORS, MATERIALS, STYLES

FIELDS = ("category", "colors", "materials", "style", "size_cm", "description")


def row(number: int) -> ListingRow:
    return ListingRow(
        id=f"sideboard-{number:04d}-a",
        title="Dalmont Oak Sideboard",
        description="Made of oak wood.",
        category="sideboard",
        colors=("oak", "brass"),
        materials=("wood", "metal"),
        style="rustic",
        price=499.0,
        size_cm=Size(width=160.0, depth=45.0, height=75.0),
        images=("images/a.jpg",),
    )


rows = st.builds(
    lambda number, category, colors, materials, style, size: msgspec.structs.replace(
        row(number),
        category=category,
        colors=tuple(colors),
        materials=tuple(materials),
        style=style,
        size_cm=size,
    ),
    st.integers(0, 5000),
    st.sampled_from(CATEGORIES),
    st.lists(st.sampled_from(list(COLORS)), max_size=3, unique=True),
    st.lists(st.sampled_from(MATERIALS), max_size=3, unique=True),
    st.sampled_from([None, *STYLES]),
    st.sampled_from([None, Size(width=1.0, depth=2.0, height=2.0), Size(width=1.0, height=2.0)]),
)


@given(rows)
def test_exactly_what_is_left_out_or_not_so_is_flagged(true: ListingRow):
    told = as_told(true, seed=3)
    changed = {
        field
        for field in ListingRow.__struct_fields__
        if getattr(told.row, field) != getattr(true, field)
    }
    assert {*told.missing, *told.wrong} == changed
    assert not set(told.missing) & set(told.wrong)
    assert all(not getattr(told.row, field) for field in told.missing)
    assert all(getattr(told.row, field) for field in told.wrong)
    # Still a row that can be written and read.
    msgspec.json.decode(msgspec.json.encode(told.row), type=ListingRow)


def test_about_a_tenth_lack_something_and_three_in_a_hundred_are_wrong():
    told = [as_told(row(number), seed=1) for number in range(4000)]
    assert sum(bool(each.missing) for each in told) / 4000 == pytest.approx(0.10, abs=0.02)
    assert sum(bool(each.wrong) for each in told) / 4000 == pytest.approx(0.03, abs=0.01)
    assert {field for each in told for field in each.missing} == set(FIELDS) - {"category"}
    assert {field for each in told for field in each.wrong} == set(FIELDS) - {"description"}


def test_the_same_listing_is_told_the_same_whatever_else_there_is():
    assert [as_told(row(number), seed=1) for number in range(200)] == [
        as_told(row(number), seed=1) for number in reversed(range(200))
    ][::-1]
    assert [as_told(row(number), 1) for number in range(200)] != [
        as_told(row(number), 2) for number in range(200)
    ]


def test_a_sideboard_is_at_times_called_a_tv_stand():
    told = [as_told(row(number), seed=1).row.category for number in range(4000)]
    assert set(told) == {"sideboard", "tv_stand"}


def test_mistakes_are_values_of_the_taxonomy_and_no_value_is_mistaken_for_itself():
    for mistakes, known in (
        (COLOR_MISTAKES, taxonomy.COLORS),
        (MATERIAL_MISTAKES, taxonomy.MATERIALS),
        (STYLE_MISTAKES, taxonomy.STYLES),
        (CATEGORY_MISTAKES, taxonomy.CATEGORIES),
    ):
        for value, others in mistakes.items():
            assert {value, *others} <= set(known)
            assert others
            assert value not in others
    assert set(COLOR_MISTAKES) == set(taxonomy.COLORS)
    assert set(MATERIAL_MISTAKES) == set(taxonomy.MATERIALS)
