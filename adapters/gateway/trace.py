# SPDX-License-Identifier: EUPL-1.2
"""W3C trace context: one trace per piece of work, one span per action, carried in `traceparent`.

The same trace id stands in the partner's LDV logbook, in the request and in the backbone's line; it joins them and says
nothing by itself. Norm: W3C Trace Context level 1; LDV 1.0.0 (a new trace id per new processing, never sampled away).
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Trace:
    """One span: 32 and 16 lowercase hex characters, and the span above it."""

    trace_id: str
    span_id: str
    parent: str | None = None

    @classmethod
    def start(cls) -> Trace:
        """Begin a new trace."""
        return cls(secrets.token_hex(16), secrets.token_hex(8))

    def child(self) -> Trace:
        """Return a new span under this one."""
        return Trace(self.trace_id, secrets.token_hex(8), self.span_id)

    @property
    def header(self) -> str:
        """The `traceparent` value; flagged as sampled because LDV forbids sampling."""
        return f"00-{self.trace_id}-{self.span_id}-01"
