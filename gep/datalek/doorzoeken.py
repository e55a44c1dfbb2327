# SPDX-License-Identifier: EUPL-1.2
"""One pass over all act shards: what was served to whom, what one key or account did, and which lines can no longer tell.

Invariants:
- Every act shard is read whole up to its signed checkpoint; none is passed over for its region or year.
- A line whose readable part was erased is counted for its shard: it may hide a read, a wrap or an act.
- People are looked at only when one account is asked about, and then only to hold them against that account.
- Wraps are read from the rows that lines name, so that the ledger can be held against the log.

Norm: Wpg 32a; AVG 33. It reads and judges nothing; that the log itself is sound is for `audit verifieer`.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec

from audit.events import Event
from audit.values import STAM
from core.keychain.keys import Rol
from gep.datalek import grootboek
from gep.datalek.vraag import BEHEER, ORGANISATIE, PERIODE, PERSOON
from gep.voortgang import silent

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gep.bron import Bron, Logstand
    from gep.datalek.grootboek import Omhulling
    from gep.datalek.vraag import Vraag
    from gep.voortgang import Voortgang

OMHULSEL = "omhulsel"
TELL_EVERY = 2000


class Rij(msgspec.Struct, frozen=True):
    """A row that a line names."""

    tabel: str
    sleutel: str
    sha256: str | None = None


class Regel(msgspec.Struct, frozen=True):
    """What is read of a line; the rest of it, and its rows until they are needed, stay unread bytes."""

    gebeurtenis: str
    tijd: int
    oin: str | None = None
    sleutel: str | None = None
    casus: str | None = None
    record: str | None = None
    koerier: Any = None
    rijen: msgspec.Raw = msgspec.Raw(b"[]")


class Lezing(NamedTuple):
    """One time that a record left the backbone: to whom, when (ms), in which line, and whether by courier."""

    record: str
    oin: str
    tijd: int
    shard: str
    regel: int
    koerier: bool

    def to_json(self) -> dict[str, Any]:
        """Return it for the report."""
        return self._asdict()


class Daad(NamedTuple):
    """One act under the key or account that is asked about."""

    gebeurtenis: str
    tijd: int
    shard: str
    regel: int
    casus: str | None
    record: str | None

    def to_json(self) -> dict[str, Any]:
        """Return it for the report."""
        return self._asdict()


@dataclass
class Gevonden:
    """What the pass found.

    Attributes:
        standen: the checkpoints up to which everything was read.
        gewist: lines without a readable part, per shard.
        gewist_persoon: lines of this organisation in the period of which only who did it was erased; asked of an account.
        lezingen: reads that concern the question, in the order of the log.
        omhuld: when a wrap was made (ms), by its name.
        daden: acts under the key or account, in the period.
        handelingen: lines in the period that concern the question, per event.
        openingen: readable lines and lines with a readable person, for what lies at the operator.
    """

    standen: tuple[Logstand, ...]
    gewist: Counter[str] = field(default_factory=Counter)
    gewist_persoon: int = 0
    lezingen: list[Lezing] = field(default_factory=list)
    omhuld: dict[tuple[str, str, str, str], int] = field(default_factory=dict)
    daden: list[Daad] = field(default_factory=list)
    handelingen: Counter[str] = field(default_factory=Counter)
    openingen: Counter[str] = field(default_factory=Counter)


def search(bron: Bron, vraag: Vraag, voortgang: Voortgang = silent) -> Gevonden:
    """Read every act shard once.

    Raises:
        audit.values.LogError: a line is missing or does not open.
        gep.voortgang.Onderbroken: somebody asked to stop.
    """
    standen = tuple(stand for stand in bron.standen if stand.shard != STAM)
    found, done, total = Gevonden(standen), 0, sum(stand.size for stand in standen)
    taker = _Taker(vraag, found)
    for stand in standen:
        for index, (feit, persoon, erased) in enumerate(_lines(bron, stand, vraag)):
            taker.take((stand.shard, index), feit, persoon, erased=erased)
            done += 1
            if done % TELL_EVERY == 0:
                voortgang(done, total)
    voortgang(total, total)
    return found


def _lines(bron: Bron, stand: Logstand, vraag: Vraag) -> Iterator[tuple[Regel | None, Any, bool]]:
    """Give of each line what it says, who did it when that is asked about, and whether that was erased."""
    if vraag.soort in (PERSOON, BEHEER):
        for line in bron.lines(stand):
            feit = None if line.feit is None else msgspec.convert({**line.feit, "rijen": msgspec.Raw(b"[]")}, Regel)
            yield feit, line.persoon, "persoon" in line.erased
        return
    decode = msgspec.json.Decoder(Regel).decode
    for chunk in bron.feiten(stand, 0):
        for data in chunk:
            yield None if data is None else decode(data), None, False


class _Taker:
    """Takes lines one by one."""

    def __init__(self, vraag: Vraag, found: Gevonden) -> None:
        self._vraag, self._found = vraag, found
        self._van, self._tot = vraag.periode.van, vraag.periode.tot
        self._rows = msgspec.json.Decoder(list[Rij]).decode
        self._oin = str(vraag.oin).encode()
        self._key = vraag.sleutel.id if vraag.sleutel is not None and vraag.sleutel.rol == Rol.HTTP else None

    def take(self, place: tuple[str, int], feit: Regel | None, persoon: Any, *, erased: bool) -> None:
        """Take one line."""
        if feit is None:
            self._found.gewist[place[0]] += 1
            return
        inside = self._van <= feit.tijd < self._tot
        if self._vraag.soort == BEHEER:
            self._found.openingen.update(["regels", *(["personen"] if persoon is not None else [])])
        elif self._concerns(feit, persoon, inside=inside, erased=erased):
            self._note(place, feit, inside=inside)
        if self._vraag.leest:
            self._wraps(feit)

    def _concerns(self, feit: Regel, persoon: Any, *, inside: bool, erased: bool) -> bool:
        vraag = self._vraag
        if vraag.soort == PERIODE:
            return inside
        if feit.oin != vraag.oin:
            return False
        if vraag.soort == PERSOON:
            self._found.gewist_persoon += erased and inside
            return persoon is not None and persoon.get("persoon") == vraag.persoon
        if vraag.soort == ORGANISATIE or vraag.leest:
            return True
        return self._key is not None and feit.sleutel == self._key

    def _note(self, place: tuple[str, int], feit: Regel, *, inside: bool) -> None:
        if feit.gebeurtenis == Event.VERSTREKKING_GELEZEN:
            by_courier = feit.koerier is not None
            self._found.lezingen.append(Lezing(str(feit.record), str(feit.oin), feit.tijd, *place, by_courier))
        if inside:
            self._found.handelingen[feit.gebeurtenis] += 1
            if self._key is not None or self._vraag.soort == PERSOON:
                self._found.daden.append(Daad(feit.gebeurtenis, feit.tijd, *place, feit.casus, feit.record))

    def _wraps(self, feit: Regel) -> None:
        if self._oin not in bytes(feit.rijen):
            return
        for row in self._rows(feit.rijen):
            if row.tabel == OMHULSEL and row.sha256 is not None:
                one: Omhulling = grootboek.parse(row.sleutel)
                if grootboek.is_of(self._vraag, one):
                    self._found.omhuld.setdefault(one.naam, feit.tijd)
