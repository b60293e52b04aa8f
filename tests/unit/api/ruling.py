"""A shop with a sofa, others that look ever less like it, and a merchant with rules."""

from __future__ import annotations

from typing import Any

import httpx

from tests.fixtures.app import AUTHORIZED, Shop

RED = (200, 30, 30)
PATH = "/v1/listings/red/similar"
PIN: dict[str, Any] = {"name": "Pin", "does": {"type": "pin", "listing": "l04", "place": 1}}


def furnish(shop: Shop, count: int = 6, **fields: Any) -> list[str]:
    """`red`, and others that look ever less like it; their ids in that order. Every second one is
    tagged `own`."""
    shop.offer("red", RED, category="sofa", style="boho")
    names = [f"l{number:02}" for number in range(count)]
    for number, name in enumerate(names):
        tags = ["own"] if number % 2 else []
        style = "boho" if number % 3 == 0 else "glam"
        color = (200, 30 + 6 * (number + 1), 30)
        shop.offer(name, color, category="sofa", tags=tags, style=style, **fields)
    shop.index()
    return names


def send(shop: Shop, method: str, path: str, body: Any = None, **query: Any) -> httpx.Response:
    """As the merchant."""
    return shop.client.request(
        method, f"/v1/rules{path}", json=body, params=query or None, headers=AUTHORIZED
    )


def draft(shop: Shop, does: dict[str, Any], **fields: Any) -> dict[str, Any]:
    answer = send(shop, "POST", "", {"name": "A rule", "does": does} | fields)
    assert answer.status_code == 201, answer.text
    stored: dict[str, Any] = answer.json()
    return stored


def publish(shop: Shop, does: dict[str, Any], **fields: Any) -> dict[str, Any]:
    stored = draft(shop, does, **fields)
    answer = send(shop, "POST", f"/{stored['id']}/publish", revision=stored["revision"])
    assert answer.status_code == 200, answer.text
    published: dict[str, Any] = answer.json()
    return published


def pin(listing_id: str, place: int = 1) -> dict[str, Any]:
    return {"type": "pin", "listing": listing_id, "place": place}
