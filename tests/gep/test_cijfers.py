# SPDX-License-Identifier: EUPL-1.2
"""Every figure equals a recount that does not go through the code under test: straight from ledger and log."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import func, select

from audit.proof import jcs
from audit.reader import LogReader
from audit.tables import log_bladen
from audit.values import STAM
from core.ledger import tables as t
from gep.bron import Bron
from gep.cijfers import gather
from gep.document.blokken import Cijferlijst
from gep.geb.maken import UnknownRegionError, make
from gep.periode import Periode
from tests.core.exchange.conftest import Zaak
from tests.gep.conftest import edition, gateway_refusal, happen
from tests.kit import REGIO, backbone

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from gep.geb.maken import Geb


def select_all(zaak: Zaak, *columns: Any) -> list[Any]:
    with zaak.knooppunt.engine.connect() as connection:
        return list(connection.execute(select(*columns)))


def decisions(zaak: Zaak) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Give the decision records of the ledger: kind of act, organisation, ADL body."""
    acts = {row.sleutel: row for row in select_all(zaak, t.handeling)}
    for row in select_all(zaak, t.beslissing):
        act = acts[row.handeling]
        yield act.soort, act.oin, jcs.decode(row.adl)["body"]


def answers(zaak: Zaak, soort: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Give organisation and stored answer of each act of one kind."""
    for row in select_all(zaak, t.handeling):
        if row.soort == soort:
            yield row.oin, jcs.decode(row.antwoord)


def told(geb: Geb, telling: str) -> Counter[tuple[str, ...]]:
    return Counter(dict(geb.cijfers.rows(telling)))


def test_supplies_equal_the_ledger(geb, zaak) -> None:
    """Supplies per category, supplier and recipient equal the wraps in the ledger; records equal its rows."""
    supplied = {row.sleutel: (row.categorie, row.verstrekker) for row in select_all(zaak, t.verstrekking)}
    wraps = {(row.record, row.ontvanger) for row in select_all(zaak, t.omhulsel)}
    expected = Counter((*supplied[record], to) for record, to in wraps if to != supplied[record][1])
    assert told(geb, "verstrekkingen") == expected
    assert told(geb, "records") == Counter(supplied.values())
    assert sum(expected.values()) == 4


def test_reads_equal_the_answers_that_were_given(geb, zaak) -> None:
    """Reads per category and reader equal the acts that gave a record away."""
    expected = Counter(
        (answer["gegevens"]["beslissing"]["vraag"]["wat"], oin)
        for oin, answer in answers(zaak, "inzage")
        if answer["soort"] == "gedaan"
    )
    assert told(geb, "lezingen") == expected
    assert sum(expected.values()) == 2


def test_refusals_equal_the_decision_records(geb, zaak) -> None:
    """Refused questions, in total and per rule, equal the decision records that did not allow, plus what gateways report."""
    per_rule, per_question = Counter(), Counter()
    for _, oin, body in decisions(zaak):
        request, answer = body["adl.core.request"], body["adl.core.response"]
        if answer["uitkomst"] == "toegestaan":
            continue
        resource = request["resource"]["properties"]
        what = (request["action"]["name"], resource["categorie"], resource["ontvanger"], answer["uitkomst"])
        per_question["knooppunt", oin, *what] += 1
        per_rule.update((rule["id"], "knooppunt") for rule in answer["regels"] or [{"id": "-"}])
    report = gateway_refusal(zaak)
    per_question["gateway", zaak.knooppunt["politie"].oin, "verstrekken", "wpg-9", "gemeente", "verboden"] += 1
    per_rule.update((rule, "gateway") for rule in report["regels"])
    assert told(geb, "weigeringen") == per_question
    assert told(geb, "weigeringen-per-regel") == per_rule
    assert {("R-01.1", "knooppunt"), ("R-14.1", "knooppunt"), ("R-14.1", "gateway"), ("R-07.1", "knooppunt")} <= set(
        per_rule
    )


def test_questions_from_outside_equal_the_constant_answers(geb, zaak) -> None:
    """Questions about what is not there or not yours equal the acts that got the constant answer."""
    kinds = {row.soort for row in select_all(zaak, t.handeling)}
    expected = Counter(
        (oin,) for soort in kinds for oin, answer in answers(zaak, soort) if answer["soort"] == "onbekend"
    )
    assert told(geb, "onbekend") == expected
    assert sum(expected.values()) == 1


def test_allowing_rules_purposes_and_phases_equal_the_decision_records(geb, zaak) -> None:
    """Rules, purposes and phases of allowed supplies equal the decision records of the acts that were done."""
    done = {row.sleutel for row in select_all(zaak, t.handeling) if jcs.decode(row.antwoord)["soort"] == "gedaan"}
    bodies = [
        jcs.decode(row.adl)["body"]
        for row in select_all(zaak, t.beslissing)
        if row.handeling in done and jcs.decode(row.adl)["body"]["adl.core.request"]["action"]["name"] == "verstrekken"
    ]
    contexts = [body["adl.core.request"]["context"] for body in bodies]
    rules = (rule["id"] for body in bodies for rule in body["adl.core.response"]["regels"])
    assert told(geb, "grondslagen") == Counter((rule,) for rule in rules)
    assert told(geb, "doelen") == Counter((context["doel"],) for context in contexts)
    assert told(geb, "fasen") == Counter((context["fase"],) for context in contexts)


def test_cases_equal_their_events(geb, zaak) -> None:
    """Cases opened and phases set equal the events in the ledger."""
    kinds = {"geopend": "geopend", "fase-gezet": "fase gezet", "gesloten": "gesloten"}
    events = [jcs.decode(row.gebeurtenis)["soort"] for row in select_all(zaak, t.casus_gebeurtenis)]
    assert told(geb, "casussen") == Counter((REGIO, kinds[soort]) for soort in events if soort in kinds)


def test_facts_equal_the_ledger(geb, zaak) -> None:
    """Statements per issuer equal the rows of the ledger, those that travel with a supply among them."""
    assert told(geb, "feiten") == Counter((row.uitgever,) for row in select_all(zaak, t.feitverklaring))


def test_releases_equal_the_decision_records(geb, zaak) -> None:
    """Questions per release equal the decision records."""
    assert told(geb, "vrijgaven") == Counter((row.vrijgave,) for row in select_all(zaak, t.beslissing))


def test_lines_equal_the_log(geb, zaak) -> None:
    """The lines that counted are all act lines, and events, organisations and activities are those in them."""
    log = LogReader(zaak.knooppunt.engine, zaak.knooppunt.kluis)
    shards = {row.shard for row in select_all(zaak, log_bladen.c.shard)} - {STAM}
    feiten = [line.feit for shard in shards for line in log.lines(shard) if line.feit is not None]
    counted = select(func.count()).select_from(log_bladen).where(log_bladen.c.shard != STAM)
    with zaak.knooppunt.engine.connect() as connection:
        assert geb.cijfers.regels == connection.execute(counted).scalar_one() == len(feiten)
    assert told(geb, "handelingen") == Counter((feit["gebeurtenis"],) for feit in feiten)
    assert told(geb, "deelnemers") == Counter((feit["oin"],) for feit in feiten if "oin" in feit)
    assert told(geb, "verwerkingen") == Counter((feit["verwerking"],) for feit in feiten if "verwerking" in feit)


def test_every_figure_had_something_to_count(geb) -> None:
    """No recount above is empty on both sides: each figure that is recounted here has rows in this story."""
    recounted = (
        "verstrekkingen", "records", "lezingen", "weigeringen", "weigeringen-per-regel", "onbekend", "grondslagen", "doelen",
        "fasen", "casussen", "feiten", "vrijgaven", "handelingen", "deelnemers", "verwerkingen",
    )  # fmt: skip
    assert [name for name in recounted if not geb.cijfers.rows(name)] == []


def test_figures_change_with_the_record_and_stay_under_an_old_checkpoint(tmp_path: Path) -> None:
    """What happens later changes a new edition; the same checkpoints still give the same figures."""
    with backbone(tmp_path) as knooppunt:
        zaak = Zaak(knooppunt)
        before = Bron.of_world(knooppunt.world)
        periode = Periode.year_of(before.gemaakt)
        first = gather(before, periode).tellingen
        happen(zaak)
        assert gather(before, periode).tellingen == first
        after = make(Bron.of_world(knooppunt.world), periode)
        assert after.cijfers.tellingen != first
        assert after.cijfers.total("records") == 2
        assert make(before, periode).pagina != after.pagina


def test_a_region_counts_its_own_cases_and_their_refusals(zaak, geb) -> None:
    """A region's edition has its supplies and refusals; another region has none of either."""
    own, other = edition(zaak.knooppunt, REGIO).cijfers, edition(zaak.knooppunt, "limburg").cijfers
    assert own.rows("verstrekkingen") == geb.cijfers.rows("verstrekkingen")
    assert own.rows("weigeringen") == geb.cijfers.rows("weigeringen")
    assert own.total("feiten") < geb.cijfers.total("feiten")
    assert other.regels == 0


def test_an_unknown_region_is_refused(zaak) -> None:
    """A region that the register does not know gives no empty edition but an error."""
    with pytest.raises(UnknownRegionError):
        edition(zaak.knooppunt, "atlantis")


def test_only_days_of_the_period_count(zaak) -> None:
    """A period that ends before today, or begins after it, counts nothing."""
    bron = Bron.of_world(zaak.knooppunt.world)
    year = Periode.year_of(bron.gemaakt)
    for days in (-366, 366):
        moved = Periode(year.eerste + timedelta(days=days), year.laatste + timedelta(days=days))
        assert gather(bron, moved).regels == 0


def test_erased_lines_are_told(zaak) -> None:
    """A line whose readable part is gone counts nowhere, and the page says how many there are."""
    bron = Bron.of_world(zaak.knooppunt.world)

    def erased(stand: Any, start: int) -> Iterator[list[bytes | None]]:
        for at, chunk in enumerate(bron.feiten(stand, start)):
            yield [None, *chunk[1:]] if at == 0 else chunk

    made = make(replace(bron, feiten=erased), Periode.year_of(bron.gemaakt))
    assert made.cijfers.gewist == 2
    figures = [b for s in made.secties for b in s.blokken if isinstance(b, Cijferlijst) and b.naam == "gelezen"]
    assert ("Gewiste logregels", 2) in figures[0].rijen
    assert "is de leesbare kant gewist" in made.pagina
