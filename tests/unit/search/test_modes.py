"""How surely the nearest were found, from the index to the answer."""

from __future__ import annotations

from typing import Any

import pytest

from backend.index.filters import AllOf, Filter, OneOf
from backend.index.port import Mode, least_sure
from tests.fixtures.app import Shop
from tests.fixtures.services import InterruptedEncoder

RED, BLUE = (220, 20, 20), (20, 20, 220)
SIMILAR = "/v1/listings/sofa/similar"


@pytest.fixture
def furnished(shop: Shop) -> Shop:
    """A sofa, three armchairs, of which one is sold out, and a rug."""
    live = shop.workshop.activate_encoder(InterruptedEncoder("matching", matching=True))
    shop.workshop.index.ensure_collection(live.collection, live.dimensions)
    shop.offer("sofa", RED, category="sofa", colors=["red"], price=900, currency="EUR")
    for number in range(3):
        shop.offer(
            f"chair-{number}", RED, category="armchair", stock=number, price=300, currency="EUR"
        )
    shop.offer("rug", BLUE, category="rug", colors=["blue"], price=300, currency="EUR")
    shop.index()
    return shop


def modes_of_categories(**modes: Mode) -> Any:
    """An index that serves searches for a category in the mode given, and all others exactly."""

    def serves(where: Filter | None, _: float | None) -> Mode:
        parts = where.parts if isinstance(where, AllOf) else ()
        named = [part.values[0] for part in parts if isinstance(part, OneOf)]
        return modes[named[0]] if named and named[0] in modes else "exact"

    return serves


@pytest.mark.parametrize(
    ("modes", "mode"),
    [
        ([], "exact"),
        (["exact", "exact"], "exact"),
        (["exact", "deepened"], "deepened"),
        (["probed", "exact", "deepened"], "probed"),
    ],
)
def test_an_answer_is_as_sure_as_the_least_sure_of_its_searches(
    modes: list[Mode], mode: Mode
) -> None:
    assert least_sure(modes) == mode


def test_an_answer_says_how_it_was_served(furnished: Shop) -> None:
    assert furnished.get(SIMILAR)["mode"] == "exact"
    furnished.workshop.index.serves = lambda where, selectivity: "probed"
    assert furnished.get(SIMILAR)["mode"] == "probed"


def test_each_category_says_so_for_itself(furnished: Shop) -> None:
    furnished.workshop.index.serves = modes_of_categories(armchair="deepened", rug="probed")
    answer = furnished.get("/v1/listings/sofa/compatible", category=["armchair", "rug"])
    assert {each["category"]: each["mode"] for each in answer["lists"]} == {
        "armchair": "deepened",
        "rug": "probed",
    }


def test_a_room_is_as_sure_as_its_least_sure_slot(furnished: Shop) -> None:
    body = {"anchors": ["sofa"], "slots": [{"category": "armchair"}, {"category": "rug"}]}

    def mode() -> str:
        answer = furnished.client.post("/v1/rooms/complete", json=body)
        assert answer.status_code == 200, answer.text
        return str(answer.json()["mode"])

    assert mode() == "exact"
    furnished.workshop.index.serves = modes_of_categories(rug="deepened")
    assert mode() == "deepened"


def test_looser_wishes_count_too(furnished: Shop) -> None:
    """The strict search is exact; the looser ones, which fill the page, are not."""
    strict = {"color": "red", "category": "rug"}

    def serves(where: Filter | None, _: float | None) -> Mode:
        return "exact" if "red" in repr(where) else "probed"

    furnished.workshop.index.serves = serves
    relaxed = furnished.get(SIMILAR, **strict)
    assert [each["listing"]["id"] for each in relaxed["results"]] == ["rug"]
    assert relaxed["mode"] == "probed"
    assert furnished.get(SIMILAR, **strict, keep="all")["mode"] == "exact"


def test_the_same_results_keep_their_name_however_they_were_found(furnished: Shop) -> None:
    for path in (SIMILAR, "/v1/listings/sofa/compatible"):
        furnished.workshop.index.serves = None
        surely = furnished.client.get(path)
        furnished.workshop.index.serves = lambda where, selectivity: "probed"
        less = furnished.client.get(path)
        assert surely.json()["query_id"] == less.json()["query_id"]
        assert surely.headers["etag"] != less.headers["etag"]  # the bytes are others


def test_the_index_is_told_what_share_matches(furnished: Shop) -> None:
    told: list[tuple[bool, float | None]] = []

    def serves(where: Filter | None, selectivity: float | None) -> Mode:
        told.append((where is None, selectivity))
        return "exact"

    furnished.workshop.index.serves = serves
    for query in ({}, {"in_stock": False}, {"category": "armchair", "keep": "all"}):
        furnished.get(SIMILAR, **query)
    assert set(told) == {(False, 0.8), (True, 1.0), (False, 0.4)}
