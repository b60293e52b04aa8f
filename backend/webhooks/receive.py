"""Taking a verified delivery into the catalogue, once."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from backend.bootstrap import Services
from backend.catalogue import deliveries, listings
from backend.listing import Listing
from backend.webhooks.standard import SOURCE, Delivery


class Receipt(Struct, frozen=True):
    """What became of a delivery. `duplicate`: it was here before; `stale`: a newer version is
    stored; `unchanged`: this version is; `absent`: a deletion of what was not there, remembered;
    `ignored`: not about listings."""

    outcome: Literal[
        "created", "updated", "deleted", "unchanged", "stale", "absent", "duplicate", "ignored"
    ]
    listing: str | None = None
    version: int | None = None


def receive(services: Services, delivery: Delivery, *, request_id: str) -> Receipt:
    """Store the delivery, the change and the work it owes in one transaction; committed when this
    returns. The nudge afterwards may fail: the work is owed all the same."""
    change = delivery.change
    if change is None:
        return Receipt("ignored")
    now = services.clock()
    with services.database.write() as session:
        first = deliveries.register(
            session,
            source=SOURCE,
            delivery_id=delivery.id,
            event=delivery.event,
            listing_id=change.id,
            version=change.version,
            request_id=request_id,
            now=now,
        )
        if not first:
            return Receipt("duplicate", change.id)
        if isinstance(change, Listing):
            outcome, version = listings.put(session, change, now=now, request_id=request_id)
        else:
            outcome, version = listings.delete(
                session, change.id, version=change.version, now=now, request_id=request_id
            )
        deliveries.conclude(session, source=SOURCE, delivery_id=delivery.id, outcome=outcome)
    if outcome in ("created", "updated", "deleted", "absent"):
        services.dispatcher.nudge()
    return Receipt(outcome, change.id, version)
