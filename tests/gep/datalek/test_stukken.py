# SPDX-License-Identifier: EUPL-1.2
"""What goes to whom: the report, the concept notifications and messages, the counts that hold, and what changed since."""

from __future__ import annotations

import io
import json
import os
import re
import uuid
from typing import TYPE_CHECKING, Any

import pikepdf
import pytest

from core.keychain import datalektelling
from gep.datalek import recht
from gep.datalek import vraag as vragen
from gep.datalek.bundel import gather
from gep.datalek.klok import TERMIJN, Klok
from gep.datalek.maken import make
from gep.datalek.melding import PARTLY
from gep.datalek.tellingen import requests
from gep.datalek.verschil import VorigeError, load
from gep.datalek.waarde import UITKOMSTEN, VERSTREKT
from gep.document.blokken import Alinea, Cijferlijst, Lijst, Open, Tabel
from gep.document.pagina import as_html
from tests.gep.datalek.verhaal import CANARY_BSN, CANARY_NAME

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from typing import TypeAlias

    from core.keychain.datalektelling import Datalektelling
    from gep.datalek.bundel import Bundel
    from gep.datalek.waarde import Datalek
    from gep.document.document import Document
    from tests.gep.datalek.verhaal import Verhaal

    Counts: TypeAlias = Callable[[dict[str, dict[str, Any]]], Bundel]

MAX_WORDS = 20


@pytest.fixture(scope="module")
def lek(verhaal: Verhaal) -> Datalek:
    """The report on the key of the gemeente."""
    return verhaal.report()


@pytest.fixture(scope="module")
def bundel(with_counts: Counts) -> Bundel:
    """That report with the count of the police."""
    return with_counts({"politie": {}})


@pytest.fixture(scope="module")
def files(bundel: Bundel) -> dict[str, bytes]:
    """Its files."""
    return bundel.files()


def counted(verhaal: Verhaal, lek: Datalek, who: str, *, signer: str | None = None, **changes: Any) -> Datalektelling:
    """The signed count of a supplier; `signer` says with whose key, `changes` what it says else."""
    party, oin = verhaal.backbone[signer or who], verhaal.backbone[who].oin
    asked = requests(lek).get(oin)
    records = () if asked is None else asked.records
    body = {
        "oin": oin,
        "over": lek.melding,
        "records_sha256": datalektelling.records_digest(record for record, _ in records),
        "bekend": len(records),
        "onbekend": 0,
        "personen": 7,
        "categorieen": {"wpg-8": 7},
        "gemaakt": verhaal.backbone.clock.now() - 1000,
    }
    return datalektelling.make(party.tekenen, body | changes)


@pytest.fixture(scope="module")
def with_counts(verhaal: Verhaal, lek: Datalek, tmp_path_factory: pytest.TempPathFactory) -> Counts:
    """Gives the report with the counts of some suppliers, each with what it says else."""

    def made(who: dict[str, dict[str, Any]]) -> Bundel:
        folder = tmp_path_factory.mktemp("tellingen")
        for name, how in who.items():
            (folder / f"{name}.json").write_bytes(counted(verhaal, lek, name, **how).data)
        return gather(lek, verhaal.backbone.world.keys, folder)

    return made


def test_each_supplier_is_asked_to_count_its_own_records(verhaal: Verhaal, lek: Datalek) -> None:
    """A request names exactly the records of that supplier in the report, with their categories, and its own hash."""
    asked = requests(lek)
    politie, gemeente = (verhaal.backbone[who].oin for who in ("politie", "gemeente"))
    assert asked.keys() == {politie, gemeente}
    assert asked[gemeente].records == ((verhaal.records["eigen"], "toezicht"),)
    assert {record for record, _ in asked[politie].records} == {item.stand.record for item in lek.van(politie)}


def test_counts_make_an_upper_bound_only_when_all_are_there(verhaal: Verhaal, with_counts: Counts) -> None:
    """With one count missing, or a record that could not be counted, there is no bound; with both it is their sum."""
    one = with_counts({"politie": {}}).tellingen
    assert (one.hoogstens, one.ontbreekt) == (None, (verhaal.backbone["gemeente"].oin,))
    few = {"personen": 2, "categorieen": {"toezicht": 2}}
    both = with_counts({"politie": {}, "gemeente": few}).tellingen
    assert (both.hoogstens, both.ontbreekt, both.geweigerd) == (9, (), ())
    part = with_counts({"politie": {}, "gemeente": {**few, "bekend": 0, "onbekend": 1}}).tellingen
    assert part.hoogstens is None
    key = with_counts({"politie": {"over": verhaal.sleutel}}).tellingen
    assert verhaal.backbone["politie"].oin in key.geldig


