from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

import backend
from tests.fixtures.app import ORIGIN, Shop, as_bytes, problem_of, running_shop
from tests.fixtures.databases import migrated

STOREFRONT = Path(backend.__file__).parent / "storefront"
SCRIPT = "/widget/credenza.js"
TYPES = {
    ".js": "text/javascript",
    ".css": "text/css",
    ".svg": "image/svg+xml",
    ".html": "text/html",
}


@pytest.fixture(scope="module")
def demo_shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    """With a demo folder, in and beside which there is more than may be served."""
    folder = tmp_path_factory.mktemp("demo-shop")
    for name in ("images", "private"):
        (folder / "demo" / name).mkdir(parents=True)
    (folder / "demo" / "images" / "sofa.webp").write_bytes(b"a picture")
    (folder / "demo" / "private" / "key").write_text("not to be seen")
    (folder / "demo" / "rooms.jsonl").write_text('{"id":"2"}\n')
    (folder / "demo" / "photos.jsonl").write_text('{"id":"1"}\n')
    with (
        migrated(f"sqlite:///{folder}/catalogue.db") as database,
        running_shop(database, folder, demo_dir=folder / "demo") as shop,
    ):
        yield shop


@pytest.mark.parametrize("part", ["widget", "demo"])
def test_every_file_of_the_storefront_has_its_type(demo_shop: Shop, part: str) -> None:
    for file in (STOREFRONT / part).iterdir():
        answer = demo_shop.client.get(f"/{part}/{file.name}")
        assert answer.status_code == 200
        assert answer.content == file.read_bytes()
        assert answer.headers["content-type"].startswith(TYPES[file.suffix])
        assert answer.headers["cache-control"] == "no-cache"
        assert "attachment" not in answer.headers.get("content-disposition", "")


def test_the_demo_shop_has_a_front_door_pictures_and_samples(demo_shop: Shop) -> None:
    assert demo_shop.client.get("/").url.path == "/demo/"
    assert "<html" in demo_shop.client.get("/demo/").text
    assert demo_shop.client.get("/demo/images/sofa.webp").content == b"a picture"
    assert demo_shop.client.get("/demo/photos.jsonl").json() == {"id": "1"}
    assert demo_shop.client.get("/demo/rooms.jsonl").json() == {"id": "2"}


def test_without_a_demo_the_front_door_leads_to_the_reference(standing_shop: Shop) -> None:
    assert standing_shop.client.get("/").url.path == "/schema"
    problem_of(standing_shop.client.get("/demo/"), 404)


@pytest.mark.parametrize("origin", [None, ORIGIN, "https://any.example", "null"])
def test_the_widget_may_be_loaded_by_any_page(standing_shop: Shop, origin: str | None) -> None:
    headers = {} if origin is None else {"Origin": origin}
    answer = standing_shop.client.get(SCRIPT, headers=headers)
    assert answer.headers["access-control-allow-origin"] in ("*", ORIGIN)
    assert origin == ORIGIN or answer.headers["access-control-allow-origin"] == "*"
    assert answer.headers["cross-origin-resource-policy"] == "cross-origin"


@pytest.mark.parametrize("path", [SCRIPT, "/schema/redoc.standalone.js"])
def test_what_has_not_changed_is_not_sent_again(standing_shop: Shop, path: str) -> None:
    first = standing_shop.client.get(path)
    tag = first.headers["etag"]
    for offered in (tag, f"W/{tag}", f'"other", {tag}', "*"):
        again = standing_shop.client.get(path, headers={"If-None-Match": offered})
        assert (again.status_code, again.content) == (304, b"")
        assert again.headers["etag"] == tag
        assert "content-length" not in again.headers
    for other in ('"other"', "", tag.strip('"'), "é"):
        again = standing_shop.client.get(path, headers=as_bytes({"If-None-Match": other}))
        assert (again.status_code, again.content) == (200, first.content)


def test_a_page_on_another_origin_may_use_what_it_has_already(standing_shop: Shop) -> None:
    tag = standing_shop.client.get(SCRIPT).headers["etag"]
    headers = {"If-None-Match": tag, "Origin": "https://any.example"}
    again = standing_shop.client.get(SCRIPT, headers=headers)
    assert again.status_code == 304
    assert again.headers["access-control-allow-origin"] == "*"


@pytest.mark.parametrize("root", ["/widget", "/demo", "/demo/images"])
@pytest.mark.parametrize(
    "path",
    [
        "../private/key",
        "%2e%2e/private/key",
        "..%2fprivate%2fkey",
        "%2e%2e%2fprivate%2fkey",
        "..%5cprivate%5ckey",
        "%252e%252e/private/key",
        "./../private/key",
        "....//private/key",
        "x/../../private/key",
        "../../../../../../../../etc/passwd",
        "%2e%2e/%2e%2e/%2e%2e/settings.py",
        "%2e%2e/%2e%2e/settings.py",
        "/etc/passwd",
        "%2fetc%2fpasswd",
        "..",
        "%00",
        "credenza.js%00.css",
        "a" * 256,
        "é" * 128,
        "/".join(["a" * 200] * 30),
        "credenza.js/",
        "credenza.js/x",
        ".",
    ],
)
def test_nothing_outside_is_served(demo_shop: Shop, root: str, path: str) -> None:
    answer = demo_shop.client.get(f"{root}/{path}")
    if answer.status_code == 200:
        # The way back to a file that is meant to be served, or to the shop's own page.
        assert answer.content in (
            (STOREFRONT / "widget" / "credenza.js").read_bytes(),
            (STOREFRONT / "demo" / "index.html").read_bytes(),
        )
    else:
        problem_of(answer, 404)
    assert str(STOREFRONT.parent) not in answer.text


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
def test_files_are_only_read(demo_shop: Shop, method: str) -> None:
    problem_of(demo_shop.client.request(method, SCRIPT), 405)
