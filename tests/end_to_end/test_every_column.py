# SPDX-License-Identifier: EUPL-1.2
"""For every column of every table of the backbone: another value is found and named, or the list says why not.

The intruder has the whole database, without triggers, but not the keys of the log. The verification is the one of
`knooppunt audit verifieer`, over database, kluis, files and deelnemerslijst.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa

from audit.tables import log_bladen, log_checkpoints, log_hoofden, log_openingen_feit
from core.ledger.tables import bericht, beslissing, verstrekking
from server import migrate
from server.errors import SchemaError
from tests.end_to_end.filled import LEDGER, LOG, TABLES, Filled, alembic_version, filled, name_of, other

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from audit.verify import Report

# What the verification does not find, each with its reason. Nothing of an act may ever stand here.
UNPROTECTED = {
    "nonce.sleutel": "geheugen van tien minuten tegen herhaling; zonder rij geeft dezelfde aanvraag hetzelfde antwoord",
    "nonce.tijd": "zegt alleen wanneer de nonce vergeten wordt; binnen het venster blijft de sleutel van het verzoek",
    **{
        f"deurvraag.{column}": "een hypothetische vraag is geen handeling en opent niets; zonder handtekening gesteld, dus buiten het log"
        for column in ("sleutel", "tijd", "gebeurtenis", "status", "adl")
    },
    "alembic_version.version_num": "geen handeling; met een andere versie start de server niet (zie de test hieronder)",
}
# What rests on a row is accused with it: signatures on the key that a bundle registers, lines on where their
# act says that they are, a record on its wraps, and on a release all that was decided and stated under it.
RESTS = {
    "feitbundel": {"feitverklaring", "log_openingen_feit"},
    "handeling": {"log_openingen_feit"},
    "omhulsel": {"verstrekking"},
    "vrijgave": {"beslissing", "feitbundel", "feitverklaring", "log_bladen", "log_openingen_feit"},
}
# Tables that are not tested here, each with the reason.
ELSEWHERE = {
    "wisbevel": "vijf jaar na de eerste regel pas gevuld: tests/server/test_samenhang.py",
    "merksleutel": "de merken van een casus sterven met haar: tests/core/exchange/test_merken_einde.py",
    "casusmerk": "de merken van een casus sterven met haar: tests/core/exchange/test_merken_einde.py",
    "vervallen": "in deze gevulde backbone is niets verwijderd: tests/core/ledger/test_vervallen.py",
    **dict.fromkeys(
        ("bewaarbesluit", "bewaring"), "hier is niets vergrendeld of vernietigd: tests/server/test_vernietigd.py"
    ),
    **dict.fromkeys(
        ("bijlage", "bijlage_deel", "bijlage_upload", "bijlage_heel"),
        "in deze gevulde backbone is geen bijlage: tests/core/exchange/test_bijlagen.py",
    ),
    **dict.fromkeys(
        ("rechtenverzoek", "rechtengebeurtenis", "rechtenbesluit", "rechtenbrief"),
        "hier vroeg geen burger iets: tests/server/test_rechten_samenhang.py",
    ),
    "toekenning_later": "hier is niets later toegekend: tests/core/exchange/test_toekennen.py",
    "levensloop": "hier is niets ingetrokken of vervangen: tests/core/exchange/test_levensloop.py",
    **{
        f"spoor_{name}": "een index die uit de regels opnieuw te maken is, geen bewijs: tests/audit/spoor"
        for name in ("regels", "toetsen", "stand", "shards")
    },
}
PAIR = (log_hoofden, log_checkpoints)  # what was committed and what was signed over it, under one key
COLUMNS = [(table, column.name) for table in TABLES for column in table.columns]
NULLABLE = [(table, column.name) for table in LEDGER for column in table.columns if column.nullable]


def ids(cases: list[tuple[sa.Table, str]]) -> list[str]:
    """Name cases as table.column."""
    return [f"{table.name}.{column}" for table, column in cases]


@pytest.fixture(scope="module")
def vol(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Filled]:
    """A filled backbone on SQLite, sound before and after all tests here."""
    with filled(tmp_path_factory.mktemp("vol")) as made:
        assert made.verify().geldig, made.verify().to_json()
        yield made
        assert made.verify().geldig, made.verify().to_json()


def named(report: Report, names: set[str]) -> bool:
    """Whether a finding stands at exactly this row."""
    return bool(names & {finding.waar for finding in report.bevindingen})


@pytest.mark.parametrize(("table", "column"), COLUMNS, ids=ids(COLUMNS))
def test_other_value_in_a_column(vol: Filled, table: sa.Table, column: str) -> None:
    """One other value is found and named with table and row, unless the column is listed as unprotected."""
    row = vol.row(table, column) if table is not alembic_version else {"version_num": migrate.newest()}
    with vol.altered(table, row, column, other(row[column])) as names:
        report = vol.verify()
    if f"{table.name}.{column}" in UNPROTECTED:
        assert report.geldig, "staat ten onrechte op de lijst"
        return
    assert named(report, names), report.to_json()
    if table in LEDGER:
        accused = {finding.waar.partition(":")[0] for finding in report.bevindingen}
        assert accused <= {table.name, "kluis_waarden"} | RESTS.get(table.name, set())


@pytest.mark.parametrize(("table", "column"), NULLABLE, ids=ids(NULLABLE))
def test_emptied_column(vol: Filled, table: sa.Table, column: str) -> None:
    """A value that is emptied where the table allows it is found and named as well."""
    row = vol.row(table, column)
    with vol.altered(table, row, column, None) as names:
        assert named(vol.verify(), names)


def test_list_of_unprotected_columns_is_complete_and_explained() -> None:
    """Each entry of the list is a column that exists, with a reason; ledger, log and kluis are not on it."""
    assert set(UNPROTECTED) <= set(ids(COLUMNS))
    assert all(len(reason) > 20 for reason in UNPROTECTED.values())
    assert not {name.partition(".")[0] for name in UNPROTECTED} & {table.name for table in (*LEDGER, *LOG)}


def test_every_table_of_the_database_is_tested(vol: Filled) -> None:
    """The databases hold no table that these tests do not know."""
    for engine in (vol.backbone.engine, vol.backbone.kluis.engine, vol.nonce_engine):
        assert set(sa.inspect(engine).get_table_names()) <= {table.name for table in TABLES} | set(ELSEWHERE)


def test_another_schema_version_stops_the_server(vol: Filled) -> None:
    """The one unprotected value that matters is met at the start: the server refuses another schema by name."""
    row = {"version_num": migrate.newest()}
    with vol.altered(alembic_version, row, "version_num", "anders"), pytest.raises(SchemaError, match="schema anders"):
        migrate.require(vol.backbone.engine)


@pytest.mark.parametrize("table", [*LEDGER, *LOG], ids=lambda table: table.name)
def test_removed_row(vol: Filled, table: sa.Table) -> None:
    """A row that is gone is found and named, in every table of ledger and log; head and checkpoint name each other."""
    row = vol.row(table, table.columns.keys()[0])
    same = sa.and_(*(column == row[column.name] for column in table.primary_key.columns))
    assert vol.write(table, table.delete().where(same)) == 1
    report = vol.verify()
    vol.write(table, table.insert().values(row))
    names = {name_of(table, row)}
    if table in PAIR:
        names = {name_of(other_table, row) for other_table in PAIR}
    assert named(report, names), report.to_json()


@pytest.mark.parametrize("table", [*LEDGER, *LOG], ids=lambda table: table.name)
def test_added_row(vol: Filled, table: sa.Table) -> None:
    """A row that no line accounts for is found and named, in every table of ledger and log."""
    row = vol.row(table, table.columns.keys()[0])
    last = list(table.primary_key.columns)[-1].name
    extra = {**row, last: row[last] + 10_000 if isinstance(row[last], int) else other(row[last])}
    for unique in ("volgnr", "verzoek", "vorige"):  # a unique index beside the key must not stop the intruder
        if (table in LEDGER or unique == "vorige") and unique in extra:
            extra[unique] = row[unique] + 10_000 if isinstance(row[unique], int) else other(row[unique])
    vol.write(table, table.insert().values(extra))
    report = vol.verify()
    same = sa.and_(*(column == extra[column.name] for column in table.primary_key.columns))
    assert vol.write(table, table.delete().where(same)) == 1
    assert named(report, {name_of(table, extra)}), report.to_json()


def swap(vol: Filled, first: int, second: int) -> None:
    """Exchange two lines of the act shard, with their openings."""
    for table in (log_bladen, log_openingen_feit):
        here = table.c.shard == vol.shard
        for old, new in ((first, -1), (second, first), (-1, second)):
            vol.write(table, table.update().where(here, table.c.volgnr == old).values(volgnr=new))


def test_reordered_lines(vol: Filled) -> None:
    """Two lines that changed places are found, at the heads between which they lie or at the lines themselves."""
    swap(vol, 3, 4)
    report = vol.verify()
    swap(vol, 3, 4)
    assert not report.geldig
    assert {f.waar for f in report.bevindingen} & {f"log_openingen_feit:{vol.shard}|{n}" for n in (3, 4)}


@pytest.mark.parametrize("path", ["tile/0/000", "tile/entries/000", "checkpoint", "vkeys"])
def test_missing_or_changed_file(vol: Filled, path: str) -> None:
    """A published file that is gone, or has one other byte, is found and named."""
    file = vol.backbone.folder / "log" / vol.shard / path
    whole = file.read_bytes()
    for bad in (None, other(whole)):
        file.unlink() if bad is None else file.write_bytes(bad)
        report = vol.verify()
        file.write_bytes(whole)
        assert named(report, {f"log/{vol.shard}/{path}"}), report.to_json()


def test_row_moved_to_another_key(vol: Filled) -> None:
    """Two rows that exchange their content are both found: a digest counts for its own key only."""
    with vol.backbone.engine.connect() as connection:
        rows = connection.execute(sa.select(verstrekking).limit(2)).mappings().all()
    one, two = (dict(row) for row in rows)
    given = vol.altered(verstrekking, one, "inhoud", two["inhoud"])
    with given as first, vol.altered(verstrekking, two, "inhoud", one["inhoud"]) as second:
        report = vol.verify()
    assert named(report, first)
    assert named(report, second)


def test_one_of_each_table_on_postgresql(postgres_url: str, tmp_path: Path) -> None:
    """On PostgreSQL one other value in each table is found and named as well."""
    with filled(tmp_path, postgres_url) as vol:
        assert vol.verify().geldig, vol.verify().to_json()
        for table in (*LEDGER, *LOG):
            column = table.columns.keys()[-1]
            row = vol.row(table, column)
            with vol.altered(table, row, column, other(row[column])) as names:
                assert named(vol.verify(), names), table.name
        gone = vol.row(bericht, "oin")
        vol.write(bericht, bericht.delete().where(bericht.c.sleutel == gone["sleutel"]))
        more = {**vol.row(beslissing, "adl"), "sleutel": "0" * 36}
        vol.write(beslissing, beslissing.insert().values(more))
        report = vol.verify()
        assert named(report, {name_of(bericht, gone)})
        assert named(report, {name_of(beslissing, more)})
