# SPDX-License-Identifier: EUPL-1.2
"""The evidence of an edition: enough of it, each piece cited and recomputable, and nobody in any file."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import pytest

from audit.proof import jcs
from core.contract import editie
from core.envelope import SealedRecord, open_record
from gep.bron import Bron
from gep.document import bestanden
from gep.document.pagina import as_html
from gep.geb import uitgave
from gep.geb.afleiden import figures
from gep.geb.bewijs import BRONNEN, Bewijsboek, evidence_id
from gep.geb.controle.eenheden import units
from gep.geb.controle.herkomst import Herkomst
from gep.geb.controle.verslag import document
from gep.geb.controleren import check
from gep.geb.model import Taken
from gep.geb.verschillen import compare
from gep.geb.verschillen import document as difference
from tests.gep.conftest import CANARY_BSN, CANARY_NAME
from tests.gep.document.lezer import Gelezen, squeezed
from tests.gep.geb.edities import edition, record
from tests.kit import UNIT

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gep.geb.controleren import Controle
    from gep.geb.maken import Geb
    from gep.geb.verschillen import Verschil
    from tests.core.exchange.conftest import Zaak


@pytest.fixture(scope="module")
def zaak(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Zaak]:
    """A record with something in every figure."""
    with record(tmp_path_factory.mktemp("knooppunt")) as made:
        yield made


@pytest.fixture(scope="module")
def geb(zaak: Zaak) -> Geb:
    """The GEB of it."""
    return edition(zaak.knooppunt)


def test_sixty_pieces_of_evidence_over_twelve_sections_and_all_cited(geb) -> None:
    """At least sixty pieces from every kind of source, cited in at least twelve sections of the form; each piece is cited."""
    items = geb.bewijs["bewijzen"]
    forms = {task.id for task in Taken.load().sections()}
    assert len(items) >= 60
    assert len({section for item in items for section in item["secties"]} & forms) >= 12
    assert [item["id"] for item in items if not item["secties"]] == []
    assert {item["bron"] for item in items} == set(BRONNEN)


def test_each_piece_names_query_state_release_value_and_digest(geb) -> None:
    """Every piece has an id, a source, a query, words for people, a state, the release, and a value with its digest."""
    assert len({item["id"] for item in geb.bewijs["bewijzen"]}) == len(geb.bewijs["bewijzen"])
    for item in geb.bewijs["bewijzen"]:
        assert item["id"] == evidence_id(item["bron"], item["vraag"], item["parameters"])
        assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", item["id"])
        assert item["vraag"]
        assert item["uitleg"].endswith(".")
        assert item["stand"].startswith("sha256:")
        assert item["vrijgave"] == geb.bewijs["vrijgave"]
        assert item["waarde_sha256"] == jcs.digest(item["waarde"])
        assert (item["periode"] == geb.bewijs["periode"]) is (item["bron"] == "log")
    assert geb.bewijs["uitgave"] == uitgave.digest()
    assert geb.bewijs["checkpoints"] == list(geb.kenmerken.checkpoints)


def test_the_same_question_has_the_same_id_in_every_edition(zaak, geb) -> None:
    """An edition of one region asks the same questions under the same ids, so that they can be laid side by side."""
    other = edition(zaak.knooppunt, regio="limburg").bewijs
    mine, theirs = ({item["id"]: item["vraag"] for item in found["bewijzen"]} for found in (geb.bewijs, other))
    shared = set(mine) & set(theirs)
    assert len(shared) > 50
    assert all(mine[id_] == theirs[id_] for id_ in shared)


def test_every_figure_on_the_page_follows_from_the_evidence_of_its_cell(geb) -> None:
    """Each figure cell names evidence (the list of checkpoints aside), and its figure is one that this evidence gives."""
    values = {item["id"]: item["waarde"] for item in geb.bewijs["bewijzen"]}
    cells = [unit for unit in units(geb.pagina.encode()) if unit.cijfer and unit.soort in ("td", "dd")]
    cited = [unit for unit in cells if unit.bewijs]
    assert len(cited) > 200
    assert {unit.sectie for unit in cells if not unit.bewijs} <= {"Stand van het logboek"}
    wrong = [u for u in cited if int(u.tekst.replace(".", "")) not in figures([values[id_] for id_ in u.bewijs])]
    assert wrong == []


def test_figures_follow_by_sums_and_numbers_of_rows_and_by_nothing_else() -> None:
    """Counts, sums per code and numbers of codes follow from rows; another number, and truth for a number, do not."""
    rows = [["wpg-8", "politie", 3], ["wpg-8", "om", 4], ["bsn", "om", 20]]
    assert {0, 3, 4, 20, 7, 24, 27, 2} <= figures([rows])
    assert not {5, 23, 26, 28} & figures([rows])
    assert figures([{"a": [5, True]}]) == {0, 1, 2, 5}
    assert figures([[["ongelijk", 1], [2]]]) == {0, 1, 2}
    assert figures(["tekst", None]) == {0}


def test_a_value_is_asked_once_and_two_values_stop_the_making(zaak, geb) -> None:
    """The same question with another value, and two questions with one id, are mistakes of ours and end the making."""
    boek = Bewijsboek(Bron.of_world(zaak.knooppunt.world), geb.cijfers)
    assert boek.regels("iets", "Iets.", 1) == boek.regels("iets", "Iets.", 1) == "regels-iets"
    with pytest.raises(ValueError, match="twee waarden"):
        boek.regels("iets", "Iets.", 2)
    with pytest.raises(ValueError, match="hetzelfde bewijs"):
        boek.regels("Iets!", "Iets anders.", 1)
    part = boek.telling("records", "wpg-8")
    (item,) = [one for one in boek.items if one.id == part]
    assert part == "log-records-wpg-8"
    assert item.waarde == [[*key, count] for key, count in geb.cijfers.rows("records") if key[0] == "wpg-8"]
    assert boek.bewaring("slot", "Sloten.", 0) == "bewaring-slot"
    assert boek.instelling("term", "Een term.", 4) == "instellingen-term"


def test_what_is_suppressed_gives_no_value_and_no_digest_away(zaak, geb) -> None:
    """With a threshold the counts of the log, and their digests, are left out; rules and fixed texts stay."""
    shown = Bewijsboek(Bron.of_world(zaak.knooppunt.world), geb.cijfers, 5)
    shown.telling("records")
    shown.regels("iets", "Iets.", [1])
    counted, stated = shown.to_json()["bewijzen"]
    assert (counted["waarde"], counted["waarde_sha256"]) == (None, None)
    assert (stated["waarde"], stated["waarde_sha256"]) == ([1], jcs.digest([1]))


def test_other_software_has_another_digest(monkeypatch) -> None:
    """The digest of the software covers the versions of the tools that set the pages, and is the same twice."""
    assert uitgave.digest() == uitgave.digest.__wrapped__()
    monkeypatch.setattr(uitgave.metadata, "version", lambda _tool: "0")
    assert uitgave.digest() != uitgave.digest.__wrapped__()


def secrets(zaak: Zaak) -> set[str]:
    """Return every name, number and id of people that is known here."""
    knooppunt = zaak.knooppunt
    officers = {one.id for one in (*knooppunt.juristen, knooppunt.fg, knooppunt.stuurgroep)}
    people = {partij.persoon for partij in knooppunt.partijen.values()}
    return {CANARY_BSN, CANARY_NAME, CANARY_NAME.split()[0], zaak.id, *officers, *people}


def test_nobody_is_in_any_file_of_an_edition(zaak, geb) -> None:
    """Page, PDF, form, evidence, blueprint, texts and seal name no person, officer, case, record or content."""
    files = {name: data for name, data in geb.bestanden.items() if name != editie.PDF}
    texts = {name: data.decode() for name, data in files.items()} | {editie.PDF: pdf_text(geb)}
    for name, text in texts.items():
        hidden = secrets(zaak)
        if name == editie.PDF:  # its text comes without spaces and hyphens: only what is long is sure to be no accident
            hidden = {squeezed(secret) for secret in hidden if len(secret) > 8}
        assert {secret for secret in hidden if secret in text} == set(), name
        assert not re.search(r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}", text), name
    assert squeezed("Test politie") in texts[editie.PDF]  # the search finds what is there
    assert "Test politie" in texts[editie.PAGINA]


def pdf_text(geb: Geb) -> str:
    return Gelezen(geb.bestanden[editie.PDF]).text()


def test_the_canary_is_where_it_should_be(zaak) -> None:
    """The gemeente opens the sealed record and reads name and number there: so the search above had something to miss."""
    knooppunt, reader = zaak.knooppunt, zaak.knooppunt["gemeente"]
    content = f'{{"naam":"{CANARY_NAME}","bsn":"{CANARY_BSN}"}}'.encode()
    levering = zaak.supply("politie", "wpg-8", "gemeente", content=content)
    zaak.done(knooppunt.exchange.push(levering.caller, levering.body))
    fetched = zaak.done(knooppunt.exchange.read(reader.caller(persoon=True), levering.record))["record"]
    sealed, now = SealedRecord.from_json(fetched), knooppunt.clock.now()
    signer = knooppunt.world.keys.signing_key(knooppunt["politie"].oin, now, sealed.kop["sleutel"])
    plain = open_record(sealed, reader.kem, reader.oin, UNIT, signer, now).decode()
    assert CANARY_NAME in plain
    assert CANARY_BSN in plain
    assert CANARY_NAME not in json.dumps(fetched)


@pytest.fixture(scope="module")
def verslagen(zaak: Zaak, geb: Geb, tmp_path_factory: pytest.TempPathFactory) -> tuple[Controle, Verschil]:
    """The check of an edition after more happened, and its difference with a later one of a region."""
    folder = tmp_path_factory.mktemp("geb")
    first = folder / "eerst"
    geb.save(first)
    zaak.done(zaak.push("politie", "wpg-8", "gemeente"))
    other = edition(zaak.knooppunt, regio="noord-nederland")
    files = {editie.PAGINA: other.pagina.encode(), editie.PDF: b"%PDF"}  # what differs is read from the JSON alone
    files |= {
        name: json.dumps(part).encode()
        for name, part in ((editie.FORMULIER, other.antwoorden), (editie.BEWIJS, other.bewijs))
    }
    later = folder / "later"
    bestanden.write(later, {**files, editie.NAAM: editie.make(other.kenmerken, files)})
    return check(first, Herkomst.of_world(zaak.knooppunt.world)), compare(first, later)


def test_nobody_is_in_the_reports_about_editions(zaak, verslagen) -> None:
    """The report of a check and the difference of two editions, as page and as JSON, name nobody either."""
    found, other = verslagen
    pages = [as_html(document(found, zaak.knooppunt.clock.now())), as_html(difference(other))]
    for text in (*pages, json.dumps(found.to_json()), json.dumps(other.to_json())):
        assert {secret for secret in secrets(zaak) if secret in text} == set()
    assert "log-records" in pages[0]
    assert "log-records" in pages[1]


def test_words_in_reports_are_short(verslagen) -> None:
    """No sentence that people read in a report about editions has more than twenty words, and each ends as one."""
    found, other = verslagen
    told = [one.tekst for one in found.bevindingen] + [zin.tekst for zin in other.zinnen]
    assert len(told) > 20
    parts = [part for text in told for part in re.split(r"(?<=[.?:;!])\s", text)]
    assert [part for part in parts if len(part.split()) > 20] == []
    assert [text for text in told if not text.endswith((".", "!", "?"))] == []
