"""A shopper's way through the demo shop, in a real browser against a running stack.

`demo_shop_url` is the address of the demo page, `demo_photo` a phone photo of one of its pieces.
"""

from __future__ import annotations

import json
import os
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urljoin

import pytest
from playwright.sync_api import Browser, Locator, Page, Route, expect, sync_playwright

pytestmark = pytest.mark.browser

PATIENCE_MS = 60_000
WIDE = {"width": 1440, "height": 900}
PHONE = {"width": 390, "height": 844}
OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
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
    expect.set_options(timeout=PATIENCE_MS)
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


def ask(page: Page, path: str) -> Any:
    """What the API answers at a path below /v1/."""
    return page.request.get(urljoin(page.url, f"/v1/{path}")).json()


def finishes_of(page: Page, group: str) -> list[str]:
    return sorted(listing["id"] for listing in ask(page, f"listings?group={group}")["listings"])


def room_rows(page: Page) -> list[dict[str, Any]]:
    text = page.request.get(urljoin(page.url, "/demo/rooms.jsonl")).text()
    return [json.loads(line) for line in text.splitlines()]


def has_one_of(room: dict[str, Any], ids: set[str]) -> bool:
    return any(piece["listing"] in ids for piece in room["pieces"])


def edges(locator: Locator) -> tuple[float, float, float, float]:
    """Left, top, right and bottom in pixels of the viewport."""
    box = locator.bounding_box()
    assert box is not None
    return box["x"], box["y"], box["x"] + box["width"], box["y"] + box["height"]


def lies_within(inner: tuple[float, ...], outer: tuple[float, ...]) -> bool:
    slack = 0.5  # layout rounds
    starts = all(i >= o - slack for i, o in zip(inner[:2], outer[:2], strict=True))
    return starts and all(i <= o + slack for i, o in zip(inner[2:], outer[2:], strict=True))


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
    ranks = [result["similarity"] + result.get("lifted", 0) for result in similar]
    assert ranks == sorted(ranks, reverse=True)
    expect(page.locator("credenza-similar .status")).to_have_text(
        re.compile(rf"^{len(similar)} results in \d+ ms$")
    )

    color = similar[-1]["listing"]["colors"][0]
    with page.expect_response(re.compile(rf"/similar\?.*color={color}")):
        tick(page, "color", spoken(color))
    expect(page.locator(".chips .chip")).to_have_text([spoken(color)])
    filtered = results(page, "credenza-similar")
    assert own_id not in [result["listing"]["id"] for result in filtered]
    matching = [result for result in filtered if "missed" not in result]
    assert filtered[: len(matching)] == matching
    assert matching
    assert all(color in result["listing"]["colors"] for result in matching)

    page.go_back()
    expect(page.locator("#browse")).to_be_visible()
    expect(card).to_be_in_viewport()


def test_lookalikes_go_on_a_page_at_a_time(open_shop: Callable[..., Page]) -> None:
    page = open_shop("#/listing/sofa-0001-a")
    first = [result["listing"]["id"] for result in results(page, "credenza-similar")]
    with page.expect_response(re.compile(r"/similar\?cursor=")) as answer:
        page.get_by_role("button", name="Show more").click()
    following = answer.value.json()
    expect(cards(page, "credenza-similar")).to_have_count(24)
    ids = [result["listing"]["id"] for result in results(page, "credenza-similar")]
    assert ids[:12] == first
    assert len(set(ids)) == 24
    expect(cards(page, "credenza-similar").nth(12)).to_be_focused()

    page.locator("credenza-similar").evaluate(
        "list => list.addEventListener('credenza:select', (e) => { window.chosen = e.detail; })"
    )
    cards(page, "credenza-similar").nth(12).click()
    detail = page.evaluate("window.chosen")
    assert (detail["position"], detail["queryId"]) == (13, following["query_id"])


def test_what_only_comes_close_is_told_apart_unless_a_shop_forbids_it(
    open_shop: Callable[..., Page],
) -> None:
    page = open_shop("#/listing/dining-table-0007-a?category=dining_table&color=pink&color=oak")
    found = results(page, "credenza-similar")
    close = [result for result in found if "missed" in result]
    assert 0 < len(close) < len(found)
    line = page.locator("credenza-similar .relaxed")
    expect(line).to_have_count(1)
    expect(line).to_have_text(re.compile("^These come close. .*In any colour."))
    above = line.evaluate("line => line.parentElement.querySelectorAll('.relaxed ~ .card').length")
    assert above == len(close)
    lacks = page.locator("credenza-similar .card .missed")
    expect(lacks).to_have_text(["Other colour"] * len(close))

    chosen = cards(page, "credenza-similar").last
    title = chosen.locator(".title").inner_text()
    page.locator("credenza-similar").evaluate(
        "list => list.addEventListener('credenza:select', (e) => { window.chosen = e.detail; })"
    )
    chosen.click()
    detail = page.evaluate("window.chosen")
    assert (detail["listing"]["title"], detail["position"]) == (title, len(found))

    page.go_back()
    results(page, "credenza-similar")
    with page.expect_response(re.compile(r"/similar\?keep=all&")):
        page.locator("credenza-similar").evaluate("list => list.setAttribute('keep', 'all')")
    expect(page.locator("credenza-similar .missed")).to_have_count(0)
    assert len(results(page, "credenza-similar")) == len(found) - len(close)
    expect(page.get_by_role("button", name="Show more")).to_be_hidden()


