# SPDX-License-Identifier: EUPL-1.2
"""Sending operational traces and figures to a collector over OTLP/HTTP, when the operator asks for it.

Invariants:
- Off unless `KNOOPPUNT_OTLP_URL` is set; set without the package (extra `otlp`) the server refuses to start, for a silent absence
  would look like quiet.
- Nothing goes along that `tracing` and `metrics` do not say: no name of the machine, no command line, no environment.
- Redirects of the environment do not count: no proxy and no other address than the one that was set.

Norm: OTLP 1.x over HTTP. The collector is the operator's own; TLS by giving an https address.
"""

from __future__ import annotations

from contextlib import ExitStack
from typing import TYPE_CHECKING, Final

from server.errors import SettingsError
from server.telemetry import metrics, tracing

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

SECONDS: Final = 15.0
MISSING: Final = "KNOOPPUNT_OTLP_URL is gezet, maar het pakket daarvoor ontbreekt: installeer `knooppunt[otlp]`."


def start(
    url: str, stands: Mapping[str, Callable[[], Mapping[str, int]]], seconds: float = SECONDS
) -> Callable[[], None]:
    """Send to the collector at `url` from now on; return what sends the rest and ends it.

    Args:
        url: base address; `/v1/traces` and `/v1/metrics` come after it.
        stands: see `metrics.start`.
        seconds: between two sendings of figures.

    Raises:
        SettingsError: the package is not there.
    """
    try:
        import requests
        from opentelemetry.exporter.otlp.proto.http.metric_exporter import OTLPMetricExporter
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
    except ImportError:
        raise SettingsError(MISSING) from None
    from opentelemetry.sdk.metrics.export import PeriodicExportingMetricReader

    base, session = url.rstrip("/"), requests.Session()
    session.trust_env = False
    spans = OTLPSpanExporter(endpoint=f"{base}/v1/traces", session=session)
    figures = OTLPMetricExporter(endpoint=f"{base}/v1/metrics", session=session)
    with ExitStack() as undo:
        undo.callback(tracing.export_with(spans))
        undo.callback(metrics.start([PeriodicExportingMetricReader(figures, seconds * 1000)], stands))
        return undo.pop_all().close
