from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from backend.api.listings import MAX_BATCH
from backend.catalogue.database import Database
from tests.fixtures.app import AUTHORIZED, KEY, Shop, as_bytes, fields_of, problem_of, running_shop
from tests.fixtures.databases import empty

PATH = "/v1/listings/sofa-1"
WRITES = (
    ("PUT", PATH),
    ("DELETE", PATH),
    ("POST", "/v1/listings/batch"),
    ("POST", "/v1/images"),
)


@pytest.mark.parametrize(("method", "path"), WRITES)
@pytest.mark.parametrize(
    "offered",
    [
        None,
        "",
        "Bearer",
        "Bearer ",
        f"Basic {KEY}",
        KEY,
        f"Bearer {KEY}x",
        f"Bearer {KEY[:-1]}",
        f"Bearer {KEY},another-key",
        "Bearer é".encode(),
        b"Bearer \xff",
    ],
)
def test_nobody_writes_without_a_key(
    standing_shop: Shop, method: str, path: str, offered: str | bytes | None
) -> None:
    headers: dict[str, str | bytes] = {} if offered is None else {"Authorization": offered}
    answer = standing_shop.client.request(method, path, headers=as_bytes(headers))
    problem_of(answer, 401)
    assert answer.headers["www-authenticate"] == "Bearer"
    assert KEY not in answer.text


@pytest.mark.parametrize("offered", [f"Bearer {KEY}", f"bearer {KEY}", "Bearer another-key"])
def test_any_of_the_keys_opens(shop: Shop, offered: str) -> None:
    answer = shop.client.put(PATH, json={"title": "A sofa"}, headers={"Authorization": offered})
    assert answer.status_code == 200


def test_without_any_key_configured_nobody_writes(
    sqlite_catalogue: Database, tmp_path: Path
) -> None:
    empty(sqlite_catalogue)
    with running_shop(sqlite_catalogue, tmp_path, api_keys=()) as shop:
        for offered in ("Bearer ", f"Bearer {KEY}", "Bearer None"):
            answer = shop.client.put(
                PATH, json={"title": "A sofa"}, headers={"Authorization": offered}
            )
            problem_of(answer, 401)
        assert shop.get("/v1/listings")["total"] == 0


def test_what_is_put_is_what_is_read(any_shop: Shop) -> None:
    record: dict[str, Any] = {
        "title": "Alma sofa — 沙发 🛋️",
        "description": "Soft.\nVery soft. \u2028\u0007",
        "url": "https://shop.example/sofas/1?a=b#c",
        "images": ["https://shop.example/1.jpg", "store://" + "ab/" + "ab" * 32 + ".png"],
        "category": "sofa",
        "colors": ["teal", "brass"],
        "materials": ["velvet", "metal"],
        "style": "glam",
        "price": 1299.99,
        "currency": "EUR",
        "stock": 0,
        "group": "alma",
    }
    assert any_shop.put("sofa-1", **record).json() == {
        "id": "sofa-1",
        "outcome": "created",
        "version": 1,
    }
    read = any_shop.get(PATH)
    assert read.items() >= record.items()
    assert read["in_stock"] is False
    assert read["indexing"] == {"state": "pending", "version": None, "reason": None}
    assert any_shop.workshop.dispatcher.nudges == 1


def test_a_put_replaces_the_whole_listing(shop: Shop) -> None:
    shop.put("sofa-1", colors=["red"], price=5, description="Red")
    shop.put("sofa-1", title="Plain")
    read = shop.get(PATH)
    assert (read["colors"], read["price"], read["description"]) == ([], None, "")


def test_without_a_version_each_put_takes_the_next(shop: Shop) -> None:
    assert shop.put("sofa-1", version=41).json()["version"] == 41
    assert shop.put("sofa-1").json() == {"id": "sofa-1", "outcome": "updated", "version": 42}


def test_an_older_version_is_a_conflict_and_changes_nothing(shop: Shop) -> None:
    shop.put("sofa-1", version=5, title="New")
    problem = problem_of(shop.put("sofa-1", version=4, title="Old"), 409)
    assert problem["type"] == "urn:credenza:problem:stale-version"
    assert "version 5" in problem["detail"]
    assert shop.get(PATH)["title"] == "New"


def test_the_same_version_again_is_no_change_and_no_work(shop: Shop) -> None:
    shop.put("sofa-1", version=5)
    nudges = shop.workshop.dispatcher.nudges
    assert shop.put("sofa-1", version=5).json()["outcome"] == "unchanged"
    assert shop.workshop.dispatcher.nudges == nudges


