# SPDX-License-Identifier: EUPL-1.2
"""Figures and spans go to a real OTLP receiver on loopback, and no person goes with them, whatever comes down any path."""

from __future__ import annotations

import gzip
import subprocess
import sys
import threading
import uuid
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx
import pytest
from opentelemetry.proto.collector.metrics.v1.metrics_service_pb2 import ExportMetricsServiceRequest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from pydantic import AnyHttpUrl

from audit.proof import jcs
from server import toezicht
from server.api.app import create_app
from server.telemetry import metrics, tracing
from server.telemetry.metrics import METINGEN, OTHER, labels_of
from tests import kit
from tests.server.conftest import Caller, listening, serve

if TYPE_CHECKING:
    from collections.abc import Iterator

BSN, NAME = "123456782", "Kanarie-de-Vries"
ROOT = Path(__file__).resolve().parents[2]
CANARIES = (BSN, NAME)


class Receiver:
    """What a collector received, as bytes and as decoded messages."""

    def __init__(self) -> None:
        self.raw: list[bytes] = []
        self.spans: list[Any] = []
        self.figures: dict[str, list[dict[str, str]]] = {}
        self.units: dict[str, str] = {}

    def take(self, path: str, data: bytes) -> None:
        self.raw.append(data)
        if path == "/v1/traces":
            for resource in ExportTraceServiceRequest.FromString(data).resource_spans:
                self.spans += [span for scope in resource.scope_spans for span in scope.spans]
            return
        assert path == "/v1/metrics"
        for resource in ExportMetricsServiceRequest.FromString(data).resource_metrics:
            assert {item.key for item in resource.resource.attributes} == {"service.name"}
            for metric in (item for scope in resource.scope_metrics for item in scope.metrics):
                kind = getattr(metric, metric.WhichOneof("data"))
                points = [{a.key: a.value.string_value for a in point.attributes} for point in kind.data_points]
                self.figures.setdefault(metric.name, []).extend(points)
                self.units[metric.name] = metric.unit

    def holds(self, *texts: str) -> set[str]:
        """Return which of these texts stand anywhere in what was received."""
        whole = b"".join(self.raw)
        return {text for text in texts if text.encode() in whole}


@contextmanager
def receiving() -> Iterator[tuple[str, Receiver]]:
    """A small OTLP/HTTP collector on loopback."""
    found = Receiver()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            data = self.rfile.read(int(self.headers["Content-Length"]))
            found.take(self.path, gzip.decompress(data) if self.headers.get("Content-Encoding") == "gzip" else data)
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}", found
    server.shutdown()
    server.server_close()
    thread.join(10)


@pytest.fixture(scope="module")
def received(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Receiver, str]]:
    """What a collector got of a served backbone on which canaries came down every path; and a person's pseudonym."""
    with kit.backbone(tmp_path_factory.mktemp("otlp")) as operator, receiving() as (url, found):
        backbone = serve(operator)
        object.__setattr__(backbone, "sequencer", operator.sequencer)
        chosen = backbone.settings.model_copy(update={"otlp_url": AnyHttpUrl(url)})
        object.__setattr__(backbone, "settings", chosen)
        politie = operator["politie"]
        key = jcs.b64(politie.persoon_sleutel.public.ed25519)
        operator.state("politie", operator.fact("persoonssleutel", waarde=key, persoon=politie.persoon))
        stop = toezicht.start(backbone)
        with listening(create_app(backbone)) as address, httpx.Client(base_url=address, trust_env=False) as http:
            _come_down_every_path(http, Caller(http, operator, operator["politie"], persoon=True))
        stop()
        backbone.close()
        yield found, operator["politie"].persoon


def _come_down_every_path(http: httpx.Client, caller: Caller) -> None:
    trace = {"traceparent": f"00-{BSN}{'a' * 23}-{'b' * 16}-01", "tracestate": f"naam={NAME}", "User-Agent": NAME}
    for path in (
        f"/v1/{BSN}",
        f"/{NAME}",
        f"/v1/berichten?na={BSN}&naam={NAME}",
        f"/log/{NAME}/checkpoint",
        "/v1/deelnemerslijst",
    ):
        http.get(path, headers={**trace, "X-Request-ID": BSN, "baggage": f"naam={NAME}"})
        http.request("POST", path, content=f"{NAME} {BSN}".encode(), headers={**trace, "Content-Type": NAME})
    http.request(NAME.upper(), "/v1/berichten")
    path = f"/v1/verstrekkingen/{uuid.uuid4()}/inzagen"
    body = b'{"naam":"%s"}' % NAME.encode()
    assert http.post(path, content=body, headers=caller.sign("POST", path, body)).status_code in (400, 404)
    asked = caller.sign("POST", path, b"{}")
    assert http.post(path, content=b"{}", headers=asked).status_code == 404


