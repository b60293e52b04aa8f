from __future__ import annotations

import re

import httpx
import pytest
from PIL import Image

from tests.fixtures.app import (
    AUTHORIZED,
    MAX_IMAGE_BYTES,
    ORIGIN,
    Shop,
    as_bytes,
    fields_of,
    problem_of,
)
from tests.unit.images.pictures import detailed, encoded, plain

RED, BLUE = (200, 30, 30), (30, 30, 200)
LARGEST_UPLOAD = 20_000_000


def photo(shop: Shop, data: bytes, name: str = "photo.jpg") -> httpx.Response:
    return shop.client.post("/v1/photos", files={"photo": (name, data, "image/jpeg")})


def photo_id(shop: Shop, color: tuple[int, ...] = RED) -> str:
    answer = photo(shop, encoded(plain(color=color), "JPEG"))
    assert answer.status_code == 201, answer.text
    identity: str = answer.json()["id"]
    return identity


def furnished(shop: Shop) -> None:
    shop.offer("red-sofa", RED, category="sofa", price=900, stock=0)
    shop.offer("red-stool", RED, category="stool", price=90)
    shop.offer("blue-sofa", BLUE, category="sofa", price=800)
    shop.index()


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "AVIF"])
def test_a_photo_is_taken_in_every_usual_format(shop: Shop, kind: str) -> None:
    answer = photo(shop, encoded(detailed(300, 200), kind))
    assert answer.status_code == 201
    assert answer.json()["expires_at"] == "2026-03-02T12:00:00Z"
    assert re.fullmatch("[0-9a-f]{32}", answer.json()["id"])


def test_what_looks_like_a_photo_comes_first_and_filters_hold(any_shop: Shop) -> None:
    furnished(any_shop)
    path = f"/v1/photos/{photo_id(any_shop)}/similar"
    everything = {"in_stock": False}
    assert any_shop.found(path, **everything)[2] == "blue-sofa"
    assert any_shop.found(path, limit=1)[0].startswith("red-")
    assert any_shop.found(path, category="sofa", **everything) == ["red-sofa", "blue-sofa"]
    assert any_shop.found(path, category="sofa") == ["blue-sofa"]
    assert any_shop.found(path, max_price=100) == ["red-stool"]
    assert any_shop.found(path, category="desk") == []


def test_a_photo_of_any_shape_is_searched_alike(shop: Shop) -> None:
    furnished(shop)
    for image in (plain(16, 16, RED), plain(700, 60, RED), Image.new("L", (40, 40), 90)):
        answer = photo(shop, encoded(image, "PNG"))
        path = f"/v1/photos/{answer.json()['id']}/similar"
        assert len(shop.found(path, in_stock=False)) == 3


def test_a_photo_expires(shop: Shop) -> None:
    path = f"/v1/photos/{photo_id(shop)}/similar"
    shop.workshop.clock.advance(seconds=86_399)
    assert shop.found(path) == []
    shop.workshop.clock.advance(seconds=1)
    assert "erased" in problem_of(shop.client.get(path), 404)["detail"]


def test_a_photo_is_looked_at_again_by_a_new_release(shop: Shop) -> None:
    furnished(shop)
    path = f"/v1/photos/{photo_id(shop)}/similar"
    live = shop.workshop.activate("second-release")
    shop.workshop.index.ensure_collection(live.collection, live.dimensions)
    shop.index()
    shop.workshop.encoder.calls.clear()
    answers = [shop.get(path, in_stock=False) for _ in range(2)]
    assert [answer["release"] for answer in answers] == ["second-release"] * 2
    assert answers[0]["results"] == answers[1]["results"]
    assert len(answers[0]["results"]) == 3
    assert shop.workshop.encoder.calls == [1]


def test_the_same_photo_twice_has_two_ids(shop: Shop) -> None:
    assert photo_id(shop) != photo_id(shop)


@pytest.mark.parametrize("identity", ["0" * 32, "f" * 32])
def test_an_unknown_photo_is_not_found(standing_shop: Shop, identity: str) -> None:
    problem_of(standing_shop.client.get(f"/v1/photos/{identity}/similar"), 404)


