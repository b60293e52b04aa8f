"""Where pictures may come from, at first and after redirects."""

from __future__ import annotations

from pathlib import Path

import pytest

from backend.images.fetch import ImageFetcher
from tests.unit.images.fetching import Names, fetching, refusal
from tests.unit.images.shop import Shop


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "[::1]", "[::ffff:127.0.0.1]", "0.0.0.0", "10.0.0.1"]
)
def test_a_private_address_is_refused_unless_the_operator_named_its_network(
    tmp_path: Path, shop: Shop, host: str
) -> None:
    shop.shows("/a.jpg", b"secret")
    with fetching(tmp_path, allowed=()) as fetcher:
        assert refusal(fetcher, shop.url("/a.jpg", host)) == "forbidden-address"
    assert shop.requests == []


@pytest.mark.parametrize("host", ["[::1]", "[::ffff:127.0.0.1]", "0.0.0.0", "169.254.169.254"])
def test_a_named_network_opens_no_other_way_to_the_same_machine(
    shop: Shop, fetcher: ImageFetcher, host: str
) -> None:
    shop.shows("/a.jpg", b"secret")
    assert refusal(fetcher, shop.url("/a.jpg", host)) == "forbidden-address"
    assert shop.requests == []


@pytest.mark.parametrize("host", ["2130706433", "0x7f.1", "0177.0.0.1", "127.1"])
def test_a_disguised_address_is_refused_even_where_the_plain_one_is_allowed(
    shop: Shop, fetcher: ImageFetcher, host: str
) -> None:
    shop.shows("/a.jpg", b"a picture")
    assert refusal(fetcher, shop.url("/a.jpg", host)) == "malformed-url"
    assert shop.requests == []


def test_a_name_that_leads_inside_is_refused(tmp_path: Path, shop: Shop) -> None:
    shop.shows("/a.jpg", b"secret")
    with fetching(tmp_path, names=Names(inside=[["127.0.0.1"]]), allowed=()) as fetcher:
        assert refusal(fetcher, shop.url("/a.jpg", "inside.example")) == "forbidden-address"
    assert shop.requests == []


def test_the_address_that_was_checked_is_the_one_connected_to(tmp_path: Path, shop: Shop) -> None:
    names = Names(shop=[["127.0.0.1"], ["10.0.0.1"]])
    shop.shows("/a.jpg", b"a picture")
    with fetching(tmp_path, names=names) as fetcher:
        assert fetcher.fetch(shop.url("/a.jpg", "shop.example")) == b"a picture"
    assert names.asked == ["shop.example"]
    assert shop.requests[0][1]["Host"] == f"shop.example:{shop.port}"


def test_a_name_that_changes_its_mind_is_checked_again_at_the_next_connection(
    tmp_path: Path, shop: Shop
) -> None:
    names = Names(shop=[["127.0.0.1"], ["10.0.0.1"]])
    shop.redirects("/a.jpg", shop.url("/b.jpg", "shop.example"))
    shop.shows("/b.jpg", b"secret")
    with fetching(tmp_path, names=names) as fetcher:
        assert refusal(fetcher, shop.url("/a.jpg", "shop.example")) == "forbidden-address"
    assert [path for path, _ in shop.requests] == ["/a.jpg"]


def test_of_several_addresses_only_the_permitted_are_tried_until_one_answers(
    tmp_path: Path, shop: Shop
) -> None:
    names = Names(shop=[["10.0.0.1", "127.0.0.2", "127.0.0.1"]])
    shop.shows("/a.jpg", b"a picture")
    with fetching(tmp_path, names=names) as fetcher:
        assert fetcher.fetch(shop.url("/a.jpg", "shop.example")) == b"a picture"


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_followed(shop: Shop, fetcher: ImageFetcher, status: int) -> None:
    shop.shows("/b.jpg", b"a picture")
    assert fetcher.fetch(shop.redirects("/a.jpg", "b.jpg", status)) == b"a picture"


@pytest.mark.parametrize(
    ("location", "reason"),
    [
        ("http://10.0.0.1/b.jpg", "forbidden-address"),
        ("http://169.254.169.254/latest/meta-data", "forbidden-address"),
        ("http://[::1]/b.jpg", "forbidden-address"),
        ("//0.0.0.0/b.jpg", "forbidden-address"),
        ("http://0x7f.1/b.jpg", "malformed-url"),
        ("http://user:secret@127.0.0.1/b.jpg", "credentials-in-url"),
        ("file:///etc/passwd", "unsupported-scheme"),
        ("store://ab/cd.webp", "unsupported-scheme"),
        ("http://127.0.0.1:0/b.jpg", "malformed-url"),
    ],
)
def test_a_redirect_is_checked_like_the_first_address(
    shop: Shop, fetcher: ImageFetcher, location: str, reason: str
) -> None:
    assert refusal(fetcher, shop.redirects("/a.jpg", location)) == reason


def test_a_redirect_loop_ends(shop: Shop, fetcher: ImageFetcher) -> None:
    url = shop.redirects("/a.jpg", "/a.jpg")
    assert refusal(fetcher, url) == "too-many-redirects"
    assert len(shop.requests) == 4


def test_as_many_redirects_as_allowed_are_followed(shop: Shop, fetcher: ImageFetcher) -> None:
    for number in range(3):
        shop.redirects(f"/{number}", f"/{number + 1}")
    shop.shows("/3", b"a picture")
    assert fetcher.fetch(shop.url("/0")) == b"a picture"


def test_a_redirect_to_nowhere_is_refused(shop: Shop, fetcher: ImageFetcher) -> None:
    assert refusal(fetcher, shop.answers_with("/a.jpg", 302)) == "http-302"
