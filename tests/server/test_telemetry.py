# SPDX-License-Identifier: EUPL-1.2
"""Operational logs and traces: only allowed keys, no values of people, joined to the caller's trace."""

from __future__ import annotations

import io
import json
import logging
from typing import Any

import pytest
from opentelemetry.sdk.trace.export import ConsoleSpanExporter, SimpleSpanProcessor

from server.telemetry import logs, tracing

BSN = "123456782"
CANARY = "Kanarie de Vries"
TRACEPARENT = b"00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"


def _scope(**more: Any) -> dict[str, Any]:
    base = {"type": "http", "method": "GET", "path": f"/v1/{BSN}", "query_string": f"naam={CANARY}".encode()}
    return {**base, "headers": [(b"traceparent", TRACEPARENT)], **more}


class _Route:
    path = "/berichten"


def _lines(capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_unknown_keys_and_long_or_structured_values_are_dropped(capsys: pytest.CaptureFixture[str]) -> None:
    """A careless call cannot put a body, a person or a number like a BSN in the log; what was dropped is counted."""
    logs.event("proef", status=200, naam=CANARY, body={"bsn": BSN}, reden=BSN, route="x" * 500)
    (line,) = _lines(capsys)
    assert line["event"] == "proef"
    assert line["status"] == 200
    assert line["weggelaten"] == 4
    assert set(line) <= logs.ALLOWED | {"weggelaten"}
    assert BSN not in json.dumps(line)


def test_a_request_is_logged_by_its_route(capsys: pytest.CaptureFixture[str]) -> None:
    """Neither path nor query show; a request without a route shows none."""
    logs.request(_scope(route=_Route(), root_path="/v1"), "vraag", 200, 0.0123)
    logs.request(_scope(), "vraag", 404, 0.1)
    first, second = _lines(capsys)
    assert first["route"] == "/v1/berichten"
    assert first["afgehandeld_ms"] == 12.3
    assert second["route"] == "-"
    assert BSN not in json.dumps([first, second])


def test_of_an_error_only_type_and_places_are_logged(capsys: pytest.CaptureFixture[str]) -> None:
    """The text of an exception may quote what came in, so it stays out."""
    with pytest.raises(ValueError, match=CANARY) as caught:
        int(f"{CANARY} {BSN}")
    logs.unexpected(caught.value, "vraag")
    (line,) = _lines(capsys)
    assert line["fout"] == "ValueError"
    assert "test_of_an_error" in line["plaats"]
    assert CANARY not in json.dumps(line)


def test_what_happens_to_a_release_has_a_stable_name(capsys: pytest.CaptureFixture[str]) -> None:
    """A release in use is information; one that was refused is an error, for who keeps watch; both with its digest."""
    digest = "sha256:" + "12345678" * 8
    logs.release("vrijgave-in-gebruik", digest)
    logs.release("vrijgave-geweigerd", digest)
    first, second = _lines(capsys)
    assert (first["event"], first["level"], first["versie"]) == ("vrijgave-in-gebruik", "info", digest)
    assert (second["event"], second["level"], second["versie"]) == ("vrijgave-geweigerd", "error", digest)


def test_messages_of_libraries_lose_their_text(capsys: pytest.CaptureFixture[str]) -> None:
    """What a library logs is reduced to who, how bad and which error."""
    handler = logs.LibraryHandler()
    record = logging.LogRecord("uvicorn.error", logging.ERROR, "p", 1, f"{CANARY} {BSN}", (), None)
    handler.emit(record)
    (line,) = _lines(capsys)
    assert line["logger"] == "uvicorn.error"
    assert line["level"] == "error"
    assert CANARY not in json.dumps(line)


def test_spans_join_the_trace_and_tell_only_the_route() -> None:
    """A span carries the caller's trace id, its route, method and status: nothing else."""
    out = io.StringIO()
    tracing._provider.add_span_processor(SimpleSpanProcessor(ConsoleSpanExporter(out=out)))
    scope = _scope(route=_Route(), root_path="/v1")
    with tracing.request_span(scope) as span:
        assert tracing.current() is not None
        tracing.name_after_route(span, scope, 200)
    found = json.loads(out.getvalue())
    assert found["name"] == "GET /v1/berichten"
    assert found["context"]["trace_id"] == "0x4bf92f3577b34da6a3ce929d0e0e4736"
    assert found["parent_id"] == "0x00f067aa0ba902b7"
    assert set(found["attributes"]) == {"http.request.method", "http.route", "http.response.status_code"}
    assert BSN not in out.getvalue()
    assert CANARY not in out.getvalue()


def test_a_span_does_not_keep_the_text_of_an_error() -> None:
    """An exception inside a span leaves no text in it."""
    out = io.StringIO()
    tracing._provider.add_span_processor(SimpleSpanProcessor(ConsoleSpanExporter(out=out)))
    with pytest.raises(ValueError, match=CANARY), tracing.request_span(_scope()):
        raise ValueError(CANARY)
    assert CANARY not in out.getvalue()
