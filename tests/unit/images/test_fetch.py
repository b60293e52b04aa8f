from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from backend.errors import ImageRefused, ImageUnavailable
from backend.images.fetch import ImageFetcher
from backend.images.store import ImageStore
from tests.unit.images.fetching import LIMIT, refusal
from tests.unit.images.shop import Shop, Visit


def test_a_picture_is_fetched_and_the_shop_is_told_who_asks(
    shop: Shop, fetcher: ImageFetcher
) -> None:
    assert fetcher.fetch(shop.shows("/a.jpg?width=800", b"a picture")) == b"a picture"
    ((path, headers),) = shop.requests
    assert path == "/a.jpg?width=800"
    assert headers["Host"] == f"127.0.0.1:{shop.port}"
    assert headers["User-Agent"] == "credenza/0.1"
    assert headers["Accept-Encoding"] == "identity"


def test_an_uploaded_picture_comes_from_the_store(tmp_path: Path, fetcher: ImageFetcher) -> None:
    reference = ImageStore(tmp_path).put(b"an upload", ".webp")
    assert fetcher.fetch(reference) == b"an upload"
    assert refusal(fetcher, "store://../../etc/passwd") == "malformed-reference"


def test_pictures_of_one_shop_come_over_one_connection(shop: Shop, fetcher: ImageFetcher) -> None:
    for number in range(5):
        body = f"picture {number}".encode()
        assert fetcher.fetch(shop.shows(f"/{number}.jpg", body)) == body
    assert len(shop.clients) == 1


def test_several_threads_fetch_at_once(shop: Shop, fetcher: ImageFetcher) -> None:
    bodies = {f"/{n}.jpg": bytes([n]) * (1 + 150 * n) for n in range(40)}
    urls = [shop.shows(path, body) for path, body in bodies.items()]
    with ThreadPoolExecutor(8) as threads:
        assert list(threads.map(fetcher.fetch, urls)) == list(bodies.values())


@pytest.mark.parametrize("status", [204, 206, 400, 401, 403, 404, 410, 451])
def test_a_lasting_refusal_of_the_shop_is_ours_too(
    shop: Shop, fetcher: ImageFetcher, status: int
) -> None:
    assert refusal(fetcher, shop.answers_with("/a.jpg", status)) == f"http-{status}"


@pytest.mark.parametrize("status", [408, 425, 429, 500, 502, 503, 504])
def test_a_passing_fault_of_the_shop_may_be_tried_again(
    shop: Shop, fetcher: ImageFetcher, status: int
) -> None:
    with pytest.raises(ImageUnavailable):
        fetcher.fetch(shop.answers_with("/a.jpg", status))


def test_a_body_of_just_the_allowed_size_is_taken(shop: Shop, fetcher: ImageFetcher) -> None:
    assert len(fetcher.fetch(shop.shows("/a.jpg", b"x" * LIMIT))) == LIMIT


def test_a_body_that_says_it_is_too_large_is_not_read(shop: Shop, fetcher: ImageFetcher) -> None:
    def only_promise(visit: Visit) -> None:
        visit.reply_until_left(
            b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % (LIMIT + 1), b"", pause=0.01
        )

    shop.answers["/a.jpg"] = only_promise
    assert refusal(fetcher, shop.url("/a.jpg")) == "too-many-bytes"


@pytest.mark.parametrize(
    ("head", "piece"),
    [
        (b"HTTP/1.1 200 OK\r\n\r\n", b"x" * 1_000),
        (
            b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n",
            b"64\r\n" + b"x" * 100 + b"\r\n",
        ),
    ],
)
def test_a_body_without_end_and_without_length_is_cut_off(
    shop: Shop, fetcher: ImageFetcher, head: bytes, piece: bytes
) -> None:
    shop.answers["/a.jpg"] = lambda visit: visit.reply_until_left(head, piece)
    assert refusal(fetcher, shop.url("/a.jpg")) == "too-many-bytes"


def test_a_compressed_body_is_refused_unread(shop: Shop, fetcher: ImageFetcher) -> None:
    url = shop.answers_with("/a.jpg", 200, Content_Encoding="gzip")
    assert refusal(fetcher, url) == "compressed-response"


def test_a_body_shorter_than_promised_is_a_passing_fault(shop: Shop, fetcher: ImageFetcher) -> None:
    def break_off(visit: Visit) -> None:
        visit.close_connection = True
        visit.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf")

    shop.answers["/a.jpg"] = break_off
    with pytest.raises(ImageUnavailable):
        fetcher.fetch(shop.url("/a.jpg"))


@pytest.mark.parametrize(
    "bytes_sent",
    [
        b"",
        b"\x16\x03\x01 this is no web server\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: many\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: " + b"9" * 5_000 + b"\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nxx",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nnot a length\r\n",
        b"HTTP/1.1 200 OK\r\nX: " + b"x" * 200_000,
    ],
)
def test_an_answer_that_is_not_http_is_a_passing_fault(
    shop: Shop, fetcher: ImageFetcher, bytes_sent: bytes
) -> None:
    def talk_nonsense(visit: Visit) -> None:
        visit.close_connection = True
        visit.wfile.write(bytes_sent)

    shop.answers["/a.jpg"] = talk_nonsense
    with pytest.raises(ImageUnavailable):
        fetcher.fetch(shop.url("/a.jpg"))


def test_a_shop_without_tls_on_its_tls_port_is_a_passing_fault(
    shop: Shop, fetcher: ImageFetcher
) -> None:
    url = shop.shows("/a.jpg", b"a picture").replace("http:", "https:")
    with pytest.raises(ImageUnavailable):
        fetcher.fetch(url)


def test_a_closed_shop_is_a_passing_fault(fetcher: ImageFetcher) -> None:
    with Shop() as shop:
        url = shop.shows("/a.jpg", b"a picture")
    with pytest.raises(ImageUnavailable):
        fetcher.fetch(url)


def test_a_name_that_cannot_be_resolved_is_a_passing_fault(fetcher: ImageFetcher) -> None:
    with pytest.raises(ImageUnavailable):
        fetcher.fetch("http://nowhere.example/a.jpg")


def test_a_fault_does_not_spoil_the_next_fetch(shop: Shop, fetcher: ImageFetcher) -> None:
    good = shop.shows("/good.jpg", b"a picture")
    for status in (404, 503, 302):
        with pytest.raises((ImageRefused, ImageUnavailable)):
            fetcher.fetch(shop.answers_with("/bad.jpg", status))
        assert fetcher.fetch(good) == b"a picture"