def test_the_newest_count_of_a_supplier_counts(verhaal: Verhaal, lek: Datalek, tmp_path: Path) -> None:
    """Who counts again is believed in what was signed last, whatever the files are called; a folder or pipe is no count."""
    now = verhaal.backbone.clock.now()
    for name, people, made in (("a", 7, now - 9000), ("b", 9, now - 1000)):
        said: dict[str, Any] = {"personen": people, "categorieen": {"wpg-8": people}, "gemaakt": made}
        (tmp_path / f"{name}.json").write_bytes(counted(verhaal, lek, "politie", **said).data)
    (tmp_path / "c.json").mkdir()
    os.mkfifo(tmp_path / "d.json")
    found = gather(lek, verhaal.backbone.world.keys, tmp_path).tellingen
    assert [item.personen for item in found.geldig.values()] == [9]
    assert found.geweigerd == (("a.json", "dubbel"), ("c.json", "vorm"), ("d.json", "vorm"))


def test_there_is_no_bound_where_an_officer_sees_a_part(verhaal: Verhaal, tmp_path: Path) -> None:
    """With all counts that one can ask for there is still no bound, and the notification of another is told to be a part."""
    made = verhaal.backbone
    tax = made["belastingdienst"].oin
    part = verhaal.report(vragen.of_period(verhaal.eerste), zicht=tax)
    (tmp_path / "politie.json").write_bytes(counted(verhaal, part, "politie").data)
    bundel = gather(part, made.world.keys, tmp_path)
    assert (bundel.tellingen.ontbreekt, bundel.tellingen.hoogstens) == ((), None)
    (melding,) = bundel.meldingen
    assert melding.standen["a"] == "deels ingevuld"
    assert Alinea(PARTLY) in melding.document().blokken
    own = verhaal.report(vragen.of_period(verhaal.eerste), zicht=made["politie"].oin)
    (tmp_path / "politie.json").write_bytes(counted(verhaal, own, "politie").data)
    (melding,) = gather(own, made.world.keys, tmp_path).meldingen
    assert melding.standen["a"] == "ingevuld"
    assert Alinea(PARTLY) not in melding.document().blokken


@pytest.mark.parametrize(
    ("how", "reason"),
    [
        ({"signer": "gemeente"}, "handtekening"),
        ({"over": str(uuid.uuid4())}, "ander-rapport"),
        ({"records_sha256": "0" * 64}, "andere-records"),
        ({"bekend": 1}, "andere-records"),
        ({"gemaakt": 1}, "handtekening"),
    ],
)
def test_a_count_that_is_not_of_this_supplier_and_these_records_is_refused(
    with_counts: Counts, how: dict[str, Any], reason: str
) -> None:
    """Another signer, report or list, or a key that did not count then: named with why, and counted for nobody."""
    found = with_counts({"politie": how}).tellingen
    assert found.geweigerd == (("politie.json", reason),)
    assert found.geldig == {}


def test_files_that_are_tampered_with_or_doubled_do_not_count(verhaal: Verhaal, lek: Datalek, tmp_path: Path) -> None:
    """A changed number, an organisation without records here, other text, and a second count of one supplier."""
    good = counted(verhaal, lek, "politie").data
    (tmp_path / "a-goed.json").write_bytes(good)
    (tmp_path / "b-dubbel.json").write_bytes(good)
    (tmp_path / "c-anders.json").write_bytes(
        good.replace(b'"personen":7', b'"personen":9').replace(b'"wpg-8":7', b'"wpg-8":9')
    )
    (tmp_path / "d-om.json").write_bytes(counted(verhaal, lek, "om").data)
    (tmp_path / "e-tekst.json").write_bytes(b"\xff geen json")
    (tmp_path / "f-overig.txt").write_bytes(b"dit wordt niet gelezen")
    found = gather(lek, verhaal.backbone.world.keys, tmp_path).tellingen
    assert found.geweigerd == (
        ("b-dubbel.json", "dubbel"),
        ("c-anders.json", "handtekening"),
        ("d-om.json", "andere-organisatie"),
        ("e-tekst.json", "vorm"),
    )
    assert [item.personen for item in found.geldig.values()] == [7]


