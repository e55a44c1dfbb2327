# SPDX-License-Identifier: EUPL-1.2
"""Wisbevelen: a zorgdrager orders that openings of its own log lines are erased, after their term."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from core.contract.wire_wissen import Wisbevel
from server.api.authentication import Aanroeper, Knooppunt
from server.api.bodies import read_json
from server.api.documentation import problems, takes
from server.api.outcomes import answer
from server.api.schemas import MetBewijs

router = APIRouter(tags=["wisbevelen"])


@router.post(
    "/wisbevelen",
    status_code=201,
    operation_id="wissen",
    summary="Beveel openingen van eigen logregels te wissen",
    response_model=None,
    responses={201: {"model": MetBewijs}, **problems(409, 415)},
    openapi_extra=takes(Wisbevel),
)
def erase(request: Request, knooppunt: Knooppunt, aanroeper: Aanroeper) -> Response:
    """Neem een ondertekend wisbevel op en voer het uit.

    Alleen de zorgdrager van de regels kan dat bevelen, en pas na de termijn. Wat niet klopt wordt per bereik genoemd, en
    dan wordt er niets gewist.
    """
    bevel = read_json(request, Wisbevel)
    return answer(lambda: knooppunt.exchange.erase(aanroeper, bevel), 201)
