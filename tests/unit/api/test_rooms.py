"""Rooms completed and listings compared, through the API."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest
from litestar.testing import TestClient

from backend.api.application import create_app
from backend.catalogue.database import Database
from backend.index.port import Found
from tests.fakes.index import MemoryIndex
from tests.fixtures.app import Shop, fields_of, problem_of, running_shop
from tests.fixtures.databases import empty
from tests.fixtures.services import InterruptedEncoder
from tests.unit.images.pictures import encoded, plain

RED, BLUE = (220, 20, 20), (20, 20, 220)


OFFERED = ("sofa", "red-chair", "blue-chair", "red-table", "blue-table", "gone-chair")


@pytest.fixture
def furnished(any_shop: Shop) -> Shop:
    return furnish(any_shop)


def furnish(shop: Shop) -> Shop:
    live = shop.workshop.activate_encoder(InterruptedEncoder("matching", matching=True))
    shop.workshop.index.ensure_collection(live.collection, live.dimensions)
    shop.offer("sofa", RED, category="sofa", price=900, currency="EUR")
    shop.offer("red-chair", RED, category="armchair", price=300, currency="EUR")
    shop.offer("blue-chair", BLUE, category="armchair", price=100, currency="EUR")
    shop.offer("red-table", RED, category="coffee_table", price=200, currency="EUR")
    shop.offer("blue-table", BLUE, category="coffee_table", price=50, currency="EUR")
    shop.offer("gone-chair", RED, category="armchair", price=1, currency="EUR", stock=0)
    shop.index()
    return shop


def complete(shop: Shop, **body: Any) -> Any:
    answer = shop.client.post("/v1/rooms/complete", json=body)
    assert answer.status_code == 200, answer.text
    return answer.json()


def chosen(room: Any) -> list[list[str]]:
    return [[choice["listing"]["id"] for choice in each["choices"]] for each in room["sets"]]


CHAIR, TABLE = {"category": "armchair"}, {"category": "coffee_table"}


def test_a_room_is_completed_with_what_goes_together(furnished: Shop) -> None:
    room = complete(furnished, anchors=["sofa"], slots=[CHAIR, TABLE], sets=2)
    best = room["sets"][0]
    assert chosen(room)[0] == ["red-chair", "red-table"]
    assert (best["total"], best["currency"]) == (500, "EUR")
    assert best["score"] > room["sets"][1]["score"]
    assert [choice["slot"] for choice in best["choices"]] == ["armchair", "coffee_table"]
    assert room["nothing"] is None
    assert room["considered"] == {"armchair": 2, "coffee_table": 2}


def test_a_budget_is_kept(furnished: Shop) -> None:
    asked: dict[str, Any] = {"anchors": ["sofa"], "slots": [CHAIR, TABLE], "currency": "EUR"}
    for budget in (500, 499, 150):
        room = complete(furnished, budget=budget, **asked)
        assert room["sets"]
        assert all(each["total"] <= budget for each in room["sets"])
    assert complete(furnished, budget=500, **asked)["sets"][0]["total"] == 500
    none = complete(furnished, budget=149.99, **asked)
    assert none["sets"] == []
    assert none["nothing"]["kind"] == "over-budget"
    assert none["nothing"]["cheapest"] == 150


def test_a_slot_may_be_kept_swapped_or_filtered(furnished: Shop) -> None:
    kept = complete(furnished, slots=[CHAIR | {"keep": "blue-chair"}, TABLE], sets=1)
    assert chosen(kept) == [["blue-chair", "blue-table"]]
    assert kept["sets"][0]["choices"][0]["kept"]
    swapped = complete(furnished, anchors=["sofa"], slots=[CHAIR | {"swap": "red-chair"}])
    assert chosen(swapped) == [["blue-chair"]]
    filtered = complete(furnished, anchors=["sofa"], slots=[CHAIR | {"filter": {"max_price": 200}}])
    assert chosen(filtered) == [["blue-chair"]]


def test_a_swap_is_not_for_the_same_design_in_another_version(furnished: Shop) -> None:
    furnished.offer("rose-chair", RED, category="armchair", group="club", currency="EUR", price=9)
    furnished.offer("dark-chair", RED, category="armchair", group="club", currency="EUR", price=9)
    furnished.index()
    swapped = complete(furnished, anchors=["sofa"], slots=[CHAIR | {"swap": "rose-chair"}], sets=9)
    assert chosen(swapped) == [["red-chair"], ["blue-chair"]]
    gone = complete(furnished, anchors=["sofa"], slots=[CHAIR | {"swap": "never"}], sets=9)
    assert len(chosen(gone)) == 3


def test_a_photo_may_stand_in_the_room(furnished: Shop) -> None:
    files = {"photo": ("photo.png", encoded(plain(64, 64, RED), "PNG"))}
    photo = furnished.client.post("/v1/photos", files=files).json()["id"]
    assert chosen(complete(furnished, photos=[photo], slots=[CHAIR], sets=1)) == [["red-chair"]]


def refused(shop: Shop, **body: Any) -> httpx.Response:
    return shop.client.post("/v1/rooms/complete", json=body)


@pytest.mark.parametrize(
    ("body", "status", "field"),
    [
        ({"anchors": ["sofa"], "slots": [{"category": "sofaa"}]}, 400, "slots[0].category"),
        (
            {"anchors": ["sofa"], "slots": [CHAIR | {"filter": {"color": ["redd"]}}]},
            400,
            "slots[0].filter.color",
        ),
        (
            {"anchors": ["sofa"], "slots": [CHAIR | {"filter": {"category": ["rug"]}}]},
            400,
            "slots[0].filter.category",
        ),
        ({"anchors": ["sofa"], "slots": []}, 422, "slots"),
        ({"slots": [CHAIR]}, 422, "anchors"),
        ({"anchors": ["sofa"], "slots": [CHAIR, CHAIR]}, 422, "slots"),
        ({"anchors": ["sofa"], "slots": [CHAIR], "sets": 99}, 422, "sets"),
        ({"anchors": ["sofa"], "slots": [CHAIR], "budget": -1}, 422, "budget"),
        ({"anchors": ["sofa"], "slots": [CHAIR], "photos": ["x"]}, 422, "photos[0]"),
    ],
)
def test_what_cannot_be_completed_is_refused_by_its_field(
    furnished: Shop, body: dict[str, Any], status: int, field: str
) -> None:
    assert field in fields_of(refused(furnished, **body), status)


def test_who_stands_there_must_exist(furnished: Shop) -> None:
    problem = problem_of(refused(furnished, anchors=["nobody"], slots=[CHAIR]), 404)
    assert "nobody" in problem["detail"]
    problem_of(refused(furnished, photos=["0" * 32], slots=[CHAIR]), 404)


def floats(value: Any) -> Iterator[float]:
    if isinstance(value, dict | list):
        for each in value.values() if isinstance(value, dict) else value:
            yield from floats(each)
    elif isinstance(value, float):
        yield value


def test_no_figure_has_more_digits_than_are_meant(furnished: Shop) -> None:
    room = complete(furnished, anchors=["sofa"], slots=[CHAIR, TABLE])
    told = furnished.client.post("/v1/listings/compare", json={"listings": ["sofa", "red-chair"]})
    figures = [*floats(room), *floats(told.json())]
    assert len(figures) > 20
    assert figures == [round(figure, 6) for figure in figures]


def test_listings_are_compared_two_by_two(furnished: Shop) -> None:
    ids = ["sofa", "red-chair", "blue-chair"]
    answer = furnished.client.post("/v1/listings/compare", json={"listings": ids})
    assert answer.status_code == 200, answer.text
    told = answer.json()
    pairs = {
        (each["goes_with"]["first"], each["goes_with"]["second"]): each for each in told["pairs"]
    }
    assert set(pairs) == {
        ("sofa", "red-chair"),
        ("sofa", "blue-chair"),
        ("red-chair", "blue-chair"),
    }
    assert told["score"] == pytest.approx(
        sum(each["goes_with"]["score"] for each in told["pairs"]), abs=1e-5
    )
    alike = pairs["sofa", "red-chair"]
    assert (
        alike["looks_like"]["similarity"] > pairs["sofa", "blue-chair"]["looks_like"]["similarity"]
    )
    assert 0 < alike["second_beside_first"] < 1


@pytest.mark.parametrize("ids", [[], ["sofa"], ["sofa", "sofa"], [f"l{n}" for n in range(13)]])
def test_what_cannot_be_compared_is_refused(furnished: Shop, ids: list[str]) -> None:
    answer = furnished.client.post("/v1/listings/compare", json={"listings": ids})
    assert fields_of(answer, 422) == ["listings"]


def test_a_narrow_door_lets_a_large_room_in(sqlite_catalogue: Database, tmp_path: Path) -> None:
    empty(sqlite_catalogue)
    with running_shop(sqlite_catalogue, tmp_path, search_at_once=1, search_queue=0) as shop:
        room = complete(furnish(shop), anchors=["sofa"], slots=[CHAIR, TABLE, {"category": "rug"}])
        assert room["nothing"]["kind"] == "no-candidates"
        beside = shop.client.get("/v1/listings/sofa/compatible")
        assert beside.status_code == 200, beside.text
        assert len(beside.json()["lists"]) > 2


def found(answer: httpx.Response) -> Any:
    """The answer but for what tells it from another of the same."""
    return {name: value for name, value in answer.json().items() if name != "query_id"}


class MeetingIndex(MemoryIndex):
    """Its searches wait until two are under way."""

    def __init__(self) -> None:
        super().__init__()
        self._meeting = threading.Barrier(2)

    def search(self, *args: Any, **kwargs: Any) -> Found:
        self._meeting.wait(30)
        return super().search(*args, **kwargs)


@pytest.mark.timeout(180)
@pytest.mark.parametrize(
    "ask",
    [
        lambda client: client.post(
            "/v1/rooms/complete", json={"anchors": ["sofa"], "slots": [CHAIR, TABLE]}
        ),
        lambda client: client.get(
            "/v1/listings/sofa/compatible?category=armchair&category=coffee_table"
        ),
    ],
    ids=["room", "compatible"],
)
def test_what_is_wanted_is_searched_for_at_once(
    sqlite_catalogue: Database, tmp_path: Path, ask: Callable[[Any], httpx.Response]
) -> None:
    empty(sqlite_catalogue)
    with running_shop(sqlite_catalogue, tmp_path) as shop:
        furnish(shop)
        index, release = MeetingIndex(), shop.services.live_release()
        index.ensure_collection(release.collection, release.dimensions)
        index.upsert(release.collection, list(shop.workshop.entries(*OFFERED).values()))
        alone = ask(shop.client)
        services = replace(shop.services, index=index)
        with TestClient(create_app(services), raise_server_exceptions=False) as client:
            answer = ask(client)
        assert answer.is_success, answer.text
        assert found(answer) == found(alone)
