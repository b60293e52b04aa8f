from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from backend.catalogue.criteria import Criteria
from backend.index.filters import matches
from backend.index.scalars import scalars_of
from backend.listing import Listing
from backend.search.query import filter_of
from backend.search.relaxation import WISHES, Wish, ladder, missed

NEVER = (
    "category", "tag", "all_tag", "not_category", "not_color", "not_material", "not_style",
    "not_tag", "not_group", "in_stock", "group", "words",
)  # fmt: skip


def told(criteria: Criteria, *forbidden: Wish) -> list[tuple[str, str]]:
    return [(step.wish, step.text) for step in ladder(criteria, forbidden)]


def test_what_matters_least_is_given_up_first() -> None:
    asked = Criteria(
        category=("sofa",),
        all_color=("walnut", "white"),
        material=("fabric",),
        style=("boho",),
        max_price_cents=50_000,
        max_width_mm=2000,
    )
    assert told(asked) == [
        ("size", "Up to a tenth beyond the sizes asked for."),
        ("size", "In other sizes too."),
        ("color", "With walnut or white alone."),
        ("color", "In brown, charcoal and cream too."),
        ("material", "Made of velvet too."),
        ("style", "In other styles too."),
        ("price", "Up to a tenth beyond the prices asked for."),
        ("price", "Up to a quarter beyond the prices asked for."),
        ("material", "In any material."),
        ("color", "In any colour."),
    ]
    *_, last = ladder(asked)
    assert last.criteria == Criteria(category=("sofa",), max_price_cents=62_500)


def test_the_price_widens_from_what_was_asked_for() -> None:
    asked = Criteria(min_price_cents=10_000, max_price_cents=50_000)
    assert [
        (step.criteria.min_price_cents, step.criteria.max_price_cents) for step in ladder(asked)
    ] == [(9_000, 55_000), (7_500, 62_500)]


def test_what_fits_nearly_comes_before_what_does_not_fit_at_all() -> None:
    asked = Criteria(min_depth_mm=300, max_width_mm=1100)
    nearly, any_size = ladder(asked)
    assert nearly.criteria == Criteria(min_depth_mm=270, max_width_mm=1210)
    assert any_size.criteria == Criteria()


def test_what_a_caller_forbids_is_kept() -> None:
    asked = Criteria(color=("oak",), style=("boho",), min_price_cents=100)
    assert {wish for wish, _ in told(asked, "color", "price")} == {"style"}
    assert told(asked, *WISHES) == []


def test_a_value_without_near_ones_is_given_up_whole() -> None:
    assert told(Criteria(color=("grey",))) == [("color", "In any colour.")]
    assert told(Criteria(all_color=("grey",))) == [("color", "In any colour.")]


def test_a_sentence_names_few_of_many_values() -> None:
    [first, _] = told(Criteria(color=("oak", "walnut", "white", "red", "green")))
    assert first == ("color", "In tan, mustard, brown and others too.")


def test_there_is_nothing_to_give_up_of_what_was_not_asked() -> None:
    kept = Criteria(category=("sofa",), not_color=("red",), in_stock=True, group="a", tag=("new",))
    assert told(kept) == []
    assert told(Criteria()) == []


def test_a_result_is_marked_with_the_wishes_it_does_not_fulfil() -> None:
    asked = Criteria(color=("oak",), all_material=("wood", "metal"), max_width_mm=900)
    listing = Listing(id="a", version=1, title="A", colors=("tan",), materials=("wood",))
    assert missed(asked, listing) == ("size", "color", "material")
    fitting = msgspec.structs.replace(
        listing, colors=("oak",), materials=("metal", "wood"), width_mm=900
    )
    assert missed(asked, fitting) == ()


def some(*values: str) -> st.SearchStrategy[tuple[str, ...]]:
    return st.lists(st.sampled_from(values), max_size=3, unique=True).map(tuple)


