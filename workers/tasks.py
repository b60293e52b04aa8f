"""What the workers do. Each task carries a claim's id or nothing, and reads the rest anew.

The process that hands tasks out only needs their names, so what they do is imported inside them.
"""

from __future__ import annotations

from datetime import timedelta

import structlog

from backend.dispatch import RELAY_TASK
from backend.errors import CredenzaError
from workers.app import HOUSEKEEPING_TASK, RECONCILE_TASK, app
from workers.runtime import services

log = structlog.get_logger(__name__)

# It walks everything there is; an hour is for millions.
RECONCILE_SECONDS = 3600


@app.task(name=RELAY_TASK)
def relay() -> None:
    """Claim what is due and send it out. What cannot be sent lapses and is claimed again."""
    from backend.ingest.relay import claim_due

    kept = services()
    for claim in claim_due(kept.database, kept.settings, kept.clock):
        task = embed if claim.kind == "embed" else remove
        task.apply_async((claim.id,), retry=False, expires=kept.settings.lease_seconds)


@app.task(name="credenza.embed")
def embed(claim_id: str) -> None:
    """Embed the listings of a claim and write them to the index."""
    from backend.ingest.embed import embed_claim

    kept = services()
    tally = embed_claim(kept, claim_id)
    log.info(
        "claim settled",
        claim=claim_id,
        indexed=tally.indexed,
        skipped=tally.skipped,
        retried=tally.retried,
        parked=tally.parked,
    )
    _look_again()


@app.task(name="credenza.remove")
def remove(claim_id: str) -> None:
    """Remove the deleted listings of a claim from the index."""
    from backend.ingest.remove import remove_claim

    remove_claim(services(), claim_id)
    _look_again()


@app.task(name=RECONCILE_TASK, time_limit=RECONCILE_SECONDS)
def compare() -> None:
    """Compare catalogue and index, and owe whatever repairs are needed."""
    from backend.ingest.reconcile import reconcile

    try:
        repairs = reconcile(services())
    except CredenzaError as error:
        log.warning("not reconciled", error=error.detail)
        return
    if repairs.owed or repairs.deleted:
        log.warning("index repaired", owed=repairs.owed, deleted=repairs.deleted)
        _look_again()


@app.task(name=HOUSEKEEPING_TASK)
def housekeeping() -> None:
    """Forget old delivery ids and recorded queries, and erase expired photos."""
    from backend.catalogue import deliveries, photos, recorded_queries
    from backend.search.recording import KEPT

    kept = services()
    now = kept.clock()
    oldest = now - timedelta(days=kept.settings.delivery_retention_days)
    with kept.database.write() as session:
        forgotten = deliveries.forget(session, received_before=oldest)
        erased = photos.erase_expired(session, now=now)
        trimmed = recorded_queries.trim(session, keep=KEPT)
    log.info("housekeeping", deliveries=forgotten, photos=erased, queries=trimmed)


def _look_again() -> None:
    """There may be more to claim now that this claim is settled."""
    services().dispatcher.nudge()
