"""What the database finds under some criteria, the index finds under the filter made of them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from backend.catalogue import listings, predictions
from backend.catalogue.attributes import (
    NOTHING_PREDICTED,
    Prediction,
    Predictions,
    completed,
)
from backend.catalogue.criteria import Criteria
from backend.catalogue.database import Database
from backend.index.filters import Filter
from backend.index.port import Entry
from backend.index.scalars import scalars_of
from backend.listing import Listing, PaletteColor
from backend.search.query import filter_of
from tests.fakes.index import MemoryIndex
from tests.fixtures.databases import rolled_back
from tests.fixtures.services import NOON

CATEGORIES = ("sofa", "rug")
STYLES = ("boho", "glam")
COLORS = ("red", "blue", "oak")
MATERIALS = ("wood", "metal")
TAGS = ("sale", "new in", "red")
GROUPS = ("alma", "bo")
NUMBERS = st.none() | st.integers(0, 4)
QUERY = np.array([1, 0], dtype=np.float32)


def some(values: Sequence[str], most: int = 2) -> st.SearchStrategy[tuple[str, ...]]:
    return st.lists(st.sampled_from(values), unique=True, max_size=most).map(tuple)


def seen(values: Sequence[str], most: int = 2) -> st.SearchStrategy[tuple[Prediction, ...]]:
    return some(values, most).map(lambda chosen: tuple(Prediction(value, 0.5) for value in chosen))


def likeliest(values: Sequence[str]) -> st.SearchStrategy[Prediction | None]:
    return seen(values, 1).map(lambda chosen: chosen[0] if chosen else None)


LISTINGS = st.builds(
    Listing,
    id=st.text("abc", min_size=1, max_size=2),
    version=st.just(1),
    title=st.just("A thing"),
    category=st.none() | st.sampled_from(CATEGORIES),
    style=st.none() | st.sampled_from(STYLES),
    colors=some(COLORS),
    materials=some(MATERIALS),
    tags=some(TAGS),
    price_cents=NUMBERS,
    width_mm=NUMBERS.map(lambda size: size and size + 1),
    depth_mm=st.none() | st.integers(1, 4),
    height_mm=st.none() | st.integers(1, 4),
    stock=st.none() | st.integers(-1, 1),
    group=st.none() | st.sampled_from(GROUPS),
)
SHADES = ("#a8322d", "#9c2f30", "#4a78a8", "#c19a6b", "#b2704a", "#3f6b4a")
"""Two reds that are near each other, oak and copper which are not far apart, and others."""

PALETTES = some(SHADES, 3).map(
    lambda chosen: tuple(PaletteColor(color=shade, share=0.3) for shade in chosen)
)
PREDICTIONS = st.just(NOTHING_PREDICTED) | st.builds(
    Predictions,
    category=likeliest(CATEGORIES),
    style=likeliest(STYLES),
    colors=seen(COLORS),
    materials=seen(MATERIALS),
    palette=PALETTES,
)
ASKED_COLORS = (*COLORS, *SHADES, "#a5352f", "#A8322D")
VALUES = {
    "category": CATEGORIES,
    "color": ASKED_COLORS,
    "material": MATERIALS,
    "style": STYLES,
    "tag": TAGS,
    "all_color": ASKED_COLORS,
    "all_material": MATERIALS,
    "all_tag": TAGS,
    "not_category": CATEGORIES,
    "not_color": ASKED_COLORS,
    "not_material": MATERIALS,
    "not_style": STYLES,
    "not_tag": TAGS,
    "not_group": GROUPS,
}
BOUNDS = [
    f"{end}_{name}"
    for end in ("min", "max")
    for name in ("price_cents", "width_mm", "depth_mm", "height_mm")
]
ONE_WISH = st.one_of(
    *(st.fixed_dictionaries({name: some(values)}) for name, values in VALUES.items()),
    *(st.fixed_dictionaries({bound: st.integers(0, 4)}) for bound in BOUNDS),
    st.just({"in_stock": True}),
    st.fixed_dictionaries({"group": st.sampled_from(GROUPS)}),
)
CRITERIA = st.lists(ONE_WISH, max_size=4).map(
    lambda wishes: Criteria(**{name: value for wish in wishes for name, value in wish.items()})
)


def test_every_wish_is_tried() -> None:
    assert {*VALUES, *BOUNDS, "in_stock", "group", "words"} == {*Criteria.__struct_fields__}


def indexed(offered: Sequence[tuple[Listing, Predictions]]) -> MemoryIndex:
    index = MemoryIndex()
    index.ensure_collection("shop", {"visual": 2})
    index.upsert(
        "shop",
        [
            Entry(
                id=listing.id,
                version=1,
                scalars=scalars_of(completed(listing, predicted)),
                vectors={"visual": QUERY},
            )
            for listing, predicted in offered
        ],
    )
    return index


def found(index: MemoryIndex, where: Filter | None) -> set[str]:
    return {hit.id for hit in index.search("shop", "visual", QUERY, limit=100, where=where).hits}


@settings(
    max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    st.lists(st.tuples(LISTINGS, PREDICTIONS), max_size=8, unique_by=lambda offered: offered[0].id),
    st.lists(CRITERIA, min_size=1, max_size=8),
)
def test_the_database_and_the_index_find_the_same(
    database: Database, offered: list[tuple[Listing, Predictions]], wishes: list[Criteria]
) -> None:
    index = indexed(offered)
    with rolled_back(database) as session:
        for listing, _ in offered:
            listings.put(session, listing, now=NOON, request_id="test")
        predictions.replace(session, {listing.id: predicted for listing, predicted in offered})
        for wanted in wishes:
            page, total, _ = listings.browse(session, wanted, limit=100)
            assert total == len(page)
            assert {item.listing.id for item in page} == found(index, filter_of(wanted)), wanted


def test_nothing_asked_needs_no_filter() -> None:
    assert filter_of(Criteria()) is None


SOFA = Listing(
    id="sofa",
    version=1,
    title="A sofa",
    category="sofa",
    colors=("red", "oak"),
    materials=("wood",),
    tags=("sale", "outdoor"),
    width_mm=2_000,
    group="alma",
)
SEEN = Predictions(
    palette=(PaletteColor(color="#a8322d", share=0.8), PaletteColor(color="#3f6b4a", share=0.2))
)


@pytest.mark.parametrize(
    ("wanted", "is_found"),
    [
        (Criteria(color=("red", "blue")), True),
        (Criteria(all_color=("red", "oak")), True),
        (Criteria(all_color=("red", "blue")), False),
        (Criteria(color=("blue",), all_color=("red",)), False),
        (Criteria(not_color=("blue",)), True),
        (Criteria(not_color=("oak", "blue")), False),
        (Criteria(all_color=("red",), not_color=("blue",)), True),
        (Criteria(color=("#9c2f30",)), True),
        (Criteria(color=("#4a78a8",)), False),
        (Criteria(color=("#4a78a8", "red")), True),
        (Criteria(color=("blue", "#a8322d")), True),
        (Criteria(all_color=("#a8322d", "#3f6b4a", "oak")), True),
        (Criteria(all_color=("#a8322d", "#4a78a8")), False),
        (Criteria(not_color=("#4a78a8",)), True),
        (Criteria(not_color=("#3f6b4a",)), False),
        (Criteria(color=("green",)), False),
        (Criteria(tag=("sale", "new")), True),
        (Criteria(all_tag=("sale", "outdoor")), True),
        (Criteria(all_tag=("sale", "new")), False),
        (Criteria(not_tag=("new",)), True),
        (Criteria(not_tag=("outdoor",)), False),
        (Criteria(not_category=("rug",)), True),
        (Criteria(not_category=("sofa",)), False),
        (Criteria(not_style=("glam",)), True),
        (Criteria(not_group=("bo",)), True),
        (Criteria(not_group=("alma",)), False),
        (Criteria(not_material=("wood",)), False),
        (Criteria(min_width_mm=2_000, max_width_mm=2_000), True),
        (Criteria(max_width_mm=1_999), False),
        (Criteria(min_depth_mm=0), False),
        (Criteria(max_height_mm=100_000), False),
    ],
)
def test_criteria_mean_what_they_say(wanted: Criteria, is_found: bool) -> None:
    index = indexed([(SOFA, SEEN)])
    assert found(index, filter_of(wanted)) == ({"sofa"} if is_found else set())
