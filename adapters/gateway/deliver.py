# SPDX-License-Identifier: EUPL-1.2
"""The send loop of the outbox and its retry matrix.

    answer                                    what happens to the entry
    ----------------------------------------  ---------------------------------------------------------------
    no connection, time-out, 408/425/429, 5xx  waits, jittered exponential back-off, at least Retry-After
    401 `herhaald`                            waits (it is signed afresh with a new nonce)
    401 because of the time of signing        waits: one of the two clocks is wrong, which passes; nothing is wrong with the entry
    409 `vrijgave-verouderd`, `sleutel-verouderd`  sealed again under a new record id; the old entry is `vervangen`
    any other 4xx                             `dood`, with the problem document as the reason
    2xx, receipts prove what was sent         `klaar`, receipts kept in the same transaction; a supply that waits for the
                                              witnesses (wpg-9, wpg-10*) waits on, and is not sent again
    the witnesses are behind (here or there)  waits, supplies only
    2xx, receipts prove something else        `alarm`; a person must look
    not signed by the operator for this request  waits, and an alarm is kept: nothing is believed

Invariants: nothing is marked `klaar` before its receipts are verified and kept; after a crash at any point the entry is sent
again with the same key and bytes. One process per partner folder sends at a time (file lock).
"""

from __future__ import annotations

import fcntl
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

from adapters.gateway.errors import GatewayError, ProblemError, UnreachableError, VerificationError
from core.contract.exitcodes import ExitCode
from core.contract.http_signature_errors import TooNewError, TooOldError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from adapters.gateway.client import Answer
    from adapters.gateway.outbox import Entry, Outbox, Resealed
    from adapters.gateway.store import Store

MAX_RESEALS = 5
WACHT_OP_GETUIGEN = "Ontvangen en bewezen; wacht tot de getuigen de regel bevestigen."
CLOCK = (TooOldError.reden, TooNewError.reden)
STALE = ("vrijgave-verouderd", "sleutel-verouderd")


@dataclass(frozen=True, slots=True)
class Proven:
    """One verified receipt to keep: kind, what it proves, and the receipt."""

    kind: str
    ref: str
    receipt: dict[str, Any] = field(repr=False)


class Courier(Protocol):
    """What the loop needs of the gateway."""

    def post_entry(self, entry: Entry) -> Answer:
        """Send the entry's exact bytes under its own key."""
        ...

    def check_answer(self, entry: Entry, answer: Answer) -> list[Proven]:
        """Return the receipts that prove what was sent, or raise VerificationError."""
        ...

    def settled(self, entry: Entry) -> bool | None:
        """Return whether what was sent and proven before may count as done now; None when it was not sent and proven yet.

        Some supplies count only when the witnesses confirmed their lines.
        """
        ...

    def reseal(self, entry: Entry) -> Resealed:
        """Return new final bytes and key for the same supplies, decided and sealed again."""
        ...


@dataclass(slots=True)
class Drained:
    """How a round of sending ended; counts per end state of the entries touched."""

    klaar: list[int] = field(default_factory=list)
    dood: list[int] = field(default_factory=list)
    alarm: list[int] = field(default_factory=list)
    vervangen: list[int] = field(default_factory=list)
    wacht: int = 0
    waarschuwing: str | None = None

    @property
    def exit_code(self) -> ExitCode:
        """0 all gone, 3 proof failed, 4 all refused, 5 the server was not there, 6 partly."""
        if self.alarm:
            return ExitCode.VERIFICATION
        if self.dood:
            return ExitCode.PARTLY if self.klaar or self.wacht else ExitCode.REFUSED
        if self.wacht:
            return ExitCode.PARTLY if self.klaar else ExitCode.UNREACHABLE
        return ExitCode.DONE

    def add(self, later: Drained) -> None:
        """Take in the result of a following round."""
        for name in ("klaar", "dood", "alarm", "vervangen"):
            getattr(self, name).extend(getattr(later, name))
        self.wacht = later.wacht

    def to_json(self) -> dict[str, Any]:
        """The counts and numbers of the entries."""
        return {
            "klaar": self.klaar,
            "dood": self.dood,
            "alarm": self.alarm,
            "vervangen": self.vervangen,
            "wacht": self.wacht,
            "waarschuwing": self.waarschuwing,
        }


