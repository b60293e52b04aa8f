"""A shopper's photo: looked at once, searched with any number of times, then erased."""

from __future__ import annotations

import io
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import NamedTuple

import msgspec
import structlog
from msgspec import Struct
from PIL import Image

from backend.bootstrap import Services
from backend.catalogue import photos
from backend.catalogue.attributes import Predictions, attributes_of
from backend.catalogue.photos import WHOLE, Look
from backend.encoder.manifest import Manifest, attribute_output
from backend.encoder.neighbours import BESIDE, NEIGHBOURS, beside_neighbours
from backend.encoder.port import Vectors
from backend.errors import ImageRefused, IndexUnavailable, NotFound, Overloaded
from backend.images.crop import Crop
from backend.images.decode import decode
from backend.images.load import prepare
from backend.images.resize import letterbox
from backend.index.port import Vector
from backend.ingest.predict import predictions_of
from backend.listing import Listing
from backend.search.anchors import Anchor, Anchors
from backend.search.inquiry import Inquiry
from backend.search.reasons import Known
from backend.search.retrieve import Match, Target, nearest
from backend.search.similar import VISUAL

log = structlog.get_logger(__name__)

# What is kept of a photo, in pixels: enough to look at it again with a newer model or cropped.
KEPT_SIDE = 768


class SeenPhoto(Struct, frozen=True):
    """A photo that is kept until `expires_at`, and what is seen in it or in a part of it. Of a
    category and a style the likeliest is named, however likely, in the light of what the catalogue
    had that looks like it when it was seen first."""

    id: str
    expires_at: datetime
    seen: Predictions


class _Seen(NamedTuple):
    """A look, which is `whole` if the catalogue was heard; another one is not kept."""

    look: Look
    whole: bool


def add_photo(services: Services, data: bytes) -> SeenPhoto:
    """Decode, look at and keep a photo. Raises `ImageRefused` naming what is wrong with it."""
    inquiry = Inquiry.begin(services)
    with services.limits.photos.entered():
        kept = _normalized(inquiry, data)
        outputs = _outputs(inquiry, kept, None)
    seen = _look(inquiry, outputs)
    now = services.clock()
    with services.database.write() as session:
        photo = photos.add(
            session,
            kept,
            now=now,
            expires_at=now + timedelta(seconds=services.settings.photo_retention_seconds),
        )
        if seen.whole:
            photos.keep_look(session, photo.id, inquiry.release.id, WHOLE, seen.look)
    return SeenPhoto(photo.id, photo.expires_at, seen.look.predictions)


def add_photo_from(services: Services, url: str) -> SeenPhoto:
    """The same for a photo that is fetched, within the bounds of listings' pictures. Raises
    `ImageRefused` and `ImageUnavailable`."""
    if not url.lower().startswith(("http://", "https://")):
        raise ImageRefused("unsupported-scheme", "Only http and https addresses are fetched.")
    with services.limits.fetches.entered():
        data = services.fetcher.fetch(url)
    return add_photo(services, data)


def see_photo(services: Services, photo_id: str, crop: Crop | None) -> SeenPhoto:
    """What is seen in the photo. Raises `NotFound` once it has expired."""
    inquiry = Inquiry.begin(services)
    look = _seen(inquiry, photo_id, crop)
    return SeenPhoto(photo_id, check_photo(inquiry, photo_id), look.predictions)


def check_photo(inquiry: Inquiry, photo_id: str) -> datetime:
    """When the photo will be erased. Raises `NotFound` once it has been."""
    services = inquiry.services
    with inquiry.budget.stage("catalogue"), services.database.read() as session:
        expires_at = photos.expires_at(session, photo_id, now=services.clock())
    if expires_at is None:
        raise _gone()
    return expires_at


def erase_photo(services: Services, photo_id: str) -> None:
    """Before its time is over. Raises `NotFound` if it is gone already."""
    with services.database.write() as session:
        erased = photos.erase(session, photo_id, now=services.clock())
    if not erased:
        raise _gone()


def photo_anchors(
    inquiry: Inquiry, photo_id: str, crop: Crop | None = None, shows: str | None = None
) -> Anchors:
    """What the photo shows, to search with. `shows` is its category, where the caller knows it
    better than the model. Raises `NotFound` once the photo has expired."""
    look = _seen(inquiry, photo_id, crop)
    named = Listing(id=photo_id, version=1, title="", category=shows)
    attributes = attributes_of(named, look.predictions)
    return Anchors(
        (
            Anchor(
                listing_id=None,
                category=None if attributes.category is None else attributes.category.value,
                vectors=look.vectors,
                known=Known(attributes),
            ),
        )
    )


