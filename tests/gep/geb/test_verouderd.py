# SPDX-License-Identifier: EUPL-1.2
"""What time does to an edition: stale answers, drift in both directions, changed rules and sources; and nothing else."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from audit.events import Event
from core.exchange.logbook import LogRead, read_log
from gep.bron import Bron
from gep.cijfers import gather
from gep.geb.controle import bronnen, drift, verouderd
from gep.geb.controle.bevinding import Soort
from gep.geb.controle.herkomst import Herkomst
from gep.geb.controle.namaken import state
from gep.geb.controleren import check
from gep.geb.maken import make
from gep.periode import Periode
from policies import RuleSet, loader
from tests.gep.geb.edities import record, saved
from tests.kit import DAY
from tests.policies.world import p_row

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from gep.geb.controle.bevinding import Bevinding
    from gep.geb.controleren import Controle
    from tests.core.exchange.conftest import Zaak

STRANGER = "00000099000000099999"


@pytest.fixture(scope="module")
def zaak(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Zaak]:
    """A record on which more happens; each test makes its own edition first."""
    with record(tmp_path_factory.mktemp("knooppunt")) as made:
        yield made


@pytest.fixture(scope="module")
def begin(zaak: Zaak, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An edition that lies there while more happens."""
    return saved(zaak.knooppunt, tmp_path_factory.mktemp("geb") / "editie")


def checked(zaak: Zaak, folder: Path) -> Controle:
    return check(folder, Herkomst.of_world(zaak.knooppunt.world))


def plant(zaak: Zaak, **told: Any) -> None:
    """Write the line of a supply straight into the log, past every rule."""
    shard = next(name for name in zaak.knooppunt.world.log.shards() if name.startswith("noord-nederland"))
    asked = {
        "wie": "politie",
        "aan": "gemeente",
        "wat": "wpg-8",
        "handeling": "verstrekken",
        "doel": "oc",
        "fase": "weging",
    }
    asked |= {name: value for name, value in told.items() if name in asked}
    decision = {"vraag": asked, "uitkomst": "toegestaan", "vrijgave": zaak.knooppunt.release.digest}
    line = {
        "gebeurtenis": str(Event.VERSTREKKING_OPGENOMEN),
        "oin": zaak.knooppunt["politie"].oin,
        "casus": zaak.id,
        "categorie": asked["wat"],
        "verwerking": told.get("verwerking", "https://knooppunt.example/verwerkingen/oc-verstrekken"),
        "ontvangers": [told.get("ontvanger", zaak.knooppunt["gemeente"].oin)],
        "beslissingen": [decision | {"regels": [told.get("regel", "R-12.1")]}],
    }
    zaak.knooppunt.world.act_of_operator(lambda transaction: transaction.line(shard, line) and None)


def codes(found: tuple[Bevinding, ...], field: str = "code") -> dict[str, set[str]]:
    """Return per kind of drift the codes that were named."""
    kinds = {one.plek["drift"] for one in found}
    return {kind: {c for one in found if one.plek["drift"] == kind for c in one.plek[field].split()} for kind in kinds}


def practice(zaak: Zaak, soort: Soort, field: str = "code") -> dict[str, set[str]]:
    """Return drift as it is now, without an edition."""
    bron = Bron.of_world(zaak.knooppunt.world)
    done = drift.happened(gather(bron, Periode.year_of(bron.gemaakt)), bron.lijst)
    found = drift.compare(drift.stated(bron), done, drift.namer(bron))
    return codes(tuple(one for one in found if one.soort is soort), field)


def test_reading_and_checking_alone_makes_nothing_stale(zaak, tmp_path) -> None:
    """Who reads the log to check leaves lines; the edition still holds, and the check says how many such lines came."""
    folder = saved(zaak.knooppunt, tmp_path / "editie")
    for _ in range(2):
        read_log(zaak.knooppunt.world, LogRead(zaak.knooppunt.fg.id, "controle", "jaarlijkse-toets", "geb-controle:x"))
    found = checked(zaak, folder)
    assert found.klopt
    assert found.of(Soort.VEROUDERD) == found.veranderd == ()
    (one,) = found.of(Soort.MELDING)
    assert "kwamen 2 regels" in one.tekst


def test_one_more_supply_makes_its_answers_stale_and_no_other(zaak, tmp_path) -> None:
    """After one supply the sections that count it are stale, by name, with both sums; fixed texts and rules are not."""
    folder = saved(zaak.knooppunt, tmp_path / "editie")
    zaak.done(zaak.push("politie", "wpg-8", "gemeente"))
    found = checked(zaak, folder)
    assert found.klopt
    assert not found.geldt
    changed = {item.id: item for item in found.veranderd}
    before, after = (sum(row[-1] for row in rows) for rows in (changed["log-records"].toen, changed["log-records"].nu))
    assert after == before + 1
    assert {"log-verstrekkingen", "log-handelingen", "log-grondslagen"} <= set(changed)
    assert {item.id.partition("-")[0] for item in found.veranderd} == {"log"}
    assert "log-weigeringen" not in changed
    stale = {one.plek["sectie"]: one.tekst for one in found.of(Soort.VEROUDERD)}
    assert f"(log-records): opgeteld {before}, nu {after}." in stale["2"]
    assert not {"9", "15", "8"} & set(stale)


