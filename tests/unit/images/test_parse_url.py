from __future__ import annotations

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backend.errors import ImageRefused
from backend.images.fetch import parse_url


def refusal(text: str, base: str | None = None) -> str:
    with pytest.raises(ImageRefused) as refused:
        parse_url(text, base=None if base is None else httpx.URL(base))
    return refused.value.reason


@pytest.mark.parametrize(
    "text",
    [
        "https://shop.example/a.jpg",
        "http://shop.example:8080/a.jpg?width=800&v=2",
        "HTTPS://Shop.Example/A.JPG",
        "https://shop.example./a.jpg",
        "https://bücher.example/stuhl.jpg",
        "https://my_bucket.storage.example/a b.jpg",
        "http://93.184.215.14/a.jpg",
        "http://[2606:4700::1111]/a.jpg",
    ],
)
def test_an_ordinary_picture_address_is_understood(text: str) -> None:
    assert parse_url(text).scheme in ("http", "https")


@pytest.mark.parametrize(
    "host",
    [
        "2130706433",
        "0x7f000001",
        "0x7f.1",
        "0x7f.0.0.1",
        "0177.0.0.1",
        "127.1",
        "127.0.1",
        "127.0.0.1.",
        "127.0.0.0x1",
        "127.0.0.256",
        "0",
        "1.2.3.4.5",
        "\uff11\uff12\uff17.0.0.1",
    ],
)
def test_a_disguised_ip_address_is_no_host(host: str) -> None:
    assert refusal(f"http://{host}/a.jpg") == "malformed-url"


def test_an_address_with_foreign_full_stops_is_read_as_the_one_it_will_be() -> None:
    assert parse_url("http://127\u30020\u30020\u30021/a.jpg").raw_host == b"127.0.0.1"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "a.jpg",
        "//shop.example/a.jpg",
        "http://",
        "http:///a.jpg",
        "http:a.jpg",
        "http://shop..example/a.jpg",
        "http://.example/a.jpg",
        "http://-shop.example/a.jpg",
        f"http://{'a' * 64}.example/a.jpg",
        f"http://{'a.' * 130}example/a.jpg",
        "http://shop.example:0/a.jpg",
        "http://shop.example:65536/a.jpg",
        "http://shop.example:99999/a.jpg",
        "http://shop.example:port/a.jpg",
        "http://shop example/a.jpg",
        "http://shop%00.example/a.jpg",
        "http://[::1/a.jpg",
        "http://[nonsense]/a.jpg",
        "http://shop.example/a\r\nHost: other.example",
    ],
)
def test_what_is_no_full_url_is_malformed(text: str) -> None:
    assert refusal(text) == "malformed-url"


@pytest.mark.parametrize(
    "text",
    ["ftp://shop.example/a.jpg", "file:///etc/passwd", "data:image/png;base64,AA", "gopher://x"],
)
def test_only_the_web_is_read(text: str) -> None:
    assert refusal(text) == "unsupported-scheme"


@pytest.mark.parametrize(
    "text",
    [
        "http://user@shop.example/a.jpg",
        "http://user:secret@shop.example/a.jpg",
        "http://shop.example\\@127.0.0.1/a.jpg",
        "http://shop.example%2f@127.0.0.1/a.jpg",
    ],
)
def test_a_user_name_is_refused(text: str) -> None:
    assert refusal(text) == "credentials-in-url"


def test_a_redirect_may_be_relative_and_is_checked_like_any_other_address() -> None:
    base = "https://shop.example/pictures/a.jpg"
    assert parse_url("b.jpg", base=httpx.URL(base)) == "https://shop.example/pictures/b.jpg"
    assert parse_url("//cdn.example/b.jpg", base=httpx.URL(base)) == "https://cdn.example/b.jpg"
    assert refusal("file:///etc/passwd", base) == "unsupported-scheme"
    assert refusal("//user@cdn.example/b.jpg", base) == "credentials-in-url"
    assert refusal("//0x7f.1/b.jpg", base) == "malformed-url"


@given(
    st.one_of(
        st.text(),
        st.text().map("http://{}".format),
        st.text("0123456789abcdefx.:[]%@-_~ü/\\", max_size=30).map("http://{}/".format),
        st.from_regex(r"https?://[a-z0-9.-]{1,80}(:[0-9]{1,6})?/.{0,20}", fullmatch=True),
    )
)
@settings(deadline=None)
def test_any_text_is_refused_by_name_or_names_a_host_that_can_be_looked_up(text: str) -> None:
    try:
        url = parse_url(text)
    except ImageRefused:
        return
    host = url.raw_host.decode()
    assert host
    assert url.userinfo == b""
    assert url.port is None or 1 <= url.port <= 65_535
    # What the system's resolver does first, and where it raises UnicodeError.
    assert host.encode("idna") == host.encode()


@given(st.text())
@settings(deadline=None)
def test_any_location_is_refused_by_name_or_leads_to_the_web(location: str) -> None:
    try:
        url = parse_url(location, base=httpx.URL("https://shop.example/a.jpg"))
    except ImageRefused:
        return
    assert url.scheme in ("http", "https")
