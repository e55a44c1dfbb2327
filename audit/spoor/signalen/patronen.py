# SPDX-License-Identifier: EUPL-1.2
"""Signals that compare a person with its own usual work: breadth, hours, region, and refusals in a row.

Invariants:
- The measure is the person's own pattern over the lines that were read, told in the reason; who does odd hours or many
  regions as a rule gives no signal for doing so.
- Somebody of whom too little is known is measured by the bounds alone, and the reason says so.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING, Final

from audit.spoor.dossier import PEOPLE
from audit.spoor.signalen.values import DAG, UUR, Soort, day_of, local, signal

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from audit.spoor.signalen.values import Blik, Signaal
    from audit.spoor.values import Regel

VENSTER: Final = 2 * DAG
LEAST_CASES: Final = 9
TIMES_USUAL: Final = 2.5
FEW: Final = 10
"""With fewer lines than this a person has no pattern."""
NIGHT_ENDS: Final = 6
NIGHT_BEGINS: Final = 22
SELDOM: Final = 0.1
HOME: Final = 0.8
LEAST_REFUSALS: Final = 5


def breadth(blik: Blik) -> Iterator[Signaal]:
    """Somebody read in many more cases within two days than it ever does otherwise."""
    for lines in blik.personen.values():
        reads = [regel for regel in lines if regel.leest and regel.casus is not None]
        window = _widest(reads)
        width = len({regel.casus for regel in window})
        if width < LEAST_CASES:
            continue
        inside = {regel.plaats for regel in window}
        usual = len({regel.casus for regel in _widest([r for r in reads if r.plaats not in inside])})
        if width > TIMES_USUAL * usual:
            told = f"Las binnen twee dagen in {width} casussen; anders hoogstens in {usual} (vanaf {day_of(window[0].tijd)})."
            yield signal(Soort.BREEDTE, told, window)


def _widest(reads: Sequence[Regel]) -> list[Regel]:
    """Return the reads within two days that are spread over most cases."""
    best: tuple[int, int, int] = (0, 0, 0)
    counts: Counter[str | None] = Counter()
    start = 0
    for end, regel in enumerate(reads):
        counts[regel.casus] += 1
        while regel.tijd - reads[start].tijd > VENSTER:
            counts[reads[start].casus] -= 1
            if not counts[reads[start].casus]:
                del counts[reads[start].casus]
            start += 1
        best = max(best, (len(counts), -start, end + 1))
    return list(reads[-best[1] : best[2]])


def outside_hours(blik: Blik) -> Iterator[Signaal]:
    """Somebody who works by day read in the night."""
    for lines in blik.personen.values():
        odd = [regel for regel in lines if _night(regel)]
        if not odd:
            continue
        days = {day_of(regel.tijd) for regel in lines}
        share = len({day_of(regel.tijd) for regel in odd}) / len(days)
        if len(lines) >= FEW and share > SELDOM:
            continue  # nights are this person's work
        known = f"op {len(days)} gewerkte dagen" if len(lines) >= FEW else "en er is weinig van deze persoon bekend"
        for night in _per_night([regel for regel in odd if regel.leest]):
            told = f"Las in de nacht (om {local(night[0].tijd):%H:%M}); deze persoon doet dat bijna nooit, {known}."
            yield signal(Soort.BUITEN_DIENSTTIJD, told, night)


def _night(regel: Regel) -> bool:
    return not NIGHT_ENDS <= local(regel.tijd).hour < NIGHT_BEGINS


def _per_night(lines: Sequence[Regel]) -> list[list[Regel]]:
    """Group lines that belong to one night."""
    groups: dict[str, list[Regel]] = defaultdict(list)
    for regel in lines:
        groups[day_of(regel.tijd - 12 * UUR)].append(regel)
    return list(groups.values())


def other_region(blik: Blik) -> Iterator[Signaal]:
    """Somebody who works in one region read in a case of another one, without being put on it."""
    for persoon, lines in blik.personen.items():
        placed = [(r, region_of(r)) for r in lines if r.casus is not None and r.soort not in PEOPLE]
        counts = Counter(region for _, region in placed if region is not None)
        if sum(counts.values()) < FEW:
            continue
        home, often = counts.most_common(1)[0]
        if often < HOME * sum(counts.values()):
            continue
        away: dict[str, list[Regel]] = defaultdict(list)
        for regel, region in placed:
            loose = regel.leest and region not in (None, home)
            if loose and blik.dossier(regel.casus or "").toewijzing(persoon, regel.tijd) is None:
                away[regel.casus or ""].append(regel)
        for casus, found in away.items():
            told = f"Las in een casus van {region_of(found[0])}; werkt voor {often * 100 // sum(counts.values())}% in {home}."
            yield signal(Soort.ANDERE_REGIO, told, found, casus)


def region_of(regel: Regel) -> str | None:
    """Return the region of the case: that of the shard, None in the national one."""
    region = regel.plaats.shard.rpartition("-")[0]
    return None if region == "landelijk" else region


def refusals(blik: Blik) -> Iterator[Signaal]:
    """Somebody, or an organisation without a person, was refused five times or more within an hour."""
    groups: dict[str, list[Regel]] = defaultdict(list)
    for regel in blik.regels:
        if regel.mislukt:
            groups[regel.persoon or regel.oin].append(regel)
    for failed in groups.values():
        for burst in _bursts(failed):
            about = len({regel.casus for regel in burst if regel.casus})
            told = f"Kreeg binnen een uur {len(burst)} keer niets, over {about} casussen (vanaf {local(burst[0].tijd):%H:%M})."
            yield signal(Soort.WEIGERINGSREEKS, told, burst)


def _bursts(failed: Sequence[Regel]) -> Iterator[list[Regel]]:
    """Cut refusals in series whose neighbours are within an hour, and give those that are dense enough."""
    series: list[Regel] = []
    for regel in failed:
        if series and regel.tijd - series[-1].tijd > UUR:
            if _dense(series):
                yield series
            series = []
        series.append(regel)
    if _dense(series):
        yield series


def _dense(series: Sequence[Regel]) -> bool:
    pairs = zip(series, series[LEAST_REFUSALS - 1 :], strict=False)
    return any(later.tijd - earlier.tijd <= UUR for earlier, later in pairs)
