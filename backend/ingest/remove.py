"""Taking the deleted listings of one claim out of the index."""

from __future__ import annotations

from datetime import timedelta

import structlog

from backend.bootstrap import Services
from backend.catalogue import outbox, predictions, progress
from backend.errors import CredenzaError

log = structlog.get_logger(__name__)


def remove_claim(services: Services, claim_id: str) -> bool:
    """Remove and settle; gone already is success. True if more is owed for some of them."""
    settings, now = services.settings, services.clock()
    more = False
    with services.database.write() as session:
        work = outbox.begin(
            session, claim_id, now=now, lease=timedelta(seconds=settings.lease_seconds)
        )
        stored = progress.of(session, [item.listing_id for item in work])
        gone = [item for item in work if stored[item.listing_id].deleted]
        for item in work:
            if not stored[item.listing_id].deleted:
                more |= outbox.hand_back(session, claim_id, item.listing_id, now=now)
    if not gone:
        return more
    ids = [item.listing_id for item in gone]
    try:
        release = services.live_release()
        services.index.ensure_collection(release.collection, release.dimensions)
        services.index.delete(release.collection, ids)
    except CredenzaError as error:
        log.warning("removal put back", claim=claim_id, listings=len(ids), error=error.detail)
        with services.database.write() as session:
            for item in gone:
                outbox.retry(
                    session,
                    claim_id,
                    item,
                    now=services.clock(),
                    base=timedelta(seconds=settings.retry_base_seconds),
                    error=error.detail,
                    blameless=True,
                )
        return more
    with services.database.write() as session:
        progress.mark_removed(session, ids)
        predictions.forget(session, ids)
        more |= outbox.finish(session, claim_id, gone, now=services.clock())
    for item in gone:
        log.info("listing removed", listing=item.listing_id, request_id=item.request_id)
    return more
