# SPDX-License-Identifier: EUPL-1.2
"""The inventory without content: its figures equal a recount over the ledger, on both databases, and nobody is in it."""

from __future__ import annotations

import csv
import io
import json
import re
from collections import Counter
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any

import pytest
from lxml import html
from sqlalchemy import select

from audit.events import Event
from audit.proof import jcs
from audit.reader import LogReader
from core.exchange import bewaren
from core.ledger.bewaring import bewaring
from core.ledger.tables import verstrekking
from core.register.bewaartermijnen import Bewaartermijnen, later
from gep.archief import lezen, mdto, tabellen
from gep.archief.maken import BUITEN, make
from gep.bron import Bron
from gep.document.blokken import Alinea, Onderdrukt, Open
from gep.periode import day_of
from gep.voortgang import Onderbroken
from tests.conftest import postgres_database
from tests.core.exchange.test_bewaren import decide, extension, hold
from tests.core.exchange.test_vernietigen import CONTENT, READER, WHO, Setting, prepared
from tests.kit import backbone

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from gep.archief.maken import Archief

MAX_WORDS = 20


class Verhaal:
    """Seven records of the police: one stays, one is extended, one held, one blocked, one destroyed, two wait."""

    def __init__(self, setting: Setting) -> None:
        made = setting.backbone
        self.setting, self.world = setting, made.world
        self.wacht, self.gehouden, self.weg, *self.over = (setting.record() for _ in range(5))
        self.blijft, self.verlengd = setting.record(dagen=None), setting.record()
        end = next(item["einde"] for item in bewaren.overview(made.world) if item["record"] == self.verlengd)
        for besluit in (extension(setting, self.verlengd, later(end, 1) - 1), hold(setting, self.gehouden)):
            setting.zaak.done(decide(setting, besluit))
        setting.close()
        setting.send(setting.order(self.wacht))
        bewaren.retention_run(made.world)
        setting.ground()
        self.bevel = setting.order(self.weg)
        setting.zaak.done(setting.send(self.bevel))

    @property
    def archief(self) -> Archief:
        """The account of now."""
        return make(self.world, Bron.of_world(self.world))


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def verhaal(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Verhaal]:
    """The story, on each of the two databases."""
    with ExitStack() as stack:
        url = None
        if request.param == "postgresql":
            url = stack.enter_context(postgres_database(request.getfixturevalue("postgres_server")))
        made = stack.enter_context(backbone(tmp_path_factory.mktemp("archief"), url))
        yield Verhaal(Setting(prepared(made)))


@pytest.fixture(scope="module")
def archief(verhaal: Verhaal) -> Archief:
    """The account of the story."""
    return verhaal.archief


def rows(verhaal: Verhaal, table: Any) -> list[Any]:
    """Every row of a table."""
    with verhaal.world.reading() as connection:
        return list(connection.execute(select(table)))


def test_records_and_years_equal_the_ledger(archief, verhaal) -> None:
    """What is there per zorgdrager and category, with its years, equals the rows of the ledger."""
    there = rows(verhaal, verstrekking)
    assert {key: reeks.aantal for key, reeks in archief.inventaris.rows()} == Counter(
        (row.verstrekker, row.categorie) for row in there
    )
    years = {day_of(jcs.decode(bytes(row.kop))["gemaakt"]).year for row in there}
    ((_, reeks),) = archief.inventaris.rows()
    assert (reeks.aantal, min(reeks.jaren), max(reeks.jaren)) == (6, min(years), max(years))


def test_locks_holds_flags_and_destructions_equal_the_events(archief, verhaal) -> None:
    """Locked by reason, held, flagged and destroyed equal the events of the ledger of what is still there, or gone."""
    events = Counter(row.soort for row in rows(verhaal, bewaring) if row.record != verhaal.weg)
    ((_, reeks),) = archief.inventaris.rows()
    assert reeks.op_slot == {"termijn-voorbij": 3, "geen-grondslag": 1}
    assert reeks.op_slot.total() == events["vergrendeld"]
    assert (reeks.stilgezet, reeks.wacht) == (events["stilstand"], events["archiefvlag"]) == (1, 1)
    assert reeks.verlengingen == {("wgs-bewaren", "onderzoek-loopt"): 1}
    assert reeks.vernietigd == 1


