# SPDX-License-Identifier: EUPL-1.2
"""The table of erasure orders, insert-only in the database itself."""

import sqlalchemy as sa
from alembic import op

from core.ledger.wisbevelen import append_only_ddl

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table and its triggers."""
    op.create_table(
        "wisbevel",
        sa.Column("sleutel", sa.String(length=64), nullable=False),
        sa.Column("tijd", sa.BigInteger(), nullable=False),
        sa.Column("bevel", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("sleutel"),
    )
    for statement in append_only_ddl(op.get_bind().dialect.name):
        op.execute(sa.text(statement))


def downgrade() -> None:
    """Drop the table, and everything in it."""
    op.drop_table("wisbevel")