def test_a_piece_shows_its_other_finishes(open_shop: Callable[..., Page]) -> None:
    page = open_shop()
    groups = [listing["group"] for listing in ask(page, "listings?limit=100")["listings"]]
    designs = (finishes_of(page, group) for group in groups if group)
    ids = next(finishes for finishes in designs if len(finishes) > 1)
    page.goto(urljoin(page.url, f"#/listing/{ids[0]}"))
    finishes = page.locator(".sisters a")
    expect(finishes).to_have_count(len(ids))
    expect(page.locator('.sisters a[aria-current="page"]')).to_have_count(1)
    page.locator(f'.sisters a[href="#/listing/{ids[1]}"]').click()
    expect(page).to_have_url(re.compile(f"#/listing/{re.escape(ids[1])}$"))


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
    expect(page).to_have_url(re.compile(r"\?sample="))
    expect(page.locator('#photo .samples a[aria-current="true"]')).to_have_count(1)
    results(page, "credenza-photo-search")
    expect(page.locator(".verdict")).to_have_text(re.compile(r"(number \d+ of \d+|not among)"))


def test_a_file_that_is_no_picture_is_refused_in_words(open_shop: Callable[..., Page]) -> None:
    page = open_shop("#/photo")
    text = {"name": "notes.txt", "mimeType": "text/plain", "buffer": b"not a picture"}
    page.locator("credenza-photo-search input[type=file]").set_input_files(text)  # type: ignore[arg-type]
    expect(page.locator("credenza-photo-search")).to_contain_text("notes.txt is not a picture")


def test_a_shopper_erases_their_photo(open_shop: Callable[..., Page], demo_photo: Path) -> None:
    page = open_shop("#/photo")
    search = page.locator("credenza-photo-search")
    erase = search.get_by_role("button", name="Erase the photo")
    expect(erase).to_be_hidden()
    with page.expect_response(re.compile("/v1/photos$")) as sent:
        search.locator("input[type=file]").set_input_files(demo_photo)
    photo = ask(page, f"photos/{sent.value.json()['id']}")
    results(page, "credenza-photo-search")
    erase.click()
    expect(search).to_contain_text("The photo has been erased.")
    expect(search.locator(".preview")).to_be_hidden()
    expect(erase).to_be_hidden()
    expect(search.get_by_role("button", name="Choose a photo")).to_be_focused()
    expect(search.locator(".card")).to_have_count(0)
    expect(search.get_by_role("button", name="Show more")).to_be_hidden()
    assert ask(page, f"photos/{photo['id']}")["status"] == 404

    with page.expect_response(re.compile("/v1/photos$")):
        search.locator("input[type=file]").set_input_files(demo_photo)
    results(page, "credenza-photo-search")
    expect(search).not_to_contain_text("The photo has been erased.")


def test_a_photo_erased_while_it_is_being_sent_is_not_kept(
    open_shop: Callable[..., Page], demo_photo: Path
) -> None:
    page = open_shop("#/photo")
    search = page.locator("credenza-photo-search")
    waiting: list[Route] = []
    page.route("**/v1/photos", lambda route: waiting.append(route))
    with page.expect_request("**/v1/photos"):
        search.locator("input[type=file]").set_input_files(demo_photo)
    search.get_by_role("button", name="Erase the photo").click()
    expect(search.get_by_role("button", name="Erase the photo")).to_be_disabled()
    with page.expect_response(lambda response: response.request.method == "DELETE") as erased:
        waiting[0].continue_()
    assert erased.value.status == 204
    expect(search).to_contain_text("The photo has been erased.")
    expect(search.locator(".card")).to_have_count(0)
    assert len(waiting) == 1


