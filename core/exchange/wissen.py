# SPDX-License-Identifier: EUPL-1.2
"""Erasing openings of log lines: ordered by the zorgdrager, judged line by line, logged first, then carried out.

Invariants:
- The zorgdrager of a line is the organisation that the line names as the one that acted (`oin`): its own people stand in
  it, and the convenant makes each partner answerable for its own acts. Lines of the log itself name nobody and stay.
- Nothing is erased before its term has ended (`core.register.wistermijnen`), nothing for another than the zorgdrager, no
  `feit` while the person of that line is still there, and no `feit` of an erasure: it explains what is missing.
- Every range that is wrong is named at once, and the attempt leaves a line: an attempt to erase wrongly is an incident.
- First the line, the order and its entry in the stamlog, under a signed checkpoint; then the erasure itself. What stopped
  between is carried out at the next start, or when the same request comes again.

Norm: design.md 6 and 7; R-73, R-74; BIO2 8.15.04, 8.15.05. How it is carried out: `audit.wissen`.
"""

from __future__ import annotations

import secrets
import uuid
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from audit import openings
from audit.events import Event
from audit.log import NoSuchLineError
from audit.proof import checkpoint, jcs
from audit.values import STAM
from core.exchange.act import NoTrace
from core.exchange.bevelmap import OrderError, missing
from core.exchange.caller import Caller
from core.exchange.logbook import LOKAAL
from core.exchange.results import Bevinding, Conflict, Gedaan, Ongeldig
from core.keychain import wisbevel
from core.keychain.errors import KeychainError, ShapeError, SignatureError
from core.ledger import wisbevelen
from policies.decision import day_in_amsterdam

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from audit.proof.tlog_policy import TlogPolicy
    from audit.values import Line
    from core.exchange.act import Act
    from core.exchange.results import Geweigerd, Onbekend, Uitkomst
    from core.exchange.world import World
    from core.keychain.wisbevel import Wisbevel
    from core.register.wistermijnen import Termijn

SOORT: Final = "wissen"
# An order may be signed apart from the machine that sends it, and checked by a second person first.
OLDEST_MS: Final = 30 * 24 * 3600 * 1000
SKEW_MS: Final = 60_000

# Why a line of a range may not be erased: code and sentence about the number of lines that have it.
REASONS: Final = {
    "bestaat-niet": "{} regels bestaan niet",
    "al-gewist": "van {} regels is deze opening al gewist",
    "andere-zorgdrager": "{} regels zijn niet van deze organisatie",
    "persoon-eerst": "bij {} regels staat nog wie handelde; wis dat eerst",
    "blijft": "{} regels vertellen zelf van een wissing en blijven",
    "termijn-loopt": "van {} regels loopt de termijn nog",
}


def order(world: World, caller: Caller, body: Any) -> Uitkomst:
    """Take an erasure order, log it and carry it out; or refuse it with every finding.

    Raises:
        audit.values.LogError: logged, but not carried out yet: asking again with the same key ends it.
    """
    try:
        bevel = wisbevel.read(body)
    except ShapeError as error:
        return Ongeldig((Bevinding("", "vorm", str(error)),))
    found = [*_signed(world, caller, bevel), *_dated(world, bevel)]
    repeated = _logged(world, bevel)
    if not found and not repeated:
        found = list(judge(world, bevel))
    if found:
        return _refuse(world, caller, bevel, found)
    outcome = world.runner.run(caller, SOORT, lambda act: _log(world, act, bevel))
    if isinstance(outcome, Gedaan):
        if world.bevelen is not None:
            world.bevelen.keep(bevel, outcome.bewijs[0])
        world.wisser.carry_out([bevel])
    return outcome


def resume(world: World, policy: TlogPolicy) -> int:
    """Carry out every order that was logged and not carried out here: after a stop, or with an older store put back.

    Orders come from the database and from the folder outside it, each proven. Called before anything is served.

    Raises:
        core.exchange.bevelmap.OrderError: the stamlog names an order that is nowhere, or a file proves nothing.
    """
    stored = _stored(world)
    orders = {bevel.sha256: bevel for bevel in stored}
    if world.bevelen is not None:
        for bevel in stored:
            world.bevelen.keep(bevel, _receipt_of(world, bevel))
        orders |= {bevel.sha256: bevel for bevel in world.bevelen.orders(policy)}
    named = [str(item.entry.get("bevel_sha256")) for item in world.keys.directory.entries(wisbevel.STAM_SOORT)]
    if lost := missing(named, orders.values()):
        raise OrderError(f"van {len(lost)} wissingen in de stamlog ontbreekt het bevel, zoals {lost[0]}")
    known = {bevel.sha256 for bevel in stored}
    told = [bevel if bevel.sha256 in known else _of_then(world, bevel, policy) for bevel in orders.values()]
    return world.wisser.carry_out([order for order in told if order.regels], sweep=True)


@dataclass(frozen=True, slots=True)
class Deel:
    """What is left of an order that another state of this log logged: the lines of before it."""

    sha256: str
    shard: str
    opening: str
    regels: tuple[tuple[int, int], ...]


