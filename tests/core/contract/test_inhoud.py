# SPDX-License-Identifier: EUPL-1.2
"""The sealed content: one category under one seal, one byte form, all findings at once."""

import copy
import tomllib
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.proof import jcs
from core.contract import profielen
from core.contract.bevindingen import OngeldigeInhoud
from core.contract.inhoud import Inhoud, decode_inhoud, encode_inhoud, label_mismatches, validate
from tests.core.contract import maken


def findings(data):
    """The findings on data that must be refused, as (path, reason)."""
    with pytest.raises(OngeldigeInhoud) as caught:
        validate(data)
    return [(item.pad, item.reden) for item in caught.value.bevindingen]


def normal(value):
    """The same JSON with every text in NFC."""
    if isinstance(value, dict):
        return {name: normal(item) for name, item in value.items()}
    if isinstance(value, list):
        return [normal(item) for item in value]
    return unicodedata.normalize("NFC", value) if isinstance(value, str) else value


@given(maken.inhouden())
def test_content_comes_out_as_it_went_in(data):
    """Any valid content keeps every field, name by name in NFC, through validate, encode and decode."""
    inhoud = validate(data)
    sealed = encode_inhoud(inhoud)
    assert jcs.decode(sealed) == normal(data)
    assert decode_inhoud(sealed) == inhoud
    assert Inhoud.model_validate_json(sealed) == inhoud


@pytest.mark.parametrize("change", [b" ", b"\n"])
def test_another_byte_form_is_refused_on_opening(change):
    """Content from under a seal has one form: white space or null would hide differences."""
    sealed = encode_inhoud(validate(maken.gegevens()))
    with pytest.raises(OngeldigeInhoud, match="niet-canoniek"):
        decode_inhoud(sealed + change)


@pytest.mark.parametrize("categorie", sorted(profielen.PROFIELEN))
def test_a_bsn_stands_in_no_other_category(categorie):
    """In each category but `bsn` a BSN is refused: as a part, as a field, and inside text."""
    if categorie == "bsn":
        return
    base = maken.gegevens(categorie)
    number = "123456782"
    part = base | {"nummers": [{"onderwerp": maken.uuid4(), "bsn": number}]}
    as_field = copy.deepcopy(base)
    as_field["betrokkenen"][0]["bsn"] = number
    in_text = copy.deepcopy(base)
    in_text["betrokkenen"][0]["geslachtsnaam"] = f"Jansen {number}"
    assert findings(part)
    assert ("/betrokkenen/0/bsn", "onbekend-veld") in findings(as_field)
    assert ("/betrokkenen/0/geslachtsnaam", "bsn-in-tekst") in findings(in_text)


@pytest.mark.parametrize(
    "text",
    ["zijn bsn is 123456782.", "1234.56.782", "123 456 782", "123.456.782", "123-456-782", "x１２３４５６７８２x"],
)
def test_a_bsn_in_running_text_is_found(text):
    """A BSN in a statement is refused in each way in which people write one, other digits included."""
    data = maken.gegevens()
    data["uitspraken"] = [maken.uitspraak(data["betrokkenen"][0]["onderwerp"], tekst=text)]
    assert findings(data) == [("/uitspraken/0/tekst", "bsn-in-tekst")]


@pytest.mark.parametrize(
    "text", ["bel 0612345678", "factuur 123456783", "rekening 1234567820", "op 22-11-2026 om 14.30"]
)
def test_other_numbers_in_text_are_left_alone(text):
    """Telephone numbers, dates and numbers that fail the eleven test stay."""
    data = maken.gegevens()
    data["uitspraken"] = [maken.uitspraak(data["betrokkenen"][0]["onderwerp"], tekst=text)]
    assert validate(data).uitspraken[0].tekst == text


@given(maken.BSN, maken.UUIDS)
def test_bsn_content_holds_a_reference_and_a_number(number, subject):
    """Content of kind `bsn` comes out equal; with anything beside it, it is refused."""
    data = {"v": 1, "soort": "bsn", "kop": maken.kop("bsn"), "nummers": [{"onderwerp": subject, "bsn": number}]}
    assert jcs.decode(encode_inhoud(validate(data))) == data
    person = {"soort": "natuurlijk-persoon", "onderwerp": subject, "geslachtsnaam": "Jansen"}
    assert ("/betrokkenen", "deel-bij-soort") in findings(data | {"betrokkenen": [person]})
    assert ("/nummers/0/geslachtsnaam", "onbekend-veld") in findings(
        data | {"nummers": [{"onderwerp": subject, "bsn": number, "geslachtsnaam": "Jansen"}]}
    )