def test_a_photo_that_could_not_be_erased_stays_on_show(
    browser: Browser, demo_shop_url: str, demo_photo: Path
) -> None:
    with browser.new_context() as context:
        page = context.new_page()
        page.goto(f"{demo_shop_url}#/photo")
        search = page.locator("credenza-photo-search")
        search.locator("input[type=file]").set_input_files(demo_photo)
        results(page, "credenza-photo-search")

        def refuse(route: Route) -> None:
            if route.request.method == "DELETE":
                route.fulfill(status=503, json={"title": "Busy", "detail": "Try again soon."})
            else:
                route.continue_()

        page.route(re.compile("/v1/photos/[0-9a-f]{32}$"), refuse)
        search.get_by_role("button", name="Erase the photo").click()
        expect(search).to_contain_text("The photo could not be erased. Try again soon.")
        expect(search.locator(".preview")).to_be_visible()
        expect(search.get_by_role("button", name="Erase the photo")).to_be_enabled()


def test_rooms_load_a_page_at_a_time(open_shop: Callable[..., Page]) -> None:
    page = open_shop()
    expect(page.locator(".front-rooms .room-tile")).to_have_count(4)
    page.get_by_role("link", name="Rooms", exact=True).click()
    expect(page).to_have_url(re.compile("#/rooms$"))
    tiles = page.locator("#rooms .room-tile")
    expect(tiles).to_have_count(24)
    expect(tiles.first.locator("img")).not_to_have_js_property("naturalWidth", 0)
    page.locator("#rooms").get_by_role("button", name="Show more").click()
    expect(tiles.nth(24)).to_be_focused()
    hrefs = tiles.evaluate_all("tiles => tiles.map((tile) => tile.hash)")
    assert len(set(hrefs)) == len(hrefs) > 24


def test_rooms_can_be_kept_to_one_kind(open_shop: Callable[..., Page]) -> None:
    page = open_shop("#/rooms")
    page.get_by_role("button", name="Bedroom").click()
    expect(page).to_have_url(re.compile("kind=bedroom"))
    expect(page.get_by_role("button", name="Bedroom")).to_have_attribute("aria-pressed", "true")
    tiles = page.locator("#rooms .room-tile")
    titles = tiles.locator(".name").all_inner_texts()
    assert titles
    assert all(title.startswith("Bedroom") for title in titles)

    tiles.first.click()
    expect(page.locator("#room h1")).to_have_text(titles[0])
    page.get_by_role("link", name="Next room").click()
    expect(page.locator("#room h1")).to_have_text(titles[1])
    page.locator("#room").get_by_role("link", name="All rooms").click()
    expect(page).to_have_url(re.compile("#/rooms.*kind=bedroom"))


def test_a_rooms_hotspots_lie_on_its_picture_and_lead_to_their_pieces(
    open_shop: Callable[..., Page],
) -> None:
    page = open_shop("#/rooms")
    page.locator("#rooms .room-tile").nth(1).click()
    pieces = [result["listing"] for result in results(page, "room-pieces")]
    hotspots = page.locator("#room .scene a")
    expect(hotspots).to_have_count(len(pieces))
    expect(page.locator("#room .scene img")).not_to_have_js_property("naturalWidth", 0)
    picture = edges(page.locator("#room .scene img"))
    for hotspot, piece in zip(hotspots.all(), pieces, strict=True):
        assert lies_within(edges(hotspot), picture)
        expect(hotspot).to_have_accessible_name(re.compile(re.escape(piece["title"])))

    cards(page, "room-pieces").first.hover()
    expect(page.locator("#room .scene li").first).to_have_class("lit")

    room = page.locator("#room h1").inner_text()
    hotspots.last.locator(".mark").hover()
    expect(hotspots.last.locator(".tag")).to_have_css("opacity", "1")
    hotspots.last.locator(".mark").click()
    expect(page.locator("#listing h1")).to_have_text(pieces[-1]["title"])
    page.locator("#listing").get_by_role("link", name="Back to the room").click()
    expect(page.locator("#room h1")).to_have_text(room)
    page.go_back()
    page.go_back()
    expect(page.locator("#room h1")).to_have_text(room)
    expect(hotspots).to_have_count(len(pieces))


def test_a_room_says_what_its_pieces_cost_together(open_shop: Callable[..., Page]) -> None:
    page = open_shop("#/rooms")
    page.locator("#rooms .room-tile").first.click()
    prices = [result["listing"]["price"] for result in results(page, "room-pieces")]
    total = page.locator("#room .cost strong").inner_text()
    expected = sum(price for price in prices if price is not None)
    assert float(re.sub(r"[^\d.]", "", total)) == pytest.approx(expected, abs=0.01)


