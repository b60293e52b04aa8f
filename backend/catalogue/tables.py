"""The tables of the catalogue. What changes here needs a revision under `migrations/versions`."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, Literal

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    DateTime,
    Dialect,
    Double,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Text,
    TypeDecorator,
    text,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship

from backend.taxonomy import Attribute


class UtcDateTime(TypeDecorator[datetime]):
    """An aware UTC time on both databases; SQLite keeps no offset of its own."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        utc = value.astimezone(UTC)
        return utc.replace(tzinfo=None) if dialect.name == "sqlite" else utc

    def process_result_value(self, value: datetime | None, _: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Table(DeclarativeBase):
    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {  # noqa: RUF012  # SQLAlchemy reads it off the class
        datetime: UtcDateTime(),
        dict[str, Any]: JSON(),
        list[str]: JSON(none_as_null=True),
    }


class ListingRow(Table):
    """The newest version of each listing; a deleted one stays as a tombstone, so that a late
    older event cannot bring it back."""

    __tablename__ = "listings"

    id: Mapped[str] = mapped_column(String(128), primary_key=True)
    version: Mapped[int] = mapped_column(BigInteger)
    deleted: Mapped[bool] = mapped_column(Boolean, default=False)
    title: Mapped[str] = mapped_column(Text, default="")
    description: Mapped[str] = mapped_column(Text, default="")
    url: Mapped[str | None] = mapped_column(Text)
    images: Mapped[list[str]] = mapped_column(default=list)
    category: Mapped[str | None] = mapped_column(String(40))
    style: Mapped[str | None] = mapped_column(String(40))
    price_cents: Mapped[int | None] = mapped_column(BigInteger)
    currency: Mapped[str | None] = mapped_column(String(3))
    stock: Mapped[int | None] = mapped_column(Integer)
    variant_group: Mapped[str | None] = mapped_column(String(128))
    width_mm: Mapped[int | None] = mapped_column(Integer)
    depth_mm: Mapped[int | None] = mapped_column(Integer)
    height_mm: Mapped[int | None] = mapped_column(Integer)
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    indexed_version: Mapped[int | None] = mapped_column(BigInteger)
    indexed_release: Mapped[str | None] = mapped_column(String(63))
    indexed_images: Mapped[list[str] | None]
    indexed_words: Mapped[list[str] | None]
    indexed_at: Mapped[datetime | None]
    values: Mapped[list[ListingValue]] = relationship(
        order_by="ListingValue.position",
        cascade="all, delete-orphan",
        passive_deletes=True,
        lazy="selectin",
    )

    __table_args__ = (
        Index("ix_listings_category", "category"),
        Index("ix_listings_created_at_id", "created_at", "id"),
        Index("ix_listings_variant_group", "variant_group"),
    )


class ListingValue(Table):
    """One colour, material or tag of a listing, the dominant one at position 0."""

    __tablename__ = "listing_values"

    listing_id: Mapped[str] = mapped_column(
        ForeignKey("listings.id", ondelete="CASCADE"), primary_key=True
    )
    attribute: Mapped[str] = mapped_column(String(16), primary_key=True)
    value: Mapped[str] = mapped_column(String(40), primary_key=True)
    position: Mapped[int] = mapped_column(Integer)

    __table_args__ = (Index("ix_listing_values_attribute_value", "attribute", "value"),)


class PredictionRow(Table):
    """One value that the model sees in a listing's picture, whatever the merchant says of it."""

    __tablename__ = "predictions"

    listing_id: Mapped[str] = mapped_column(
        ForeignKey("listings.id", ondelete="CASCADE"), primary_key=True
    )
    attribute: Mapped[Attribute] = mapped_column(String(16), primary_key=True)
    value: Mapped[str] = mapped_column(String(40), primary_key=True)
    confidence: Mapped[float] = mapped_column(Double)


class PaletteRow(Table):
    """One of the few colours that a listing's picture shows, most at position 0; `cell` is what
    `backend.images.color_cells` makes of it."""

    __tablename__ = "palettes"

    listing_id: Mapped[str] = mapped_column(
        ForeignKey("listings.id", ondelete="CASCADE"), primary_key=True
    )
    position: Mapped[int] = mapped_column(Integer, primary_key=True)
    color: Mapped[str] = mapped_column(String(7))
    share: Mapped[float] = mapped_column(Double)
    cell: Mapped[str] = mapped_column(String(12))

    __table_args__ = (Index("ix_palettes_cell", "cell"),)


class DeliveryRow(Table):
    """A webhook delivery that was accepted; its id is what makes a repeat recognisable."""

    __tablename__ = "deliveries"

    source: Mapped[str] = mapped_column(String(32), primary_key=True)
    id: Mapped[str] = mapped_column(String(255), primary_key=True)
    event: Mapped[str] = mapped_column(String(64))
    listing_id: Mapped[str] = mapped_column(String(128))
    version: Mapped[int] = mapped_column(BigInteger)
    outcome: Mapped[str] = mapped_column(String(16))
    request_id: Mapped[str] = mapped_column(String(64))
    received_at: Mapped[datetime]

    __table_args__ = (Index("ix_deliveries_received_at", "received_at"),)


class OutboxRow(Table):
    """Indexing work owed for a listing: at most one row a listing, whatever happens to it.

    `claim_id` and `claimed_until` are the lease of the worker that has it in hand.
    """

    __tablename__ = "outbox"

    listing_id: Mapped[str] = mapped_column(
        ForeignKey("listings.id", ondelete="CASCADE"), primary_key=True
    )
    version: Mapped[int] = mapped_column(BigInteger)
    request_id: Mapped[str] = mapped_column(String(64))
    owed_at: Mapped[datetime]
    available_at: Mapped[datetime]
    attempts: Mapped[int] = mapped_column(Integer, default=0)
    claim_id: Mapped[str | None] = mapped_column(String(32))
    claimed_until: Mapped[datetime | None]
    last_error: Mapped[str | None] = mapped_column(Text)

    __table_args__ = (
        Index("ix_outbox_available_at", "available_at"),
        Index("ix_outbox_claim_id", "claim_id"),
    )


class ParkedRow(Table):
    """Work that failed for good, with its reason, until it is replayed or superseded."""

    __tablename__ = "parked"

    listing_id: Mapped[str] = mapped_column(
        ForeignKey("listings.id", ondelete="CASCADE"), primary_key=True
    )
    version: Mapped[int] = mapped_column(BigInteger)
    reason: Mapped[str] = mapped_column(String(64))
    detail: Mapped[str] = mapped_column(Text)
    attempts: Mapped[int] = mapped_column(Integer)
    request_id: Mapped[str] = mapped_column(String(64))
    parked_at: Mapped[datetime]


class ReleaseRow(Table):
    """A model release the catalogue knows; exactly one is live, and with it its collection."""

    __tablename__ = "releases"

    id: Mapped[str] = mapped_column(String(63), primary_key=True)
    collection: Mapped[str] = mapped_column(String(128), unique=True)
    dimensions: Mapped[dict[str, Any]]
    state: Mapped[str] = mapped_column(String(16))
    registered_at: Mapped[datetime]
    activated_at: Mapped[datetime | None]

    __table_args__ = (
        Index(
            "uq_releases_live",
            "state",
            unique=True,
            sqlite_where=text("state = 'live'"),
            postgresql_where=text("state = 'live'"),
        ),
    )


class PhotoRow(Table):
    """A shopper's photo, kept until it expires."""

    __tablename__ = "photos"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    picture: Mapped[bytes] = mapped_column(LargeBinary)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]

    __table_args__ = (Index("ix_photos_expires_at", "expires_at"),)


