"""A shopper's way through the demo shop, in a real browser against a running stack.

`demo_shop_url` is the address of the demo page, `demo_photo` a phone photo of one of its pieces.
"""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from playwright.sync_api import Browser, Locator, Page, expect, sync_playwright

pytestmark = pytest.mark.browser

PATIENCE_MS = 20_000
WIDE = {"width": 1440, "height": 900}
PHONE = {"width": 390, "height": 844}
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]


def chromium() -> str:
    """Where Chromium is; its absence fails the test, since nothing else would look at the shop."""
    named = os.environ.get("CREDENZA_TEST_CHROMIUM")
    found = named or shutil.which("chromium") or shutil.which("chromium-browser")
    assert found, "install Chromium or name it in CREDENZA_TEST_CHROMIUM"
    return found


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def open_shop(browser: Browser, demo_shop_url: str) -> Iterator[Callable[..., Page]]:
    """Opens the shop at a hash; in the end no page may have logged an error or lost a request."""
    troubles: list[str] = []
    pages: list[Page] = []

    def opened(hash_: str = "#/", viewport: dict[str, int] = WIDE) -> Page:
        page = browser.new_context(viewport=viewport).new_page()  # type: ignore[arg-type]
        page.set_default_timeout(PATIENCE_MS)
        page.on("console", lambda m: troubles.append(m.text) if m.type == "error" else None)
        page.on("pageerror", lambda error: troubles.append(str(error)))
        page.on(
            "response",
            lambda r: troubles.append(f"{r.status} {r.url}") if r.status >= 400 else None,
        )
        page.on("requestfailed", lambda r: troubles.append(f"{r.failure} {r.url}"))
        page.goto(demo_shop_url.rstrip("/") + "/" + hash_)
        pages.append(page)
        return page

    yield opened
    for page in pages:
        page.context.close()
    # A request that a newer one overtook is cut short on purpose.
    assert [t for t in troubles if not t.startswith("net::ERR_ABORTED")] == []


def cards(page: Page, element: str) -> Locator:
    return page.locator(f"{element} .card .link")


def results(page: Page, element: str) -> list[dict[str, Any]]:
    """What the element says it shows: [{listing, score?}], once it has come to rest."""
    expect(page.locator(f"{element} [aria-busy]")).to_have_count(0)
    expect(cards(page, element).first).to_be_visible()
    found: list[dict[str, Any]] = page.locator(element).evaluate("element => element.results")
    assert cards(page, element).count() == len(found)
    return found


def tick(page: Page, group: str, value: str) -> None:
    page.locator(f".filters [data-group={group}] label", has_text=re.compile(f"^{value}$")).click()


def test_the_grid_loads_and_grows_a_page_at_a_time(open_shop: Callable[..., Page]) -> None:
    page = open_shop()
    first = results(page, "credenza-listings")
    assert len(first) == 24
    page.get_by_role("button", name="Show more").click()
    expect(cards(page, "credenza-listings")).not_to_have_count(24)
    ids = [result["listing"]["id"] for result in results(page, "credenza-listings")]
    assert len(ids) > 24
    assert len(set(ids)) == len(ids)
    assert ids[:24] == [result["listing"]["id"] for result in first]


def test_filters_leave_only_listings_that_match_them_all(open_shop: Callable[..., Page]) -> None:
    page = open_shop()
    wanted = next(r["listing"] for r in results(page, "credenza-listings") if fully_described(r))
    category, color, material = wanted["category"], wanted["colors"][0], wanted["materials"][0]
    unfiltered = page.locator("credenza-listings .status").inner_text()
    page.get_by_role("button", name=re.compile(r"^All \d+$")).click()
    with page.expect_response(re.compile(rf"/v1/listings\?.*material={material}")):
        tick(page, "category", spoken(category))
        tick(page, "color", spoken(color))
        tick(page, "material", spoken(material))
    expect(page.locator(".chips .chip")).to_have_count(3)
    expect(page.locator("credenza-listings .status")).not_to_have_text(unfiltered)
    shown = [result["listing"] for result in results(page, "credenza-listings")]
    assert wanted["id"] in [listing["id"] for listing in shown]
    for listing in shown:
        assert listing["category"] == category
        assert color in listing["colors"]
        assert material in listing["materials"]

    page.reload()
    assert [r["listing"]["id"] for r in results(page, "credenza-listings")] == [
        listing["id"] for listing in shown
    ]
    page.get_by_role("button", name="Clear all").click()
    expect(page.locator("credenza-listings .status")).to_have_text(unfiltered)


def test_a_piece_has_lookalikes_that_can_be_filtered(open_shop: Callable[..., Page]) -> None:
    page = open_shop()
    results(page, "credenza-listings")
    page.mouse.wheel(0, 900)
    card = cards(page, "credenza-listings").nth(9)
    card.scroll_into_view_if_needed()
    title = card.locator(".title").inner_text()
    card.click()
    expect(page.locator("#listing h1")).to_have_text(title)
    page.wait_for_function("scrollY === 0")
    own_id = unquote(page.url.rsplit("/listing/", 1)[1])

    similar = results(page, "credenza-similar")
    assert own_id not in [result["listing"]["id"] for result in similar]
    scores = [result["score"] for result in similar]
    assert scores == sorted(scores, reverse=True)
    expect(page.locator("credenza-similar .status")).to_have_text(
        re.compile(rf"^{len(similar)} results in \d+ ms$")
    )

    color = similar[-1]["listing"]["colors"][0]
    with page.expect_response(re.compile(rf"/similar\?.*color={color}")):
        tick(page, "color", spoken(color))
    expect(page.locator(".chips .chip")).to_have_text([spoken(color)])
    filtered = results(page, "credenza-similar")
    assert own_id not in [result["listing"]["id"] for result in filtered]
    assert all(color in result["listing"]["colors"] for result in filtered)

    page.go_back()
    expect(page.locator("#browse")).to_be_visible()
    expect(card).to_be_in_viewport()