class Sender:
    """Sends what waits.

    Args:
        store: the gateway database (for receipts and alarms).
        outbox: the queue in it.
        courier: how to send, check and seal again.
        clock: milliseconds since the epoch.
        lock: path of the lock file.
    """

    def __init__(self, store: Store, outbox: Outbox, courier: Courier, clock: Callable[[], int], lock: Path) -> None:
        self._store, self._outbox, self._courier, self._clock, self._lock = store, outbox, courier, clock, lock

    def drain(self, patience_ms: int = 0) -> Drained:
        """Send all that is due, and keep on for at most `patience_ms` while something waits for its turn."""
        result, stop = Drained(), self._clock() + patience_ms
        with _only_one(self._lock):
            while True:
                self._round(result)
                due = self._outbox.next_due()
                if due is None or max(due, self._clock()) > stop:
                    break
                time.sleep(max(0, due - self._clock()) / 1000)
        result.wacht = self._outbox.counts().get("wacht", 0)
        return result

    def _round(self, result: Drained) -> None:
        """Send everything that may go now; a casus whose oldest entry has to wait is passed over."""
        blocked: set[str] = set()
        last = 0
        while entries := self._outbox.waiting(last):
            for entry in entries:
                last = entry.nr
                if entry.casus in blocked:
                    continue
                if entry.due > self._clock() or not self._attempt(entry, result):
                    blocked.add(entry.casus)

    def _attempt(self, entry: Entry, result: Drained) -> bool:
        """Send one entry; return whether it has left the queue, in whichever way."""
        now = self._clock
        settled = self._courier.settled(entry)
        if settled is not None:
            return self._witnessed(entry, result) if settled else self._wait(entry)
        try:
            answer = self._courier.post_entry(entry)
        except UnreachableError as error:
            self._outbox.later(entry, error.diagnose(), now(), error.retry_after_ms)
        except VerificationError as error:
            self._store.alarm(now(), error.reden, error.diagnose(), {"outbox": entry.nr})
            self._outbox.later(entry, error.diagnose(), now())
        except ProblemError as error:
            return self._refused(entry, error, result)
        else:
            return self._answered(entry, answer, result)
        return False

    def _answered(self, entry: Entry, answer: Answer, result: Drained) -> bool:
        try:
            receipts = self._courier.check_answer(entry, answer)
        except UnreachableError as error:  # the stamlog was needed for the check and was not there
            self._outbox.later(entry, error.diagnose(), self._clock())
            return False
        except VerificationError as error:
            self._alarm(entry, error, result)
        else:
            with self._store.transaction():
                for proven in receipts:
                    self._store.keep_receipt(proven.kind, proven.ref, proven.receipt)
                waits = self._courier.settled(entry) is False
                if not waits:
                    self._outbox.done(entry, self._clock())
            if waits:
                return self._wait(entry)
            result.klaar.append(entry.nr)
        return True

    def _witnessed(self, entry: Entry, result: Drained) -> bool:
        self._outbox.done(entry, self._clock())
        result.klaar.append(entry.nr)
        return True

    def _wait(self, entry: Entry) -> bool:
        self._outbox.later(entry, WACHT_OP_GETUIGEN, self._clock())
        return False

    def _refused(self, entry: Entry, error: ProblemError, result: Drained) -> bool:
        if error.status == 401 and (error.soort == "herhaald" or _clocks_differ(error)):
            self._outbox.later(entry, error.diagnose(), self._clock())
            return False
        if error.status == 409 and error.soort in STALE and entry.resealed < MAX_RESEALS:
            return self._seal_again(entry, error.soort, result)
        self._outbox.dead(entry, error.diagnose(), error.to_json(), self._clock())
        result.dood.append(entry.nr)
        return True

    def _seal_again(self, entry: Entry, reason: str, result: Drained) -> bool:
        try:
            renewed = self._courier.reseal(entry)
        except UnreachableError as error:
            self._outbox.later(entry, error.diagnose(), self._clock())
            return False
        except VerificationError as error:
            self._alarm(entry, error, result)
        except GatewayError as error:
            self._outbox.dead(entry, error.diagnose(), error.to_json(), self._clock())
            result.dood.append(entry.nr)
        else:
            successor = self._outbox.replace(entry, renewed, reason, self._clock())
            result.vervangen.append(entry.nr)
            return self._attempt(successor, result)
        return True

    def _alarm(self, entry: Entry, error: VerificationError, result: Drained) -> None:
        self._store.alarm(self._clock(), error.reden, error.diagnose(), {"outbox": entry.nr})
        self._outbox.dead(entry, error.diagnose(), error.to_json(), self._clock(), state="alarm")
        result.alarm.append(entry.nr)


def _clocks_differ(error: ProblemError) -> bool:
    """Tell whether the server found the signature too old or too new, and nothing else wrong with it."""
    found = error.problem.get("bevindingen")
    if error.soort != TooOldError.fout or not isinstance(found, list) or not found:
        return False
    return all(isinstance(item, dict) and item.get("reden") in CLOCK for item in found)


@contextmanager
def _only_one(path: Path) -> Iterator[None]:
    """Hold the lock of this partner folder; it frees itself when the process dies."""
    with path.open("a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        try:
            yield
        finally:
            fcntl.flock(file, fcntl.LOCK_UN)
