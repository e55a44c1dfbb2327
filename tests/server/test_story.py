# SPDX-License-Identifier: EUPL-1.2
"""The main ways over HTTP on a real backbone: a case, a supply, a read, refusals, facts, keys and messages."""

from __future__ import annotations

import json
import uuid
from typing import TYPE_CHECKING, Any

import pytest

from audit.proof import jcs, receipt, tlog_policy
from core.contract.kept_signature import verify_kept
from core.contract.wire import Probleem
from core.envelope import SealedRecord, open_record
from core.keychain import events
from core.keychain.kem import KemPrivateKey
from core.keychain.keys import HttpPrivateKey
from tests.core.exchange.conftest import Zaak
from tests.kit import DAY, UNIT, Partij
from tests.server.conftest import Caller

if TYPE_CHECKING:
    import httpx

    from tests import kit


@pytest.fixture(scope="module")
def zaak(operator: kit.Backbone) -> Zaak:
    """A case with participants, in the phase in which the police may supply."""
    made = Zaak(operator)
    made.phase("verrijking-gesloten")
    return made


def _as(soort: str, http: httpx.Client, operator: kit.Backbone, *, persoon: bool = True) -> Caller:
    return Caller(http, operator, operator[soort], persoon=persoon)


def _good(response: httpx.Response, status: int = 201) -> dict[str, Any]:
    assert response.status_code == status, response.text
    body: dict[str, Any] = json.loads(response.content)
    return body


def _signed_by(line: receipt.VerifiedLine, partij: Partij) -> None:
    """The line itself holds what this organisation and this person signed; the first names nobody."""
    assert line.feit is not None
    assert line.persoon is not None
    verify_kept(line.feit["ondertekend"], partij.http.public.ed25519, line.feit)
    verify_kept(line.persoon["ondertekend"], partij.persoon_sleutel.public.ed25519, line.feit, line.persoon)
    assert partij.persoon not in json.dumps(line.feit)


def test_supply_and_read_with_proof(zaak: Zaak, http: httpx.Client, operator: kit.Backbone) -> None:
    """A pushed record comes back to its reader with one wrap, the salt and a proof that a stranger verifies."""
    levering = zaak.supply("politie", "wpg-8", "gemeente", "om", content=b"wat er staat")
    politie, reader = _as("politie", http, operator, persoon=False), _as("gemeente", http, operator)
    pushed = _good(politie.send("POST", "/v1/leveringen", levering.body, key=levering.caller.verzoek))
    policy = tlog_policy.parse(operator.policy_text.encode())
    (first,) = pushed["verstrekkingen"]
    assert first["record"] == levering.record
    assert receipt.verify(first["bewijs"], policy).feit is not None

    given = _good(reader.send("POST", f"/v1/verstrekkingen/{levering.record}/inzagen", {}))
    line = receipt.verify(given["bewijs"], policy)
    assert line.feit is not None
    assert line.feit["record"] == levering.record
    assert line.persoon is not None
    _signed_by(line, operator["gemeente"])
    record = SealedRecord.from_json(given["record"])
    own = operator["gemeente"]
    signer = operator.world.keys.directory.signing_key(operator["politie"].oin, operator.clock.now())
    opened = open_record(record, own.kem, own.oin, UNIT, signer, operator.clock.now())
    assert opened == b"wat er staat"


def test_pushing_again_gives_the_same_bytes(zaak: Zaak, http: httpx.Client, operator: kit.Backbone) -> None:
    """The same push under the same key, signed anew, gives the same answer; another push under it is a conflict."""
    levering = zaak.supply("politie", "wpg-8", "gemeente")
    politie = _as("politie", http, operator, persoon=False)
    first = politie.send("POST", "/v1/leveringen", levering.body, key=levering.caller.verzoek)
    again = politie.send("POST", "/v1/leveringen", levering.body, key=levering.caller.verzoek)
    assert _good(first) == _good(again)
    assert first.content == again.content
    mismatch = {"record": levering.record, "soort": "label", "velden": []}
    clash = politie.send("POST", "/v1/afwijkingen", mismatch, key=levering.caller.verzoek)
    assert _good(clash, 409)["type"] == "urn:knooppunt:fout:sleutel-hergebruikt"


