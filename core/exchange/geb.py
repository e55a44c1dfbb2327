# SPDX-License-Identifier: EUPL-1.2
"""Taking in what controllers and their FGs say of an edition of the GEB, and telling who said what.

Invariants:
- Only a controller speaks: who works for others (bureau, LIEC) or runs the system adopts nothing. A partner of one region does
  not speak about another region.
- Every signature is checked before anything is taken in, that of the FG under the deelnemerslijst in force.
- Of one edition each controller adopts once and its FG advises once: who thinks otherwise later, makes another edition.
- Every finding is told at once, and a refusal leaves a line. The line holds codes and hashes, and not who the FG is.

The edition itself stays with people: here is known which hash they signed, not what stands in it.
Norm: AVG 26, 35; Wpg 4c; law.md R-61 (bureau and LIEC are no controller).
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, Final

from audit.events import Event
from core.exchange.act import NoTrace
from core.exchange.results import Bevinding, Conflict, Gedaan, Ongeldig
from core.exchange.wissen import OLDEST_MS, SKEW_MS
from core.facts.state import WERKERS
from core.keychain import gebbesluit
from core.keychain.errors import KeychainError, ShapeError, SignatureError
from core.ledger import gebbesluiten

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from core.exchange.act import Act
    from core.exchange.caller import Caller
    from core.exchange.results import Uitkomst
    from core.exchange.world import World
    from core.facts.state import Partij
    from core.keychain.gebbesluit import Gebbesluit

EVENTS: Final = {gebbesluit.VASTSTELLING: Event.GEB_VASTGESTELD, gebbesluit.ADVIES: Event.GEB_GEADVISEERD}
REFUSED: Final = "geb-geweigerd"
TWICE: Final = "Over deze editie heeft deze organisatie al besloten of geadviseerd."


def decide(world: World, caller: Caller, body: Any) -> Uitkomst:
    """Take in an adoption or an advice; refused with every finding, and a line."""
    try:
        besluit = gebbesluit.read(body)
    except ShapeError as error:
        return _refuse(world, caller, None, [Bevinding("", "vorm", str(error))])
    wrong = [*_wrong(world, caller, besluit), *_twice(world, besluit)]
    if wrong:
        return _refuse(world, caller, besluit, wrong)
    return world.runner.run(caller, f"geb-{besluit.soort}", lambda act: _take(act, besluit))


def controllers(world: World, regio: str | None) -> tuple[Partij, ...]:
    """Return the organisations that are controller of what an edition of this region is about (None: the whole country)."""
    return tuple(party for party in world.parties if _speaks_for(party, regio))


def said(world: World, editie: str | None = None) -> tuple[dict[str, Any], ...]:
    """Return what was said, oldest first, as metadata: of one edition, or of all. Names no person."""
    with world.reading() as connection:
        return tuple(_told(tijd, besluit) for tijd, besluit in gebbesluiten.found(connection, editie))


def overview(world: World, caller: Caller, *, own: bool, editie: str | None) -> Gedaan:
    """Return what was said by the caller, or by all, for who takes part."""
    found = [one for one in said(world, editie) if not own or one["oin"] == caller.oin]
    return Gedaan({"besluiten": found})


def _speaks_for(party: Partij, regio: str | None) -> bool:
    return party.soort not in WERKERS and (regio is None or not party.regios or regio in party.regios)


def _told(tijd: int, besluit: Gebbesluit) -> dict[str, Any]:
    return {
        "besluit_sha256": besluit.sha256,
        "soort": besluit.soort,
        "oin": besluit.oin,
        "editie": besluit.over.editie,
        "regio": besluit.over.regio,
        "periode": besluit.over.periode,
        "uitkomst": besluit.uitkomst,
        "advies_sha256": besluit.advies_sha256,
        "tijd": tijd,
    }


def _wrong(world: World, caller: Caller, besluit: Gebbesluit) -> Iterator[Bevinding]:
    if besluit.oin != caller.oin:
        yield Bevinding("besluit.oin", "ander", "Een organisatie besluit alleen onder haar eigen naam.")
        return
    yield from _not_theirs(world, besluit)
    yield from _not_signed(world, besluit)
    now = world.now()
    if not now - OLDEST_MS <= besluit.gemaakt <= now + SKEW_MS:
        text = "Het besluit is ouder dan dertig dagen, of van na de klok van nu."
        yield Bevinding("besluit.gemaakt", "tijd", text)


def _not_theirs(world: World, besluit: Gebbesluit) -> Iterator[Bevinding]:
    party, regio = world.partij(besluit.oin), besluit.over.regio
    if party is None or party.soort in WERKERS:
        text = "Deze organisatie is geen verwerkingsverantwoordelijke en stelt geen GEB vast (R-61)."
        yield Bevinding("besluit.oin", "niet-verantwoordelijk", text)
    elif regio is not None and regio not in world.register.regios:
        yield Bevinding("besluit.regio", "onbekend", "Deze regio staat niet in het register.")
    elif not _speaks_for(party, regio):
        yield Bevinding("besluit.regio", "andere-regio", "Deze organisatie werkt niet in deze regio.")


def _not_signed(world: World, besluit: Gebbesluit) -> Iterator[Bevinding]:
    try:
        besluit.check(world.keys, world.now())
    except SignatureError as error:
        yield Bevinding("handtekening", "handtekening", f"De handtekening klopt niet ({error.algorithm}).")
    except KeychainError:
        yield Bevinding("sleutel", "sleutel", "Deze sleutel geldt nu niet voor deze organisatie.")
    try:
        besluit.check_fg(world.lijst)
    except SignatureError as error:
        yield Bevinding(
            "handtekening_fg", "handtekening-fg", f"De handtekening van de FG klopt niet ({error.algorithm})."
        )
    except KeychainError:
        yield Bevinding("besluit.functionaris", "geen-fg", "Deze functionaris is geen FG van deze organisatie.")


def _twice(world: World, besluit: Gebbesluit) -> Iterator[Bevinding]:
    """Name a second, other document; the very same one is for the runner, which knows a repeated request."""
    with world.reading() as connection:
        before = gebbesluiten.earlier(connection, besluit)
    if before not in (None, besluit.sha256):
        yield Bevinding("besluit.editie", "al-besloten", TWICE)


def _take(act: Act, besluit: Gebbesluit) -> Gedaan:
    if gebbesluiten.earlier(act.connection, besluit) is not None:
        raise NoTrace(Conflict("bestaat-al", TWICE))
    over = besluit.over
    about = {"editie": over.editie, "periode": over.periode, "uitkomst": besluit.uitkomst}
    line = act.line(over.regio, EVENTS[besluit.soort], **about, besluit_sha256=besluit.sha256)
    if over.regio is not None:
        line.feit["regio"] = over.regio
    line.rijen += gebbesluiten.store(act.writer, besluit, act.tijd)
    return Gedaan({"besluit_sha256": besluit.sha256, "editie": besluit.over.editie})


def _refuse(world: World, caller: Caller, besluit: Gebbesluit | None, wrong: Sequence[Bevinding]) -> Uitkomst:
    """Leave a line of the attempt, and tell who tried every finding."""
    redenen = dict(sorted(Counter(item.reden for item in wrong).items()))
    about = {} if besluit is None else {"soort": besluit.soort, "besluit_sha256": besluit.sha256}

    def attempt(act: Act) -> Gedaan:
        act.line(None, Event.GEB_GEWEIGERD, redenen=redenen, **about)
        return Gedaan({"redenen": sorted(redenen)})

    outcome = world.runner.run(caller, REFUSED, attempt)
    return Ongeldig(tuple(wrong), vastgelegd=True) if isinstance(outcome, Gedaan) else outcome
