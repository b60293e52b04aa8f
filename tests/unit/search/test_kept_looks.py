"""What was seen in photos is as the catalogue has it, and is not read anew while nothing is
written."""

from __future__ import annotations

import numpy as np

from backend.catalogue import photos
from backend.catalogue.attributes import Prediction, Predictions
from backend.catalogue.database import Database
from backend.catalogue.photos import WHOLE, Look
from backend.search.kept_looks import KeptLooks
from tests.fixtures.databases import readings, undisturbed
from tests.unit.catalogue.making import later

LOOK = Look(
    {"visual": np.array([0.6, 0.8], dtype=np.float32)},
    Predictions(category=Prediction("sofa", 0.75)),
)


def kept(database: Database, *parts: str) -> str:
    """The id of a photo that is kept for a minute, and looked at already."""
    with database.write() as session:
        photo = photos.add(session, b"JPEG", now=later(0), expires_at=later(60))
        for part in parts:
            photos.keep_look(session, photo.id, "r1", part, LOOK)
    return photo.id


def seen(looks: KeptLooks, photo_id: str, release: str, part: str, at: int = 0) -> bool:
    look = looks.get(photo_id, release, part, now=later(at))
    if look is None:
        return False
    assert look.predictions == LOOK.predictions
    assert look.vectors["visual"].tobytes() == LOOK.vectors["visual"].tobytes()
    return True


def test_as_long_as_nothing_is_written_nothing_is_read(database: Database) -> None:
    looks, photo_id = KeptLooks(database), kept(database, WHOLE)

    def read_again() -> list[str]:
        assert seen(looks, photo_id, "r1", WHOLE)
        with readings(database) as read:
            assert seen(looks, photo_id, "r1", WHOLE, at=59)
        return read

    assert undisturbed(database, read_again) == []


def test_each_part_and_each_release_is_seen_apart(database: Database) -> None:
    looks, photo_id = KeptLooks(database), kept(database, WHOLE)
    assert seen(looks, photo_id, "r1", WHOLE)
    assert not seen(looks, photo_id, "r1", "0,0,1,0.5")
    assert not seen(looks, photo_id, "r2", WHOLE)
    assert not seen(looks, kept(database), "r1", WHOLE)


def test_what_somebody_else_sees_is_there_at_once(database: Database) -> None:
    looks, photo_id = KeptLooks(database), kept(database)
    assert not seen(looks, photo_id, "r1", WHOLE)
    with database.write() as session:
        photos.keep_look(session, photo_id, "r1", WHOLE, LOOK)
    assert seen(looks, photo_id, "r1", WHOLE)


def test_an_erased_photo_is_forgotten(database: Database) -> None:
    looks, photo_id = KeptLooks(database), kept(database, WHOLE)
    assert seen(looks, photo_id, "r1", WHOLE)
    with database.write() as session:
        assert photos.erase(session, photo_id, now=later(0))
    assert not seen(looks, photo_id, "r1", WHOLE)


def test_a_photo_that_expired_is_gone_though_nobody_erased_it_yet(database: Database) -> None:
    looks, photo_id = KeptLooks(database), kept(database, WHOLE)
    assert seen(looks, photo_id, "r1", WHOLE, at=59)
    assert not seen(looks, photo_id, "r1", WHOLE, at=60)