def test_the_notification_holds_the_four_parts_and_leaves_judgement_open(
    verhaal: Verhaal, files: dict[str, bytes]
) -> None:
    """Part a is filled from the record and the own count; b, c and d are open; source and certainty stand with each."""
    politie = verhaal.backbone["politie"].oin
    value = json.loads(files[f"{politie}/melding.json"])
    assert set(value["onderdelen"]) == {"a", "b", "c", "d"}
    nature = value["onderdelen"]["a"]
    assert (nature["stand"], nature["gegevens"]["personen"]) == ("ingevuld", 7)
    assert nature["gegevens"]["records"] == 8
    assert nature["gegevens"]["telling"][VERSTREKT] == 1
    for code in "bcd":
        assert (value["onderdelen"][code]["stand"], value["onderdelen"][code]["tekst"]) == ("open voor mensen", None)
        assert value["onderdelen"][code]["bron"].startswith("AVG 33 lid 3")
        assert value["onderdelen"][code]["zekerheid"] == "U"
    assert [(duty["bron"], duty["zekerheid"]) for duty in value["plichten"]] == [("Wpg 33a", "V")]
    assert value["concept"] is True
    other = json.loads(files[f"{verhaal.backbone['gemeente'].oin}/melding.json"])
    assert other["onderdelen"]["a"]["stand"] == "deels ingevuld"
    assert [duty["bron"] for duty in other["plichten"]] == ["AVG 33"]


def test_which_duty_goes_with_a_category() -> None:
    """Police data fall under the Wpg, the rest under the AVG; of criminal data it says that nothing was found."""
    assert [recht.regime_of(code) for code in ("wpg-9", "fiscaal", "strafvorderlijk")] == ["wpg", "avg", "wjsg"]
    assert (recht.regime("wjsg")["bron"], recht.regime("wjsg")["zekerheid"]) == ("niet gevonden", "-")
    assert "jurist" in recht.regime("wjsg")["tekst"]


def test_late_says_so_and_asks_for_the_reason(verhaal: Verhaal) -> None:
    """After the term notification and report say that it is over, and people are asked why; before it neither does."""
    world, now = verhaal.backbone.world, verhaal.backbone.clock.now()
    asked = vragen.of_key(world, verhaal.sleutel, verhaal.eerste)
    late = gather(make(world, asked, Klok(now - TERMIJN - 60_000, now)), world.keys)
    soon = gather(make(world, asked, Klok(now - 60_000, now)), world.keys)
    ask = recht.texts()["vertraging"]["open"]
    for made, expected in ((late, True), (soon, False)):
        for name, document in made.documents().items():
            if "betrokkenen" not in name and "bestuur" not in name:
                assert (Open(ask) in document.blokken) is expected, name
        assert all(item.to_json()["reden_van_vertraging"]["nodig"] is expected for item in made.meldingen)


def test_sentences_are_short(verhaal: Verhaal, bundel: Bundel) -> None:
    """Everything that a citizen, mayor or officer reads has sentences of at most twenty words, for every kind of question."""
    world = verhaal.backbone.world
    others = [vragen.of_period(verhaal.eerste), *(vragen.of_operator(x, verhaal.eerste) for x in vragen.BIJ_BEHEER)]
    others += [vragen.of_organisation(world, verhaal.backbone["gemeente"].oin, verhaal.eerste)]
    made = [bundel, *(gather(verhaal.report(asked), world.keys) for asked in others)]
    texts = [text for one in made for document in one.documents().values() for text in written(document)]
    texts += [item["tekst"] for item in recht.texts()["stelsel"]]
    assert len(texts) > 100
    long = {s for text in texts for s in re.split(r"(?<=[.?:;!])\s", text) if len(s.split()) > MAX_WORDS}
    assert long == set()


def written(document: Document) -> list[str]:
    """Every sentence of a document."""
    found = [*document.waarschuwingen, document.voet]
    for blok in document.blokken:
        if isinstance(blok, (Alinea, Open)):
            found.append(blok.tekst)
        elif isinstance(blok, Lijst):
            found += blok.punten
    return found


def test_nobody_is_in_it_and_only_officers_see_records(verhaal: Verhaal, files: dict[str, bytes]) -> None:
    """No name, BSN or account is in any file; record and case ids only in the report and in the request to count."""
    texts = {name: data.decode("utf-8") for name, data in files.items() if not name.endswith(".pdf")}
    people = [party.persoon for party in verhaal.backbone.partijen.values()]
    for name, text in texts.items():
        for secret in (CANARY_BSN, CANARY_NAME, *people):
            assert secret not in text, name
        inside = verhaal.records["gelezen"] in text
        assert inside is (name.startswith("datalek") or name == f"{verhaal.backbone['politie'].oin}/telverzoek.json"), (
            name
        )
        assert (verhaal.zaak.id in text) is name.startswith("datalek"), name
    gemeente = [text for name, text in texts.items() if name.startswith(verhaal.backbone["gemeente"].oin)]
    assert gemeente
    assert not any(verhaal.records["dicht"] in text for text in gemeente)
    assert CANARY_NAME.encode() in verhaal.plain
    assert CANARY_BSN.encode() in verhaal.plain


