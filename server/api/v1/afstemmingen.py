# SPDX-License-Identifier: EUPL-1.2
"""Afstemmingen: a gateway hands in what it counted of a day, and asks what became of a request of its own."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from server.api.authentication import Aanroeper, Knooppunt
from server.api.bodies import read_json
from server.api.documentation import problems, takes
from server.api.outcomes import answer
from server.api.schemas import AfstemmingInvoer, MetBewijs, VerzoekStand
from server.api.v1.paths import VerzoekPad

router = APIRouter(tags=["afstemmingen"])


@router.post(
    "/afstemmingen",
    status_code=201,
    operation_id="afstemmen",
    summary="Meld de telling van een eigen dag",
    response_model=None,
    responses={201: {"model": MetBewijs}, **problems(403, 404, 409, 415)},
    openapi_extra=takes(AfstemmingInvoer),
)
def report(request: Request, knooppunt: Knooppunt, aanroeper: Aanroeper) -> Response:
    """Leg vast hoeveel verzoeken, bewijzen en inzagen de gateway op een dag zelf telde, met de wortels daarover.

    Wie het log controleert vergelijkt dit met de regels: een verborgen of verzonnen regel valt dan op.
    """
    telling = read_json(request, AfstemmingInvoer)
    return answer(lambda: knooppunt.exchange.report_count(aanroeper, telling), 201)


@router.get(
    "/verzoeken/{verzoek}",
    operation_id="toonVerzoek",
    summary="Toon of een eigen verzoek is vastgelegd",
    response_model=None,
    responses={200: {"model": VerzoekStand}, **problems(403, 404, 409)},
)
def state(verzoek: VerzoekPad, knooppunt: Knooppunt, aanroeper: Aanroeper) -> Response:
    """Zeg of het verzoek met deze Idempotency-Key een regel heeft gekregen. Er wordt niets gedaan."""
    return answer(lambda: knooppunt.exchange.request_state(aanroeper, verzoek))
