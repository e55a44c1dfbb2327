# SPDX-License-Identifier: EUPL-1.2
"""Making a breach report: ledger and log together, for one question.

Invariants:
- The ledger is read first and the log after it, so that the log can only know more; what came after the reading of the
  ledger is left out.
- A record is `verstrekt` with a line of a read; without one it is proven not served, unless an erased line may hide one.
- An officer sees what the own organisation supplied or read, everything of the own organisation when that is what is asked
  about, and everything in a function that is for all partners together. The rest is a number.

Norm: AVG 33, Wpg 33a; `core.exchange.nietgelezen` (the assumption). Who may ask at all is decided before this.
"""

from __future__ import annotations

import uuid
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from core.exchange.nietgelezen import NIET, outcome, shards_from
from gep.bron import Bron
from gep.datalek import grootboek, verzegeld
from gep.datalek.doorzoeken import search
from gep.datalek.grootboek import Stand
from gep.datalek.vraag import PERIODE
from gep.datalek.waarde import BUITEN, ONBEKEND, VERNIETIGD, VERSTREKT, VERZEGELD, Datalek, Geval, Kruiscontrole
from gep.voortgang import silent

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from core.exchange.world import World
    from gep.datalek.doorzoeken import Gevonden, Lezing
    from gep.datalek.grootboek import Omhulling
    from gep.datalek.klok import Klok
    from gep.datalek.vraag import Vraag
    from gep.voortgang import Voortgang

VOOR_ALLEN: Final = frozenset({"auditor", "coordinerend-fg"})
"""Functions that are for all partners together; another officer is of its own organisation."""


def sight_of(world: World, officer: str) -> str | None:
    """Return the organisation whose data this officer sees, None when it sees that of all."""
    found = world.lijst.functionaris(officer)
    return None if found.functie in VOOR_ALLEN else found.oin


def make(
    world: World,
    vraag: Vraag,
    klok: Klok,
    *,
    zicht: str | None = None,
    vorige: Mapping[str, object] | None = None,
    voortgang: Voortgang = silent,
) -> Datalek:
    """Make a report.

    Args:
        world: of this process.
        vraag: what is asked about.
        klok: when people became aware.
        zicht: the organisation whose data is shown; None shows that of all.
        vorige: the version before it, whose id it goes on with.
        voortgang: hears how far it is.

    Raises:
        audit.values.LogError: the log cannot be read whole: there is no report of half a log.
        gep.voortgang.Onderbroken: somebody asked to stop.
    """
    until = world.now()
    with world.reading() as connection:
        omhuld = grootboek.wraps(connection, vraag) if vraag.leest else []
        teksten, ondertekend = verzegeld.texts(connection, vraag), verzegeld.signed(connection, vraag)
    bron = Bron.of_world(world)
    found = search(bron, vraag, voortgang)
    kruis = _crossed(omhuld, found, until)
    gevallen = _Weging(world, vraag, found, omhuld, bron.gemaakt).gevallen(until)
    seen = tuple(filter(None, (_shown(zicht, vraag, item) for item in gevallen)))
    if zicht not in {None, vraag.oin}:  # acts and texts of another organisation, with the cases that they name
        found.daden.clear()
        teksten, ondertekend = [], []
    return Datalek(
        melding=str(vorige["melding"]) if vorige else str(uuid.uuid4()),
        versie=int(str(vorige["versie"])) + 1 if vorige else 1,
        vraag=vraag,
        klok=klok,
        gemaakt=bron.gemaakt,
        modus=bron.lijst.modus.value,
        namen={item.oin: item.naam for item in bron.lijst.deelnemers},
        categorieen={code: bron.ruleset.vocabulary.label("wat", code) for code in {g.stand.categorie for g in seen}},
        gevonden=found,
        zicht=zicht,
        gevallen=seen,
        beperkt=zicht not in {None, vraag.oin},
        buiten_zicht=len(gevallen) - len(seen),
        teksten=tuple(teksten),
        ondertekend=tuple(ondertekend),
        kruis=kruis,
    )


