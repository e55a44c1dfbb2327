# SPDX-License-Identifier: EUPL-1.2
"""Operational traces with OpenTelemetry: how long what took, joined to the caller's trace.

Invariants:
- A span is named after its route and carries method, route and status: no path, no query, no address, no person.
- The trace id of the caller goes on (W3C `traceparent`), so that one id joins the audit line, the decision record and
  the partner's own logbook; what is exported from here stays apart from those.
- Nothing is exported unless the operator asks for it.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from opentelemetry import trace
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor, ConsoleSpanExporter
from opentelemetry.trace import SpanKind
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

from server.telemetry.logs import method_of, route_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import TextIO

    from opentelemetry.sdk.trace.export import SpanExporter
    from opentelemetry.trace import Span
    from starlette.types import Scope

_PROPAGATOR = TraceContextTextMapPropagator()
_provider = TracerProvider(resource=Resource({"service.name": "knooppunt"}))


def export_to(stream: TextIO) -> None:
    """Write finished spans to `stream`, from now on."""
    _provider.add_span_processor(BatchSpanProcessor(ConsoleSpanExporter(out=stream)))


def export_with(exporter: SpanExporter) -> Callable[[], None]:
    """Give finished spans to an exporter, from now on; return what sends the rest and ends it."""
    processor = BatchSpanProcessor(exporter)
    _provider.add_span_processor(processor)
    return processor.shutdown


@contextmanager
def request_span(scope: Scope) -> Iterator[Span]:
    """Open the span of a request, as a child of the caller's when it names one."""
    found = [value.decode("latin-1") for key, value in scope["headers"] if key == b"traceparent"]
    context = _PROPAGATOR.extract({"traceparent": found[0]}) if len(found) == 1 else None
    tracer = _provider.get_tracer("server.api")
    with tracer.start_as_current_span(
        "verzoek", context=context, kind=SpanKind.SERVER, record_exception=False, set_status_on_exception=False
    ) as span:
        yield span


def name_after_route(span: Span, scope: Scope, status: int) -> None:
    """Give the span its name and its three attributes."""
    route, method = route_of(scope), method_of(scope)
    span.update_name(f"{method} {route}")
    span.set_attributes({"http.request.method": method, "http.route": route, "http.response.status_code": status})


def current() -> tuple[str, str] | None:
    """Return (trace id, span id) of the running span, or None."""
    context = trace.get_current_span().get_span_context()
    return (f"{context.trace_id:032x}", f"{context.span_id:016x}") if context.is_valid else None
