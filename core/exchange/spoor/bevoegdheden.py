# SPDX-License-Identifier: EUPL-1.2
"""Authorisations that are confirmed again on a clock: who has which, until when that was confirmed, and confirming it.

Invariants:
- Everyone with a function on the deelnemerslijst and everyone with a registered key is in it. Special rights (functions)
  are confirmed every quarter, the others every year; what was never confirmed counts from the day it was given.
- An officer confirms for the own organisation only, and never itself: another does.
- A confirmation or withdrawal is a line. The person stands in it as a keyed hash: the kenmerk.
- Withdrawing here takes no right away by itself: it tells everyone that the organisation must (its own statement or the
  next deelnemerslijst does), and keeps the authorisation on the list until then.

Norm: BIO2 5.18.02 (access rights reviewed at least yearly), 8.02.01 (special rights at least quarterly).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from sqlalchemy import select

from audit.events import Event
from audit.reader import LogReader
from audit.spoor import zoeken
from audit.spoor.signalen.values import DAG, day_of
from core.exchange.logbook import ReadRequestError, read_log
from core.exchange.results import Gedaan
from core.exchange.spoor.kennis import open_at
from core.exchange.spoor.lezen import signed_index
from core.exchange.spoor.optekenen import note
from core.facts.statements import PERSOONSSLEUTEL
from core.ledger.tables import feitverklaring

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from core.exchange.logbook import LogRead
    from core.exchange.results import Uitkomst
    from core.exchange.world import World

KWARTAAL: Final = 92 * DAG
JAAR: Final = 366 * DAG
BEVESTIGD: Final = "bevestigd"
INGETROKKEN: Final = "ingetrokken"
BESLUITEN: Final = frozenset({BEVESTIGD, INGETROKKEN})


@dataclass(frozen=True, slots=True)
class Bevoegdheid:
    """One authorisation.

    Attributes:
        kenmerk: keyed hash of the person, with what it may.
        soort: the function, or `persoon` for somebody with a registered key.
        oin: its organisation.
        sinds: when it was given or last confirmed (ms).
        tot: until when that holds.
        besluit: what was last decided, None when nothing was.
        wie: the person; shown to an officer of its own organisation only.
    """

    kenmerk: str
    soort: str
    oin: str
    sinds: int
    tot: int
    besluit: str | None
    wie: str = field(repr=False)

    @property
    def bijzonder(self) -> bool:
        """Whether it is a special right."""
        return self.soort != PERSOON

    def verlopen(self, tijd: int) -> bool:
        """Return whether it should have been confirmed, or was withdrawn and is still there."""
        return self.besluit == INGETROKKEN or self.tot <= tijd

    @property
    def zin(self) -> str:
        """What there is to do, in Dutch."""
        if self.besluit == INGETROKKEN:
            return f"De bevoegdheid {self.soort} met kenmerk {self.kenmerk} is ingetrokken, maar staat er nog."
        return f"De bevoegdheid {self.soort} met kenmerk {self.kenmerk} moest voor {day_of(self.tot)} zijn bevestigd."


PERSOON: Final = "persoon"


def authorisations(world: World, oin: str, pseudonym: Callable[[str], str]) -> list[Bevoegdheid]:
    """Return the authorisations of an organisation, what is due first."""
    decided = dict(_decided(world, oin))
    given = [*_functions(world, oin), *_people(world, oin)]
    found = [_authorisation(item, decided, pseudonym) for item in dict.fromkeys(given)]
    return sorted(found, key=lambda item: (item.tot, item.kenmerk))


def overdue(world: World, oin: str, pseudonym: Callable[[str], str]) -> list[Bevoegdheid]:
    """Return what should have been confirmed by now."""
    now = world.now()
    return [item for item in authorisations(world, oin, pseudonym) if item.verlopen(now)]


def confirm(world: World, request: LogRead, kenmerk: str, besluit: str) -> Uitkomst:
    """Confirm or withdraw one authorisation of the own organisation, as an officer.

    Raises:
        ReadRequestError: no such decision or authorisation, or the officer's own.
    """
    if besluit not in BESLUITEN:
        raise ReadRequestError(f"Kies als besluit uit: {', '.join(sorted(BESLUITEN))}.")
    outcome = read_log(world, request)
    if not isinstance(outcome, Gedaan):
        return outcome
    officer = world.lijst.functionaris(request.functionaris)
    index, _ = signed_index(world)
    listed = {item.kenmerk: item for item in authorisations(world, officer.oin, index.pseudonym)}
    item = listed.get(kenmerk)
    if item is None:
        raise ReadRequestError("De eigen organisatie heeft geen bevoegdheid met dit kenmerk.")
    if item.wie == officer.id:
        raise ReadRequestError("Een ander moet deze bevoegdheid bevestigen dan wie haar heeft.")
    until = world.now() + _term(item.soort)
    feit = {"autorisatie": kenmerk, "besluit": besluit, "tot": until, "reden": request.reden}
    return note(world, request, Event.BEVOEGDHEID_HERBEVESTIGD, feit)


def _term(soort: str) -> int:
    return JAAR if soort == PERSOON else KWARTAAL


def _authorisation(
    given: tuple[str, str, str, int], decided: dict[str, tuple[int, str]], pseudonym: Callable[[str], str]
) -> Bevoegdheid:
    person, soort, oin, since = given
    mark = f"{soort}-{pseudonym(person)[:16]}"
    at, besluit = decided.get(mark, (since, None))
    begun = max(at, since)
    return Bevoegdheid(mark, soort, oin, begun, begun + _term(soort), besluit, person)


def _functions(world: World, oin: str) -> Iterator[tuple[str, str, str, int]]:
    for officer in world.lijst.functionarissen:
        if officer.oin == oin:
            yield officer.id, officer.functie, oin, world.lijst.gemaakt


def _people(world: World, oin: str) -> Iterator[tuple[str, str, str, int]]:
    """Give everyone for whom the organisation registered a key, from the first registration on."""
    table = feitverklaring.c
    query = select(table.persoon, table.tijd).where(
        table.uitgever == oin, table.feit == PERSOONSSLEUTEL, table.persoon.is_not(None)
    )
    first: dict[str, int] = {}
    with world.reading() as connection:
        for row in connection.execute(query.order_by(table.tijd)):
            first.setdefault(row.persoon, row.tijd)
    yield from ((person, PERSOON, oin, tijd) for person, tijd in first.items())


def _decided(world: World, oin: str) -> Iterator[tuple[str, tuple[int, str]]]:
    """Give the last decision on each authorisation, from the lines themselves."""
    with world.reading() as connection:
        shards = zoeken.places(connection)
        rows = zoeken.of_event(connection, oin, str(Event.BEVOEGDHEID_HERBEVESTIGD))
    reader = LogReader(world.log.engine, world.kluis)
    for line in open_at(reader, [zoeken.place_of(row, shards) for row in rows]):
        if line.feit is not None:
            yield line.feit["autorisatie"], (line.feit["tijd"], line.feit["besluit"])
