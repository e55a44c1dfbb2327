# SPDX-License-Identifier: EUPL-1.2
"""The tables of the encrypted ledger: append-only, metadata and ciphertext only.

Invariants:
- No column holds a BSN, a name or free text of a person outside ciphertext. People who act stand here under the
  pseudonymous id that their own organisation registered.
- Rows are only ever inserted; the triggers of `append_only_ddl` make the database itself refuse anything else. What may go
  all the same, of which tables and when, is `core.ledger.vervallen`.
- Every row is named, with its digest, by exactly one line of the log (`core.ledger.rows`): what is altered, missing or
  added is found by `audit verifieer`.
- Each table has a text key `sleutel`, so that a line can name a row of any table in the same way.

Shred salts are not here: they lie in the small store (`audit.kluis`), so that erasing them makes this ciphertext dead.
"""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Index, LargeBinary, MetaData, String, Table

from audit.database import append_only

metadata = MetaData()

_OIN = String(20)
_UUID = String(36)
_SHA = String(64)


def _key(length: int = 160) -> Column[str]:
    return Column("sleutel", String(length), primary_key=True)


handeling = Table(
    "handeling",
    metadata,
    _key(36),
    Column("oin", _OIN, nullable=False),
    Column("verzoek", _UUID, nullable=False),
    Column("verzoek_sha256", _SHA, nullable=False),
    Column("soort", String(40), nullable=False),
    Column("tijd", BigInteger, nullable=False),
    Column("log", String(80), nullable=False),
    Column("regel", BigInteger, nullable=False),
    Column("aantal", BigInteger, nullable=False),
    Column("antwoord", LargeBinary, nullable=False),
    Index("handeling_verzoek", "oin", "verzoek", unique=True),
)
"""One act: the request it answers, where its lines stand (`aantal` lines from `regel` on in `log`) and its answer."""

beslissing = Table(
    "beslissing",
    metadata,
    _key(36),
    Column("handeling", _UUID, nullable=False),
    Column("trace_id", String(32), nullable=False),
    Column("span_id", String(16), nullable=False),
    Column("tijd", BigInteger, nullable=False),
    Column("uitkomst", String(20), nullable=False),
    Column("vrijgave", String(71), nullable=False),
    Column("adl", LargeBinary, nullable=False),
    Index("beslissing_handeling", "handeling"),
)
"""One Authorization Decision Log record per question asked of the rules, as JCS in `adl`."""

casus_gebeurtenis = Table(
    "casus_gebeurtenis",
    metadata,
    _key(64),
    Column("casus", _UUID, nullable=False),
    Column("volgnr", BigInteger, nullable=False),
    Column("uitvraag", _UUID, nullable=True),
    Column("tijd", BigInteger, nullable=False),
    Column("gebeurtenis", LargeBinary, nullable=False),
    Index("casus_gebeurtenis_volgorde", "casus", "volgnr", unique=True),
    Index("casus_gebeurtenis_uitvraag", "uitvraag"),
)
"""The events of a casus in order, each as JCS; the present state is their fold (`core.casus`)."""

feitbundel = Table(
    "feitbundel",
    metadata,
    _key(64),
    Column("tijd", BigInteger, nullable=False),
    Column("bundel", LargeBinary, nullable=False),
)
"""A signed bundle of feitverklaringen as it was admitted; `sleutel` is the SHA-256 of its JCS form."""

feitverklaring = Table(
    "feitverklaring",
    metadata,
    _key(64),
    Column("bundel", _SHA, nullable=False),
    Column("uitgever", _OIN, nullable=False),
    Column("feit", String(60), nullable=False),
    Column("casus", _UUID, nullable=True),
    Column("record", _UUID, nullable=True),
    Column("organisatie", _OIN, nullable=True),
    Column("persoon", _UUID, nullable=True),
    Column("regio", String(40), nullable=True),
    Column("tijd", BigInteger, nullable=False),
    Index("feitverklaring_onderwerp", "record", "casus", "organisatie", "persoon"),
    Index("feitverklaring_persoon", "persoon", "record", "casus"),
    Index("feitverklaring_regio", "regio", "uitgever"),
)
"""One statement of a bundle, findable by what it is about; `sleutel` is the hash by which decisions cite it."""

verstrekking = Table(
    "verstrekking",
    metadata,
    _key(36),
    Column("levering", _UUID, nullable=False),
    Column("casus", _UUID, nullable=False),
    Column("verstrekker", _OIN, nullable=False),
    Column("categorie", String(40), nullable=False),
    Column("tijd", BigInteger, nullable=False),
    Column("kop", LargeBinary, nullable=False),
    Column("inhoud", LargeBinary, nullable=False),
    Column("verklaring", LargeBinary, nullable=False),
    Column("handtekening", LargeBinary, nullable=False),
    Column("toekenningen", LargeBinary, nullable=False),
    Index("verstrekking_casus", "casus"),
)
"""One sealed record: header, ciphertext, signed statement and signed grants. One category under one seal."""

omhulsel = Table(
    "omhulsel",
    metadata,
    _key(160),
    Column("record", _UUID, nullable=False),
    Column("ontvanger", _OIN, nullable=False),
    Column("eenheid", String(60), nullable=False),
    Column("kem_sleutel", _SHA, nullable=False),
    Column("omhulsel", LargeBinary, nullable=False),
    Index("omhulsel_record", "record", "ontvanger"),
)
"""The content key of one record wrapped to one unit of one recipient."""

bericht = Table(
    "bericht",
    metadata,
    _key(36),
    Column("oin", _OIN, nullable=False),
    Column("volgnr", BigInteger, nullable=False),
    Column("tijd", BigInteger, nullable=False),
    Column("soort", String(40), nullable=False),
    Column("gegevens", LargeBinary, nullable=False),
    Index("bericht_volgorde", "oin", "volgnr", unique=True),
)
"""The own feed of each organisation, numbered per organisation so that it tells nothing of others."""

vrijgave = Table(
    "vrijgave",
    metadata,
    _key(71),
    Column("tijd", BigInteger, nullable=False),
    Column("bundel", LargeBinary, nullable=False),
)
"""A release of the rule files: manifest, files and signatures as JCS; `sleutel` is its digest."""

TABLES: tuple[Table, ...] = tuple(metadata.sorted_tables)


def append_only_ddl(dialect: str) -> list[str]:
    """Return the statements that make every table of the ledger refuse UPDATE and DELETE, in `sqlite` or `postgresql`."""
    return [statement for table in TABLES for statement in append_only(table.name, dialect)]
