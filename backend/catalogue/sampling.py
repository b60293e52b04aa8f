"""Some listings that stand for all."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from backend.catalogue.tables import ListingRow


def sample_ids(session: Session, most: int) -> list[str]:
    """`most` listings that are for sale, or all if there are no more; any as likely as any other.
    The database looks at every row's key once for it."""
    return list(
        session.scalars(
            select(ListingRow.id)
            .where(ListingRow.deleted.is_(False))
            .order_by(func.random())
            .limit(most)
        )
    )
