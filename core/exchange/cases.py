# SPDX-License-Identifier: EUPL-1.2
"""Acts on the casus itself: opening, who takes part, phases, requests and answers, advice, closing.

Invariants:
- Each is one event, decided by the rules (`openen`, `wijzigen` or `verzoeken`), appended, and told to every participant.
- Who is not in the casus, or names one that is not there, gets the constant answer; both leave the same kind of line.
- Title, code name and the subject of a request are sealed records; their salt goes to the small store.
- A new participant gets the whole record of the casus in its feed: the events and the statements about it.

Norm: policy-vocabulary, "Participants, phase and closing are `wijzigen` of `casus`"; law.md R-50, R-71, R-80, R-81.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from audit.events import Event
from audit.proof import jcs
from core.casus.events import Gebeurtenis, Soort, check_body
from core.casus.fold import apply
from core.casus.sealed import SEALED_FIELDS, split_salt
from core.exchange import bevraging, decide, gebruik, merksleutels, standing
from core.exchange.act import CASUS_LEZEN, NoTrace
from core.exchange.push import SALT, check_fresh, check_record
from core.exchange.results import Bevinding, Conflict, Gedaan, Ongeldig
from core.ledger import casussen, feiten

if TYPE_CHECKING:
    from core.envelope import SealedRecord
    from core.exchange.act import Act
    from core.exchange.caller import Caller
    from core.exchange.results import Geweigerd, Onbekend, Uitkomst
    from core.exchange.world import World

CASUS = "casus"
_UUID4 = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")
_EVENTS = {
    Soort.GEOPEND: Event.CASUS_GEOPEND,
    Soort.DEELNEMER_TOEGEVOEGD: Event.CASUS_GEWIJZIGD,
    Soort.DEELNEMER_BEEINDIGD: Event.CASUS_GEWIJZIGD,
    Soort.PERSOON_TOEGEVOEGD: Event.CASUS_GEWIJZIGD,
    Soort.PERSOON_BEEINDIGD: Event.CASUS_GEWIJZIGD,
    Soort.FASE_GEZET: Event.CASUS_FASE_GEZET,
    Soort.UITVRAAG: Event.UITVRAAG_GESTELD,
    Soort.UITVRAAG_BEANTWOORD: Event.UITVRAAG_BEANTWOORD,
    Soort.ANALYSE: Event.CASUS_GEWIJZIGD,
    Soort.ADVIES: Event.ADVIES_GEGEVEN,
    Soort.GESLOTEN: Event.CASUS_GESLOTEN,
}


def open_case(world: World, caller: Caller, casus: str, gegevens: dict[str, Any]) -> Uitkomst:
    """Open a casus under the id that the caller chose (UUIDv4)."""
    if _UUID4.fullmatch(casus) is None:
        return Ongeldig((Bevinding("casus", "vorm", "Hier hoort een UUID van versie 4."),))
    checked = _checked(world, caller, casus, Soort.GEOPEND, gegevens)
    if isinstance(checked, Ongeldig):
        return checked
    return world.runner.run(caller, "casus-openen", lambda act: _open(world, act, casus, *checked))


def add_event(world: World, caller: Caller, casus: str, soort: Soort, gegevens: dict[str, Any]) -> Uitkomst:
    """Add one event of kind `soort` (never `geopend`) to a casus."""
    checked = _checked(world, caller, casus, soort, gegevens)
    if isinstance(checked, Ongeldig):
        return checked
    outcome = world.runner.run(caller, f"casus-{soort.value}", lambda act: _add(world, act, casus, soort, *checked))
    if soort is Soort.GESLOTEN and isinstance(outcome, Gedaan):
        merksleutels.forget_casus(world, casus)
    return outcome


def answer(world: World, caller: Caller, uitvraag: str, gegevens: dict[str, Any]) -> Uitkomst:
    """Answer a request by its id. A request that is not there gets the same answer as one in a casus of others."""
    body = {"uitvraag": uitvraag, **gegevens}
    findings = check_body(Soort.UITVRAAG_BEANTWOORD, body, world.codes)
    if findings:
        return Ongeldig(tuple(findings))
    return world.runner.run(caller, "uitvraag-beantwoorden", lambda act: _answer(world, act, body))


def show(world: World, caller: Caller, casus: str) -> Uitkomst:
    """Show the state of a casus to someone who takes part in it: a read, decided and logged as such.

    `zouten` holds, by record id, the salts of its sealed title and subjects: whoever has a wrap can open them now.
    """
    world.require_witnesses(supply=False)
    outcome = world.runner.run(caller, CASUS_LEZEN, lambda act: _show(world, act, casus))
    if not isinstance(outcome, Gedaan) or "casus" not in outcome.gegevens:
        return outcome
    shown = outcome.gegevens["casus"]
    sealed = [shown["titel"], *(asked["onderwerp"] for asked in shown["uitvragen"])]
    records = [item["kop"]["record"] for item in sealed if item is not None]
    salts = world.kluis.get_many(SALT, records)
    zouten = {record: jcs.b64(salt) for record, salt in salts.items()}
    return replace(outcome, gegevens={**outcome.gegevens, "zouten": zouten})


def _checked(
    world: World, caller: Caller, casus: str, soort: Soort, gegevens: dict[str, Any]
) -> tuple[dict[str, Any], dict[str, str]] | Ongeldig:
    """Return the body without salts, and the salts; sealed text in it must verify like any supply of the caller."""
    body, salts = split_salt(gegevens)
    findings = check_body(soort, body, world.codes)
    for name in SEALED_FIELDS if not findings else ():
        sealed = gegevens.get(name)
        if sealed is not None:
            record = check_record(world, caller, sealed, f"gegevens.{name}", findings)
            if record is not None and (record.kop["casus"] != casus or name not in salts):
                findings.append(Bevinding(f"gegevens.{name}", "niet-van-casus", "Dit hoort niet bij deze casus."))
            if record is not None and not _sealed_fits(record, caller, body):
                findings.append(
                    Bevinding(f"gegevens.{name}", "andere-inhoud", "Deze tekst is geen titel of onderwerp.")
                )
    return Ongeldig(tuple(findings)) if findings else (body, salts)


def _sealed_fits(record: SealedRecord, caller: Caller, body: dict[str, Any]) -> bool:
    """Return whether a sealed text says by its header and grants that it is a title or subject, and no undecided supply.

    A title carries the category of the casus; a subject may also carry the one that is asked for, and is sealed to
    nobody but who asks and who is asked.
    """
    readers = {grant.ontvanger for grant in record.toekenningen}
    asked = body.get("aan")
    fits = asked is None or readers <= {caller.oin, asked}
    return fits and not record.verklaring.bijlagen and record.kop["categorie"] in {CASUS, body.get("categorie")}


def _open(world: World, act: Act, casus: str, body: dict[str, Any], salts: dict[str, str]) -> Gedaan | Geweigerd:
    if casussen.events_after(act.connection, casus, 0):
        raise NoTrace(Conflict("bestaat-al", "Onder dit nummer bestaat al een casus."))
    event = Gebeurtenis(casus, 1, Soort.GEOPEND, act.caller.oin, act.tijd, body)
    state = _applied(apply(None, event))
    case = standing.Case(state)
    vraag = standing.question(world, act, "openen", CASUS, case)
    besluit = decide.ask_in_case(world, act, case, vraag, standing.stand_for(world, act, case))
    if not besluit:
        act.refuse(Event.CASUS_GEWEIGERD, casus=casus, soort=Soort.GEOPEND.value)
        return besluit.refusal(decide.Relatie.LID, casus=casus)
    _append(world, act, case, event, salts)
    return Gedaan({"casus": casus, "volgnr": 1})


def _add(
    world: World, act: Act, casus: str, soort: Soort, body: dict[str, Any], salts: dict[str, str]
) -> Gedaan | Geweigerd | Onbekend:
    handeling, categorie = _question_kind(soort, body)
    before = standing.case_of(world, act, casus)
    if before is None or not standing.takes_part(world, act, before):
        return standing.unknown(act, handeling, casus=casus)
    if soort is Soort.UITVRAAG and casussen.case_of_request(act.connection, body["uitvraag"]) is not None:
        # An answer finds its casus by this id: a second one elsewhere would lead it astray.
        raise NoTrace(Ongeldig((Bevinding("gegevens.uitvraag", "dubbel", "Deze uitvraag bestaat al."),)))
    if (too_many := bevraging.over_limit(act, before, soort, body)) is not None:
        act.refuse(Event.CASUS_GEWEIGERD, casus=casus, soort=soort.value)
        return too_many
    event = Gebeurtenis(casus, before.state.volgnr + 1, soort, act.caller.oin, act.tijd, body)
    after = standing.Case(_applied(apply(before.state, event)))
    vraag = standing.question(world, act, handeling, categorie, before, recipient=_asked(soort, body))
    besluit = decide.ask_in_case(world, act, before, vraag, standing.stand_for(world, act, before))
    if not besluit:
        act.refuse(Event.CASUS_GEWEIGERD, casus=casus, soort=soort.value)
        return besluit.refusal(decide.Relatie.LID, casus=casus)
    _append(world, act, after, event, salts)
    return Gedaan({"casus": casus, "volgnr": event.volgnr})


def _answer(world: World, act: Act, body: dict[str, Any]) -> Gedaan | Geweigerd | Onbekend:
    casus = casussen.case_of_request(act.connection, body["uitvraag"])
    if casus is None:  # the same work as for a request in a casus of others; no casus has this id
        standing.case_of(world, act, body["uitvraag"])
        return standing.unknown(act, "wijzigen", uitvraag=body["uitvraag"])
    return _add(world, act, casus, Soort.UITVRAAG_BEANTWOORD, body, {})


def _show(world: World, act: Act, casus: str) -> Gedaan | Geweigerd | Onbekend:
    case = standing.case_of(world, act, casus)
    if case is None or not standing.takes_part(world, act, case):
        return standing.unknown(act, "lezen", casus=casus)
    vraag = standing.question(world, act, "lezen", CASUS, case)
    besluit = decide.ask_in_case(world, act, case, vraag, standing.stand_for(world, act, case))
    if not besluit:
        act.refuse(Event.LEZING_GEWEIGERD, casus=casus)
        return besluit.refusal(decide.Relatie.LID, casus=casus)
    act.line(case.regio, Event.CASUS_GELEZEN, casus=casus, volgnr=case.state.volgnr)
    return Gedaan({"casus": case.state.to_json()})


def _question_kind(soort: Soort, body: dict[str, Any]) -> tuple[str, str]:
    """A request is decided as `verzoeken` of its category; every other event as `wijzigen` of the casus."""
    return ("verzoeken", body["categorie"]) if soort is Soort.UITVRAAG else ("wijzigen", CASUS)


def _asked(soort: Soort, body: dict[str, Any]) -> str | None:
    return body["aan"] if soort is Soort.UITVRAAG else None


def _applied(result: Any) -> Any:
    if isinstance(result, Ongeldig):
        raise NoTrace(result)
    return result


def _append(world: World, act: Act, after: standing.Case, event: Gebeurtenis, salts: dict[str, str]) -> None:
    line = act.line(
        after.regio,
        _EVENTS[event.soort],
        casus=event.casus,
        volgnr=event.volgnr,
        soort=event.soort.value,
        verwerking=world.register.activity_for(after.state.doel, "wijzigen").uri,
    )
    line.rijen += casussen.append_event(act.writer, event.to_json())
    for name, salt in salts.items():
        _keep_salt(world, act, f"gegevens.{name}", event.gegevens[name]["kop"]["record"], jcs.unb64(salt))
    act.post.add(standing.audience(world, act, after), "casus-gebeurtenis", event.to_json())
    gebruik.tell_cited(act, line, event)
    if event.soort is Soort.DEELNEMER_TOEGEVOEGD:
        _tell_history(act, event)
    if event.soort is Soort.GESLOTEN:  # the tags die with the casus
        merksleutels.end(act, line, event.casus, "casus-gesloten")


def _keep_salt(world: World, act: Act, pad: str, record: str, salt: bytes) -> None:
    """Keep the salt of a sealed text, under an id that no record and no other sealed text has.

    It goes to the small store at once, so that another act of the same batch meets it there; of an act that fails after
    all an orphan is left, which is harmless.
    """
    check_fresh(world, act, pad, {record: salt})
    world.kluis.put(SALT, record, salt)


def _tell_history(act: Act, event: Gebeurtenis) -> None:
    """Give a new participant what the others have: earlier events and the statements about the casus."""
    new = (event.gegevens["oin"],)
    for earlier in casussen.events_after(act.connection, event.casus, 0):
        if earlier["volgnr"] < event.volgnr:
            act.post.add(new, "casus-gebeurtenis", earlier)
    hashes = feiten.bundle_hashes_about(act.connection, casus=event.casus)
    for stored in feiten.bundles(act.connection, hashes).values():
        act.post.add(new, "feitverklaring", {"bundel": stored.bundel})
