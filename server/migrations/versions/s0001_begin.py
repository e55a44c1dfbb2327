# SPDX-License-Identifier: EUPL-1.2
"""The first schema: log and ledger, insert-only in the database itself.

The columns are written out, because a step stays what it was. The triggers come from the modules that own the tables;
a later step that changes them drops and makes them again.
"""

import sqlalchemy as sa
from alembic import op

from audit.tables import append_only_ddl as log_ddl
from core.ledger.tables import append_only_ddl as ledger_ddl

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables and their triggers."""
    op.create_table(
        "bericht",
        sa.Column("sleutel", sa.String(length=36), nullable=False),
        sa.Column("oin", sa.String(length=20), nullable=False),
        sa.Column("volgnr", sa.BigInteger(), nullable=False),
        sa.Column("tijd", sa.BigInteger(), nullable=False),
        sa.Column("soort", sa.String(length=40), nullable=False),
        sa.Column("gegevens", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("sleutel"),
    )
    op.create_index("bericht_volgorde", "bericht", ["oin", "volgnr"], unique=True)
    op.create_table(
        "beslissing",
        sa.Column("sleutel", sa.String(length=36), nullable=False),
        sa.Column("handeling", sa.String(length=36), nullable=False),
        sa.Column("trace_id", sa.String(length=32), nullable=False),
        sa.Column("span_id", sa.String(length=16), nullable=False),
        sa.Column("tijd", sa.BigInteger(), nullable=False),
        sa.Column("uitkomst", sa.String(length=20), nullable=False),
        sa.Column("vrijgave", sa.String(length=71), nullable=False),
        sa.Column("adl", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("sleutel"),
    )
    op.create_index("beslissing_handeling", "beslissing", ["handeling"], unique=False)
    op.create_table(
        "casus_gebeurtenis",
        sa.Column("sleutel", sa.String(length=64), nullable=False),
        sa.Column("casus", sa.String(length=36), nullable=False),
        sa.Column("volgnr", sa.BigInteger(), nullable=False),
        sa.Column("uitvraag", sa.String(length=36), nullable=True),
        sa.Column("tijd", sa.BigInteger(), nullable=False),
        sa.Column("gebeurtenis", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("sleutel"),
    )
    op.create_index("casus_gebeurtenis_uitvraag", "casus_gebeurtenis", ["uitvraag"], unique=False)
    op.create_index("casus_gebeurtenis_volgorde", "casus_gebeurtenis", ["casus", "volgnr"], unique=True)
    op.create_table(
        "feitbundel",
        sa.Column("sleutel", sa.String(length=64), nullable=False),
        sa.Column("tijd", sa.BigInteger(), nullable=False),
        sa.Column("bundel", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("sleutel"),
    )
    op.create_table(
        "feitverklaring",
        sa.Column("sleutel", sa.String(length=64), nullable=False),
        sa.Column("bundel", sa.String(length=64), nullable=False),
        sa.Column("uitgever", sa.String(length=20), nullable=False),
        sa.Column("feit", sa.String(length=60), nullable=False),
        sa.Column("casus", sa.String(length=36), nullable=True),
        sa.Column("record", sa.String(length=36), nullable=True),
        sa.Column("organisatie", sa.String(length=20), nullable=True),
        sa.Column("persoon", sa.String(length=36), nullable=True),
        sa.Column("regio", sa.String(length=40), nullable=True),
        sa.Column("tijd", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("sleutel"),
    )
    op.create_index(
        "feitverklaring_onderwerp", "feitverklaring", ["record", "casus", "organisatie", "persoon"], unique=False
    )
    op.create_index("feitverklaring_persoon", "feitverklaring", ["persoon", "record", "casus"], unique=False)
    op.create_index("feitverklaring_regio", "feitverklaring", ["regio", "uitgever"], unique=False)
    op.create_table(
        "handeling",
        sa.Column("sleutel", sa.String(length=36), nullable=False),
        sa.Column("oin", sa.String(length=20), nullable=False),
        sa.Column("verzoek", sa.String(length=36), nullable=False),
        sa.Column("verzoek_sha256", sa.String(length=64), nullable=False),
        sa.Column("soort", sa.String(length=40), nullable=False),
        sa.Column("tijd", sa.BigInteger(), nullable=False),
        sa.Column("log", sa.String(length=80), nullable=False),
        sa.Column("regel", sa.BigInteger(), nullable=False),
        sa.Column("aantal", sa.BigInteger(), nullable=False),
        sa.Column("antwoord", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("sleutel"),
    )
    op.create_index("handeling_verzoek", "handeling", ["oin", "verzoek"], unique=True)
    op.create_table(
        "log_bladen",
        sa.Column("shard", sa.Text(), nullable=False),
        sa.Column("volgnr", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("blad", sa.LargeBinary(), nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("shard", "volgnr"),
    )
    op.create_table(
        "log_checkpoints",
        sa.Column("shard", sa.Text(), nullable=False),
        sa.Column("omvang", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("notitie", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("shard", "omvang"),
    )
    op.create_table(
        "log_hoofden",
        sa.Column("shard", sa.Text(), nullable=False),
        sa.Column("omvang", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("vorige", sa.BigInteger(), nullable=False),
        sa.Column("wortel", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("shard", "omvang"),
    )
    op.create_table(
        "log_openingen_feit",
        sa.Column("shard", sa.Text(), nullable=False),
        sa.Column("volgnr", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("sleutel", sa.Text(), nullable=False),
        sa.Column("cijfertekst", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("shard", "volgnr"),
    )
    op.create_table(
        "log_openingen_persoon",
        sa.Column("shard", sa.Text(), nullable=False),
        sa.Column("volgnr", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("sleutel", sa.Text(), nullable=False),
        sa.Column("cijfertekst", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("shard", "volgnr"),
    )
    op.create_table(
        "log_shards",
        sa.Column("shard", sa.Text(), nullable=False),
        sa.Column("origin", sa.Text(), nullable=False),
        sa.Column("vkey_ed25519", sa.Text(), nullable=False),
        sa.Column("vkey_mldsa44", sa.Text(), nullable=False),
        sa.Column("geopend", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("shard"),
    )
    op.create_table(
        "log_tegels",
        sa.Column("shard", sa.Text(), nullable=False),
        sa.Column("niveau", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("nummer", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("wortel", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("shard", "niveau", "nummer"),
    )
    op.create_table(
        "omhulsel",
        sa.Column("sleutel", sa.String(length=160), nullable=False),
        sa.Column("record", sa.String(length=36), nullable=False),
        sa.Column("ontvanger", sa.String(length=20), nullable=False),
        sa.Column("eenheid", sa.String(length=60), nullable=False),
        sa.Column("kem_sleutel", sa.String(length=64), nullable=False),
        sa.Column("omhulsel", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("sleutel"),
    )
    op.create_index("omhulsel_record", "omhulsel", ["record", "ontvanger"], unique=False)
    op.create_table(
        "verstrekking",
        sa.Column("sleutel", sa.String(length=36), nullable=False),
        sa.Column("levering", sa.String(length=36), nullable=False),
        sa.Column("casus", sa.String(length=36), nullable=False),
        sa.Column("verstrekker", sa.String(length=20), nullable=False),
        sa.Column("categorie", sa.String(length=40), nullable=False),
        sa.Column("tijd", sa.BigInteger(), nullable=False),
        sa.Column("kop", sa.LargeBinary(), nullable=False),
        sa.Column("inhoud", sa.LargeBinary(), nullable=False),
        sa.Column("verklaring", sa.LargeBinary(), nullable=False),
        sa.Column("handtekening", sa.LargeBinary(), nullable=False),
        sa.Column("toekenningen", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("sleutel"),
    )
    op.create_index("verstrekking_casus", "verstrekking", ["casus"], unique=False)
    op.create_table(
        "vrijgave",
        sa.Column("sleutel", sa.String(length=71), nullable=False),
        sa.Column("tijd", sa.BigInteger(), nullable=False),
        sa.Column("bundel", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("sleutel"),
    )
    dialect = op.get_bind().dialect.name
    for statement in (*log_ddl(dialect), *ledger_ddl(dialect)):
        op.execute(sa.text(statement))


def downgrade() -> None:
    """Drop the tables, and everything in them."""
    op.drop_table("vrijgave")
    op.drop_index("verstrekking_casus", table_name="verstrekking")
    op.drop_table("verstrekking")
    op.drop_index("omhulsel_record", table_name="omhulsel")
    op.drop_table("omhulsel")
    op.drop_table("log_tegels")
    op.drop_table("log_shards")
    op.drop_table("log_openingen_persoon")
    op.drop_table("log_openingen_feit")
    op.drop_table("log_hoofden")
    op.drop_table("log_checkpoints")
    op.drop_table("log_bladen")
    op.drop_index("handeling_verzoek", table_name="handeling")
    op.drop_table("handeling")
    op.drop_index("feitverklaring_regio", table_name="feitverklaring")
    op.drop_index("feitverklaring_persoon", table_name="feitverklaring")
    op.drop_index("feitverklaring_onderwerp", table_name="feitverklaring")
    op.drop_table("feitverklaring")
    op.drop_table("feitbundel")
    op.drop_index("casus_gebeurtenis_volgorde", table_name="casus_gebeurtenis")
    op.drop_index("casus_gebeurtenis_uitvraag", table_name="casus_gebeurtenis")
    op.drop_table("casus_gebeurtenis")
    op.drop_index("beslissing_handeling", table_name="beslissing")
    op.drop_table("beslissing")
    op.drop_index("bericht_volgorde", table_name="bericht")
    op.drop_table("bericht")
