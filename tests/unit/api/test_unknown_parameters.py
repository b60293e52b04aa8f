from __future__ import annotations

import pytest

from tests.fixtures.app import AUTHORIZED, Shop, problem_of

PHOTO = f"/v1/photos/{'0' * 32}"
READS = (
    "/v1/listings",
    "/v1/listings/sofa-1",
    "/v1/listings/sofa-1/similar",
    "/v1/listings/sofa-1/compatible",
    PHOTO,
    f"{PHOTO}/similar",
    f"{PHOTO}/compatible",
    "/v1/taxonomy",
    "/v1/status",
)


@pytest.mark.parametrize("path", READS)
def test_a_parameter_that_is_none_is_refused_and_named(standing_shop: Shop, path: str) -> None:
    problem = problem_of(standing_shop.client.get(f"{path}?utm_source=mail"), 400)
    (error,) = problem["errors"]
    assert error["field"] == "utm_source"
    assert "utm_source" in problem["detail"]


@pytest.mark.parametrize(
    ("path", "slip", "meant"),
    [
        ("/v1/listings", "colour", "color"),
        ("/v1/listings", "maxprice", "max_price"),
        ("/v1/listings/sofa-1/similar", "Colors", "color"),
        ("/v1/listings/sofa-1/compatible", "price", "min_price or max_price"),
        (f"{PHOTO}/similar", "crops", "crop"),
        (f"{PHOTO}/compatible", "not_colour", "not_color"),
    ],
)
def test_the_nearest_that_there_is_is_named(
    standing_shop: Shop, path: str, slip: str, meant: str
) -> None:
    problem = problem_of(standing_shop.client.get(f"{path}?{slip}=1"), 400)
    (error,) = problem["errors"]
    assert error["field"] == slip
    assert f"did you mean {meant}" in error["message"]


def test_where_none_is_near_none_is_guessed(standing_shop: Shop) -> None:
    for path, said in (("/v1/listings", "see /schema"), ("/v1/taxonomy", "there are none")):
        problem = problem_of(standing_shop.client.get(f"{path}?page=2"), 400)
        assert said in problem["errors"][0]["message"]
        assert "did you mean" not in problem["detail"]


def test_all_are_named_but_not_endlessly(standing_shop: Shop) -> None:
    few = problem_of(standing_shop.client.get("/v1/listings?colour=red&colour=blue&page=2"), 400)
    assert [error["field"] for error in few["errors"]] == ["colour", "page"]
    crowd = "&".join(f"{'x' * 60}{number}=1" for number in range(100))
    many = problem_of(standing_shop.client.get(f"/v1/listings?{crowd}&limit=1"), 400)
    assert len(str(many)) < 3_000


def test_a_deletion_is_not_done_where_a_parameter_was_mistaken(shop: Shop) -> None:
    shop.put("sofa-1", version=5)
    slip = shop.client.delete("/v1/listings/sofa-1?versions=3", headers=AUTHORIZED)
    assert "did you mean version" in problem_of(slip, 400)["detail"]
    assert shop.get("/v1/listings/sofa-1")["version"] == 5


@pytest.mark.parametrize("path", ["/", "/schema", "/schema/openapi.json", "/health/live"])
def test_pages_and_probes_take_what_they_are_given(standing_shop: Shop, path: str) -> None:
    answer = standing_shop.client.get(f"{path}?utm_source=mail")
    assert answer.status_code == 200


def test_files_take_what_they_are_given(standing_shop: Shop) -> None:
    assert standing_shop.client.get("/widget/credenza.js?v=3").status_code == 200


def test_a_webhooks_sender_may_append_what_it_likes(shop: Shop) -> None:
    answer = shop.client.post("/v1/webhooks/standard?source=shop", content=b"{}")
    problem_of(answer, 401)
