# SPDX-License-Identifier: EUPL-1.2
"""Admitting feitverklaringen: verified, entitled, stored, logged, and told to whom they concern.

Invariants:
- A statement is admitted by its issuer, never by a rule and never by the operator. Who is not entitled is told so.
- A bundle is taken in whole or not at all; a bundle that is already there is taken in once.
- Who does not take part in a casus and has no office that speaks about it gets the constant answer, also for one that is
  not there. A bundle names one casus at most: whoever is told of it is told of all of it.
- What is said of a record is told to its supplier and recipients only.
- Statements that travel with a levering are about its own records and signed by its supplier; they are stored in the
  transaction of the levering, so a refused levering leaves none.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from audit.events import Event
from audit.proof import jcs
from core.exchange import standing
from core.exchange.act import NoTrace
from core.exchange.results import Bevinding, Gedaan, Ongeldig
from core.exchange.standing import record_info
from core.facts import admission, entitlement, people
from core.facts.state import Stand
from core.facts.statements import EIGEN_ORGANISATIE
from core.ledger import feiten, verstrekkingen
from core.ledger.errors import LedgerError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from sqlalchemy import Connection

    from core.exchange.act import Act
    from core.exchange.caller import Caller
    from core.exchange.results import Onbekend, Uitkomst
    from core.exchange.world import World
    from core.facts.state import Toegelaten

# Whose office it is to speak about a casus without taking part in it (kinds of issuer of the vocabulary).
OFFICES = frozenset({"om", "stuurgroep", "jurist", "fg"})
STATE = "verklaren"


@dataclass
class Checked:
    """Bundles whose signatures and shapes were checked, with their statements."""

    bundles: list[dict[str, Any]] = field(default_factory=list)
    statements: list[Toegelaten] = field(default_factory=list)

    def about(self, *records: str | None) -> list[Toegelaten]:
        """Return the statements about these records or about none: a levering of hundreds is not weighed whole for each."""
        wanted = {None, *records}
        return [item for item in self.statements if item.verklaring.over.record in wanted]


class BundleCache:
    """Statements of stored bundles that this process has verified, by the hash of the bundle."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._known: dict[str, tuple[Toegelaten, ...]] = {}

    def statements(self, connection: Connection, hashes: Sequence[str]) -> list[Toegelaten]:
        """Return the statements of these stored bundles.

        One that does not verify stops the act, but for those of who left the deelnemerslijst: they are void, and nobody
        who left can stop the acts of others by having said something once.
        """
        missing = [item for item in hashes if item not in self._known]
        if missing:
            for key, stored in feiten.bundles(connection, missing).items():
                self._known[key] = self._verify(stored)
        return [statement for item in hashes for statement in self._known.get(item, ())]

    def _verify(self, stored: feiten.Stored) -> tuple[Toegelaten, ...]:
        checked = self._world.keys.verify_stored(stored.bundel, self._world.codes, stored.tijd)
        if not isinstance(checked, Ongeldig):
            return checked
        if self._world.keys.was_sound(stored.bundel, self._world.codes, stored.tijd):
            return ()
        raise LedgerError("Een opgeslagen feitbundel")


def admit(world: World, caller: Caller, bundle: Any) -> Uitkomst:
    """Admit one bundle as an act of its own."""
    return world.runner.run(caller, "feitverklaringen", lambda act: _admit(world, act, bundle))


def check_all(world: World, act: Act, found: Iterable[Any], allowed: frozenset[str]) -> Checked:
    """Verify bundles that travel with a levering; each statement must be about a record in `allowed`."""
    result = Checked()
    for position, item in enumerate(found):
        statements = _verified(world, act, item, f"feiten[{position}]")
        if any(entry.verklaring.over.record not in allowed for entry in statements):
            raise NoTrace(_invalid(f"feiten[{position}]", "ander-record", "Een feit gaat over een ander record."))
        if any(entry.uitgever.oin != act.caller.oin for entry in statements):
            raise NoTrace(_invalid(f"feiten[{position}]", "ander", "Alleen de verstrekker verklaart hier feiten."))
        _check_new(act, [*result.statements, *statements], f"feiten[{position}]")
        result.bundles.append(item)
        result.statements.extend(statements)
    return result


def _check_new(act: Act, stated: Sequence[Toegelaten], pad: str) -> None:
    """Refuse statements that are there already, in the ledger or twice in one request."""
    hashes = [item.verklaring.hash for item in stated]
    if len(set(hashes)) != len(hashes) or feiten.known(act.connection, hashes):
        raise NoTrace(_invalid(pad, "bestaat-al", "Een van deze verklaringen staat er al."))


