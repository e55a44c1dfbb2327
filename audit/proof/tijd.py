# SPDX-License-Identifier: EUPL-1.2
"""When an act happened, proven: between the last quorum cosignature before its line and the first one after it.

Invariants:
- The time of a checkpoint is the moment at which its quorum was reached: cosignatures taken in order of their times, the
  first that makes the quorum whole. So no minority of witnesses moves it, and a log without quorum has no such times.
- A line says a time that may differ `SLACK` seconds from that bracket, no more. Clocks of witnesses that disagree among
  themselves (a later checkpoint with an earlier time) are told too.
- No checkpoint with a quorum after a line: its time has no upper bound yet, and that is said, not guessed.

Norm: c2sp.org/tlog-cosignature (times in seconds), tlog-policy. Pure: it reads no clock and no database.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from audit.proof import checkpoint

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from audit.proof.note import SignedBy
    from audit.proof.tlog_policy import TlogPolicy

SLACK: Final = 60  # seconds


@dataclass(frozen=True, slots=True)
class Moment:
    """A checkpoint that its quorum cosigned: its size, and when the quorum was reached (seconds since the epoch)."""

    size: int
    time: int


@dataclass(frozen=True, slots=True)
class Tijdvak:
    """Between which quorum times a line came into the log, in seconds; None where there is no such checkpoint."""

    na: int | None
    voor: int | None

    def holds(self, tijd: int) -> bool:
        """Tell whether a stated time (ms) lies in it, give or take `SLACK`."""
        late = self.voor is not None and tijd > (self.voor + SLACK) * 1000 + 999
        return not late and (self.na is None or tijd >= (self.na - SLACK) * 1000)


@dataclass(frozen=True, slots=True)
class Afwijking:
    """A line whose stated time (ms) lies outside its bracket."""

    index: int
    tijd: int
    tijdvak: Tijdvak


def quorum_time(signed_by: Iterable[SignedBy], policy: TlogPolicy) -> int | None:
    """Return when the quorum of a policy was reached by these verified signatures, None when it was not."""
    if policy.quorum == "none":
        return None
    witnesses = set(policy.witnesses.values())
    timed = sorted((s for s in signed_by if s.key in witnesses and s.time is not None), key=lambda s: s.time or 0)
    for count, last in enumerate(timed, start=1):
        if policy.satisfied(s.key for s in timed[:count]):
            return last.time
    return None


def moment_of(data: bytes, policy: TlogPolicy) -> Moment | None:
    """Return the moment of a checkpoint note, None when its quorum did not sign it.

    Raises:
        NoteError: not a checkpoint, no known key signed it, or a known one badly.
    """
    head, _ = checkpoint.parse(data)
    signed = checkpoint.open_signed(data, [*policy.log_keys(head.origin), *policy.witnesses.values()])
    time = quorum_time(signed.signed_by, policy)
    return None if time is None else Moment(head.size, time)


class Tijdlijn:
    """The moments of one shard, to be asked when a line came in."""

    def __init__(self, moments: Iterable[Moment]) -> None:
        # Of one size the earliest time counts: the quorum stood then, whoever cosigned later.
        self._moments = tuple({m.size: m for m in sorted(moments, key=lambda m: (m.size, -m.time))}.values())
        self._sizes = [moment.size for moment in self._moments]

    @property
    def moments(self) -> Sequence[Moment]:
        """The moments by size."""
        return self._moments

    def bracket(self, index: int) -> Tijdvak:
        """Return between which quorum times the line with this index came in."""
        at = bisect_right(self._sizes, index)
        before = self._moments[at - 1].time if at else None
        return Tijdvak(before, self._moments[at].time if at < len(self._moments) else None)

    def outside(self, lines: Iterable[tuple[int, int]]) -> Iterator[Afwijking]:
        """Yield the lines, given as (index, stated ms), whose time lies outside their bracket."""
        for index, tijd in lines:
            found = self.bracket(index)
            if not found.holds(tijd):
                yield Afwijking(index, tijd, found)

    def backwards(self) -> Iterator[Moment]:
        """Yield the moments that are more than `SLACK` earlier than one of a smaller size."""
        latest: int | None = None
        for moment in self._moments:
            if latest is not None and moment.time < latest - SLACK:
                yield moment
            latest = moment.time if latest is None else max(latest, moment.time)
