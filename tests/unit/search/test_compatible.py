"""What goes with a listing, through the API."""

from __future__ import annotations

import math
from typing import Any

import pytest

from backend.taxonomy import COMPLEMENTS
from tests.fixtures.app import Shop, fields_of, problem_of
from tests.fixtures.services import InterruptedEncoder

RED, BLUE, GREY = (220, 20, 20), (20, 20, 220), (120, 120, 120)
PATH = "/v1/listings/sofa/compatible"


@pytest.fixture
def matching_shop(any_shop: Shop) -> Shop:
    """A shop under a release that knows what goes with what: see `fake_bundle`."""
    live = any_shop.workshop.activate_encoder(InterruptedEncoder("matching", matching=True))
    any_shop.workshop.index.ensure_collection(live.collection, live.dimensions)
    return any_shop


def furnished(shop: Shop) -> None:
    shop.offer("sofa", RED, category="sofa", price=900)
    shop.offer("red-chair", RED, category="armchair", price=300)
    shop.offer("blue-chair", BLUE, category="armchair", price=200)
    shop.offer("red-table", RED, category="coffee_table")
    shop.offer("red-rug", RED, category="rug")
    shop.offer("blue-rug", BLUE, category="rug")
    shop.offer("desk", RED, category="desk")
    shop.index()


def lists_of(answer: Any) -> dict[str, list[str]]:
    return {
        each["category"]: [result["listing"]["id"] for result in each["results"]]
        for each in answer["lists"]
    }


def test_there_is_a_list_for_each_category_that_stands_beside_it(matching_shop: Shop) -> None:
    furnished(matching_shop)
    answer = matching_shop.get(PATH)
    assert answer["category"] == "sofa"
    assert answer["release"] == "matching"
    found = lists_of(answer)
    assert tuple(found) == COMPLEMENTS["sofa"]
    assert found["armchair"] == ["red-chair", "blue-chair"]
    assert found["coffee_table"] == ["red-table"]
    assert found["floor_lamp"] == []
    assert "desk" not in found


def test_each_pair_of_categories_has_a_taste_of_its_own(matching_shop: Shop) -> None:
    """Of armchairs a sofa wants its like; of rugs, by a map of their own, what is as blue as it is
    red."""
    furnished(matching_shop)
    found = lists_of(matching_shop.get(PATH, category=["rug", "armchair"]))
    assert list(found.items()) == [
        ("rug", ["blue-rug", "red-rug"]),
        ("armchair", ["red-chair", "blue-chair"]),
    ]


def test_a_category_that_nobody_puts_beside_it_may_be_asked_for(matching_shop: Shop) -> None:
    furnished(matching_shop)
    assert lists_of(matching_shop.get(PATH, category="desk")) == {"desk": ["desk"]}


def test_a_listing_never_goes_with_itself(matching_shop: Shop) -> None:
    furnished(matching_shop)
    assert lists_of(matching_shop.get(PATH, category="sofa")) == {"sofa": []}


def test_filters_hold_in_every_list(matching_shop: Shop) -> None:
    furnished(matching_shop)
    asked = {"category": ["armchair", "rug"], "max_price": 250, "keep": "all"}
    found = lists_of(matching_shop.get(PATH, **asked))
    assert found == {"armchair": ["blue-chair"], "rug": []}
    assert lists_of(matching_shop.get(PATH, category="armchair", limit=1)) == {
        "armchair": ["red-chair"]
    }


def test_what_is_sold_out_is_shown_to_who_asks_for_it(matching_shop: Shop) -> None:
    furnished(matching_shop)
    matching_shop.offer("red-chair", RED, category="armchair", stock=0)
    matching_shop.index()
    chairs = {"category": "armchair"}
    assert lists_of(matching_shop.get(PATH, **chairs)) == {"armchair": ["blue-chair"]}
    assert lists_of(matching_shop.get(PATH, in_stock=False, **chairs)) == {
        "armchair": ["red-chair", "blue-chair"]
    }


