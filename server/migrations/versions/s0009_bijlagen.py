# SPDX-License-Identifier: EUPL-1.2
"""Attachments: uploads under way, their parts, and what records took in."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

_SQLITE = """
CREATE TRIGGER {t}_geen_{w} BEFORE {W} ON {t} {when}BEGIN SELECT RAISE(ABORT, 'alleen toevoegen: {t}'); END
"""
_FUNCTION = """
CREATE OR REPLACE FUNCTION {t}_alleen_toevoegen() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN {allowed}RAISE EXCEPTION 'alleen toevoegen: {t}'; END $$
"""
_ROWS = (
    "CREATE TRIGGER {t}_alleen_toevoegen BEFORE {events} ON {t} FOR EACH ROW EXECUTE FUNCTION {t}_alleen_toevoegen()"
)
_LEEG = """
CREATE TRIGGER {t}_alleen_toevoegen_leeg BEFORE TRUNCATE ON {t} FOR EACH STATEMENT
EXECUTE FUNCTION {t}_alleen_toevoegen()
"""
_NAMED = "EXISTS (SELECT 1 FROM vervallen WHERE sleutel = 'bijlage/' || OLD.{key})"
_UNUSED = "NOT EXISTS (SELECT 1 FROM bijlage WHERE sleutel = OLD.bijlage)"
_FREE = "(" + _NAMED.format(key="bijlage") + " OR " + _UNUSED + ")"
_UNLESS = {"bijlage_deel": _FREE, "bijlage": _NAMED.format(key="sleutel")}
TABLES = ("bijlage_upload", "bijlage_heel", "bijlage_deel", "bijlage")


def upgrade() -> None:
    """Make the tables and their triggers."""
    _tables()
    dialect = op.get_bind().dialect.name
    for table in TABLES:
        for statement in _triggers(table, _UNLESS.get(table), dialect):
            op.execute(sa.text(statement))


def _tables() -> None:
    op.create_table(
        "bijlage_upload",
        sa.Column("sleutel", sa.String(36), nullable=False),
        sa.Column("oin", sa.String(20), nullable=False),
        sa.Column("lengte", sa.BigInteger(), nullable=False),
        sa.Column("verloopt", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("sleutel"),
    )
    op.create_index("bijlage_upload_oin", "bijlage_upload", ["oin"], unique=False)
    op.create_table(
        "bijlage_heel",
        sa.Column("sleutel", sa.String(36), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("binding", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("sleutel"),
    )
    op.create_table(
        "bijlage_deel",
        sa.Column("sleutel", sa.String(42), nullable=False),
        sa.Column("bijlage", sa.String(36), nullable=False),
        sa.Column("volgnr", sa.BigInteger(), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("deel", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("sleutel"),
    )
    op.create_index("bijlage_deel_volgorde", "bijlage_deel", ["bijlage", "volgnr"], unique=True)
    op.create_table(
        "bijlage",
        sa.Column("sleutel", sa.String(36), nullable=False),
        sa.Column("record", sa.String(36), nullable=False),
        sa.Column("tijd", sa.BigInteger(), nullable=False),
        sa.Column("lengte", sa.BigInteger(), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("delen", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("sleutel"),
    )
    op.create_index("bijlage_record", "bijlage", ["record"], unique=False)


def _triggers(table: str, unless: str | None, dialect: str) -> list[str]:
    words = ["UPDATE", "DELETE"] if unless else ["UPDATE"]
    if dialect == "sqlite":
        when = {"DELETE": f"WHEN NOT {unless} "}
        return [_SQLITE.format(t=table, w=word.lower(), W=word, when=when.get(word, "")) for word in words]
    allowed = f"IF TG_OP = 'DELETE' THEN IF {unless} THEN RETURN OLD; END IF; END IF; " if unless else ""
    made = [_FUNCTION.format(t=table, allowed=allowed), _ROWS.format(t=table, events=" OR ".join(words))]
    return [*made, _LEEG.format(t=table)]


def downgrade() -> None:
    """Drop the tables, and everything in them."""
    for table in TABLES:
        op.drop_table(table)