def _shown(zicht: str | None, vraag: Vraag, item: Geval) -> Geval | None:
    """Return what an officer of `zicht` sees of a record: all of own data, of other data the own reads only, or nothing."""
    if zicht is None or zicht in {vraag.oin, item.stand.verstrekker}:
        return item
    own = tuple(read for read in item.lezingen if read.oin == zicht)
    return replace(item, lezingen=own, niet_door=()) if own else None


def _crossed(omhuld: Iterable[Omhulling], found: Gevonden, until: int) -> Kruiscontrole:
    """Hold ledger against log; what the log took in after `until` the ledger could not know yet."""
    ledger, log = {item.naam for item in omhuld}, found.omhuld
    unknown = sum(tijd < until and naam not in ledger for naam, tijd in log.items())
    return Kruiscontrole(len(ledger & log.keys()), len(ledger - log.keys()), unknown)


class _Weging:
    """Weighs each record of a question."""

    def __init__(self, world: World, vraag: Vraag, found: Gevonden, omhuld: Iterable[Omhulling], gemaakt: int) -> None:
        self._world, self._vraag, self._found = world, vraag, found
        self._moment = min(vraag.periode.tot, gemaakt)
        self._shards = [stand.shard for stand in found.standen]
        self._omhuld: dict[str, list[Omhulling]] = {}
        for item in omhuld:
            self._omhuld.setdefault(item.record, []).append(item)
        self._gelezen: dict[str, list[Lezing]] = {}
        for read in found.lezingen:
            self._gelezen.setdefault(read.record, []).append(read)

    def gevallen(self, until: int) -> tuple[Geval, ...]:
        """Return every record in the question, in the order of their ids."""
        wrapped = {naam[0] for naam, tijd in self._found.omhuld.items() if tijd < until}
        records = sorted(self._omhuld.keys() | wrapped | self._gelezen.keys())
        with self._world.reading() as connection:
            stands = grootboek.stands(self._world, connection, records, self._moment)
            readers = grootboek.recipients(connection, records) if self._vraag.soort == PERIODE else {}
        return tuple(self._weigh(record, stands.get(record), readers.get(record, set())) for record in records)

    def _weigh(self, record: str, known: Stand | None, readers: set[str]) -> Geval:
        stand = known or Stand(record, "-", "-", "-", "-", 0, 0)
        inside = tuple(read for read in self._gelezen.get(record, ()) if self._inside(read))
        outside = len(self._gelezen.get(record, ())) - len(inside)
        shards = tuple(shards_from(self._shards, stand.opgenomen))
        erased = sum(self._found.gewist[shard] for shard in shards)
        wraps = tuple(self._omhuld.get(record, ()))
        made = [self._found.omhuld[item.naam] for item in wraps if item.naam in self._found.omhuld]
        return Geval(
            stand=stand,
            uitkomst=self._outcome(stand, inside, outside, erased),
            lezingen=inside,
            buiten=outside,
            shards=shards,
            gewist=erased,
            omhuld=wraps,
            omhuld_op=min(made, default=None),
            niet_door=() if erased else tuple(sorted(readers - {read.oin for read in inside} - {stand.verstrekker})),
        )

    def _outcome(self, stand: Stand, inside: tuple[Lezing, ...], outside: int, erased: int) -> str:
        if inside:
            return VERSTREKT
        if outcome(outside, erased) != NIET:
            return ONBEKEND if erased else BUITEN
        before = stand.toestand == VERNIETIGD and stand.sinds is not None and stand.sinds < self._vraag.periode.van
        return VERNIETIGD if before else VERZEGELD

    def _inside(self, read: Lezing) -> bool:
        return self._vraag.periode.van <= read.tijd < self._vraag.periode.tot
