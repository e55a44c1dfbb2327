# SPDX-License-Identifier: EUPL-1.2
"""The tables of requests of citizens: requests, their course, decisions of controllers, and sealed letters that can go."""

import sqlalchemy as sa
from alembic import op

from core.ledger.rechten import ddl

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables and their triggers."""
    op.create_table(
        "rechtenverzoek",
        sa.Column("sleutel", sa.String(36), nullable=False),
        sa.Column("oin", sa.String(20), nullable=False),
        sa.Column("recht", sa.String(60), nullable=False),
        sa.Column("tijd", sa.BigInteger(), nullable=False),
        sa.Column("termijn", sa.BigInteger(), nullable=False),
        sa.Column("stuk", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("sleutel"),
    )
    op.create_index("rechtenverzoek_oin", "rechtenverzoek", ["oin", "tijd"], unique=False)
    op.create_table(
        "rechtengebeurtenis",
        sa.Column("sleutel", sa.String(48), nullable=False),
        sa.Column("verzoek", sa.String(36), nullable=False),
        sa.Column("volgnr", sa.BigInteger(), nullable=False),
        sa.Column("soort", sa.String(24), nullable=False),
        sa.Column("oin", sa.String(20), nullable=False),
        sa.Column("tijd", sa.BigInteger(), nullable=False),
        sa.Column("stuk", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("sleutel"),
    )
    op.create_index("rechtengebeurtenis_volgorde", "rechtengebeurtenis", ["verzoek", "volgnr"], unique=True)
    op.create_table(
        "rechtenbesluit",
        sa.Column("sleutel", sa.String(64), nullable=False),
        sa.Column("soort", sa.String(24), nullable=False),
        sa.Column("oin", sa.String(20), nullable=False),
        sa.Column("tijd", sa.BigInteger(), nullable=False),
        sa.Column("stuk", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("sleutel"),
    )
    op.create_table(
        "rechtenbrief",
        sa.Column("sleutel", sa.String(60), nullable=False),
        sa.Column("verzoek", sa.String(36), nullable=False),
        sa.Column("van", sa.String(20), nullable=False),
        sa.Column("tijd", sa.BigInteger(), nullable=False),
        sa.Column("brief", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("sleutel"),
    )
    op.create_index("rechtenbrief_verzoek", "rechtenbrief", ["verzoek", "van"], unique=True)
    for statement in ddl(op.get_bind().dialect.name):
        op.execute(sa.text(statement))


def downgrade() -> None:
    """Drop the tables, and everything that was kept of requests of citizens."""
    op.drop_index("rechtenbrief_verzoek", table_name="rechtenbrief")
    op.drop_table("rechtenbrief")
    op.drop_table("rechtenbesluit")
    op.drop_index("rechtengebeurtenis_volgorde", table_name="rechtengebeurtenis")
    op.drop_table("rechtengebeurtenis")
    op.drop_index("rechtenverzoek_oin", table_name="rechtenverzoek")
    op.drop_table("rechtenverzoek")
