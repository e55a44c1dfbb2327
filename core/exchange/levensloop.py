# SPDX-License-Identifier: EUPL-1.2
"""What happens to a record after its push: withdrawn, replaced, a recipient taken away, released, confirmed.

Invariants:
- Every event is a document that its maker signed (`core.contract.levensloop`), kept whole and named by its line.
- Who holds no wrap of the record and takes no part in the casus gets the constant answer. Only a recipient that was taken
  away may still confirm that it was.
- Withdrawing is decided as `intrekken`, replacing and taking away as `wijzigen`, by the rules (R-71, R-72): another than the
  supplier is refused by them, with a line.
- Every recipient is told in its feed in the same transaction (`melden-ontvangers`), and the supplier of each confirmation.
- Taking away marks the wrap as gone in the act's own transaction; it cannot take back what was opened already.

Reading asks `stopped`: withdrawn, replaced, under embargo or past its end is refused with that reason, to recipients only.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from audit.events import Event
from core.contract import levensloop as form
from core.exchange import decide, standing
from core.exchange.act import NoTrace
from core.exchange.results import Bevinding, Conflict, Gedaan, Geweigerd, Ongeldig
from core.keychain.errors import KeychainError
from core.ledger import levensloop, toekenningen, verstrekkingen, vervallen
from core.ledger.tables import omhulsel

if TYPE_CHECKING:
    from collections.abc import Collection

    from sqlalchemy import Connection

    from core.contract.levensloop import Levensloop, Toegang
    from core.exchange.act import Act
    from core.exchange.caller import Caller
    from core.exchange.results import Onbekend, Uitkomst
    from core.exchange.world import World

LEVENSLOOP: Final = "levensloop"
INTREKKEN, WIJZIGEN = "intrekken", "wijzigen"
TAKEN_AWAY: Final = "ontvanger-verwijderd"
SKEW_MS: Final = 60_000
_HANDELING: Final = {form.INGETROKKEN: INTREKKEN, **dict.fromkeys((*form.VERVANGEN, form.VERWIJDERD), WIJZIGEN)}
_EVENT: Final = {
    form.INGETROKKEN: Event.VERSTREKKING_INGETROKKEN,
    form.NIEUWE_VERSIE: Event.VERSTREKKING_VERVANGEN,
    form.GECORRIGEERD: Event.VERSTREKKING_VERVANGEN,
    form.VERWIJDERD: Event.ONTVANGER_VERWIJDERD,
    form.VRIJGEGEVEN: Event.VERSTREKKING_VRIJGEGEVEN,
    form.BEVESTIGD: Event.VERSTREKKING_BEVESTIGD,
}
CONFIRMATIONS: Final = frozenset({form.BEVESTIGD})
EVENTS: Final = frozenset(_EVENT) - CONFIRMATIONS
_TEKST: Final = {
    form.INGETROKKEN: "De verstrekker heeft deze verstrekking ingetrokken.",
    form.NIEUWE_VERSIE: "Er is een nieuwe versie van deze verstrekking.",
    form.GECORRIGEERD: "De verstrekker heeft deze verstrekking gecorrigeerd; lees de nieuwe.",
    form.EMBARGO: "Deze verstrekking is nog niet opengesteld.",
    form.AFGELOPEN: "De toegang tot deze verstrekking is geëindigd.",
}


@dataclass(frozen=True)
class _Plaats:
    """A record with what happened to it, its casus, and the organisations that hold a wrap."""

    kop: dict[str, Any]
    case: standing.Case
    readers: tuple[str, ...]
    gebeurd: tuple[levensloop.Gebeurd, ...]


def post(world: World, caller: Caller, record: str, body: Any, soorten: Collection[str]) -> Uitkomst:
    """Take in one signed document of the caller about one record; of one of `soorten`."""
    checked = read_document(world, caller, body)
    if isinstance(checked, Ongeldig):
        return checked
    if checked.record != record or checked.soort not in soorten:
        return _wrong("levensloop.record", "ander-record", "Het stuk gaat over iets anders dan de vraag.")
    return world.runner.run(caller, LEVENSLOOP, lambda act: _take_in(world, act, checked, body))


def read_document(world: World, caller: Caller, body: Any) -> Levensloop | Ongeldig:
    """Check form and both signatures of a document of the caller, before any transaction."""
    now = world.now()
    try:
        read = form.check(body, world.keys.signing_key(caller.oin, now, form.key_id(body)).sleutel)
    except KeychainError as error:
        return _wrong("levensloop", error.soort, "Dit stuk klopt niet of is niet goed ondertekend.")
    if read.oin != caller.oin:
        return _wrong("levensloop.oin", "ander", "Een organisatie tekent alleen voor zichzelf.")
    if read.tijd > now + SKEW_MS:
        return _wrong("levensloop.tijd", "in-toekomst", "Het stuk is van na de klok van nu.")
    return read


def stopped(connection: Connection, kop: dict[str, Any], oin: str, tijd: int) -> Toegang | None:
    """Return why a recipient may not read a record now, None when it may; its supplier always may."""
    found = access(connection, kop, tijd)
    return None if oin == kop["verstrekker"] or found.open else found


def access(connection: Connection, kop: dict[str, Any], tijd: int) -> Toegang:
    """Return whether the recipients of a record may read it at `tijd`, as far as what happened to it goes."""
    happened = (form.parse(item.document["levensloop"]) for item in levensloop.of_record(connection, kop["record"]))
    return form.toegang(happened, kop["verstrekker"], tijd)


def refuse_reading(act: Act, casus: str, record: str, why: Toegang) -> Geweigerd:
    """Leave the line of a read that is refused for what happened to the record, and return that refusal."""
    reden = str(why.reden)
    act.refuse(Event.LEZING_GEWEIGERD, casus=casus, record=record, reden=reden)
    waar = {"record": record, "reden": reden}
    waar |= {} if why.vanaf is None else {"vanaf": str(why.vanaf)}
    waar |= {} if why.nieuw is None else {"nieuw": why.nieuw}
    return Geweigerd("verboden", (), (), waar=waar, adviezen=({"plicht": reden, "tekst": _TEKST[reden]},))


def _take_in(world: World, act: Act, stuk: Levensloop, body: dict[str, Any]) -> Gedaan | Geweigerd | Onbekend:
    place = _place(world, act, stuk)
    if place is None:
        return standing.unknown(act, LEVENSLOOP, record=stuk.record)
    if any(item.sleutel == stuk.sha256 for item in place.gebeurd):
        raise NoTrace(Conflict("bestaat-al", "Dit stuk is al opgenomen."))
    problem = _CHECKS[stuk.soort](act, place, stuk)
    refused = _decide(world, act, place, stuk) if stuk.soort in _HANDELING else None
    if refused is not None:
        return refused
    if problem is not None:
        raise NoTrace(problem)
    line = act.line(
        place.case.regio,
        _EVENT[stuk.soort],
        casus=place.case.id,
        record=stuk.record,
        categorie=place.kop["categorie"],
        soort=stuk.soort,
        stuk=stuk.sha256,
    )
    line.rijen += levensloop.store(act.writer, stuk.sha256, body, act.tijd)
    if stuk.soort == form.VERWIJDERD:
        line.rijen += _take_away(act, stuk)
    told = _tell(act, place, stuk, body)
    return Gedaan({"stuk": stuk.sha256, "ontvangers": told})


def _place(world: World, act: Act, stuk: Levensloop) -> _Plaats | None:
    """Return the record when the caller has a wrap of it and takes part, or confirms that its wrap was taken away."""
    kop, readers, casus = standing.stored(act, stuk.record)
    case = standing.case_of(world, act, casus)
    gebeurd = tuple(levensloop.of_record(act.connection, stuk.record))
    if kop is None or case is None:
        return None
    place = _Plaats(kop, case, readers, gebeurd)
    if stuk.soort == form.BEVESTIGD and act.caller.oin in _concerned(place):
        return place
    asked = stuk.soort == form.VRIJGEGEVEN and _is_asked(place, act.caller.oin)
    inside = asked or act.caller.oin in readers
    return place if inside and standing.takes_part(world, act, case) else None


def _is_asked(place: _Plaats, oin: str) -> bool:
    """Tell whether an organisation must release the record, also when it is no recipient."""
    return any(oin in item.gegevens["samen"] for item in place.gebeurd if item.soort == form.VOORWAARDEN)


def _concerned(place: _Plaats) -> set[str]:
    removed = {item.gegevens["ontvanger"] for item in place.gebeurd if item.soort == form.VERWIJDERD}
    return (set(place.readers) | removed) - {place.kop["verstrekker"]}


def _decide(world: World, act: Act, place: _Plaats, stuk: Levensloop) -> Geweigerd | None:
    info = standing.record_info(place.kop, place.readers)
    handeling, record = _HANDELING[stuk.soort], stuk.record
    vraag = standing.question(world, act, handeling, place.kop["categorie"], place.case, record=record)
    stand = standing.stand_for(world, act, place.case, record=info)
    besluit = decide.ask_in_case(world, act, place.case, vraag, stand)
    if besluit:
        return None
    act.refuse(Event.LEVENSLOOP_GEWEIGERD, casus=place.case.id, record=record, soort=stuk.soort)
    return besluit.refusal(decide.Relatie.LID, record=record)


def _withdraw(_act: Act, place: _Plaats, _stuk: Levensloop) -> Conflict | None:
    if any(item.soort in form.STOPT for item in place.gebeurd):
        return Conflict("toestand", "Deze verstrekking is al ingetrokken of vervangen.")
    return None


def _replace(act: Act, place: _Plaats, stuk: Levensloop) -> Conflict | Ongeldig | None:
    new = verstrekkingen.header(act.connection, stuk.gegevens["nieuw"])
    fits = new is not None and (new.get("vorige"), new["verstrekker"], new["casus"], new["categorie"]) == (
        stuk.record,
        act.caller.oin,
        place.kop["casus"],
        place.kop["categorie"],
    )
    if not fits:
        text = "Het nieuwe record noemt dit record niet als vorige, of is er niet."
        return _wrong("levensloop.gegevens.nieuw", "niet-van-dit-record", text)
    return _withdraw(act, place, stuk)


def _remove(_act: Act, place: _Plaats, stuk: Levensloop) -> Ongeldig | None:
    if stuk.gegevens["ontvanger"] in set(place.readers) - {place.kop["verstrekker"]}:
        return None
    return _wrong("levensloop.gegevens.ontvanger", "geen-ontvanger", "Deze organisatie is geen ontvanger.")


def _release(act: Act, place: _Plaats, stuk: Levensloop) -> Conflict | Ongeldig | None:
    conditions = [item for item in place.gebeurd if item.sleutel == stuk.gegevens["stuk"]]
    if not conditions or act.caller.oin not in conditions[0].gegevens.get("samen", ()):
        text = "Deze organisatie hoeft dit niet vrij te geven."
        return _wrong("levensloop.gegevens.stuk", "niet-gevraagd", text)
    return _once(act, place, stuk)


def _confirm(act: Act, place: _Plaats, stuk: Levensloop) -> Conflict | Ongeldig | None:
    about = [item for item in place.gebeurd if item.sleutel == stuk.gegevens["stuk"]]
    asked = bool(about) and about[0].soort in form.TE_BEVESTIGEN and act.caller.oin != place.kop["verstrekker"]
    # Who was taken away is told so alone, and alone confirms it.
    if not asked or about[0].gegevens.get("ontvanger", act.caller.oin) != act.caller.oin:
        return _wrong("levensloop.gegevens.stuk", "niets-te-bevestigen", "Hier valt niets te bevestigen.")
    return _once(act, place, stuk)


def _once(act: Act, place: _Plaats, stuk: Levensloop) -> Conflict | None:
    same = (stuk.soort, act.caller.oin, stuk.gegevens["stuk"])
    if any((item.soort, item.door, item.gegevens.get("stuk")) == same for item in place.gebeurd):
        return Conflict("bestaat-al", "Dit is al eerder gemeld.")
    return None


_CHECKS: Final = {
    form.INGETROKKEN: _withdraw,
    form.NIEUWE_VERSIE: _replace,
    form.GECORRIGEERD: _replace,
    form.VERWIJDERD: _remove,
    form.VRIJGEGEVEN: _release,
    form.BEVESTIGD: _confirm,
}


def _take_away(act: Act, stuk: Levensloop) -> list[dict[str, Any]]:
    keys = toekenningen.keys_of(act.connection, stuk.record, [stuk.gegevens["ontvanger"]])
    entries = vervallen.mark(act.writer, omhulsel, keys, TAKEN_AWAY, act.tijd)
    vervallen.remove(act.connection, omhulsel, keys)
    return entries


def _tell(act: Act, place: _Plaats, stuk: Levensloop, body: dict[str, Any]) -> list[str]:
    """Tell whom it concerns and return them: the recipients, or the one that is taken away; the supplier always."""
    supplier = place.kop["verstrekker"]
    told = sorted(set(place.readers) - {supplier})
    if stuk.soort == form.VERWIJDERD:
        told = [stuk.gegevens["ontvanger"]]
    if stuk.soort == form.BEVESTIGD:
        told = []
    message = {"record": stuk.record, "casus": place.case.id, "stuk": stuk.sha256, "document": body}
    act.post.add(told, stuk.soort, message)
    act.post.add([supplier], stuk.soort, {**message, "ontvangers": told})
    return told


def _wrong(pad: str, reden: str, tekst: str) -> Ongeldig:
    return Ongeldig((Bevinding(pad, reden, tekst),))
