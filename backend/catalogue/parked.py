"""Work that failed for good: reading it, and trying it again."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from msgspec import Struct
from sqlalchemy import select
from sqlalchemy.orm import Session

from backend.catalogue.outbox import owe
from backend.catalogue.tables import ListingRow, ParkedRow


class Parked(Struct, frozen=True):
    listing_id: str
    version: int
    reason: str
    detail: str
    attempts: int
    request_id: str
    parked_at: datetime


def parked(session: Session, *, limit: int = 1000) -> list[Parked]:
    """The newest parked work first."""
    rows = session.scalars(
        select(ParkedRow).order_by(ParkedRow.parked_at.desc(), ParkedRow.listing_id).limit(limit)
    )
    return [
        Parked(
            row.listing_id,
            row.version,
            row.reason,
            row.detail,
            row.attempts,
            row.request_id,
            row.parked_at,
        )
        for row in rows
    ]


def replay(
    session: Session, listing_ids: Sequence[str] | None, *, now: datetime, request_id: str
) -> int:
    """Owe the parked work of these listings again (of all, for None); how many there were."""
    statement = (
        select(ParkedRow.listing_id, ListingRow.version)
        .join(ListingRow, ListingRow.id == ParkedRow.listing_id)
        .order_by(ListingRow.id)
        .with_for_update(of=ListingRow, key_share=True)
    )
    if listing_ids is not None:
        statement = statement.where(ParkedRow.listing_id.in_(listing_ids))
    rows = session.execute(statement).all()
    for listing_id, version in rows:
        owe(session, listing_id, version=version, now=now, request_id=request_id)
    return len(rows)
