# SPDX-License-Identifier: EUPL-1.2
"""What takes lines one after the other and counts them, for one period and region.

Invariants:
- Lines of one form are kept as one with a number, and counted together; how many forms are kept is bounded.
- For one region the ids of its cases are kept, and of the other cases that national lines name: the regional shards come
  first, so a national line is known to be of this region or not.
- Begun from an earlier count it says so when that count passed over a line that turns out to be of this region.

Which shards it gets is for `tellen`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from gep.bron import LANDELIJK
from gep.cijfers.maanden import Maanden
from gep.cijfers.regel import GEEN_REGEL, WRONG, RegelError, decode, decode_fast, decode_kern, kern_vorm, vorm
from gep.cijfers.register import SLANK, of_event
from gep.cijfers.telling import Regel
from gep.cijfers.telstand import Punt, Telstand

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Mapping, Sequence

    from gep.bron import Logstand
    from gep.cijfers.regel import Kern
    from gep.cijfers.telstand import Zegel
    from gep.cijfers.waarde import Cijfers

MOST: Final = 5_000
"""Forms of lines that are kept before they are counted: what bounds the memory, whatever the log holds."""


class Teller:
    """Takes lines chunk by chunk."""

    def __init__(
        self, cijfers: Cijfers, soorten: Mapping[str, str], zegel: Zegel | None = None, eerder: Telstand | None = None
    ) -> None:
        self.cijfers = cijfers
        self._alles = cijfers.regio is None
        self._eerste, self._einde = cijfers.periode.van, cijfers.periode.tot
        self._maanden = Maanden()
        self._soorten = soorten
        self._casussen: set[str] = set()
        self._vreemd: set[str] = set()
        self._vormen: dict[tuple[str, Hashable], list[Any]] = {}
        self._zegel, self._eerder = zegel, eerder
        self._aanwezig = {} if eerder is None else {punt.shard: punt.aanwezig for punt in eerder.geteld}
        self._van = {} if eerder is None else {punt.shard: punt.size for punt in eerder.geteld}
        if eerder is not None:
            cijfers.regels, cijfers.gewist = eerder.regels, eerder.gewist
            for naam, rows in eerder.tellingen.items():
                cijfers.tellingen[naam].update(dict(rows))

    def begin(self, stand: Logstand) -> int:
        """Return the first line of a shard that was not counted before."""
        return self._van.get(stand.shard, 0)

    def take(self, stand: Logstand, chunk: Iterable[bytes | None]) -> None:
        """Count the lines of one shard, erased ones (None) too."""
        there = 0
        try:
            for data in chunk:
                if data is None:
                    self.cijfers.gewist += 1
                else:
                    there += 1
                    self._keep(stand, data)
        except WRONG:
            raise RegelError(GEEN_REGEL) from None
        self._aanwezig[stand.shard] = self._aanwezig.get(stand.shard, 0) + there
        if len(self._vormen) > MOST:
            self.flush(stand)

    def _keep(self, stand: Logstand, data: bytes) -> None:
        """Keep a line that counts, as one more of its form."""
        kern = decode_kern(data)
        if (self._alles or self._is_mine(stand, kern)) and self._eerste <= kern.tijd < self._einde:
            form = kern_vorm(kern) if kern.gebeurtenis in SLANK else vorm(decode_fast(data))
            key = self._maanden.of(kern.tijd), form
            found = self._vormen.get(key)
            if found is None:
                self._vormen[key] = [data, 1]
            else:
                found[1] += 1

    def _is_mine(self, stand: Logstand, kern: Kern) -> bool:
        casus = kern.casus or kern.gemeld_casus
        if stand.regio != LANDELIJK:
            if casus is not None:
                self._casussen.add(casus)
            return True
        if casus is None or casus in self._casussen or self._known_before(casus):
            return casus is not None
        self._vreemd.add(casus)
        return False

    def _known_before(self, casus: str) -> bool:
        return (
            self._eerder is not None and self._zegel is not None and self._zegel.casus(casus) in self._eerder.casussen
        )

    def flush(self, stand: Logstand) -> None:
        """Count what was kept; all of it is of this shard."""
        for (maand, _), (data, count) in self._vormen.items():
            self._count(Regel(decode(data), stand.regio, maand, self._soorten), count)
        self._vormen.clear()

    def _count(self, regel: Regel, count: int) -> None:
        self.cijfers.regels += count
        tellingen = self.cijfers.tellingen
        for telling in of_event(regel.feit.gebeurtenis):
            found = tellingen[telling.naam]
            for key in telling.tel(regel):
                found[key] += count

    @property
    def mistaken(self) -> bool:
        """Whether a national line that was passed over before is of a case that turns out to be of this region."""
        if self._eerder is None or self._zegel is None:
            return False
        return any(self._zegel.casus(casus) in self._eerder.vreemd for casus in self._casussen)

    def state(self, landelijk: Sequence[Logstand]) -> Telstand:
        """Return what was counted, to go on from later."""
        zegel, eerder, found = self._zegel, self._eerder, self.cijfers
        if zegel is None:
            raise ValueError("deze telling wordt niet bewaard")
        earlier = (frozenset[bytes](), frozenset[bytes]()) if eerder is None else (eerder.casussen, eerder.vreemd)
        return Telstand(
            geteld=tuple(Punt.of(stand, self._aanwezig.get(stand.shard, 0)) for stand in found.standen),
            landelijk=tuple(Punt.of(stand, 0) for stand in landelijk),
            regels=found.regels,
            gewist=found.gewist,
            tellingen={naam: list(rows.items()) for naam, rows in found.tellingen.items()},
            casussen=earlier[0] | {zegel.casus(casus) for casus in self._casussen},
            vreemd=earlier[1] | {zegel.casus(casus) for casus in self._vreemd},
        )