def test_a_deleted_listing_is_gone_and_an_older_put_does_not_bring_it_back(shop: Shop) -> None:
    shop.put("sofa-1", version=5)
    assert shop.delete("sofa-1").json() == {"id": "sofa-1", "outcome": "deleted", "version": 6}
    problem_of(shop.client.get(PATH), 404)
    problem_of(shop.delete("sofa-1"), 404)
    problem_of(shop.put("sofa-1", version=5), 409)
    problem_of(shop.client.get(PATH), 404)
    assert shop.put("sofa-1", version=7).json()["outcome"] == "created"


def test_a_deletion_of_an_older_version_is_a_conflict(shop: Shop) -> None:
    shop.put("sofa-1", version=5)
    problem_of(shop.delete("sofa-1", version=4), 409)
    assert shop.get(PATH)["version"] == 5


def test_deleting_what_never_was_is_not_found(shop: Shop) -> None:
    problem_of(shop.delete("sofa-1"), 404)
    assert shop.put("sofa-1", version=1).json()["outcome"] == "created"


@pytest.mark.parametrize("version", ["0", "-1", "abc", "1.5", str(2**63), ""])
def test_a_deletion_with_a_bad_version_names_it(standing_shop: Shop, version: str) -> None:
    assert fields_of(standing_shop.delete("sofa-1", version=version), 400) == ["version"]


@pytest.mark.parametrize(
    "listing_id", ["-a", ".a", "a b", "a%0A", "%00", "a%22", "%C3%A9", "a" * 129, "a%25"]
)
@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE"])
def test_an_id_that_no_listing_can_have_is_refused(
    standing_shop: Shop, method: str, listing_id: str
) -> None:
    answer = standing_shop.client.request(
        method, f"/v1/listings/{listing_id}", content=b'{"title":"A sofa"}', headers=AUTHORIZED
    )
    assert fields_of(answer, 400) == ["listing_id"]


def test_each_record_of_a_batch_is_judged_by_itself(any_shop: Shop) -> None:
    any_shop.put("stale", version=9)
    any_shop.put("same", version=9)
    answer = any_shop.batch(
        [
            {"id": "new", "title": "New"},
            {"id": "bad", "title": "Bad", "colors": ["red", "gren"]},
            {"id": "stale", "title": "Stale", "version": 8},
            {"id": "same", "title": "Same", "version": 9},
            {"id": "new", "title": "New again"},
            {"title": "No id"},
            {"id": "a b", "title": "Bad id"},
            {"id": "nul", "title": "\x00"},
            None,
            [],
            "text",
            {"id": 5, "title": "Id of a number"},
        ]
    )
    assert answer.status_code == 200
    body = answer.json()
    assert (body["accepted"], body["refused"]) == (4, 8)
    assert [record["index"] for record in body["records"]] == list(range(12))
    assert [record["outcome"] for record in body["records"]] == [
        "created",
        "refused",
        "stale",
        "unchanged",
        "updated",
        *["refused"] * 7,
    ]
    named = [[error["field"] for error in record.get("errors", ())] for record in body["records"]]
    assert named == [
        [],
        ["listings[1].colors[1]"],
        [],
        [],
        [],
        ["listings[5].id"],
        ["listings[6].id"],
        ["listings[7].title"],
        ["listings[8]"],
        ["listings[9]"],
        ["listings[10]"],
        ["listings[11].id"],
    ]
    assert any_shop.get("/v1/listings/new")["title"] == "New again"


def test_a_batch_in_which_nothing_changes_owes_no_work(shop: Shop) -> None:
    assert shop.batch([{"id": "a b", "title": "Bad id"}]).status_code == 200
    assert shop.workshop.dispatcher.nudges == 0


def test_the_largest_batch_is_taken(shop: Shop) -> None:
    records = [{"id": f"sofa-{number}", "title": "A sofa"} for number in range(MAX_BATCH)]
    assert shop.batch(records).json()["accepted"] == MAX_BATCH
    assert shop.get("/v1/listings")["total"] == MAX_BATCH


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"listings": []}, "listings"),
        ({"listings": [{"id": "a", "title": "A"}] * (MAX_BATCH + 1)}, "listings"),
        ({"listings": {"id": "a", "title": "A"}}, "listings"),
        ({}, "listings"),
        ([], "body"),
        ("text", "body"),
    ],
)
def test_a_batch_of_another_shape_is_refused_whole(
    standing_shop: Shop, body: object, field: str
) -> None:
    answer = standing_shop.client.post("/v1/listings/batch", json=body, headers=AUTHORIZED)
    assert fields_of(answer, 422) == [field]


def test_a_batch_nested_without_end_is_malformed(standing_shop: Shop) -> None:
    body = b'{"listings":[' + b"[" * 40_000 + b"]" * 40_000 + b"]}"
    answer = standing_shop.client.post("/v1/listings/batch", content=body, headers=AUTHORIZED)
    assert fields_of(answer, 400) == ["body"]
