from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from backend.catalogue.tables import DeliveryRow, OutboxRow
from backend.webhooks.payload import ListingPayload
from tests.fixtures.app import (
    MAX_BODY_BYTES,
    WEBHOOK,
    Shop,
    as_bytes,
    fields_of,
    problem_of,
    signed,
)
from tests.fixtures.services import NOON

PATH = "/v1/listings/sofa-1"


def event(kind: str = "listing.updated", **data: Any) -> dict[str, Any]:
    listing = {"id": "sofa-1"} | ({} if kind == "listing.deleted" else {"title": "A sofa"})
    return {"type": kind, "timestamp": "2026-03-01T11:59:00Z", "data": listing | data}


def rows(shop: Shop, table: type[DeliveryRow | OutboxRow]) -> int:
    with shop.workshop.database.read() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


def test_a_delivery_is_stored_and_owes_work_before_it_is_answered(any_shop: Shop) -> None:
    answer = any_shop.deliver(event("listing.created", version=3))
    assert answer.status_code == 200
    assert answer.json() == {"outcome": "created", "listing": "sofa-1", "version": 3}
    assert any_shop.get(PATH)["version"] == 3
    assert rows(any_shop, OutboxRow) == 1
    assert any_shop.workshop.dispatcher.nudges == 1


def test_a_repeated_delivery_is_answered_and_changes_nothing(any_shop: Shop) -> None:
    any_shop.deliver(event(version=1, title="First"))
    again = any_shop.deliver(event(version=2, title="Second"))
    assert (again.status_code, again.json()["outcome"]) == (200, "duplicate")
    assert any_shop.get(PATH)["title"] == "First"
    assert any_shop.workshop.dispatcher.nudges == 1


def test_one_delivery_sent_eight_times_at_once_is_stored_once(any_shop: Shop) -> None:
    body = json.dumps(event(version=1)).encode()
    headers = signed(body)

    def send(_: int) -> str:
        answer = any_shop.client.post(WEBHOOK, content=body, headers=headers)
        assert answer.status_code == 200, answer.text
        outcome: str = answer.json()["outcome"]
        return outcome

    with ThreadPoolExecutor(8) as pool:
        outcomes = sorted(pool.map(send, range(8)))
    assert outcomes == ["created"] + ["duplicate"] * 7
    assert rows(any_shop, DeliveryRow) == 1


def test_eight_versions_at_once_end_with_the_newest(any_shop: Shop) -> None:
    def send(version: int) -> int:
        body = event(version=version, title=f"Version {version}")
        return any_shop.deliver(body, delivery_id=f"msg_{version}").status_code

    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(send, range(1, 9))) == {200}
    assert any_shop.get(PATH)["title"] == "Version 8"
    assert rows(any_shop, OutboxRow) == 1


def test_an_older_webhook_never_wins(shop: Shop) -> None:
    shop.deliver(event(version=5, title="New"))
    late = shop.deliver(event(version=4, title="Old"), delivery_id="msg_2")
    assert late.json() == {"outcome": "stale", "listing": "sofa-1", "version": 5}
    assert shop.get(PATH)["title"] == "New"
    assert shop.workshop.dispatcher.nudges == 1


def test_a_deletion_that_overtakes_its_listing_is_remembered(any_shop: Shop) -> None:
    gone = any_shop.deliver(event("listing.deleted", version=5))
    assert gone.json() == {"outcome": "absent", "listing": "sofa-1", "version": 5}
    late = any_shop.deliver(event("listing.created", version=4), delivery_id="msg_2")
    assert late.json()["outcome"] == "stale"
    problem_of(any_shop.client.get(PATH), 404)


def test_a_deletion_may_say_more_than_it_must(shop: Shop) -> None:
    shop.deliver(event(version=1))
    gone = shop.deliver(event("listing.deleted", version=2, reason="sold"), delivery_id="msg_2")
    assert gone.json()["outcome"] == "deleted"


def test_without_a_version_the_time_of_the_event_is_one(shop: Shop) -> None:
    first = shop.deliver(event() | {"timestamp": "2026-03-01T12:00:00.250+01:00"})
    assert first.json()["version"] == 1_772_362_800_250
    older = event(title="Old") | {"timestamp": "2026-03-01T11:00:00Z"}
    assert shop.deliver(older, delivery_id="msg_2").json()["outcome"] == "stale"


