# SPDX-License-Identifier: EUPL-1.2
"""The register of processing activities: every field, its history, what really happened, and its four forms."""

from __future__ import annotations

import csv
import io
import json
import re
from collections import Counter
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import jsonschema
import pytest
from lxml import html
from sqlalchemy import select

from audit.proof import jcs
from core.contract import verwerkingen
from core.ledger import tables as t
from core.register import Register
from core.register.bewaartermijnen import Bewaartermijnen
from gep.bron import Bron
from gep.cijfers.regel import RegelError
from gep.document.blokken import Alinea, Lijst, Open
from gep.document.pagina import as_html
from gep.periode import Periode
from gep.register.lezen import Lezer, fixed
from gep.register.maken import FILES, make
from gep.register.openbaar import Openbaar
from gep.voortgang import Onderbroken
from policies.ruleset import RuleSet
from tests.gep.conftest import CANARY_BSN, CANARY_NAME

if TYPE_CHECKING:
    from gep.register.maken import Verwerkingsregister
    from gep.register.velden import Versie

ROOT = Path(__file__).resolve().parents[3]
MAX_WORDS = 20
LATER = {
    "code": "oc-casus",
    "versie": 2,
    "vanaf": date(2026, 6, 1),
    "doel": "oc",
    "handelingen": ["openen", "opnemen", "wijzigen", "intrekken", "aantekenen", "lezen"],
    "naam": "Casus voeren",
    "grondslag": "WGS 2.19",
    "zekerheid": "U",
}


@pytest.fixture(scope="module")
def register(zaak) -> Verwerkingsregister:
    """The register over the story, as it holds now."""
    return make(Bron.of_world(zaak.knooppunt.world))


def later_register(later: dict[str, Any] | None = None) -> Register:
    """Our register with one activity only, and a second version of it."""
    second = later or LATER
    rows = {"verwerking": [*verwerkingen.read()["verwerking"], second]}
    rows["verwerking"] = [row for row in rows["verwerking"] if row["code"] == second["code"]]
    own = Register.load()
    kinds = [
        {"code": s.code, "label": s.label, "rol": s.rol, "gegevens": list(s.gegevens), "bron": s.bron}
        for s in own.soorten.values()
    ]
    regions = [{"code": r.code, "naam": r.naam} for r in own.regios.values()]
    return Register({"partnersoorten": {"soort": kinds}, "regios": {"regio": regions}, "verwerkingen": rows})


def by_code(register: Verwerkingsregister) -> dict[str, Versie]:
    """The versions by their code."""
    return {versie.verwerking.code: versie for versie in register.versies}


def test_every_registered_activity_stands_in_it_once(register) -> None:
    """Each activity of the register is there in the version that holds now, with its basis and certainty."""
    newest = {row.code: row for row in verwerkingen.load().rijen}
    shown = {item["code"]: item for item in register.to_json()["verwerkingen"]}
    assert shown.keys() == newest.keys()
    assert all(
        shown[code]["grondslag"] == {"tekst": row.grondslag, "zekerheid": row.zekerheid} for code, row in newest.items()
    )
    assert all(shown[code]["vertrouwelijk"] == bool(row.vertrouwelijk) for code, row in newest.items())


def test_controllers_are_the_partners_of_the_list_together(register, zaak) -> None:
    """Every partner of the deelnemerslijst is named as controller; the bureau and the operator are not."""
    shown = register.to_json()["verwerkingen"][0]
    parties = zaak.knooppunt.partijen
    assert {item["oin"] for item in shown["verantwoordelijken"]} == {
        party.oin for party in parties.values() if party.soort != "riec-bureau"
    }
    assert shown["verwerker"] == zaak.knooppunt.lijst.beheerder.oin


def test_recipients_are_those_of_the_rules_that_allow(register) -> None:
    """Kinds of recipient equal a recount over the rows themselves; what no row allows is not there."""
    rules = register.bron.ruleset
    item = by_code(register)["oc-verstrekken"]
    codes = {gegeven.code for gegeven in item.gegevens}
    expected: dict[str, set[str]] = {}
    for row in rules.rows:
        gives = {"verstrekken", "doorverstrekken", "exporteren"} & rules.leaves("handeling", row.handeling)
        allows = row.eft == "allow" and row.aan != "-" and "oc" in rules.leaves("doel", row.doel)
        for code in rules.leaves("wie", row.aan) if allows and gives and codes & rules.leaves("wat", row.wat) else ():
            expected.setdefault(code, set()).add(row.id)
    assert {one.code: set(one.regels) for one in item.ontvangers} == expected
    assert "gemeente" in expected
    assert "buitenland" not in expected
    assert item.doorgifte == "Geen regel staat verstrekken aan een buitenlandse partij toe."


def test_a_category_stands_with_the_confidential_activity_and_not_with_the_open_one(register) -> None:
    """Investigation data belong to the confidential activity; ordinary police data to the open one."""
    items = by_code(register)
    openly = {one.code for one in items["oc-verstrekken"].gegevens}
    secretly = {one.code for one in items["oc-verstrekken-vertrouwelijk"].gegevens}
    assert "wpg-8" in openly
    assert "wpg-9" in secretly
    assert not openly & secretly
    assert secretly <= set(items["oc-verstrekken-vertrouwelijk"].verwerking.vertrouwelijk)


