# SPDX-License-Identifier: EUPL-1.2
"""What holds for every answer: headers, problems, signatures, versions; and that strangers leave no trace."""

from __future__ import annotations

import json
import uuid
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import func, select

from audit.tables import log_bladen
from core.contract import http_signature as hs
from core.contract.http_signature_errors import BadSignatureError

if TYPE_CHECKING:
    import httpx

    from server.backbone import Backbone
    from tests import kit
    from tests.server.conftest import Caller

SECURITY = {
    "cache-control": "no-store",
    "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
    "strict-transport-security": "max-age=31536000; includeSubDomains",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
}


def _problem(response: Any, status: int, naam: str) -> dict[str, Any]:
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == "application/problem+json"
    body: dict[str, Any] = json.loads(response.content)
    assert body["type"] == f"urn:knooppunt:fout:{naam}"
    assert body["status"] == status
    assert body["title"]
    assert body["detail"]
    return body


def _lines(operator: kit.Backbone) -> int:
    with operator.engine.connect() as connection:
        return connection.execute(select(func.count()).select_from(log_bladen)).scalar_one()


@pytest.mark.parametrize("path", ["/v1/openapi.json", "/v1/berichten", "/gezond/leeft", "/geen-pad", "/v1/geen-pad"])
def test_every_answer_carries_version_and_security_headers(http: httpx.Client, path: str) -> None:
    """Good, refused and unknown alike: the version of the API, the security headers and a request id."""
    response = http.get(path)
    assert response.headers["api-version"] == "1.0.0"
    assert uuid.UUID(response.headers["x-request-id"]).version == 4
    for name, value in SECURITY.items():
        assert response.headers[name] == value


def test_unsigned_requests_get_401_and_leave_no_line(http: httpx.Client, operator: kit.Backbone) -> None:
    """A stranger is told so in a problem, and nothing of it reaches the log."""
    before = _lines(operator)
    for method, path in [("GET", "/v1/berichten"), ("POST", "/v1/leveringen"), ("POST", "/v1/casussen")]:
        _problem(http.request(method, path), 401, "niet-ondertekend")
    assert _lines(operator) == before


def test_framework_errors_are_problems_too(http: httpx.Client) -> None:
    """Unknown paths and wrong methods are problems, with the methods that are allowed."""
    _problem(http.get("/v1/geen-pad"), 404, "pad-onbekend")
    _problem(http.get("/v1/berichten/"), 404, "pad-onbekend")
    response = http.get("/v1/leveringen")
    _problem(response, 405, "methode-onbekend")
    assert response.headers["allow"] == "POST"


def test_a_signed_answer_is_bound_to_its_request(politie: Caller) -> None:
    """The answer verifies for the request that was sent, and for no other."""
    assert politie.send("GET", "/v1/berichten").status_code == 200
    response = politie.send("GET", "/v1/berichten?na=1")
    politie.last = politie.sign("GET", "/v1/berichten?na=1")
    with pytest.raises(BadSignatureError):
        politie.check(response)


def test_problems_are_signed_as_well(politie: Caller) -> None:
    """A refusal, a bad parameter and an unknown path carry the operator's signature when the request was signed."""
    found = _problem(politie.send("GET", "/v1/berichten?na=-1&limiet=x"), 400, "ongeldige-invoer")
    assert sorted(item["pad"] for item in found["bevindingen"]) == ["/query/limiet", "/query/na"]
    _problem(politie.send("GET", f"/v1/casussen/{uuid.uuid4()}"), 404, "niet-gevonden")
    _problem(politie.send("POST", "/v1/berichten", {}), 405, "methode-onbekend")


def test_the_same_signed_request_is_accepted_once(politie: Caller, http: httpx.Client) -> None:
    """A replay is refused by its nonce, whatever it asks."""
    headers = politie.sign("GET", "/v1/berichten")
    assert http.get("/v1/berichten", headers=headers).status_code == 200
    _problem(http.get("/v1/berichten", headers=headers), 401, "herhaald")


