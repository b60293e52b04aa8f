from __future__ import annotations

import pytest

from tests.fixtures.app import ORIGIN, Shop, problem_of

STRANGER = "https://evil.example"
ALLOW_ORIGIN = "access-control-allow-origin"


@pytest.mark.parametrize("path", ["/v1/listings", "/v1/taxonomy", "/v1/listings/none", "/nowhere"])
def test_a_storefronts_pages_may_read_answers_and_problems(standing_shop: Shop, path: str) -> None:
    answer = standing_shop.client.get(path, headers={"Origin": ORIGIN})
    assert answer.headers[ALLOW_ORIGIN] == ORIGIN
    assert "origin" in answer.headers["vary"].lower()
    assert "x-request-id" in answer.headers["access-control-expose-headers"].lower()


@pytest.mark.parametrize(
    "origin",
    [STRANGER, "null", "", f"{ORIGIN}.evil.example", f"{ORIGIN}:8443", "http://shop.example", "*"],
)
def test_other_pages_may_not(standing_shop: Shop, origin: str) -> None:
    for path in ("/v1/listings", "/nowhere"):
        answer = standing_shop.client.get(path, headers={"Origin": origin})
        assert ALLOW_ORIGIN not in answer.headers
        assert "access-control-allow-credentials" not in answer.headers


def preflight(
    shop: Shop, origin: str, path: str, method: str, header: str = "content-type"
) -> dict[str, str]:
    asked = {
        "Origin": origin,
        "Access-Control-Request-Method": method,
        "Access-Control-Request-Headers": header,
    }
    return dict(shop.client.options(path, headers=asked).headers)


def test_a_storefront_may_ask_before_it_sends_a_photo(standing_shop: Shop) -> None:
    headers = preflight(standing_shop, ORIGIN, "/v1/photos", "POST")
    assert headers[ALLOW_ORIGIN] == ORIGIN
    assert "POST" in headers["access-control-allow-methods"]
    assert "content-type" in headers["access-control-allow-headers"]


def test_a_strangers_page_is_told_no_when_it_asks(standing_shop: Shop) -> None:
    assert ALLOW_ORIGIN not in preflight(standing_shop, STRANGER, "/v1/photos", "POST")


def test_a_storefront_may_erase_a_photo_before_its_time(standing_shop: Shop) -> None:
    headers = preflight(standing_shop, ORIGIN, f"/v1/photos/{'0' * 32}", "DELETE")
    assert headers[ALLOW_ORIGIN] == ORIGIN
    assert "DELETE" in headers["access-control-allow-methods"]


@pytest.mark.parametrize("method", ["PUT", "DELETE", "POST"])
def test_no_page_may_write_listings_with_a_key(standing_shop: Shop, method: str) -> None:
    path = "/v1/listings/batch" if method == "POST" else "/v1/listings/sofa-1"
    headers = preflight(standing_shop, ORIGIN, path, method, "authorization")
    assert "PUT" not in headers.get("access-control-allow-methods", "")
    assert "authorization" not in headers.get("access-control-allow-headers", "").lower()


def test_a_page_without_a_key_deletes_nothing(shop: Shop) -> None:
    shop.put("sofa-1")
    answer = shop.client.delete("/v1/listings/sofa-1", headers={"Origin": ORIGIN})
    problem_of(answer, 401)
    assert shop.get("/v1/listings/sofa-1")["id"] == "sofa-1"
