from __future__ import annotations

import numpy as np

from backend.catalogue import photos
from backend.catalogue.attributes import Prediction, Predictions
from backend.catalogue.database import Database
from backend.catalogue.photos import MOST_LOOKS, WHOLE, Look, Photo
from tests.unit.catalogue.making import later

VECTOR = np.array([0.6, -0.8, 1e-30], dtype=np.float32)
SEEN = Predictions(category=Prediction("sofa", 0.75), colors=(Prediction("teal", 0.5),))
LOOK = Look({"visual": VECTOR, "style": VECTOR[:2]}, SEEN)


def kept(database: Database, seconds: int = 60) -> Photo:
    with database.write() as session:
        return photos.add(session, b"\0JPEG", now=later(0), expires_at=later(seconds))


def remember(database: Database, photo_id: str, release: str, part: str) -> None:
    with database.write() as session:
        photos.keep_look(session, photo_id, release, part, LOOK)


def looks(database: Database, photo_id: str, release: str, part: str, at: int = 0) -> Look | None:
    with database.read() as session:
        found = photos.look(session, photo_id, release, part, now=later(at))
    if found is None:
        return None
    look, expires_at = found
    assert expires_at == later(60)
    return look


def test_a_photo_is_kept_until_it_expires(database: Database) -> None:
    photo = kept(database)
    with database.read() as session:
        found = photos.get(session, photo.id, now=later(59))
        assert found is not None
        assert (found.picture, found.expires_at) == (b"\0JPEG", later(60))
        assert photos.expires_at(session, photo.id, now=later(59)) == later(60)
        for wanted in (photos.get, photos.expires_at):
            assert wanted(session, photo.id, now=later(60)) is None
            assert wanted(session, "unknown", now=later(0)) is None


def test_what_was_seen_is_kept_bit_by_bit(database: Database) -> None:
    photo = kept(database)
    remember(database, photo.id, "r1", WHOLE)
    found = looks(database, photo.id, "r1", WHOLE)
    assert found is not None
    assert found.predictions == SEEN
    assert {name: row.tobytes() for name, row in found.vectors.items()} == {
        name: row.tobytes() for name, row in LOOK.vectors.items()
    }


def test_each_release_and_each_part_is_seen_apart(database: Database) -> None:
    photo = kept(database)
    remember(database, photo.id, "r1", WHOLE)
    assert looks(database, photo.id, "r2", WHOLE) is None
    assert looks(database, photo.id, "r1", "0,0,1,0.5") is None
    assert looks(database, kept(database).id, "r1", WHOLE) is None


def test_nothing_that_was_seen_outlives_its_photo(database: Database) -> None:
    photo = kept(database)
    remember(database, photo.id, "r1", WHOLE)
    assert looks(database, photo.id, "r1", WHOLE, at=59) is not None
    assert looks(database, photo.id, "r1", WHOLE, at=60) is None
    with database.write() as session:
        assert photos.erase_expired(session, now=later(60)) == 1
    assert looks(database, photo.id, "r1", WHOLE) is None
    remember(database, photo.id, "r1", WHOLE)
    assert looks(database, photo.id, "r1", WHOLE) is None


def test_two_that_look_at_once_leave_one_look(database: Database) -> None:
    photo = kept(database)
    remember(database, photo.id, "r1", WHOLE)
    remember(database, photo.id, "r1", WHOLE)
    assert looks(database, photo.id, "r1", WHOLE) is not None


def test_no_more_parts_are_kept_than_are_useful(database: Database) -> None:
    photo = kept(database)
    for number in range(MOST_LOOKS + 1):
        remember(database, photo.id, "r1", str(number))
    found = [looks(database, photo.id, "r1", str(number)) for number in range(MOST_LOOKS + 1)]
    assert [look is not None for look in found] == [True] * MOST_LOOKS + [False]


def test_only_what_has_expired_is_erased(database: Database) -> None:
    old, new = kept(database, 60), kept(database, 61)
    with database.write() as session:
        assert photos.erase_expired(session, now=later(60)) == 1
        assert photos.get(session, old.id, now=later(0)) is None
        assert photos.get(session, new.id, now=later(0)) is not None


def test_a_photo_may_be_erased_before_its_time(database: Database) -> None:
    photo = kept(database)
    with database.write() as session:
        assert not photos.erase(session, photo.id, now=later(60))
        assert photos.erase(session, photo.id, now=later(0))
        assert not photos.erase(session, photo.id, now=later(0))
        assert photos.get(session, photo.id, now=later(0)) is None


def test_two_photos_alike_have_different_ids(database: Database) -> None:
    assert kept(database).id != kept(database).id
