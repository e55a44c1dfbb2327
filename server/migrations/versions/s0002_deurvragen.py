# SPDX-License-Identifier: EUPL-1.2
"""The table of hypothetical questions, insert-only in the database itself."""

import sqlalchemy as sa
from alembic import op

from core.ledger.deurvragen import append_only_ddl

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table and its triggers."""
    op.create_table(
        "deurvraag",
        sa.Column("sleutel", sa.String(length=49), nullable=False),
        sa.Column("tijd", sa.BigInteger(), nullable=False),
        sa.Column("gebeurtenis", sa.String(length=30), nullable=False),
        sa.Column("status", sa.String(length=5), nullable=False),
        sa.Column("adl", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("sleutel"),
    )
    op.create_index("deurvraag_tijd", "deurvraag", ["tijd"], unique=False)
    for statement in append_only_ddl(op.get_bind().dialect.name):
        op.execute(sa.text(statement))


def downgrade() -> None:
    """Drop the table, and everything in it."""
    op.drop_index("deurvraag_tijd", table_name="deurvraag")
    op.drop_table("deurvraag")
