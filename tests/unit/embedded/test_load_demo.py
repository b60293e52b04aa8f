from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from standardwebhooks import Webhook, WebhookVerificationError

from backend.dataset.records import ListingRow, Size
from backend.embedded.load_demo import (
    ATTEMPTS,
    SENDERS,
    DemoLoader,
    Status,
    webhook_body,
)
from backend.errors import CredenzaError

SECRET = "whsec_c2hvcnQgYnV0IGdvb2QgZW5vdWdo"
BASE_URL = "http://127.0.0.1:8700"
SOFA = ListingRow(
    id="sofa-1",
    title="Søfa “Lund”",
    images=("images/sofa-1.jpg",),
    price=499.5,
    stock=3,
    size_cm=Size(width=212.5, height=80.0),
)


class Shop:
    """The part of the API that loading meets: verifies, stores, and indexes one listing a look."""

    def __init__(self) -> None:
        self.listings: dict[str, dict[str, Any]] = {}
        self.deliveries: Counter[str] = Counter()
        self.indexed = 0
        self.parked = 0
        self.answers: list[int | type[httpx.TransportError]] = []  # before it behaves
        self.busy = self.busiest = 0

    async def __call__(self, request: httpx.Request) -> httpx.Response:
        if request.url.path == "/v1/status":
            left = len(self.listings) - self.indexed - self.parked
            response = {
                "listings": len(self.listings),
                "indexed": self.indexed,
                "pending": left,
                "parked": self.parked,
                "release": "demo",
            }
            self.indexed += min(left, 1)
            return httpx.Response(200, json=response)
        assert request.url.path == "/v1/webhooks/standard"
        self.busy += 1
        self.busiest = max(self.busiest, self.busy)
        await asyncio.sleep(0)
        self.busy -= 1
        self.deliveries[request.headers["webhook-id"]] += 1
        if self.answers:
            answer = self.answers.pop(0)
            if isinstance(answer, int):
                return httpx.Response(answer, text="not now")
            raise answer("no luck")
        try:
            payload = Webhook(SECRET).verify(request.content, dict(request.headers))
        except WebhookVerificationError:
            return httpx.Response(401)
        assert payload["type"] == "listing.created"
        self.listings[payload["data"]["id"]] = payload["data"]
        return httpx.Response(200)


def play(
    shop: Shop,
    memory: Path,
    story: Callable[[DemoLoader], Awaitable[None]],
    *,
    base_url: str = BASE_URL,
    pauses: list[float] | None = None,
    secret: str = SECRET,
) -> None:
    async def sleep(seconds: float) -> None:
        if pauses is not None:
            pauses.append(seconds)

    async def run() -> None:
        transport = httpx.MockTransport(shop)
        async with httpx.AsyncClient(transport=transport, base_url=base_url) as client:
            await story(
                DemoLoader(client, base_url=base_url, secret=secret, memory=memory, sleep=sleep)
            )

    asyncio.run(run())


def quiet(done: int, total: int) -> None:
    """Nobody looks at the progress."""


def sending(*listings: ListingRow) -> Callable[[DemoLoader], Awaitable[None]]:
    return lambda loader: loader.send(listings, quiet)


def test_every_listing_arrives_once_signed_and_a_few_at_a_time(tmp_path: Path) -> None:
    shop, seen = Shop(), list[tuple[int, int]]()
    many = [
        ListingRow(id=f"chair-{n}", title="Chair", images=(f"images/{n}.jpg",)) for n in range(50)
    ]
    play(
        shop,
        tmp_path / "memory",
        lambda loader: loader.send(many, lambda done, total: seen.append((done, total))),
    )
    assert sorted(shop.listings) == sorted(listing.id for listing in many)
    assert set(shop.deliveries.values()) == {1}
    assert len(shop.deliveries) == 50
    assert seen == [(done, 50) for done in range(1, 51)]
    assert 1 < shop.busiest <= SENDERS


def test_a_listing_is_sent_as_the_shop_knows_it(tmp_path: Path) -> None:
    shop, before = Shop(), int(datetime.now(UTC).timestamp() * 1000)
    play(shop, tmp_path / "memory", sending(SOFA))
    sent = shop.listings["sofa-1"]
    assert before <= sent.pop("version") <= datetime.now(UTC).timestamp() * 1000
    assert sent == {
        "id": "sofa-1",
        "title": "Søfa “Lund”",
        "description": "",
        "url": f"{BASE_URL}/demo/#/listing/sofa-1",
        "images": [f"{BASE_URL}/demo/images/sofa-1.jpg"],
        "category": None,
        "colors": [],
        "materials": [],
        "style": None,
        "price": 499.5,
        "currency": None,
        "stock": 3,
        "group": None,
        "width_cm": 212.5,
        "depth_cm": None,
        "height_cm": 80.0,
    }


