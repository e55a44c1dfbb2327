# SPDX-License-Identifier: EUPL-1.2
"""What the ledger knows and the trail needs: suppliers and recipients of records, units, issuers, the dossier of a case.

Invariants:
- Everything is read when it is asked, once per object: make one for each question, so that nothing is stale.
- The dossier of a case is made from all lines about it, also of organisations whose people are not shown: it explains,
  and is never shown itself.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Final

from sqlalchemy import bindparam, select

from audit.reader import LogReader
from audit.spoor import zoeken
from audit.spoor.dossier import Dossier
from audit.spoor.values import Regel, regel_of
from audit.spoor.waarom import Kader
from core.keychain.errors import UnknownKey
from core.ledger import bewaring, casussen
from core.ledger.tables import feitverklaring, omhulsel, verstrekking

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping

    from sqlalchemy import Engine

    from audit.spoor.values import Plaats
    from audit.values import Line
    from core.exchange.world import World

CHUNK: Final = 500
_OWNERS = select(verstrekking.c.sleutel, verstrekking.c.verstrekker).where(
    verstrekking.c.sleutel.in_(bindparam("some", expanding=True))
)
_READERS = select(omhulsel.c.ontvanger).where(omhulsel.c.record == bindparam("record")).distinct()
_ISSUERS = select(feitverklaring.c.sleutel, feitverklaring.c.uitgever).where(
    feitverklaring.c.sleutel.in_(bindparam("some", expanding=True))
)


class Ledgerkennis:
    """What the ledger of a backbone knows, for one question."""

    def __init__(self, world: World, pseudonym: Callable[[str], str], lees: Engine | None = None) -> None:
        """Take the world and the hash of people; `lees` is the database to read from, else the one that is written."""
        self._world = world
        self._pseudonym = pseudonym
        self._bare: dict[str, Dossier] = {}
        self._whole: dict[str, Dossier] = {}
        self._supplied: dict[str, tuple[str, frozenset[str]] | None] = {}
        self._lees = lees or world.log.engine
        self._reader = LogReader(self._lees, world.kluis)

    def eigenaren(self, records: Collection[str]) -> Mapping[str, str]:
        """Return the supplier of each of these records that is there, or was until it was destroyed."""
        with self._lees.connect() as connection:
            rows = [row for some in chunks(records) for row in connection.execute(_OWNERS, {"some": some})]
            left = bewaring.left_of(connection, records)
        return {record: str(one["verstrekker"]) for record, one in left.items()} | {
            row.sleutel: row.verstrekker for row in rows
        }

    def eenheid(self, casus: str, oin: str, tijd: int) -> str | None:
        """Return the one unit with which an organisation takes part in a case at a time."""
        if casus not in self._bare:
            self._bare[casus] = self._dossier(casus, ())
        return self._bare[casus].eenheid(oin, tijd)

    def uitgevers(self, hashes: Collection[str]) -> dict[str, str]:
        """Return the issuer of each of these statements that is there."""
        with self._lees.connect() as connection:
            rows = [row for some in chunks(hashes) for row in connection.execute(_ISSUERS, {"some": some})]
        return {row.sleutel: row.uitgever for row in rows}

    def verstrekt(self, record: str) -> tuple[str, frozenset[str]] | None:
        """Return the supplier of a record and whom it named, also of one that was destroyed; None when there is none."""
        if record not in self._supplied:
            with self._lees.connect() as connection:
                owner = connection.execute(_OWNERS, {"some": [record]}).first()
                readers = frozenset(connection.execute(_READERS, {"record": record}).scalars())
                left = bewaring.left_of(connection, [record]).get(record)
            who = left["verstrekker"] if left else owner.verstrekker if owner else None
            named = frozenset(left["ontvangers"]) if left else readers
            self._supplied[record] = None if who is None else (who, named - {who})
        return self._supplied[record]

    def dossier(self, casus: str) -> Dossier:
        """Return the dossier of a case, with who did what in it."""
        if casus not in self._whole:
            with self._lees.connect() as connection:
                shards = zoeken.places(connection)
                found = [zoeken.place_of(row, shards) for row in zoeken.of_case(connection, casus)]
            lines = (regel_of(line, self._pseudonym) for line in open_at(self._reader, found))
            self._whole[casus] = self._dossier(casus, (regel for regel in lines if regel is not None))
        return self._whole[casus]

    def kader(self, regels: Iterable[Regel]) -> Kader:
        """Return what explanations of these lines are made from."""
        hashes = {item for regel in regels for _, item in regel.feiten}
        return Kader(self.dossier, self.uitgevers(hashes), self.verstrekt, self.naam)

    def naam(self, oin: str) -> str:
        """Return the name of an organisation as the deelnemerslijst has it."""
        if oin == self._world.lijst.beheerder.oin:
            return "de beheerder"
        return self._names.get(oin, oin)

    @cached_property
    def _names(self) -> dict[str, str]:
        try:
            return {deelnemer.oin: deelnemer.naam for deelnemer in self._world.lijst.deelnemers}
        except UnknownKey:
            return {}

    def _dossier(self, casus: str, regels: Iterable[Regel]) -> Dossier:
        with self._lees.connect() as connection:
            events = casussen.events_after(connection, casus, 0)
        return Dossier.van(casus, events, regels, self._pseudonym)


def chunks(values: Collection[str]) -> Iterator[list[str]]:
    """Cut a collection in parts that a statement can hold."""
    listed = sorted(values)
    for at in range(0, len(listed), CHUNK):
        yield listed[at : at + CHUNK]


def open_at(reader: LogReader, places: Iterable[Plaats]) -> Iterator[Line]:
    """Yield the opened lines at these places, in their order; places side by side are read together."""
    run: list[Plaats] = []
    for place in places:
        if run and (place.shard != run[-1].shard or place.volgnr != run[-1].volgnr + 1 or len(run) == CHUNK):
            yield from reader.lines(run[0].shard, run[0].volgnr, run[-1].volgnr + 1)
            run = []
        run.append(place)
    if run:
        yield from reader.lines(run[0].shard, run[0].volgnr, run[-1].volgnr + 1)
