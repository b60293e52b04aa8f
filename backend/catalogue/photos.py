"""Shoppers' photos, kept for a stated time and then erased, with what was seen in them."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import datetime
from typing import Final

import msgspec
import numpy as np
import numpy.typing as npt
from msgspec import Struct
from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from backend.catalogue.attributes import Predictions
from backend.catalogue.tables import PhotoLookRow, PhotoRow
from backend.catalogue.upsert import affected_rows, insert_if_absent

WHOLE: Final = ""
"""The key of the photo as it is, beside those of its crops."""

MOST_LOOKS: Final = 64
"""Looks kept of one photo. Further crops are looked at each time they are asked for."""


class Photo(Struct, frozen=True):
    """A stored photo: the picture as JPEG."""

    id: str
    picture: bytes
    expires_at: datetime


class Look(Struct, frozen=True):
    """What a release sees in a photo or a part of it: unit vectors by name, and attributes."""

    vectors: Mapping[str, npt.NDArray[np.float32]]
    predictions: Predictions


def add(session: Session, picture: bytes, *, now: datetime, expires_at: datetime) -> Photo:
    """Keep the photo under a new id that cannot be guessed."""
    photo = Photo(uuid.uuid4().hex, picture, expires_at)
    session.add(PhotoRow(id=photo.id, picture=picture, created_at=now, expires_at=expires_at))
    session.flush()
    return photo


def get(session: Session, photo_id: str, *, now: datetime) -> Photo | None:
    """The photo, unless it has expired."""
    row = session.scalars(
        select(PhotoRow).where(PhotoRow.id == photo_id, PhotoRow.expires_at > now)
    ).one_or_none()
    return None if row is None else Photo(row.id, row.picture, row.expires_at)


def expires_at(session: Session, photo_id: str, *, now: datetime) -> datetime | None:
    """When the photo will be erased; None if it has been."""
    return session.scalars(
        select(PhotoRow.expires_at).where(PhotoRow.id == photo_id, PhotoRow.expires_at > now)
    ).one_or_none()


def look(
    session: Session, photo_id: str, release_id: str, part: str, *, now: datetime
) -> tuple[Look, datetime] | None:
    """What was seen in this part of the photo, and when it will be erased; None if the photo has
    expired or nobody looked."""
    found = session.execute(
        select(PhotoLookRow.vectors, PhotoLookRow.predictions, PhotoRow.expires_at)
        .join(PhotoRow, PhotoRow.id == PhotoLookRow.photo_id)
        .where(
            PhotoLookRow.photo_id == photo_id,
            PhotoLookRow.release_id == release_id,
            PhotoLookRow.part == part,
            PhotoRow.expires_at > now,
        )
    ).one_or_none()
    if found is None:
        return None
    packed = msgspec.msgpack.decode(found.vectors, type=dict[str, bytes])
    vectors = {name: np.frombuffer(data, "<f4").astype(np.float32) for name, data in packed.items()}
    return Look(vectors, msgspec.convert(found.predictions, Predictions)), found.expires_at


def keep_look(session: Session, photo_id: str, release_id: str, part: str, seen: Look) -> None:
    """Remember it for the next search. Nothing happens once the photo is gone, or when enough of
    its parts are kept."""
    # Locked, so that it is not erased before what was seen in it is there to go with it.
    there = session.scalars(
        select(PhotoRow.id).where(PhotoRow.id == photo_id).with_for_update(read=True)
    ).one_or_none()
    kept = session.scalar(select(func.count()).where(PhotoLookRow.photo_id == photo_id)) or 0
    if there is None or kept >= MOST_LOOKS:
        return
    vectors = {name: vector.astype("<f4").tobytes() for name, vector in seen.vectors.items()}
    insert_if_absent(
        session,
        PhotoLookRow,
        photo_id=photo_id,
        release_id=release_id,
        part=part,
        vectors=msgspec.msgpack.encode(vectors),
        predictions=msgspec.to_builtins(seen.predictions),
    )


def erase(session: Session, photo_id: str, *, now: datetime) -> bool:
    """Erase the photo and all that was seen in it; false if there was none."""
    return bool(
        affected_rows(
            session, delete(PhotoRow).where(PhotoRow.id == photo_id, PhotoRow.expires_at > now)
        )
    )


def erase_expired(session: Session, *, now: datetime) -> int:
    return affected_rows(session, delete(PhotoRow).where(PhotoRow.expires_at <= now))