class PhotoLookRow(Table):
    """What one release sees in a part of a photo; it goes when the photo goes."""

    __tablename__ = "photo_looks"

    photo_id: Mapped[str] = mapped_column(
        ForeignKey("photos.id", ondelete="CASCADE"), primary_key=True
    )
    release_id: Mapped[str] = mapped_column(String(63), primary_key=True)
    part: Mapped[str] = mapped_column(String(40), primary_key=True)
    vectors: Mapped[bytes] = mapped_column(LargeBinary)
    predictions: Mapped[dict[str, Any]]


class RuleRow(Table):
    """A merchandising rule; `definition` is what it does, to what and for whom."""

    __tablename__ = "rules"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    definition: Mapped[dict[str, Any]]
    starts_at: Mapped[datetime | None]
    ends_at: Mapped[datetime | None]
    state: Mapped[Literal["draft", "published", "withdrawn"]] = mapped_column(String(16))
    revision: Mapped[int] = mapped_column(Integer)
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]

    __table_args__ = (Index("ix_rules_state", "state"),)


class RecordedQueryRow(Table):
    """A query that shoppers have asked, and how often it was among those sampled; `key` is the same
    for the same query."""

    __tablename__ = "recorded_queries"

    key: Mapped[str] = mapped_column(String(32), primary_key=True)
    question: Mapped[Literal["similar", "compatible"]] = mapped_column(String(16))
    query: Mapped[dict[str, Any]]
    times: Mapped[int] = mapped_column(BigInteger)
    first_at: Mapped[datetime]
    last_at: Mapped[datetime]

    __table_args__ = (Index("ix_recorded_queries_last_at", "last_at"),)
