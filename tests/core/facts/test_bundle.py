# SPDX-License-Identifier: EUPL-1.2
"""Bundles with real keys: an organisation and its officers sign, everything else is refused with every reason."""

from __future__ import annotations

import copy
import json
from dataclasses import dataclass
from typing import Any

import pytest

from audit.proof import jcs
from core.casus.bevindingen import Ongeldig
from core.facts import Feitverklaring, Over, bundle
from core.keychain import ceremony, events
from core.keychain.directory import KeyDirectory
from core.keychain.keys import HttpPrivateKey
from core.keychain.lijst import Deelnemerslijst
from core.keychain.signatures import PrivateKey

NOW = 1_800_000_000_000
DAY = 86_400_000
POLITIE, OM = "00000099000000000001", "00000099000000000004"
CASUS = "c0000000-0000-4000-8000-000000000001"


@dataclass
class Keys:
    """Real keys and the list that vouches for them."""

    identity: PrivateKey
    signing: PrivateKey
    jurist: PrivateKey
    lijst: Deelnemerslijst
    directory: KeyDirectory


def officer(ident: str, functie: str, key: PrivateKey, **more: str) -> dict[str, Any]:
    return {"id": ident, "oin": OM, "functie": functie, "sleutel": key.public.to_json(), **more}


@pytest.fixture(scope="module")
def keys() -> Keys:
    """A list of two partners with a jurist and a stuurgroep, and a published signing key of the first partner."""
    identity, other, jurist, board, signing = (PrivateKey.generate() for _ in range(5))
    fields = {
        "modus": "demo",
        "versie": 1,
        "gemaakt": NOW - 9 * DAY,
        "drempel": 2,
        "functionarissen": [
            officer("jurist-1", "jurist", jurist),
            officer("board-1", "stuurgroep", board, regio="rotterdam"),
        ],
        "beheerder": {"oin": "00000099000000000099", "antwoordsleutel": HttpPrivateKey.generate().public.to_json()},
        "getuigen": [],
        "tlog_policy_sha256": "00" * 32,
    }
    applications = [
        ceremony.apply(identity, oin=POLITIE, naam="Politie", soort="politie"),
        ceremony.apply(other, oin=OM, naam="OM", soort="om"),
    ]
    body = ceremony.draft(fields, applications)
    signed = [ceremony.sign(body, POLITIE, identity), ceremony.sign(body, OM, other)]
    lijst = Deelnemerslijst.parse(ceremony.assemble(body, signed))
    term = (NOW - 8 * DAY, NOW + 100 * DAY)
    published = events.publish(identity, POLITIE, signing, term, NOW - 8 * DAY)
    directory = KeyDirectory.replay(lijst, [jcs.encode(published)])
    assert directory.findings == []
    return Keys(identity, signing, jurist, lijst, directory)


def statement(number: int = 1, **changes: Any) -> Feitverklaring:
    fields: dict[str, Any] = {
        "id": f"b0000000-0000-4000-8000-{number:012d}",
        "feit": "noodzaak",
        "over": Over(casus=CASUS),
        "waarde": True,
        "grondslag": "Mb 2013 5(1)(a)",
        "van": NOW - DAY,
        "tot": None,
        "tijd": NOW - DAY,
    }
    return Feitverklaring(**fields | changes)


def test_organisation_signs_and_is_the_issuer(keys, codes) -> None:
    """A bundle under the published signing key verifies, and every statement has that organisation as issuer."""
    made = bundle.sign([statement(1), statement(2)], POLITIE, keys.signing)
    wire = jcs.decode(jcs.encode(made))
    admitted = bundle.verify(wire, keys.directory, keys.lijst, codes, NOW)
    assert not isinstance(admitted, Ongeldig)
    assert [item.verklaring for item in admitted] == [statement(1), statement(2)]
    assert {(item.uitgever.oin, item.uitgever.soort, item.uitgever.functie) for item in admitted} == {
        (POLITIE, "politie", None)
    }
    assert admitted[0].verklaring.hash == jcs.digest(wire["verklaringen"][0])