def test_a_piece_shows_its_other_finishes(open_shop: Callable[..., Page]) -> None:
    page = open_shop("#/listing/sofa-0003-a")
    finishes = page.locator(".sisters a")
    expect(finishes.nth(1)).to_be_visible()
    assert page.locator('.sisters a[aria-current="page"]').count() == 1
    finishes.nth(1).click()
    expect(page).to_have_url(re.compile(r"#/listing/sofa-0003-[b-z]"))


def test_a_photo_finds_pieces_and_the_way_back_keeps_them(
    open_shop: Callable[..., Page], demo_photo: Path
) -> None:
    page = open_shop()
    page.get_by_role("link", name="Search by photo").click()
    expect(page).to_have_url(re.compile("#/photo$"))
    page.locator("credenza-photo-search input[type=file]").set_input_files(demo_photo)
    expect(page.locator("credenza-photo-search .preview")).to_be_visible()
    found = [result["listing"]["id"] for result in results(page, "credenza-photo-search")]
    assert len(found) == 12
    assert len(set(found)) == 12

    cards(page, "credenza-photo-search").first.click()
    expect(page.locator("#listing h1")).to_be_visible()
    assert found[0] not in [r["listing"]["id"] for r in results(page, "credenza-similar")]
    page.go_back()
    expect(page.locator("#photo")).to_be_visible()
    again = [result["listing"]["id"] for result in results(page, "credenza-photo-search")]
    assert again == found


def test_a_sample_photo_says_where_its_piece_came(open_shop: Callable[..., Page]) -> None:
    page = open_shop("#/photo")
    page.locator("#photo .samples a").first.click()
    results(page, "credenza-photo-search")
    expect(page.locator(".verdict")).to_have_text(re.compile(r"(number \d+ of \d+|not among)"))


def test_a_file_that_is_no_picture_is_refused_in_words(open_shop: Callable[..., Page]) -> None:
    page = open_shop("#/photo")
    text = {"name": "notes.txt", "mimeType": "text/plain", "buffer": b"not a picture"}
    page.locator("credenza-photo-search input[type=file]").set_input_files(text)  # type: ignore[arg-type]
    expect(page.locator("credenza-photo-search")).to_contain_text("notes.txt is not a picture")


def test_the_shop_works_by_keyboard_and_fits_a_phone(open_shop: Callable[..., Page]) -> None:
    page = open_shop(viewport=PHONE)
    results(page, "credenza-listings")
    overflow = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert page.evaluate(overflow) == 0

    page.get_by_role("button", name="Filters").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.get_by_label("In stock only").focus()
    page.keyboard.press("Space")
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()
    expect(page.get_by_role("button", name="Filters (1)")).to_be_focused()
    assert all(r["listing"]["in_stock"] for r in results(page, "credenza-listings"))

    cards(page, "credenza-listings").first.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#listing h1")).to_be_visible()
    assert page.evaluate(overflow) == 0


def test_a_hostile_listing_stays_text_and_leads_nowhere(open_shop: Callable[..., Page]) -> None:
    page = open_shop()
    hostile = results(page, "credenza-listings")[0]["listing"] | {
        "id": "hostile",
        "title": "<img src=x onerror='window.caught = 1'>",
        "description": "<script>window.caught = 1</script>",
        "url": "javascript:window.caught = 1",
        "images": ["javascript:window.caught = 1", "data:text/html,<script>top.caught=1</script>"],
    }
    found = {"query_id": "q", "release": "r", "results": [{"listing": hostile, "score": 0.5}]}
    page.route("**/v1/listings/hostile", lambda route: route.fulfill(json=hostile))
    page.route("**/v1/listings/hostile/similar?*", lambda route: route.fulfill(json=found))
    page.goto(page.url.split("#", maxsplit=1)[0] + "#/listing/hostile")
    expect(page.locator("#listing h1")).to_have_text(hostile["title"])
    card = cards(page, "credenza-similar").first
    expect(card.locator(".title")).to_have_text(hostile["title"])

    page.locator("credenza-similar").evaluate("element => element.removeAttribute('link')")
    expect(page.locator("credenza-similar a.link")).to_have_count(0)
    page.locator("credenza-similar").evaluate(
        "element => element.addEventListener('credenza:select', () => { window.chosen = true; })"
    )
    page.locator("credenza-similar button.link").click()
    assert page.evaluate("[window.chosen, window.caught]") == [True, None]


def fully_described(result: dict[str, Any]) -> bool:
    listing = result["listing"]
    return bool(listing["category"] and listing["colors"] and listing["materials"])


def spoken(value: str) -> str:
    """A taxonomy value as the shop writes it."""
    words = re.sub(r"^tv\b", "TV", value.replace("_", " "))
    return words[0].upper() + words[1:]