@pytest.mark.parametrize(
    ("change", "reden"),
    [
        ({"traceparent": "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00"}, "handtekening"),
        ({"Idempotency-Key": str(uuid.uuid4())}, "handtekening"),
        ({"Content-Digest": hs.content_digest(b"anders")}, "content-digest"),
    ],
)
def test_a_changed_request_is_refused_with_its_cause(
    politie: Caller, http: httpx.Client, change: dict[str, str], reden: str
) -> None:
    """Whoever alters a signed field is told which part no longer fits, in Dutch."""
    headers = politie.sign("GET", "/v1/berichten") | change
    body = _problem(http.get("/v1/berichten", headers=headers), 401, "handtekening-ongeldig")
    assert body["bevindingen"][0]["reden"] == reden


def test_another_host_or_an_old_signature_is_refused(
    politie: Caller, http: httpx.Client, operator: kit.Backbone
) -> None:
    """The target must be this server's public address, and the signature no older than two minutes."""
    headers = politie.sign("GET", "/v1/berichten", created=operator.clock.now() - 121_000)
    assert (
        _problem(http.get("/v1/berichten", headers=headers), 401, "handtekening-ongeldig")["bevindingen"][0]["reden"]
        == "verlopen"
    )
    headers = politie.sign("GET", "/v1/berichten?na=0")
    assert http.get("/v1/berichten", headers=headers).json()["bevindingen"][0]["reden"] == "handtekening"
    headers = politie.sign("GET", "/v1/berichten") | {"Host": "ander.test"}
    assert http.get("/v1/berichten", headers=headers).status_code == 200


def test_an_unregistered_person_is_refused(gemeente: Caller, http: httpx.Client) -> None:
    """A person whose organisation registered no key for it cannot act."""
    gemeente.persoon = True
    response = http.get("/v1/berichten", headers=gemeente.sign("GET", "/v1/berichten"))
    assert _problem(response, 401, "handtekening-ongeldig")["bevindingen"][0]["reden"] == "ondertekenaar-onbekend"


def test_a_registered_person_is_known(politie: Caller, operator: kit.Backbone) -> None:
    """After the own organisation states the key of its person, that person may sign beside it."""
    p = politie.partij
    waarde = p.persoon_sleutel.public.to_json()["ed25519"]
    operator.state("politie", operator.fact("persoonssleutel", waarde=waarde, persoon=p.persoon))
    politie.persoon = True
    assert politie.send("GET", "/v1/berichten").status_code == 200


def test_all_findings_come_together_without_values(politie: Caller) -> None:
    """Wrong bodies give 400 with every finding; neither values nor unknown names are repeated."""
    body = {"casus": "123456782", "regio": 5, "999999990": {}, "inbrengers": []}
    found = _problem(politie.send("POST", "/v1/casussen", body), 400, "ongeldige-invoer")
    text = json.dumps(found)
    assert len(found["bevindingen"]) >= 6
    assert "123456782" not in text
    assert "999999990" not in text


@pytest.mark.parametrize(
    ("body", "kind", "naam", "status"),
    [
        (b'{"a":1,"a":2}', "application/json", "ongeldige-invoer", 400),
        (b'{"a":1.5}', "application/json", "ongeldige-invoer", 400),
        (b"\xff", "application/json", "ongeldige-invoer", 400),
        (b"[" * 5000, "application/json", "ongeldige-invoer", 400),
        (b"", "application/json", "ongeldige-invoer", 400),
        (b"{}", "text/plain", "inhoudstype", 415),
        (b" " * (1024 * 1024 + 1), "application/json", "te-groot", 413),
    ],
)
def test_bodies_that_are_no_strict_json(
    politie: Caller, http: httpx.Client, body: bytes, kind: str, naam: str, status: int
) -> None:
    """Doubled keys, floats, bad text, depth, emptiness, another type and too much are refused before anything else."""
    headers = politie.sign("POST", "/v1/casussen", body) | {"Content-Type": kind}
    _problem(http.post("/v1/casussen", content=body, headers=headers), status, naam)