def test_what_is_over_its_term_says_why_it_is_still_there(archief, verhaal) -> None:
    """Held, waiting for a selectielijst, or without an order; what was extended or has time is not overdue."""
    ((_, reeks),) = archief.inventaris.rows()
    assert reeks.over_termijn == {lezen.STILGEZET: 1, lezen.GEEN_SELECTIELIJST: 1, lezen.GEEN_BEVEL: 2}
    assert sum(item["einde"] <= archief.inventaris.bron.gemaakt for item in bewaren.overview(verhaal.world)) == 4


def test_without_any_ground_that_is_the_reason(verhaal, monkeypatch) -> None:
    """When no ground covers the category nothing can be ordered, and the account says so."""
    whole = Bewaartermijnen.load()
    terms = [{name: getattr(row, name) for name in row.__slots__} for row in whole.termijnen]
    monkeypatch.setattr(verhaal.world, "bewaartermijnen", Bewaartermijnen(terms, []))
    ((_, reeks),) = verhaal.archief.inventaris.rows()
    assert reeks.over_termijn[lezen.GEEN_GROND] == 2
    assert lezen.GEEN_BEVEL not in reeks.over_termijn


def test_an_order_stands_with_its_hash_ground_and_completion(archief, verhaal) -> None:
    """Each order names ground, number, completion and from when no backup opens it, as its lines in the log say."""
    (bevel,) = archief.inventaris.bevelen
    reader = LogReader(verhaal.world.log.engine, verhaal.world.log.kluis)
    lines = [line.feit for shard in verhaal.world.log.shards() for line in reader.lines(shard) if line.feit]
    (done,) = [feit for feit in lines if feit.get("gebeurtenis") == Event.VERNIETIGING_VOLTOOID]
    assert (bevel.sha256, bevel.grondslag, bevel.aantal) == (verhaal.bevel.sha256, verhaal.bevel.grondslag, 1)
    assert (bevel.sha256, bevel.voltooid, bevel.volledig_op) == (
        done["bevel_sha256"],
        done["tijd"],
        done["volledig_op"],
    )
    page = " ".join(html.fromstring(archief.files()["archief.html"].decode()).text_content().split())
    assert bevel.sha256 in page


def test_an_order_that_was_not_carried_out_says_so(archief, verhaal) -> None:
    """Where the log holds no completion the account says not yet."""
    bron: Any = type("B", (), {"standen": (), "lijst": archief.inventaris.bron.lijst, "gemaakt": 0})()
    bron.ruleset = archief.inventaris.bron.ruleset
    (bevel,) = lezen.count(verhaal.world, bron).bevelen
    assert (bevel.voltooid, bevel.volledig_op) == (None, None)
    assert tabellen.orders(lezen.count(verhaal.world, bron)).rijen[0][-2:] == ("nog niet", "nog niet")


def test_one_zorgdrager_sees_its_own(verhaal) -> None:
    """The inventory of the police is all there is; that of another partner is empty, with no order of others."""
    bron = Bron.of_world(verhaal.world)
    own = make(verhaal.world, bron, verhaal.setting.backbone[WHO].oin)
    assert [reeks.aantal for _, reeks in own.inventaris.rows()] == [6]
    assert len(own.inventaris.bevelen) == 1
    other = make(verhaal.world, bron, verhaal.setting.backbone[READER].oin)
    assert (other.inventaris.rows(), other.inventaris.bevelen) == ([], ())


def test_woo_says_per_category_what_the_rules_say(archief) -> None:
    """Police data never: rule and article with certainty. Anonymous data only by people. No category is simply public."""
    (table,) = [tabel for tabel in archief.document.tabellen if tabel.naam == "woo"]
    by_label = {rij[0]: rij for rij in table.rijen}
    police = by_label["Politiegegevens van artikel 8"]
    assert police[1] == "Nee, een jurist beslist"
    assert police[2] == "R-67.1"
    assert "Wet open overheid, 5.1 (V)" in str(police[4])
    assert "8.8 en bijlage (U)" in str(police[4])
    anonymous = by_label[archief.inventaris.bron.ruleset.vocabulary.label("wat", "anoniem").capitalize()]
    assert anonymous[1] == "Alleen als mensen dat besluiten"
    rules = archief.inventaris.bron.ruleset
    excluded = rules.leaves("wat", "woo-uitgezonderd")
    assert {rij[0].casefold() for rij in table.rijen if rij[1] == "Nee, een jurist beslist"} == {
        rules.vocabulary.label("wat", code).casefold() for code in excluded
    }
    assert {rij[1] for rij in table.rijen} <= {
        "Nee, een jurist beslist", "Alleen als mensen dat besluiten", "Geen regel staat het toe",
    }  # fmt: skip


