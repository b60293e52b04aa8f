"""Run by Alembic with the connection that `migrations.schema` hands over."""

from __future__ import annotations

from alembic import context

from backend.catalogue.tables import Table

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Table.metadata,
    # SQLite cannot alter a table in place; Alembic then copies it.
    render_as_batch=True,
    transaction_per_migration=False,
)
with context.begin_transaction():
    context.run_migrations()
