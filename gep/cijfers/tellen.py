# SPDX-License-Identifier: EUPL-1.2
"""All figures from the log in one streaming pass.

Invariants:
- Each line is looked at once; what is kept grows with the number of organisations, categories and rules, not with the
  number of lines. Only for one region the ids of its cases are kept, to find its refusals in the national shard.
- A figure is a name of `TELLINGEN` and rows of codes with a count. Nothing about a person is read.
- A line counts in the period that its own time is in, and for the region of its shard. A national line counts for the
  region of the casus that it names.

Norm: Wpg 32 and 32a, AVG 35; design.md 6 (what a line holds: `core.exchange`). It judges nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from audit.values import STAM
from gep.bron import LANDELIJK, Bron, Logstand
from gep.cijfers.maanden import Maanden
from gep.cijfers.regel import decode, vorm
from gep.cijfers.register import of_event
from gep.cijfers.telling import Regel
from gep.cijfers.waarde import Cijfers
from gep.voortgang import silent

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Iterator

    from gep.cijfers.regel import Feit
    from gep.periode import Periode
    from gep.voortgang import Voortgang

MOST: Final = 5_000
"""Forms of lines that are kept before they are counted: what bounds the memory, whatever the log holds."""


def gather(bron: Bron, periode: Periode, regio: str | None = None, voortgang: Voortgang | None = None) -> Cijfers:
    """Read every shard that can matter once, and count.

    Raises:
        audit.values.LogError: a line is missing or does not open: there are no figures of half a log.
        gep.voortgang.Onderbroken: somebody asked to stop.
    """
    standen = tuple(_chosen(bron, periode, regio))
    counter = _Counter(bron, Cijfers(periode, regio, standen))
    done, total, tell = 0, sum(stand.size for stand in standen), voortgang or silent
    for stand in standen:
        for chunk in bron.feiten(stand, 0):
            counter.take(stand, chunk)
            done += len(chunk)
            tell(done, total)
        counter.flush(stand)
    return counter.cijfers


def _chosen(bron: Bron, periode: Periode, regio: str | None) -> Iterator[Logstand]:
    """Give the act shards to read: regions first, so that their cases are known when the national one comes."""
    acts = [stand for stand in bron.standen if stand.shard != STAM]
    for stand in sorted(acts, key=lambda item: (item.regio == LANDELIJK, item.shard)):
        mine = regio is None or stand.regio in (regio, LANDELIJK)
        older = regio is not None and stand.regio == regio  # earlier years tell which cases belong to the region
        if mine and (older or stand.jaar is None or periode.touches(stand.jaar)):
            yield stand


class _Counter:
    """Takes lines chunk by chunk. Lines of one form are kept as one with a number, and counted together."""

    def __init__(self, bron: Bron, cijfers: Cijfers) -> None:
        self.cijfers = cijfers
        self._maanden = Maanden()
        self._soorten = {deelnemer.oin: deelnemer.soort for deelnemer in bron.lijst.deelnemers}
        self._casussen: set[str] = set()
        self._vormen: dict[tuple[str, Hashable], list[Any]] = {}

    def take(self, stand: Logstand, chunk: Iterable[bytes | None]) -> None:
        """Count the lines of one shard, erased ones (None) too."""
        van, tot, maand = self.cijfers.periode.van, self.cijfers.periode.tot, self._maanden.of
        for data in chunk:
            if data is None:
                self.cijfers.gewist += 1
                continue
            feit = decode(data)
            if self._is_mine(stand, feit) and van <= feit.tijd < tot:
                key = maand(feit.tijd), vorm(feit)
                found = self._vormen.get(key)
                if found is None:
                    self._vormen[key] = [feit, 1]
                else:
                    found[1] += 1
        if len(self._vormen) > MOST:
            self.flush(stand)

    def _is_mine(self, stand: Logstand, feit: Feit) -> bool:
        if self.cijfers.regio is None:
            return True
        casus = feit.casus or feit.gemeld_casus
        if stand.regio != LANDELIJK:
            if casus is not None:
                self._casussen.add(casus)
            return True
        return casus in self._casussen

    def flush(self, stand: Logstand) -> None:
        """Count what was kept; all of it is of this shard."""
        for (maand, _), (feit, count) in self._vormen.items():
            self._count(Regel(feit, stand.regio, maand, self._soorten), count)
        self._vormen.clear()

    def _count(self, regel: Regel, count: int) -> None:
        self.cijfers.regels += count
        tellingen = self.cijfers.tellingen
        for telling in of_event(regel.feit.gebeurtenis):
            found = tellingen[telling.naam]
            for key in telling.tel(regel):
                found[key] += count
