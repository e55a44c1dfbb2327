# SPDX-License-Identifier: EUPL-1.2
"""A filled backbone whose database an intruder can write in: every table has rows, and no trigger stands in the way."""

from __future__ import annotations

import uuid
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from pydantic import SecretStr

import audit.tables
from audit import kluis
from audit.database import drop_append_only
from audit.getuige import tabel
from core.casus.events import Soort
from core.contract import afstemming as form
from core.exchange import hypothetical
from core.exchange.results import Gedaan
from core.keychain import gebbesluit
from core.ledger import afstemmingen, deurvragen, gebbesluiten
from core.ledger import tables as ledger
from server import nonces
from server.commandline.audit.verifieer import check
from server.settings import Settings
from server.setup import EPOCH_FILE
from tests.core.exchange.conftest import Zaak
from tests.kit import DAY, REGIO, Backbone
from tests.server.conftest import serve

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from audit.verify import Report
    from core.exchange.act import Act

alembic_version = sa.Table("alembic_version", sa.MetaData(), sa.Column("version_num", sa.String(32), primary_key=True))
LEDGER = (*ledger.TABLES, afstemmingen.afstemming, gebbesluiten.geb_besluit)
LOG = tuple(audit.tables.metadata.sorted_tables)
KLUIS = tuple(kluis.metadata.sorted_tables)
NONCES = tuple(nonces.metadata.sorted_tables)
DOORS = tuple(deurvragen.metadata.sorted_tables)
WITNESSED = tuple(tabel.metadata.sorted_tables)
TABLES = (*LEDGER, *LOG, *WITNESSED, *KLUIS, *NONCES, *DOORS, alembic_version)


