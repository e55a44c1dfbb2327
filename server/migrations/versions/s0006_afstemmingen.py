# SPDX-License-Identifier: EUPL-1.2
"""The table of afstemmingen, insert-only in the database itself."""

import sqlalchemy as sa
from alembic import op

from core.ledger.afstemmingen import append_only_ddl

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table and its triggers."""
    op.create_table(
        "afstemming",
        sa.Column("sleutel", sa.String(length=31), nullable=False),
        sa.Column("oin", sa.String(length=20), nullable=False),
        sa.Column("dag", sa.String(length=10), nullable=False),
        sa.Column("tijd", sa.BigInteger(), nullable=False),
        sa.Column("afstemming", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("sleutel"),
    )
    op.create_index("afstemming_volgorde", "afstemming", ["oin", "dag"], unique=False)
    for statement in append_only_ddl(op.get_bind().dialect.name):
        op.execute(sa.text(statement))


def downgrade() -> None:
    """Drop the table, and everything in it."""
    op.drop_index("afstemming_volgorde", table_name="afstemming")
    op.drop_table("afstemming")