def store(act: Act, checked: Checked, readers: Mapping[str, frozenset[str]]) -> list[dict[str, Any]]:
    """Store checked bundles and return the entries for the line.

    A bundle is told to who reads every record in it, by `readers`: nobody learns that a record exists which is not for it.
    """
    rijen: list[dict[str, Any]] = []
    for item in checked.bundles:
        rijen += feiten.admit(act.writer, item, act.tijd)
        records = {statement["over"]["record"] for statement in item["verklaringen"]}
        told = frozenset.intersection(*(readers[record] for record in records))
        act.post.add(told, "feitverklaring", {"bundel": item})
    return rijen


def person_key(world: World, oin: str, persoon: str, at: int) -> bytes | None:
    """Return the key that `oin` registered for its own person and that holds at `at` (ms), or None."""
    with world.reading() as connection:
        hashes = feiten.bundle_hashes_about(connection, personen=(persoon,))
        stated = world.bundles.statements(connection, hashes)
    found = people.person_key(stated, oin, persoon, at)
    return None if found is None else found.ed25519


def _admit(world: World, act: Act, bundle: Any) -> Gedaan | Onbekend:
    statements = _verified(world, act, bundle, "")
    if statements[0].uitgever.oin != act.caller.oin:
        raise NoTrace(_invalid("door", "ander", "Een organisatie biedt alleen haar eigen verklaringen aan."))
    cases = {item.verklaring.over.casus for item in statements} - {None}
    if len(cases) > 1:
        raise NoTrace(_invalid("verklaringen", "gemengd", "Zet verklaringen over verschillende casussen apart."))
    for item in statements:
        if item.verklaring.over.casus is not None and not _may_name(world, act, item, item.verklaring.over.casus):
            return standing.unknown(act, STATE, casus=item.verklaring.over.casus)
    for position, item in enumerate(statements):
        _check_admission(world, act, item, f"verklaringen[{position}]")
    hashes = [item.verklaring.hash for item in statements]
    _check_new(act, statements, "verklaringen")
    draft = act.line(None, Event.FEIT_TOEGELATEN, bundel=jcs.digest(bundle), feiten=hashes)
    draft.rijen += feiten.admit(act.writer, bundle, act.tijd)
    act.post.add(_audience(world, act, statements), "feitverklaring", {"bundel": bundle})
    return Gedaan({"feiten": hashes})


def _may_name(world: World, act: Act, item: Toegelaten, casus: str) -> bool:
    """Return whether the issuer may know of this casus: it takes part, or speaks about it by office."""
    case = standing.case_of(world, act, casus)
    if case is None:
        return False
    if standing.takes_part(world, act, case):
        return True
    answer = entitlement.check(item.verklaring, item.uitgever, Stand(case.state), world.ruleset.vocabulary, act.tijd)
    return isinstance(answer, entitlement.Bevoegd) and answer.als in OFFICES


def _verified(world: World, act: Act, bundle: Any, pad: str) -> tuple[Toegelaten, ...]:
    checked = world.keys.verify_bundle(bundle, world.codes, act.tijd)
    if isinstance(checked, Ongeldig):
        prefix = f"{pad}." if pad else ""
        raise NoTrace(Ongeldig(tuple(Bevinding(prefix + b.pad, b.reden, b.tekst) for b in checked.bevindingen)))
    return checked


def _check_admission(world: World, act: Act, item: Toegelaten, pad: str) -> None:
    over = item.verklaring.over
    case = None if over.casus is None else standing.case_of(world, act, over.casus)
    kop = None if over.record is None else verstrekkingen.header(act.connection, over.record)
    info = None if kop is None else record_info(kop, verstrekkingen.recipients(act.connection, kop["record"]))
    stand = Stand(None if case is None else case.state, record=info)
    findings = admission.check(item, stand, world.ruleset.vocabulary, act.tijd)
    if findings:
        raise NoTrace(Ongeldig(tuple(Bevinding(f"{pad}.{b.pad}", b.reden, b.tekst) for b in findings)))


def _audience(world: World, act: Act, statements: tuple[Toegelaten, ...]) -> set[str]:
    told = {act.caller.oin}
    for item in statements:
        over = item.verklaring.over
        readers = () if over.record is None else verstrekkingen.recipients(act.connection, over.record)
        if readers:
            told |= set(readers)
        elif over.casus is not None:
            case = standing.case_of(world, act, over.casus)
            told |= set() if case is None else standing.audience(world, act, case)
        elif item.verklaring.feit not in EIGEN_ORGANISATIE:
            told |= {party.oin for party in world.parties}
        if over.organisatie is not None:
            told.add(over.organisatie)
    return told


def _invalid(pad: str, reden: str, tekst: str) -> Ongeldig:
    return Ongeldig((Bevinding(pad, reden, tekst),))
