# SPDX-License-Identifier: EUPL-1.2
"""`audit verifieer` over a real backbone: every column of every table, and what the command says and returns."""

from __future__ import annotations

import contextlib
import json
from typing import TYPE_CHECKING, Any

import pytest
import sqlalchemy as sa
from typer.testing import CliRunner

import audit.tables
from audit import kluis
from audit.database import drop_append_only
from core.ledger import tables
from server import setup
from server.commandline import build
from server.commandline.audit import verifieer as command
from server.settings import Settings
from tests.core.exchange.conftest import Zaak
from tests.kit import Backbone

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

# Columns of the ledger of which an alteration is NOT found, each with its reason. There are none.
UNPROTECTED: dict[tuple[str, str], str] = {}


def tell_story(zaak: Zaak) -> None:
    """Leave rows in every table: a supply, a read, a request, a refusal."""
    knooppunt = zaak.knooppunt
    zaak.phase("verrijking-gesloten")
    levering = zaak.supply("politie", "wpg-8", "gemeente", "om")
    zaak.done(knooppunt.exchange.push(levering.caller, levering.body))
    zaak.done(knooppunt.exchange.read(knooppunt["gemeente"].caller(persoon=True), levering.record))
    zaak.push("toeslagen", "fiscaal", "gemeente")
    caller = knooppunt["gemeente"].caller(persoon=True)
    body = {"aan": knooppunt["belastingdienst"].oin, "categorie": "fiscaal", "onderwerp": None}
    body["uitvraag"] = "5b0f3c1e-7a52-4c1c-9d6e-0a3f8d6b2c11"
    zaak.done(knooppunt.exchange.request(caller, zaak.id, body))


@pytest.fixture(scope="module")
def backbone(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Backbone]:
    """A stopped backbone with a history, laid out as the settings expect it, its triggers dropped by the intruder."""
    folder = tmp_path_factory.mktemp("backbone")
    made = Backbone(folder)
    tell_story(Zaak(made))
    made.sequencer.stop()
    settings = Settings(data_dir=folder)
    settings.keys.mkdir()
    made.kluis._key.write(settings.keys / setup.EPOCH_FILE)
    settings.tlog_policy.write_text(made.policy_text)
    settings.lijst.write_bytes(made.lijst.bron)
    with made.engine.begin() as connection:
        for table in (*tables.TABLES, *audit.tables.metadata.sorted_tables):
            for statement in drop_append_only(table.name, "sqlite"):
                connection.exec_driver_sql(statement)
    yield made
    made.close()


def other(column: sa.Column[Any], value: Any) -> Any:
    """Return another value of the same kind."""
    if value is None:
        return 7 if isinstance(column.type, sa.BigInteger) else "anders"
    if isinstance(value, bytes):
        return value[:-1] + bytes([value[-1] ^ 1])
    return value + 100_000 if isinstance(value, int) else value[:-1] + ("a" if value[-1] != "a" else "b")


@contextlib.contextmanager
def altered(engine: sa.Engine, column: sa.Column[Any], row: dict[str, Any]) -> Iterator[set[str]]:
    """Change one value for a while; give the two names under which the row can be named."""
    table, key = column.table, next(iter(column.table.primary_key.columns))
    new = {**row, column.name: other(column, row[column.name])}
    for old, values in ((row, new), (new, row)):
        with engine.begin() as connection:
            assert connection.execute(sa.update(table).where(key == old[key.name]).values(values)).rowcount == 1
        if values is new:
            yield {f"{table.name}:{row[key.name]}", f"{table.name}:{new[key.name]}"}


def findings(backbone: Backbone) -> dict[str, str]:
    """Return the kinds of all findings by place."""
    return {found.waar: found.soort for found in command.check(Settings(data_dir=backbone.folder)).bevindingen}


@pytest.mark.parametrize("table", tables.TABLES, ids=lambda table: table.name)
def test_every_column_of_the_ledger(backbone: Backbone, table: sa.Table) -> None:
    """One stored value altered, in any column of any table of the ledger, is found and its row is named."""
    with backbone.engine.connect() as connection:
        rows = [dict(row) for row in connection.execute(sa.select(table)).mappings()]
    assert rows, "the story leaves no row here"
    for column in table.columns:
        if (table.name, column.name) in UNPROTECTED:
            continue
        row = max(rows, key=lambda item: item[column.name] is not None)
        with altered(backbone.engine, column, row) as names:
            assert names & findings(backbone).keys(), column
    assert findings(backbone) == {}