COLORS = ("oak", "tan", "walnut", "brown", "grey", "brass", "copper")
MATERIALS = ("wood", "rattan", "marble", "stone", "leather")
numbers = st.none() | st.integers(0, 30) | st.integers(0, 100_000)
asked = st.builds(
    Criteria,
    category=some("sofa", "stool"),
    color=some(*COLORS),
    material=some(*MATERIALS),
    style=some("boho", "glam"),
    tag=some("new", "sale"),
    all_color=some(*COLORS),
    all_material=some(*MATERIALS),
    not_color=some(*COLORS),
    not_material=some(*MATERIALS),
    not_style=some("glam"),
    not_group=some("alma"),
    min_price_cents=numbers,
    max_price_cents=numbers,
    min_width_mm=numbers,
    max_height_mm=numbers,
    in_stock=st.booleans(),
    group=st.sampled_from((None, None, "alma", "bo")),
)
shop = st.lists(
    st.builds(
        Listing,
        id=st.just("a"),
        version=st.just(1),
        title=st.just("A"),
        category=st.sampled_from((None, "sofa", "stool")),
        colors=some(*COLORS),
        materials=some(*MATERIALS),
        style=st.sampled_from((None, "boho", "glam")),
        tags=some("new", "sale"),
        price_cents=numbers,
        width_mm=numbers,
        height_mm=numbers,
        stock=st.sampled_from((None, 0, 1)),
        group=st.sampled_from((None, "alma", "bo")),
    ),
    min_size=1,
    max_size=30,
)
wishes: st.SearchStrategy[frozenset[Wish]] = st.frozensets(st.sampled_from(WISHES))


def matching(criteria: Criteria, listings: Sequence[Listing]) -> set[int]:
    where = filter_of(criteria)
    return {
        place
        for place, listing in enumerate(listings)
        if where is None or matches(where, scalars_of(listing))
    }


@settings(deadline=None, max_examples=300)
@given(asked, shop, wishes)
def test_each_step_finds_all_that_the_former_found(
    criteria: Criteria, listings: list[Listing], forbidden: frozenset[Wish]
) -> None:
    before = matching(criteria, listings)
    for step in ladder(criteria, forbidden):
        after = matching(step.criteria, listings)
        assert after >= before
        for place in after:
            assert not forbidden & set(missed(criteria, listings[place]))
        before = after


@settings(deadline=None)
@given(asked, wishes)
def test_the_ladder_ends_and_keeps_what_must_be_kept(
    criteria: Criteria, forbidden: frozenset[Wish]
) -> None:
    steps = list(ladder(criteria, forbidden))
    assert len(steps) <= 11
    former = criteria
    for step in steps:
        assert step.criteria != former
        assert step.wish not in forbidden
        assert step.text.endswith(".")
        assert len(step.text) <= 80
        assert _fields(step.criteria, NEVER) == _fields(criteria, NEVER)
        former = step.criteria
    if "color" not in forbidden:
        assert former.color == former.all_color == ()
    if "style" not in forbidden:
        assert former.style == ()


@settings(deadline=None)
@given(asked, shop)
def test_a_listing_misses_nothing_where_it_matches_and_only_then(
    criteria: Criteria, listings: list[Listing]
) -> None:
    """As far as what may be given up is concerned."""
    kept = {field: getattr(Criteria(), field) for field in NEVER}
    wanted = matching(msgspec.structs.replace(criteria, **kept), listings)
    for place, listing in enumerate(listings):
        assert (missed(criteria, listing) == ()) == (place in wanted)


def _fields(criteria: Criteria, names: Sequence[str]) -> dict[str, Any]:
    return {name: getattr(criteria, name) for name in names}


def test_every_criterion_is_a_wish_or_is_never_given_up() -> None:
    asked = {field.name for field in msgspec.structs.fields(Criteria)}
    loosest = {"color", "all_color", "material", "all_material", "style"}
    sizes = {name for name in asked if name.endswith("_mm")}
    assert asked == {*NEVER, *loosest, *sizes, "min_price_cents", "max_price_cents"}
