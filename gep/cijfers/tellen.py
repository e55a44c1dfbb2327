# SPDX-License-Identifier: EUPL-1.2
"""All figures from the log in one streaming pass.

Invariants:
- Each line is looked at once; what is kept grows with the number of organisations, categories and rules, not with the
  number of lines. Only for one region the ids of cases are kept, to find its refusals in the national shard.
- A figure is a name of `TELLINGEN` and rows of codes with a count. Nothing about a person is read.
- Going on from an earlier count gives the figures of a whole count, or everything is counted (`hergebruik`).
- A line counts in the period that its own time is in, and for the region of its shard. A national line counts for the
  region of the casus that it names.

Norm: Wpg 32 and 32a, AVG 35; design.md 6 (what a line holds: `core.exchange`). It judges nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from audit.values import STAM
from gep.bron import LANDELIJK, Bron, Logstand
from gep.cijfers.teller import Teller
from gep.cijfers.telstand import Zegel
from gep.cijfers.waarde import Cijfers
from gep.voortgang import silent

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from gep.periode import Periode
    from gep.voortgang import Voortgang


def gather(bron: Bron, periode: Periode, regio: str | None = None, voortgang: Voortgang | None = None) -> Cijfers:
    """Read every shard that can matter once, and count; what was counted before is not read again.

    Raises:
        audit.values.LogError: a line is missing or does not open: there are no figures of half a log.
        gep.voortgang.Onderbroken: somebody asked to stop.
    """
    standen = tuple(chosen(bron, periode, regio))
    soorten = {deelnemer.oin: deelnemer.soort for deelnemer in bron.lijst.deelnemers}
    tell, bewaarder = voortgang or silent, bron.bewaarder
    if bewaarder is None:
        return _count(bron, standen, Teller(Cijfers(periode, regio, standen), soorten), tell).cijfers
    zegel = Zegel(bewaarder.key, periode, regio, soorten)
    eerder = bewaarder.find(zegel, standen, bron.standen)
    counter = _count(bron, standen, Teller(Cijfers(periode, regio, standen), soorten, zegel, eerder), tell)
    if counter.mistaken:
        counter = _count(bron, standen, Teller(Cijfers(periode, regio, standen), soorten, zegel), tell)
    bewaarder.keep(zegel, counter.state([stand for stand in bron.standen if stand.regio == LANDELIJK]))
    return counter.cijfers


def _count(bron: Bron, standen: Sequence[Logstand], counter: Teller, tell: Voortgang) -> Teller:
    done, total = 0, sum(stand.size - counter.begin(stand) for stand in standen)
    for stand in standen:
        for chunk in bron.feiten(stand, counter.begin(stand)):
            counter.take(stand, chunk)
            done += len(chunk)
            tell(done, total)
        counter.flush(stand)
    return counter


def chosen(bron: Bron, periode: Periode, regio: str | None) -> Iterator[Logstand]:
    """Yield the act shards to read: regions first, so that their cases are known when the national one comes."""
    acts = [stand for stand in bron.standen if stand.shard != STAM]
    for stand in sorted(acts, key=lambda item: (item.regio == LANDELIJK, item.shard)):
        mine = regio is None or stand.regio in (regio, LANDELIJK)
        older = regio is not None and stand.regio == regio  # earlier years tell which cases belong to the region
        if mine and (older or stand.jaar is None or periode.touches(stand.jaar)):
            yield stand
