# SPDX-License-Identifier: EUPL-1.2
"""The tables about keeping items: signed decisions, and the events of each record. Insert-only in the database itself."""

import sqlalchemy as sa
from alembic import op

from core.ledger.bewaring import append_only_ddl

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables and their triggers."""
    op.create_table(
        "bewaarbesluit",
        sa.Column("sleutel", sa.String(64), nullable=False),
        sa.Column("soort", sa.String(24), nullable=False),
        sa.Column("tijd", sa.BigInteger(), nullable=False),
        sa.Column("besluit", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("sleutel"),
    )
    op.create_table(
        "bewaring",
        sa.Column("sleutel", sa.String(48), nullable=False),
        sa.Column("record", sa.String(36), nullable=False),
        sa.Column("volgnr", sa.BigInteger(), nullable=False),
        sa.Column("soort", sa.String(24), nullable=False),
        sa.Column("tijd", sa.BigInteger(), nullable=False),
        sa.Column("gebeurtenis", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("sleutel"),
    )
    op.create_index("bewaring_volgorde", "bewaring", ["record", "volgnr"], unique=True)
    op.create_index("bewaring_soort", "bewaring", ["soort", "tijd"], unique=False)
    for statement in append_only_ddl(op.get_bind().dialect.name):
        op.execute(sa.text(statement))


def downgrade() -> None:
    """Drop the tables, and everything in them."""
    op.drop_index("bewaring_soort", table_name="bewaring")
    op.drop_index("bewaring_volgorde", table_name="bewaring")
    op.drop_table("bewaring")
    op.drop_table("bewaarbesluit")