def test_officer_signs_with_the_key_of_the_list(keys, codes) -> None:
    """A jurist is an issuer in that function."""
    made = bundle.sign([statement()], OM, keys.jurist, "jurist-1")
    admitted = bundle.verify(made, keys.directory, keys.lijst, codes, NOW)
    assert not isinstance(admitted, Ongeldig)
    assert (admitted[0].uitgever.functie, admitted[0].uitgever.functionaris) == ("jurist", "jurist-1")


def refusal(keys, codes, made: Any, at: int = NOW) -> list[str]:
    result = bundle.verify(made, keys.directory, keys.lijst, codes, at)
    assert isinstance(result, Ongeldig)
    return [item.reden for item in result.bevindingen]


def tampered(made: dict[str, Any], path: str, value: Any) -> dict[str, Any]:
    changed = copy.deepcopy(made)
    target: Any = changed
    *steps, last = path.split(".")
    for step in steps:
        target = target[int(step) if step.isdigit() else step]
    target[last] = value
    return changed


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("verklaringen.0.waarde", False),
        ("verklaringen.0.over.casus", "c0000000-0000-4000-8000-000000000002"),
        ("verklaringen.0.tot", NOW + DAY),
        ("door.oin", OM),
        ("door.functionaris", "jurist-1"),
        ("door.functionaris", "niemand"),
        ("door.sleutel", "00" * 32),
        ("handtekening", None),
        ("handtekening", {"ed25519": "", "ml-dsa-65": ""}),
    ],
)
def test_any_change_breaks_the_signature(keys, codes, path, value) -> None:
    """Statement, issuer, officer, key and signature are all bound; the answer never tells the value."""
    made = bundle.sign([statement()], POLITIE, keys.signing)
    assert refusal(keys, codes, tampered(made, path, value))


@pytest.mark.parametrize("half", ["ed25519", "ml-dsa-65"])
def test_both_halves_of_the_signature_are_needed(keys, codes, half) -> None:
    """A bundle with one half from another signature is refused."""
    made = bundle.sign([statement()], POLITIE, keys.signing)
    other = bundle.sign([statement(2)], POLITIE, keys.signing)
    made["handtekening"][half] = other["handtekening"][half]
    assert refusal(keys, codes, made) == ["handtekening-ongeldig"]


def test_identity_key_is_no_signing_key_for_facts(keys, codes) -> None:
    """The offline identity key signs key events only."""
    assert refusal(keys, codes, bundle.sign([statement()], POLITIE, keys.identity)) == ["sleutel-onbekend"]


def test_key_must_be_valid_when_the_bundle_arrives(keys, codes) -> None:
    """Before publication and after its end a key signs nothing."""
    made = bundle.sign([statement()], POLITIE, keys.signing)
    assert refusal(keys, codes, made, NOW + 101 * DAY) == ["sleutel-onbekend"]


def test_statement_of_the_future_and_double_statement_are_refused(keys, codes) -> None:
    """All findings come together, each with its place."""
    made = bundle.sign([statement(tijd=NOW + 120_000), statement()], POLITIE, keys.signing)
    assert refusal(keys, codes, made) == ["in-toekomst", "dubbel"]


def test_bad_statement_inside_a_good_signature_refuses_the_whole_bundle(keys, codes) -> None:
    """Nothing is admitted half."""
    made = bundle.sign([statement(1), statement(2, grondslag="omdat Jansen het zei")], POLITIE, keys.signing)
    result = bundle.verify(made, keys.directory, keys.lijst, codes, NOW)
    assert isinstance(result, Ongeldig)
    assert [(item.pad, item.reden) for item in result.bevindingen] == [("verklaringen[1].grondslag", "geen-grondslag")]
    assert "Jansen" not in json.dumps(result.to_json())


@pytest.mark.parametrize("value", [None, [], {}, {"verklaringen": []}, {"verklaringen": [1], "door": {"oin": 5}}, "x"])
def test_anything_else_is_refused_with_findings(keys, codes, value) -> None:
    """Outside input of any shape gives findings, never an exception."""
    assert refusal(keys, codes, value)