@pytest.mark.parametrize("table", tables.TABLES, ids=lambda table: table.name)
def test_a_row_of_the_ledger_gone_or_added(backbone: Backbone, table: sa.Table) -> None:
    """A row taken away and a row smuggled in are named."""
    key = next(iter(table.primary_key.columns))
    with backbone.engine.begin() as connection:
        row = dict(connection.execute(sa.select(table).limit(1)).mappings().one())
        connection.execute(sa.delete(table).where(key == row[key.name]))
    assert findings(backbone)[f"{table.name}:{row[key.name]}"] == "rij-ontbreekt"
    unique = {c.name: other(c, row[c.name]) for index in table.indexes if index.unique for c in index.columns}
    extra = {**row, **unique, key.name: "smokkelwaar"}
    with backbone.engine.begin() as connection:
        connection.execute(sa.insert(table), [row, extra])
    assert findings(backbone)[f"{table.name}:smokkelwaar"] == "rij-toegevoegd"
    with backbone.engine.begin() as connection:
        connection.execute(sa.delete(table).where(key == "smokkelwaar"))
    assert findings(backbone) == {}


def test_a_salt_that_is_gone(backbone: Backbone) -> None:
    """A shred salt that is no longer in the kluis is missed."""
    table = kluis.kluis_waarden
    with backbone.kluis.engine.begin() as connection:
        row = dict(connection.execute(sa.select(table).where(table.c.soort == "zout").limit(1)).mappings().one())
        connection.execute(sa.delete(table).where(table.c.soort == "zout", table.c.ref == row["ref"]))
    assert findings(backbone) == {f"kluis_waarden:zout|{row['ref']}": "kluis-ontbreekt"}
    with backbone.kluis.engine.begin() as connection:
        connection.execute(sa.insert(table), row)
    assert findings(backbone) == {}


def run(backbone: Backbone, *words: str) -> Any:
    """Run the command as a user would."""
    environment = {"KNOOPPUNT_DATA_DIR": str(backbone.folder)}
    return CliRunner().invoke(build("audit"), ["audit", "verifieer", *words], env=environment)


def test_the_command_on_a_good_log(backbone: Backbone) -> None:
    """All in order: exit 0, one sentence for people, one object for programs."""
    told = run(backbone)
    assert told.exit_code == 0, told.output
    assert "Alles klopt" in told.output
    report = json.loads(run(backbone, "--json").stdout)
    assert report["geldig"]
    assert report["regels"] > 20
    assert report["rijen"] > 20
    assert {point["origin"].rpartition("/")[2] for point in report["checkpoints"]} >= {"stam"}


def test_the_command_on_a_changed_log(backbone: Backbone) -> None:
    """A changed byte of ciphertext: exit 3, with the place and without any content."""
    table = tables.verstrekking
    with backbone.engine.connect() as connection:
        row = dict(connection.execute(sa.select(table)).mappings().first() or {})
    with altered(backbone.engine, table.c.inhoud, row):
        told = run(backbone)
        report = json.loads(run(backbone, "--json").stdout)
    assert told.exit_code == 3
    assert f"verstrekking:{row['sleutel']}" in told.output
    assert [found["soort"] for found in report["bevindingen"]] == ["rij-gewijzigd", "verstrekking-ongeldig"]


def test_another_policy(backbone: Backbone, tmp_path: Path) -> None:
    """A tlog-policy that the deelnemerslijst does not name, or that trusts another key, is told; a broken one refused."""
    from audit.signer import LogSigner, policy_text

    other_file = tmp_path / "policy"
    other_file.write_text(policy_text(LogSigner.generate(), "knooppunt.example/log"))
    report = json.loads(run(backbone, "--tlog-policy", str(other_file), "--json").stdout)
    kinds = {found["soort"] for found in report["bevindingen"]}
    assert {"tlog-policy-wijkt-af", "checkpoint-gewijzigd", "shard-onbekende-sleutel"} <= kinds
    other_file.write_text("onzin")
    assert run(backbone, "--tlog-policy", str(other_file)).exit_code == 1