def _seen(inquiry: Inquiry, photo_id: str, crop: Crop | None) -> Look:
    services, release_id = inquiry.services, inquiry.release.id
    part = WHOLE if crop is None else crop.key
    now = services.clock()
    with inquiry.budget.stage("catalogue"):
        look = services.looks.get(photo_id, release_id, part, now=now)
    if look is not None:
        return look
    with inquiry.budget.stage("catalogue"), services.database.read() as session:
        photo = photos.get(session, photo_id, now=now)
    if photo is None:
        raise _gone()
    with services.limits.photos.entered():
        outputs = _outputs(inquiry, photo.picture, crop)
    seen = _look(inquiry, outputs)
    if seen.whole:
        with services.database.write() as session:
            photos.keep_look(session, photo_id, release_id, part, seen.look)
    return seen.look


def _gone() -> NotFound:
    return NotFound("There is no such photo, or it has been erased.")


def _normalized(inquiry: Inquiry, data: bytes) -> bytes:
    services = inquiry.services
    limits = msgspec.structs.replace(
        services.decode_limits,
        max_pixels=min(services.decode_limits.max_pixels, services.settings.photo_max_pixels),
    )
    with inquiry.budget.stage("decode"):
        image = decode(data, limits=limits, draft_size=2 * KEPT_SIDE)
        image.thumbnail((KEPT_SIDE, KEPT_SIDE), Image.Resampling.LANCZOS)
    buffer = io.BytesIO()
    image.save(buffer, "JPEG", quality=90)
    return buffer.getvalue()


def _outputs(inquiry: Inquiry, data: bytes, crop: Crop | None) -> dict[str, Vectors]:
    """What the model says of the photo or a part of it, one row each; behind the photos' door."""
    services = inquiry.services
    encoder = services.encoders.get(inquiry.release.id)
    size, limits = encoder.manifest.preprocessing.size, services.decode_limits
    with inquiry.budget.stage("decode"):
        if crop is None:
            picture = prepare(data, limits=limits, size=size)
        else:
            picture = letterbox(crop.of(decode(data, limits=limits)), size)
    with inquiry.budget.stage("embed"):
        return encoder.encode([picture])


def _look(inquiry: Inquiry, outputs: Mapping[str, Vectors]) -> _Seen:
    """Outside the photos' door: while the index hangs, others' photos are still looked at."""
    manifest = inquiry.bundle.manifest
    vectors = {name: outputs[name][0] for name in manifest.outputs}
    try:
        beside = _beside_the_catalogue(inquiry, manifest, vectors, outputs)
    except (IndexUnavailable, Overloaded) as error:
        log.warning("photo seen without the catalogue", error=error.detail)
        beside = None
    predictions = predictions_of(manifest, {**outputs, **(beside or {})}, 0, min_confidence=0)
    return _Seen(Look(vectors, predictions), whole=beside is not None)


def _beside_the_catalogue(
    inquiry: Inquiry,
    manifest: Manifest,
    vectors: Mapping[str, Vector],
    outputs: Mapping[str, Vectors],
) -> dict[str, Vectors]:
    """The probabilities of what each piece has one of, in the light of the listings that the photo
    looks like and of which their merchants say it. Raises what searches do."""
    alike = _alike(inquiry, vectors)
    told = {}
    for attribute in BESIDE:
        output = manifest.attributes.get(attribute)
        if output is None:
            continue
        column = {value: place for place, value in enumerate(output.values)}
        named = [(getattr(each.stored.listing, attribute), each.score or 0.0) for each in alike]
        neighbours = [(column[value], score) for value, score in named if value in column]
        name = attribute_output(attribute)
        told[name] = beside_neighbours(outputs[name][0], neighbours)[None]
    return told


def _alike(inquiry: Inquiry, vectors: Mapping[str, Vector]) -> list[Match]:
    calibration = inquiry.bundle.calibration
    if calibration is None:
        return []
    target = Target(VISUAL, vectors[VISUAL], calibration.visual_probability)
    return nearest(inquiry, target, None, NEIGHBOURS).matches
