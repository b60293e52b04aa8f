"""Listings and times for the tests of the catalogue."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from backend.catalogue import listings, outbox
from backend.catalogue.listings import Outcome
from backend.catalogue.outbox import Claim, Work
from backend.listing import Listing
from tests.fixtures.services import NOON

LEASE = timedelta(seconds=90)
BASE = timedelta(seconds=2)


def later(seconds: float) -> datetime:
    """So long after noon."""
    return NOON + timedelta(seconds=seconds)


def a_listing(listing_id: str = "sofa", version: int = 1, **fields: Any) -> Listing:
    fields.setdefault("title", f"{listing_id} {version}")
    return Listing(id=listing_id, version=version, **fields)


def put(
    session: Session,
    listing_id: str = "sofa",
    version: int = 1,
    *,
    at: datetime = NOON,
    **fields: Any,
) -> tuple[Outcome, int]:
    return listings.put(
        session, a_listing(listing_id, version, **fields), now=at, request_id=f"request-{version}"
    )


def delete(
    session: Session, listing_id: str = "sofa", version: int | None = None, *, at: datetime = NOON
) -> tuple[Outcome, int]:
    return listings.delete(session, listing_id, version=version, now=at, request_id="request-d")


def claim(
    session: Session, at: datetime = NOON, *, batch_size: int = 32, max_in_flight: int = 1000
) -> list[Claim]:
    return outbox.claim(
        session, now=at, batch_size=batch_size, max_in_flight=max_in_flight, lease=LEASE
    )


def begin(session: Session, claim_id: str, at: datetime = NOON) -> list[Work]:
    return outbox.begin(session, claim_id, now=at, lease=LEASE)


def claim_and_begin(session: Session, at: datetime = NOON) -> tuple[str, Work]:
    """The only claim there is to make, and its only work."""
    (claimed,) = claim(session, at)
    (work,) = begin(session, claimed.id, at)
    return claimed.id, work