def test_scores_are_calibrated_and_in_the_order_of_the_results(matching_shop: Shop) -> None:
    furnished(matching_shop)
    chairs = matching_shop.get(PATH, category="armchair")["lists"][0]["results"]
    assert 1 > chairs[0]["score"] > chairs[1]["score"] > 0
    assert chairs[0]["similarity"] > chairs[1]["similarity"]
    least = chairs[0]["score"]
    kept = matching_shop.get(PATH, category="armchair", min_score=least)
    assert lists_of(kept) == {"armchair": ["red-chair"]}


def test_a_listing_without_history_is_found_as_soon_as_it_is_indexed(matching_shop: Shop) -> None:
    furnished(matching_shop)
    matching_shop.offer("new-chair", RED, category="armchair")
    matching_shop.index()
    assert set(lists_of(matching_shop.get(PATH))["armchair"][:2]) == {"new-chair", "red-chair"}


def test_several_pieces_may_be_gone_with_at_once(matching_shop: Shop) -> None:
    """With one blue piece for each red one, neither colour leads; with two, blue does."""
    furnished(matching_shop)
    for name in ("blue-1", "blue-2"):
        matching_shop.offer(name, BLUE, category="coffee_table")
    matching_shop.index()
    alone = matching_shop.get(PATH, category="armchair")
    among = matching_shop.get(PATH, category="armchair", also=["blue-1", "blue-2"])
    assert lists_of(alone) == {"armchair": ["red-chair", "blue-chair"]}
    assert lists_of(among) == {"armchair": ["blue-chair", "red-chair"]}
    best, other = among["lists"][0]["results"]
    assert best["score"] == pytest.approx(
        1 / (1 + math.exp(1 - 0.5 * best["similarity"])), abs=1e-4
    )
    assert 1 > best["score"] > other["score"] > 0


def test_what_is_not_wanted_is_turned_away_from(matching_shop: Shop) -> None:
    furnished(matching_shop)
    matching_shop.offer("grey-chair", GREY, category="armchair")
    matching_shop.index()
    answer = matching_shop.get(PATH, category="armchair", unlike="red-chair")
    assert "red-chair" not in lists_of(answer)["armchair"]
    assert all("score" not in result for result in answer["lists"][0]["results"])
    refused = matching_shop.client.get(
        PATH, params={"category": "armchair", "unlike": "red-chair", "min_score": 0.5}
    )
    assert fields_of(refused, 422) == ["min_score"]


def test_without_a_category_what_is_wanted_must_be_named(matching_shop: Shop) -> None:
    furnished(matching_shop)
    matching_shop.offer("thing", GREY, category="other")
    matching_shop.index()
    path = "/v1/listings/thing/compatible"
    assert fields_of(matching_shop.client.get(path), 422) == ["category"]
    found = lists_of(matching_shop.get(path, category="armchair"))
    assert set(found["armchair"]) == {"red-chair", "blue-chair"}


def test_a_release_that_knows_no_matches_says_so(shop: Shop) -> None:
    shop.offer("sofa", RED, category="sofa")
    shop.index()
    assert "what goes with what" in problem_of(shop.client.get(PATH), 422)["detail"]


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({"category": "sofaa"}, "category"),
        ({"limit": 0}, "limit"),
        ({"min_score": 2}, "min_score"),
        ({"also": [f"l{number}" for number in range(9)]}, "also"),
        ({"unlike": [f"l{number}" for number in range(9)]}, "unlike"),
    ],
)
def test_a_wrong_parameter_is_named(standing_shop: Shop, query: dict[str, Any], field: str) -> None:
    assert fields_of(standing_shop.client.get(PATH, params=query), 400) == [field]


def test_a_listing_that_steers_must_be_there(matching_shop: Shop) -> None:
    furnished(matching_shop)
    for name in ("also", "unlike"):
        answer = matching_shop.client.get(PATH, params={name: "nowhere"})
        assert "nowhere" in problem_of(answer, 404)["detail"]
