"""Making the index hold the newest version of the listings of one claim."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta

import msgspec
import structlog
from msgspec import Struct

from backend.bootstrap import Services
from backend.catalogue import outbox, predictions, progress, releases
from backend.catalogue.attributes import Predictions, completed
from backend.catalogue.outbox import Work
from backend.catalogue.progress import Indexed
from backend.catalogue.releases import Release
from backend.encoder.port import Encodes
from backend.encoder.release import STYLE
from backend.encoder.release import Release as Bundle
from backend.encoder.stated import Words, words_of
from backend.errors import CredenzaError, ImageRefused, IndexRefused
from backend.images.palette import palette
from backend.images.resize import Picture
from backend.index.port import Entry, Vector
from backend.index.scalars import scalars_of
from backend.ingest.pictures import gather
from backend.ingest.predict import predictions_of
from backend.listing import Listing

log = structlog.get_logger(__name__)

# Of a task's time, what may go into pictures; past it the slow ones are put back, so that they do
# not cost the others their attempt.
PICTURES_SHARE = 0.6


class Job(Struct, frozen=True):
    """A piece of work with the listing it is about."""

    work: Work
    stored: Indexed

    @property
    def listing(self) -> Listing:
        return self.stored.listing


class Seen(Struct, frozen=True):
    """What is made of a listing's picture; `vectors` by the index's field names."""

    vectors: dict[str, Vector]
    predictions: Predictions


class Tally(Struct):
    """What became of a claim's listings; `more` if some of them owe work again already."""

    indexed: int = 0
    skipped: int = 0
    retried: int = 0
    parked: int = 0
    more: bool = False


def embed_claim(services: Services, claim_id: str) -> Tally:
    """Embed, upsert and settle a claim; listings that fail are put back or parked one by one.

    If the index or the model is away, the whole claim is put back without counting an attempt.
    """
    tally = Tally()
    jobs: list[Job] = []
    try:
        release = services.live_release()
        jobs = _begin(services, claim_id, release, tally)
        if jobs:
            _index(services, claim_id, release, jobs, tally)
    except CredenzaError as error:
        # What the index refuses may be one listing's fault; anything else is not theirs, and will
        # do when the index or the model is back.
        blameless = not isinstance(error, IndexRefused)
        log.warning("claim put back", claim=claim_id, listings=len(jobs), error=error.detail)
        for job in jobs:
            _put_back(services, claim_id, job.work, error.detail, blameless=blameless)
        tally.retried += len(jobs)
    return tally


def _begin(services: Services, claim_id: str, release: Release, tally: Tally) -> list[Job]:
    """Count the attempt; the claim's listings that need work, the others settled here."""
    settings, now = services.settings, services.clock()
    jobs = []
    with services.database.write() as session:
        work = outbox.begin(
            session, claim_id, now=now, lease=timedelta(seconds=settings.lease_seconds)
        )
        stored = progress.of(session, [item.listing_id for item in work])
        for item in work:
            row = stored[item.listing_id]
            if row.deleted:
                tally.more |= outbox.hand_back(session, claim_id, item.listing_id, now=now)
            elif row.version == row.listing.version and row.release_id == release.id:
                tally.more |= outbox.finish(session, claim_id, [item], now=now)
                tally.skipped += 1
            elif item.attempts > settings.max_attempts:
                why = item.last_error or "none of them ended; it may stop the worker."
                detail = f"Gave up after {settings.max_attempts} attempts: {why}"
                outbox.park(
                    session, claim_id, item, reason="attempts-exhausted", detail=detail, now=now
                )
                tally.parked += 1
                log.warning(
                    "listing parked",
                    listing=item.listing_id,
                    reason="attempts-exhausted",
                    detail=detail,
                    request_id=item.request_id,
                )
            else:
                jobs.append(Job(item, row))
    if not work:
        log.info("claim lapsed", claim=claim_id)
    return jobs


def _index(
    services: Services, claim_id: str, release: Release, jobs: Sequence[Job], tally: Tally
) -> None:
    encoder, bundle = services.encoders.get(release.id), services.encoders.bundle(release.id)
    # First of all: where the index is away, no picture is fetched in vain.
    services.index.ensure_collection(release.collection, release.dimensions)
    said = {job.listing.id: _said(bundle, job.listing) for job in jobs}
    seen = _seen_before(services, release, bundle, jobs, said)
    pictures = _pictures(
        services, claim_id, encoder, [j for j in jobs if j.listing.id not in seen], tally
    )
    looked_at = _look(services, release, bundle, encoder, pictures, said)
    seen |= looked_at
    ready = [job for job in jobs if job.listing.id in seen]
    if not ready:
        return
    services.index.upsert(
        release.collection, [_entry(job.listing, seen[job.listing.id]) for job in ready]
    )
    now = services.clock()
    with services.database.write() as session:
        progress.mark_indexed(session, [job.listing for job in ready], release.id, said, now=now)
        predictions.replace(
            session, {listing_id: new.predictions for listing_id, new in looked_at.items()}
        )
        if releases.live(session) == release:
            tally.more |= outbox.finish(session, claim_id, [job.work for job in ready], now=now)
        else:
            # A release that was made live meanwhile owes the same versions anew.
            for job in ready:
                tally.more |= outbox.hand_back(session, claim_id, job.listing.id, now=now)
    tally.indexed += len(ready)
    for job in ready:
        log.info(
            "listing indexed",
            listing=job.listing.id,
            version=job.listing.version,
            request_id=job.work.request_id,
            embedded=job.listing.id in pictures,
        )


