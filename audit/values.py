# SPDX-License-Identifier: EUPL-1.2
"""The values that go in and out of the log: acts that wait, references to lines, committed acts, lines and findings.

Invariants:
- All but the waiting act are immutable. Openings never show in a `repr`: they may hold pseudonyms of people.
- A `LineRef` with `size` 0 is not yet in any tree; one in a `Committed` always is, under a signed checkpoint.

They know no database and do nothing but wait.
"""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Generic, NamedTuple, Protocol, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

    from audit.proof.leaf import Opening
    from audit.transaction import Transaction

T = TypeVar("T")

STAM = "stam"


class LogError(Exception):
    """Anything that is wrong with the log; `type` is stable for machines, the message is Dutch and without persons."""

    type = "log"


class LogUnavailableError(LogError):
    """The line could not be written, so the act did not happen or must be asked again with the same key."""

    type = "log-niet-beschikbaar"


class LogFullError(LogUnavailableError):
    """Too many acts wait for the log already: this one was not taken in, and did not happen."""

    type = "log-vol"


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


class LineRef(NamedTuple):
    """Where a line stands: shard, zero-based index, and the size of the tree of its batch (0: not sequenced yet)."""

    shard: str
    index: int  # type: ignore[assignment] # hides the method of tuples, which nobody asks a reference
    size: int = 0


class Written(NamedTuple):
    """A line as it was just written: where it stands, its leaf and its openings (none in the stamlog)."""

    ref: LineRef
    entry: bytes
    feit: Opening | None = None
    persoon: Opening | None = None

    def __repr__(self) -> str:
        return f"Written({self.ref!r}, …)"


class Committed(NamedTuple, Generic[T]):
    """What an act gave back, and what it wrote in the log, all under a signed and published checkpoint."""

    value: T
    written: tuple[Written, ...]

    @property
    def lines(self) -> tuple[LineRef, ...]:
        """Where the lines stand."""
        return tuple(item.ref for item in self.written)


class Job(Generic[T]):
    """An act that waits for its batch, and what its asker waits on. A bare lock: an act makes one, and few ever wait."""

    __slots__ = ("_answer", "_error", "_lock", "act")

    def __init__(self, act: Callable[[Transaction], T]) -> None:
        self.act = act
        self._answer: Committed[T] | None = None
        self._error: BaseException | None = None
        self._lock = threading.Lock()
        self._lock.acquire()

    def done(self) -> bool:
        """Tell whether there is an answer or an error."""
        return self._answer is not None or self._error is not None

    def result(self, timeout: float | None = None) -> Committed[T]:
        """Return the answer, once it is there.

        Raises:
            TimeoutError: not within `timeout` seconds; the act may still happen.
            Exception: what the act raised, or why nothing was answered.
        """
        if not self.done():
            if not self._lock.acquire(timeout=-1 if timeout is None else timeout):
                raise TimeoutError("het log antwoordde niet op tijd")
            self._lock.release()  # for whoever waits too
        if self._answer is None:
            raise self._error or LogError("geen antwoord")
        return self._answer

    def answer(self, committed: Committed[T]) -> None:
        """Give the answer."""
        self._answer = committed
        self._lock.release()

    def fail(self, error: BaseException) -> None:
        """Give an error instead; an answer that was given already stands."""
        if not self.done():
            self._error = error
            self._lock.release()


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
class Voortgang:
    """What one batch of the log was, for who watches the operation: numbers and times only.

    Attributes:
        handelingen: acts that were tried in it.
        regels: lines written, per shard.
        duur: seconds from its first act to its published checkpoints.
    """

    handelingen: int
    regels: dict[str, int]
    duur: float


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong: a stable kind, where it is (table, row, file) and a Dutch sentence."""

    soort: str
    waar: str
    tekst: str

    def to_json(self) -> dict[str, str]:
        """Return the finding as a JSON object."""
        return {"soort": self.soort, "waar": self.waar, "tekst": self.tekst}