def test_terms_are_those_of_the_register_of_terms(register) -> None:
    """Each category has the term that the terms themselves give it, with its certainty."""
    terms = Bewaartermijnen.load()
    item = by_code(register)["oc-verstrekken"]
    assert {one.categorie for one in item.bewaren} == {one.code for one in item.gegevens}
    for one in item.bewaren:
        found = terms.of(one.categorie, "oc", register.bron.gemaakt)
        assert (one.jaren, one.zekerheid) == (found.jaren, found.zekerheid)


def test_real_recipients_equal_the_wraps_of_the_ledger(register, zaak) -> None:
    """What the log says was received, per category and kind, equals the wraps in the ledger, without the suppliers' own."""
    with zaak.knooppunt.engine.connect() as connection:
        supplied = {row.sleutel: row for row in connection.execute(select(t.verstrekking))}
        wraps = {(row.record, row.ontvanger) for row in connection.execute(select(t.omhulsel))}
    kinds = {party.oin: party.soort for party in zaak.knooppunt.partijen.values()}
    expected = Counter(
        (supplied[record].categorie, kinds[to]) for record, to in wraps if to != supplied[record].verstrekker
    )
    told = Counter(
        {(one.categorie, one.ontvanger): one.aantal for item in register.versies for one in item.werkelijk or ()}
    )
    assert told == expected
    assert sum(expected.values()) == 4
    assert {item.verwerking.code for item in register.versies if item.werkelijk} == {"oc-verstrekken"}


def test_a_new_version_tells_in_sentences_what_changed(zaak) -> None:
    """Name, basis, certainty and acts that changed each give a sentence; the first version gives none."""
    world = zaak.knooppunt.world
    lezer = Lezer(later_register(), world.ruleset, world.lijst, world.bewaartermijnen)
    first, second = lezer.versies
    assert first.gewijzigd == ()
    assert second.gewijzigd == (
        "De naam is nieuw: Casus voeren.",
        "De rechtsgrond is nieuw: WGS 2.19.",
        "De zekerheid van de rechtsgrond is nieuw: U.",
        "Nieuwe handeling: Lezen.",
        "Vervallen handeling: Beslissen.",
    )
    assert first.tot == second.verwerking.vanaf
    assert second.tot is None


def test_what_changed_in_a_confidential_activity_is_not_public(zaak) -> None:
    """Its new act, its category and the rules for a party abroad are told to officers, and to everyone nothing of them."""
    world, code = zaak.knooppunt.world, "oc-verstrekken-vertrouwelijk"
    (row,) = (item for item in verwerkingen.read()["verwerking"] if item["code"] == code)
    later = {**row, "versie": 2, "vanaf": date(2026, 6, 1), "handelingen": ["lezen"], "vertrouwelijk": ["wpg-9"]}
    lezer = Lezer(later_register(later), world.ruleset, world.lijst, world.bewaartermijnen)
    assert "Nieuwe handeling: Lezen." in lezer.versies[1].gewijzigd
    openbaar = Openbaar(lezer)
    shown = openbaar.find(code, None)
    public = json.dumps(openbaar.as_json(shown), ensure_ascii=False) + as_html(openbaar.page(shown))
    for word in (*lezer.versies[1].gewijzigd, lezer.versies[0].doorgifte, "Vervallen"):
        assert word not in public
    assert shown.doorgifte in public


@pytest.mark.parametrize(("op", "versies"), [(date(2025, 2, 28), []), (date(2025, 3, 1), [1]), (date(2026, 6, 1), [2])])
def test_a_day_selects_the_version_of_that_day(zaak, op, versies) -> None:
    """Before its first day an activity is not there; on the first day of the next version that one is."""
    bron = replace(
        Bron.of_world(zaak.knooppunt.world), register=later_register(), feiten=lambda _stand, _start: iter(())
    )
    moment = Periode(op, op).van
    assert [item.verwerking.versie for item in make(bron, moment).versies] == versies
    assert [item.verwerking.versie for item in make(bron, moment, alle=True).versies] == [1, 2]


def test_a_rule_that_allows_a_party_abroad_shows(zaak, register) -> None:
    """When a rule would let data go abroad the register names that rule."""
    files = dict(zaak.knooppunt.release.files)
    name = "regels/voorstellen.csv"
    line = next(
        row for row in files[name].decode().splitlines() if " R-88.1," in row or ",R-88.1," in row or "R-88.1" in row
    )
    cells = [cell.strip() for cell in line.split(",")]
    cells[2], cells[11] = "buitenland", "R-88.9"
    files[name] += (", ".join(cells) + "\n").encode()
    rules = RuleSet.of_files(files, "demo")
    bron = replace(Bron.of_world(zaak.knooppunt.world), ruleset=rules, feiten=lambda _stand, _start: iter(()))
    assert by_code(make(bron))["oc-verstrekken"].doorgifte == (
        "Deze regels staan verstrekken aan een buitenlandse partij toe: R-88.9."
    )
    assert "buitenland" not in {one.code for one in by_code(register)["oc-verstrekken"].ontvangers}