@dataclass
class Filled:
    """A backbone with rows in every table, at rest, and the settings by which `knooppunt audit verifieer` finds it."""

    backbone: Backbone
    settings: Settings
    nonce_engine: sa.Engine

    @property
    def shard(self) -> str:
        """The act shard of the region, which has more than one full tile."""
        return next(path.name for path in (self.backbone.folder / "log").iterdir() if path.name.startswith(REGIO))

    def verify(self) -> Report:
        """Verify the whole backbone as the command does."""
        return check(self.settings)

    def engine(self, table: sa.Table) -> sa.Engine:
        """Return the database in which a table stands."""
        if table in KLUIS:
            return self.backbone.kluis.engine
        return self.nonce_engine if table in NONCES else self.backbone.engine

    def write(self, table: sa.Table, statement: Any) -> int:
        """Execute a statement as someone who has the database; return how many rows it touched."""
        with self.engine(table).begin() as connection:
            return int(connection.execute(statement).rowcount)

    def row(self, table: sa.Table, column: str) -> dict[str, Any]:
        """Return one row in which `column` is not empty: of a log the act shard of the region, not its first line."""
        query = sa.select(table).where(table.c[column].is_not(None)).order_by(*table.primary_key.columns)
        if "shard" in table.c:
            query = query.where(table.c.shard == self.shard)
        with self.engine(table).connect() as connection:
            rows = connection.execute(query).mappings().all()
        return dict(rows[len(rows) // 2])

    @contextmanager
    def altered(self, table: sa.Table, row: dict[str, Any], column: str, value: Any) -> Iterator[set[str]]:
        """Give one column another value for a while; yields the names under which the row may be found."""
        after = {**row, column: value}
        assert self.write(table, table.update().where(_is(table, row)).values({column: value})) == 1
        yield {name_of(table, row), name_of(table, after)}
        assert self.write(table, table.update().where(_is(table, after)).values({column: row[column]})) == 1


def _is(table: sa.Table, row: dict[str, Any]) -> Any:
    return sa.and_(*(column == row[column.name] for column in table.primary_key.columns))


def name_of(table: sa.Table, row: dict[str, Any]) -> str:
    """Return how a finding names this row."""
    return f"{table.name}:{'|'.join(str(row[column.name]) for column in table.primary_key.columns)}"


def other(value: Any) -> Any:
    """Return another value of the same kind and length, as an intruder might leave it."""
    if isinstance(value, str):
        return value[:-1] + ("0" if value[-1] != "0" else "1")
    if isinstance(value, int):
        return value + 1_003
    middle = len(value) // 2
    return bytes(value[:middle]) + bytes([value[middle] ^ 1]) + bytes(value[middle + 1 :])


def _tell_the_story(knooppunt: Backbone) -> None:
    """Fill every table: supplies, reads, refusals, a request and its answer, statements, reports, and a full tile."""
    zaak = Zaak(knooppunt)
    zaak.phase("weging")
    asked = {"uitvraag": str(uuid.uuid4()), "aan": knooppunt["belastingdienst"].oin, "categorie": "fiscaal"}
    zaak.done(zaak.event("gemeente", Soort.UITVRAAG, onderwerp=None, **asked))
    zaak.done(zaak.push("belastingdienst", "fiscaal", "gemeente"))
    zaak.phase("verrijking-gesloten")
    for reader in ("gemeente", "om", "belastingdienst"):
        levering = zaak.supply("politie", "wpg-8", reader)
        zaak.done(knooppunt.exchange.push(levering.caller, levering.body))
        zaak.done(knooppunt.exchange.read(knooppunt[reader].caller(persoon=True), levering.record))
    about = {"organisatie": knooppunt["riec-bureau"].oin, "regio": REGIO}
    zaak.done(knooppunt.state("gemeente", knooppunt.fact("mandaat", **about)))
    zaak.push("toeslagen", "toeslagen", "gemeente")
    knooppunt.exchange.read(knooppunt["ind"].caller(persoon=True), str(uuid.uuid4()))
    record = {"record": str(uuid.uuid4()), "soort": "label", "velden": []}
    knooppunt.exchange.report_mismatch(knooppunt["om"].caller(), record)
    yesterday = form.dutch_day(knooppunt.clock.now() - DAY)
    counted = form.Afstemming(knooppunt["om"].oin, yesterday, *([form.telling(())] * 3), None)
    zaak.done(knooppunt.exchange.report_count(knooppunt["om"].caller(), counted.sign(knooppunt["om"].tekenen)))
    _speak_of_the_geb(knooppunt, zaak)
    hypothetical.keep(knooppunt.world, hypothetical.Aanroep.start(hypothetical.EVALUATION), ())
    knooppunt.world.runner.run(knooppunt["om"].caller(persoon=True), "vulling", _many_lines)


def _speak_of_the_geb(knooppunt: Backbone, zaak: Zaak) -> None:
    """Let the gemeente adopt an invented edition of the GEB, with the advice of its FG."""
    gemeente, fg, now = knooppunt["gemeente"], knooppunt.fg, knooppunt.clock.now()
    over = gebbesluit.Over("ab" * 32, REGIO, "2026-01-01..2026-12-31")
    about: dict[str, Any] = {"oin": gemeente.oin, "over": over, "gemaakt": now}
    text = {"uitkomst": "positief", "advies_sha256": "cd" * 32}
    for made in (
        gebbesluit.advise(gemeente.tekenen, (fg.id, fg.sleutel), **about, **text),
        gebbesluit.adopt(gemeente.tekenen, **about, uitkomst="vastgesteld"),
    ):
        zaak.done(knooppunt.exchange.decide_geb(gemeente.caller(), dict(made.bron)))


def _many_lines(act: Act) -> Gedaan:
    """Write more lines than a tile holds."""
    for number in range(300):
        act.line(REGIO, "proef", nummer=number)
    return Gedaan({})


@contextmanager
def filled(folder: Path, database_url: str | None = None) -> Iterator[Filled]:
    """Give a filled backbone whose log has stopped and whose triggers are gone."""
    knooppunt = Backbone(folder, database_url, getuigen=3)
    served = serve(knooppunt)  # stamps alembic_version and makes the table of nonces
    _tell_the_story(knooppunt)
    served.nonces.remember("sleutel", "eenmalig", 0)
    knooppunt.witness()
    knooppunt.sequencer.stop()
    settings = Settings(data_dir=folder, database_url=SecretStr(database_url) if database_url else None)
    settings.keys.mkdir(mode=0o700)
    knooppunt.kluis._key.write(settings.keys / EPOCH_FILE)
    settings.tlog_policy.write_text(knooppunt.policy_text, "utf-8")
    settings.lijst.write_bytes(knooppunt.lijst.bron)
    with knooppunt.engine.begin() as connection:
        for table in (*LEDGER, *LOG, *WITNESSED, *DOORS):
            for statement in drop_append_only(table.name, knooppunt.engine.dialect.name):
                connection.exec_driver_sql(statement)
    made = Filled(knooppunt, settings, sa.create_engine(served.settings.nonces))
    yield made
    made.nonce_engine.dispose()
    served.close()
    knooppunt.close()
