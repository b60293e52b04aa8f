"""A catalogue as revision 0003 has it, written without the tables of today."""

from __future__ import annotations

from typing import Any

from sqlalchemy import JSON, DateTime, column, insert, table

from backend.catalogue.database import Database
from backend.listing import Listing
from tests.fixtures.services import NOON

OLD_SOFA = Listing(
    id="sofa",
    version=2**40,
    title="Größe 'M'",
    images=("https://shop.example/1.jpg",),
    colors=("red", "blue"),
    price_cents=12_345,
)
_TYPES: dict[str, Any] = {
    **dict.fromkeys(("images", "indexed_images", "dimensions"), JSON()),
    **dict.fromkeys(
        (
            "created_at",
            "updated_at",
            "indexed_at",
            "registered_at",
            "owed_at",
            "available_at",
            "parked_at",
        ),
        DateTime(timezone=True),
    ),
}


def fill_old(database: Database) -> None:
    """A sofa that is indexed, a lamp whose work failed twice, a rug that was given up, a stool that
    was deleted; and two releases, of which the first is live."""
    with database.write() as session:

        def add(name: str, **values: Any) -> None:
            columns = [column(each, _TYPES.get(each)) for each in values]
            session.execute(insert(table(name, *columns)), values)

        for release, state in (("first", "live"), ("older", "retired")):
            add(
                "releases",
                id=release,
                collection=f"listings_{release}",
                dimensions={"visual": 8},
                state=state,
                registered_at=NOON,
            )
        for listing_id in ("sofa", "lamp", "rug", "stool"):
            add(
                "listings",
                id=listing_id,
                version=OLD_SOFA.version,
                deleted=listing_id == "stool",
                title=OLD_SOFA.title,
                description="",
                images=list(OLD_SOFA.images),
                price_cents=OLD_SOFA.price_cents,
                created_at=NOON,
                updated_at=NOON,
                indexed_version=OLD_SOFA.version,
                indexed_release="first",
                indexed_images=list(OLD_SOFA.images),
                indexed_at=NOON,
            )
        for position, color in enumerate(OLD_SOFA.colors):
            add(
                "listing_values",
                listing_id="sofa",
                attribute="color",
                value=color,
                position=position,
            )
        add(
            "outbox",
            listing_id="lamp",
            version=OLD_SOFA.version,
            request_id="put",
            owed_at=NOON,
            available_at=NOON,
            attempts=2,
        )
        add(
            "parked",
            listing_id="rug",
            version=OLD_SOFA.version,
            reason="http-404",
            detail="Gone.",
            attempts=6,
            request_id="put",
            parked_at=NOON,
        )