@pytest.mark.parametrize(
    "identity", ["1", "0" * 31, "0" * 33, "A" * 32, "0" * 32 + "%0A", "%00", "'%20or%201=1"]
)
def test_what_can_be_no_photo_is_refused(standing_shop: Shop, identity: str) -> None:
    answer = standing_shop.client.get(f"/v1/photos/{identity}/similar")
    assert fields_of(answer, 400) == ["photo_id"]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "empty"),
        (b"hello", "unknown format"),
        (b"<html></html>", "HTML"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "SVG"),
        (encoded(plain(), "GIF"), "GIF"),
        (encoded(detailed(64, 64), "JPEG")[:-300], "ends too early"),
        (encoded(detailed(64, 64), "PNG")[:3_000], "ends too early"),
        (b"\xff\xd8\xff" + b"\0" * 500, ""),
        (encoded(plain(901, 1_000), "PNG"), "pixels"),
        (encoded(plain(), "PNG") + b"\0" * MAX_IMAGE_BYTES, "bytes"),
    ],
)
def test_a_photo_that_cannot_be_used_is_refused_with_its_reason(
    standing_shop: Shop, data: bytes, said: str
) -> None:
    for name in ("photo.jpg", "../../etc/passwd", "a\x00.jpg"):
        problem = problem_of(photo(standing_shop, data, name), 422)
        assert problem["type"] == "urn:credenza:problem:image-refused"
        assert said in problem["detail"]


def test_a_form_without_the_photo_names_the_field(standing_shop: Shop) -> None:
    data = encoded(plain(), "JPEG")
    forms: list[dict[str, object]] = [
        {},
        {"files": {"file": ("photo.jpg", data)}},
        {"files": {"photo": (None, "text")}},
        {"files": [("photo", ("1.jpg", data)), ("photo", ("2.jpg", data))]},
    ]
    for form in forms:
        answer = standing_shop.client.request("POST", "/v1/photos", **form)  # type: ignore[arg-type]
        assert fields_of(answer, 400) == ["photo"]
        assert "class" not in answer.text


@pytest.mark.parametrize("kind", ["application/json", "image/jpeg", "text/plain"])
def test_a_photo_outside_a_form_is_refused(standing_shop: Shop, kind: str) -> None:
    answer = standing_shop.client.post(
        "/v1/photos", content=encoded(plain(), "JPEG"), headers={"content-type": kind}
    )
    assert "multipart/form-data" in problem_of(answer, 415)["detail"]


@pytest.mark.parametrize(
    "content",
    [b"", b"x", b"--b\r\n", b"--b\r\n\r\n", b"--b\r\nContent-Disposition: form-data\r\n\r\n\xff"],
)
@pytest.mark.parametrize("boundary", ["; boundary=b", "", "; boundary=", '; boundary="\xe9'])
def test_a_broken_form_is_malformed(standing_shop: Shop, content: bytes, boundary: str) -> None:
    headers = as_bytes({"content-type": f"multipart/form-data{boundary}".encode("latin-1")})
    answer = standing_shop.client.post("/v1/photos", content=content, headers=headers)
    problem_of(answer, 400)


def test_a_photo_beyond_every_limit_is_not_read_to_its_end(standing_shop: Shop) -> None:
    problem_of(photo(standing_shop, b"\0" * (LARGEST_UPLOAD + 1)), 413)


def test_a_storefront_may_send_photos_from_its_own_origin(shop: Shop) -> None:
    data = encoded(plain(), "JPEG")
    answer = shop.client.post(
        "/v1/photos", files={"photo": ("photo.jpg", data)}, headers={"Origin": ORIGIN}
    )
    assert answer.headers["access-control-allow-origin"] == ORIGIN


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "AVIF"])
def test_an_uploaded_picture_may_be_a_listings(shop: Shop, kind: str) -> None:
    data = encoded(plain(color=RED), kind)
    answer = shop.client.post("/v1/images", content=data, headers=AUTHORIZED)
    assert answer.status_code == 201
    image = answer.json()["image"]
    again = shop.client.post("/v1/images", content=data, headers=AUTHORIZED)
    assert again.json()["image"] == image
    shop.put("sofa-1", images=[image])
    shop.index()
    assert shop.get("/v1/listings/sofa-1")["indexing"]["state"] == "indexed"


@pytest.mark.parametrize("data", [b"", b"text", encoded(plain(), "GIF"), b"\xff\xd8\xff\0"])
def test_an_upload_that_is_no_picture_is_refused(standing_shop: Shop, data: bytes) -> None:
    answer = standing_shop.client.post("/v1/images", content=data, headers=AUTHORIZED)
    assert problem_of(answer, 422)["type"] == "urn:credenza:problem:image-refused"