def test_outside_the_circle_small_counts_years_and_orders_are_gone(verhaal) -> None:
    """For others only suppressed counts remain: no year, no order, no MDTO; six records are shown, one held is not."""
    made = make(verhaal.world, Bron.of_world(verhaal.world), voor=BUITEN)
    files = made.files()
    assert set(files) == {"archief.html", "archief.pdf", "archief.csv", "archief.json"}
    shown = {rij[2]: rij[3] for rij in made.tabel.rijen}
    assert made.tabel.koppen == ("Zorgdrager", "Categorie", "Wat", "Records")
    assert shown["Aanwezig"] == 6
    assert isinstance(shown["Stilgezet"], Onderdrukt)
    assert not any(isinstance(cel, int) and 0 < cel < made.drempel for cel in shown.values())
    assert verhaal.bevel.sha256 not in files["archief.html"].decode()
    told = {rij[2]: rij[3] for rij in json.loads(files["archief.json"])["rijen"]}
    assert (told["Aanwezig"], told["Stilgezet"]) == (6, None)
    assert str(day_of(verhaal.world.now()).year) not in files["archief.csv"].decode()


def test_the_series_is_valid_mdto(archief, shared_data, verhaal) -> None:
    """Per zorgdrager one MDTO document of the series, valid against the schema of the Nationaal Archief."""
    made = {name: data for name, data in archief.files().items() if name.startswith("mdto/")}
    assert list(made) == [f"mdto/{verhaal.setting.backbone[WHO].oin}.mdto.xml"]
    (data,) = made.values()
    schema = shared_data / "mdto" / "MDTO-XML1.0.1.xsd"
    assert mdto.problems(data, schema) == []
    assert mdto.problems(data.replace(b"<naam>", b"<titel>").replace(b"</naam>", b"</titel>"), schema)
    assert b"Serie" in data


def test_sentences_are_short(archief) -> None:
    """Our own sentences have at most twenty words (language level B1)."""
    told = [blok.tekst for blok in archief.document.blokken if isinstance(blok, (Alinea, Open))]
    told += [*archief.document.waarschuwingen, *tabellen.WAAROM.values(), *tabellen.SLOT.values()]
    assert [s for text in told for s in re.split(r"(?<=[.?:;!])\s", text) if len(s.split()) > MAX_WORDS] == []


def test_no_content_case_record_or_person_is_in_it(archief, verhaal, tmp_path: Path) -> None:
    """No record, case, person or content stands in any file; the name of the zorgdrager and the order do."""
    archief.save(tmp_path / "uit")
    made = {path.name: path.read_bytes() for path in (tmp_path / "uit").rglob("*.*") if path.is_file()}
    ids = [row.sleutel for row in rows(verhaal, verstrekking)]
    people = [party.persoon for party in verhaal.setting.backbone.partijen.values()]
    secrets = [*ids, verhaal.weg, verhaal.setting.zaak.id, *people, CONTENT.decode()]
    assert [(name, secret) for name, data in made.items() for secret in secrets if secret.encode() in data] == []
    read = list(csv.DictReader(io.StringIO(made["archief.csv"].decode("utf-8-sig")), delimiter=";"))
    assert [(row["Zorgdrager"], row["Records"]) for row in read] == [("Test politie", "6")]
    assert verhaal.bevel.sha256.encode() in made["archief.json"]


def test_stopping_leaves_nothing(verhaal) -> None:
    """Who stops gets no account."""

    def stop(_done: int, _total: int) -> None:
        raise Onderbroken

    with pytest.raises(Onderbroken):
        make(verhaal.world, Bron.of_world(verhaal.world), voortgang=stop)
