# SPDX-License-Identifier: EUPL-1.2
"""The table of what controllers and FGs said of editions of the GEB; append-only."""

import sqlalchemy as sa
from alembic import op

from core.ledger.gebbesluiten import append_only_ddl

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table and its triggers."""
    op.create_table(
        "geb_besluit",
        sa.Column("sleutel", sa.String(110), nullable=False),
        sa.Column("editie", sa.String(64), nullable=False),
        sa.Column("tijd", sa.BigInteger(), nullable=False),
        sa.Column("besluit", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("sleutel"),
    )
    op.create_index("geb_besluit_editie", "geb_besluit", ["editie"], unique=False)
    op.create_index("geb_besluit_tijd", "geb_besluit", ["tijd"], unique=False)
    for statement in append_only_ddl(op.get_bind().dialect.name):
        op.execute(sa.text(statement))


def downgrade() -> None:
    """Drop the table, and every adoption and advice in it."""
    op.drop_index("geb_besluit_tijd", table_name="geb_besluit")
    op.drop_index("geb_besluit_editie", table_name="geb_besluit")
    op.drop_table("geb_besluit")
