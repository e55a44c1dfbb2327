# SPDX-License-Identifier: EUPL-1.2
"""The tables of grants made after the push and of what happened to records, insert-only in the database itself."""

import sqlalchemy as sa
from alembic import op

from audit.database import append_only

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables and their triggers."""
    op.create_table(
        "toekenning_later",
        sa.Column("sleutel", sa.String(64), nullable=False),
        sa.Column("record", sa.String(36), nullable=False),
        sa.Column("door", sa.String(20), nullable=False),
        sa.Column("tijd", sa.BigInteger(), nullable=False),
        sa.Column("toekenningen", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("sleutel"),
    )
    op.create_index("toekenning_later_record", "toekenning_later", ["record"], unique=False)
    op.create_table(
        "levensloop",
        sa.Column("sleutel", sa.String(64), nullable=False),
        sa.Column("record", sa.String(36), nullable=False),
        sa.Column("soort", sa.String(40), nullable=False),
        sa.Column("door", sa.String(20), nullable=False),
        sa.Column("tijd", sa.BigInteger(), nullable=False),
        sa.Column("document", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("sleutel"),
    )
    op.create_index("levensloop_record", "levensloop", ["record", "soort"], unique=False)
    dialect = op.get_bind().dialect.name
    for table in ("toekenning_later", "levensloop"):
        for statement in append_only(table, dialect):
            op.execute(sa.text(statement))


def downgrade() -> None:
    """Drop the tables, and everything in them."""
    op.drop_index("levensloop_record", table_name="levensloop")
    op.drop_table("levensloop")
    op.drop_index("toekenning_later_record", table_name="toekenning_later")
    op.drop_table("toekenning_later")
