"""What the merchant said of a listing when it was embedded."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Nothing for what is indexed already: its vectors were made of pictures alone.
    op.add_column("listings", sa.Column("indexed_words", sa.JSON(), nullable=True))


def downgrade() -> None:
    # What was made of a statement must be made anew by whoever knows statements again.
    op.execute("UPDATE listings SET indexed_images = NULL")
    # Not in a batch: to copy the table would take with it all that refers to its rows.
    op.drop_column("listings", "indexed_words")