@given(st.integers(0, 999_999_999))
def test_a_number_that_fails_the_eleven_test_is_no_bsn(number):
    """Nine digits go in exactly when they pass the eleven test."""
    text = f"{number:09d}"
    data = {"v": 1, "soort": "bsn", "kop": maken.kop("bsn"), "nummers": [{"onderwerp": maken.uuid4(), "bsn": text}]}
    if maken.bsn(number // 10) == text:
        assert validate(data).nummers[0].bsn == text
    else:
        assert findings(data) == [("/nummers/0/bsn", "bsn-ongeldig")]


def test_police_data_carry_their_secrecy_notice():
    """Wpg 7: police data without the notice are refused, and the notice on other data too."""
    data = maken.gegevens("wpg-9")
    del data["geheimhoudingsplicht"]
    assert findings(data) == [("/geheimhoudingsplicht", "plicht-ontbreekt")]
    assert findings(maken.gegevens("brp", geheimhoudingsplicht="wpg7")) == [
        ("/geheimhoudingsplicht", "plicht-bij-categorie")
    ]


@pytest.mark.parametrize("label", ["soort", "betrouwbaarheid", "herkomst", "verkregen", "peildatum"])
def test_no_statement_without_its_labels(label):
    """Wpg 3(5) and 4: each label is required on a statement and on the subjects."""
    data = maken.gegevens()
    statement = maken.uitspraak(data["betrokkenen"][0]["onderwerp"])
    del statement[label]
    assert findings(data | {"uitspraken": [statement]}) == [(f"/uitspraken/0/{label}", "ontbreekt")]
    data["labels"].pop(label)
    assert findings(data) == [(f"/labels/{label}", "ontbreekt")]
    del data["labels"]
    assert findings(data) == [("/labels", "labels-ontbreken")]


def test_an_unknown_category_cannot_be_sealed():
    """A category without a profile is refused, and so is `logboek`, which is read and never supplied."""
    for categorie in ("verzonnen", "logboek"):
        data = maken.gegevens()
        data["kop"]["categorie"] = categorie
        assert ("/kop/categorie", "categorie-onbekend") in findings(data)


def test_fields_of_another_category_are_refused():
    """A person category belongs to police data, a nationality not to fiscal data, an account not to the BRP."""
    fiscal = maken.gegevens("fiscaal")
    fiscal["betrokkenen"][0] |= {"persoonscategorie": "getuige", "nationaliteiten": [{"code": "0001"}]}
    assert findings(fiscal) == [
        ("/betrokkenen/0/nationaliteiten", "veld-bij-categorie"),
        ("/betrokkenen/0/persoonscategorie", "veld-bij-categorie"),
    ]
    civil = maken.gegevens("brp")
    civil["betrokkenen"].append({"soort": "rekening", "onderwerp": maken.uuid4(), "iban": "NL91ABNA0417164300"})
    assert findings(civil) == [("/betrokkenen/1", "betrokkene-bij-categorie")]


EVERY_KIND = [
    {"soort": "natuurlijk-persoon", "geboortedatum": "19450000", "persoonscategorie": "verdachte-10a"},
    {"soort": "rechtspersoon", "kvk": "12345678", "rsin": "123456782", "rechtsvorm": "bv", "naam": "Voorbeeld B.V."},
    {"soort": "adres", "postcode": "1234AB", "huisnummer": 1, "huisletter": "a", "woonplaats": "Ons Dorp"},
    {"soort": "pand", "pand": "0599100000000001"},
    {"soort": "voertuig", "kenteken": "AB12CD"},
    {"soort": "telefoon", "nummer": "+31612345678"},
    {"soort": "toestel", "imei": "490154203237518"},
    {"soort": "rekening", "iban": "NL91ABNA0417164300"},
    {"soort": "vergunning", "aard": "exploitatievergunning", "status": "verleend", "ingangsdatum": "20250101"},
]


def test_every_kind_of_subject_goes_through():
    """Each kind of subject, relations between them and an amount in cents come out equal."""
    data = maken.gegevens()
    data["betrokkenen"] = [{**kind, "onderwerp": maken.uuid4()} for kind in EVERY_KIND]
    first, second = data["betrokkenen"][0]["onderwerp"], data["betrokkenen"][1]["onderwerp"]
    data["relaties"] = [{"van": first, "naar": second, "aard": "bestuurder-van", "vanaf": "20190000"}]
    data["uitspraken"] = [maken.uitspraak(second, bedrag={"aard": "omzet", "centen": 123_456_789, "jaar": 2025})]
    assert jcs.decode(encode_inhoud(validate(data))) == data


BROKEN = [
    ({"soort": "rechtspersoon", "kvk": "1234567"}, "/kvk", "kvk-ongeldig"),
    ({"soort": "rechtspersoon", "rsin": "123456789"}, "/rsin", "rsin-ongeldig"),
    ({"soort": "rechtspersoon", "rsin": "123456782", "rechtsvorm": "eenmanszaak"}, "", "rsin-bij-eenmanszaak"),
    ({"soort": "adres", "postcode": "0234AB"}, "/postcode", "postcode-ongeldig"),
    ({"soort": "adres", "huisnummer": 1}, "", "niets-ingevuld"),
    ({"soort": "adres", "huisnummer": -1, "postcode": "1234AB"}, "/huisnummer", "buiten-bereik"),
    ({"soort": "pand", "pand": "0599010000000001"}, "/pand", "bag-ongeldig"),
    ({"soort": "voertuig", "kenteken": "AB-12-CD"}, "/kenteken", "kenteken-ongeldig"),
    ({"soort": "voertuig", "kenteken": "AB12"}, "", "kenteken-ongeldig"),
    ({"soort": "telefoon", "nummer": "0612345678"}, "/nummer", "telefoon-ongeldig"),
    ({"soort": "toestel", "imei": "490154203237519"}, "/imei", "imei-ongeldig"),
    ({"soort": "rekening", "iban": "NL92ABNA0417164300"}, "/iban", "iban-ongeldig"),
    ({"soort": "vergunning", "aard": "x", "status": "misschien"}, "/status", "code-onbekend"),
    ({"soort": "natuurlijk-persoon", "geboortedatum": "19451301"}, "/geboortedatum", "datum-ongeldig"),
    ({"soort": "natuurlijk-persoon", "geslachtsnaam": "a\0b"}, "/geslachtsnaam", "tekens-ongeldig"),
    ({"soort": "natuurlijk-persoon", "geslachtsnaam": "a\u202eb"}, "/geslachtsnaam", "tekens-ongeldig"),
    ({"soort": "natuurlijk-persoon", "geslachtsnaam": ""}, "/geslachtsnaam", "leeg"),
    ({"soort": "natuurlijk-persoon", "geslachtsnaam": "  "}, "/geslachtsnaam", "leeg"),
    ({"soort": "natuurlijk-persoon", "geslachtsnaam": "a" * 201}, "/geslachtsnaam", "te-lang"),
    ({"soort": "natuurlijk-persoon", "geslachtsnaam": 5}, "/geslachtsnaam", "verkeerde-soort-waarde"),
    ({"soort": "onderzeeboot"}, "", "soort-onbekend"),
]


@pytest.mark.parametrize(("subject", "path", "reason"), BROKEN)
def test_each_broken_field_is_named(subject, path, reason):
    """A wrong field is found with its path and a stable reason code."""
    data = maken.gegevens()
    data["betrokkenen"].append({**subject, "onderwerp": maken.uuid4()})
    assert findings(data) == [(f"/betrokkenen/1{path}", reason)]


def test_all_findings_come_at_once():
    """Faults in several places are reported together, in one error."""
    data = maken.gegevens()
    data["kop"]["record"] = "geen-uuid"
    data["betrokkenen"][0] |= {"geboortedatum": "x", "geslacht": "x"}
    data["labels"]["soort"] = "gerucht"
    assert {reason for _, reason in findings(data)} == {"uuid-ongeldig", "datum-ongeldig", "code-onbekend"}
    assert len(findings(data)) == 4


@pytest.mark.parametrize(
    "text",
    [b"", b"{", b"[]", b"1", b'{"v":1,"v":1}', b'{"v":1.5}', b"\xff\xfe", b'{"v":' + b"9" * 400 + b"}", b"[" * 5000],
)
def test_other_bytes_are_refused_with_a_reason(text):
    """What is no JSON object of the contract gives findings, never another exception."""
    with pytest.raises(OngeldigeInhoud):
        validate(text)


def test_a_report_rests_on_statements_that_are_there():
    """A bestuurlijke rapportage names the statements it rests on, and they are in the same seal."""
    data = maken.gegevens("wpg-8")
    statement = maken.uitspraak(data["betrokkenen"][0]["onderwerp"])
    report = {
        "titel": "Rapportage pand Dorpsstraat",
        "aan": "00000099000000002000",
        "aan_functie": "burgemeester",
        "opgemaakt": "20261122",
        "aanleiding": "Een melding.\nEen controle.",
        "bevindingen": [statement["id"]],
        "conclusie": "De openbare orde is in het geding.",
        "grondslag": "Wpg 16",
    }
    data |= {"soort": "bestuurlijke-rapportage", "uitspraken": [statement], "rapportage": report}
    assert jcs.decode(encode_inhoud(validate(data))) == data
    report["bevindingen"] = [maken.uuid4()]
    assert findings(data) == [("/rapportage/bevindingen/0", "uitspraak-onbekend")]
    del data["rapportage"]
    assert findings(data) == [("/rapportage", "ontbreekt")]


OTHER_KINDS = [
    ("hit", "hit", {"hit": {"vraag": maken.uuid4(), "onderwerp": maken.uuid4(), "antwoord": "geen-hit"}}),
    ("casus", "casus", {"casusomschrijving": {"titel": "Project Zilvermeeuw", "codenaam": "Zilvermeeuw"}}),
    ("anoniem", "cijfers", {"cijfers": [{"omschrijving": "panden met signalen", "aantal": 12}]}),
    ("interventieadvies", "interventieadvies", {"advies": {"nodig": False, "vastgesteld": "20261122"}}),
]


@pytest.mark.parametrize(("categorie", "soort", "part"), OTHER_KINDS)
def test_the_other_kinds_go_through_and_hold_no_people(categorie, soort, part):
    """Hit answers, case titles, figures and advice come out equal, and refuse subjects beside them."""
    data = {"v": 1, "soort": soort, "kop": maken.kop(categorie), **part}
    assert jcs.decode(encode_inhoud(validate(data))) == data
    person = {"soort": "natuurlijk-persoon", "onderwerp": maken.uuid4(), "geslachtsnaam": "Jansen"}
    assert findings(data | {"betrokkenen": [person]}) == [("/betrokkenen", "deel-bij-soort")]
    assert findings({**data, "kop": maken.kop("fiscaal")})[0] == ("/soort", "soort-bij-categorie")


def test_a_sealed_question_names_its_subjects():
    """A question is sealed with the identifying minimum, and needs no labels: nothing is stated."""
    data = maken.gegevens("identificerend", soort="uitvraag", vraag={"gevraagd": "fiscaal"})
    del data["labels"]
    assert jcs.decode(encode_inhoud(validate(data))) == data


def test_an_advice_that_wants_intervention_says_who():
    """Without a responsible partner and a coordinator an advice to intervene is refused."""
    data = {"v": 1, "soort": "interventieadvies", "kop": maken.kop("interventieadvies")}
    data["advies"] = {"nodig": True, "soorten": ["bestuurlijk"], "vastgesteld": "20261122"}
    assert findings(data) == [("/advies", "advies-onvolledig")]


def test_subjects_are_unique():
    """The same subject reference twice in one list is refused."""
    data = maken.gegevens()
    data["betrokkenen"] *= 2
    assert findings(data) == [("/betrokkenen/1", "dubbel")]


def test_labels_inside_are_compared_with_the_header():
    """Each label that differs from the header outside is named."""
    inhoud = validate(maken.gegevens())
    header = inhoud.kop.model_dump()
    assert label_mismatches(inhoud, header) == ()
    for name in header:
        assert label_mismatches(inhoud, header | {name: "anders"}) == (name,)
    assert label_mismatches(inhoud, {}) == ("record", "casus", "categorie", "doel", "fase")


def test_profiles_name_only_codes_of_the_vocabulary():
    """Each profile is a category of the policy vocabulary, and only `logboek` has none."""
    file = Path(__file__).resolve().parents[3] / "policies" / "vocabulaire.toml"
    if not file.is_file():
        pytest.skip("policies/vocabulaire.toml staat er nog niet")
    categories = set(tomllib.loads(file.read_text("utf-8"))["wat"])
    assert set(profielen.PROFIELEN) == categories - {"logboek"}
