"""Merchandising rules: kept with their dates, and with a revision that lets no change be lost.

What a rule does is for `backend.search.rules` to know; here it is JSON.
"""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any, Final, Literal

from msgspec import Struct
from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from backend.catalogue.tables import RuleRow
from backend.errors import InvalidInput, NotFound, StaleRevision

State = Literal["draft", "published", "withdrawn"]

MOST_RULES: Final = 1_000
MOST_PUBLISHED: Final = 200
"""Every query goes through all of them."""


class Definition(Struct, frozen=True):
    """What a merchant says of a rule. It holds from `starts_at` until before `ends_at`."""

    name: str
    content: dict[str, Any]
    starts_at: datetime | None = None
    ends_at: datetime | None = None


class StoredRule(Struct, frozen=True, kw_only=True):
    id: str
    definition: Definition
    state: State
    revision: int
    created_at: datetime
    updated_at: datetime


def add(session: Session, definition: Definition, *, now: datetime) -> StoredRule:
    """A draft, under a new id. Raises `InvalidInput` where there are enough."""
    if (session.scalar(select(func.count()).select_from(RuleRow)) or 0) >= MOST_RULES:
        raise InvalidInput(f"There are {MOST_RULES} rules: delete some that are over.")
    row = RuleRow(id=uuid.uuid4().hex, state="draft", revision=0, created_at=now)
    session.add(row)
    return _changed(session, row, definition, now)


def get(session: Session, rule_id: str) -> StoredRule:
    """Raises `NotFound`."""
    row = session.get(RuleRow, rule_id)
    if row is None:
        raise _missing(rule_id)
    return _stored(row)


def browse(session: Session, state: State | None = None) -> list[StoredRule]:
    """The newest first."""
    statement = select(RuleRow).order_by(RuleRow.created_at.desc(), RuleRow.id)
    if state is not None:
        statement = statement.where(RuleRow.state == state)
    return [_stored(row) for row in session.scalars(statement)]


def published(session: Session, *, now: datetime) -> list[StoredRule]:
    """Those published that are not over yet, the oldest first."""
    rows = session.scalars(
        select(RuleRow)
        .where(RuleRow.state == "published", or_(RuleRow.ends_at.is_(None), RuleRow.ends_at > now))
        .order_by(RuleRow.created_at, RuleRow.id)
    )
    return [_stored(row) for row in rows]


def replace(
    session: Session, rule_id: str, definition: Definition, *, revision: int, now: datetime
) -> StoredRule:
    """State and age stay. Raises `NotFound`, and `StaleRevision` if it is at another revision."""
    return _changed(session, _locked(session, rule_id, revision), definition, now)


def publish(session: Session, rule_id: str, *, revision: int, now: datetime) -> StoredRule:
    """As `replace`; nothing changes where it is published already. Raises `InvalidInput` where
    enough are."""
    row = _locked(session, rule_id, revision)
    if row.state != "published" and len(published(session, now=now)) >= MOST_PUBLISHED:
        raise InvalidInput(f"{MOST_PUBLISHED} rules are published: withdraw some.")
    return _in_state(session, row, "published", now)


def withdraw(session: Session, rule_id: str, *, revision: int | None, now: datetime) -> StoredRule:
    """As `publish`, whatever its revision where that is None. A draft stays one."""
    row = _locked(session, rule_id, revision)
    return _in_state(session, row, "withdrawn" if row.state == "published" else row.state, now)


def delete(session: Session, rule_id: str, *, revision: int | None) -> StoredRule:
    """What it was. Raises as `withdraw`."""
    row = _locked(session, rule_id, revision)
    session.delete(row)
    session.flush()
    return _stored(row)


def _locked(session: Session, rule_id: str, revision: int | None) -> RuleRow:
    row = session.get(RuleRow, rule_id, with_for_update=True, populate_existing=True)
    if row is None:
        raise _missing(rule_id)
    if revision is not None and row.revision != revision:
        raise StaleRevision(
            f"Rule {rule_id} is at revision {row.revision}, not {revision}: read it again."
        )
    return row


def _missing(rule_id: str) -> NotFound:
    return NotFound(f"There is no rule {rule_id}.")


def _changed(session: Session, row: RuleRow, definition: Definition, now: datetime) -> StoredRule:
    row.name = definition.name
    row.definition = definition.content
    row.starts_at, row.ends_at = definition.starts_at, definition.ends_at
    return _revised(session, row, now)


def _in_state(session: Session, row: RuleRow, state: State, now: datetime) -> StoredRule:
    if row.state == state:
        return _stored(row)
    row.state = state
    return _revised(session, row, now)


def _revised(session: Session, row: RuleRow, now: datetime) -> StoredRule:
    row.revision += 1
    row.updated_at = now
    session.flush()
    return _stored(row)


def _stored(row: RuleRow) -> StoredRule:
    return StoredRule(
        id=row.id,
        definition=Definition(row.name, row.definition, row.starts_at, row.ends_at),
        state=row.state,
        revision=row.revision,
        created_at=row.created_at,
        updated_at=row.updated_at,
    )
