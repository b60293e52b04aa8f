from __future__ import annotations

from typing import Any, get_args

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from backend.catalogue.attributes import Prediction, Predictions
from backend.catalogue.criteria import Criteria
from backend.catalogue.listings import StoredListing
from backend.index.filters import matches
from backend.index.scalars import scalars_of
from backend.search.facets import MOST_VALUES, Count, Facets, ValueFacet, asides, facets
from backend.search.grouping import design_of
from backend.search.price_ranges import PriceRange
from backend.search.query import filter_of
from tests.unit.search.offers import offer, offers

SHOP = [
    offer("a", category="sofa", colors=("red",), materials=("velvet",), price_cents=90_000),
    offer("b", category="sofa", colors=("navy", "red"), price_cents=40_000, stock=0),
    offer("c", category="stool", colors=("navy",), style="boho", tags=("sale",), price_cents=5_000),
    offer("d", category="stool", colors=("rust",)),
]


def fetched(criteria: Criteria, shop: list[StoredListing]) -> list[StoredListing]:
    where = filter_of(criteria)
    return [
        stored for stored in shop if where is None or matches(where, scalars_of(stored.completed))
    ]


def counted(criteria: Criteria, shop: list[StoredListing], *, grouped: bool = False) -> Facets:
    """As a search does it: a pool for the criteria, and one for each choice set aside."""
    pools = {facet: fetched(loosened, shop) for facet, loosened in asides(criteria).items()}
    return facets(criteria, fetched(criteria, shop), pools, grouped=grouped)


def test_everything_is_counted_the_most_frequent_first() -> None:
    found = counted(Criteria(), SHOP)
    assert found.values["color"] == (
        Count("navy", 2, False),
        Count("red", 2, False),
        Count("rust", 1, False),
    )
    assert found.values["category"] == (Count("sofa", 2, False), Count("stool", 2, False))
    assert found.values["material"] == (Count("velvet", 1, False),)
    assert found.values["style"] == (Count("boho", 1, False),)
    assert found.values["tag"] == (Count("sale", 1, False),)
    assert (found.in_stock, found.sold_out) == (3, 1)
    assert [each.count for each in found.prices] == [1, 1, 1]
    assert asides(Criteria()) == {}


def test_a_choice_does_not_count_against_its_own_alternatives() -> None:
    found = counted(Criteria(color=("red",)), SHOP)
    assert found.values["color"] == (
        Count("navy", 2, False),
        Count("red", 2, True),
        Count("rust", 1, False),
    )
    assert found.values["category"] == (Count("sofa", 2, False),)


def test_without_a_pool_of_its_own_a_facet_is_counted_within_the_choice() -> None:
    chosen = Criteria(color=("red",))
    found = facets(chosen, fetched(chosen, SHOP), grouped=False)
    assert found.values["color"] == (Count("red", 2, True), Count("navy", 1, False))


def test_one_wide_pool_serves_for_all() -> None:
    chosen = Criteria(color=("red",), category=("stool",), in_stock=True)
    wide = dict.fromkeys(asides(chosen), SHOP)
    assert facets(chosen, SHOP, wide, grouped=False) == counted(chosen, SHOP)


def test_what_is_chosen_is_listed_though_nothing_has_it() -> None:
    chosen = Criteria(
        category=("sofa",),
        color=("teal", "red"),
        all_material=("glass",),
        tag=("new",),
        max_price_cents=100,
    )
    found = counted(chosen, SHOP)
    assert {"teal", "red"} <= {each.value for each in found.values["color"] if each.chosen}
    assert Count("glass", 0, True) in found.values["material"]
    assert Count("new", 0, True) in found.values["tag"]
    assert [(each.range, each.count) for each in found.prices if each.chosen] == [
        (PriceRange(None, 100), 0)
    ]


def test_a_chosen_range_that_is_offered_is_offered_once() -> None:
    first = counted(Criteria(), SHOP).prices[0].range
    assert first.low_cents is None
    found = counted(Criteria(max_price_cents=first.high_cents), SHOP)
    assert [each.range for each in found.prices] == [
        each.range for each in counted(Criteria(), SHOP).prices
    ]
    assert [each.chosen for each in found.prices] == [True, False, False]


def test_variants_count_once_where_results_are_grouped() -> None:
    shop = [
        offer("a", colors=("red",), group="alma", price_cents=100),
        offer("b", colors=("red",), group="alma", price_cents=100),
        offer("c", colors=("navy",), group="alma", stock=0),
    ]
    found = counted(Criteria(), shop, grouped=True)
    assert found.values["color"] == (Count("navy", 1, False), Count("red", 1, False))
    assert (found.in_stock, found.sold_out) == (1, 1)


def test_what_the_model_sees_counts_where_the_merchant_says_nothing() -> None:
    seen = Predictions(category=Prediction("rug", 0.9), colors=(Prediction("teal", 0.7),))
    found = counted(Criteria(), [offer("a", predictions=seen, colors=("red",))])
    assert found.values["category"] == (Count("rug", 1, False),)
    assert found.values["color"] == (Count("red", 1, False),)


def test_of_many_tags_the_most_frequent_are_listed_and_the_chosen_always() -> None:
    shop = [offer(f"l{number}", tags=(f"tag {number:02}", "all")) for number in range(90)]
    listed = counted(Criteria(), shop).values["tag"]
    assert len(listed) == MOST_VALUES
    assert listed[0] == Count("all", 90, False)
    assert Count("tag 89", 1, True) in counted(Criteria(tag=("tag 89",)), shop).values["tag"]


def _some(*values: str) -> st.SearchStrategy[tuple[str, ...]]:
    return st.lists(st.sampled_from(values), max_size=2, unique=True).map(tuple)


asked = st.builds(
    Criteria,
    category=_some("sofa", "stool"),
    color=_some("red", "navy", "teal"),
    material=_some("wood", "metal"),
    style=_some("boho", "glam"),
    all_color=st.just(()) | _some("red", "rust"),
    not_color=st.just(()) | _some("rust"),
    min_price_cents=st.none() | st.integers(0, 12),
    max_price_cents=st.none() | st.integers(0, 90_000),
    in_stock=st.booleans(),
)


@settings(deadline=None)
@given(criteria=asked, shop=offers(), grouped=st.booleans())
def test_a_count_is_what_choosing_it_would_find(
    criteria: Criteria, shop: list[StoredListing], grouped: bool
) -> None:
    found = counted(criteria, shop, grouped=grouped)

    def finds(**choice: Any) -> int:
        kept = fetched(msgspec.structs.replace(criteria, **choice), shop)
        return len({design_of(stored.listing) if grouped else stored.listing.id for stored in kept})

    for facet in get_args(ValueFacet):
        for each in found.values[facet]:
            assert each.count == finds(**{facet: (each.value,)})
            listed = (*getattr(criteria, facet), *getattr(criteria, f"all_{facet}", ()))
            assert each.chosen == (each.value in listed)
        chosen = {each.value for each in found.values[facet] if each.chosen}
        assert chosen >= set(getattr(criteria, facet))
    for range_ in found.prices:
        if range_.range != PriceRange(None, None):
            assert range_.count == finds(
                min_price_cents=range_.range.low_cents, max_price_cents=range_.range.high_cents
            )
    assert found.in_stock == finds(in_stock=True)