def test_an_account_is_named_to_officers_only(verhaal: Verhaal) -> None:
    """The report names the account that was asked about; what goes to controllers, board and people does not."""
    made = verhaal.backbone
    person = made["gemeente"].persoon
    asked = vragen.of_person(made.world, person, verhaal.eerste, made.fg.id)
    documents = gather(verhaal.report(asked), made.world.keys).documents()
    named = {name for name, document in documents.items() if person in as_html(document)}
    assert named == {"datalek"}
    assert len(documents) == 4


def test_small_counts_do_not_reach_the_board(verhaal: Verhaal, bundel: Bundel) -> None:
    """The message to the board of the gemeente hides its one record; the notification, for officers, shows it."""
    oin = verhaal.backbone["gemeente"].oin
    documents = bundel.documents()
    [board] = [blok for blok in documents[f"{oin}/bestuur"].blokken if isinstance(blok, Cijferlijst)]
    assert not any(isinstance(cel, int) and cel > 0 for _, cel in board.rijen)
    assert str(board.rijen[0][1]).startswith("minder")
    [shown] = [b for b in documents[f"{oin}/melding"].blokken if isinstance(b, Tabel) and b.naam == "categorieen"]
    assert [rij[1] for rij in shown.rijen] == [1]


def test_every_document_is_a_page_and_a_tagged_pdf(bundel: Bundel, files: dict[str, bytes], lek: Datalek) -> None:
    """Each document is there as HTML and as a PDF with tags, in Dutch; the same report gives the same bytes."""
    names = {name.rpartition(".")[0] for name in files if name.endswith(".html")}
    assert names == {name.rpartition(".")[0] for name in files if name.endswith(".pdf")} == set(bundel.documents())
    for name in names:
        with pikepdf.open(io.BytesIO(files[f"{name}.pdf"])) as pdf:
            assert str(pdf.Root.Lang).startswith("nl")
            assert pdf.Root.MarkInfo.Marked
        assert '<html lang="nl"' in files[f"{name}.html"].decode()
    assert json.loads(files["datalek.json"])["melding"] == lek.melding
    assert bundel.files() == files


def test_a_second_version_tells_what_changed(
    verhaal: Verhaal, bundel: Bundel, files: dict[str, bytes], tmp_path: Path
) -> None:
    """It goes on with the id, names new counts and outcomes that differ, and counts the lines that came."""
    path, world = tmp_path / "datalek.json", verhaal.backbone.world
    value = json.loads(files["datalek.json"])
    value["records"][0]["uitkomst"] = next(x for x in UITKOMSTEN if x != value["records"][0]["uitkomst"])
    dropped = value["records"].pop()["record"]
    value["records"].append({**value["records"][0], "record": str(uuid.uuid4())})
    path.write_text(json.dumps(value))
    asked = vragen.of_key(world, verhaal.sleutel, verhaal.eerste)
    before = load(path, asked.to_json())
    made = gather(verhaal.report(vorige=before), world.keys, None, before)
    assert made.verschil is not None
    assert (made.lek.melding, made.lek.versie) == (bundel.lek.melding, 2)
    assert made.verschil.erbij == (dropped,)
    assert made.verschil.eraf == (value["records"][-1]["record"],)
    assert [record for record, _, _ in made.verschil.anders] == [value["records"][0]["record"]]
    assert json.loads(made.files()["datalek.json"])["verschil"]["vorige_versie"] == 1
    same = gather(verhaal.report(vorige=made.to_json()), world.keys, None, made.to_json())
    assert same.verschil is not None
    assert same.verschil.leeg
    assert same.meldingen[0].to_json()["fase"] == "aanvullend"


def test_a_file_that_is_no_earlier_version_is_refused(
    verhaal: Verhaal, bundel: Bundel, files: dict[str, bytes], tmp_path: Path
) -> None:
    """Other text, a report about something else, and one with an outcome that is none."""
    path, world = tmp_path / "datalek.json", verhaal.backbone.world
    asked = vragen.of_key(world, verhaal.sleutel, verhaal.eerste).to_json()
    good = json.loads(files["datalek.json"])
    changed = (
        {"versie": "1"},
        {"soort": "geb"},
        {"melding": "x" * 36},
        {"melding": ["x"] * 36},
        {"doorzocht": [{"size": "veel"}]},
        {"tellingen": {"per_verstrekker": {"x": "y"}}},
    )
    for wrong in ("geen json", "{}", "[" * 200_000, *(json.dumps({**good, **change}) for change in changed)):
        path.write_text(wrong)
        with pytest.raises(VorigeError, match=r"geen datalek\.json"):
            load(path, asked)
    path.write_text(json.dumps(good))
    other = vragen.of_key(world, verhaal.kem("belastingdienst"), verhaal.eerste).to_json()
    for question in (other, vragen.of_period(verhaal.eerste).to_json()):
        with pytest.raises(VorigeError, match="iets anders"):
            load(path, question)
    assert load(path, asked)["melding"] == bundel.lek.melding
