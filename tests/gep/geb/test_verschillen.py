# SPDX-License-Identifier: EUPL-1.2
"""`geb verschil`: what differs between two editions in sentences, from the two folders alone, and nothing else."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from lxml import html

from core.contract import editie
from gep.document.pagina import as_html
from gep.geb.verschil import cijfers, namen, vragen
from gep.geb.verschillen import compare, document

if TYPE_CHECKING:
    from pathlib import Path

    from gep.geb.verschillen import Verschil

KENMERKEN: dict[str, Any] = {
    "regio": None,
    "periode": "2026-01-01..2026-12-31",
    "gemaakt": 1_790_000_000_000,
    "vrijgave": "sha256:a",
    "checkpoints": ({"origin": "log/landelijk-2026", "size": 4, "root": "AA=="},),
    "blauwdruk": "sha256:b",
    "mensen": None,
    "modus": "demo",
}


def item(id_: str, waarde: Any) -> dict[str, Any]:
    return {"id": id_, "bron": id_.partition("-")[0], "uitleg": "Iets.", "waarde": waarde, "secties": ["2"]}


BEWIJS: dict[str, Any] = {
    "regels": {"R-01.1": "a", "R-02.1": "b"},
    "bronnen": {"wpg": "a"},
    "deelnemers": {"001": "Politie", "002": "Gemeente"},
    "bewijzen": [
        item("log-records", [["wpg-8", "001", 2], ["fiscaal", "002", 1]]),
        item("log-verstrekkingen", [["wpg-8", "001", "002", 2]]),
        item("log-doelen", [["oc", 2]]),
        item("regels-doelen", ["oc"]),
        item("uitgave-oud", "tekst"),
    ],
}
ANTWOORDEN: dict[str, Any] = {
    "2.1": [{"_index": 0, "2.1.1": {"value": "Fiscale gegevens"}}],
    "17.1": [{"_index": 0, "17.1.3": {"value": "Elk record is verzegeld. Afgedwongen door test x."}}],
    "18": {"value": "Kort.", "lastEditedBy": "privacyadviseur"},
    "19.2": {"value": "concept"},
}


def saved(folder: Path, bewijs: Any = BEWIJS, antwoorden: Any = ANTWOORDEN, **changed: Any) -> Path:
    """Save a sealed edition with this content."""
    folder.mkdir()
    files = {editie.PAGINA: b"<p>", editie.PDF: b"%PDF", editie.BEWIJS: json.dumps(bewijs).encode()}
    files[editie.FORMULIER] = json.dumps({"answers": antwoorden}).encode()
    made = editie.make(editie.Kenmerken(**{**KENMERKEN, **changed}), files)
    for name, data in {**files, editie.NAAM: made}.items():
        (folder / name).write_bytes(data)
    return folder


@pytest.fixture
def eerst(tmp_path: Path) -> Path:
    """The first edition."""
    return saved(tmp_path / "eerst")


def told(found: Verschil, onderwerp: str) -> list[str]:
    return [zin.tekst for zin in found.zinnen if zin.onderwerp == onderwerp]


def test_two_equal_editions_differ_in_nothing(eerst, tmp_path) -> None:
    """Made twice of the same: only the moments of making are told, and the page says so under each heading."""
    found = compare(eerst, saved(tmp_path / "later", gemaakt=KENMERKEN["gemaakt"] + 1000))
    assert found.gelijk
    assert found.cijfers == ()
    assert len(found.zinnen) == 2
    assert as_html(document(found)).count("Hierin is niets veranderd.") == 6


def test_every_difference_is_a_sentence(eerst, tmp_path) -> None:
    """Period, region, rules, figures, names, measures, texts of people, status and evidence: each told under its heading."""
    bewijs = {
        "regels": {"R-01.1": "anders", "R-03.1": "c"},
        "bronnen": {"wpg": "anders"},
        "deelnemers": {"001": "Politie", "003": "Belastingdienst"},
        "bewijzen": [
            item("log-records", [["wpg-8", "001", 5]]),
            item("log-verstrekkingen", [["wpg-8", "001", "003", 2]]),
            item("log-doelen", [["hk", 2]]),
            item("regels-doelen", ["hk"]),
            item("uitgave-nieuw", "tekst"),
        ],
    }
    antwoorden = {
        "2.1": [{"_index": 0, "2.1.1": {"value": "Politiegegevens"}}],
        "17.1": [{"_index": 0, "17.1.3": {"value": "Wie leest staat in het log. Afgedwongen door test y."}}],
        "18": {"value": "Lang.", "lastEditedBy": "hoofd privacy"},
        "16.1": [{"_index": 2, "16.1.3": {"value": "hoog", "lastEditedBy": "fg"}}],
        "19.2": {"value": "vastgesteld"},
    }
    changed = {
        "regio": "limburg",
        "periode": "2027-01-01..2027-12-31",
        "vrijgave": "sha256:z",
        "blauwdruk": "sha256:y",
        "modus": "ketentest",
        "checkpoints": ({"origin": "log/landelijk-2026", "size": 9, "root": "AB=="},),
    }
    found = compare(eerst, saved(tmp_path / "later", bewijs, antwoorden, **changed))
    assert not found.gelijk
    assert set(told(found, "regels")) == {
        "De eerste gaat over het hele land. De tweede gaat over de regio limburg.",
        "De regels komen uit een andere vrijgave.",
        "De modus ging van demo naar ketentest.",
        "Deze regels zijn nieuw: R-03.1.",
        "Deze regels zijn er niet meer: R-02.1.",
        "Deze regels zijn veranderd: R-01.1.",
        "Deze bronnen zijn veranderd: wpg.",
    }
    assert {
        "Deze categorieën zijn nu niet verstrekt: fiscaal.",
        "Deze ontvangers zijn nu ook gebruikt: Belastingdienst.",
        "Deze ontvangers zijn nu niet gebruikt: Gemeente.",
        "Deze doelen zijn nu ook gebruikt: hk.",
        "Nieuw op de deelnemerslijst: Belastingdienst.",
        "Niet meer op de deelnemerslijst: Gemeente.",
        "De GEB noemt nieuwe categorieën: Politiegegevens.",
        "De GEB noemt deze categorieën niet meer: Fiscale gegevens.",
    } <= set(told(found, "gegevens"))
    assert "De GEB noemt nieuwe maatregelen: Wie leest staat in het log." in told(found, "maatregelen")
    assert "De GEB noemt deze maatregelen niet meer: Elk record is verzegeld." in told(found, "maatregelen")
    assert told(found, "mensen") == [
        "Bij vraag 18 schreef hoofd privacy een ander antwoord.",
        "Bij vraag 16.1.3, rij 3 schreef fg een antwoord.",
    ]
    assert told(found, "vaststelling") == ["De status ging van concept naar vastgesteld."]
    assert "Bewijs log-records ging van 3 naar 5: 2 meer." in told(found, "cijfers")
    assert "Bewijs log-doelen telt op tot hetzelfde, 2, maar is anders verdeeld." in told(found, "cijfers")
    assert set(told(found, "bewijs")) == {
        "Het log log/landelijk-2026 ging van 4 naar 9 regels.",
        "Dit bewijs is er niet meer: uitgave-oud.",
        "Dit bewijs is nieuw: uitgave-nieuw.",
        "Dit bewijs zegt iets anders, zonder dat het telt: regels-doelen.",
    }
    rows = next(one for one in found.cijfers if one.id == "log-records").to_json()["rijen"]
    assert {"codes": ["wpg-8", "001"], "eerst": 2, "later": 5} in rows
    page = " ".join(html.document_fromstring(as_html(document(found))).text_content().split())
    assert [zin.tekst for zin in found.zinnen if zin.bewijs is None and zin.tekst not in page] == []
    assert json.loads(json.dumps(found.to_json()))["gelijk"] is False


def test_the_other_way_round_is_the_opposite(eerst, tmp_path) -> None:
    """What is new one way is gone the other way."""
    later = saved(tmp_path / "later", {**BEWIJS, "regels": {"R-01.1": "a"}}, {**ANTWOORDEN, "18": {"value": ""}})
    assert told(compare(eerst, later), "regels") == ["Deze regels zijn er niet meer: R-02.1."]
    assert told(compare(later, eerst), "regels") == ["Deze regels zijn nieuw: R-02.1."]
    assert told(compare(eerst, later), "mensen") == ["Bij vraag 18 staat niet meer wat privacyadviseur schreef."]
    assert told(compare(later, eerst), "mensen") == ["Bij vraag 18 schreef privacyadviseur een antwoord."]


def test_hidden_counts_are_not_compared(eerst, tmp_path) -> None:
    """Where an edition left its counts out, that is said; no number is guessed."""
    hidden = {**BEWIJS, "bewijzen": [item("log-records", None), *BEWIJS["bewijzen"][1:]]}
    found = compare(eerst, saved(tmp_path / "later", hidden))
    assert found.cijfers == ()
    assert told(found, "bewijs") == ["Dit bewijs is niet te vergelijken, want aantallen zijn weggelaten: log-records."]
    assert list(namen.sharing(BEWIJS, hidden)) == []


def test_logs_that_came_and_went_are_told(eerst, tmp_path) -> None:
    """A log that is read for the first time, and one that is not read any more, are named."""
    other = ({"origin": "log/limburg-2027", "size": 1, "root": "AA=="},)
    assert told(compare(eerst, saved(tmp_path / "later", checkpoints=other)), "bewijs") == [
        "Het log log/landelijk-2026 is niet meer gelezen.",
        "Het log log/limburg-2027 is erbij gekomen. Aantal regels: 1.",
    ]


def test_long_lists_are_counted() -> None:
    """More than eight names are not written out; how many more there are is said."""
    many = {"regels": {f"R-{n:02d}.1": "a" for n in range(12)}, "bronnen": {}}
    (zin,) = namen.rules({"regels": {}, "bronnen": {}}, many)
    assert zin.tekst.endswith("R-07.1; en nog 4.")
    assert list(vragen.parts({}, {})) == []
    assert cijfers.counts([["a", True]]) is None


@pytest.mark.parametrize("which", ["eerst", "later"])
def test_an_altered_edition_is_not_compared(eerst, tmp_path, which) -> None:
    """When either of the two is altered nothing is told but that."""
    later = saved(tmp_path / "later")
    (tmp_path / which / editie.PAGINA).write_bytes(b"<p>anders")
    with pytest.raises(editie.EditieError, match=r"geb\.html is anders"):
        compare(eerst, later)


@pytest.mark.parametrize("bewijs", [[], {"bewijzen": [{}]}, {"bewijzen": []}, {}])
def test_content_that_is_none_is_refused(eerst, tmp_path, bewijs) -> None:
    """A sealed folder whose evidence has another form is no edition to compare."""
    with pytest.raises(editie.EditieError, match="niet de vorm van een editie"):
        compare(eerst, saved(tmp_path / "later", bewijs))
