"""Indexing work that is owed, and the leases under which workers hold it.

A listing owes at most one piece of work: to make the index agree with its newest version. The
broker only carries claim ids; whoever holds a claim re-reads everything else here. A claim that
is not finished in time lapses, and its listings are claimed anew.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final, Literal

from msgspec import Struct
from sqlalchemy import delete, func, or_, select, update
from sqlalchemy.orm import Session

from backend.catalogue.tables import ListingRow, OutboxRow, ParkedRow
from backend.catalogue.upsert import affected_rows, insert_or_update

Kind = Literal["embed", "remove"]

MAX_RETRY_PAUSE = timedelta(minutes=10)
# From the third attempt on a listing travels alone: if it kills its worker, only it is delayed.
ALONE_FROM_ATTEMPT = 2
_KINDS: Final[tuple[tuple[Kind, bool], ...]] = (("embed", False), ("remove", True))


class Claim(Struct, frozen=True):
    """A batch of listings handed to one worker."""

    id: str
    kind: Kind
    listing_ids: tuple[str, ...]


class Work(Struct, frozen=True):
    """One listing of a claim, as it was when the worker began; `attempts` counts this one."""

    listing_id: str
    version: int
    request_id: str
    attempts: int
    last_error: str | None


def owe(session: Session, listing_id: str, *, version: int, now: datetime, request_id: str) -> None:
    """Note that the index must be brought up to `version`; forgives what failed before.

    A claim in progress is left alone: there is one writer a listing at a time, and the worker
    that finishes an older version finds the newer one owed.
    """
    insert_or_update(
        session,
        OutboxRow,
        ("listing_id",),
        ("version", "request_id", "owed_at", "available_at", "attempts", "last_error"),
        listing_id=listing_id,
        version=version,
        request_id=request_id,
        owed_at=now,
        available_at=now,
        attempts=0,
        last_error=None,
    )
    session.execute(delete(ParkedRow).where(ParkedRow.listing_id == listing_id))


def claim(
    session: Session, *, now: datetime, batch_size: int, max_in_flight: int, lease: timedelta
) -> list[Claim]:
    """Take what is due, oldest first, in batches; concurrent callers never take the same row."""
    in_flight = session.scalar(select(func.count()).where(OutboxRow.claimed_until > now)) or 0
    room = max_in_flight - in_flight
    if room <= 0:
        return []
    rows = session.execute(
        select(OutboxRow, ListingRow.deleted)
        .join(ListingRow, ListingRow.id == OutboxRow.listing_id)
        .where(
            OutboxRow.available_at <= now,
            or_(OutboxRow.claimed_until.is_(None), OutboxRow.claimed_until <= now),
        )
        .order_by(OutboxRow.available_at, OutboxRow.listing_id)
        .limit(room)
        .with_for_update(skip_locked=True, of=OutboxRow)
    ).all()
    claims = []
    for kind, is_removal in _KINDS:
        for batch in _batches([row for row, gone in rows if gone is is_removal], batch_size):
            taken = Claim(uuid.uuid4().hex, kind, tuple(row.listing_id for row in batch))
            for row in batch:
                row.claim_id = taken.id
                row.claimed_until = now + lease
            claims.append(taken)
    session.flush()
    return claims


def begin(session: Session, claim_id: str, *, now: datetime, lease: timedelta) -> list[Work]:
    """Renew the claim and count the attempt, before any work is done: work that kills its worker
    is counted too. Empty when the claim has lapsed and been taken over, or is finished."""
    rows = session.scalars(
        select(OutboxRow)
        .where(OutboxRow.claim_id == claim_id)
        # Everybody locks in this order, or two could wait for each other on PostgreSQL.
        .order_by(OutboxRow.listing_id)
        .with_for_update()
    ).all()
    for row in rows:
        row.attempts += 1
        row.claimed_until = now + lease
    session.flush()
    return [
        Work(row.listing_id, row.version, row.request_id, row.attempts, row.last_error)
        for row in rows
    ]


def finish(session: Session, claim_id: str, work: Sequence[Work], *, now: datetime) -> bool:
    """Settle what was done; true if a newer version came meanwhile, so that more is owed."""
    more = False
    for item in work:
        if not _settle(session, claim_id, item):
            more |= hand_back(session, claim_id, item.listing_id, now=now)
    return more


def hand_back(session: Session, claim_id: str, listing_id: str, *, now: datetime) -> bool:
    """Let go of a listing that still owes work, for anyone to claim at once; false if it was not
    held under this claim."""
    return (
        affected_rows(
            session,
            update(OutboxRow)
            .where(OutboxRow.listing_id == listing_id, OutboxRow.claim_id == claim_id)
            .values(claim_id=None, claimed_until=None, available_at=now),
        )
        > 0
    )


def retry(
    session: Session,
    claim_id: str,
    item: Work,
    *,
    now: datetime,
    base: timedelta,
    error: str,
    blameless: bool = False,
) -> None:
    """Try again later, twice as late each time; `blameless` failures (the index is away) do not
    count as attempts at this listing."""
    pause = min(base * 2 ** min(item.attempts - 1, 16), MAX_RETRY_PAUSE)
    put_back = affected_rows(
        session,
        update(OutboxRow)
        .where(
            OutboxRow.listing_id == item.listing_id,
            OutboxRow.claim_id == claim_id,
            OutboxRow.version == item.version,
        )
        .values(
            claim_id=None,
            claimed_until=None,
            available_at=now + pause,
            attempts=item.attempts - 1 if blameless else item.attempts,
            last_error=error[:2000],
        ),
    )
    if not put_back:
        hand_back(session, claim_id, item.listing_id, now=now)


def park(
    session: Session, claim_id: str, item: Work, *, reason: str, detail: str, now: datetime
) -> None:
    """Give up on this version, keeping why; not if a newer version came or the claim lapsed."""
    if not _settle(session, claim_id, item):
        hand_back(session, claim_id, item.listing_id, now=now)
        return
    insert_or_update(
        session,
        ParkedRow,
        ("listing_id",),
        ("version", "reason", "detail", "attempts", "request_id", "parked_at"),
        listing_id=item.listing_id,
        version=item.version,
        reason=reason,
        detail=detail[:2000],
        attempts=item.attempts,
        request_id=item.request_id,
        parked_at=now,
    )


def _settle(session: Session, claim_id: str, item: Work) -> bool:
    """Owe this version no more; false if it is not held under this claim, or overtaken."""
    settled = delete(OutboxRow).where(
        OutboxRow.listing_id == item.listing_id,
        OutboxRow.claim_id == claim_id,
        OutboxRow.version == item.version,
    )
    return affected_rows(session, settled) > 0


def _batches(rows: list[OutboxRow], size: int) -> list[list[OutboxRow]]:
    alone = [[row] for row in rows if row.attempts >= ALONE_FROM_ATTEMPT]
    together = [row for row in rows if row.attempts < ALONE_FROM_ATTEMPT]
    return alone + [together[start : start + size] for start in range(0, len(together), size)]
