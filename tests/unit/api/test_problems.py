from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from sqlalchemy.exc import OperationalError

from backend.api.problems import RETRY_AFTER_SECONDS
from backend.errors import ConfigurationError
from tests.fixtures.app import AUTHORIZED, MAX_BODY_BYTES, Shop, as_bytes, fields_of, problem_of

PATH = "/v1/listings/sofa-1"


@pytest.mark.parametrize("path", ["/nowhere", "/v1", "/v1/listings/a/b/c", "/v1/listings/a%2Fb"])
def test_an_address_that_does_not_exist_is_a_problem_like_any_other(
    standing_shop: Shop, path: str
) -> None:
    assert (
        problem_of(standing_shop.client.get(path), 404)["type"] == "urn:credenza:problem:not-found"
    )


def test_a_wrong_method_is_told_the_right_ones(standing_shop: Shop) -> None:
    answer = standing_shop.client.post("/v1/taxonomy")
    problem_of(answer, 405)
    assert "GET" in answer.headers["allow"]


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"\xff\xfe", b'{"title":NaN}', b'{"title":"\\ud800"}'],
)
def test_a_body_that_is_no_json_is_named_as_such(standing_shop: Shop, body: bytes) -> None:
    answer = standing_shop.client.post("/v1/listings/batch", content=body, headers=AUTHORIZED)
    assert fields_of(answer, 400) == ["body"]


@pytest.mark.parametrize("body", [b"null", b"[]", b'"a"', b"[" * 50_000])
def test_a_body_that_is_no_object_is_named_as_such(standing_shop: Shop, body: bytes) -> None:
    answer = standing_shop.client.put(PATH, content=body, headers=AUTHORIZED)
    assert fields_of(answer, 422) == ["body"]


@pytest.mark.parametrize(
    ("field", "record"),
    [
        ("title", {}),
        ("title", {"title": ""}),
        ("title", {"title": " \n "}),
        ("title", {"title": "a" * 501}),
        ("title", {"title": 5}),
        ("price", {"price": "12,50"}),
        ("price", {"price": -1}),
        ("price", {"price": 0.001}),
        ("price", {"price": "NaN"}),
        ("price", {"price": "1e400"}),
        ("colors[1]", {"colors": ["red", "gren"]}),
        ("materials[0]", {"materials": ["chocolate"]}),
        ("category", {"category": "soffa"}),
        ("currency", {"currency": "EUR\n"}),
        ("url", {"url": "javascript:alert(1)"}),
        ("images[0]", {"images": ["file:///etc/passwd"]}),
        ("images", {"images": ["https://a.example/a.jpg"] * 21}),
        ("stock", {"stock": 2**31}),
        ("group", {"group": "a\n"}),
        ("version", {"version": 0}),
        ("version", {"version": 2**63}),
        ("colour", {"colour": "red"}),
    ],
)
def test_a_bad_field_is_named(standing_shop: Shop, field: str, record: dict[str, object]) -> None:
    body = {"title": "A sofa"} | record if record else {}
    answer = standing_shop.client.put(PATH, json=body, headers=AUTHORIZED)
    assert fields_of(answer, 422) == [field]


@pytest.mark.parametrize("field", ["title", "description", "url", "images[0]"])
def test_the_character_that_postgresql_cannot_store_is_refused_in_every_text(
    any_shop: Shop, field: str
) -> None:
    text = "https://shop.example/\x00"
    record = {"images": [text]} if field == "images[0]" else {field: text}
    assert fields_of(any_shop.put("sofa-1", **record), 422) == [field]


def test_several_bad_fields_are_all_named(standing_shop: Shop) -> None:
    answer = standing_shop.put("sofa-1", colors=["gren"], style="modern", price=-1)
    assert sorted(fields_of(answer, 422)) == ["colors[0]", "price", "style"]


def test_a_body_over_the_limit_is_refused_by_its_length(standing_shop: Shop) -> None:
    answer = standing_shop.put("sofa-1", description="a" * MAX_BODY_BYTES)
    assert problem_of(answer, 413)["type"] == "urn:credenza:problem:payload-too-large"


def test_a_body_over_the_limit_is_refused_without_a_length_too(standing_shop: Shop) -> None:
    def chunks() -> Iterator[bytes]:
        for _ in range(MAX_BODY_BYTES // 1_000 + 2):
            yield b" " * 1_000

    answer = standing_shop.client.put(PATH, content=chunks(), headers=AUTHORIZED)
    assert "content-length" not in answer.request.headers
    problem_of(answer, 413)


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "x"])
@pytest.mark.parametrize("path", [PATH, "/v1/listings/batch"])
def test_a_body_that_says_it_is_no_json_is_refused(
    standing_shop: Shop, path: str, kind: str
) -> None:
    method = "PUT" if path == PATH else "POST"
    answer = standing_shop.client.request(
        method, path, content=b"{}", headers=AUTHORIZED | {"content-type": kind}
    )
    assert "application/json" in problem_of(answer, 415)["detail"]


