# SPDX-License-Identifier: EUPL-1.2
"""Two decisions of a controller about one person: to leave one item out of an answer, and whether the person was informed.

Invariants:
- A restriction is about one item, in one case, with a ground of UAVG 41(1) or Wpg 27, a reason, a motivation and an end; a person
  of the controller signs for it. The rules decide (R-76) on its statement; without ground, reason or end nothing stands.
- It names no request and no record: item and motivation are hashes with a secret of the controller. So the backbone learns that
  somebody restricted something, on which ground and until when, and not for whom.
- A decision on informing names records that the controller supplied or received, so that accounts can tell which of them lack
  one; about whom it was stays with the controller.
- Everything that does not fit is named at once, and the attempt leaves a line.

Norm: UAVG 41, Wpg 24b, 27; AVG 13, 14, 23; law.md R-76 (`einddatum-beperking`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from audit.events import Event
from core.contract import rechten as codes
from core.exchange import decide, statements
from core.exchange.act import NoTrace
from core.exchange.rechten import DOEL, decided, finding, refuse, signed
from core.exchange.results import Bevinding, Conflict, Gedaan
from core.keychain import rechtenstuk
from core.ledger import bewaring, verstrekkingen
from core.ledger import rechten as ledger

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection

    from core.exchange.act import Act
    from core.exchange.caller import Caller
    from core.exchange.results import Geweigerd, Onbekend, Uitkomst
    from core.exchange.world import World
    from core.keychain.rechtenstuk import Rechtenstuk

BEPERKEN: Final = "rechten-beperken"
INFORMEREN: Final = "informeren"


def restrict(world: World, caller: Caller, body: dict[str, Any]) -> Uitkomst:
    """Take in one restriction: `{"stuk", "feiten"}`."""
    stuk, found = signed(world, caller, body.get("stuk"), rechtenstuk.BEPERKING)
    if stuk is not None and not found:
        found = list(_restriction_fits(world, caller, stuk))
    if found or stuk is None:
        return refuse(world, caller, BEPERKEN, found)
    return world.runner.run(caller, BEPERKEN, lambda act: _restrict(world, act, stuk, body.get("feiten", [])))


def _restriction_fits(world: World, caller: Caller, stuk: Rechtenstuk) -> Iterator[Bevinding]:
    if caller.persoon is None:
        yield finding("stuk", "persoon-ontbreekt")
    if stuk["categorie"] not in world.codes.categorieen:
        yield finding("stuk.categorie", "code-onbekend")
    if stuk["grond"] is None:
        yield finding("stuk.grond", "grond-ontbreekt")
    elif stuk["grond"] not in codes.codes()["gronden"]:
        yield finding("stuk.grond", "code-onbekend")
    if stuk["reden"] is None or stuk["motivering_sha256"] is None:
        yield finding("stuk.reden", "reden-ontbreekt")
    if stuk["tot"] is None:
        yield finding("stuk.tot", "einde-ontbreekt")
    elif not world.now() < stuk["tot"] <= codes.latest_restriction(stuk.gemaakt):
        yield finding("stuk.tot", "einde-te-ver")


def _restrict(world: World, act: Act, stuk: Rechtenstuk, feiten: Any) -> Gedaan | Geweigerd | Onbekend:
    _new(act.connection, stuk)
    about, who = str(stuk["beperking"]), world.partij(stuk.oin)
    stated = statements.check_all(world, act, feiten, frozenset({about}))
    soort = "onbekend" if who is None else who.soort
    besluit = decided(world, act, BEPERKEN, soort, about, stated, stuk["categorie"])
    if not besluit:
        act.refuse(Event.RECHTENVERZOEK_GEWEIGERD, gevraagd=BEPERKEN)
        return besluit.refusal(decide.Relatie.LID, beperking=about)
    line = act.line(
        None,
        Event.RECHTEN_BEPERKT,
        beperking=about,
        categorie=stuk["categorie"],
        grondslag=stuk["grond"],
        reden=stuk["reden"],
        tot=stuk["tot"],
        stuk=stuk.sha256,
        verwerking=besluit.verwerking,
    )
    line.rijen += ledger.store_decision(act.writer, stuk, act.tijd)
    line.rijen += statements.store(act, stated, {about: frozenset({stuk.oin})})
    return Gedaan({"beperking": about, "tot": stuk["tot"]})


def inform(world: World, caller: Caller, body: dict[str, Any]) -> Uitkomst:
    """Take in one decision on informing a person: `{"stuk"}`."""
    stuk, found = signed(world, caller, body.get("stuk"), rechtenstuk.INFORMEREN)
    if stuk is not None and not found:
        found = list(_informing_fits(world, caller, stuk))
    if found or stuk is None:
        return refuse(world, caller, INFORMEREN, found)
    return world.runner.run(caller, INFORMEREN, lambda act: _inform(world, act, stuk))


def _informing_fits(world: World, caller: Caller, stuk: Rechtenstuk) -> Iterator[Bevinding]:
    if caller.persoon is None:
        yield finding("stuk", "persoon-ontbreekt")
    known = codes.codes()
    kind = known["informeren"].get(stuk["besluit"])
    if kind is None:
        yield finding("stuk.besluit", "code-onbekend")
        return
    grounds = known["informeergronden"].get(stuk["besluit"], [])
    if (stuk["grond"] is not None) != kind["grond"] or (stuk["tot"] is not None) != kind["einde"]:
        yield finding("stuk.grond", "past-niet")
    elif stuk["grond"] is not None and stuk["grond"] not in grounds:
        yield finding("stuk.grond", "code-onbekend")
    if stuk["tot"] is not None and not world.now() < stuk["tot"] <= codes.latest_restriction(stuk.gemaakt):
        yield finding("stuk.tot", "einde-te-ver")
    with world.reading() as connection:
        if not all(_concerns(connection, record, stuk.oin) for record in stuk["records"]):
            yield finding("stuk.records", "record-onbekend")


def _concerns(connection: Connection, record: str, oin: str) -> bool:
    """Tell whether an organisation supplied or got a record, also when it was destroyed since."""
    if oin in verstrekkingen.recipients(connection, record):
        return True
    left = bewaring.left_of(connection, [record]).get(record)
    return left is not None and oin in {left["verstrekker"], *left["ontvangers"]}


def _inform(world: World, act: Act, stuk: Rechtenstuk) -> Gedaan:
    _new(act.connection, stuk)
    about: dict[str, Any] = {"besluit": stuk["besluit"], "records": stuk["records"], "stuk": stuk.sha256}
    about |= {name: stuk[field] for name, field in (("grondslag", "grond"), ("tot", "tot")) if stuk[field] is not None}
    verwerking = world.register.activity_for(DOEL, "beslissen", act.tijd).uri
    line = act.line(None, Event.INFORMEREN_BESLOTEN, verwerking=verwerking, **about)
    line.rijen += ledger.store_decision(act.writer, stuk, act.tijd)
    return Gedaan({"stuk": stuk.sha256, "besluit": stuk["besluit"]})


def _new(connection: Connection, stuk: Rechtenstuk) -> None:
    if ledger.decided(connection, stuk.sha256):
        raise NoTrace(Conflict("bestaat-al", "Dit besluit is al gegeven."))
