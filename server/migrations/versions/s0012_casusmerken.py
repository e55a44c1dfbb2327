# SPDX-License-Identifier: EUPL-1.2
"""The tables of tags of casussen and of the wraps of their keys; only named rows go."""

import sqlalchemy as sa
from alembic import op

from core.ledger.vervallen import erasable_ddl

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

TABLES = ("merksleutel", "casusmerk")


def upgrade() -> None:
    """Make the tables and their triggers."""
    op.create_table(
        "merksleutel",
        sa.Column("sleutel", sa.String(80), nullable=False),
        sa.Column("casus", sa.String(36), nullable=False),
        sa.Column("tijdvak", sa.BigInteger(), nullable=False),
        sa.Column("door", sa.String(20), nullable=False),
        sa.Column("tijd", sa.BigInteger(), nullable=False),
        sa.Column("sleutels", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("sleutel"),
    )
    op.create_index("merksleutel_casus", "merksleutel", ["casus", "tijdvak"], unique=False)
    op.create_table(
        "casusmerk",
        sa.Column("sleutel", sa.String(36), nullable=False),
        sa.Column("casus", sa.String(36), nullable=False),
        sa.Column("tijdvak", sa.BigInteger(), nullable=False),
        sa.Column("record", sa.String(36), nullable=False),
        sa.Column("tijd", sa.BigInteger(), nullable=False),
        sa.Column("merk", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("sleutel"),
    )
    op.create_index("casusmerk_casus", "casusmerk", ["casus", "record"], unique=False)
    dialect = op.get_bind().dialect.name
    for table in TABLES:
        for statement in erasable_ddl(table, dialect):
            op.execute(sa.text(statement))


def downgrade() -> None:
    """Drop the tables, and every tag and key of them."""
    op.drop_index("casusmerk_casus", table_name="casusmerk")
    op.drop_table("casusmerk")
    op.drop_index("merksleutel_casus", table_name="merksleutel")
    op.drop_table("merksleutel")