@given(title=st.text(), description=st.text())
def test_any_text_can_be_signed_and_comes_out_as_it_went_in(title: str, description: str) -> None:
    listing = ListingRow(id="a", title=title, images=("images/a.jpg",), description=description)
    now = datetime.now(UTC)
    body = webhook_body(listing, base_url=BASE_URL, now=now)
    headers = {
        "webhook-id": "m",
        "webhook-timestamp": str(int(now.timestamp())),
        "webhook-signature": Webhook(SECRET).sign("m", now, body.decode()),
    }
    data = Webhook(SECRET).verify(body, headers)["data"]
    assert (data["title"], data["description"]) == (title, description)


def test_trouble_on_the_way_is_tried_again_under_the_same_id_with_longer_pauses(
    tmp_path: Path,
) -> None:
    shop, pauses = Shop(), list[float]()
    shop.answers = [httpx.ConnectError, 503, httpx.ReadTimeout, 500]
    play(shop, tmp_path / "memory", sending(SOFA), pauses=pauses)
    assert list(shop.listings) == ["sofa-1"]
    assert list(shop.deliveries.values()) == [5]
    assert pauses == sorted(set(pauses))


def test_an_api_that_stays_away_is_one_sentence(tmp_path: Path) -> None:
    shop = Shop()
    shop.answers = [503] * ATTEMPTS
    with pytest.raises(CredenzaError, match="503 not now"):
        play(shop, tmp_path / "memory", sending(SOFA))
    assert list(shop.deliveries.values()) == [ATTEMPTS]


def test_a_refusal_is_not_repeated_and_nothing_counts_as_loaded(tmp_path: Path) -> None:
    shop = Shop()
    with pytest.raises(CredenzaError, match="401"):
        play(shop, tmp_path / "memory", sending(SOFA), secret="whsec_b3RoZXI=")
    assert list(shop.deliveries.values()) == [1]
    assert not (tmp_path / "memory").exists()


def test_the_second_start_finds_everything_there(tmp_path: Path) -> None:
    shop, answers = Shop(), list[bool]()

    async def ask(loader: DemoLoader) -> None:
        answers.append(await loader.is_loaded([SOFA]))

    play(shop, tmp_path / "memory", ask)
    play(shop, tmp_path / "memory", sending(SOFA))
    play(shop, tmp_path / "memory", ask)
    assert answers == [False, True]


def test_another_catalogue_another_address_or_an_empty_shop_is_loaded_again(
    tmp_path: Path,
) -> None:
    shop, answers = Shop(), dict[str, bool]()
    memory = tmp_path / "memory"
    play(shop, memory, sending(SOFA))

    def ask(what: str, *listings: ListingRow) -> Callable[[DemoLoader], Awaitable[None]]:
        async def story(loader: DemoLoader) -> None:
            answers[what] = await loader.is_loaded(listings)

        return story

    play(shop, memory, ask("same", SOFA))
    play(shop, memory, ask("dearer", msgspec.structs.replace(SOFA, price=599.0)))
    play(shop, memory, ask("elsewhere", SOFA), base_url="http://127.0.0.1:9000")
    play(Shop(), memory, ask("empty shop", SOFA))
    memory.write_text("half a fi")
    play(shop, memory, ask("damaged", SOFA))
    assert answers == {
        "same": True,
        "dearer": False,
        "elsewhere": False,
        "empty shop": False,
        "damaged": False,
    }


def test_waiting_ends_when_nothing_is_pending_and_tells_what_was_parked(tmp_path: Path) -> None:
    shop, seen, ends = Shop(), list[tuple[int, int]](), list[Status]()
    shop.listings = {str(n): {} for n in range(4)}
    shop.parked = 1

    async def story(loader: DemoLoader) -> None:
        ends.append(await loader.until_searchable(lambda *progress: seen.append(progress)))

    play(shop, tmp_path / "memory", story)
    assert seen == [(1, 4), (2, 4), (3, 4), (4, 4)]
    assert ends == [Status(listings=4, indexed=3, pending=0, parked=1)]


def test_waiting_ends_with_a_sentence_when_nothing_becomes_searchable(tmp_path: Path) -> None:
    shop = Shop()
    shop.listings = {"a": {}, "b": {}}
    shop.indexed = -(10**9)  # forever behind

    async def story(loader: DemoLoader) -> None:
        await loader.until_searchable(quiet, stalled_seconds=0.0)

    with pytest.raises(CredenzaError, match="not searchable"):
        play(shop, tmp_path / "memory", story)