def test_without_version_or_time_the_moment_of_arrival_is_one(shop: Shop) -> None:
    body = event()
    del body["timestamp"]
    assert shop.deliver(body).json()["version"] == int(NOON.timestamp() * 1000)


@pytest.mark.parametrize(
    "timestamp",
    [
        "2026-03-01T12:00:00",
        "2026-03-01",
        "yesterday",
        1_772_366_400,
        "1969-12-31T23:59:59Z",
        "0001-01-01T00:00:00+23:59",
        "9999-12-31T23:59:59-23:59",
        "2026-03-02T12:00:00Z",
        "2026-02-30T12:00:00Z",
    ],
)
def test_a_time_that_cannot_ordersigned_events_is_named(shop: Shop, timestamp: object) -> None:
    for kind in ("listing.updated", "listing.deleted"):
        answer = shop.deliver(event(kind) | {"timestamp": timestamp})
        assert fields_of(answer, 422) == ["timestamp"]
    assert rows(shop, DeliveryRow) == 0


def test_a_time_to_come_does_no_harm_beside_a_version(shop: Shop) -> None:
    answer = shop.deliver(event(version=1) | {"timestamp": "2099-01-01T00:00:00Z"})
    assert answer.json()["version"] == 1


@pytest.mark.parametrize(
    ("field", "data"),
    [
        ("data.price", {"price": "cheap"}),
        ("data.price", {"price": -1}),
        ("data.colors[1]", {"colors": ["red", "gren"]}),
        ("data.colour", {"colour": "red"}),
        ("data.title", {"title": ""}),
        ("data.title", {"title": "\x00"}),
        ("data.id", {"id": "a b"}),
        ("data.id", {"id": "sofa-1\n"}),
        ("data.id", {"id": 1}),
        ("data.version", {"version": 2**62 + 1}),
        ("data.version", {"version": -1}),
        ("data.images[0]", {"images": [5]}),
    ],
)
def test_a_bad_field_of_a_delivery_is_named(
    standing_shop: Shop, field: str, data: dict[str, Any]
) -> None:
    assert fields_of(standing_shop.deliver(event(**data)), 422) == [field]


def test_a_refused_delivery_may_be_sent_again_in_order(shop: Shop) -> None:
    problem_of(shop.deliver(event(price="cheap", version=1)), 422)
    assert shop.deliver(event(price=5, version=1)).json()["outcome"] == "created"


@pytest.mark.parametrize("kind", ["listing.archived", "listing.", "listing.Created"])
def test_an_unknown_event_about_listings_is_refused(standing_shop: Shop, kind: str) -> None:
    assert fields_of(standing_shop.deliver({"type": kind, "data": {}}), 422) == ["type"]


@pytest.mark.parametrize("kind", ["order.created", "ping", "listings", "\x00"])
def testsigned_events_about_other_things_are_ignored(shop: Shop, kind: str) -> None:
    answer = shop.deliver({"type": kind, "data": [1, {"a": None}]})
    assert (answer.status_code, answer.json()["outcome"]) == (200, "ignored")
    assert shop.workshop.dispatcher.nudges == 0


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"\xef\xbb\xbf{}",
        b'{"type":"listing.updated","data":{"id":"a","title":"\\ud800"}}',
        b'{"type":"listing.updated","data":{"id":"a","title":"\\udc00\\ud800"}}',
        b'{"type":"listing.updated","data":{"id":"a","title":"a","price":NaN}}',
        b'{"type":"listing.updated","data":{"id":"a","title":"a","price":Infinity}}',
        b'{"type":"listing.updated","data":' + b"[" * 40_000 + b"]" * 40_000 + b"}",
        b'{"type":"ping","data":' + b'{"a":' * 9_000 + b"1" + b"}" * 9_000 + b"}",
    ],
)
def test_a_signed_body_that_is_no_json_is_malformed(standing_shop: Shop, body: bytes) -> None:
    assert fields_of(standing_shop.deliver(body), 400) == ["body"]


