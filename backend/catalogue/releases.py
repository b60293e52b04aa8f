"""Which model release is live. The collection that is searched and the model that embeds the
query must change together, so this one row decides both."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from msgspec import Struct
from sqlalchemy import select, text, update
from sqlalchemy.orm import Session

from backend.catalogue.outbox import owe
from backend.catalogue.tables import ListingRow, ReleaseRow


class Release(Struct, frozen=True):
    id: str
    collection: str
    dimensions: dict[str, int]
    activated_at: datetime


# Columns of the table and not of the class: queries begin with this.
_RELEASES: Final = ReleaseRow.__table__.c
_LIVE: Final = select(
    _RELEASES.id, _RELEASES.collection, _RELEASES.dimensions, _RELEASES.activated_at
).where(_RELEASES.state == "live")


def live(session: Session) -> Release | None:
    row = session.execute(_LIVE).one_or_none()
    return None if row is None else Release(*row)


def collection_name(release_id: str) -> str:
    """Milvus allows letters, digits and underscores."""
    return "listings_" + release_id.replace("-", "_")


def activate(
    session: Session, release_id: str, dimensions: Mapping[str, int], *, now: datetime
) -> tuple[Release, int]:
    """Make the release live and owe the indexing of every listing that it has not seen.

    Returns it with the number of listings owed; 0 if it was live already.
    """
    current = live(session)
    if current is not None and current.id == release_id:
        return current, 0
    session.execute(update(ReleaseRow).where(ReleaseRow.state == "live").values(state="retired"))
    row = session.get(ReleaseRow, release_id)
    if row is None:
        row = ReleaseRow(
            id=release_id,
            collection=collection_name(release_id),
            dimensions=dict(dimensions),
            registered_at=now,
        )
        session.add(row)
    row.state = "live"
    row.activated_at = now
    session.flush()
    return _release(row), _owe_all(session, now)


def _release(row: ReleaseRow) -> Release:
    assert row.activated_at is not None  # of one that has been made live
    return Release(row.id, row.collection, dict(row.dimensions), row.activated_at)


def _owe_all(session: Session, now: datetime) -> int:
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SET LOCAL statement_timeout = 0"))  # it grows with the catalogue
    # Locked in the order that workers lock them in, or two could wait for each other.
    rows = session.execute(
        select(ListingRow.id, ListingRow.version, ListingRow.deleted)
        .order_by(ListingRow.id)
        .with_for_update(key_share=True)
    ).all()
    session.execute(
        update(ListingRow).values(
            indexed_version=None, indexed_release=None, indexed_images=None, indexed_words=None
        )
    )
    owed = [row for row in rows if not row.deleted]
    for row in owed:
        owe(session, row.id, version=row.version, now=now, request_id="activate")
    return len(owed)
