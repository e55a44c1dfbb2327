# SPDX-License-Identifier: EUPL-1.2
"""Operational figures with OpenTelemetry: how many, how long, how far behind. No person can stand in them.

Invariants:
- The figures are those of `METINGEN`, with exactly those labels; each is documented there and nowhere else.
- A label has a value from a closed list, or is the template of a route: nothing that came in with a request can become one. What is
  neither is counted as `anders`.
- Nothing is measured until `start`; a figure that cannot be kept is lost, and never stands in the way of an act.

Norm: design.md 6 (operational traces are apart, lossy, without personal data). What must be provable stands in the audit log.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from opentelemetry.metrics import CallbackOptions, Observation
from opentelemetry.sdk.metrics import MeterProvider
from opentelemetry.sdk.resources import Resource

from audit.values import STAM
from server.telemetry.logs import METHODS, UNKNOWN_METHOD

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from opentelemetry.sdk.metrics.export import MetricReader

    from audit.values import Voortgang

OTHER: Final = "anders"
_ROUTE: Final = re.compile(r"-|(?:/(?:[a-z._-]*|\{[a-z_]+(?::path)?\}|v1))+")
CLASSES: Final = frozenset({"1xx", "2xx", "3xx", "4xx", "5xx"})
OUTCOMES: Final = frozenset(
    {"gedaan", "verboden", "niet-geregeld", "niet-vaststelbaar", "geweigerd", "onbekend", "ongeldig", "conflict"}
)
LANDELIJK, REGIO = "landelijk", "regio"
OP_TIJD, TE_LAAT = "op-tijd", "te-laat"
TERMEN: Final = frozenset({OP_TIJD, TE_LAAT})
KINDS: Final = frozenset({STAM, LANDELIJK, REGIO})


class Meting(NamedTuple):
    """One figure: its kind of instrument, its unit, its labels with the values they may have, and what it says."""

    soort: str
    eenheid: str
    labels: dict[str, frozenset[str] | None]
    betekenis: str


METINGEN: Final[dict[str, Meting]] = {
    "knooppunt.verzoeken": Meting(
        "teller",
        "{verzoek}",
        {"methode": METHODS | {UNKNOWN_METHOD}, "route": None, "status": CLASSES},
        "beantwoorde verzoeken",
    ),
    "knooppunt.verzoek.duur": Meting(
        "histogram", "s", {"methode": METHODS | {UNKNOWN_METHOD}, "route": None}, "tijd tussen verzoek en antwoord"
    ),
    "knooppunt.uitkomsten": Meting(
        "teller", "{handeling}", {"uitkomst": OUTCOMES}, "handelingen naar uitkomst, zoals beslist is"
    ),
    "knooppunt.log.partij.handelingen": Meting("histogram", "{handeling}", {}, "handelingen in één partij van het log"),
    "knooppunt.log.partij.duur": Meting(
        "histogram", "s", {}, "tijd om een partij vast te leggen, te tekenen en te tonen"
    ),
    "knooppunt.log.publicatie.duur": Meting(
        "histogram",
        "s",
        {},
        "tijd van een handeling, met wachten, tot haar regel onder een gepubliceerd checkpoint staat",
    ),
    "knooppunt.log.regels": Meting("teller", "{regel}", {"soort": KINDS}, "geschreven regels per soort log"),
    "knooppunt.log.wachtrij": Meting("stand", "{handeling}", {}, "handelingen die op het log wachten"),
    "knooppunt.getuigen.achterstand": Meting(
        "stand",
        "{regel}",
        {"soort": KINDS},
        "regels onder een checkpoint waarvoor nog geen quorum van getuigen tekende",
    ),
    "knooppunt.rechtenverzoeken": Meting(
        "stand", "{verzoek}", {"stand": TERMEN}, "open rechtenverzoeken, op tijd of over hun termijn"
    ),
}


class _Meter:
    """The instruments of this process."""

    def __init__(self, readers: Sequence[MetricReader], stands: Mapping[str, Callable[[], Mapping[str, int]]]) -> None:
        self.provider = MeterProvider(readers, Resource({"service.name": "knooppunt"}), shutdown_on_exit=False)
        meter = self.provider.get_meter("server")
        self.counters = {n: meter.create_counter(n, m.eenheid, m.betekenis) for n, m in _of("teller")}
        self.histograms = {n: meter.create_histogram(n, m.eenheid, m.betekenis) for n, m in _of("histogram")}
        for name, meting in _of("stand"):
            read = _observer(name, stands[name])
            meter.create_observable_gauge(name, [read], meting.eenheid, meting.betekenis)


_running: list[_Meter] = []


def start(readers: Sequence[MetricReader], stands: Mapping[str, Callable[[], Mapping[str, int]]]) -> Callable[[], None]:
    """Measure from now on; return what ends it.

    Args:
        readers: where the figures go.
        stands: per figure of kind `stand` what tells it now, by the value of its label (`""` when it has none).
    """
    meter = _Meter(readers, stands)
    _running.append(meter)

    def end() -> None:
        _running.remove(meter)
        meter.provider.shutdown()

    return end


def request(methode: str, route: str, status: int, seconds: float) -> None:
    """Count an answered request."""
    _add("knooppunt.verzoeken", 1, methode=methode, route=route, status=f"{status // 100}xx")
    _record("knooppunt.verzoek.duur", seconds, methode=methode, route=route)


def outcome(uitkomst: str, seconds: float) -> None:
    """Count what an act ended in, and how long it took until it was proven."""
    _add("knooppunt.uitkomsten", 1, uitkomst=uitkomst)
    _record("knooppunt.log.publicatie.duur", seconds)


def batch(voortgang: Voortgang) -> None:
    """Count one batch of the log."""
    _record("knooppunt.log.partij.handelingen", voortgang.handelingen)
    _record("knooppunt.log.partij.duur", voortgang.duur)
    for shard, number in voortgang.regels.items():
        _add("knooppunt.log.regels", number, soort=kind_of(shard))


def kind_of(shard: str) -> str:
    """Return the kind of a log: its name would tell the region and the year."""
    if shard == STAM:
        return STAM
    return LANDELIJK if shard.startswith(f"{LANDELIJK}-") else REGIO


def labels_of(name: str, given: Mapping[str, str]) -> dict[str, str]:
    """Return the labels of a figure, each with a value that it may have."""
    return {label: _allowed(given.get(label, ""), values) for label, values in METINGEN[name].labels.items()}


def _allowed(value: str, values: frozenset[str] | None) -> str:
    fits = _ROUTE.fullmatch(value) is not None if values is None else value in values
    return value if fits else OTHER


def _of(soort: str) -> list[tuple[str, Meting]]:
    return [(name, meting) for name, meting in METINGEN.items() if meting.soort == soort]


def _observer(name: str, read: Callable[[], Mapping[str, int]]) -> Callable[[CallbackOptions], Iterable[Observation]]:
    [label] = METINGEN[name].labels or [""]

    def observe(_options: CallbackOptions) -> Iterable[Observation]:
        found: dict[str, int] = {}
        for value, number in read().items():
            key = labels_of(name, {label: value})[label] if label else ""
            found[key] = found.get(key, 0) + number
        return [Observation(number, {label: key} if label else {}) for key, number in found.items()]

    return observe


def _add(name: str, number: int, **given: str) -> None:
    for meter in _running:
        meter.counters[name].add(number, labels_of(name, given))


def _record(name: str, value: float, **given: Any) -> None:
    for meter in _running:
        meter.histograms[name].record(value, labels_of(name, given))