def test_the_json_fits_the_published_schema(register) -> None:
    """The file validates against the schema in the documentation; with an extra field it does not."""
    schema = json.loads((ROOT / "docs/naslag/verwerkingsregister.schema.json").read_text("utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    check = jsonschema.Draft202012Validator(schema, format_checker=jsonschema.FormatChecker())
    value = register.to_json()
    check.validate(value)
    value["verwerkingen"][0]["persoon"] = "iemand"
    assert [error.validator for error in check.iter_errors(value)] == ["additionalProperties"]


def test_the_csv_holds_the_same_versions_and_no_formula(register) -> None:
    """One row per version with URI and basis; a name that begins like a formula gets an apostrophe."""
    made = dict(register.files())["verwerkingsregister.csv"]
    rows = list(csv.DictReader(io.StringIO(made.decode("utf-8-sig")), delimiter=";"))
    assert [row["uri"] for row in rows] == [item["uri"] for item in register.to_json()["verwerkingen"]]
    assert b"\r\n" in made
    evil = replace(register.versies[0], verwerking=replace(register.versies[0].verwerking, naam="=HYPERLINK(1)"))
    shown = replace(register, versies=(evil,)).files()["verwerkingsregister.csv"].decode("utf-8-sig")
    assert '"\'=HYPERLINK(1)"' in shown


def test_the_page_says_what_the_json_says(register) -> None:
    """Each activity has a section with its URI, basis and recipients as in the JSON."""
    page = html.fromstring(register.files()["verwerkingsregister.html"].decode())
    text = " ".join(page.text_content().split())
    for item in register.to_json()["verwerkingen"]:
        assert item["uri"] in text
        assert " ".join(item["grondslag"]["tekst"].split()) in text
        assert all(one["label"] in text for one in item["ontvangers"])


def test_unknown_is_said_and_stays_open(register) -> None:
    """Contact data, arrangement, place and necessity are open questions for people on the page and in the JSON."""
    opened = [blok.tekst for blok in register.document.blokken if isinstance(blok, Open)]
    assert {item["tekst"] for item in fixed()["onbekend"]} <= set(opened)
    assert all(fixed()["onbekend"][0]["tekst"] in item["onbekend"] for item in register.to_json()["verwerkingen"])


def test_sentences_are_short(register) -> None:
    """Our own sentences have at most twenty words (language level B1)."""
    bron = register.bron
    openbaar = Openbaar(Lezer(bron.register, bron.ruleset, bron.lijst, Bewaartermijnen.load()))
    pages = [register.document, openbaar.index_page(openbaar.versies), *map(openbaar.page, openbaar.versies)]
    blokken = [blok for page in pages for blok in page.blokken]
    told = [blok.tekst for blok in blokken if isinstance(blok, (Alinea, Open))]
    told += [point for blok in blokken if isinstance(blok, Lijst) for point in blok.punten]
    told += [row.reden for row in verwerkingen.load().rijen]
    told += register.document.waarschuwingen
    long = [s for text in told for s in re.split(r"(?<=[.?:;!])\s", text) if len(s.split()) > MAX_WORDS]
    assert long == []


def test_nobody_is_in_it(register, zaak, tmp_path: Path) -> None:
    """No BSN, name, person, case or record stands in any of the four files; the search finds what is there."""
    register.save(tmp_path / "uit")
    made = {path.name: path.read_bytes() for path in (tmp_path / "uit").iterdir()}
    assert set(made) == set(FILES)
    people = [party.persoon for party in zaak.knooppunt.partijen.values()]
    for name, data in made.items():
        for secret in (CANARY_BSN, CANARY_NAME, zaak.id, *people):
            assert secret.encode() not in data, name
    assert b"Test politie" in made["verwerkingsregister.csv"]
    assert made["verwerkingsregister.pdf"].startswith(b"%PDF-")


def test_stopping_half_way_leaves_nothing(zaak, tmp_path: Path) -> None:
    """Progress that raises ends the work; nothing was written."""

    def stop(_done: int, _total: int) -> None:
        raise Onderbroken

    bron = Bron.of_world(zaak.knooppunt.world)
    with pytest.raises(Onderbroken):
        make(bron, voortgang=stop).save(tmp_path / "uit")
    assert not (tmp_path / "uit").exists()


def test_a_line_without_the_form_of_lines_is_an_error(zaak) -> None:
    """A supply that cannot be read is no supply less: there is no register then."""
    bad = b'{"gebeurtenis":"backbone:verstrekking:opgenomen","tijd":"gisteren"}'
    bron = replace(Bron.of_world(zaak.knooppunt.world), feiten=lambda _stand, _start: iter([[None, bad]]))
    with pytest.raises(RegelError):
        make(bron)


def test_the_same_record_gives_the_same_bytes(register, zaak) -> None:
    """Made again over the same checkpoints at the same moment every file is equal, byte for byte."""
    bron: Any = register.bron
    again = make(bron)
    assert again.files() == register.files()
    assert jcs.digest(again.to_json()) == jcs.digest(register.to_json())
