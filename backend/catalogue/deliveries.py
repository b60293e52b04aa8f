"""Webhook deliveries that were accepted: what tells a repeat from a first time."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from backend.catalogue.tables import DeliveryRow
from backend.catalogue.upsert import affected_rows, insert_if_absent


def register(
    session: Session,
    *,
    source: str,
    delivery_id: str,
    event: str,
    listing_id: str,
    version: int,
    request_id: str,
    now: datetime,
) -> bool:
    """True the first time this delivery is seen; the second waits for the first to commit."""
    return insert_if_absent(
        session,
        DeliveryRow,
        source=source,
        id=delivery_id,
        event=event,
        listing_id=listing_id,
        version=version,
        outcome="",
        request_id=request_id,
        received_at=now,
    )


def conclude(session: Session, *, source: str, delivery_id: str, outcome: str) -> None:
    session.execute(
        update(DeliveryRow)
        .where(DeliveryRow.source == source, DeliveryRow.id == delivery_id)
        .values(outcome=outcome)
    )


def forget(session: Session, *, received_before: datetime) -> int:
    return affected_rows(
        session, delete(DeliveryRow).where(DeliveryRow.received_at < received_before)
    )
