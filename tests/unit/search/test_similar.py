from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from backend.catalogue.attributes import Attributes
from backend.catalogue.criteria import Criteria
from backend.index.filters import matches
from backend.index.port import Entry
from backend.index.scalars import Scalars
from backend.search.anchors import Anchor, Anchors, listing_anchors
from backend.search.answering import Extras, similar
from backend.search.inquiry import Inquiry
from backend.search.query import filter_of
from backend.search.ranking import SPARE, Page
from backend.search.reasons import Known
from backend.search.relaxation import WISHES
from backend.search.shaping import PLAIN
from backend.search.similar import VISUAL, of_its_kind
from tests.fakes.encoder import DIMENSION
from tests.fixtures.app import Shop, problem_of
from tests.fixtures.services import Workshop

RED, DARK_RED, BLUE = (200, 30, 30), (150, 20, 20), (30, 30, 200)
PATH = "/v1/listings/red/similar"


def test_the_nearest_come_first_and_the_listing_itself_never(any_shop: Shop) -> None:
    any_shop.offer("red", RED)
    any_shop.offer("blue", BLUE)
    any_shop.offer("dark-red", DARK_RED)
    any_shop.index()
    answer = any_shop.get(PATH)
    assert [result["listing"]["id"] for result in answer["results"]] == ["dark-red", "blue"]
    similarities = [result["similarity"] for result in answer["results"]]
    assert 1 >= similarities[0] > similarities[1] >= -1
    assert answer["release"] == "first-release"
    assert answer["query_id"]


def test_who_looks_at_a_chair_is_shown_chairs_sooner_unless_categories_are_named(
    shop: Shop,
) -> None:
    shop.offer("red", RED, category="armchair")
    shop.offer("red-bed", RED, category="bed")
    shop.offer("dark-chair", DARK_RED, category="armchair")
    shop.offer("blue-chair", BLUE, category="armchair")
    shop.index()
    answer = shop.get(PATH)
    assert [each["listing"]["id"] for each in answer["results"]] == [
        "dark-chair",
        "red-bed",
        "blue-chair",
    ]
    first, second, _ = answer["results"]
    assert first["similarity"] < second["similarity"]  # neither is said to look otherwise
    both = shop.found(PATH, category=["armchair", "bed"])
    assert both == ["red-bed", "dark-chair", "blue-chair"]


def test_what_kind_a_photo_shows_is_guessed_and_moves_nothing() -> None:
    unknown = Attributes(category=None, colors=(), materials=(), style=None)
    photo = Anchor(listing_id=None, category="sofa", vectors={}, known=Known(unknown))
    assert of_its_kind(Anchors((photo,)), Criteria()) == PLAIN


def test_the_same_answer_has_the_same_name_and_another_another(shop: Shop) -> None:
    shop.offer("red", RED)
    shop.offer("blue", BLUE)
    shop.index()
    first, again = (shop.get(PATH)["query_id"] for _ in range(2))
    assert first == again
    shop.offer("dark-red", DARK_RED)
    shop.index()
    assert shop.get(PATH)["query_id"] != first


def test_a_listing_that_does_not_exist_is_not_found(shop: Shop) -> None:
    assert problem_of(shop.client.get(PATH), 404)["detail"] == "There is no listing red."


def test_a_listing_that_is_not_indexed_yet_says_so(shop: Shop) -> None:
    shop.offer("red")
    problem = problem_of(shop.client.get(PATH), 404)
    assert problem["detail"] == "Listing red is not searchable yet."


def test_a_deleted_listing_vanishes_at_once_though_the_index_still_has_it(shop: Shop) -> None:
    shop.offer("red", RED)
    shop.offer("dark-red", DARK_RED)
    shop.offer("blue", BLUE)
    shop.index()
    shop.delete("dark-red")
    assert "dark-red" in shop.workshop.versions()
    assert shop.found(PATH) == ["blue"]
    shop.delete("red")
    problem_of(shop.client.get(PATH), 404)


def test_a_change_of_price_counts_before_the_index_hears_of_it(shop: Shop) -> None:
    shop.offer("red", RED)
    shop.offer("blue", BLUE, price=100)
    shop.index()
    shop.offer("blue", BLUE, price=200)
    assert shop.found(PATH, max_price=150) == []
    result = shop.get(PATH)["results"][0]
    assert result["listing"]["price"] == 200


def test_more_is_looked_up_where_many_were_sold_since(shop: Shop) -> None:
    shop.offer("red", RED)
    for number in range(3 * SPARE):
        shop.offer(f"sold-{number}", DARK_RED, stock=1)
    shop.offer("blue", BLUE, stock=1)
    shop.index()
    for number in range(3 * SPARE):
        shop.offer(f"sold-{number}", DARK_RED, stock=0)
    assert shop.found(PATH, in_stock=True, limit=1) == ["blue"]


def test_variants_are_found_by_their_group(shop: Shop) -> None:
    shop.offer("red", RED, group="alma")
    shop.offer("blue", BLUE, group="alma")
    shop.offer("dark-red", DARK_RED, group="other")
    shop.index()
    assert shop.found(PATH, group="alma") == ["blue"]