def test_the_unknown_answer_is_constant(politie: Caller, gemeente: Caller, bureau: Caller) -> None:
    """Not a member and no such case or record: the same bytes and the same headers but for ids and signature."""
    other = str(uuid.uuid4())
    answers = [
        politie.send("GET", f"/v1/casussen/{uuid.uuid4()}"),
        gemeente.send("GET", f"/v1/casussen/{other}"),
        bureau.send("POST", f"/v1/verstrekkingen/{other}/inzagen", {}),
    ]
    for answer in answers:
        _problem(answer, 404, "niet-gevonden")
        assert answer.content == answers[0].content
        assert list(answer.headers) == list(answers[0].headers)
        same = ("content-type", "content-length", "content-digest", "api-version", "cache-control")
        assert {name: answer.headers[name] for name in same} == {name: answers[0].headers[name] for name in same}


def test_public_documents_need_no_signature(http: httpx.Client, operator: kit.Backbone) -> None:
    """The deelnemerslijst, the release in force and the OpenAPI are for everyone; they prove themselves."""
    assert http.get("/v1/deelnemerslijst").content == operator.lijst.bron
    current = http.get("/v1/vrijgaven/actueel")
    assert current.json() == operator.release.to_json()
    assert http.get(f"/v1/vrijgaven/{operator.release.digest}").content == current.content
    _problem(http.get("/v1/vrijgaven/sha256:" + "0" * 64), 404, "niet-gevonden")
    openapi = http.get("/v1/openapi.json")
    assert openapi.headers["access-control-allow-origin"] == "*"


def test_fsc_transaction_is_carried(politie: Caller, http: httpx.Client) -> None:
    """The transaction id of an FSC inway comes back on the answer; anything that is no UUID does not."""
    transaction = "0197e6d3-7b62-7c51-9d7c-1f6b1a0f2b11"
    headers = politie.sign("GET", "/v1/berichten") | {"Fsc-Transaction-Id": transaction}
    assert http.get("/v1/berichten", headers=headers).headers["fsc-transaction-id"] == transaction
    headers = politie.sign("GET", "/v1/berichten") | {"Fsc-Transaction-Id": "123456782"}
    assert "fsc-transaction-id" not in http.get("/v1/berichten", headers=headers).headers


def test_unexpected_errors_tell_nothing(
    politie: Caller, served: Backbone, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A fault inside becomes one constant signed 500; its text is neither answered nor logged."""

    def broken(*_: object) -> None:
        raise RuntimeError("bsn 123456782 van J. Jansen")

    monkeypatch.setattr(served.exchange, "feed", broken)
    response = politie.send("GET", "/v1/berichten")
    _problem(response, 500, "interne-fout")
    assert "123456782" not in response.text + capsys.readouterr().out


def test_the_register_is_public_and_told_by_version(http: httpx.Client) -> None:
    """Each activity that a logbook cites can be looked up by the end of its URI and a time; before its first day it is unknown."""
    rows = http.get("/v1/verwerkingsactiviteiten").json()["verwerkingsactiviteiten"]
    assert {"oc-verstrekken", "oc-verstrekken-vertrouwelijk", "rechten"} <= {row["code"] for row in rows}
    [row] = [row for row in rows if row["code"] == "oc-verstrekken-vertrouwelijk"]
    path = f"/v1/verwerkingsactiviteiten/{row['uri'].rpartition('/')[2]}"
    assert http.get(path).json() == http.get(path, params={"tijd": row["vanaf"]}).json() == row
    assert (row["versie"], "wpg-9" in row["vertrouwelijk"], bool(row["reden"])) == (1, True, True)
    _problem(http.get(path, params={"tijd": row["vanaf"] - 1}), 404, "niet-gevonden")
    _problem(http.get("/v1/verwerkingsactiviteiten/niets"), 404, "niet-gevonden")
    _problem(http.get(path, params={"tijd": "gisteren"}), 400, "ongeldige-invoer")