def test_a_room_passes_over_a_piece_that_is_gone(browser: Browser, demo_shop_url: str) -> None:
    with browser.new_context() as context:
        page = context.new_page()
        page.goto(demo_shop_url)
        room = room_rows(page)[0]
        gone = room["pieces"][0]["listing"]
        page.route(f"**/v1/listings/{gone}", lambda route: route.fulfill(status=404, json={}))
        page.goto(urljoin(demo_shop_url, f"#/room/{room['id']}"))
        shown = [result["listing"]["id"] for result in results(page, "room-pieces")]
        left = {piece["listing"] for piece in room["pieces"]} - {gone}
        assert set(shown) == left
        expect(page.locator("#room .scene a")).to_have_count(len(left))


def test_a_piece_links_to_the_rooms_it_is_in(open_shop: Callable[..., Page]) -> None:
    page = open_shop()
    rooms = room_rows(page)
    id_ = rooms[0]["pieces"][0]["listing"]
    own = [room["id"] for room in rooms if has_one_of(room, {id_})][:6]
    page.goto(urljoin(page.url, f"#/listing/{id_}"))
    tiles = page.locator(".seen-in .room-tile")
    expect(tiles.first).to_have_attribute("href", f"#/room/{own[0]}")
    hrefs = tiles.evaluate_all("tiles => tiles.map((tile) => tile.hash)")
    assert hrefs[: len(own)] == [f"#/room/{room}" for room in own]
    assert len(hrefs) <= 6
    expect(tiles.first.locator(".note")).to_be_empty()
    tiles.first.click()
    assert id_ in [result["listing"]["id"] for result in results(page, "room-pieces")]


def test_a_room_with_another_finish_is_marked_so(open_shop: Callable[..., Page]) -> None:
    page = open_shop()
    rooms = room_rows(page)
    in_rooms = {piece["listing"] for room in rooms for piece in room["pieces"]}
    groups = (ask(page, f"listings/{id_}")["group"] for id_ in sorted(in_rooms))
    designs = (set(finishes_of(page, group)) for group in groups if group)
    finishes = next(design for design in designs if design - in_rooms)
    page.goto(urljoin(page.url, f"#/listing/{min(finishes - in_rooms)}"))
    tiles = page.locator(".seen-in .room-tile")
    with_sister = [room["id"] for room in rooms if has_one_of(room, finishes)]
    expect(tiles).to_have_count(min(len(with_sister), 6))
    expect(tiles.first).to_have_attribute("href", f"#/room/{with_sister[0]}")
    expect(tiles.first.locator(".note")).to_have_text("In another finish")


def test_rooms_work_by_keyboard_and_fit_a_phone(open_shop: Callable[..., Page]) -> None:
    page = open_shop("#/rooms", viewport=PHONE)
    first = page.locator("#rooms .room-tile").first
    expect(first).to_be_visible()
    assert page.evaluate(OVERFLOW) == 0
    first.focus()
    page.keyboard.press("Enter")
    pieces = results(page, "room-pieces")
    expect(page.locator("#room .scene a")).to_have_count(len(pieces))
    page.locator("#room").get_by_role("link", name="All rooms").focus()
    for hotspot in page.locator("#room .scene a").all():
        page.keyboard.press("Tab")
        expect(hotspot).to_be_focused()
        expect(hotspot.locator(".tag")).to_have_css("opacity", "1")
        left, _, right, _ = edges(hotspot.locator(".tag"))
        assert 0 <= left < right <= PHONE["width"]
    assert page.evaluate(OVERFLOW) == 0
    page.keyboard.press("Enter")
    expect(page.locator("#listing h1")).to_have_text(pieces[-1]["listing"]["title"])
    assert page.evaluate(OVERFLOW) == 0


def test_the_shop_works_by_keyboard_and_fits_a_phone(open_shop: Callable[..., Page]) -> None:
    page = open_shop(viewport=PHONE)
    results(page, "credenza-listings")
    assert page.evaluate(OVERFLOW) == 0

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
    assert page.evaluate(OVERFLOW) == 0


def test_what_the_model_sees_is_shown_as_a_guess(open_shop: Callable[..., Page]) -> None:
    page = open_shop()
    piece = results(page, "credenza-listings")[0]["listing"] | {
        "attributes": {
            "category": {"value": "side_table", "source": "model", "confidence": 0.9},
            "colors": [{"value": "oak", "source": "merchant", "confidence": None}],
            "materials": [],
            "style": None,
        }
    }
    page.route(f"**/v1/listings/{piece['id']}", lambda route: route.fulfill(json=piece))
    page.goto(page.url.split("#", maxsplit=1)[0] + f"#/listing/{piece['id']}")
    expect(page.locator(".keeps .keep")).to_have_text(["Side table (guessed)", "Oak"])


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
