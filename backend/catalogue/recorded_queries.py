"""Queries that shoppers have asked: a sample, each with how often it was asked."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Literal

from msgspec import Struct
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from backend.catalogue.tables import RecordedQueryRow
from backend.catalogue.upsert import affected_rows, insert_or_count

Question = Literal["similar", "compatible"]
Order = Literal["most_asked", "newest"]


class Recorded(Struct, frozen=True):
    """What the query asks is for `backend.search.recording` to know; here it is JSON."""

    key: str
    question: Question
    query: dict[str, Any]
    times: int


def count(session: Session, recorded: Recorded, *, now: datetime) -> None:
    """Remember that the query was asked so many times more."""
    insert_or_count(
        session,
        RecordedQueryRow,
        "key",
        "times",
        ["last_at"],
        key=recorded.key,
        question=recorded.question,
        query=recorded.query,
        times=recorded.times,
        first_at=now,
        last_at=now,
    )


def some(
    session: Session, questions: Sequence[Question], *, order: Order, limit: int
) -> list[Recorded]:
    """The most asked or the newest of these questions first; the other decides between equals."""
    times, last_at = RecordedQueryRow.times.desc(), RecordedQueryRow.last_at.desc()
    by = (times, last_at) if order == "most_asked" else (last_at, times)
    rows = session.scalars(
        select(RecordedQueryRow)
        .where(RecordedQueryRow.question.in_(questions))
        .order_by(*by, RecordedQueryRow.key)
        .limit(limit)
    )
    return [Recorded(row.key, row.question, row.query, row.times) for row in rows]


def trim(session: Session, *, keep: int) -> int:
    """Forget all but those asked last, so many; how many were forgotten."""
    kept = (
        select(RecordedQueryRow.key)
        .order_by(RecordedQueryRow.last_at.desc(), RecordedQueryRow.key)
        .limit(keep)
    )
    return affected_rows(session, delete(RecordedQueryRow).where(RecordedQueryRow.key.not_in(kept)))
