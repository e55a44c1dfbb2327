# SPDX-License-Identifier: EUPL-1.2
"""Beside `/v1`: AuthZEN questions, the published log, health, security.txt."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
import sectxt

from audit.proof import checkpoint, note, tiles
from server.backbone import Readiness
from tests.server.conftest import BASE

if TYPE_CHECKING:
    import httpx

    from server.backbone import Backbone
    from tests import kit

QUESTION: dict[str, Any] = {
    "subject": {"type": "partner", "id": "00000099000000001000", "properties": {"soort": "toeslagen"}},
    "action": {"name": "verstrekken"},
    "resource": {"type": "gegevens", "id": "-", "properties": {"categorie": "fiscaal", "ontvanger": "gemeente"}},
    "context": {"doel": "oc", "fase": "weging", "peildatum": "2026-11-21", "feiten": ["betrokken"]},
}


def test_authzen_answers_a_question_with_its_rows(http: httpx.Client) -> None:
    """A deny is 200 with the outcome, the rows and the release; nothing needs a signature."""
    response = http.post("/access/v1/evaluation", json=QUESTION, headers={"X-Request-ID": "vraag-7"})
    assert response.status_code == 200
    assert response.headers["x-request-id"] == "vraag-7"
    body = response.json()
    assert body["decision"] is False
    assert body["context"]["uitkomst"] == "verboden"
    assert "R-01.1" in {rule["id"] for rule in body["context"]["regels"]}


def test_authzen_answers_a_batch(http: httpx.Client) -> None:
    """Top-level fields are defaults, and one bad item answers false for itself alone."""
    batch = {**QUESTION, "evaluations": [{}, {"action": {"name": "onzin"}}, {"action": 5}]}
    body = http.post("/access/v1/evaluations", json=batch).json()
    assert [item["decision"] for item in body["evaluations"]] == [False, False, False]
    assert body["evaluations"][1]["context"]["uitkomst"] == "niet-vaststelbaar"


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"", "application/json"),
        (b"{", "application/json"),
        (b"[]", "application/json"),
        (json.dumps(QUESTION | {"subject": "x"}).encode(), "application/json"),
        (json.dumps(QUESTION).encode(), "text/plain"),
    ],
)
@pytest.mark.parametrize("path", ["/access/v1/evaluation", "/access/v1/evaluations"])
def test_authzen_refuses_what_is_no_question(http: httpx.Client, path: str, content: bytes, kind: str) -> None:
    """Bad JSON, an empty body, missing or wrongly typed fields and another content type are 400."""
    response = http.post(path, content=content, headers={"Content-Type": kind})
    assert response.status_code == 400
    assert response.headers["content-type"] == "application/problem+json"


def test_authzen_tells_where_it_is(http: httpx.Client) -> None:
    """The discovery document names the endpoints under the public address."""
    found = http.get("/.well-known/authzen-configuration").json()
    assert found["policy_decision_point"] == BASE
    assert found["access_evaluation_endpoint"] == f"{BASE}/access/v1/evaluation"
    assert found["access_evaluations_endpoint"] == f"{BASE}/access/v1/evaluations"


def test_the_log_is_served_as_it_lies_there(http: httpx.Client, operator: kit.Backbone) -> None:
    """The checkpoint opens with the published keys and is asked anew; tiles are the very files."""
    response = http.get("/log/stam/checkpoint")
    assert response.headers["cache-control"] == "no-cache"
    assert response.headers["access-control-allow-origin"] == "*"
    assert response.content == (operator.folder / "log/stam/checkpoint").read_bytes()
    keys = [note.VKey.parse(line) for line in http.get("/log/stam/vkeys").text.splitlines()]
    assert {str(key) for key in keys} == {str(key) for key in operator.signer.vkeys(keys[0].name)}
    head, _ = checkpoint.parse(response.content)
    assert head.size > 0
    folder = operator.folder / "log/stam"
    files = [path.relative_to(folder).as_posix() for path in (folder / "tile").rglob("*") if path.is_file()]
    assert files
    for tile in files:
        found = http.get(f"/log/stam/{tile}")
        assert found.content == (folder / tile).read_bytes()
        assert found.headers["cache-control"] == "public, max-age=31536000, immutable"
        assert found.headers["content-type"] == "application/octet-stream"
        assert found.headers.get("content-encoding") == ("gzip" if "entries" in tile else None)
        plain = http.get(f"/log/stam/{tile}", headers={"Accept-Encoding": "identity"})
        assert (plain.content, plain.headers.get("content-encoding")) == (found.content, None)
    assert http.head("/log/stam/checkpoint").content == b""
    assert response.headers["content-type"] == "text/plain; charset=utf-8"


def test_what_the_quorum_signed_is_served_beside_the_checkpoint(http: httpx.Client, operator: kit.Backbone) -> None:
    """`getuigd` is not there before any quorum, and is served like the checkpoint when it is."""
    assert http.get("/log/stam/getuigd").status_code == 404
    path = operator.folder / "log/stam/getuigd"
    path.write_bytes((operator.folder / "log/stam/checkpoint").read_bytes())
    response = http.get("/log/stam/getuigd")
    path.unlink()
    assert response.content == (operator.folder / "log/stam/checkpoint").read_bytes()
    assert response.headers["content-type"] == "text/plain; charset=utf-8"
    assert response.headers["cache-control"] == "no-cache"


def test_every_partial_tile_up_to_the_checkpoint_is_served(http: httpx.Client, operator: kit.Backbone) -> None:
    """A partial tile or bundle of any earlier size is the beginning of the present one; none is empty or too wide."""
    size = checkpoint.parse(http.get("/log/stam/checkpoint").content)[0].size
    assert 2 < size < 256
    whole = http.get(f"/log/stam/tile/0/000.p/{size}").content
    entries = tiles.decode_bundle(http.get(f"/log/stam/tile/entries/000.p/{size}").content)
    for width in range(1, size):
        assert http.get(f"/log/stam/tile/0/000.p/{width}").content == whole[: 32 * width]
        assert tiles.decode_bundle(http.get(f"/log/stam/tile/entries/000.p/{width}").content) == entries[:width]
    for path in (f"tile/0/000.p/{size + 1}", "tile/0/000", "tile/1/000.p/1", "tile/entries/001.p/1"):
        assert http.get(f"/log/stam/{path}").status_code == 404


def test_a_partial_tile_that_became_full_is_still_served(http: httpx.Client, operator: kit.Backbone) -> None:
    """When the full tile stands the partial files are gone; who asks for one gets the beginning of the full tile."""
    many = [{"gebeurtenis": "proef", "nummer": number} for number in range(100)]
    for _ in range(3):
        operator.sequencer.submit(lambda pen: [pen.line("tegels-2026", feit) for feit in many]).result(60)
    folder = operator.folder / "log/tegels-2026/tile"
    assert not (folder / "0" / "000.p").exists()
    full = http.get("/log/tegels-2026/tile/0/000").content
    entries = tiles.decode_bundle(http.get("/log/tegels-2026/tile/entries/000").content)
    assert (len(full), len(entries)) == (8192, 256)
    for width in (1, 100, 200, 255):
        assert http.get(f"/log/tegels-2026/tile/0/000.p/{width}").content == full[: 32 * width]
        found = http.get(f"/log/tegels-2026/tile/entries/000.p/{width}").content
        assert tiles.decode_bundle(found) == entries[:width]
    assert http.get("/log/tegels-2026/tile/1/000.p/1").status_code == 200
    assert http.get("/log/tegels-2026/tile/0/001.p/45").status_code == 404


@pytest.mark.parametrize(
    "path",
    [
        "/log/stam/../../knooppunt.sqlite",
        "/log/stam/%2e%2e/%2e%2e/knooppunt.sqlite",
        "/log/stam/tile/../../../kluis.sqlite",
        "/log/stam/tile/0/999",
        "/log/stam/tile/00/000.p/1",
        "/log/stam/tile/0/000.p/0",
        "/log/stam/tile/0/000.p/01",
        "/log/stam/tile/0/000.p/256",
        "/log/stam/tile/0/x000/000.p/1",
        "/log/stam/tile/0/0.p/1",
        "/log/stam/tile/64/000.p/1",
        f"/log/stam/tile/0/{'x001/' * 8}000.p/1",
        "/log/geen/tile/0/000.p/1",
        "/log/geen/checkpoint",
        "/log/STAM/checkpoint",
        "/log/stam/.slot",
    ],
)
def test_the_log_path_serves_nothing_else(http: httpx.Client, path: str) -> None:
    """Names outside the layout, and ways up, are not found."""
    response = http.get(path)
    assert response.status_code == 404
    assert response.headers["content-type"] == "application/problem+json"


def test_health_tells_alive_ready_and_all(http: httpx.Client, served: Backbone) -> None:
    """Ready only while the log can really be written; a stopping process is alive and not ready."""
    assert http.get("/gezond/leeft").json() == {"staat": "goed"}
    assert http.get("/gezond/klaar").status_code == 200
    assert http.get("/gezond/volledig").json()["onderdelen"] == {
        "schema": "goed",
        "kluis": "goed",
        "log": "goed",
        "vrijgave": "goed",
    }
    served.readiness.stop()
    try:
        assert http.get("/gezond/klaar").status_code == 503
        assert http.get("/gezond/leeft").status_code == 200
    finally:
        object.__setattr__(served, "readiness", Readiness())


def test_security_txt_is_valid(http: httpx.Client) -> None:
    """The validator of the Digital Trust Center finds no error in it."""
    response = http.get("/.well-known/security.txt")
    assert response.headers["content-type"] == "text/plain; charset=utf-8"
    parser = sectxt.Parser(response.content)
    assert parser.errors == []
