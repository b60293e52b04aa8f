"""Photos that are sent at the same time are looked at together."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from litestar.testing import TestClient

from backend.api.application import create_app
from backend.encoder.microbatch import BatchingEncoder
from backend.encoder.source import EncoderSource
from tests.fakes.encoder import fake_bundle
from tests.fixtures.app import Shop
from tests.fixtures.polling import until
from tests.unit.images.pictures import encoded, plain

COLORS = {"red": (200, 30, 30), "green": (30, 200, 30), "blue": (30, 30, 200)}

pytestmark = pytest.mark.timeout(180)


@pytest.fixture
def batching(shop: Shop) -> BatchingEncoder:
    return BatchingEncoder(shop.workshop.encoder, wait_seconds=0, timeout_seconds=90)


@pytest.fixture
def batching_shop(shop: Shop, batching: BatchingEncoder) -> Iterator[Shop]:
    """With a listing of each colour."""
    for name, color in COLORS.items():
        shop.offer(name, color)
    shop.index()
    encoders = EncoderSource(
        load=lambda: batching,
        read_manifest=lambda: batching.manifest,
        read_bundle=lambda: fake_bundle(batching.manifest),
    )
    services = replace(shop.services, encoders=encoders)
    with TestClient(create_app(services), raise_server_exceptions=False) as client:
        yield Shop(workshop=shop.workshop, services=services, client=client)


def test_photos_sent_at_the_same_time_share_a_batch_and_find_their_own(
    batching_shop: Shop, batching: BatchingEncoder
) -> None:
    shop, go_on = batching_shop, threading.Event()

    def send(name: str) -> str:
        photo = encoded(plain(color=COLORS[name]), "PNG")
        answer = shop.client.post("/v1/photos", files={"photo": ("photo.png", photo)})
        assert answer.status_code == 201, answer.text
        identity = answer.json()["id"]
        assert isinstance(identity, str)
        return identity

    encoder = shop.workshop.encoder
    encoder.calls.clear()
    encoder.meanwhile = lambda: until(go_on.is_set, seconds=60)
    with ThreadPoolExecutor(6) as shoppers:
        sent = [(name, shoppers.submit(send, name)) for name in [*COLORS, *COLORS]]
        until(lambda: batching.waiting == 5, seconds=60)
        go_on.set()

    assert encoder.calls == [1, 5]
    for name, photo in sent:
        assert shop.found(f"/v1/photos/{photo.result()}/similar", limit=1) == [name]
