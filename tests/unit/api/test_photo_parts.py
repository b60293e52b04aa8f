"""What is seen in a shopper's photo and in its parts, and what goes with it."""

from __future__ import annotations

from collections.abc import Iterator
from ipaddress import ip_network
from typing import Any

import httpx
import pytest
from PIL import Image

from backend.images.fetch import FetchLimits, ImageFetcher
from backend.taxonomy import COLORS, COMPLEMENTS
from tests.fakes.seeing import SeeingEncoder
from tests.fixtures.app import Shop, fields_of, problem_of
from tests.fixtures.services import InterruptedEncoder
from tests.unit.images.pictures import encoded, plain
from tests.unit.images.shop import Shop as Elsewhere

RED, BLUE = (220, 20, 20), (20, 20, 220)
RIGHT = "0.5,0,1,1"


@pytest.fixture
def seeing_shop(any_shop: Shop) -> Shop:
    live = any_shop.workshop.activate_encoder(InterruptedEncoder("matching", matching=True))
    any_shop.workshop.index.ensure_collection(live.collection, live.dimensions)
    any_shop.offer("red", RED, category="armchair")
    any_shop.offer("blue", BLUE, category="armchair")
    any_shop.index()
    return any_shop


def red_and_blue() -> bytes:
    """Red on the left, blue on the right."""
    picture = Image.new("RGB", (400, 200), RED)
    picture.paste(BLUE, (200, 0, 400, 200))
    return encoded(picture, "PNG")


def sent(shop: Shop, data: bytes) -> Any:
    answer = shop.client.post("/v1/photos", files={"photo": ("photo.png", data)})
    assert answer.status_code == 201, answer.text
    return answer.json()


def test_a_photo_says_what_is_seen_in_it(seeing_shop: Shop) -> None:
    red = bytes.fromhex(COLORS["red"][1:])
    photo = sent(seeing_shop, encoded(plain(64, 64, tuple(red)), "PNG"))
    seen = photo["attributes"]
    assert seen["category"]["confidence"] > 0
    assert {color["value"] for color in seen["colors"]} >= {"red"}
    assert seeing_shop.get(f"/v1/photos/{photo['id']}") == photo


def test_a_part_of_a_photo_is_searched_with_by_itself(seeing_shop: Shop) -> None:
    path = f"/v1/photos/{sent(seeing_shop, red_and_blue())['id']}/similar"
    assert seeing_shop.found(path, crop="0,0,0.5,1") == ["red", "blue"]
    assert seeing_shop.found(path, crop=RIGHT) == ["blue", "red"]
    whole, all_of_it = (seeing_shop.get(path, **query) for query in ({}, {"crop": "0,0,1,1"}))
    assert [each["listing"]["id"] for each in whole["results"]] == [
        each["listing"]["id"] for each in all_of_it["results"]
    ]


def test_a_part_has_attributes_of_its_own(seeing_shop: Shop) -> None:
    path = f"/v1/photos/{sent(seeing_shop, red_and_blue())['id']}"
    seen = seeing_shop.get(path, crop=RIGHT)["attributes"]
    assert "red" not in {color["value"] for color in seen["colors"]}


def test_each_part_is_looked_at_once(seeing_shop: Shop) -> None:
    path = f"/v1/photos/{sent(seeing_shop, red_and_blue())['id']}"
    calls = seeing_shop.workshop.encoder.calls
    calls.clear()
    for _ in range(2):
        seeing_shop.get(f"{path}/similar", crop=RIGHT)
        seeing_shop.get(f"{path}/compatible", crop=RIGHT)
        seeing_shop.get(path, crop=RIGHT)
        seeing_shop.get(f"{path}/similar")
    assert calls == [1]


@pytest.mark.parametrize("crop", ["", "1", "0,0,0,0", "0.5,0,0.4,1", "a,b,c,d", "0,0,0.01,1"])
@pytest.mark.parametrize("end", ["", "/similar", "/compatible"])
def test_what_is_no_part_of_the_photo_is_refused(seeing_shop: Shop, crop: str, end: str) -> None:
    path = f"/v1/photos/{sent(seeing_shop, red_and_blue())['id']}{end}"
    assert fields_of(seeing_shop.client.get(path, params={"crop": crop}), 400) == ["crop"]


def test_what_goes_with_the_thing_in_the_photo(seeing_shop: Shop) -> None:
    path = f"/v1/photos/{sent(seeing_shop, encoded(plain(color=RED), 'PNG'))['id']}/compatible"
    answer = seeing_shop.get(path, shows="sofa")
    assert answer["category"] == "sofa"
    assert [each["category"] for each in answer["lists"]] == list(COMPLEMENTS["sofa"])
    chairs = seeing_shop.get(path, shows="sofa", category="armchair")["lists"][0]["results"]
    assert [each["listing"]["id"] for each in chairs] == ["red", "blue"]
    assert 1 > chairs[0]["score"] > chairs[1]["score"] > 0
    seen = seeing_shop.get(path.removesuffix("/compatible"))["attributes"]["category"]["value"]
    assert seeing_shop.get(path, category="armchair")["category"] == seen


def test_a_category_that_is_none_is_refused_with_a_near_one(seeing_shop: Shop) -> None:
    path = f"/v1/photos/{sent(seeing_shop, red_and_blue())['id']}/compatible"
    answer = seeing_shop.client.get(path, params={"shows": "sofaa"})
    assert fields_of(answer, 400) == ["shows"]
    assert "sofa" in problem_of(answer, 400)["detail"]