def test_a_refusal_tells_rule_article_and_proof(zaak: Zaak, http: httpx.Client, operator: kit.Backbone) -> None:
    """Toeslagen may supply nothing: 403 with the row, its article and sentence, and the proof of the refusal's line."""
    levering = zaak.supply("toeslagen", "toeslagen", "gemeente")
    body = _as("toeslagen", http, operator).send("POST", "/v1/leveringen", levering.body, key=levering.caller.verzoek)
    problem = _good(body, 403)
    assert problem["type"] == "urn:knooppunt:fout:geweigerd"
    assert problem["uitkomst"] == "verboden"
    (rule,) = problem["regels"]
    assert rule["id"] == "R-01.1"
    assert rule["artikel"]
    assert rule["zin"]
    policy = tlog_policy.parse(operator.policy_text.encode())
    assert receipt.verify(problem["bewijs"][0], policy).feit is not None
    Probleem.model_validate_json(body.content)


def test_outsider_gets_the_bytes_of_what_does_not_exist(zaak: Zaak, http: httpx.Client, operator: kit.Backbone) -> None:
    """For a partner outside the case, the case and its records are the same bytes as nothing at all."""
    levering = zaak.supply("politie", "wpg-8", "gemeente")
    _good(_as("politie", http, operator).send("POST", "/v1/leveringen", levering.body, key=levering.caller.verzoek))
    outsider = _as("fiod", http, operator, persoon=False)
    answers = [
        outsider.send("GET", f"/v1/casussen/{zaak.id}"),
        outsider.send("GET", f"/v1/casussen/{uuid.uuid4()}"),
        outsider.send("POST", f"/v1/verstrekkingen/{levering.record}/inzagen", {}),
        outsider.send("POST", f"/v1/verstrekkingen/{uuid.uuid4()}/inzagen", {}),
    ]
    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.content for answer in answers}) == 1
    assert len({tuple(answer.headers) for answer in answers}) == 1
    assert len({sum(len(k) + len(v) for k, v in answer.headers.raw) for answer in answers}) == 1


def test_a_case_is_opened_and_grows_over_http(http: httpx.Client, operator: kit.Backbone) -> None:
    """Opening, participants, phase, a request and its answer are each one signed event; optional fields may be absent."""
    gemeente, politie = (_as(soort, http, operator) for soort in ("gemeente", "politie"))
    for who in (gemeente, politie):
        key = jcs.b64(who.partij.persoon_sleutel.public.ed25519)
        operator.state(who.partij.soort, operator.fact("persoonssleutel", waarde=key, persoon=who.partij.persoon))
    casus, now = str(uuid.uuid4()), operator.clock.now()
    opening = {
        "casus": casus,
        "regio": "noord-nederland",
        "doel": "oc",
        "herkomst": "signaal",
        "themas": ["drugs"],
        "inbrengers": [gemeente.partij.oin],
    }
    assert _good(gemeente.send("POST", "/v1/casussen", opening))["bewijs"]
    joined = {"oin": politie.partij.oin, "eenheden": [], "van": now - 1000}
    _good(gemeente.send("POST", f"/v1/casussen/{casus}/deelnemers", joined))
    for who in (gemeente, politie):
        person = {"persoon": who.partij.persoon, "oin": who.partij.oin, "van": now - 1000}
        _good(who.send("POST", f"/v1/casussen/{casus}/personen", person))
    state = _good(gemeente.send("GET", f"/v1/casussen/{casus}"), 200)["casus"]
    assert politie.partij.oin in json.dumps(state)
    clash = gemeente.send("POST", "/v1/casussen", opening)
    assert _good(clash, 409)["type"] == "urn:knooppunt:fout:bestaat-al"
    asked = {"casus": casus, "aan": politie.partij.oin, "categorie": "wpg-8"}
    answer = gemeente.send("POST", "/v1/uitvragen", asked)
    assert answer.status_code in (201, 403), answer.text
    feed = _good(politie.send("GET", "/v1/berichten?limiet=500"), 200)
    kinds = {item["soort"] for item in feed["berichten"]}
    assert "casus-gebeurtenis" in kinds


