# SPDX-License-Identifier: EUPL-1.2
"""The wire form of case events: closed bodies, complete findings, sealed text, no personal text anywhere."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.casus import lijsten as lists_module
from core.casus.bevindingen import Ongeldig
from core.casus.events import Gebeurtenis, Soort, parse
from core.casus.fields import Codes
from core.casus.sealed import check_sealed, split_salt
from core.envelope import seal
from core.keychain.kem import KemPrivateKey
from core.keychain.keys import DirectoryKey, Rol
from core.keychain.signatures import PrivateKey

NOW = 1_800_000_000_000
U = "a0000000-0000-4000-8000-000000000001"
OIN = "00000099000000000001"
CODES = Codes(frozenset({"rotterdam"}), frozenset({"fiscaal"}))


def seal_title(content: bytes = b"Operatie Zwarte Zwaan") -> dict[str, Any]:
    """Seal a title with real keys; the salt stays in."""
    kem = DirectoryKey(OIN, "recherche", Rol.KEM, KemPrivateKey.generate().public, 0, NOW * 2)
    fields = {
        "record": U, "casus": U, "levering": U, "verstrekker": OIN, "eenheid": "recherche", "categorie": "casus",
        "doel": "oc", "fase": "signaal", "verwerking": "https://knooppunt.example/verwerkingen/oc-casus",
        "vrijgave": "sha256:" + "ab" * 32, "gemaakt": NOW, "bewaren_tot": None,
    }  # fmt: skip
    return seal(fields, content, PrivateKey.generate(), [kem], U).to_json()


SALTED = seal_title()
SEALED = {name: value for name, value in SALTED.items() if name != "zout"}
BODIES: dict[str, dict[str, Any]] = {
    "geopend": {
        "regio": "rotterdam", "doel": "hk", "herkomst": "signaal", "themas": ["drugs", "omg"], "hkp": U,
        "inbrengers": [OIN], "namens_werkgroep": True, "titel": SEALED,
    },
    "deelnemer-toegevoegd": {"oin": OIN, "eenheden": ["recherche"], "van": NOW, "tot": None},
    "deelnemer-beeindigd": {"oin": OIN, "tot": NOW, "reden": "afgerond"},
    "persoon-toegevoegd": {"persoon": U, "oin": OIN, "van": NOW, "tot": NOW + 1},
    "persoon-beeindigd": {"persoon": U, "tot": NOW},
    "fase-gezet": {"streng": "hoofd", "fase": "weging", "reden": "vergissing"},
    "uitvraag": {"uitvraag": U, "aan": OIN, "categorie": "fiscaal", "onderwerp": SEALED},
    "uitvraag-beantwoord": {"uitvraag": U, "soort": "verstrekt", "reden": None, "records": [U]},
    "analyse": {"records": [U]},
    "advies": {"record": U},
    "gesloten": {"reden": "afgerond"},
}  # fmt: skip
CANARIES = ["123456782", "Jan Jansen", "NL91ABNA0417164300", "Operatie Zwarte Zwaan"]


def wire(soort: str, /, **changes: Any) -> dict[str, Any]:
    envelope = {"v": 1, "casus": U, "volgnr": 1, "soort": soort, "door": OIN, "tijd": NOW}
    return envelope | {"gegevens": copy.deepcopy(BODIES[soort]) | changes}


def reasons(value: Any) -> set[tuple[str, str]]:
    result = parse(value, CODES)
    assert isinstance(result, Ongeldig), result
    return {(item.pad, item.reden) for item in result.bevindingen}


def test_every_kind_has_an_example() -> None:
    """The examples of this test cover the closed set of kinds."""
    assert set(BODIES) == {soort.value for soort in Soort}


@pytest.mark.parametrize("soort", sorted(BODIES))
def test_event_survives_the_wire(soort: str) -> None:
    """A right body parses and comes out the same."""
    parsed = parse(wire(soort), CODES)
    assert isinstance(parsed, Gebeurtenis), parsed
    assert parsed.to_json() == wire(soort)


@pytest.mark.parametrize("soort", sorted(BODIES))
def test_missing_and_unknown_fields_are_all_named(soort: str) -> None:
    """Each missing field is a finding, and so is a field that does not belong."""
    value = wire(soort) | {"gegevens": {"opmerking": "tekst"}}
    expected = {(f"gegevens.{name}", "ontbreekt") for name in BODIES[soort]} | {("gegevens", "onbekend-veld")}
    assert reasons(value) == expected


@pytest.mark.parametrize("canary", CANARIES)
@pytest.mark.parametrize(("soort", "field"), [(soort, name) for soort, body in BODIES.items() for name in body])
def test_no_field_takes_personal_text(soort: str, field: str, canary: str) -> None:
    """No field of any kind takes a BSN, name, account number or code name, alone or in a list or object."""
    for value in (canary, [canary], {"tekst": canary}):
        result = parse(wire(soort, **{field: value}), CODES)
        assert isinstance(result, Ongeldig)
        assert canary not in json.dumps(result.to_json())


def test_advice_may_name_what_it_rests_on() -> None:
    """An advice of before names no sources; one that does takes ids only, each once."""
    assert isinstance(parse(wire("advies", gebruikt=[U]), CODES), Gebeurtenis)
    for wrong in ("tekst", ["Jan Jansen"], [U, U], None):
        assert {pad.partition("[")[0] for pad, _ in reasons(wire("advies", gebruikt=wrong))} == {"gegevens.gebruikt"}


@pytest.mark.parametrize("canary", ["123456782", "jan", "Jan Jansen", "urn:jan-jansen"])
@pytest.mark.parametrize("field", ["verwerking", "eenheid", "vrijgave", "casus"])
def test_header_of_a_sealed_record_holds_no_readable_text(field: str, canary: str) -> None:
    """A sealed title with personal text in its header is refused; a plain code is what a unit may be called."""
    sealed = copy.deepcopy(SEALED)
    sealed["kop"][field] = sealed["verklaring"]["kop"][field] = canary
    found = [b.reden for b in check_sealed("titel", sealed)]
    assert found in ([["leesbare-tekst"], ["niet-verzegeld"]] if (field, canary) != ("eenheid", "jan") else [[]])


def test_salt_is_taken_out_before_the_event() -> None:
    """An event with the shred salt is refused; `split_salt` gives the body without it, and the salt apart."""
    with_salt = wire("geopend")["gegevens"] | {"titel": SALTED}
    assert reasons(wire("geopend") | {"gegevens": with_salt}) == {("gegevens.titel", "met-zout")}
    body, salts = split_salt(with_salt)
    assert salts == {"titel": SALTED["zout"]}
    assert isinstance(parse(wire("geopend") | {"gegevens": body}, CODES), Gebeurtenis)
    assert split_salt(BODIES["advies"]) == (BODIES["advies"], {})


def test_sealed_record_of_another_shape_or_size_is_refused() -> None:
    """A text, a part of a record, a number with a comma or a huge record is not a sealed record."""
    for value in ("titel", {}, SEALED | {"inhoud": 1.5}, {**SEALED, "extra": 1}, {**SEALED, "inhoud": "Jan Jansen"}):
        assert [b.reden for b in check_sealed("titel", value)] == ["niet-verzegeld"]
    huge = {name: value for name, value in seal_title(bytes(300_000)).items() if name != "zout"}
    assert [b.reden for b in check_sealed("titel", huge)] == ["te-groot"]


def test_answer_and_reason_fit_each_other() -> None:
    """A refusal names a shareable reason and no records; a supply names no reason."""
    refused = {"soort": "geweigerd", "records": []}
    assert reasons(wire("uitvraag-beantwoord", **refused)) == {("gegevens.reden", "ontbreekt")}
    assert reasons(wire("uitvraag-beantwoord", soort="geweigerd", reden="onevenredig")) == {
        ("gegevens.records", "niet-bij-weigering")
    }
    assert reasons(wire("uitvraag-beantwoord", reden="onevenredig")) == {("gegevens.reden", "niet-bij-verstrekking")}


def test_knelpunt_case_names_its_designation() -> None:
    """Without the designation there is no case for that purpose."""
    assert reasons(wire("geopend", hkp=None)) == {("gegevens.hkp", "ontbreekt")}


def test_double_values_and_turned_dates_are_findings() -> None:
    """A list holds a value once, and an end lies after its begin."""
    assert reasons(wire("geopend", inbrengers=[OIN, OIN])) == {("gegevens.inbrengers", "dubbel")}
    assert reasons(wire("persoon-toegevoegd", tot=NOW)) == {("gegevens", "tot-voor-van")}


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)


@given(st.sampled_from(sorted(BODIES)), st.dictionaries(st.sampled_from(["v", "volgnr", "soort", "gegevens"]), JSON))
def test_outside_input_never_raises(soort: str, changes: dict[str, Any]) -> None:
    """Whatever comes in gives an event or findings."""
    assert isinstance(parse(wire(soort) | changes, CODES), (Gebeurtenis, Ongeldig))


@given(JSON)
def test_any_json_never_raises(value: Any) -> None:
    """The same for something that is no event at all."""
    assert isinstance(parse(value, CODES), Ongeldig)


def lists_text() -> str:
    return lists_module.resources.files("core.casus").joinpath("lijsten.toml").read_text("utf-8")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('code = "drugs"', 'code = "mensenhandel"'),
        ('slot = "vernietigd"', 'slot = "weg"'),
        ('"signaal", "hit-nohit"', '"signaal", "signaal"'),
        ("erkend = true\n", ""),
        ("terug_stappen = 1", "iets = 1"),
        ('strengen = ["hoofd",', 'banen = ["hoofd",'),
    ],
)
def test_lists_load_whole_or_not_at_all(old: str, new: str) -> None:
    """A double code, an unknown phase or a missing part stops the start."""
    text = lists_text()
    assert old in text
    with pytest.raises(lists_module.ListsError):
        lists_module.parse(text.replace(old, new, 1))


def test_empty_refusal_does_not_exist() -> None:
    """Nothing wrong is a value, not an empty list of findings."""
    with pytest.raises(ValueError, match="zonder bevinding"):
        Ongeldig(())
