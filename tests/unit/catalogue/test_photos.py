from __future__ import annotations

import numpy as np

from backend.catalogue import photos
from backend.catalogue.database import Database
from tests.unit.catalogue.making import later

VECTOR = np.array([0.6, -0.8, 1e-30], dtype=np.float32)


def test_a_photo_is_kept_until_it_expires(database: Database) -> None:
    with database.write() as session:
        kept = photos.add(session, b"\0JPEG", "r1", VECTOR, now=later(0), expires_at=later(60))
    with database.read() as session:
        found = photos.get(session, kept.id, now=later(59))
        assert found is not None
        assert (found.picture, found.release_id, found.expires_at) == (b"\0JPEG", "r1", later(60))
        assert found.vector.dtype == np.float32
        assert found.vector.tobytes() == VECTOR.tobytes()
        assert photos.get(session, kept.id, now=later(60)) is None
        assert photos.get(session, "unknown", now=later(0)) is None


def test_only_what_has_expired_is_erased(database: Database) -> None:
    with database.write() as session:
        old, new = (
            photos.add(session, b"x", "r1", VECTOR, now=later(0), expires_at=later(seconds))
            for seconds in (60, 61)
        )
    with database.write() as session:
        assert photos.erase_expired(session, now=later(60)) == 1
        assert photos.get(session, old.id, now=later(0)) is None
        assert photos.get(session, new.id, now=later(0)) is not None


def test_a_photo_gets_a_vector_of_another_release(database: Database) -> None:
    with database.write() as session:
        kept = photos.add(session, b"x", "r1", VECTOR, now=later(0), expires_at=later(60))
    with database.write() as session:
        photos.set_vector(session, kept.id, "r2", VECTOR[:2])
        photos.set_vector(session, "unknown", "r2", VECTOR)
    with database.read() as session:
        found = photos.get(session, kept.id, now=later(0))
        assert found is not None
        assert (found.release_id, found.vector.tolist()) == ("r2", VECTOR[:2].tolist())


def test_two_photos_alike_have_different_ids(database: Database) -> None:
    with database.write() as session:
        first, second = (
            photos.add(session, b"x", "r1", VECTOR, now=later(0), expires_at=later(60))
            for _ in range(2)
        )
    assert first.id != second.id
