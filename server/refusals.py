# SPDX-License-Identifier: EUPL-1.2
"""Counting requests that came under the name of a known key and were not accepted as authentic.

Invariants:
- Only a key that the stamlog knows is counted; a stranger who makes names up adds nothing.
- One count per key per hour, in memory; the log gets one line for it when the hour is over or the process stops. So however
  many requests come, the log grows by at most one line per known key per hour and process.
- A count holds the organisation, the key and the codes of the reasons: no address, no path, nothing of the request.

Norm: BIO2 8.15.01 (failed authentications). What is lost when a process is killed is at most the count of that hour: the
operational log has each refusal as it happens.
"""

from __future__ import annotations

import re
import threading
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

    from core.contract.http_signature import KeyLookup

HOUR_MS: Final = 3_600_000
_KEY_NAME: Final = re.compile(r'keyid="([0-9]{20})/([0-9a-f]{64})"')
MAX_HEADER: Final = 4096


@dataclass(frozen=True, slots=True)
class Geteld:
    """What came under one key in one hour (ms of its start)."""

    oin: str
    sleutel: str
    uur: int
    redenen: dict[str, int] = field(default_factory=dict)

    def to_feit(self) -> dict[str, Any]:
        """Return the fields of its line."""
        return {
            "sleutel_id": self.sleutel,
            "organisatie": self.oin,
            "uur": self.uur,
            "aantal": sum(self.redenen.values()),
            "redenen": dict(sorted(self.redenen.items())),
        }


class Refusals:
    """The counts of this process; safe to use from many threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._counts: dict[tuple[str, str, int], Counter[str]] = {}

    def refused(self, headers: Iterable[tuple[str, str]], keys: KeyLookup, reden: str, now: int) -> None:
        """Count a request that was refused, when it names a key that is known now."""
        named = key_named(headers)
        if named is None or keys.org_key(*named, now) is None:
            return
        with self._lock:
            self._counts.setdefault((*named, now - now % HOUR_MS), Counter())[reden] += 1

    def take(self, now: int, *, everything: bool = False) -> list[Geteld]:
        """Return and forget the counts of hours that are over at `now`; all of them when the process stops."""
        with self._lock:
            over = [key for key in self._counts if everything or key[2] + HOUR_MS <= now]
            return [Geteld(*key, dict(self._counts.pop(key))) for key in sorted(over)]

    def put_back(self, items: Iterable[Geteld]) -> None:
        """Keep counts of which no line could be written, for the next time."""
        with self._lock:
            for item in items:
                self._counts.setdefault((item.oin, item.sleutel, item.uur), Counter()).update(item.redenen)


def key_named(headers: Iterable[tuple[str, str]]) -> tuple[str, str] | None:
    """Return organisation and id of the key that a request says it was signed with, or None."""
    for name, value in headers:
        if name.lower() == "signature-input" and (found := _KEY_NAME.search(value[:MAX_HEADER])):
            return found[1], found[2]
    return None
