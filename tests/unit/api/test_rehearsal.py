"""What a rule would change, tried on queries that were asked."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from backend.catalogue.database import Database
from tests.fixtures.app import Shop, fields_of, problem_of, running_shop
from tests.fixtures.databases import empty
from tests.fixtures.services import InterruptedEncoder
from tests.unit.api.ruling import PATH, PIN, draft, furnish, pin, publish, send

OTHER = "/v1/listings/l00/similar"


@pytest.fixture
def attentive(sqlite_catalogue: Database, tmp_path: Path) -> Iterator[Shop]:
    """A shop that records every query."""
    empty(sqlite_catalogue)
    with running_shop(sqlite_catalogue, tmp_path, query_recording_share=1) as shop:
        yield shop


def rehearsed(shop: Shop, **body: Any) -> Any:
    shop.services.recorder.drain()
    answer = send(shop, "POST", "/rehearse", body)
    assert answer.status_code == 200, answer.text
    return answer.json()


def places(some: list[dict[str, Any]]) -> list[tuple[str, int | None, int | None]]:
    return [(each["listing"]["id"], each["before"], each["after"]) for each in some]


def test_a_rehearsal_shows_what_a_rule_would_change_and_changes_nothing(attentive: Shop) -> None:
    names = furnish(attentive)
    attentive.get(PATH, limit=3)
    attentive.get(PATH, limit=3)
    told = rehearsed(attentive, rule=PIN)
    assert told["skipped"] == []
    assert told["unfinished"] is None
    (change,) = told["changed"]
    assert (change["question"], change["category"], change["times"]) == ("similar", None, 2)
    assert [each["id"] for each in change["listings"]] == ["red"]
    assert places(change["entered"]) == [("l04", None, 1)]
    assert places(change["left"]) == [("l02", 3, None)]
    assert places(change["moved"]) == [("l00", 1, 2), ("l01", 2, 3)]
    entered = change["entered"][0]["listing"]
    assert entered["title"] == "The l04"
    assert entered["images"] == attentive.get("/v1/listings/l04")["images"]
    summary = told["summary"]
    assert summary["similarity_given_up"]["similar"] == change["similarity_given_up"] > 0
    del summary["similarity_given_up"]
    assert summary == {
        "queries": 1,
        "queries_changed": 1,
        "lists": 1,
        "lists_changed": 1,
        "lists_emptied": 0,
        "entered": 1,
        "left": 1,
        "share_changed": 1.0,
        "mean_places_moved": 1.0,
    }
    assert attentive.found(PATH) == names
    assert send(attentive, "GET", "").json() == {"rules": []}


def test_what_a_rehearsal_shows_is_what_comes_of_publishing(attentive: Shop) -> None:
    furnish(attentive, 9)
    before = attentive.found(PATH, limit=5)
    boost = {"type": "boost", "amount": 0.02}
    rule = {"name": "Own", "does": boost, "results": {"tag": ["own"]}}
    (change,) = rehearsed(attentive, rule=rule)["changed"]
    publish(attentive, boost, results={"tag": ["own"]})
    after = attentive.found(PATH, limit=5)
    assert after != before
    shown = {name: place for place, name in enumerate(before, 1)}
    for name, _, _ in places(change["left"]) + places(change["moved"]):
        shown.pop(name)
    for name, _, place in places(change["entered"]) + places(change["moved"]):
        assert place is not None
        shown[name] = place
    assert sorted(shown, key=lambda name: shown[name]) == after


def test_the_rules_in_force_count_before_and_after(attentive: Shop) -> None:
    furnish(attentive)
    publish(attentive, pin("l05", 1))
    attentive.get(PATH, limit=3)
    (change,) = rehearsed(attentive, rule=PIN)["changed"]
    # The older pin keeps its place.
    assert places(change["entered"]) == [("l04", None, 2)]
    assert places(change["left"]) == [("l01", 3, None)]


def test_a_stored_rule_is_rehearsed_whatever_its_state_and_dates(attentive: Shop) -> None:
    furnish(attentive)
    attentive.get(PATH, limit=3)
    drafted = draft(attentive, pin("l04"), starts_at="2030-01-01T00:00:00Z")
    for _ in ("as a draft", "published"):
        (change,) = rehearsed(attentive, id=drafted["id"])["changed"]
        assert places(change["entered"]) == [("l04", None, 1)]
        send(attentive, "POST", f"/{drafted['id']}/publish", revision=1)


def test_withdrawing_a_rule_and_replacing_it_are_rehearsed_too(attentive: Shop) -> None:
    furnish(attentive)
    stored = publish(attentive, pin("l04"))
    attentive.get(PATH, limit=3)
    (change,) = rehearsed(attentive, id=stored["id"], remove=True)["changed"]
    assert places(change["left"]) == [("l04", 1, None)]
    assert places(change["entered"]) == [("l02", None, 3)]
    replaced = PIN | {"does": pin("l05")}
    (change,) = rehearsed(attentive, id=stored["id"], rule=replaced)["changed"]
    assert places(change["left"]) == [("l04", 1, None)]
    assert places(change["entered"]) == [("l05", None, 1)]


def test_a_query_that_loses_all_its_results_is_told(attentive: Shop) -> None:
    furnish(attentive)
    attentive.get(PATH, style="glam", keep="all")
    rule = {"name": "No glam", "does": {"type": "exclude"}, "results": {"style": ["glam"]}}
    told = rehearsed(attentive, rule=rule)
    assert told["summary"]["lists_emptied"] == 1
    (change,) = told["changed"]
    assert (change["emptied"], change["similarity_given_up"]) == (True, None)


def test_a_query_is_rehearsed_as_it_was_asked(attentive: Shop) -> None:
    furnish(attentive)
    asked: dict[str, Any] = {
        "also": ["l00"],
        "unlike": ["l05"],
        "style": "glam",
        "keep": "all",
        "limit": 2,
        "diversity": 0.3,
        "grouped": False,
        "prefer": "tag:own",
    }
    before = attentive.found(PATH, **asked)
    assert before == ["l01", "l04"]
    assert attentive.found(PATH, style="glam", keep="all", limit=2) == ["l01", "l02"]
    changed = rehearsed(attentive, rule=PIN | {"does": pin("l02")})["changed"]
    plain, change = sorted(changed, key=lambda each: len(each["listings"]))
    assert [each["id"] for each in change["listings"]] == ["red", "l00"]
    assert places(change["entered"]) == [("l02", None, 1)]
    assert places(change["left"]) == [("l04", 2, None)]
    assert places(plain["moved"]) == [("l02", 2, 1), ("l01", 1, 2)]


def test_the_most_asked_or_the_newest_are_rehearsed(attentive: Shop) -> None:
    furnish(attentive)
    attentive.get(PATH)
    attentive.get(PATH)
    attentive.services.recorder.drain()
    attentive.workshop.clock.advance(seconds=1)
    attentive.get(OTHER)

    def viewed(**body: Any) -> str:
        (change,) = rehearsed(attentive, rule=PIN, queries=1, **body)["changed"]
        listing_id: str = change["listings"][0]["id"]
        return listing_id

    assert viewed() == "red"
    assert viewed(order="newest") == "l00"


def test_a_second_page_a_failure_and_a_photo_are_not_recorded(attentive: Shop) -> None:
    furnish(attentive)
    first = attentive.get(PATH, limit=2)
    attentive.get(PATH, limit=2, cursor=first["next"])
    problem_of(attentive.client.get("/v1/listings/missing/similar"), 404)
    attentive.get("/v1/listings")
    assert rehearsed(attentive, rule=PIN)["summary"]["queries"] == 1


def test_a_query_whose_listing_is_gone_is_skipped(attentive: Shop) -> None:
    furnish(attentive)
    attentive.get(OTHER)
    attentive.get(PATH)
    attentive.delete("l00")
    told = rehearsed(attentive, rule=PIN)
    assert told["summary"]["queries"] == 1
    (skipped,) = told["skipped"]
    assert (skipped["listings"], skipped["detail"]) == (["l00"], "There is no listing l00.")


def test_before_anything_was_recorded_listings_may_be_named(shop: Shop) -> None:
    furnish(shop)
    answer = send(shop, "POST", "/rehearse", {"rule": PIN})
    assert fields_of(answer, 400) == ["listings"]
    assert "CREDENZA_QUERY_RECORDING_SHARE" in problem_of(answer, 400)["detail"]
    told = rehearsed(shop, rule=PIN | {"question": "similar"}, listings=["red", "l00", "missing"])
    assert [change["listings"][0]["id"] for change in told["changed"]] == ["red", "l00"]
    assert [change["times"] for change in told["changed"]] == [0, 0]
    assert [skipped["listings"] for skipped in told["skipped"]] == [["missing"]]


def test_where_queries_are_recorded_but_none_was_asked_yet_it_says_so(attentive: Shop) -> None:
    furnish(attentive)
    problem = problem_of(send(attentive, "POST", "/rehearse", {"rule": PIN}), 400)
    assert "recorded yet" in problem["detail"]


def test_what_goes_with_something_is_rehearsed_by_category(any_shop: Shop) -> None:
    live = any_shop.workshop.activate_encoder(InterruptedEncoder("matching", matching=True))
    any_shop.workshop.index.ensure_collection(live.collection, live.dimensions)
    any_shop.offer("sofa", (220, 20, 20), category="sofa")
    for name, color in {"rug-a": (220, 20, 20), "rug-b": (20, 20, 220)}.items():
        any_shop.offer(name, color, category="rug")
    any_shop.offer("lamp", (220, 20, 20), category="floor_lamp")
    any_shop.index()
    (rugs,) = any_shop.get("/v1/listings/sofa/compatible", category="rug")["lists"]
    last = rugs["results"][-1]["listing"]["id"]
    rule = PIN | {"does": pin(last), "question": "compatible"}
    told = rehearsed(any_shop, rule=rule, listings=["sofa"])
    assert (told["summary"]["queries"], told["summary"]["lists"]) == (1, 6)
    (change,) = told["changed"]
    assert (change["question"], change["category"]) == ("compatible", "rug")
    assert sorted(places(change["moved"])) == sorted([(last, 2, 1), (_other(last), 1, 2)])


def _other(name: str) -> str:
    return "rug-a" if name == "rug-b" else "rug-b"


def test_a_rehearsal_that_takes_too_long_tells_what_it_knows(
    sqlite_catalogue: Database, tmp_path: Path
) -> None:
    empty(sqlite_catalogue)
    with running_shop(sqlite_catalogue, tmp_path, rehearsal_timeout_seconds=1e-9) as shop:
        furnish(shop)
        told = rehearsed(shop, rule=PIN, listings=["red"])
    assert told["unfinished"] == "1e-09 seconds were over."
    assert (told["summary"]["queries"], told["changed"]) == (0, [])


def test_one_rehearsal_is_under_way_at_a_time(shop: Shop) -> None:
    furnish(shop)
    with shop.services.limits.rehearsals.entered():
        answer = send(shop, "POST", "/rehearse", {"rule": PIN, "listings": ["red"]})
    problem_of(answer, 503)
    seconds = shop.services.settings.rehearsal_timeout_seconds
    assert int(answer.headers["retry-after"]) == seconds


def test_an_index_that_is_away_is_a_503(shop: Shop) -> None:
    furnish(shop)
    shop.workshop.index.reachable = False
    problem_of(send(shop, "POST", "/rehearse", {"rule": PIN, "listings": ["red"]}), 503)


@pytest.mark.parametrize(
    ("body", "status", "field"),
    [
        ({}, 422, "rule"),
        ({"rule": PIN, "remove": True}, 422, "remove"),
        ({"rule": PIN, "queries": 0}, 422, "queries"),
        ({"rule": PIN, "queries": 201}, 422, "queries"),
        ({"rule": PIN, "order": "oldest"}, 422, "order"),
        ({"rule": PIN, "listings": ["a b"]}, 422, "listings[0]"),
        ({"rule": PIN, "listings": ["a"] * 51}, 422, "listings"),
        ({"rule": PIN | {"viewed": {"style": ["bohoo"]}}}, 400, "rule.viewed.style"),
        ({"rule": PIN | {"results": {"color": ["blu"]}}}, 400, "rule.results.color"),
        ({"rule": PIN | {"does": {"type": "exclude"}}}, 422, "rule.results"),
        ({"rule": PIN | {"does": pin("missing")}}, 400, "rule.does.listing"),
        ({"id": "x"}, 422, "id"),
    ],
)
def test_what_cannot_be_rehearsed_is_refused(
    standing_shop: Shop, body: dict[str, Any], status: int, field: str
) -> None:
    answer = send(standing_shop, "POST", "/rehearse", body)
    assert fields_of(answer, status) == [field]


def test_a_rule_that_is_not_there_cannot_be_rehearsed(standing_shop: Shop) -> None:
    problem_of(send(standing_shop, "POST", "/rehearse", {"id": "0" * 32}), 404)