def _said(bundle: Bundle, listing: Listing) -> Words:
    """What the merchant says of a listing that moves its vector."""
    texts = listing.title, listing.description
    words = words_of(listing.style, listing.colors, listing.materials, texts)
    return tuple(sorted(_heard(bundle, words)))


def _heard(bundle: Bundle, words: Iterable[str]) -> frozenset[str]:
    return frozenset() if bundle.stated is None else bundle.stated.heard(words)


def _seen_before(
    services: Services,
    release: Release,
    bundle: Bundle,
    jobs: Sequence[Job],
    said: Mapping[str, Words],
) -> dict[str, Seen]:
    """The vectors in the index and the predictions in the catalogue of listings whose pictures
    have not changed, nor what their merchants say that moves a vector.

    Only where the index's own version agrees with what the catalogue remembers: a worker may have
    died between writing the one and the other.
    """
    known = {
        job.listing.id: job.stored
        for job in jobs
        if job.stored.release_id == release.id
        and job.stored.images == job.listing.images
        # Once all words were remembered, not only those that are heard.
        and _heard(bundle, job.stored.words or ()) == frozenset(said[job.listing.id])
    }
    if not known:
        return {}
    entries = services.index.fetch(release.collection, list(known))
    return {
        listing_id: Seen(entry.vectors, known[listing_id].predictions)
        for listing_id, entry in entries.items()
        if entry.version == known[listing_id].version
    }


def _pictures(
    services: Services, claim_id: str, encoder: Encodes, jobs: Sequence[Job], tally: Tally
) -> dict[str, Picture]:
    """The pictures of the jobs, by listing id; a job without one is put back or parked."""
    outcomes = gather(
        [job.listing for job in jobs],
        services.fetcher,
        limits=services.decode_limits,
        size=encoder.manifest.preprocessing.size,
        seconds=services.settings.task_time_limit_seconds * PICTURES_SHARE,
    )
    pictures = {}
    for job in jobs:
        outcome = outcomes[job.listing.id]
        if isinstance(outcome, ImageRefused):
            with services.database.write() as session:
                outbox.park(
                    session,
                    claim_id,
                    job.work,
                    reason=outcome.reason,
                    detail=outcome.detail,
                    now=services.clock(),
                )
            tally.parked += 1
            log.warning(
                "listing parked",
                listing=job.listing.id,
                reason=outcome.reason,
                detail=outcome.detail,
                request_id=job.work.request_id,
            )
        elif isinstance(outcome, CredenzaError):
            log.info(
                "listing put back",
                listing=job.listing.id,
                attempt=job.work.attempts,
                detail=outcome.detail,
                request_id=job.work.request_id,
            )
            _put_back(services, claim_id, job.work, outcome.detail)
            tally.retried += 1
        else:
            pictures[job.listing.id] = outcome
    return pictures


def _put_back(
    services: Services, claim_id: str, work: Work, error: str, *, blameless: bool = False
) -> None:
    with services.database.write() as session:
        outbox.retry(
            session,
            claim_id,
            work,
            now=services.clock(),
            base=timedelta(seconds=services.settings.retry_base_seconds),
            error=error,
            blameless=blameless,
        )


def _look(
    services: Services,
    release: Release,
    bundle: Bundle,
    encoder: Encodes,
    pictures: Mapping[str, Picture],
    said: Mapping[str, Words],
) -> dict[str, Seen]:
    """What is made of pictures by listing id, and of what merchants have `said`."""
    if not pictures:
        return {}
    outputs = encoder.encode(list(pictures.values()))
    vectors = {name: outputs[name] for name in release.dimensions}
    if STYLE in vectors:
        vectors[STYLE] = bundle.styles(outputs, [said[listing_id] for listing_id in pictures])
    least = services.settings.prediction_min_confidence
    return {
        listing_id: Seen(
            {name: rows[row] for name, rows in vectors.items()},
            msgspec.structs.replace(
                predictions_of(encoder.manifest, outputs, row, min_confidence=least),
                palette=palette(picture),
            ),
        )
        for row, (listing_id, picture) in enumerate(pictures.items())
    }


def _entry(listing: Listing, seen: Seen) -> Entry:
    return Entry(
        id=listing.id,
        version=listing.version,
        scalars=scalars_of(completed(listing, seen.predictions)),
        vectors=seen.vectors,
    )
