"""Sizes and palettes of listings, and a new collection for every release: what a search can filter
by has grown.

Milvus cannot add to the fields of a collection, so that each release gets one of another name, and
what was live is owed anew. The former collections stay in Milvus until they are dropped by hand.
"""

from __future__ import annotations

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_SIZES = ("width_mm", "depth_mm", "height_mm")


def upgrade() -> None:
    for size in _SIZES:
        op.add_column("listings", sa.Column(size, sa.Integer(), nullable=True))
    op.create_table(
        "palettes",
        sa.Column("listing_id", sa.String(length=128), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("color", sa.String(length=7), nullable=False),
        sa.Column("share", sa.Double(), nullable=False),
        sa.Column("cell", sa.String(length=12), nullable=False),
        sa.ForeignKeyConstraint(
            ["listing_id"],
            ["listings.id"],
            name=op.f("fk_palettes_listing_id_listings"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("listing_id", "position", name=op.f("pk_palettes")),
    )
    op.create_index("ix_palettes_cell", "palettes", ["cell"], unique=False)
    op.execute("UPDATE releases SET collection = collection || '_2'")
    _owe_all()


def downgrade() -> None:
    op.execute("UPDATE releases SET collection = substr(collection, 1, length(collection) - 2)")
    op.execute("DELETE FROM listing_values WHERE attribute = 'tag'")
    op.drop_table("palettes")
    # Not in a batch: to copy the table would take with it all that refers to its rows.
    for size in _SIZES:
        op.drop_column("listings", size)
    _owe_all()


def _owe_all() -> None:
    """Forget what the index held, and owe every listing that is for sale; work that is on its way,
    or was given up, stays as it is."""
    connection = op.get_bind()
    if connection.dialect.name == "postgresql":
        connection.execute(
            sa.text("SET LOCAL statement_timeout = 0")
        )  # it grows with the catalogue
    connection.execute(
        sa.text(
            "UPDATE listings SET indexed_version = NULL, indexed_release = NULL, "
            "indexed_images = NULL, indexed_at = NULL"
        )
    )
    connection.execute(
        sa.text(
            "INSERT INTO outbox (listing_id, version, request_id, owed_at, available_at, attempts) "
            "SELECT id, version, 'upgrade', :now, :now, 0 FROM listings WHERE deleted = :no "
            "AND id NOT IN (SELECT listing_id FROM outbox) "
            "AND id NOT IN (SELECT listing_id FROM parked)"
        ).bindparams(
            sa.bindparam("now", datetime.now(UTC), sa.DateTime(timezone=True)),
            sa.bindparam("no", False, sa.Boolean()),
        )
    )
