"""One allowance of time for a picture, whatever the other side does."""

from __future__ import annotations

from pathlib import Path

import pytest

from backend.errors import ImageUnavailable
from backend.images.addresses import Address
from tests.unit.images.fetching import Names, fetching
from tests.unit.images.shop import Shop, Visit


@pytest.mark.parametrize(
    ("head", "piece"),
    [
        (b"", b""),
        (b"HTTP/1.1 200 OK\r\n", b"X: y\r\n"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 9999\r\n\r\n", b"x"),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", b"1\r\nx\r\n"),
        (b"", b"HTTP/1.1 103 Early Hints\r\n\r\n"),
    ],
    ids=["silent", "headers", "body", "chunks", "hints"],
)
def test_a_shop_that_drips_is_left(tmp_path: Path, shop: Shop, head: bytes, piece: bytes) -> None:
    shop.answers["/a.jpg"] = lambda visit: visit.reply_until_left(head, piece, pause=0.02)
    with fetching(tmp_path, seconds=0.3) as fetcher, pytest.raises(ImageUnavailable) as passing:
        fetcher.fetch(shop.url("/a.jpg"))
    assert "did not deliver" in passing.value.detail


def test_redirects_share_one_allowance_of_time(tmp_path: Path, shop: Shop) -> None:
    def redirect_late(visit: Visit) -> None:
        shop.closing.wait(0.2)
        visit.reply(302, b"", Location="/a.jpg")

    shop.answers["/a.jpg"] = redirect_late
    with fetching(tmp_path, seconds=0.5) as fetcher, pytest.raises(ImageUnavailable):
        fetcher.fetch(shop.url("/a.jpg"))


def test_a_name_server_that_never_answers_is_left(tmp_path: Path, shop: Shop) -> None:
    class SilentNames(Names):
        def __call__(self, host: str) -> list[Address]:
            shop.closing.wait()
            return []

    with (
        fetching(tmp_path, names=SilentNames(), seconds=0.2) as fetcher,
        pytest.raises(ImageUnavailable),
    ):
        fetcher.fetch("http://shop.example/a.jpg")
