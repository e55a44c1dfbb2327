# SPDX-License-Identifier: EUPL-1.2
"""How things stand when an act is decided: the case, who asks, and the evidence for the facts.

Invariants:
- Everything comes from the ledger inside the act's transaction; nothing from the request but what it is about.
- Stored signatures are checked when a bundle is first used by this process, not only when it was admitted.
- `unknown` is the one way to answer someone who is not in the casus, or names one that is not there.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from audit.events import Event
from core.casus.events import Gebeurtenis, parse
from core.casus.fold import apply
from core.casus.state import CasusStand
from core.exchange.results import Onbekend
from core.facts.state import BUREAU, Partij, RecordInfo, Stand, Vraag
from core.ledger import casussen, feiten, verstrekkingen
from core.ledger.errors import LedgerError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from core.exchange.act import Act
    from core.exchange.world import World
    from core.facts.state import Toegelaten

READ = "lezen"
CASUS = "casus"


@dataclass(frozen=True, slots=True)
class Case:
    """A casus in its present state."""

    state: CasusStand

    @property
    def id(self) -> str:
        """Its id."""
        return self.state.casus

    @property
    def regio(self) -> str:
        """Its RIEC region."""
        return self.state.regio


class CaseCache:
    """States of cases that this process has folded; the ledger is asked for newer events each time.

    A state counts only as long as its last event stands in the ledger: a batch that failed may have taken it back, and
    nobody tells this cache in time for the act that follows right behind it.
    """

    def __init__(self) -> None:
        self._states: dict[str, tuple[CasusStand, dict[str, Any]]] = {}

    def state(self, act: Act, casus: str) -> CasusStand | None:
        """Return the present state of `casus`, or None when there is no such case."""
        state, last = self._states.get(casus, (None, None))
        events = casussen.events_after(act.connection, casus, 0 if state is None else state.volgnr - 1)
        if state is not None and events[:1] != [last]:
            state, events = None, casussen.events_after(act.connection, casus, 0)
        for stored in events if state is None else events[1:]:
            state = _next(state, stored, act)
        if state is None:
            self._states.pop(casus, None)
        else:
            self._states[casus] = (state, events[-1])
        return state

    def clear(self) -> None:
        """Forget everything: after a failed batch a state may be ahead of the ledger."""
        self._states.clear()


def _next(state: CasusStand | None, stored: dict[str, object], act: Act) -> CasusStand:
    event = parse(stored, act.world.codes)
    result = apply(state, event) if isinstance(event, Gebeurtenis) else event
    if not isinstance(result, CasusStand):
        raise LedgerError("Een opgeslagen gebeurtenis van een casus")
    return result


def case_of(world: World, act: Act, casus: str) -> Case | None:
    """Return the casus, or None when there is no such."""
    state = world.cases.state(act, casus)
    if state is None:
        _as_if_there(world, act, casus)
        return None
    return Case(state)


def _as_if_there(world: World, act: Act, casus: str) -> None:
    """Look up for the bureau what its part in a casus would rest on, so that one that is not there costs it the same."""
    who = world.partij(act.caller.oin)
    if who is not None and who.soort == BUREAU:
        people = () if act.caller.persoon is None else (act.caller.persoon,)
        regio = min(who.regios, default=None)
        about = {"casus": casus, "record": None, "regio": regio}
        hashes = feiten.bundle_hashes_about(act.connection, **about, organisaties={who.oin}, personen=people)
        world.bundles.statements(act.connection, hashes)


def takes_part(world: World, act: Act, case: Case, oin: str | None = None) -> bool:
    """Return whether the caller (or `oin`) takes part in the casus, for the bureau: through a mandate."""
    who = world.partij(oin or act.caller.oin)
    if who is None:
        return False
    vraag = Vraag(READ, who, None, CASUS, case.id, None, None, act.tijd, case.state.doel)
    # Only the bureau's part rests on statements (mandate, designation); that of all others on the case record alone.
    stand = stand_for(world, act, case, organisations=(who.oin,)) if who.soort == BUREAU else Stand(case.state)
    return world.holds("betrokken", vraag, stand)


def audience(world: World, act: Act, case: Case) -> set[str]:
    """Return who is told what happens in the casus: its participants and the bureau that works for one of them."""
    told = set(case.state.participants(act.tijd))
    bureaus = (party for party in world.parties if party.soort == BUREAU and case.regio in party.regios)
    return told | {party.oin for party in bureaus if takes_part(world, act, case, party.oin)}


def question(
    world: World,
    act: Act,
    handeling: str,
    categorie: str,
    case: Case,
    *,
    recipient: str | None = None,
    record: str | None = None,
) -> Vraag:
    """Return the question that this act puts to the rules."""
    caller = world.partij(act.caller.oin)
    if caller is None:
        raise LookupError("de beller staat niet in de deelnemerslijst")
    other = None if recipient is None else world.partij(recipient) or Partij(recipient, "onbekend")
    person = act.caller.persoon
    return Vraag(handeling, caller, other, categorie, case.id, record, person, act.tijd, case.state.doel)


def stand_for(
    world: World,
    act: Act,
    case: Case | None,
    *,
    record: RecordInfo | None = None,
    organisations: Iterable[str] = (),
    extra: Iterable[Toegelaten] = (),
) -> Stand:
    """Return the evidence for questions of this act: the case, what was stated, and the record it is about."""
    hashes = feiten.bundle_hashes_about(
        act.connection,
        casus=None if case is None else case.id,
        record=None if record is None else record.record,
        regio=None if case is None else case.regio,
        organisaties={act.caller.oin, *organisations},
        personen=() if act.caller.persoon is None else (act.caller.persoon,),
    )
    stated = world.bundles.statements(act.connection, hashes)
    return Stand(None if case is None else case.state, (*stated, *extra), record)


def record_info(kop: dict[str, Any], ontvangers: tuple[str, ...]) -> RecordInfo:
    """Return what the predicates may know of a stored record."""
    others = frozenset(ontvangers) - {kop["verstrekker"]}
    return RecordInfo(kop["record"], kop["casus"], kop["verstrekker"], others, kop["categorie"], kop["fase"])


def stored(act: Act, record: str) -> tuple[dict[str, Any] | None, tuple[str, ...], str]:
    """Return header and recipients of a record, and the casus to look for; None, none and no casus when it is not there.

    All of it is asked whether the record is there or not: what does not exist must cost as much as what is not yours.
    """
    kop = verstrekkingen.header(act.connection, record)
    readers = verstrekkingen.recipients(act.connection, record)
    return kop, readers, record if kop is None else str(kop["casus"])


def unknown(act: Act, handeling: str, **about: str) -> Onbekend:
    """Leave the line of an attempt from outside and return the constant answer."""
    act.refuse(Event.ONBEKEND_GEVRAAGD, gevraagd=handeling, reden="niet-betrokken-of-bestaat-niet", **about)
    return Onbekend()
