"""From the outbox to the broker: claims what is due and sends the claims' ids."""

from __future__ import annotations

from datetime import timedelta

from backend.catalogue import outbox, releases
from backend.catalogue.database import Database
from backend.catalogue.outbox import Claim
from backend.clock import Clock
from backend.settings import Settings


def claim_due(database: Database, settings: Settings, clock: Clock) -> list[Claim]:
    """Claims to send now. A claim that is never sent lapses, and its work is claimed again.

    Before the first release is live there is nothing a worker could do, so nothing is claimed.
    """
    with database.write() as session:
        if releases.live(session) is None:
            return []
        return outbox.claim(
            session,
            now=clock(),
            batch_size=settings.batch_size,
            max_in_flight=settings.max_in_flight,
            lease=timedelta(seconds=settings.lease_seconds),
        )
