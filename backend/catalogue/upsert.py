"""INSERT … ON CONFLICT, which SQLite and PostgreSQL spell alike but SQLAlchemy keeps apart."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import CursorResult, Delete, Update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from backend.catalogue.tables import Table


def _insert(session: Session, table: type[Table]) -> sqlite.Insert | postgresql.Insert:
    if session.get_bind().dialect.name == "sqlite":
        return sqlite.insert(table)
    return postgresql.insert(table)


def insert_if_absent(session: Session, table: type[Table], **values: Any) -> bool:
    """Insert the row unless its key is taken; true if it was inserted."""
    statement = _insert(session, table).values(**values).on_conflict_do_nothing()
    # Of an INSERT, SQLAlchemy forgets the count unless told otherwise, on PostgreSQL only.
    result = session.execute(statement, execution_options={"preserve_rowcount": True})
    assert isinstance(result, CursorResult)
    return result.rowcount == 1


def insert_or_update(
    session: Session, table: type[Table], key: Sequence[str], update: Sequence[str], **values: Any
) -> None:
    """Insert the row; where `key` is taken, take over the columns in `update` instead."""
    statement = _insert(session, table).values(**values)
    session.execute(
        statement.on_conflict_do_update(
            index_elements=list(key), set_={name: statement.excluded[name] for name in update}
        )
    )


def insert_or_count(
    session: Session,
    table: type[Table],
    key: str,
    counter: str,
    update: Sequence[str],
    /,
    **values: Any,
) -> None:
    """Insert the row; where `key` is taken, add to its `counter` and take over the columns in
    `update` instead."""
    statement = _insert(session, table).values(**values)
    added = {counter: getattr(table, counter) + statement.excluded[counter]}
    session.execute(
        statement.on_conflict_do_update(
            index_elements=[key],
            set_=added | {name: statement.excluded[name] for name in update},
        )
    )


def affected_rows(session: Session, statement: Update | Delete) -> int:
    """Execute the statement and return how many rows it touched."""
    result = session.execute(statement)
    assert isinstance(result, CursorResult)
    return result.rowcount
