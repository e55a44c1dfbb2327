# SPDX-License-Identifier: EUPL-1.2
"""Alembic's environment: runs the steps on the connection that `server.migrate` hands over, in one transaction."""

from alembic import context

from server.migrate import TARGET

connection = context.config.attributes["connection"]
context.configure(connection=connection, target_metadata=list(TARGET), transaction_per_migration=False)
with context.begin_transaction():
    context.run_migrations()
