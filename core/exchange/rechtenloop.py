# SPDX-License-Identifier: EUPL-1.2
"""The course of a request of a citizen: fetched to open, answered by each controller, extended, and done.

Invariants:
- Fetching a request is a logged read, and gives what had come at that read: asked again under the same key, nothing newer. A controller gets the question with its own wraps; the contactpunt gets how it stands and
  the sealed answers; nobody else learns that it exists.
- Every answer has one size, and one line with the same fields, whatever is in it: known or not does not show here.
- A controller answers once, also after the term: late is late, and shows in the accounts.
- The term is extended once, in time, by at most two months, with a reason.
- When it is done the sealed letters go, in the act that says so.

Norm: AVG 12(3); BGS 1.1(1); law.md R-75.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from audit.events import Event
from core.contract import rechten as codes
from core.envelope.brief import Brief
from core.exchange import standing
from core.exchange.act import NoTrace
from core.exchange.rechten import ANTWOORD_BYTES, BERICHT, DOEL, ONTVANGEN, finding, letter, refuse, signed
from core.exchange.results import Bevinding, Conflict, Gedaan, Ongeldig
from core.keychain import rechtenstuk
from core.ledger import rechten as ledger

if TYPE_CHECKING:
    from collections.abc import Iterator

    from core.exchange.act import Act
    from core.exchange.caller import Caller
    from core.exchange.results import Onbekend, Uitkomst
    from core.exchange.world import World
    from core.keychain.rechtenstuk import Rechtenstuk
    from core.ledger.rechten import Stand

LEZEN: Final = "rechtenverzoek-lezen"
ANTWOORDEN: Final = "rechtenverzoek-beantwoorden"
VERLENGEN: Final = "rechtenverzoek-verlengen"
AFRONDEN: Final = "rechtenverzoek-afronden"
GEANTWOORD: Final = "rechtenantwoord"
_GELEZEN: Final = "gelezen"


def read(world: World, caller: Caller, verzoek: str) -> Uitkomst:
    """Log the read of a request, then return it: the question to a controller, stand and answers to the contactpunt."""
    outcome = world.runner.run(caller, LEZEN, lambda act: _read(world, act, verzoek))
    if not isinstance(outcome, Gedaan):
        return outcome
    with world.reading() as connection:
        stand, kept = ledger.stand(connection, verzoek), ledger.letters(connection, verzoek)
    told = {name: item for name, item in outcome.gegevens.items() if name != _GELEZEN}
    given: dict[str, Any] = {} if stand is None else shown(stand, caller.oin, kept, outcome.gegevens.get(_GELEZEN, 0))
    return replace(outcome, gegevens={**told, **given})


def shown(stand: Stand, oin: str, kept: dict[str, dict[str, Any]], at: int) -> dict[str, Any]:
    """Return what one party of a request is given of it by a read at `at` (ms)."""
    given: dict[str, Any] = {"stuk": dict(stand.stuk.bron), "tot": stand.termijn, "afgerond": stand.afgerond}
    question = kept.get(ledger.VRAAG)
    if question is not None:
        given["vraag"] = Brief.from_json(question).only_for(oin).to_json()
    if oin == stand.stuk.oin:
        given["antwoorden"] = [
            {"stuk": dict(stuk.bron), "tijd": stand.antwoorden[who], "brief": kept.get(who)}
            for who, stuk in sorted(stand.stukken.items())
            if stand.antwoorden[who] <= at
        ]
    return given


def _read(world: World, act: Act, verzoek: str) -> Gedaan | Onbekend:
    stand = ledger.stand(act.connection, verzoek)
    if stand is None or act.caller.oin not in {stand.stuk.oin, *stand.stuk.controllers}:
        return standing.unknown(act, LEZEN)
    act.line(
        None, Event.RECHTENVERZOEK_GELEZEN, rechtenverzoek=verzoek, recht=stand.stuk["recht"],
        verwerking=_activity(world, act, "lezen"),
    )  # fmt: skip
    return Gedaan({"rechtenverzoek": verzoek, _GELEZEN: act.tijd})


def answer(world: World, caller: Caller, verzoek: str, body: dict[str, Any]) -> Uitkomst:
    """Take in the sealed answer of one controller: `{"stuk", "antwoord"}`."""
    stuk, found = signed(world, caller, body.get("stuk"), rechtenstuk.ANTWOORD)
    brief, wrong = letter(body.get("antwoord"), ANTWOORD_BYTES)
    found += wrong
    if stuk is not None and brief is not None and not found:
        found = list(_answer_fits(stuk, brief, verzoek))
    if found or stuk is None or brief is None:
        return refuse(world, caller, ANTWOORDEN, found)
    return world.runner.run(caller, ANTWOORDEN, lambda act: _answer(world, act, verzoek, stuk, brief))


def _answer_fits(stuk: Rechtenstuk, brief: Brief, verzoek: str) -> Iterator[Bevinding]:
    if stuk["verzoek"] != verzoek:
        yield finding("stuk.verzoek", "ander")
    if brief.sha256 != stuk["antwoord_sha256"] or brief.entries != stuk["aan"]:
        yield finding("antwoord", "brief-anders")


def _answer(world: World, act: Act, verzoek: str, stuk: Rechtenstuk, brief: Brief) -> Gedaan | Onbekend:
    stand = ledger.stand(act.connection, verzoek)
    if stand is None or act.caller.oin not in stand.stuk.controllers:
        return standing.unknown(act, ANTWOORDEN)
    _open(stand)
    if stuk.oin in stand.antwoorden:
        raise NoTrace(Conflict("bestaat-al", "Deze organisatie heeft dit verzoek al beantwoord."))
    _for_contactpunt(world, act, stand, stuk)
    line = act.line(
        None, Event.RECHTENVERZOEK_BEANTWOORD, rechtenverzoek=verzoek, recht=stand.stuk["recht"], stuk=stuk.sha256,
        tot=stand.termijn, verwerking=_activity(world, act, "verstrekken"),
    )  # fmt: skip
    line.rijen += ledger.add(act.writer, stand, stuk, act.tijd, brief.to_json())
    act.post.add([stand.stuk.oin], GEANTWOORD, {"rechtenverzoek": verzoek, "door": stuk.oin})
    return Gedaan({"rechtenverzoek": verzoek})


def _for_contactpunt(world: World, act: Act, stand: Stand, stuk: Rechtenstuk) -> None:
    """Refuse an answer that is not sealed to the unit of the contactpunt, under its key of now, and to nobody else."""
    wanted = (stand.stuk.oin, stand.stuk["eenheid"])
    if {(item["ontvanger"], item["eenheid"]) for item in stuk["aan"]} != {wanted} or len(stuk["aan"]) != 1:
        raise NoTrace(Ongeldig((finding("stuk.aan", "brief-anders"),)))
    if world.keys.kem_id(*wanted, act.tijd) != stuk["aan"][0]["sleutel"]:
        raise NoTrace(Conflict("sleutel-verouderd", "Het contactpunt heeft een andere sleutel. Antwoord opnieuw."))


def extend(world: World, caller: Caller, verzoek: str, body: dict[str, Any]) -> Uitkomst:
    """Take in the extension of a term: `{"stuk"}`."""
    return _course(world, caller, verzoek, body, (VERLENGEN, rechtenstuk.VERLENGING))


def finish(world: World, caller: Caller, verzoek: str, body: dict[str, Any]) -> Uitkomst:
    """Take in that a request is done: `{"stuk"}`; its sealed letters go."""
    outcome = _course(world, caller, verzoek, body, (AFRONDEN, rechtenstuk.AFRONDING))
    if isinstance(outcome, Gedaan):
        world.scrub(ledger.rechtenbrief.name)
    return outcome


def _course(world: World, caller: Caller, verzoek: str, body: dict[str, Any], what: tuple[str, str]) -> Uitkomst:
    handeling, soort = what
    stuk, found = signed(world, caller, body.get("stuk"), soort)
    if stuk is not None and not found:
        found = list(_course_fits(world, stuk, verzoek))
    if found or stuk is None:
        return refuse(world, caller, handeling, found)
    return world.runner.run(caller, handeling, lambda act: _next(world, act, verzoek, stuk, handeling))


def _course_fits(world: World, stuk: Rechtenstuk, verzoek: str) -> Iterator[Bevinding]:
    if stuk["verzoek"] != verzoek:
        yield finding("stuk.verzoek", "ander")
    name, listed = ("reden", "verlengredenen") if stuk.soort == rechtenstuk.VERLENGING else ("uitkomst", "uitkomsten")
    if stuk[name] not in codes.codes()[listed]:
        yield finding(f"stuk.{name}", "code-onbekend")
    with world.reading() as connection:
        stand = ledger.stand(connection, verzoek)
    if stand is not None and stand.stuk.oin == stuk.oin and stuk.soort == rechtenstuk.VERLENGING:
        yield from _extension_fits(world, stand, stuk)


def _extension_fits(world: World, stand: Stand, stuk: Rechtenstuk) -> Iterator[Bevinding]:
    if stand.verlengd and stand.termijn == stuk["tot"]:
        return  # this one was taken in: the same request again gets the same answer
    if stand.verlengd >= codes.codes()["verlengen"]["keren"]:
        yield finding("stuk.verzoek", "al-verlengd")
    if world.now() >= stand.termijn:
        yield finding("stuk.tot", "te-laat")
    if not stand.termijn < stuk["tot"] <= codes.latest(stand.termijn):
        yield finding("stuk.tot", "te-lang")


def _next(world: World, act: Act, verzoek: str, stuk: Rechtenstuk, handeling: str) -> Gedaan | Onbekend:
    stand = ledger.stand(act.connection, verzoek)
    if stand is None or stand.stuk.oin != stuk.oin:
        return standing.unknown(act, handeling)
    _open(stand)
    told: dict[str, Any] = {"rechtenverzoek": verzoek, "stuk": stuk.sha256}
    verwerking = _activity(world, act, ONTVANGEN)
    if stuk.soort == rechtenstuk.VERLENGING:
        if stand.verlengd:
            raise NoTrace(Conflict("bestaat-al", "Deze termijn is al verlengd."))
        told |= {"tot": stuk["tot"], "reden": stuk["reden"]}
        line = act.line(None, Event.RECHTENVERZOEK_VERLENGD, verwerking=verwerking, **told)
    else:
        told |= {"besluit": stuk["uitkomst"], "tot": stand.termijn}
        line = act.line(None, Event.RECHTENVERZOEK_AFGEROND, verwerking=verwerking, **told)
    line.rijen += ledger.add(act.writer, stand, stuk, act.tijd)
    if stuk.soort == rechtenstuk.AFRONDING:
        line.rijen += ledger.forget(act.writer, act.connection, verzoek, act.tijd)
    about = {"rechtenverzoek": verzoek, "tot": told["tot"], "afgerond": stuk.soort == rechtenstuk.AFRONDING}
    act.post.add({stuk.oin, *(item["ontvanger"] for item in stand.stuk["aan"])}, BERICHT, about)
    return Gedaan({"rechtenverzoek": verzoek, "tot": told["tot"]})


def _open(stand: Stand) -> None:
    if stand.afgerond is not None:
        raise NoTrace(Conflict("toestand", "Dit verzoek is afgerond."))


def _activity(world: World, act: Act, handeling: str) -> str:
    return world.register.activity_for(DOEL, handeling, act.tijd).uri
