# SPDX-License-Identifier: EUPL-1.2
"""The Wpg accounts: counted again from the log, complete in what holds, and without a person in them."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from core.exchange.results import Gedaan
from gep.bron import Bron
from gep.cijfers import gather
from gep.document.blokken import Alinea, Cijferlijst, Lijst, Open, Tabel
from gep.document.pagina import as_html
from gep.periode import Periode
from gep.wpg import auditpakket, jaaroverzicht, kader, kaderbesluiten, manifest
from gep.wpg.audits import UNKNOWN, Audits
from gep.wpg.blokken import Blokken
from tests.gep.conftest import CANARY_BSN, CANARY_NAME
from tests.kit import DAY, REGIO

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from gep.cijfers import Cijfers
    from gep.document.document import Document
    from gep.wpg.kaderbesluiten import Kaderbesluit
    from tests.core.exchange.conftest import Zaak

VERIFIED: dict[str, Any] = {"geldig": True, "regels": 12, "rijen": 34, "bevindingen": []}


@pytest.fixture(scope="module")
def besluiten(zaak: Zaak) -> tuple[Kaderbesluit, ...]:
    """Framework decisions of every state, beside the agreements that the story made."""
    made = zaak.knooppunt
    bureau, gone = {"organisatie": made["riec-bureau"].oin, "regio": REGIO}, {"regio": "limburg"}
    now = made.clock.now()
    said: list[tuple[Any, dict[str, Any]]] = [
        (made.jurist_b, {"feit": "convenant-geldig", "dagen": 30, "regio": "rotterdam"}),
        (made.jurist_b, {"feit": "protocol-geldig", **gone}),
        (made.jurist_b, {"feit": "protocol-geldig", "waarde": False, **gone}),
        ("gemeente", {"feit": "mandaat", **bureau}),
        ("politie", {"feit": "mandaat", "dagen": 1, **bureau}),
        ("om", {"feit": "om-toestemming", "casus": zaak.id, "categorie": "wpg-9"}),
    ]
    for who, fact in said:
        made.clock.shift += 1  # of two statements in one millisecond nobody can say which was the last
        assert isinstance(made.state(who, made.fact(**fact)), Gedaan)
    return kaderbesluiten.collect(made.world, now + 2 * DAY)


@pytest.fixture(scope="module")
def bron(zaak: Zaak, besluiten: tuple[Kaderbesluit, ...]) -> Bron:
    """The record after all of that."""
    assert besluiten
    return Bron.of_world(zaak.knooppunt.world)


@pytest.fixture(scope="module")
def cijfers(bron: Bron) -> Cijfers:
    """The figures of this year."""
    return gather(bron, Periode.year_of(bron.gemaakt))


@pytest.fixture(scope="module")
def overzicht(zaak: Zaak, bron: Bron, cijfers: Cijfers, besluiten: tuple[Kaderbesluit, ...]) -> Document:
    """The yearly overview."""
    found = jaaroverzicht.gathered(zaak.knooppunt.world, cijfers.periode)
    return jaaroverzicht.make(bron, cijfers, besluiten, *found)


@pytest.fixture(scope="module")
def pakket(bron: Bron, cijfers: Cijfers, besluiten: tuple[Kaderbesluit, ...]) -> dict[str, bytes]:
    """An audit pack."""
    return auditpakket.make(bron, cijfers, parts(besluiten), Audits(intern=date(2026, 2, 28)))


def parts(besluiten: tuple[Kaderbesluit, ...], **changes: Any) -> auditpakket.Stukken:
    """Return what goes into a pack."""
    given: dict[str, Any] = {
        "verificatie": VERIFIED,
        "bestanden": {"tlog-policy": b"p", "deelnemerslijst.json": b"{}", f"log/{REGIO}-2026.checkpoint": b"c"},
        "vrijgaven": [{"vrijgave": "sha256:ab", "in_werking": None, "ondertekenaars": ["jurist-a"], "opsteller": "o"}],
        "bevoegdheden": [{"kenmerk": "fg-0a", "oin": "1", "soort": "fg", "verlopen": True}],
        "vernietigingen": [],
        "gebbesluiten": [],
        "besluiten": besluiten,
        **changes,
    }
    return auditpakket.Stukken(**given)


def lines(zaak: Zaak) -> Iterator[dict[str, Any]]:
    """Yield the opened lines of every act shard, straight from the log."""
    world = zaak.knooppunt.world
    for shard in world.log.shards():
        if shard != "stam":
            yield from (line.feit for line in world.reader.lines(shard) if line.feit is not None)


def table(page: Document, naam: str) -> Tabel:
    """Return one table of a document."""
    return next(tabel for tabel in page.tabellen if tabel.naam == naam)


def test_every_state_of_a_framework_decision(besluiten: tuple[Kaderbesluit, ...], zaak: Zaak) -> None:
    """Present and contrary: in force, ending soon, ended and withdrawn are told apart; no other fact is among them."""
    made = zaak.knooppunt
    told = {(one.feit, one.regio, one.uitgever): one.staat for one in besluiten}
    om, police, gemeente = made["om"].oin, made["politie"].oin, made["gemeente"].oin
    assert told["protocol-geldig", REGIO, om] == kaderbesluiten.GELDT
    assert told["convenant-geldig", "rotterdam", police] == kaderbesluiten.LOOPT_AF
    assert told["protocol-geldig", "limburg", police] == kaderbesluiten.INGETROKKEN
    assert told["mandaat", REGIO, gemeente] == kaderbesluiten.GELDT
    assert told["mandaat", REGIO, police] == kaderbesluiten.VERLOPEN
    assert {one.feit for one in besluiten} <= set(kaderbesluiten.FEITEN)
    mandate = next(one for one in besluiten if (one.feit, one.uitgever) == ("mandaat", gemeente))
    assert mandate.organisatie == made["riec-bureau"].oin


@pytest.mark.parametrize(
    ("van", "tot", "holds", "staat"),
    [
        (0, None, True, "geldt"),
        (0, 93 * DAY, True, "geldt"),
        (0, 92 * DAY, True, "loopt af"),
        (0, 0, True, "verlopen"),
        (1, None, True, "nog niet"),
        (0, None, False, "ingetrokken"),
    ],
)
def test_states_at_their_edges(van: int, tot: int | None, staat: str, *, holds: bool) -> None:
    """A decision ends at its last moment and not after it; a withdrawal goes before everything."""
    assert kaderbesluiten.state(van=van, tot=tot, holds=holds, at=0) == staat


def test_a_decision_that_begins_later_takes_no_place_yet(zaak: Zaak) -> None:
    """What was renewed ahead of time holds still, with the new decision beside it; once that begins it stands alone."""
    made, regio = zaak.knooppunt, "limburg"
    now = made.clock.now()
    for van, dagen in ((now - DAY, 30), (now + 20 * DAY, 395)):
        made.clock.shift += 1
        said = replace(made.fact("convenant-geldig", dagen=dagen, regio=regio), van=van)
        assert isinstance(made.state(made.jurist_b, said), Gedaan)

    def told(at: int) -> list[str]:
        found = kaderbesluiten.collect(made.world, at)
        return [one.staat for one in found if (one.feit, one.regio) == ("convenant-geldig", regio)]

    assert told(now + DAY) == [kaderbesluiten.LOOPT_AF, kaderbesluiten.NOG_NIET]
    assert told(now + 21 * DAY) == [kaderbesluiten.GELDT]


def test_decisions_about_single_cases_are_added_up(zaak: Zaak) -> None:
    """A decision about one casus names that casus nowhere; two of them count as two."""
    made = zaak.knooppunt
    for _ in range(2):
        outcome = made.state(made.stuurgroep, made.fact("hkp-aangewezen", casus=zaak.id, regio=REGIO, dagen=100))
        assert isinstance(outcome, Gedaan), outcome
    found = [one for one in kaderbesluiten.collect(made.world, made.clock.now()) if one.feit == "hkp-aangewezen"]
    assert [(one.per_casus, one.aantal) for one in found] == [(True, 1)], "the same body said the same twice"
    page = kader.document(tuple(found), lambda oin: oin, made.clock.now(), "demo")
    assert zaak.id not in as_html(page)
    assert "per casus" in as_html(page)


def test_figures_equal_a_recount_from_the_log(zaak: Zaak, overzicht: Document) -> None:
    """Supplies, refusals and reads of police data are what the lines themselves say."""
    made = zaak.knooppunt
    name = {party.oin: f"Test {party.soort}" for party in made.partijen.values()}
    label = made.world.ruleset.vocabulary.label
    supplied: Counter[tuple[str, str, str]] = Counter()
    read: Counter[tuple[str, str]] = Counter()
    for feit in lines(zaak):
        categorie = feit.get("categorie", "")
        if feit["gebeurtenis"] == "backbone:verstrekking:opgenomen" and categorie.startswith("wpg-"):
            supplied.update((label("wat", categorie), name[feit["oin"]], name[to]) for to in feit["ontvangers"])
        if feit["gebeurtenis"] == "backbone:verstrekking:gelezen" and categorie.startswith("wpg-"):
            read[label("wat", categorie), name[feit["oin"]]] += 1
    assert supplied
    assert read
    assert {row[:3]: row[3] for row in table(overzicht, "verstrekkingen").rijen} == supplied
    assert {row[:2]: row[2] for row in table(overzicht, "lezingen").rijen} == read


def test_consents_and_wpg_20_are_shown(zaak: Zaak, overzicht: Document, bron: Bron, cijfers: Cijfers) -> None:
    """What the OM consented to stands there with its number; a year without it says so in words."""
    assert ("toestemming gegeven", 1) in _figures(overzicht, "toestemming-om")
    shown = jaaroverzicht.make(bron, cijfers, (), {"politie": 3}, {})
    assert [count for _, count in _figures(shown, "wpg-20")] == [3]
    assert "geen toestemming" in as_html(shown)
    other = Periode(date(2021, 1, 1), date(2021, 12, 31))
    assert jaaroverzicht.gathered(zaak.knooppunt.world, other) == ({}, {})


def _figures(page: Document, naam: str) -> tuple[tuple[str, Any], ...]:
    return next(blok.rijen for blok in page.blokken if isinstance(blok, Cijferlijst) and blok.naam == naam)


def test_each_figure_points_at_its_evidence(overzicht: Document) -> None:
    """Every telling that is cited stands in the evidence table with the hash of its rows, and nothing else does."""
    cited = {id_ for blok in overzicht.blokken if isinstance(blok, (Tabel, Cijferlijst)) for id_ in blok.bewijs}
    assert cited == overzicht.ankers
    assert len(cited) > 15
    assert all(re.fullmatch(r"[0-9a-f]{64}", str(row[3])) for row in table(overzicht, "bewijs").rijen)


def test_no_person_and_no_content_is_in_an_account(zaak: Zaak, overzicht: Document, pakket: dict[str, bytes]) -> None:
    """Canary: names, BSN and pseudonyms are nowhere in it; the same search finds an organisation that is there."""
    people = {party.persoon for party in zaak.knooppunt.partijen.values()}
    secrets = {CANARY_NAME, CANARY_BSN, zaak.id, *people}
    texts = [as_html(overzicht).encode(), *pakket.values()]
    assert not {secret for secret in secrets if any(secret.encode() in data for data in texts)}
    assert any(b"Test politie" in data for data in texts)


def test_sentences_are_short_enough_for_everybody(overzicht: Document, bron: Bron, cijfers: Cijfers) -> None:
    """No sentence in these accounts has more than twenty words."""
    index = auditpakket.document(bron, cijfers, parts(()), Audits())
    for page in (overzicht, index):
        texts = [blok.tekst for blok in page.blokken if isinstance(blok, (Alinea, Open))]
        texts += [point for blok in page.blokken if isinstance(blok, Lijst) for point in blok.punten]
        texts += [*page.waarschuwingen, page.voet]
        found = [part for text in texts for part in re.split(r"(?<=[.!?:;])\s+", text)]
        assert found
        assert [part for part in found if len(part.split()) > 20] == []


def test_a_pack_is_whole_and_tells_when_it_is_not(pakket: dict[str, bytes], tmp_path: Path) -> None:
    """Contrary: an altered, a missing and an added file, and an altered manifest, are each told."""
    folder = tmp_path / "pakket"
    for name, data in pakket.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    assert manifest.findings(folder) == []
    (folder / manifest.SUMS).write_bytes(pakket[manifest.SUMS].replace(b"cijfers.json", b"cijfer.json"))
    assert manifest.findings(folder) == ["SHA256SUMS is veranderd."]
    (folder / manifest.SUMS).unlink()
    assert manifest.findings(folder) == ["SHA256SUMS ontbreekt."]
    (folder / manifest.SUMS).write_bytes(pakket[manifest.SUMS])
    (folder / "cijfers.json").write_bytes(b"{}")
    (folder / "vrijgaven.json").unlink()
    (folder / "erbij.txt").write_text("erbij", "utf-8")
    told = manifest.findings(folder)
    assert told == ["vrijgaven.json ontbreekt.", "erbij.txt hoort er niet bij.", "cijfers.json is veranderd."]
    (folder / manifest.NAAM).write_bytes(pakket[manifest.NAAM].replace(b"demo", b"echt"))
    assert manifest.findings(folder)[0] == "manifest.json is veranderd."
    (folder / manifest.NAAM).write_bytes(b"[]")
    assert manifest.findings(folder) == ["manifest.json ontbreekt of is niet te lezen."]


def test_each_control_names_evidence_that_is_in_the_pack(pakket: dict[str, bytes]) -> None:
    """Every file that the list of controls names is really there; what is not in the pack is asked for in words."""
    rows = auditpakket.controls().rijen
    assert {"BIO2 8.15.01", "BIO2 8.15.06", "Wpg 32a"} <= {str(row[0]) for row in rows}
    for row in rows:
        named = [] if row[2] == "-" else str(row[2]).split(", ")
        assert named or row[3] != "-", row[0]
        for name in named:
            held = any(file == name or file.startswith(name) for file in pakket) or name == "steekproef/"
            assert held, (row[0], name)


def test_a_log_that_does_not_hold_is_told_first(bron: Bron, cijfers: Cijfers) -> None:
    """Contrary: findings of the verification stand in the first warning and in a table by kind."""
    finding = {"soort": "rij-gewijzigd", "waar": "x", "tekst": "y"}
    wrong = {**VERIFIED, "geldig": False, "bevindingen": [finding, finding]}
    page = auditpakket.document(bron, cijfers, parts((), verificatie=wrong), Audits())
    assert page.waarschuwingen[0].startswith("Het log klopt niet.")
    assert table(page, "bevindingen").rijen == (("rij-gewijzigd", 2),)


def test_a_sample_is_listed_with_its_bundles(bron: Bron, cijfers: Cijfers) -> None:
    """A drawn line shows the bundle that goes with it, or why there is none; the bundle is in the pack."""
    drawn = {"shard": "landelijk-2026", "bundels": {3: "steekproef/landelijk-2026-3.zip", 7: "gewist"}}
    stukken = parts((), steekproef={"landelijk-2026-3.zip": b"zip"}, getrokken=drawn)
    page = auditpakket.document(bron, cijfers, stukken, Audits())
    assert table(page, "steekproef").rijen == (("3", "steekproef/landelijk-2026-3.zip"), ("7", "gewist"))
    assert auditpakket.make(bron, cijfers, stukken, Audits())["steekproef/landelijk-2026-3.zip"] == b"zip"


def test_audits_are_due_or_unknown() -> None:
    """What people told gives a last day; what they did not tell is unknown, never guessed."""
    told = Audits(intern=date(2024, 2, 29), extern=date(2024, 2, 29), tekort=date(2026, 5, 1)).rows()
    assert [(row[1], row[2]) for row in told] == [
        ("2024-02-29", "2025-02-28"),
        ("2024-02-29", "2028-02-29"),
        ("2026-05-01", "2027-05-01"),
    ]
    assert {row[2] for row in Audits().rows()} == {UNKNOWN}


def test_an_unknown_organisation_shows_its_number(bron: Bron, cijfers: Cijfers) -> None:
    """Who left the deelnemerslijst is named by its OIN, not left out."""
    assert Blokken(bron, cijfers).naam("00000099000000009999") == "organisatie 00000099000000009999"
