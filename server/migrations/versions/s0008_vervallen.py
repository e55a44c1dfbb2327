# SPDX-License-Identifier: EUPL-1.2
"""The table of what may go, and triggers that let exactly those rows of records and wraps go."""

import sqlalchemy as sa
from alembic import op

from audit.database import append_only, drop_append_only
from core.ledger.vervallen import ERASABLE, ddl

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table and replace the triggers."""
    op.create_table(
        "vervallen",
        sa.Column("sleutel", sa.String(200), nullable=False),
        sa.Column("reden", sa.String(40), nullable=False),
        sa.Column("tijd", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("sleutel"),
    )
    for statement in ddl(op.get_bind().dialect.name):
        op.execute(sa.text(statement))


def downgrade() -> None:
    """Refuse every DELETE again, and drop the table: what went stays gone, and verifying says why no more."""
    dialect = op.get_bind().dialect.name
    for table in ERASABLE:
        for statement in (*drop_append_only(table, dialect), *append_only(table, dialect)):
            op.execute(sa.text(statement))
    op.drop_table("vervallen")
