# SPDX-License-Identifier: EUPL-1.2
"""W3C trace context: one trace per processing, one span per action, carried in `traceparent` and `tracestate`.

Invariants:
- Ids are lower-case hex from the system's randomness; an id of another party that is not well-formed, or all zeros, is not
  taken over: then a trace of our own begins.
- The flag `sampled` of a caller is passed on as it came and never looked at: LDV is not sampled. A trace of our own says 1.
- `tracestate` goes on unchanged, and only beside a `traceparent` that was taken over.

The same trace id stands in the partner's LDV logbook, in the request, in the backbone's line and decision record, and in the
logbook of who reads what was supplied; it joins them and says nothing by itself. Norm: W3C Trace Context level 1; LDV 1.0.0.
"""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

# Version ff is forbidden; a later version may have more parts, of which only these four are known.
_HEADER: Final = re.compile(r"(?!ff)[0-9a-f]{2}-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(?:-.*)?")
_STATE: Final = re.compile(r"[\x20-\x7e]{1,512}")
_ID: Final = {32: re.compile(r"(?!0{32})[0-9a-f]{32}"), 16: re.compile(r"(?!0{16})[0-9a-f]{16}")}


@dataclass(frozen=True, slots=True)
class Trace:
    """One span: 32 and 16 lowercase hex characters, and the span above it."""

    trace_id: str
    span_id: str
    parent: str | None = None
    flags: str = "01"
    state: str = ""

    @classmethod
    def start(cls) -> Trace:
        """Begin a new trace."""
        return cls(secrets.token_hex(16), secrets.token_hex(8))

    @classmethod
    def under(cls, traceparent: str | None, tracestate: str | None = None) -> Trace:
        """Return a new span under the span of a caller, or a new trace when the caller names none that is sound."""
        found = _HEADER.fullmatch((traceparent or "").strip())
        if found is None or (traceparent or "").startswith("00") != (found[0].count("-") == 3):
            return cls.start()
        caller = cls.joined(found[1], found[2])
        if caller is None:
            return cls.start()
        state = (tracestate or "").strip()
        return cls(caller.trace_id, caller.span_id, caller.parent, found[3], state if _STATE.fullmatch(state) else "")

    @classmethod
    def joined(cls, trace_id: object, span_id: object) -> Trace | None:
        """Return a new span under this span of another party, or None when its ids are not sound."""
        for value, size in ((trace_id, 32), (span_id, 16)):
            if not isinstance(value, str) or _ID[size].fullmatch(value) is None:
                return None
        return cls(str(trace_id), secrets.token_hex(8), str(span_id))

    @classmethod
    def from_environment(cls, environment: Mapping[str, str]) -> Trace:
        """Return a new span under the one that started this process (`TRACEPARENT`, `TRACESTATE`), or a new trace."""
        return cls.under(environment.get("TRACEPARENT"), environment.get("TRACESTATE"))

    def child(self) -> Trace:
        """Return a new span under this one."""
        return Trace(self.trace_id, secrets.token_hex(8), self.span_id, self.flags, self.state)

    @property
    def header(self) -> str:
        """The `traceparent` value."""
        return f"00-{self.trace_id}-{self.span_id}-{self.flags}"

    @property
    def headers(self) -> dict[str, str]:
        """Both headers as they go over the line."""
        return {"traceparent": self.header, **({"tracestate": self.state} if self.state else {})}
