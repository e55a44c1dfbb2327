# SPDX-License-Identifier: EUPL-1.2
"""The served OpenAPI: right by the Dutch API Design Rules, and true about what the server answers."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import pytest
import schemathesis
from fastapi.routing import APIRoute
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from audit.proof import jcs
from server.api.outside import authzen, gezondheid, logbestanden, wellknown
from server.api.problems import TYPES
from server.api.v1 import ROUTERS
from tests.server.conftest import BASE, Caller

if TYPE_CHECKING:
    import httpx

    from tests import kit

ROOT = Path(__file__).resolve().parents[2]
HERE = Path(__file__).resolve().parent / "spectral"
LIGHT = "Licht"
SAMPLES = (
    "ab" * 32,
    "sha256:" + "ab" * 32,
    "3f0d3f6e-8f6a-4d5a-9d5e-0a4c58a1d6f1",
    "00000099000000001000",
    "hoofd",
    "AAAA",
    jcs.b64(bytes(32)),
    "20261101",
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=10), inner, max_size=4),
)
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]


@pytest.fixture(scope="module")
def document(http: httpx.Client) -> dict[str, Any]:
    """The OpenAPI as it is served."""
    found: dict[str, Any] = http.get("/v1/openapi.json").json()
    return found


def _operations(document: dict[str, Any]) -> list[tuple[str, str, dict[str, Any]]]:
    return [(path, method, op) for path, item in document["paths"].items() for method, op in item.items()]


def test_spectral_finds_no_error(document: dict[str, Any], shared_data: Path) -> None:
    """The linter of the API Design Rules 2.2.1 finds no error in the served document."""
    if shutil.which("npm") is None:
        pytest.skip("npm is hier niet aanwezig")
    place = ROOT / "var" / "node" / "spectral"
    place.mkdir(parents=True, exist_ok=True)
    program = place / "node_modules" / ".bin" / "spectral"
    lock = (HERE / "package-lock.json").read_bytes()
    if not program.exists() or (place / "package-lock.json").read_bytes() != lock:
        for name in ("package.json", "package-lock.json"):
            shutil.copy(HERE / name, place / name)
        subprocess.run(
            ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"], cwd=place, check=True, capture_output=True
        )
    served = place / "openapi.json"
    served.write_text(json.dumps(document), "utf-8")
    rules = shared_data / "adr" / "linter.yaml"
    found = subprocess.run(
        [program, "lint", "-r", rules, served, "--format", "json", "--quiet"], cwd=place, capture_output=True, text=True,
        check=False,
    )  # fmt: skip
    findings = json.loads(found.stdout or "[]")
    assert [(item["code"], item["path"]) for item in findings if item["severity"] == 0] == []
    assert found.returncode == 0, found.stderr


def test_document_is_dutch_complete_and_without_422(document: dict[str, Any]) -> None:
    """Every operation has a name, a Dutch summary and description; nothing speaks of 422."""
    assert document["servers"] == [{"url": f"{BASE}/v1"}]
    assert document["info"]["contact"].keys() == {"name", "email", "url"}
    assert "422" not in json.dumps(document["paths"])
    for path, method, operation in _operations(document):
        assert operation["operationId"], (path, method)
        assert operation["summary"]
        assert operation["description"]
        for status, response in operation["responses"].items():
            assert "API-Version" in response["headers"], (path, method, status)


def test_signed_paths_document_what_happens_without_a_signature(document: dict[str, Any]) -> None:
    """All but the public documents can answer 401 and 503; all can answer 400, 413 and 500."""
    public = {"/deelnemerslijst", "/vrijgaven/actueel", "/vrijgaven/{digest}"}
    public |= {"/verwerkingsactiviteiten", "/verwerkingsactiviteiten/{code}"}
    for path, _, operation in _operations(document):
        statuses = set(operation["responses"])
        assert {"400", "413", "500"} <= statuses
        assert ({"401", "503"} <= statuses) == (path not in public)


def test_only_paths_of_v1_are_described(document: dict[str, Any]) -> None:
    """AuthZEN, the log, health and well-known files stand outside the document."""
    assert not [path for path in document["paths"] if path.startswith(("/access", "/log", "/gezond", "/.well-known"))]


def test_every_kind_of_problem_has_a_status_and_texts() -> None:
    """Names are kebab case, statuses those of errors, texts whole sentences in Dutch."""
    for naam, soort in TYPES.items():
        assert naam == naam.lower().strip("-")
        assert 400 <= soort.status < 600
        assert soort.titel
        assert soort.detail.endswith(".")


def _body(raw: dict[str, Any]) -> bytes:
    if "json" in raw:
        return json.dumps(raw["json"]).encode()
    data = raw.get("data", b"")
    return data if isinstance(data, bytes) else str(data).encode()


def _light(value: Any) -> Any:
    """Return a schema of which values are drawn fast: texts of a pattern from `SAMPLES`, lists of a few items.

    Drawn sign by sign, ids, keys and ciphertext take seconds per request, and say no more than one that fits.
    """
    if isinstance(value, list):
        return [_light(item) for item in value]
    if not isinstance(value, dict):
        return value
    found = {name: _light(item) for name, item in value.items()}
    if isinstance(ref := found.get("$ref"), str):
        found["$ref"] = ref + LIGHT
    if isinstance(found.get("maxItems"), int):
        found["maxItems"] = min(found["maxItems"], max(2, found.get("minItems", 0)))
    pattern = found.get("pattern")
    fitting = [text for text in SAMPLES if isinstance(pattern, str) and re.search(pattern, text)]
    return {"enum": fitting} if fitting else found


def _drawn_from(document: dict[str, Any]) -> dict[str, Any]:
    """Return the document with light schemas for what is sent; what is answered is held against the schemas as they are."""
    drawn = json.loads(json.dumps(document))
    schemas = drawn["components"]["schemas"]
    schemas |= {name + LIGHT: _light(schema) for name, schema in document["components"]["schemas"].items()}
    for _, _, operation in _operations(drawn):
        if "requestBody" in operation:
            operation["requestBody"] = _light(operation["requestBody"])
    return dict(drawn)


def _served() -> set[str]:
    """Return method and path of every operation that the paths of `/v1` are made of, whatever the document says."""
    routes = (route for router in ROUTERS for route in router.routes if isinstance(route, APIRoute))
    return {f"{method} {route.path}" for route in routes for method in route.methods}


def test_generated_requests_get_only_documented_answers(
    document: dict[str, Any], http: httpx.Client, operator: kit.Backbone
) -> None:
    """Every operation there is, fuzzed by a stranger, an organisation and a person: no 5xx, and nothing undocumented."""
    schema = schemathesis.openapi.from_dict(_drawn_from(document))
    partij = operator["politie"]
    key = jcs.b64(partij.persoon_sleutel.public.ed25519)
    operator.state("politie", operator.fact("persoonssleutel", waarde=key, persoon=partij.persoon))
    callers = {"vreemde": None, "organisatie": Caller(http, operator, partij)}
    callers["persoon"] = Caller(http, operator, partij, persoon=True)
    sent, passed = Counter[str](), Counter[str]()

    def send(case: Any) -> None:
        raw = case.as_transport_kwargs(base_url=BASE + "/v1")
        probe = http.build_request(raw["method"], raw["url"], params=raw.get("params") or None)
        body, path = _body(raw), probe.url.raw_path.decode()
        url = http.base_url.copy_with(raw_path=probe.url.raw_path)
        first = case.operation.label not in sent
        for who, caller in callers.items() if first else [("persoon", callers["persoon"])]:
            headers = {"Content-Type": "application/json"} if body else {}
            headers = headers if caller is None else caller.sign(probe.method, path, body)
            response = http.request(probe.method, url, content=body, headers=headers)
            assert (response.status_code == 401) <= (caller is None)
            case.validate_response(response, checks=CHECKS)
            sent[case.operation.label] += 1
            passed[who] += response.status_code != 401

    limits = settings(
        max_examples=3, deadline=None, suppress_health_check=list(HealthCheck), database=None, phases=[Phase.generate]
    )
    for found in schema.get_all_operations():
        operation = found.ok()
        limits(given(case=operation.as_strategy())(send))()
    assert set(sent) == _served()
    assert len(sent) >= 40
    assert passed["organisatie"] == len(sent)
    assert passed["persoon"] > len(sent)


def test_doors_beside_v1_survive_anything(http: httpx.Client) -> None:
    """Whatever is sent to the doors outside `/v1`, by whichever method and name, no answer is a server error."""
    outside = {
        route.path for module in (authzen, gezondheid, logbestanden, wellknown) for route in module.router.routes
    }
    assert len(outside) >= 8
    texts = st.text(max_size=20).map(lambda text: quote(text, safe=""))
    bodies = st.binary(max_size=60) | JSON.map(lambda value: json.dumps(value).encode())
    methods = st.sampled_from(["GET", "POST", "PUT", "DELETE", "HEAD"])

    @settings(max_examples=80, deadline=None, suppress_health_check=list(HealthCheck), database=None)
    @given(st.sampled_from(sorted(outside)), texts, texts, methods, bodies)
    def send(path: str, one: str, two: str, method: str, body: bytes) -> None:
        names = iter((one, two, one, two))
        real = re.sub(r"\{[^}]*\}", lambda _: next(names), path)
        url = http.base_url.copy_with(raw_path=real.encode())
        response = http.request(method, url, content=body, headers={"Content-Type": "application/json"})
        assert response.status_code < 500 or (response.status_code == 503 and path == "/gezond/klaar")

    send()
