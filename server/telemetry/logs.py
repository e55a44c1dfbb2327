# SPDX-License-Identifier: EUPL-1.2
"""Operational logging: one JSON object per line on stdout.

Invariants:
- Only keys of `ALLOWED` are written, and only short plain values; anything else is dropped and counted in `weggelaten`.
  So a careless call cannot put a body, a query, a name or a BSN in the log.
- A request is logged by the name of its route. Of an error the type and the places in the code are logged, not its text.
- Messages of libraries are reduced to logger, level and a fixed set of events; their texts may quote input.

Norm: BIO2 8.15 (what is logged), AVG art. 25. It is no evidence: that is the audit log.
"""

from __future__ import annotations

import logging
import re
import sys
import traceback
from typing import TYPE_CHECKING, Any, Final

import structlog
from opentelemetry import trace

if TYPE_CHECKING:
    from collections.abc import MutableMapping

    from starlette.types import Scope

ALLOWED: Final = frozenset(
    {
        "adres", "afgehandeld_ms", "beslissing", "event", "fout", "level", "logger", "methode", "oin", "plaats", "poort", "reden",
        "route", "schema", "shard", "span_id", "status", "tijd", "trace_id", "verzoek", "versie",
    }
)  # fmt: skip
"""The only keys that may appear in a log line."""

MAX_TEXT: Final = 400
# Nine digits in a row may be a BSN; an OIN (twenty) and a trace id (hex) are no numbers of people.
_NINE_DIGITS = re.compile(r"(?<![0-9a-f])[0-9]{8,9}(?![0-9a-f])")
# An id of a decision is ours and random; its first eight characters may happen to be digits.
_DECISION = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
UNKNOWN_ROUTE: Final = "-"
UNKNOWN_METHOD: Final = "-"
METHODS: Final = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
RELEASE_REFUSED: Final = "vrijgave-geweigerd"


def keep_allowed(_logger: Any, _name: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Drop every key that is not allowed and every value that is not short and plain."""
    kept: dict[str, Any] = {}
    dropped = 0
    for key, value in event.items():
        plain = isinstance(value, (int, float)) or (isinstance(value, str) and len(value) <= MAX_TEXT)
        if key == "beslissing":
            safe = isinstance(value, str) and _DECISION.fullmatch(value) is not None
        else:
            safe = plain and not (isinstance(value, str) and _NINE_DIGITS.search(value))
        if key in ALLOWED and safe:
            kept[key] = value
        else:
            dropped += 1
    if dropped:
        kept["weggelaten"] = dropped
    return kept


def add_trace(_logger: Any, _name: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Add the ids of the current trace, if there is one."""
    context = trace.get_current_span().get_span_context()
    if context.is_valid:
        event["trace_id"] = f"{context.trace_id:032x}"
        event["span_id"] = f"{context.span_id:016x}"
    return event


class _Stdout:
    """Writes finished lines to the stdout of this moment."""

    def msg(self, line: str) -> None:
        """Write one line."""
        sys.stdout.write(line + "\n")
        sys.stdout.flush()

    debug = info = warning = error = critical = log = msg


# Bound to its own processors, so that no global configuration can take the filter away.
_log: structlog.stdlib.BoundLogger = structlog.wrap_logger(
    _Stdout(),
    processors=[
        structlog.stdlib.add_log_level,
        add_trace,
        structlog.processors.TimeStamper(fmt="iso", utc=True, key="tijd"),
        keep_allowed,
        structlog.processors.JSONRenderer(sort_keys=True, ensure_ascii=False),
    ],
    wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
)


class LibraryHandler(logging.Handler):
    """Writes what libraries log, without their texts."""

    def emit(self, record: logging.LogRecord) -> None:
        """Write logger, level and, of an error, type and places."""
        extra = _places(record.exc_info[1]) if record.exc_info and record.exc_info[1] else {}
        _log.log(record.levelno, "bibliotheek", logger=record.name, **extra)


def configure() -> None:
    """Let what libraries log in this process go through `LibraryHandler`, from warnings on."""
    logging.basicConfig(level=logging.WARNING, handlers=[LibraryHandler()], force=True)
    logging.getLogger("fastapi").setLevel(logging.ERROR)  # it says at import that an optional package is absent


def request(scope: Scope, verzoek: str, status: int, seconds: float) -> None:
    """Log one served request by the name of its route."""
    _log.info(
        "verzoek",
        methode=method_of(scope),
        route=route_of(scope),
        status=status,
        verzoek=verzoek,
        afgehandeld_ms=round(seconds * 1000, 1),
    )


def unexpected(error: BaseException, verzoek: str) -> None:
    """Log an unexpected error: its type and the places it passed in the code, never its text."""
    _log.error("onverwachte-fout", verzoek=verzoek, **_places(error))


def refused(reden: str) -> None:
    """Log that a request was not accepted as authentic."""
    _log.info("aanmelding-geweigerd", reden=reden)


def event(gebeurtenis: str, /, **values: Any) -> None:
    """Log an operational event."""
    _log.info(gebeurtenis, **values)


def release(gebeurtenis: str, digest: str) -> None:
    """Log what happened to a release of the rules: `vrijgave-in-gebruik`, or the alarm `vrijgave-geweigerd`."""
    _log.log(logging.ERROR if gebeurtenis == RELEASE_REFUSED else logging.INFO, gebeurtenis, versie=digest)


def method_of(scope: Scope) -> str:
    """Return the method of a request; `-` when it is none of HTTP's, for then it is whatever a stranger wrote."""
    return scope["method"] if scope["method"] in METHODS else UNKNOWN_METHOD


def route_of(scope: Scope) -> str:
    """Return the template of the route that served this request; `-` when there was none."""
    path = getattr(scope.get("route"), "path", None)
    if not isinstance(path, str):
        return UNKNOWN_ROUTE
    root = str(scope.get("root_path", ""))
    return path if not root or path.startswith(root) else root + path


def _places(error: BaseException) -> dict[str, str]:
    frames = traceback.extract_tb(error.__traceback__)[-4:]
    places = " < ".join(f"{frame.name}:{frame.lineno}" for frame in reversed(frames))
    return {"fout": type(error).__name__, "plaats": places[:MAX_TEXT]}
