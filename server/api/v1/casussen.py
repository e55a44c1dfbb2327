# SPDX-License-Identifier: EUPL-1.2
"""Casussen: open one, see its state, and add to its record. Every addition is one event and one line."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from core.casus.events import Soort
from server.api.authentication import Aanroeper, Knooppunt
from server.api.bodies import read_json
from server.api.documentation import problems, takes
from server.api.outcomes import answer
from server.api.schemas import (
    Advies,
    Analyse,
    Casus,
    CasusStand,
    Deelnemer,
    DeelnemerEinde,
    Fase,
    MetBewijs,
    Persoon,
    PersoonEinde,
    Sluiting,
)
from server.api.v1.paths import CasusPad, OinPad

router = APIRouter(tags=["casussen"])

_DONE = {201: {"model": MetBewijs}, **problems(403, 404, 409, 415)}


@router.post(
    "/casussen",
    status_code=201,
    operation_id="openenCasus",
    summary="Open een casus",
    response_model=None,
    responses=_DONE,
    openapi_extra=takes(Casus),
)
def open_case(request: Request, knooppunt: Knooppunt, aanroeper: Aanroeper) -> Response:
    """Open een casus onder een nummer dat de aanroeper kiest. Titel en codenaam zijn verzegeld."""
    gegevens = read_json(request, Casus)
    casus = gegevens.pop("casus")
    return answer(lambda: knooppunt.exchange.open_case(aanroeper, casus, gegevens), 201)


@router.get(
    "/casussen/{casus}",
    operation_id="toonCasus",
    summary="Toon de stand van een casus",
    response_model=None,
    responses={200: {"model": CasusStand}, **problems(403, 404, 409)},
)
def show(casus: CasusPad, knooppunt: Knooppunt, aanroeper: Aanroeper) -> Response:
    """Toon de stand aan wie deelneemt. Ook dit is een inzage, met een regel in het log."""
    return answer(lambda: knooppunt.exchange.show_case(aanroeper, casus))


@router.post(
    "/casussen/{casus}/deelnemers",
    status_code=201,
    operation_id="toevoegenDeelnemer",
    summary="Voeg een deelnemer toe",
    response_model=None,
    responses=_DONE,
    openapi_extra=takes(Deelnemer),
)
def add_participant(request: Request, casus: CasusPad, knooppunt: Knooppunt, aanroeper: Aanroeper) -> Response:
    """Laat een organisatie met haar eenheden deelnemen."""
    gegevens = read_json(request, Deelnemer)
    return answer(lambda: knooppunt.exchange.add_event(aanroeper, casus, Soort.DEELNEMER_TOEGEVOEGD, gegevens), 201)


@router.post(
    "/casussen/{casus}/deelnemers/{oin}/beeindiging",
    status_code=201,
    operation_id="beeindigenDeelnemer",
    summary="Beëindig een deelname",
    response_model=None,
    responses=_DONE,
    openapi_extra=takes(DeelnemerEinde),
)
def end_participant(
    request: Request, casus: CasusPad, oin: OinPad, knooppunt: Knooppunt, aanroeper: Aanroeper
) -> Response:
    """Beëindig de deelname van een organisatie op een tijdstip."""
    gegevens = {"oin": oin, **read_json(request, DeelnemerEinde)}
    return answer(lambda: knooppunt.exchange.add_event(aanroeper, casus, Soort.DEELNEMER_BEEINDIGD, gegevens), 201)


@router.post(
    "/casussen/{casus}/personen",
    status_code=201,
    operation_id="toevoegenPersoon",
    summary="Zet een persoon van de eigen organisatie op de casus",
    response_model=None,
    responses=_DONE,
    openapi_extra=takes(Persoon),
)
def add_person(request: Request, casus: CasusPad, knooppunt: Knooppunt, aanroeper: Aanroeper) -> Response:
    """Zet iemand op de casus, onder het pseudoniem dat de eigen organisatie heeft aangemeld."""
    gegevens = read_json(request, Persoon)
    return answer(lambda: knooppunt.exchange.add_event(aanroeper, casus, Soort.PERSOON_TOEGEVOEGD, gegevens), 201)


@router.post(
    "/casussen/{casus}/personen/beeindiging",
    status_code=201,
    operation_id="beeindigenPersoon",
    summary="Haal een persoon van de casus",
    response_model=None,
    responses=_DONE,
    openapi_extra=takes(PersoonEinde),
)
def end_person(request: Request, casus: CasusPad, knooppunt: Knooppunt, aanroeper: Aanroeper) -> Response:
    """Beëindig het werk van een persoon aan de casus op een tijdstip. Het adres noemt geen persoon."""
    gegevens = read_json(request, PersoonEinde)
    return answer(lambda: knooppunt.exchange.add_event(aanroeper, casus, Soort.PERSOON_BEEINDIGD, gegevens), 201)


@router.post(
    "/casussen/{casus}/fase",
    status_code=201,
    operation_id="zettenFase",
    summary="Zet de fase van een streng",
    response_model=None,
    responses=_DONE,
    openapi_extra=takes(Fase),
)
def set_phase(request: Request, casus: CasusPad, knooppunt: Knooppunt, aanroeper: Aanroeper) -> Response:
    """Breng een streng van de casus in een fase."""
    gegevens = read_json(request, Fase)
    return answer(lambda: knooppunt.exchange.add_event(aanroeper, casus, Soort.FASE_GEZET, gegevens), 201)


@router.post(
    "/casussen/{casus}/analyses",
    status_code=201,
    operation_id="vastleggenAnalyse",
    summary="Leg vast welke verstrekkingen in een analyse zijn gebruikt",
    response_model=None,
    responses=_DONE,
    openapi_extra=takes(Analyse),
)
def add_analysis(request: Request, casus: CasusPad, knooppunt: Knooppunt, aanroeper: Aanroeper) -> Response:
    """Leg vast waarop een analyse rust. De verstrekkers horen het; de inhoud van de analyse blijft verzegeld."""
    gegevens = read_json(request, Analyse)
    return answer(lambda: knooppunt.exchange.add_event(aanroeper, casus, Soort.ANALYSE, gegevens), 201)


@router.post(
    "/casussen/{casus}/adviezen",
    status_code=201,
    operation_id="vastleggenAdvies",
    summary="Leg het interventieadvies vast",
    response_model=None,
    responses=_DONE,
    openapi_extra=takes(Advies),
)
def add_advice(request: Request, casus: CasusPad, knooppunt: Knooppunt, aanroeper: Aanroeper) -> Response:
    """Leg vast welke verstrekking het advies van de casus is."""
    gegevens = read_json(request, Advies)
    return answer(lambda: knooppunt.exchange.add_event(aanroeper, casus, Soort.ADVIES, gegevens), 201)


@router.post(
    "/casussen/{casus}/sluiting",
    status_code=201,
    operation_id="sluitenCasus",
    summary="Sluit een casus",
    response_model=None,
    responses=_DONE,
    openapi_extra=takes(Sluiting),
)
def close_case(request: Request, casus: CasusPad, knooppunt: Knooppunt, aanroeper: Aanroeper) -> Response:
    """Sluit de casus met een reden."""
    gegevens = read_json(request, Sluiting)
    return answer(lambda: knooppunt.exchange.add_event(aanroeper, casus, Soort.GESLOTEN, gegevens), 201)