@pytest.mark.parametrize("kind", ["application/json; charset=utf-8", "Application/JSON", None])
def test_json_may_be_spelled_in_several_ways_or_not_at_all(
    standing_shop: Shop, kind: str | None
) -> None:
    headers = AUTHORIZED | ({"content-type": kind} if kind else {})
    answer = standing_shop.client.put(PATH, content=b'{"title":"A sofa"}', headers=headers)
    assert answer.status_code == 200


def test_a_fault_of_ours_tells_a_stranger_nothing(shop: Shop) -> None:
    def fail(_: str) -> None:
        raise RuntimeError("the password is hunter2, in /etc/credenza")

    _break(shop, fail)
    answer = shop.client.post("/v1/photos", files={"photo": ("a.png", _png(shop))})
    problem = problem_of(answer, 500)
    assert problem["type"] == "urn:credenza:problem:internal-error"
    assert "hunter2" not in answer.text
    assert "/etc" not in answer.text


def test_a_wrong_configuration_tells_a_stranger_nothing(shop: Shop) -> None:
    def fail(_: str) -> None:
        raise ConfigurationError("/srv/releases/manifest.json cannot be read.")

    _break(shop, fail)
    answer = shop.client.post("/v1/photos", files={"photo": ("a.png", _png(shop))})
    problem_of(answer, 500)
    assert "/srv" not in answer.text


def test_a_search_without_the_index_says_when_to_come_back(shop: Shop) -> None:
    shop.offer("sofa-1")
    shop.index()
    shop.workshop.index.reachable = False
    answer = shop.client.get(f"{PATH}/similar")
    assert problem_of(answer, 503)["type"] == "urn:credenza:problem:index-unavailable"
    assert answer.headers["retry-after"] == str(RETRY_AFTER_SECONDS)
    assert "told to be away" not in answer.text


def test_browsing_and_writing_do_without_the_index(shop: Shop) -> None:
    shop.workshop.index.reachable = False
    assert shop.put("sofa-1").status_code == 200
    assert shop.get("/v1/listings")["total"] == 1


def test_a_request_without_the_database_says_when_to_come_back(shop: Shop) -> None:
    def fail(_: str) -> None:
        raise OperationalError("SELECT secret", {}, Exception("host db.internal is away"))

    _break(shop, fail)
    answer = shop.client.post("/v1/photos", files={"photo": ("a.png", _png(shop))})
    assert problem_of(answer, 503)["type"] == "urn:credenza:problem:catalogue-unavailable"
    assert answer.headers["retry-after"] == str(RETRY_AFTER_SECONDS)
    assert "db.internal" not in answer.text


@pytest.mark.parametrize("path", ["/v1/taxonomy", "/nowhere", "/v1/listings?limit=0", "/schema"])
def test_the_callers_request_id_comes_back(standing_shop: Shop, path: str) -> None:
    answer = standing_shop.client.get(path, headers={"X-Request-Id": "order:42.a-b_c"})
    assert answer.headers["x-request-id"] == "order:42.a-b_c"


@pytest.mark.parametrize(
    "offered", ["", "a b", "a\tb", "a" * 65, '{"a":1}', "<script>", "é".encode(), b"\xff"]
)
def test_a_request_id_that_is_unfit_for_a_log_is_replaced(
    standing_shop: Shop, offered: str | bytes
) -> None:
    for path in ("/v1/taxonomy", "/nowhere"):
        answer = standing_shop.client.get(path, headers=as_bytes({"X-Request-Id": offered}))
        assert re.fullmatch("[0-9a-f]{32}", answer.headers["x-request-id"])


@pytest.mark.parametrize("path", ["/v1/taxonomy", "/nowhere", "/widget/credenza.js", "/schema"])
def test_no_answer_leaves_its_type_to_be_guessed(standing_shop: Shop, path: str) -> None:
    assert standing_shop.client.get(path).headers["x-content-type-options"] == "nosniff"


def _break(shop: Shop, fault: object) -> None:
    """The next look at a picture ends in this fault."""
    assert callable(fault)
    shop.workshop.encoder.meanwhile = lambda: fault("")


def _png(shop: Shop) -> bytes:
    return shop.services.store.read(shop.workshop.picture())
