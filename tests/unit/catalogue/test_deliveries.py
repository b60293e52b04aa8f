from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from backend.catalogue import deliveries
from backend.catalogue.database import Database
from backend.catalogue.tables import DeliveryRow
from tests.unit.catalogue.making import later


def _register(
    session: Session, delivery_id: str, *, source: str = "standard", at: datetime | None = None
) -> bool:
    return deliveries.register(
        session,
        source=source,
        delivery_id=delivery_id,
        event="listing.updated",
        listing_id="sofa",
        version=1,
        request_id="test",
        now=at or later(0),
    )


def test_a_delivery_is_new_once(database: Database) -> None:
    with database.write() as session:
        assert _register(session, "msg_1")
    with database.write() as session:
        assert not _register(session, "msg_1")
        assert _register(session, "msg_2")
        assert _register(session, "msg_1", source="another-shop")


def test_a_delivery_whose_transaction_fails_is_new_again(database: Database) -> None:
    with database.read() as session:
        assert _register(session, "msg_1")
    with database.write() as session:
        assert _register(session, "msg_1")


def test_what_became_of_a_delivery_is_kept(database: Database) -> None:
    with database.write() as session:
        _register(session, "msg_1")
        _register(session, "msg_2")
        deliveries.conclude(session, source="standard", delivery_id="msg_1", outcome="created")
    with database.read() as session:
        assert session.get_one(DeliveryRow, ("standard", "msg_1")).outcome == "created"
        assert session.get_one(DeliveryRow, ("standard", "msg_2")).outcome == ""


def test_only_old_deliveries_are_forgotten(database: Database) -> None:
    with database.write() as session:
        _register(session, "old", at=later(-1))
        _register(session, "new", at=later(0))
    with database.write() as session:
        assert deliveries.forget(session, received_before=later(0)) == 1
    with database.write() as session:
        assert _register(session, "old")
        assert not _register(session, "new")
