# SPDX-License-Identifier: EUPL-1.2
"""Folding events into the state of a case, and refusing events that do not fit it.

Invariants:
- `apply` is a pure function; the same events give the same state at the gateway and at the exchange.
- The first event is `geopend`; numbers run 1, 2, 3 without a hole; time never goes back.
- A phase goes forward over any number of phases, back one step only with a reason; `vernietigd` follows only
  `afsluiting`, and nothing follows `vernietigd`. After closing only the step to `vernietigd` is left.
- A refused event changes nothing and comes back with every reason.

Norm: law.md C2 (phases), R-50, R-57; `lijsten.toml` holds the transitions. Who *may* do an act is for the rules: only
what the record itself demands (the asked partner answers its own request) is checked here.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from core.casus.bevindingen import Bevinding, Ongeldig
from core.casus.events import Gebeurtenis, Soort
from core.casus.fields import finding
from core.casus.lijsten import lijsten
from core.casus.state import CasusStand, Deelnemer, PersoonOpCasus, Uitvraag

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable


def apply(stand: CasusStand | None, event: Gebeurtenis) -> CasusStand | Ongeldig:
    """Return the state after `event`, or every reason why the event does not fit. `stand` None: no such case yet."""
    if stand is None:
        found = _check_first(event)
        return Ongeldig(tuple(found)) if found else _open(event)
    found = _check_sequence(stand, event) + _check_fit(stand, event)
    if found:
        return Ongeldig(tuple(found))
    return replace(_STEPS[event.soort](stand, event), volgnr=event.volgnr, tijd=event.tijd)


def fold(events: Iterable[Gebeurtenis], stand: CasusStand | None = None) -> CasusStand | Ongeldig:
    """Return the state after all events, or the findings on the first event that does not fit (pad `[index]…`)."""
    for index, event in enumerate(events):
        result = apply(stand, event)
        if isinstance(result, Ongeldig):
            return Ongeldig(tuple(Bevinding(f"[{index}].{b.pad}", b.reden, b.tekst) for b in result.bevindingen))
        stand = result
    return stand or Ongeldig((Bevinding("", "leeg", "Een casus zonder gebeurtenissen bestaat niet."),))


def _check_first(event: Gebeurtenis) -> list[Bevinding]:
    found = []
    if event.soort is not Soort.GEOPEND:
        found += finding("soort", "niet-geopend", "Een casus begint met de gebeurtenis 'geopend'.")
    if event.volgnr != 1:
        found += finding("volgnr", "volgorde", "De eerste gebeurtenis heeft volgnummer 1.")
    return found


def _check_sequence(stand: CasusStand, event: Gebeurtenis) -> list[Bevinding]:
    found = []
    if event.casus != stand.casus:
        found += finding("casus", "andere-casus", "Deze gebeurtenis hoort bij een andere casus.")
    if event.volgnr != stand.volgnr + 1:
        found += finding("volgnr", "volgorde", "Dit volgnummer sluit niet aan.")
    if event.tijd < stand.tijd:
        found += finding("tijd", "terug-in-tijd", "Deze gebeurtenis ligt voor de vorige.")
    return found


def _check_fit(stand: CasusStand, event: Gebeurtenis) -> list[Bevinding]:
    if stand.gesloten is not None and not _is_destruction(event):
        return finding("soort", "casus-gesloten", "De casus is gesloten.")
    check = _CHECKS.get(event.soort)
    return check(stand, event) if check else []


def _is_destruction(event: Gebeurtenis) -> bool:
    return event.soort is Soort.FASE_GEZET and event.gegevens["fase"] == lijsten().overgangen.slot


def _check_reopened(_stand: CasusStand, _event: Gebeurtenis) -> list[Bevinding]:
    return finding("soort", "al-geopend", "Deze casus is al geopend.")


def _check_participant_added(stand: CasusStand, event: Gebeurtenis) -> list[Bevinding]:
    if stand.takes_part(event.gegevens["oin"], event.tijd):
        return finding("gegevens.oin", "al-deelnemer", "Deze organisatie neemt al deel.")
    return []


def _check_participant_ended(stand: CasusStand, event: Gebeurtenis) -> list[Bevinding]:
    if not stand.takes_part(event.gegevens["oin"], event.tijd):
        return finding("gegevens.oin", "geen-deelnemer", "Deze organisatie neemt niet deel.")
    return _check_shorter(stand.deelnemers[event.gegevens["oin"]].tot, event)


def _check_person_added(stand: CasusStand, event: Gebeurtenis) -> list[Bevinding]:
    present = stand.personen.get(event.gegevens["persoon"])
    if present is not None and present.oin != event.gegevens["oin"]:
        return finding("gegevens.persoon", "andere-organisatie", "Deze persoon hoort bij een andere organisatie.")
    return []


def _check_person_ended(stand: CasusStand, event: Gebeurtenis) -> list[Bevinding]:
    if event.gegevens["persoon"] not in stand.personen:
        return finding("gegevens.persoon", "onbekend", "Deze persoon staat niet op de casus.")
    return _check_shorter(stand.personen[event.gegevens["persoon"]].tot, event)


def _check_shorter(tot: int | None, event: Gebeurtenis) -> list[Bevinding]:
    # Ending is no way to stay longer: a new period needs a new event of adding.
    if tot is not None and event.gegevens["tot"] > tot:
        return finding("gegevens.tot", "verlenging", "Een beëindiging kan een periode niet verlengen.")
    return []


def _check_phase(stand: CasusStand, event: Gebeurtenis) -> list[Bevinding]:
    lists, moves = lijsten(), lijsten().overgangen
    target = event.gegevens["fase"]
    present = stand.strengen.get(event.gegevens["streng"], lists.fasen[0])
    if present == moves.slot or (target == moves.slot and present != moves.slot_vanuit):
        return finding("gegevens.fase", "overgang", "Deze fase kan niet op de huidige fase volgen.")
    step = lists.fasen.index(target) - lists.fasen.index(present)
    if step == 0 and event.gegevens["streng"] in stand.strengen:
        return finding("gegevens.fase", "zelfde-fase", "De streng is al in deze fase.")
    if step < -moves.terug_stappen:
        return finding("gegevens.fase", "overgang", "Een streng gaat hooguit één fase terug.")
    if step < 0 and event.gegevens["reden"] is None:
        return finding("gegevens.reden", "ontbreekt", "Een stap terug noemt een reden.")
    return []


def _check_request(stand: CasusStand, event: Gebeurtenis) -> list[Bevinding]:
    if event.gegevens["uitvraag"] in stand.uitvragen:
        return finding("gegevens.uitvraag", "dubbel", "Deze uitvraag bestaat al.")
    if event.gegevens["aan"] == event.door:
        return finding("gegevens.aan", "aan-zichzelf", "Een partner vraagt niet aan zichzelf.")
    return []


def _check_answer(stand: CasusStand, event: Gebeurtenis) -> list[Bevinding]:
    uitvraag = stand.uitvragen.get(event.gegevens["uitvraag"])
    if uitvraag is None or uitvraag.aan != event.door:
        return finding("gegevens.uitvraag", "onbekend", "Er is geen uitvraag aan deze partner met dit nummer.")
    if uitvraag.status != "open":
        return finding("gegevens.uitvraag", "al-beantwoord", "Deze uitvraag is al beantwoord.")
    return []


def _check_advice(stand: CasusStand, event: Gebeurtenis) -> list[Bevinding]:
    if event.gegevens["record"] in stand.adviezen:
        return finding("gegevens.record", "dubbel", "Dit advies staat al bij de casus.")
    return []


_CHECKS: dict[Soort, Callable[[CasusStand, Gebeurtenis], list[Bevinding]]] = {
    Soort.GEOPEND: _check_reopened,
    Soort.DEELNEMER_TOEGEVOEGD: _check_participant_added,
    Soort.DEELNEMER_BEEINDIGD: _check_participant_ended,
    Soort.PERSOON_TOEGEVOEGD: _check_person_added,
    Soort.PERSOON_BEEINDIGD: _check_person_ended,
    Soort.FASE_GEZET: _check_phase,
    Soort.UITVRAAG: _check_request,
    Soort.UITVRAAG_BEANTWOORD: _check_answer,
    Soort.ADVIES: _check_advice,
}


def _open(event: Gebeurtenis) -> CasusStand:
    body = event.gegevens
    # Whoever brings the case in takes part in it; the opener does so even when it opens "namens werkgroep".
    bringers = dict.fromkeys([event.door, *body["inbrengers"]])
    return CasusStand(
        casus=event.casus,
        volgnr=event.volgnr,
        tijd=event.tijd,
        geopend=event.tijd,
        regio=body["regio"],
        doel=body["doel"],
        herkomst=body["herkomst"],
        themas=tuple(body["themas"]),
        hkp=body["hkp"],
        inbrengers=tuple(body["inbrengers"]),
        namens_werkgroep=body["namens_werkgroep"],
        deelnemers={oin: Deelnemer(oin, (), event.tijd, None) for oin in bringers},
        strengen={"hoofd": lijsten().fasen[0]},
        titel=body["titel"],
    )


def _add_participant(stand: CasusStand, event: Gebeurtenis) -> CasusStand:
    body = event.gegevens
    deelnemer = Deelnemer(body["oin"], tuple(body["eenheden"]), body["van"], body["tot"])
    return replace(stand, deelnemers={**stand.deelnemers, body["oin"]: deelnemer})


def _end_participant(stand: CasusStand, event: Gebeurtenis) -> CasusStand:
    deelnemer = replace(stand.deelnemers[event.gegevens["oin"]], tot=event.gegevens["tot"])
    return replace(stand, deelnemers={**stand.deelnemers, deelnemer.oin: deelnemer})


def _add_person(stand: CasusStand, event: Gebeurtenis) -> CasusStand:
    body = event.gegevens
    persoon = PersoonOpCasus(body["persoon"], body["oin"], event.door, body["van"], body["tot"], event.tijd)
    return replace(stand, personen={**stand.personen, persoon.persoon: persoon})


def _end_person(stand: CasusStand, event: Gebeurtenis) -> CasusStand:
    body = event.gegevens
    persoon = replace(stand.personen[body["persoon"]], tot=body["tot"], sinds=event.tijd)
    return replace(stand, personen={**stand.personen, persoon.persoon: persoon})


def _set_phase(stand: CasusStand, event: Gebeurtenis) -> CasusStand:
    return replace(stand, strengen={**stand.strengen, event.gegevens["streng"]: event.gegevens["fase"]})


def _ask(stand: CasusStand, event: Gebeurtenis) -> CasusStand:
    body = event.gegevens
    uitvraag = Uitvraag(
        body["uitvraag"], event.door, body["aan"], body["categorie"], event.tijd, onderwerp=body["onderwerp"]
    )
    return replace(stand, uitvragen={**stand.uitvragen, uitvraag.id: uitvraag})


def _answer(stand: CasusStand, event: Gebeurtenis) -> CasusStand:
    body = event.gegevens
    uitvraag = replace(
        stand.uitvragen[body["uitvraag"]], status=body["soort"], reden=body["reden"], records=tuple(body["records"])
    )
    return replace(stand, uitvragen={**stand.uitvragen, uitvraag.id: uitvraag})


def _analyse(stand: CasusStand, _event: Gebeurtenis) -> CasusStand:
    """An analysis leaves the case as it is: what matters is that the suppliers of what it used are told."""
    return stand


def _advise(stand: CasusStand, event: Gebeurtenis) -> CasusStand:
    return replace(stand, adviezen=(*stand.adviezen, event.gegevens["record"]))


def _close(stand: CasusStand, event: Gebeurtenis) -> CasusStand:
    moves = lijsten().overgangen
    strengen = {naam: fase if fase == moves.slot else moves.bij_sluiten for naam, fase in stand.strengen.items()}
    return replace(stand, gesloten=event.tijd, strengen=strengen)


_STEPS: dict[Soort, Callable[[CasusStand, Gebeurtenis], CasusStand]] = {
    Soort.DEELNEMER_TOEGEVOEGD: _add_participant,
    Soort.DEELNEMER_BEEINDIGD: _end_participant,
    Soort.PERSOON_TOEGEVOEGD: _add_person,
    Soort.PERSOON_BEEINDIGD: _end_person,
    Soort.FASE_GEZET: _set_phase,
    Soort.UITVRAAG: _ask,
    Soort.UITVRAAG_BEANTWOORD: _answer,
    Soort.ANALYSE: _analyse,
    Soort.ADVIES: _advise,
    Soort.GESLOTEN: _close,
}