def test_what_no_rule_knows_is_drift_of_each_kind(zaak, begin) -> None:
    """One planted line with a category, recipient, kind, purpose, rule and activity that the GEB does not name: six findings."""
    before = practice(zaak, Soort.DRIFT)
    activity = "https://knooppunt.example/verwerkingen/verzonnen"
    told = {"wat": "logboek", "aan": "jurist", "doel": "controle", "regel": "R-99.9", "verwerking": activity}
    plant(zaak, **told, ontvanger=STRANGER)
    found = checked(zaak, begin)
    assert found.klopt
    after = codes(found.of(Soort.DRIFT))
    assert {kind: after[kind] - before.get(kind, set()) for kind in after} == {
        "categorie": {"logboek"},
        "ontvanger": {STRANGER},
        "soort ontvanger": {"jurist"},
        "doel": {"controle"},
        "regel": {"R-99.9"},
        "verwerking": {activity},
    }
    assert all("De GEB noemt deze" in one.tekst for one in found.of(Soort.DRIFT))


def test_what_never_happened_is_told_until_it_happens(zaak) -> None:
    """Stated and never seen is told for each kind; once it stands in the log it is not told any more."""
    before = practice(zaak, Soort.ONGEBRUIKT, "codes")
    ind = zaak.knooppunt["ind"].oin
    used = {"categorie": "brp", "doel": "hk", "soort ontvanger": "ind", "ontvanger": ind, "regel": "R-06.1"}
    assert all(code in before[kind] for kind, code in used.items())
    plant(zaak, wat="brp", doel="hk", aan="ind", ontvanger=ind, regel="R-06.1")
    after = practice(zaak, Soort.ONGEBRUIKT, "codes")
    assert all(before[kind] - after.get(kind, set()) == {code} for kind, code in used.items())


def test_drift_after_the_period_is_seen_too(zaak, tmp_path) -> None:
    """An edition of a closed period does not grow stale by what came after, yet practice that left it is drift."""
    bron = Bron.of_world(zaak.knooppunt.world)
    year = Periode.year_of(bron.gemaakt)
    before = Periode(year.eerste - timedelta(days=366), year.eerste - timedelta(days=1))
    make(bron, before).save(tmp_path / "editie")
    plant(zaak, regel="R-98.1")
    found = checked(zaak, tmp_path / "editie")
    assert found.klopt
    assert found.of(Soort.VEROUDERD) == ()
    assert "R-98.1" in codes(found.of(Soort.DRIFT))["regel"]


def test_a_new_release_is_told_rule_by_rule_and_the_edition_still_holds(zaak, begin) -> None:
    """After new rules the edition is made again with its own release: nothing altered, and the change told by rule."""
    herkomst = Herkomst.of_world(zaak.knooppunt.world)
    rows = p_row(id="R-91.1", wie="*", aan="*", wat="brp") + "\n"
    files = {**zaak.knooppunt.release.files, "regels/test.csv": rows.encode()}
    rules = RuleSet.of_files(files, "demo")
    newer = replace(herkomst, nu=replace(herkomst.nu, ruleset=rules, groepen=loader.check(files).closure))
    found = check(begin, newer)
    assert found.klopt
    told = [one.tekst for one in found.of(Soort.BRON)]
    assert "Regel R-91.1 is nieuw." in told
    assert any(text.startswith("De editie rust op vrijgave") for text in told)
    assert any(item.id.startswith("regels-") for item in found.veranderd)


def test_a_state_that_is_not_here_any_more_is_told(zaak, tmp_path) -> None:
    """A release, list or register that this backbone does not have (any more) is named, and accuses nobody."""
    bron = Bron.of_world(zaak.knooppunt.world)
    geb = make(bron, Periode.year_of(bron.gemaakt))
    herkomst = Herkomst.of_world(zaak.knooppunt.world)
    assert state(herkomst, geb.kenmerken, geb.bewijs).volledig
    strange = replace(geb.kenmerken, vrijgave="sha256:weg")
    said = {**geb.bewijs, "deelnemerslijst": "sha256:weg", "register": "sha256:weg"}
    missed = state(herkomst, strange, said).gemist
    assert [one.plek["bron"] for one in missed] == ["vrijgave", "deelnemerslijst", "register"]
    assert {one.soort for one in missed} == {Soort.NIET_NA_TE_GAAN}


def with_files(bron: Bron, files: dict[str, bytes]) -> Bron:
    return replace(bron, ruleset=RuleSet.of_files(files, "demo"))