@pytest.mark.parametrize(
    "body",
    [
        b'{"type":"listing.updated","data":{"id":"a","title":"a","version":' + b"9" * 5_000 + b"}}",
        b'{"type":"listing.updated","data":{"id":"a","title":"a","stock":1e999}}',
        b'{"type":"listing.updated","data":{"id":"a","title":"a","price":1e999999999}}',
        b'{"type":"listing.updated","data":null}',
        b'{"type":"listing.updated"}',
        b'{"type":"","data":{}}',
        b'{"type":5}',
        b"[]",
        b"null",
    ],
)
def test_a_signed_body_of_another_shape_is_refused(standing_shop: Shop, body: bytes) -> None:
    problem_of(standing_shop.deliver(body), 422)


def test_of_a_key_given_twice_one_value_is_taken(shop: Shop) -> None:
    body = b'{"type":"ping","type":"listing.updated","data":{"id":"a","id":"sofa-1","title":"A"}}'
    answer = shop.deliver(body)
    assert answer.json()["listing"] == "sofa-1"


def test_an_unsigned_delivery_is_refused_before_it_is_read(standing_shop: Shop) -> None:
    problem_of(standing_shop.client.post(WEBHOOK, content=b"{"), 401)
    tampered = signed(b"{}")
    problem_of(standing_shop.client.post(WEBHOOK, content=b"{ }", headers=tampered), 401)


def test_a_signature_header_given_twice_is_no_way_in(standing_shop: Shop) -> None:
    forged = [*signed(b"{}", secrets=[b"guess"]).items(), ("webhook-signature", "v1,AAAA")]
    problem_of(standing_shop.client.post(WEBHOOK, content=b"{}", headers=forged), 401)


@pytest.mark.parametrize("name", ["webhook-id", "webhook-timestamp", "webhook-signature"])
@pytest.mark.parametrize("value", [b"\xff\xfe", "é".encode(), b"\xe2\x80\xa8", b"v1,\xff"])
def test_a_header_beyond_ascii_is_refused(standing_shop: Shop, name: str, value: bytes) -> None:
    headers = as_bytes({**signed(b"{}"), name: value})
    problem_of(standing_shop.client.post(WEBHOOK, content=b"{}", headers=headers), 401)


def test_an_old_delivery_cannot_be_replayed(shop: Shop) -> None:
    body = json.dumps(event(version=1)).encode()
    headers = signed(body)
    shop.workshop.clock.advance(seconds=301)
    problem_of(shop.client.post(WEBHOOK, content=body, headers=headers), 401)


def test_a_delivery_over_the_limit_is_refused(standing_shop: Shop) -> None:
    problem_of(standing_shop.deliver(b" " * (MAX_BODY_BYTES + 1)), 413)


FIELDS = [*ListingPayload.__struct_fields__, "type", "data", "timestamp"]
json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=8)
    | st.sampled_from(["sofa-1", "listing.deleted", "https://a.example/\x00", "red", "EUR"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.text(max_size=6) | st.sampled_from(FIELDS), inner, max_size=4)
    ),
    max_leaves=6,
)
signed_events = st.fixed_dictionaries(
    {"type": st.sampled_from(["listing.created", "listing.deleted", "ping"]) | st.text(max_size=8)},
    optional={
        "timestamp": json_values | st.datetimes().map(lambda moment: moment.isoformat() + "Z"),
        "data": json_values
        | st.fixed_dictionaries(
            {"id": st.just("sofa-1") | json_values, "title": st.just("A sofa") | json_values},
            optional=dict.fromkeys(set(FIELDS) - {"id", "title"}, json_values),
        ),
    },
)


@pytest.mark.timeout(600)
@settings(max_examples=300, suppress_health_check=[*HealthCheck])
@given(
    body=signed_events.map(json.dumps).map(str.encode) | st.binary(max_size=60),
    number=st.integers(0),
)
def test_nothing_that_is_signed_makes_the_service_fail(
    standing_shop: Shop, body: bytes, number: int
) -> None:
    answer = standing_shop.deliver(body, delivery_id=f"msg_{number}")
    if answer.status_code != 200:
        assert answer.status_code in (400, 401, 422), (answer.status_code, body)
        problem_of(answer, answer.status_code)
    assert standing_shop.client.get("/v1/listings").status_code == 200