def test_figures_and_spans_arrive(received: tuple[Receiver, str]) -> None:
    """A real collector gets every documented figure with its unit and exactly its labels, and the spans by their route."""
    found, _ = received
    assert set(found.figures) == set(METINGEN)
    for name, points in found.figures.items():
        assert found.units[name] == METINGEN[name].eenheid
        for point in points:
            assert set(point) == set(METINGEN[name].labels), name
    routes = {point["route"] for point in found.figures["knooppunt.verzoeken"]}
    assert {"/v1/verstrekkingen/{record}/inzagen", "-"} <= routes
    assert {"uitkomst": "onbekend"} in found.figures["knooppunt.uitkomsten"]
    assert {"soort": "landelijk"} in found.figures["knooppunt.log.regels"]
    assert "POST /v1/verstrekkingen/{record}/inzagen" in {span.name for span in found.spans}


def test_no_person_stands_in_what_is_sent(received: tuple[Receiver, str]) -> None:
    """BSN, name and pseudonym that came in with path, query, header, method and body stand in nothing that left."""
    found, pseudonym = received
    assert len(found.raw) >= 2
    assert found.holds(*CANARIES, NAME.upper(), pseudonym) == set()
    # The search itself finds what is there.
    assert found.holds("/v1/verstrekkingen/{record}/inzagen", "knooppunt.verzoeken") != set()


def test_the_search_would_see_a_leak() -> None:
    """Positive control: a span that carries a name is found in what the collector received."""
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter

    with receiving() as (url, found):
        end = tracing.export_with(OTLPSpanExporter(endpoint=f"{url}/v1/traces"))
        scope: dict[str, Any] = {"type": "http", "method": "GET", "headers": []}
        with tracing.request_span(scope) as span:
            span.set_attribute("naam", NAME)
        end()
    assert found.holds(NAME) == {NAME}


def test_a_label_cannot_be_made_by_a_request() -> None:
    """A value that is not of the closed list, or not the template of a route, is counted as `anders`."""
    name = "knooppunt.verzoeken"
    wrong = {"methode": NAME, "route": f"/v1/{BSN}", "status": "9xx", "naam": NAME}
    assert labels_of(name, wrong) == dict.fromkeys(("methode", "route", "status"), OTHER)
    right = {"methode": "GET", "route": "/log/{naam}/{pad:path}", "status": "2xx"}
    assert labels_of(name, right) == right
    assert labels_of("knooppunt.uitkomsten", {"uitkomst": NAME}) == {"uitkomst": OTHER}
    assert [metrics.kind_of(shard) for shard in ("stam", "landelijk-2026", "limburg-2026")] == [
        "stam",
        "landelijk",
        "regio",
    ]


def test_every_route_is_a_label() -> None:
    """Each template of the API passes as it is, so that no path falls under `anders`."""
    from server.api.v1 import ROUTERS

    for path in (f"/v1{route.path}" for router in ROUTERS for route in router.routes):  # type: ignore[attr-defined]
        assert labels_of("knooppunt.verzoek.duur", {"methode": "GET", "route": path})["route"] == path


def test_lag_of_witnesses_is_read_from_the_published_files(tmp_path: Path) -> None:
    """Per kind of log the lines after the witnessed checkpoint count; what is absent or no note counts whole."""
    for shard, size, seen in (("stam", 9, 9), ("limburg-2026", 7, 4), ("zeeland-2026", 5, None)):
        folder = tmp_path / "log" / shard
        folder.mkdir(parents=True)
        (folder / "checkpoint").write_text(f"oorsprong\n{size}\nwortel\n")
        if seen is not None:
            (folder / "getuigd").write_text(f"oorsprong\n{seen}\nwortel\n")
    assert toezicht.witness_lag(tmp_path / "log") == {"stam": 0, "regio": 8}
    assert toezicht.witness_lag(tmp_path / "niets") == {}


def test_nothing_is_sent_unless_it_is_asked(tmp_path: Path) -> None:
    """Without the setting no reader is started; figures then go nowhere."""
    before = list(metrics._running)
    with kit.backbone(tmp_path) as operator:
        backbone = serve(operator)
        toezicht.start(backbone)()
        backbone.close()
    assert metrics._running == before


def test_asked_without_the_package_the_server_does_not_start() -> None:
    """With the setting and without the extra the start is refused in one clear sentence."""
    script = (
        "import sys\n"
        "sys.modules['opentelemetry.exporter.otlp.proto.http.trace_exporter'] = None\n"
        "from server.errors import SettingsError\nfrom server.telemetry import otlp\n"
        "try:\n    otlp.start('http://127.0.0.1:9', {})\nexcept SettingsError as error:\n    print(error)\n"
    )
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True)
    assert "installeer `knooppunt[otlp]`" in done.stdout