def test_a_shopper_may_erase_a_photo_at_once(seeing_shop: Shop) -> None:
    path = f"/v1/photos/{sent(seeing_shop, red_and_blue())['id']}"
    assert seeing_shop.client.delete(path).status_code == 204
    for end in ("", "/similar", "/compatible"):
        problem_of(seeing_shop.client.get(path + end), 404)
    problem_of(seeing_shop.client.delete(path), 404)


@pytest.fixture
def elsewhere(seeing_shop: Shop) -> Iterator[Elsewhere]:
    """A server of pictures that may be asked although it is on this machine."""
    fetcher = ImageFetcher(
        FetchLimits(
            timeout_seconds=60,
            max_bytes=1_000_000,
            max_redirects=0,
            allowed_networks=(ip_network("127.0.0.1/32"),),
        ),
        seeing_shop.services.store,
    )
    seeing_shop.workshop.fetcher.fetcher = fetcher
    with Elsewhere() as server:
        yield server
    fetcher.close()


def by_address(shop: Shop, url: str) -> httpx.Response:
    return shop.client.post("/v1/photos", files={"url": (None, url)})


def test_a_photo_may_be_sent_by_its_address(seeing_shop: Shop, elsewhere: Elsewhere) -> None:
    data = red_and_blue()
    answer = by_address(seeing_shop, elsewhere.shows("/photo.png", data))
    assert answer.status_code == 201, answer.text
    path = f"/v1/photos/{answer.json()['id']}/similar"
    assert seeing_shop.found(path, crop=RIGHT) == ["blue", "red"]
    assert answer.json()["attributes"] == sent(seeing_shop, data)["attributes"]


def test_what_is_at_the_address_must_be_a_picture(seeing_shop: Shop, elsewhere: Elsewhere) -> None:
    page = elsewhere.shows("/page", b"<html></html>")
    missing = elsewhere.answers_with("/missing", 404)
    for url, said in ((page, "HTML"), (missing, "404")):
        problem = problem_of(by_address(seeing_shop, url), 422)
        assert problem["type"] == "urn:credenza:problem:image-refused"
        assert said in problem["detail"]
    problem_of(by_address(seeing_shop, elsewhere.answers_with("/tired", 500)), 503)


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:1/a.jpg",
        "http://169.254.169.254/latest/meta-data",
        "file:///etc/passwd",
        "store://" + "0" * 64 + ".jpg",
        "not an address",
        "",
    ],
)
def test_an_address_that_must_not_be_asked_is_refused(standing_shop: Shop, url: str) -> None:
    answer = by_address(standing_shop, url)
    assert problem_of(answer, 422)["type"] == "urn:credenza:problem:image-refused"


def test_a_file_and_an_address_at_once_are_refused(standing_shop: Shop) -> None:
    data = encoded(plain(), "JPEG")
    answer = standing_shop.client.post(
        "/v1/photos",
        files={"photo": ("photo.jpg", data)},
        data={"url": "https://shop.example/1.jpg"},
    )
    assert fields_of(answer, 400) == ["photo"]


LARGE_OR_SMALL = {"category": {"dining_table": 0.5, "coffee_table": 0.4}, "style": {"boho": 0.5}}


def _said(shop: Shop) -> tuple[str, str]:
    """Category and style of a photo of what `offer` shows."""
    picture = encoded(plain(color=(200, 60, 30)), "PNG")
    answer = shop.client.post("/v1/photos", files={"photo": ("photo.png", picture)})
    assert answer.status_code == 201, answer.text
    said = answer.json()["attributes"]
    return said["category"]["value"], said["style"]["value"]


def test_a_photo_is_named_in_the_light_of_what_merchants_say_of_listings_alike(
    any_shop: Shop,
) -> None:
    any_shop.workshop.activate_encoder(SeeingEncoder("seeing", LARGE_OR_SMALL))
    assert _said(any_shop) == ("dining_table", "boho")  # nothing is for sale yet
    any_shop.offer("unnamed")
    any_shop.index()
    # The listing's own category is the model's guess: it would only agree with itself.
    assert _said(any_shop) == ("dining_table", "boho")
    any_shop.offer("table", category="coffee_table", style="glam")
    any_shop.index()
    assert _said(any_shop) == ("coffee_table", "glam")


def _lose_the_index(shop: Shop) -> None:
    """While a table is for sale that looks like the photo."""
    shop.workshop.activate_encoder(SeeingEncoder("seeing", LARGE_OR_SMALL))
    shop.offer("table", category="coffee_table", style="glam")
    shop.index()
    shop.workshop.index.reachable = False


def test_without_the_index_a_photo_is_named_by_the_model(shop: Shop) -> None:
    _lose_the_index(shop)
    assert _said(shop) == ("dining_table", "boho")


def test_a_look_without_the_index_is_not_kept(shop: Shop) -> None:
    _lose_the_index(shop)
    picture = encoded(plain(color=(200, 60, 30)), "PNG")
    photo = shop.client.post("/v1/photos", files={"photo": ("photo.png", picture)}).json()["id"]
    shop.workshop.index.reachable = True

    def seen() -> str:
        answer = shop.client.get(f"/v1/photos/{photo}")
        assert answer.status_code == 200, answer.text
        category: str = answer.json()["attributes"]["category"]["value"]
        return category

    assert seen() == "coffee_table"
    looks = len(shop.workshop.encoder.calls)
    assert seen() == "coffee_table"
    assert len(shop.workshop.encoder.calls) == looks
