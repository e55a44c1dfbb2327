# SPDX-License-Identifier: EUPL-1.2
"""What a gateway reports about its own side: its own refusals, and records that are not what they say."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from server.api.authentication import Aanroeper, Knooppunt
from server.api.bodies import read_json
from server.api.documentation import problems, takes
from server.api.outcomes import answer
from server.api.schemas import Afwijking, MetBewijs, Weigering

router = APIRouter(tags=["meldingen"])


@router.post(
    "/weigeringen",
    status_code=201,
    operation_id="meldenWeigering",
    summary="Meld een weigering van de eigen gateway",
    response_model=None,
    responses={201: {"model": MetBewijs}, **problems(403, 404, 409, 415)},
    openapi_extra=takes(Weigering),
)
def report_refusal(request: Request, knooppunt: Knooppunt, aanroeper: Aanroeper) -> Response:
    """Leg vast dat de eigen gateway iets weigerde: de vraag en de regels, geen inhoud."""
    melding = read_json(request, Weigering)
    return answer(lambda: knooppunt.exchange.report_refusal(aanroeper, melding), 201)


@router.post(
    "/afwijkingen",
    status_code=201,
    operation_id="meldenAfwijking",
    summary="Meld een record dat niet klopt",
    response_model=None,
    responses={201: {"model": MetBewijs}, **problems(403, 404, 409, 415)},
    openapi_extra=takes(Afwijking),
)
def report_mismatch(request: Request, knooppunt: Knooppunt, aanroeper: Aanroeper) -> Response:
    """Leg vast dat een record niet open gaat, of van binnen andere labels draagt dan van buiten."""
    melding = read_json(request, Afwijking)
    return answer(lambda: knooppunt.exchange.report_mismatch(aanroeper, melding), 201)
