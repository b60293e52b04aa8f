from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families
from pydantic import SecretStr

from backend.catalogue.database import Database
from tests.fixtures.app import AUTHORIZED, Shop, problem_of, running_shop
from tests.fixtures.databases import empty

KEY = "key-of-the-scraper"
SCRAPER = {"authorization": f"Bearer {KEY}"}


@pytest.fixture
def watched(sqlite_catalogue: Database, tmp_path: Path) -> Iterator[Shop]:
    empty(sqlite_catalogue)
    with running_shop(sqlite_catalogue, tmp_path, metrics_key=SecretStr(KEY)) as shop:
        shop.offer("red", (200, 30, 30))
        shop.offer("blue", (30, 30, 200))
        shop.index()
        yield shop


def samples(shop: Shop) -> dict[tuple[str, ...], float]:
    """By name and the values of the labels but the process's, these in the order of their names."""
    answer = shop.client.get("/metrics", headers=SCRAPER)
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"].startswith("text/plain; version=0.0.4")
    found = {}
    for family in text_string_to_metric_families(answer.text):
        for each in family.samples:
            assert each.labels["process"].isdigit()
            others = sorted((name, each.labels[name]) for name in each.labels if name != "process")
            found[(each.name, *(value for _, value in others))] = each.value
    return found


def test_searches_are_counted_and_timed_by_what_they_were(watched: Shop) -> None:
    before = samples(watched)
    for _ in range(3):
        assert watched.found("/v1/listings/red/similar") == ["blue"]
    assert watched.client.get("/v1/listings/none/similar").status_code == 404
    after = samples(watched)

    def grown(*sample: str) -> float:
        return after[sample] - before.get(sample, 0.0)

    assert grown("credenza_request_seconds_count", "similarToListing", "200") == 3
    assert grown("credenza_request_seconds_count", "similarToListing", "404") == 1
    assert grown("credenza_index_searches_total", "exact") >= 3
    assert grown("credenza_stage_seconds_count", "index") >= 3
    assert grown("credenza_stage_seconds_count", "catalogue") >= 3


def test_the_api_key_of_the_shop_reads_no_metrics(watched: Shop) -> None:
    problem_of(watched.client.get("/metrics"), 401)
    problem_of(watched.client.get("/metrics", headers=AUTHORIZED), 401)


def test_without_a_key_of_their_own_metrics_are_not_served(shop: Shop) -> None:
    problem_of(shop.client.get("/metrics"), 404)
    problem_of(shop.client.get("/metrics", headers={"authorization": "Bearer "}), 404)


def test_metrics_are_the_operators_and_not_part_of_the_public_api(shop: Shop) -> None:
    assert not any("metrics" in path for path in shop.get("/schema/openapi.json")["paths"])
