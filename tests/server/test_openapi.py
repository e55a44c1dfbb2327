# SPDX-License-Identifier: EUPL-1.2
"""The served OpenAPI: right by the Dutch API Design Rules, and true about what the server answers."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from server.api.problems import TYPES
from tests.server.conftest import BASE, Caller

if TYPE_CHECKING:
    import httpx

    from tests import kit

ROOT = Path(__file__).resolve().parents[2]
HERE = Path(__file__).resolve().parent / "spectral"
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


@pytest.mark.parametrize("signed", [True, False], ids=["ondertekend", "vreemde"])
def test_generated_requests_get_only_documented_answers(
    document: dict[str, Any], http: httpx.Client, operator: kit.Backbone, *, signed: bool
) -> None:
    """Fuzzed requests, signed or not, give no 5xx and nothing that the document does not tell."""
    schema = schemathesis.openapi.from_dict(document)
    caller = Caller(http, operator, operator["politie"])

    def send(case: Any) -> None:
        raw = case.as_transport_kwargs(base_url=BASE + "/v1")
        probe = http.build_request(raw["method"], raw["url"], params=raw.get("params") or None)
        body = _body(raw)
        headers = {"Content-Type": "application/json"} if body else {}
        if signed:
            headers = caller.sign(probe.method, probe.url.raw_path.decode(), body)
        url = http.base_url.copy_with(raw_path=probe.url.raw_path)
        response = http.request(probe.method, url, content=body, headers=headers)
        assert (response.status_code == 401) <= (not signed)
        case.validate_response(response, checks=CHECKS)

    for found in schema.get_all_operations():
        operation = found.ok()
        strategy = operation.as_strategy()
        limits = settings(
            max_examples=6 if signed else 2, deadline=None, suppress_health_check=list(HealthCheck), database=None
        )
        limits(given(case=strategy)(send))()