def _of_then(world: World, bevel: Wisbevel, policy: TlogPolicy) -> Deel:
    """Return an order without lines that came after it: where a backup was put back, their numbers are used again."""
    assert world.bevelen is not None, "where else would it come from"
    then = int(world.bevelen.said(bevel, policy)["tijd"])
    found = (line for start, end in bevel.regels for line in _lines(world, bevel.shard, start, end))
    mine = [line.index for line in found if line and (line.feit is None or line.feit["tijd"] <= then)]
    return Deel(bevel.sha256, bevel.shard, bevel.opening, _ranges(mine))


def _stored(world: World) -> list[Wisbevel]:
    with world.reading() as connection:
        return list(wisbevelen.stored(connection))


def _receipt_of(world: World, bevel: Wisbevel) -> dict[str, Any]:
    """Return the receipt of the line that logged an order."""
    with world.reading() as connection:
        log, regel = wisbevelen.place_of(connection, bevel.sha256)
    return world.log.receipt(log, regel)


def judge(world: World, bevel: Wisbevel) -> Iterator[Bevinding]:
    """Yield what is wrong with each range of an order, one finding per range and reason."""
    termijn = world.wistermijnen.of(bevel.opening, world.now())
    for place, (start, end) in enumerate(bevel.regels):
        tally = _Tally()
        for line in _lines(world, bevel.shard, start, end):
            if (wrong := _wrong(line, bevel, termijn, world.now())) is not None:
                tally.add(wrong, line)
        yield from tally.findings(place, termijn)


@dataclass(frozen=True, slots=True)
class Toe:
    """Openings of one zorgdrager, shard and kind whose term has ended: ready to be ordered."""

    oin: str
    shard: str
    opening: str
    regels: tuple[tuple[int, int], ...]

    def to_json(self) -> dict[str, Any]:
        """Return it as a JSON object."""
        aantal = sum(end - start for start, end in self.regels)
        ranges = [list(item) for item in self.regels]
        return {"oin": self.oin, "shard": self.shard, "opening": self.opening, "regels": ranges, "aantal": aantal}


def due(world: World, now: int) -> list[Toe]:
    """Return what may be erased now, per zorgdrager, shard and kind: numbers of lines, and nobody's name."""
    found: dict[tuple[str, str, str], list[int]] = {}
    for shard in world.log.shards():
        if shard == STAM:
            continue
        for line in world.reader.lines(shard):
            for kind in _due_kinds(world, line, now):
                found.setdefault((_zorgdrager(line) or "", shard, kind), []).append(line.index)
    return [Toe(oin, shard, kind, _ranges(numbers)) for (oin, shard, kind), numbers in sorted(found.items())]


def retention_run(world: World) -> list[Toe]:
    """Return what is due now, after a line that says how much that is: a run of the terms is an event too."""
    found = due(world, world.now())
    counts = Counter[str]()
    for toe in found:
        counts[toe.opening] += sum(end - start for start, end in toe.regels)
    caller = Caller(
        oin=world.lijst.beheerder.oin,
        sleutel=LOKAAL,
        persoon=None,
        trace_id=secrets.token_hex(16),
        span_id=secrets.token_hex(8),
        verzoek=str(uuid.uuid4()),
        verzoek_sha256=jcs.digest([toe.to_json() for toe in found]),
    )
    world.runner.run(caller, "bewaartermijn", lambda act: _ran(act, dict(counts)))
    return found


def _ran(act: Act, counts: dict[str, int]) -> Gedaan:
    act.line(None, Event.BEWAARTERMIJN_GEDRAAID, peildatum=day_in_amsterdam(act.tijd).isoformat(), verlopen=counts)
    return Gedaan({"verlopen": counts})


def _due_kinds(world: World, line: Line, now: int) -> Iterator[str]:
    tijd = (line.feit or {}).get("tijd")
    if _zorgdrager(line) is None or not isinstance(tijd, int):
        return
    if line.persoon is not None:
        if world.wistermijnen.of(openings.PERSOON, now).due(tijd) <= now:
            yield openings.PERSOON
    elif not _tells_erasure(line) and world.wistermijnen.of(openings.FEIT, now).due(tijd) <= now:
        yield openings.FEIT


def _ranges(numbers: Iterable[int]) -> tuple[tuple[int, int], ...]:
    result: list[tuple[int, int]] = []
    for number in numbers:
        if result and result[-1][1] == number:
            result[-1] = (result[-1][0], number + 1)
        else:
            result.append((number, number + 1))
    return tuple(result)


class _Tally:
    """Counts what is wrong in one range, and remembers until when the last term runs."""

    def __init__(self) -> None:
        self._counts: dict[str, int] = {}
        self._latest = 0

    def add(self, reden: str, line: Line | None) -> None:
        self._counts[reden] = self._counts.get(reden, 0) + 1
        if reden == "termijn-loopt" and line is not None and line.feit is not None:
            self._latest = max(self._latest, line.feit["tijd"])

    def findings(self, place: int, termijn: Termijn) -> Iterator[Bevinding]:
        for reden, sentence in REASONS.items():
            if count := self._counts.get(reden):
                tail = f", tot {_day(termijn.due(self._latest))}" if reden == "termijn-loopt" else ""
                yield Bevinding(f"bevel.regels[{place}]", reden, f"In dit bereik: {sentence.format(count)}{tail}.")


