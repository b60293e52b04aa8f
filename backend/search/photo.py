"""A shopper's photo: looked at once, searched with any number of times, then erased."""

from __future__ import annotations

import io
from datetime import timedelta

import msgspec
from PIL import Image

from backend.bootstrap import Services
from backend.catalogue import photos
from backend.catalogue.criteria import Criteria
from backend.catalogue.photos import Photo
from backend.encoder.port import Encodes
from backend.errors import NotFound
from backend.images.decode import decode
from backend.images.load import prepare
from backend.index.port import Vector
from backend.search.similar import VISUAL, Answer, similar_to_vector

# What is kept of a photo, in pixels: enough to look at it again with a newer model or cropped.
KEPT_SIDE = 768


def add_photo(services: Services, data: bytes) -> Photo:
    """Decode, embed and keep a photo. Raises `ImageRefused` naming what is wrong with it."""
    kept = _normalized(services, data)
    release = services.live_release()
    vector = _embedded(services, services.encoders.get(release.id), kept)
    now = services.clock()
    with services.database.write() as session:
        return photos.add(
            session,
            kept,
            release.id,
            vector,
            now=now,
            expires_at=now + timedelta(seconds=services.settings.photo_retention_seconds),
        )


def similar_to_photo(services: Services, photo_id: str, criteria: Criteria, limit: int) -> Answer:
    """The listings that look most like the photo. Raises `NotFound` once it has expired."""
    with services.database.read() as session:
        photo = photos.get(session, photo_id, now=services.clock())
    if photo is None:
        raise NotFound("There is no such photo, or it has been erased.")
    release = services.live_release()
    vector = photo.vector
    if photo.release_id != release.id:
        vector = _embedded(services, services.encoders.get(release.id), photo.picture)
        with services.database.write() as session:
            photos.set_vector(session, photo.id, release.id, vector)
    return similar_to_vector(services, release, vector, criteria, limit)


def _normalized(services: Services, data: bytes) -> bytes:
    limits = msgspec.structs.replace(
        services.decode_limits,
        max_pixels=min(services.decode_limits.max_pixels, services.settings.photo_max_pixels),
    )
    with services.unpacking:
        image = decode(data, limits=limits, draft_size=2 * KEPT_SIDE)
        image.thumbnail((KEPT_SIDE, KEPT_SIDE), Image.Resampling.LANCZOS)
    buffer = io.BytesIO()
    image.save(buffer, "JPEG", quality=90)
    return buffer.getvalue()


def _embedded(services: Services, encoder: Encodes, data: bytes) -> Vector:
    size = encoder.manifest.preprocessing.size
    picture = prepare(data, limits=services.decode_limits, size=size)
    vector: Vector = encoder.encode([picture])[VISUAL][0]
    return vector
