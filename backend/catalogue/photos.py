"""Shoppers' photos, kept for a stated time and then erased."""

from __future__ import annotations

import uuid
from datetime import datetime

import numpy as np
import numpy.typing as npt
from msgspec import Struct
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from backend.catalogue.tables import PhotoRow
from backend.catalogue.upsert import affected_rows


class Photo(Struct, frozen=True):
    """A stored photo: the picture as JPEG, and its unit vector under `release_id`."""

    id: str
    picture: bytes
    release_id: str
    vector: npt.NDArray[np.float32]
    expires_at: datetime


def add(
    session: Session,
    picture: bytes,
    release_id: str,
    vector: npt.NDArray[np.float32],
    *,
    now: datetime,
    expires_at: datetime,
) -> Photo:
    """Keep the photo under a new id that cannot be guessed."""
    photo = Photo(uuid.uuid4().hex, picture, release_id, vector, expires_at)
    session.add(
        PhotoRow(
            id=photo.id,
            picture=picture,
            release_id=release_id,
            vector=_to_bytes(vector),
            created_at=now,
            expires_at=expires_at,
        )
    )
    session.flush()
    return photo


def get(session: Session, photo_id: str, *, now: datetime) -> Photo | None:
    """The photo, unless it has expired."""
    row = session.scalars(
        select(PhotoRow).where(PhotoRow.id == photo_id, PhotoRow.expires_at > now)
    ).one_or_none()
    if row is None:
        return None
    vector = np.frombuffer(row.vector, dtype="<f4").astype(np.float32)
    return Photo(row.id, row.picture, row.release_id, vector, row.expires_at)


def set_vector(
    session: Session, photo_id: str, release_id: str, vector: npt.NDArray[np.float32]
) -> None:
    """Replace the vector, after a change of release."""
    row = session.get(PhotoRow, photo_id)
    if row is not None:
        row.release_id = release_id
        row.vector = _to_bytes(vector)


def erase_expired(session: Session, *, now: datetime) -> int:
    return affected_rows(session, delete(PhotoRow).where(PhotoRow.expires_at <= now))


def _to_bytes(vector: npt.NDArray[np.float32]) -> bytes:
    return vector.astype("<f4").tobytes()