def _wrong(line: Line | None, bevel: Wisbevel, termijn: Termijn, now: int) -> str | None:
    """Return why the opening of this line may not be erased by this order, None when it may."""
    if line is None:
        return "bestaat-niet"
    if bevel.opening in line.erased:
        return "al-gewist"
    if _zorgdrager(line) != bevel.oin:
        return "andere-zorgdrager"
    if bevel.opening == openings.FEIT and line.persoon is not None:
        return "persoon-eerst"
    if bevel.opening == openings.FEIT and _tells_erasure(line):
        return "blijft"
    # Without its `feit` a line says no time; it was erased after a longer term than that of the person.
    return "termijn-loopt" if line.feit is not None and termijn.due(line.feit["tijd"]) > now else None


def _tells_erasure(line: Line) -> bool:
    return line.feit is not None and line.feit.get("gebeurtenis") == Event.WISSING_BEVOLEN


def _zorgdrager(line: Line) -> str | None:
    """Return who answers for a line: the organisation that acted."""
    found = (line.feit or line.persoon or {}).get("oin")
    return found if isinstance(found, str) else None


def _lines(world: World, shard: str, start: int, end: int) -> Iterator[Line | None]:
    """Yield every line of a range that is under a signed checkpoint, and None for what is not there."""
    size = _size(world, shard)
    stop = min(end, size)
    if start < stop:
        yield from world.reader.lines(shard, start, stop)
    yield from (None for _ in range(max(start, size), end))


def _size(world: World, shard: str) -> int:
    try:
        return checkpoint.parse(world.log.checkpoint(shard))[0].size
    except NoSuchLineError:
        return 0


def _signed(world: World, caller: Caller, bevel: Wisbevel) -> list[Bevinding]:
    if bevel.oin != caller.oin:
        return [Bevinding("bevel.oin", "ander", "Een organisatie beveelt alleen wissing van haar eigen regels.")]
    try:
        bevel.check(world.keys, world.now())
    except SignatureError as error:
        return [Bevinding("handtekening", "handtekening", f"De handtekening klopt niet ({error.algorithm}).")]
    except KeychainError:
        return [Bevinding("sleutel", "sleutel", "Deze sleutel geldt nu niet voor deze organisatie.")]
    return []


def _dated(world: World, bevel: Wisbevel) -> list[Bevinding]:
    now = world.now()
    if now - OLDEST_MS <= bevel.gemaakt <= now + SKEW_MS:
        return []
    return [Bevinding("bevel.gemaakt", "tijd", "Het bevel is ouder dan dertig dagen, of van na de klok van nu.")]


def _logged(world: World, bevel: Wisbevel) -> bool:
    with world.reading() as connection:
        return wisbevelen.known(connection, bevel.sha256)


def _refuse(world: World, caller: Caller, bevel: Wisbevel, found: Sequence[Bevinding]) -> Uitkomst:
    """Leave a line of the attempt, and tell who tried every finding."""
    redenen = dict(sorted(Counter(item.reden for item in found).items()))
    outcome = world.runner.run(caller, f"{SOORT}-geweigerd", lambda act: _attempt(act, bevel, redenen))
    return Ongeldig(tuple(found), vastgelegd=True) if isinstance(outcome, Gedaan) else outcome


def _attempt(act: Act, bevel: Wisbevel, redenen: dict[str, int]) -> Gedaan:
    act.line(None, Event.WISSING_GEWEIGERD, **_about(bevel), redenen=redenen)
    return Gedaan({"redenen": sorted(redenen)})


def _log(world: World, act: Act, bevel: Wisbevel) -> Gedaan | Geweigerd | Onbekend:
    if wisbevelen.known(act.connection, bevel.sha256):
        raise NoTrace(Conflict("bestaat-al", "Dit bevel is al gegeven."))
    termijn = world.wistermijnen.of(bevel.opening, act.tijd)
    about = {"grondslag": bevel.grondslag, "reden": bevel.reden, "termijn_versie": termijn.versie}
    draft = act.line(None, Event.WISSING_BEVOLEN, **_about(bevel), **about)
    draft.rijen += wisbevelen.store(act.writer, bevel, act.tijd)
    act.transaction.stam({"v": 1, "soort": wisbevel.STAM_SOORT, "bevel_sha256": bevel.sha256, "tijd": act.tijd})
    return Gedaan({"bevel_sha256": bevel.sha256, "regels": bevel.aantal})


def _about(bevel: Wisbevel) -> dict[str, Any]:
    return {
        "bevel_sha256": bevel.sha256,
        "shard_gewist": bevel.shard,
        "opening": bevel.opening,
        "regels": [list(item) for item in bevel.regels],
    }


def _day(moment: int) -> str:
    return day_in_amsterdam(moment).isoformat()
