# SPDX-License-Identifier: EUPL-1.2
"""What a breach report is asked about: one key, one account, one organisation, something at the operator, or a period alone.

Invariants:
- A key is found by enough of its id to be one key only; whose it is and what for comes from the stamlog, never from who asks.
- A key of an organisation that left the list is known by the wraps that were made to it.
- An account is asked about only by an officer of its own organisation: of people of others nobody here learns who.

Norm: design.md 2 (keys with a chain); `core.exchange.spoor.lezen` (whose people an officer sees).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import select

from core.facts.statements import PERSOONSSLEUTEL
from core.keychain.keys import Rol
from core.ledger.tables import feitverklaring, omhulsel

if TYPE_CHECKING:
    from collections.abc import Iterator

    from core.exchange.world import World
    from gep.periode import Periode

SLEUTEL, PERSOON, ORGANISATIE, PERIODE, BEHEER = "sleutel", "persoon", "organisatie", "periode", "beheer"
_HEX: Final = re.compile(r"[0-9a-f]{8,64}")
BIJ_BEHEER: Final = ("antwoordsleutel", "back-up", "database", "logsleutel", "tijdvaksleutel")


class VraagError(ValueError):
    """There is nothing of that name to report on; the message is Dutch and repeats nothing of a person."""

    type = "datalek-vraag"


@dataclass(frozen=True, slots=True)
class Sleutel:
    """A published key: whose, for what, and from when until when it counted (ms)."""

    id: str
    rol: str
    oin: str
    eenheid: str | None
    van: int | None
    tot: int | None
    ingetrokken: int | None

    def to_json(self) -> dict[str, Any]:
        """Return it for the report."""
        names = ("id", "rol", "oin", "eenheid", "van", "tot", "ingetrokken")
        return {name: getattr(self, name) for name in names}


@dataclass(frozen=True, slots=True)
class Vraag:
    """What is asked.

    Attributes:
        soort: one of the five kinds.
        periode: the days in question.
        oin: the organisation whose key, account or whole it is; None for a period alone or the operator.
        sleutel: the key.
        persoon: the account.
        beheer: what lay at the operator.
    """

    soort: str
    periode: Periode
    oin: str | None = None
    sleutel: Sleutel | None = None
    persoon: str | None = field(default=None, repr=False)
    beheer: str | None = None

    @property
    def leest(self) -> bool:
        """Whether what is asked about opens records: a reading key, or an organisation with all of its keys."""
        return self.soort == ORGANISATIE or (self.sleutel is not None and self.sleutel.rol == Rol.KEM)

    def to_json(self) -> dict[str, Any]:
        """Return it for the report; an account is named here and nowhere else."""
        found: dict[str, Any] = {"soort": self.soort, "periode": str(self.periode), "oin": self.oin}
        if self.sleutel is not None:
            found["sleutel"] = self.sleutel.to_json()
        if self.persoon is not None:
            found["persoon"] = self.persoon
        if self.beheer is not None:
            found["beheer"] = self.beheer
        return found


def of_key(world: World, text: str, periode: Periode) -> Vraag:
    """Ask about a key of a partner, or about the answer key of the operator.

    Raises:
        VraagError: no key, or more than one, has an id that begins so.
    """
    if _HEX.fullmatch(text) and world.lijst.beheerder.antwoordsleutel.id.startswith(text):
        return of_operator("antwoordsleutel", periode)
    found = _keys(world, text) if _HEX.fullmatch(text) else {}
    if len(found) != 1:
        raise VraagError("Zo begint niet precies één sleutel; geef er meer tekens van (minstens acht).")
    [key] = found.values()
    return Vraag(SLEUTEL, periode, key.oin, key)


def of_person(world: World, persoon: str, periode: Periode, officer: str) -> Vraag:
    """Ask about an account of the organisation of this officer.

    Raises:
        VraagError: the organisation of the officer has no such account; nothing tells whether another has.
    """
    oin = world.lijst.functionaris(officer).oin
    if persoon not in set(_accounts(world, oin)):
        raise VraagError("De organisatie van deze functionaris heeft geen account met dit kenmerk.")
    return Vraag(PERSOON, periode, oin, persoon=persoon)


def of_organisation(world: World, oin: str, periode: Periode) -> Vraag:
    """Ask about everything of one organisation.

    Raises:
        VraagError: no deelnemerslijst and no wrap knows it.
    """
    if oin not in world.lijst:
        with world.reading() as connection:
            known = connection.execute(select(omhulsel.c.record).where(omhulsel.c.ontvanger == oin).limit(1)).first()
        if known is None:
            raise VraagError("Deze organisatie staat niet op de deelnemerslijst en kreeg nooit iets verstrekt.")
    return Vraag(ORGANISATIE, periode, oin)


def of_period(periode: Periode) -> Vraag:
    """Ask about everything that was read in a period."""
    return Vraag(PERIODE, periode)


def of_operator(what: str, periode: Periode) -> Vraag:
    """Ask what something of the operator opens.

    Raises:
        VraagError: it is none of the known things.
    """
    if what not in BIJ_BEHEER:
        raise VraagError(f"Kies bij de beheerder uit: {', '.join(BIJ_BEHEER)}.")
    return Vraag(BEHEER, periode, beheer=what)


def _keys(world: World, text: str) -> dict[str, Sleutel]:
    """Return the keys whose id begins so: as the stamlog has them, or else as wraps name them."""
    directory, found = world.keys.recent(), dict[str, Sleutel]()
    for oin in {item.oin for lijst in (world.lijst, *world.lijsten.eerdere) for item in lijst.deelnemers}:
        for key in directory.keys(oin):
            if key.sleutel_id.startswith(text):
                term = (key.geldig_van, key.geldig_tot, key.ingetrokken_op)
                found[key.sleutel_id] = Sleutel(key.sleutel_id, key.rol.value, oin, key.eenheid, *term)
    table = omhulsel.c
    wraps = select(table.kem_sleutel, table.ontvanger, table.eenheid).where(table.kem_sleutel.startswith(text))
    with world.reading() as connection:
        for row in connection.execute(wraps.distinct()):
            named = Sleutel(row.kem_sleutel, Rol.KEM.value, row.ontvanger, row.eenheid, None, None, None)
            found.setdefault(row.kem_sleutel, named)
    return found


def _accounts(world: World, oin: str) -> Iterator[str]:
    yield from (officer.id for officer in world.lijst.functionarissen if officer.oin == oin)
    table = feitverklaring.c
    query = select(table.persoon).where(
        table.uitgever == oin, table.feit == PERSOONSSLEUTEL, table.persoon.is_not(None)
    )
    with world.reading() as connection:
        yield from connection.execute(query.distinct()).scalars()
