# SPDX-License-Identifier: EUPL-1.2
"""The values that the log gives back: references to lines, committed acts, lines and findings.

Invariants:
- All are immutable. Openings never show in a `repr`: they may hold pseudonyms of people.
- A `LineRef` with `size` 0 is not yet in any tree; one in a `Committed` always is, under a signed checkpoint.

They know no database and do nothing.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Generic, Protocol, TypeVar

if TYPE_CHECKING:
    from audit.proof.leaf import Opening

T = TypeVar("T")

STAM = "stam"


class LogError(Exception):
    """Anything that is wrong with the log; `type` is stable for machines, the message is Dutch and without persons."""

    type = "log"


class LogUnavailableError(LogError):
    """The line could not be written, so the act did not happen or must be asked again with the same key."""

    type = "log-niet-beschikbaar"


class StartRefusedError(LogError):
    """The stored log, the key, the clock or the published files disagree: the sequencer will not run."""

    type = "log-start-geweigerd"


class Clock(Protocol):
    """Where the time comes from."""

    def now(self) -> int:
        """Return integer milliseconds since the epoch."""
        ...


class SystemClock:
    """The clock of the machine."""

    def now(self) -> int:
        """Return integer milliseconds since the epoch."""
        return time.time_ns() // 1_000_000


@dataclass(frozen=True, slots=True)
class LineRef:
    """Where a line stands: shard, zero-based index, and the size of the tree of its batch (0: not sequenced yet)."""

    shard: str
    index: int
    size: int = 0


@dataclass(frozen=True, slots=True)
class Written:
    """A line as it was just written: where it stands, its leaf and its openings (none in the stamlog)."""

    ref: LineRef
    entry: bytes = field(repr=False)
    feit: Opening | None = field(default=None, repr=False)
    persoon: Opening | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Committed(Generic[T]):
    """What an act gave back, and what it wrote in the log, all under a signed and published checkpoint."""

    value: T
    written: tuple[Written, ...]

    @property
    def lines(self) -> tuple[LineRef, ...]:
        """Where the lines stand."""
        return tuple(item.ref for item in self.written)


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the log as it can be read now.

    Attributes:
        entry: the leaf bytes as they stand in the tree.
        feit: the opened accountability part; None in the stamlog or when it was erased.
        persoon: the opened part about people; None when there is none or it was erased.
        stam: the entry itself, in the stamlog only.
        erased: names of openings that are no longer there ("feit", "persoon").
    """

    shard: str
    index: int
    entry: bytes = field(repr=False)
    feit: dict[str, Any] | None = field(default=None, repr=False)
    persoon: dict[str, Any] | None = field(default=None, repr=False)
    stam: dict[str, Any] | None = field(default=None, repr=False)
    erased: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong: a stable kind, where it is (table, row, file) and a Dutch sentence."""

    soort: str
    waar: str
    tekst: str

    def to_json(self) -> dict[str, str]:
        """Return the finding as a JSON object."""
        return {"soort": self.soort, "waar": self.waar, "tekst": self.tekst}
