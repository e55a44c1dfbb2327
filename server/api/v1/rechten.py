# SPDX-License-Identifier: EUPL-1.2
"""Requests of citizens: put out by the contactpunt, fetched and answered by controllers; restrictions and informing.

Nothing here says about whom: what identifies stands in sealed letters only, and no path names more than a request.
"""

from fastapi import APIRouter, Request
from starlette.responses import Response

from core.contract.wire_rechten import (
    Informeerbesluit,
    Rechtenafronding,
    Rechtenantwoord,
    Rechtenbeperking,
    Rechtenverlenging,
    Rechtenverzoek,
)
from server.api.authentication import Aanroeper, Knooppunt
from server.api.bodies import read_json
from server.api.documentation import problems, takes
from server.api.outcomes import answer
from server.api.schemas import Leeg, MetBewijs, RechtenverzoekStand
from server.api.v1.paths import RechtenPad

router = APIRouter(tags=["rechten"])


@router.post(
    "/rechtenverzoeken",
    status_code=201,
    operation_id="uitzettenRechtenverzoek",
    summary="Zet een verzoek van een burger uit bij alle verantwoordelijken",
    response_model=None,
    responses={201: {"model": MetBewijs}, **problems(403, 404, 409, 415)},
    openapi_extra=takes(Rechtenverzoek),
)
def receive(request: Request, knooppunt: Knooppunt, aanroeper: Aanroeper) -> Response:
    """Neem een verzoek van het contactpunt op. De vraag is verzegeld: over wie zij gaat weet het knooppunt niet."""
    body = read_json(request, Rechtenverzoek)
    return answer(lambda: knooppunt.exchange.receive_request(aanroeper, body), 201)


@router.post(
    "/rechtenverzoeken/{rechtenverzoek}/inzagen",
    status_code=201,
    operation_id="ophalenRechtenverzoek",
    summary="Haal een rechtenverzoek op",
    response_model=None,
    responses={201: {"model": RechtenverzoekStand}, **problems(403, 404, 409, 415)},
    openapi_extra=takes(Leeg),
)
def read(request: Request, rechtenverzoek: RechtenPad, knooppunt: Knooppunt, aanroeper: Aanroeper) -> Response:
    """Geef een verantwoordelijke de verzegelde vraag, en het contactpunt de stand met de verzegelde antwoorden."""
    read_json(request, Leeg)
    return answer(lambda: knooppunt.exchange.read_request(aanroeper, rechtenverzoek), 201)


@router.post(
    "/rechtenverzoeken/{rechtenverzoek}/antwoorden",
    status_code=201,
    operation_id="beantwoordenRechtenverzoek",
    summary="Beantwoord een rechtenverzoek",
    response_model=None,
    responses={201: {"model": MetBewijs}, **problems(403, 404, 409, 415)},
    openapi_extra=takes(Rechtenantwoord),
)
def reply(request: Request, rechtenverzoek: RechtenPad, knooppunt: Knooppunt, aanroeper: Aanroeper) -> Response:
    """Neem het verzegelde antwoord van een verantwoordelijke op. Elk antwoord is even groot, ook als er niets is."""
    body = read_json(request, Rechtenantwoord)
    return answer(lambda: knooppunt.exchange.answer_request(aanroeper, rechtenverzoek, body), 201)


@router.post(
    "/rechtenverzoeken/{rechtenverzoek}/verlengingen",
    status_code=201,
    operation_id="verlengenRechtenverzoek",
    summary="Verleng de termijn van een rechtenverzoek",
    response_model=None,
    responses={201: {"model": MetBewijs}, **problems(403, 404, 409, 415)},
    openapi_extra=takes(Rechtenverlenging),
)
def extend(request: Request, rechtenverzoek: RechtenPad, knooppunt: Knooppunt, aanroeper: Aanroeper) -> Response:
    """Verleng één keer, voordat de termijn om is, met hoogstens twee maanden en met een reden."""
    body = read_json(request, Rechtenverlenging)
    return answer(lambda: knooppunt.exchange.extend_request(aanroeper, rechtenverzoek, body), 201)


@router.post(
    "/rechtenverzoeken/{rechtenverzoek}/afronding",
    status_code=201,
    operation_id="afrondenRechtenverzoek",
    summary="Rond een rechtenverzoek af",
    response_model=None,
    responses={201: {"model": MetBewijs}, **problems(403, 404, 409, 415)},
    openapi_extra=takes(Rechtenafronding),
)
def finish(request: Request, rechtenverzoek: RechtenPad, knooppunt: Knooppunt, aanroeper: Aanroeper) -> Response:
    """Rond af. De verzegelde vraag en antwoorden gaan weg; wie wanneer antwoordde blijft."""
    body = read_json(request, Rechtenafronding)
    return answer(lambda: knooppunt.exchange.finish_request(aanroeper, rechtenverzoek, body), 201)


@router.post(
    "/rechtenbeperkingen",
    status_code=201,
    operation_id="beperkenRecht",
    summary="Laat één onderdeel uit een antwoord",
    response_model=None,
    responses={201: {"model": MetBewijs}, **problems(403, 404, 409, 415)},
    openapi_extra=takes(Rechtenbeperking),
)
def restrict(request: Request, knooppunt: Knooppunt, aanroeper: Aanroeper) -> Response:
    """Leg een beperking vast: per geval, met grond, reden en einde. Om welk onderdeel het gaat weet het knooppunt niet."""
    body = read_json(request, Rechtenbeperking)
    return answer(lambda: knooppunt.exchange.restrict(aanroeper, body), 201)


@router.post(
    "/informeerbesluiten",
    status_code=201,
    operation_id="besluitenOverInformeren",
    summary="Leg vast of een persoon wordt ingelicht",
    response_model=None,
    responses={201: {"model": MetBewijs}, **problems(403, 404, 409, 415)},
    openapi_extra=takes(Informeerbesluit),
)
def inform(request: Request, knooppunt: Knooppunt, aanroeper: Aanroeper) -> Response:
    """Leg per persoon een besluit over inlichten vast. Over wie het gaat blijft bij de organisatie."""
    body = read_json(request, Informeerbesluit)
    return answer(lambda: knooppunt.exchange.decide_informing(aanroeper, body), 201)