few = {
    "category": st.sampled_from((None, "sofa", "stool")),
    "style": st.sampled_from((None, "boho", "glam")),
    "colors": st.lists(st.sampled_from(("red", "blue", "teal")), max_size=2, unique=True),
    "materials": st.lists(st.sampled_from(("wood", "metal")), max_size=2, unique=True),
    "price_cents": st.none() | st.integers(0, 4),
    "stock": st.sampled_from((None, 0, 1)),
    "group": st.sampled_from((None, "alma", "bo")),
}
states = st.fixed_dictionaries(few)
criteria = st.builds(
    Criteria,
    category=st.lists(st.sampled_from(("sofa", "stool", "desk")), max_size=2).map(tuple),
    style=st.lists(st.sampled_from(("boho", "glam")), max_size=1).map(tuple),
    color=st.lists(st.sampled_from(("red", "blue")), max_size=2).map(tuple),
    material=st.lists(st.sampled_from(("wood", "metal")), max_size=1).map(tuple),
    min_price_cents=st.none() | st.integers(0, 4),
    max_price_cents=st.none() | st.integers(0, 4),
    in_stock=st.booleans(),
    group=st.sampled_from((None, None, "alma")),
)
DELETED = "deleted"


def wanted(asked: Criteria, state: dict[str, Any]) -> bool:
    """What the criteria mean, spelled out without filters."""
    price, stock = state["price_cents"], state["stock"]
    bounded = asked.min_price_cents is not None or asked.max_price_cents is not None
    return (
        (not asked.category or state["category"] in asked.category)
        and (not asked.style or state["style"] in asked.style)
        and (not asked.color or bool(set(asked.color) & set(state["colors"])))
        and (not asked.material or bool(set(asked.material) & set(state["materials"])))
        and (not bounded or price is not None)
        and (asked.min_price_cents is None or price >= asked.min_price_cents)
        and (asked.max_price_cents is None or price <= asked.max_price_cents)
        and (not asked.in_stock or stock is None or stock > 0)
        and (asked.group is None or state["group"] == asked.group)
    )


@pytest.fixture
def stocked(workshop: Workshop) -> Workshop:
    """With the listing that all else is compared with."""
    workshop.put("probe")
    workshop.work()
    return workshop


@pytest.mark.timeout(600)
@settings(max_examples=40, suppress_health_check=[*HealthCheck])
@given(
    indexed=st.lists(states, min_size=1, max_size=14),
    changes=st.dictionaries(st.integers(0, 13), states | st.just(DELETED), max_size=6),
    asked=criteria,
    limit=st.integers(1, 6),
)
def test_no_filter_leaks_and_none_of_the_matching_is_missing(
    stocked: Workshop,
    indexed: list[dict[str, Any]],
    changes: dict[int, dict[str, Any] | str],
    asked: Criteria,
    limit: int,
) -> None:
    """The catalogue has changed since the index was written; what it says counts."""
    names = [f"l{number}" for number in range(14)]
    stocked.index.delete(stocked.collection(), names)
    now = dict(zip(names, indexed, strict=False))
    random = np.random.default_rng(len(indexed))
    for name, state in now.items():
        stocked.put(name, _next(stocked), **_fields(state))
        vector = random.normal(size=DIMENSION).astype(np.float32)
        scalars = _scalars(state)
        stocked.index.upsert(
            stocked.collection(),
            [
                Entry(
                    id=name,
                    version=1,
                    scalars=scalars,
                    vectors={VISUAL: vector / np.linalg.norm(vector)},
                )
            ],
        )
    agreed = not changes
    for number, change in changes.items():
        name = names[number]
        if name in now:
            if isinstance(change, str):
                stocked.delete(name, _next(stocked))
                del now[name]
            else:
                stocked.put(name, _next(stocked), **_fields(change))
                now[name] = change

    inquiry = Inquiry.begin(stocked.services)
    page = Page(limit=limit, grouped=False, keep=WISHES)
    answer = similar(inquiry, listing_anchors(inquiry, "probe"), asked, page, Extras())
    found = [each.match.stored.listing.id for each in answer.ranking.results]

    matching = {name for name, state in now.items() if wanted(asked, state)}
    assert set(found) <= matching
    assert len(set(found)) == len(found) <= limit
    if agreed:
        assert len(found) == min(limit, len(matching))


def _next(workshop: Workshop) -> int:
    """A version above all before it; the clock is what lasts from example to example."""
    workshop.clock.advance(seconds=1)
    return int(workshop.clock().timestamp())


def _fields(state: dict[str, Any]) -> dict[str, Any]:
    return state | {name: tuple(state[name]) for name in ("colors", "materials")}


def _scalars(state: dict[str, Any]) -> Scalars:
    return Scalars(
        category=state["category"] or "",
        style=state["style"] or "",
        group=state["group"] or "",
        colors=tuple(state["colors"]),
        materials=tuple(state["materials"]),
        price_cents=state["price_cents"],
        in_stock=state["stock"] is None or state["stock"] > 0,
    )


@given(asked=criteria, state=states)
def test_the_filter_says_what_the_criteria_say(asked: Criteria, state: dict[str, Any]) -> None:
    where = filter_of(asked)
    assert (where is None or matches(where, _scalars(state))) == wanted(asked, state)
