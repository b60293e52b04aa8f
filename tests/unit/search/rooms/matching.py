"""A shop under a release that knows what goes with what: see `tests.fakes.encoder.fake_bundle`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tests.fixtures.services import InterruptedEncoder, Workshop

RED, BLUE, GREY = (220, 20, 20), (20, 20, 220), (120, 120, 120)


def matched(workshop: Workshop) -> Workshop:
    """The same with such a release."""
    live = workshop.activate_encoder(InterruptedEncoder("matching", matching=True))
    workshop.index.ensure_collection(live.collection, live.dimensions)
    return workshop


def furnished(workshop: Workshop, offers: Mapping[str, tuple[tuple[int, ...], str | None]]) -> None:
    """Sell and index these: colour and category by id."""
    for listing_id, (color, category) in offers.items():
        offer(workshop, listing_id, color, category)
    workshop.work()


def offer(
    workshop: Workshop, listing_id: str, color: tuple[int, ...], category: str | None, **fields: Any
) -> None:
    workshop.put(listing_id, images=(workshop.picture(color),), category=category, **fields)