def test_a_source_whose_text_changed_is_named_with_its_sections(zaak) -> None:
    """Another text of a law: the source by name, and the sections that rest on it; with the same text nothing is told."""
    files = dict(zaak.knooppunt.release.files)
    bron = with_files(Bron.of_world(zaak.knooppunt.world), files)
    assert list(bronnen.changes(bron, bron)) == []
    changed = with_files(bron, {**files, "teksten/bpg-4-3-7.txt": files["teksten/bpg-4-3-7.txt"] + b"en de IND\n"})
    found = list(bronnen.changes(bron, changed))
    source = bron.ruleset.sources["bpg-4-3-7"]
    review = [one for one in found if one.plek["bron"] == "te herzien"]
    assert [one.plek["code"] for one in review] == ["bpg-4-3-7"]
    assert f"{source.wet}, {source.artikel}" in review[0].tekst
    assert {"9", "11"} <= set(review[0].plek["sectie"].split())


def test_rules_and_sources_that_came_went_or_ended_are_told(zaak) -> None:
    """A rule gone, one changed, a source that says something else, and a rule whose last day has passed: each by its id."""
    bron = Bron.of_world(zaak.knooppunt.world)
    files = dict(zaak.knooppunt.release.files)
    gone = {**files, **{name: _without(data, "R-06.1,") for name, data in files.items() if name.startswith("regels/")}}
    sources = files["bronnen.toml"].decode().replace('artikel = "', 'artikel = "oud ', 1).encode()
    found = {one.tekst for one in bronnen.changes(bron, with_files(bron, {**gone, "bronnen.toml": sources}))}
    assert "Regel R-06.1 is vervallen." in found
    assert any(text.startswith("De bron ") and "is veranderd (artikel" in text for text in found)
    dated = {
        name: data.replace(b"2020-04-01, 9999-12-31, verzoek", b"2020-04-01, 2027-02-28, verzoek")
        for name, data in files.items()
    }
    ending = with_files(bron, dated)
    assert {row.tm for row in ending.ruleset.rows if row.id == "R-06.1"} == {"2027-02-28"}
    later = replace(ending, gemaakt=ending.gemaakt + 400 * DAY)
    assert "Regel R-06.1 is geëindigd op 2027-02-28." in [one.tekst for one in bronnen.changes(ending, later)]
    assert "Regel R-06.1 is veranderd." in [one.tekst for one in bronnen.changes(bron, ending)]
    assert not [one for one in bronnen.changes(ending, ending) if one.plek.get("regel") == "R-06.1"]
    back = {one.tekst for one in bronnen.changes(with_files(bron, gone), bron)}
    assert "Regel R-06.1 is nieuw." in back


def _without(data: bytes, start: str) -> bytes:
    return b"".join(line for line in data.splitlines(keepends=True) if f", {start}".encode() not in line)


def test_who_came_to_or_left_the_list_is_told(zaak) -> None:
    """An organisation that left the deelnemerslijst and one that joined are named; another register is told."""
    bron = Bron.of_world(zaak.knooppunt.world)
    first, *rest = bron.lijst.deelnemers
    fewer = replace(bron, lijst=replace(bron.lijst, deelnemers=tuple(rest)))
    assert [one.tekst for one in bronnen.changes(bron, fewer)] == [f"{first.naam} ging van de deelnemerslijst."]
    assert [one.tekst for one in bronnen.changes(fewer, bron)] == [f"{first.naam} kwam op de deelnemerslijst."]


def test_stale_is_new_gone_or_other_and_same_is_nothing() -> None:
    """Evidence that came, vanished or changed is told with how; the same value is not, and sections follow from both."""

    def item(id_: str, value: Any, *sections: str) -> dict[str, Any]:
        return {"id": id_, "uitleg": "Iets.", "waarde": value, "secties": list(sections)}

    before = [item("a", [["x", 1]], "2"), item("b", "tekst", "3"), item("c", 1, "4"), item("gelijk", [["x", 1]], "2")]
    after = [item("a", [["x", 3]], "2"), item("b", "anders", "3"), item("d", 1), item("gelijk", [["x", 1]], "2")]
    found = verouderd.changes(before, after)
    assert [(one.id, one.hoe) for one in found] == [("a", "anders"), ("b", "anders"), ("c", "weg"), ("d", "nieuw")]
    told = {one.plek.get("sectie"): one.tekst for one in verouderd.findings(found)}
    assert "Iets (a): opgeteld 1, nu 3." in told["2"]
    assert "Iets (b): dit is anders." in told["3"]
    assert "Iets (c): dit is weg." in told["4"]
    assert "Iets (d): dit is nieuw." in told[None]
    moved = verouderd.changes([item("a", [["x", 1]], "2")], [item("a", [["y", 1]], "2")])
    assert "opgeteld nog 1, anders verdeeld" in next(verouderd.findings(moved)).tekst
