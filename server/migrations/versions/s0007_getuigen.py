# SPDX-License-Identifier: EUPL-1.2
"""The table of cosignatures by witnesses, insert-only in the database itself."""

import sqlalchemy as sa
from alembic import op

from audit.database import append_only

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table and its triggers."""
    op.create_table(
        "log_medeondertekeningen",
        sa.Column("shard", sa.Text(), nullable=False),
        sa.Column("omvang", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("sleutel", sa.Text(), nullable=False),
        sa.Column("tijd", sa.BigInteger(), nullable=False),
        sa.Column("regel", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("shard", "omvang", "sleutel"),
    )
    for statement in append_only("log_medeondertekeningen", op.get_bind().dialect.name):
        op.execute(sa.text(statement))


def downgrade() -> None:
    """Drop the table: the witnesses keep what they signed last, and sign the newest checkpoint again."""
    op.drop_table("log_medeondertekeningen")
