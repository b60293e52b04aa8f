from __future__ import annotations

from backend.taxonomy import CATEGORIES, COLORS
from tests.fixtures.app import Shop, problem_of
from tests.fixtures.databases import empty


def test_the_taxonomy_is_told_in_its_order(standing_shop: Shop) -> None:
    told = standing_shop.get("/v1/taxonomy")
    assert told["categories"] == list(CATEGORIES)
    assert told["colors"] == dict(COLORS)


def test_the_status_counts_what_can_be_found(shop: Shop) -> None:
    shop.offer("indexed")
    shop.put("without-a-picture")
    shop.index()
    shop.offer("pending")
    assert shop.get("/v1/status") == {
        "listings": 3,
        "indexed": 1,
        "pending": 1,
        "parked": 1,
        "release": "first-release",
        "provider": "cpu",
    }


def test_a_parked_listing_says_why(shop: Shop) -> None:
    shop.put("sofa-1")
    shop.index()
    state = shop.get("/v1/listings/sofa-1")["indexing"]
    assert (state["state"], state["reason"]) == ("parked", "The listing has no picture.")


def test_a_service_that_can_answer_is_alive_and_ready(shop: Shop) -> None:
    assert shop.get("/health/live") == {"status": "alive"}
    assert shop.get("/health/ready") == {"status": "ready", "release": "first-release"}


def test_without_the_index_it_is_alive_but_not_ready(shop: Shop) -> None:
    shop.workshop.index.reachable = False
    assert shop.get("/health/live") == {"status": "alive"}
    answer = shop.client.get("/health/ready")
    assert problem_of(answer, 503)["type"] == "urn:credenza:problem:index-unavailable"


def test_without_a_live_release_it_is_not_ready(shop: Shop) -> None:
    empty(shop.workshop.database)
    answer = shop.client.get("/health/ready")
    assert problem_of(answer, 503)["type"] == "urn:credenza:problem:encoder-unavailable"


def test_with_another_release_in_the_folder_it_is_not_ready(shop: Shop) -> None:
    shop.workshop.activate("second-release")
    shop.workshop.encoder = type(shop.workshop.encoder)("third-release")
    problem_of(shop.client.get("/health/ready"), 503)