def test_own_receipts_can_be_asked_again(zaak: Zaak, http: httpx.Client, operator: kit.Backbone) -> None:
    """Whoever acted gets the same answer and proof by the id of the act; another organisation gets nothing."""
    levering = zaak.supply("politie", "wpg-8", "gemeente")
    politie = _as("politie", http, operator)
    pushed = _good(politie.send("POST", "/v1/leveringen", levering.body, key=levering.caller.verzoek))
    line = receipt.verify(pushed["verstrekkingen"][0]["bewijs"], tlog_policy.parse(operator.policy_text.encode()))
    assert line.feit is not None
    path = f"/v1/ontvangstbewijzen/{line.feit['handeling']}"
    assert _good(politie.send("GET", path), 200)["bewijs"] == [pushed["verstrekkingen"][0]["bewijs"]]
    assert _as("om", http, operator).send("GET", path).status_code == 404


def test_gateway_reports(zaak: Zaak, http: httpx.Client, operator: kit.Backbone) -> None:
    """A gateway's own refusal and a record that differs inside are recorded with proof; other shapes are refused."""
    politie = _as("politie", http, operator)
    refusal = {
        "casus": zaak.id,
        "handeling": "verstrekken",
        "categorie": "wpg-9",
        "ontvanger": operator["gemeente"].oin,
        "uitkomst": "verboden",
        "regels": ["R-14.1"],
        "vrijgave": operator.release.digest,
    }
    assert _good(politie.send("POST", "/v1/weigeringen", refusal))["bewijs"]
    mismatch = {"record": str(uuid.uuid4()), "soort": "label", "velden": ["categorie"]}
    assert _good(politie.send("POST", "/v1/afwijkingen", mismatch))["bewijs"]
    found = _good(politie.send("POST", "/v1/weigeringen", refusal | {"regels": ["J. Jansen"]}), 400)
    assert "Jansen" not in json.dumps(found)


def test_keys_are_published_with_possession(http: httpx.Client, operator: kit.Backbone) -> None:
    """A KEM key needs the answer to a challenge; without it, or for another organisation, nothing is published."""
    nvwa, now = operator["nvwa"], operator.clock.now()
    caller = _as("nvwa", http, operator, persoon=False)
    kem = KemPrivateKey.generate()
    given = _good(caller.send("POST", "/v1/sleuteluitdagingen", {"sleutel": jcs.b64(kem.public.raw)}))
    answer, bezit = events.answer_challenge(kem, nvwa.oin, jcs.unb64(given["uitdaging"]))
    term = (now, now + 100 * DAY)
    event = events.publish(nvwa.identiteit, nvwa.oin, kem.public, term, now, eenheid="tweede", bezit=bezit)
    assert caller.send("POST", "/v1/sleutelgebeurtenissen", event).status_code == 400
    proven = {**event, "uitdaging": given["id"], "antwoord": jcs.b64(answer)}
    other = _as("fiod", http, operator, persoon=False)
    assert other.send("POST", "/v1/sleutelgebeurtenissen", proven).status_code == 400
    assert _good(caller.send("POST", "/v1/sleutelgebeurtenissen", proven))["bewijs"]


def test_a_new_http_key_may_publish_itself_and_nothing_else(http: httpx.Client, operator: kit.Backbone) -> None:
    """An organisation whose HTTP key is still unknown signs its event with that key; other paths refuse it."""
    fiod, now = operator["fiod"], operator.clock.now()
    fresh = Partij(fiod.oin, "fiod", identiteit=fiod.identiteit, http=HttpPrivateKey.generate())
    caller = Caller(http, operator, fresh)
    assert caller.send("GET", "/v1/berichten").status_code == 401
    event = events.publish(fresh.identiteit, fresh.oin, fresh.http, (now, now + 100 * DAY), now)
    stolen = Partij(operator["ind"].oin, "ind", http=fresh.http)
    assert Caller(http, operator, stolen).send("POST", "/v1/sleutelgebeurtenissen", event).status_code == 401
    assert caller.send("POST", "/v1/sleuteluitdagingen", {"sleutel": "AAAA"}).status_code == 401
    assert _good(caller.send("POST", "/v1/sleutelgebeurtenissen", event))["bewijs"]
    assert caller.send("GET", "/v1/berichten").status_code == 200
