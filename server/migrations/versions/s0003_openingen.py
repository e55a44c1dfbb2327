# SPDX-License-Identifier: EUPL-1.2
"""Opening keys stand side by side in the kluis, per batch and kind; a head is followed by at most one other.

Rows that are there keep their own value in the kluis: place 0 of one key.
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_TABLES = ("log_openingen_feit", "log_openingen_persoon")


def upgrade() -> None:
    """Add the place of a key, and the index that is the compare-and-swap of the log."""
    for table in _TABLES:
        op.add_column(table, sa.Column("plaats", sa.BigInteger(), server_default="0", nullable=False))
    op.create_index("log_hoofden_vorige", "log_hoofden", ["shard", "vorige"], unique=True)


def downgrade() -> None:
    """Take both away.

    Raises:
        ValueError: there are openings whose key the earlier release would not find.
    """
    for table in _TABLES:
        if op.get_bind().execute(sa.text(f"SELECT 1 FROM {table} WHERE plaats > 0 LIMIT 1")).first():  # noqa: S608
            raise ValueError(f"in {table} staan openingen die de vorige versie niet kan lezen")
    op.drop_index("log_hoofden_vorige", table_name="log_hoofden")
    for table in _TABLES:
        op.drop_column(table, "plaats")
