# SPDX-License-Identifier: EUPL-1.2
"""The tables of the trail index: derived from the log, so nothing has to be filled here.

The first question after the upgrade takes in the whole log: about one minute per million lines.
"""

import sqlalchemy as sa
from alembic import op

from audit.spoor.tables import append_only_ddl

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_SOME = {
    "casus": ("casus",),
    "record": ("record",),
    "persoon": ("persoon",),
    "oin": ("oin",),
    "oin_uitkomst": ("oin", "uitkomst"),
    "oin_eenheid": ("oin", "eenheid"),
    "eigenaar": ("eigenaar",),
    "eigenaar_uitkomst": ("eigenaar", "uitkomst"),
    "eigenaar_oin": ("eigenaar", "oin"),
}
_WHERE = {
    "casus": "casus IS NOT NULL",
    "record": "record IS NOT NULL",
    "persoon": "persoon IS NOT NULL",
    "oin_uitkomst": "uitkomst <> 'toegestaan'",
    "oin_eenheid": "eenheid IS NOT NULL",
    "eigenaar": "eigenaar IS NOT NULL",
    "eigenaar_uitkomst": "uitkomst <> 'toegestaan'",
    "eigenaar_oin": "eigenaar IS NOT NULL",
}


def _number(name: str) -> sa.Column[int]:
    kind = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    return sa.Column(name, kind, autoincrement=False, nullable=False)


def upgrade() -> None:
    """Make the tables, their indexes and their triggers."""
    op.create_table(
        "spoor_shards",
        sa.Column("shard", sa.Text(), nullable=False),
        _number("nummer"),
        sa.PrimaryKeyConstraint("shard"),
    )
    op.create_table(
        "spoor_stand",
        sa.Column("shard", sa.Text(), nullable=False),
        _number("tot"),
        sa.PrimaryKeyConstraint("shard", "tot"),
    )
    op.create_table(
        "spoor_regels",
        _number("nr"),
        _number("tijd"),
        sa.Column("gebeurtenis", sa.Text(), nullable=False),
        sa.Column("oin", sa.Text(), nullable=False),
        sa.Column("eigenaar", sa.Text()),
        sa.Column("casus", sa.Text()),
        sa.Column("record", sa.Text()),
        sa.Column("uitkomst", sa.Text(), nullable=False),
        sa.Column("eenheid", sa.Text()),
        sa.Column("persoon", sa.Text()),
        sa.Column("rijen", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("nr"),
    )
    op.create_table(
        "spoor_toetsen",
        sa.Column("zicht", sa.Text(), nullable=False),
        sa.Column("rij", sa.Text(), nullable=False),
        _number("tijd"),
        _number("nr"),
        sa.PrimaryKeyConstraint("zicht", "rij", "tijd", "nr"),
        sqlite_with_rowid=False,
    )
    for name, columns in _SOME.items():
        where = None if name not in _WHERE else sa.text(_WHERE[name])
        op.create_index(
            f"spoor_regels_{name}", "spoor_regels", [*columns, "tijd", "nr"], sqlite_where=where, postgresql_where=where
        )
    for statement in append_only_ddl(op.get_bind().dialect.name):
        op.execute(sa.text(statement))


def downgrade() -> None:
    """Drop the tables; they can be made again from the log."""
    for name in ("spoor_toetsen", "spoor_regels", "spoor_stand", "spoor_shards"):
        op.drop_table(name)
