"""What is seen in a shopper's photo and in its parts, under each release."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "photo_looks",
        sa.Column("photo_id", sa.String(length=32), nullable=False),
        sa.Column("release_id", sa.String(length=63), nullable=False),
        sa.Column("part", sa.String(length=40), nullable=False),
        sa.Column("vectors", sa.LargeBinary(), nullable=False),
        sa.Column("predictions", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["photo_id"],
            ["photos.id"],
            name=op.f("fk_photo_looks_photo_id_photos"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("photo_id", "release_id", "part", name=op.f("pk_photo_looks")),
    )
    # The vector was of the look that is kept above now, and is worked out anew when it is needed.
    with op.batch_alter_table("photos") as photos:
        photos.drop_column("vector")
        photos.drop_column("release_id")


def downgrade() -> None:
    # Without its vector a photo is of no use to the version before; it lives for a day anyway.
    op.execute("DELETE FROM photos")
    with op.batch_alter_table("photos") as photos:
        photos.add_column(sa.Column("release_id", sa.String(length=63), nullable=False))
        photos.add_column(sa.Column("vector", sa.LargeBinary(), nullable=False))
    op.drop_table("photo_looks")
