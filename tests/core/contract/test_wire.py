# SPDX-License-Identifier: EUPL-1.2
"""The wire shapes against what the other rooms really make."""

import json

import jsonschema
import pytest
from pydantic import ValidationError

from core.contract import publish
from core.contract.wire import Kop, Probleem, VerzegeldRecord
from core.contract.wire_verklaringen import FeitBundel, Levering, Sleutelgebeurtenis
from core.facts import bundle
from core.facts.statements import Feitverklaring, Over
from core.keychain.events import KemBezit, withdraw
from core.keychain.events import publish as publish_key
from core.keychain.keys import HttpPrivateKey, Rol
from tests.core.contract import maken
from tests.vectors import make_vectors as made

VECTORS = made.FOLDER / "records.json"


def records():
    return [vector["record"] for vector in json.loads(VECTORS.read_text("utf-8"))["records"]]


def fits(name, model, value):
    """The value fits the model and the published schema alike."""
    model.model_validate_json(json.dumps(value))
    jsonschema.Draft202012Validator(publish.schema(name)).validate(value)


def statement(**over):
    return Feitverklaring(maken.uuid4(), "om-toestemming", Over(**over), True, "Wpg 4:3", made.NOW, None, made.NOW)


def test_a_levering_of_real_records_and_facts_fits():
    """Sealed records and a signed fact bundle together are a levering."""
    signed = bundle.sign([statement(casus=maken.uuid4())], made.OM, made.signing(made.OM))
    fits("feitbundel", FeitBundel, signed)
    fits("levering", Levering, {"verstrekkingen": records(), "feiten": [signed]})
    officer = bundle.sign([statement(regio="oost-nederland")], made.OM, made.signing(made.OM), "jurist-1")
    fits("feitbundel", FeitBundel, officer)


def test_a_fact_about_nothing_is_refused():
    """A fact that names no case, person or organisation would hold everywhere."""
    signed = bundle.sign([statement()], made.OM, made.signing(made.OM))
    with pytest.raises(ValidationError, match="niets-ingevuld"):
        FeitBundel.model_validate_json(json.dumps(signed))


def test_each_kind_of_key_event_fits():
    """Publishing a signing, an HTTP and a KEM key, and withdrawing one, have the published shape."""
    identity, term = made.signing(made.OM), (made.NOW, made.NOW + made.YEAR)
    proof = KemBezit("0" * 64, "1" * 64)
    events = [
        publish_key(identity, made.OM, made.signing(made.POLITIE), term, made.NOW),
        publish_key(identity, made.OM, HttpPrivateKey(made.seed("http")), term, made.NOW),
        publish_key(identity, made.OM, made.kem(made.OM).public, term, made.NOW, eenheid="parket-oost", bezit=proof),
        withdraw(identity, made.OM, Rol.TEKENEN, made.signing(made.OM).id, made.NOW),
    ]
    for event in events:
        fits("sleutelgebeurtenis", Sleutelgebeurtenis, event)


def test_every_field_of_a_record_is_required_and_no_other_is_known():
    """Leaving a field out of a sealed record, or adding one, is refused everywhere in it."""
    record = records()[0]
    for name in set(record) - {"zout"}:
        with pytest.raises(ValidationError):
            VerzegeldRecord.model_validate_json(json.dumps({key: record[key] for key in record if key != name}))
    for name in record["kop"]:
        with pytest.raises(ValidationError):
            Kop.model_validate_json(json.dumps({key: record["kop"][key] for key in record["kop"] if key != name}))
    with pytest.raises(ValidationError):
        Kop.model_validate_json(json.dumps(record["kop"] | {"ontvangers": []}))


def test_base64_and_lengths_are_exact():
    """A wrap of another length and base64 in another form are refused."""
    record = records()[0]
    for wrong in ("AAAA", record["omhulsels"][0]["omhulsel"][:-4], "=" * 8):
        changed = json.loads(json.dumps(record))
        changed["omhulsels"][0]["omhulsel"] = wrong
        with pytest.raises(ValidationError, match="base64-ongeldig"):
            VerzegeldRecord.model_validate_json(json.dumps(changed))


def test_a_refusal_fits_the_problem():
    """A refusal with outcome, rules and what is missing has the shape of problem+json."""
    rule = {
        "id": "R-14.1",
        "effect": "deny",
        "bron": "Bpg",
        "artikel": "4:3",
        "zin": "Niet zonder OM.",
        "zekerheid": "V-old",
    }
    problem = {
        "type": "urn:knooppunt:fout:geweigerd",
        "title": "Geweigerd",
        "status": 403,
        "detail": "De regels staan deze handeling niet toe.",
        "uitkomst": "verboden",
        "regels": [rule],
        "ontbreekt": [{"feit": "om-toestemming", "regel": "R-14.1", "bij": "om"}],
    }
    fits("probleem", Probleem, problem)
