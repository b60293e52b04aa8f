"""What a shop sees of attributes that a merchant left out."""

from __future__ import annotations

import pytest

from tests.fakes.seeing import SeeingEncoder
from tests.fixtures.app import Shop

TEAL_SOFA = {
    "category": {"sofa": 0.875},
    "colors": {"teal": 0.9375, "brass": 0.75},
    "materials": {"velvet": 0.75},
    "style": {"glam": 0.25},
}
RED, BLUE = (200, 30, 30), (30, 30, 200)


@pytest.fixture
def seeing_shop(any_shop: Shop) -> Shop:
    """A shop under a release that sees a teal sofa in every picture, of no certain style."""
    any_shop.workshop.activate_encoder(SeeingEncoder("seeing", TEAL_SOFA))
    return any_shop


def by_model(value: str, confidence: float) -> dict[str, object]:
    return {"value": value, "source": "model", "confidence": confidence}


def by_merchant(value: str) -> dict[str, object]:
    return {"value": value, "source": "merchant", "confidence": None}


def test_a_listing_says_of_each_attribute_whose_word_it_is(seeing_shop: Shop) -> None:
    seeing_shop.offer("piece", materials=["leather", "metal"])
    before = seeing_shop.get("/v1/listings/piece")
    assert before["category"] is before["attributes"]["category"] is None
    seeing_shop.index()
    read = seeing_shop.get("/v1/listings/piece")
    assert read["attributes"] == {
        "category": by_model("sofa", 0.875),
        "colors": [by_model("teal", 0.9375), by_model("brass", 0.75)],
        "materials": [by_merchant("leather"), by_merchant("metal")],
        "style": None,
    }
    plain = {name: read[name] for name in ("category", "colors", "materials", "style")}
    assert plain == {
        "category": "sofa",
        "colors": ["teal", "brass"],
        "materials": ["leather", "metal"],
        "style": None,
    }


def test_a_listing_without_a_category_is_found_by_its_category(seeing_shop: Shop) -> None:
    seeing_shop.offer("blank", RED)
    seeing_shop.offer("named", BLUE, category="rug", colors=["cream"])
    seeing_shop.index()
    for path in ("/v1/listings", "/v1/listings/named/similar"):
        answer = seeing_shop.get(path, category="sofa", color="brass", material="velvet")
        found = answer.get("listings") or [item["listing"] for item in answer["results"]]
        assert [listing["id"] for listing in found] == ["blank"], path
    assert seeing_shop.found("/v1/listings/blank/similar", category="sofa") == []
    assert seeing_shop.found("/v1/listings/blank/similar", category="rug") == ["named"]
    assert seeing_shop.get("/v1/listings", style="glam")["total"] == 0


def test_a_photo_search_finds_it_by_what_was_seen(seeing_shop: Shop) -> None:
    seeing_shop.offer("blank")
    seeing_shop.index()
    picture = seeing_shop.services.store.read(seeing_shop.workshop.picture())
    upload = {"photo": ("photo.png", picture)}
    photo = seeing_shop.client.post("/v1/photos", files=upload).json()["id"]
    path = f"/v1/photos/{photo}/similar"
    assert seeing_shop.found(path, category="sofa") == ["blank"]
    assert seeing_shop.found(path, category="rug") == []


def test_a_later_word_of_the_merchant_wins_before_the_index_hears_of_it(
    seeing_shop: Shop,
) -> None:
    seeing_shop.offer("probe", BLUE)
    seeing_shop.offer("piece", RED)
    seeing_shop.index()
    path = "/v1/listings/probe/similar"
    assert seeing_shop.found(path, category="sofa") == ["piece"]
    seeing_shop.offer("piece", RED, category="bench")
    assert seeing_shop.found(path, category="sofa") == []
    assert seeing_shop.get("/v1/listings/piece")["attributes"]["category"] == by_merchant("bench")
    seeing_shop.index()
    assert seeing_shop.found(path, category="bench") == ["piece"]
    seeing_shop.offer("piece", RED)
    seeing_shop.index()
    assert seeing_shop.found(path, category="bench") == []
    assert seeing_shop.found(path, category="sofa") == ["piece"]
