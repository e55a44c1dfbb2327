# SPDX-License-Identifier: EUPL-1.2
"""Adoptions and advices on editions of the GEB: handing one in, and asking what was said."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from core.contract.wire_geb import Gebbesluit
from server.api.authentication import Aanroeper, Knooppunt
from server.api.bodies import read_json
from server.api.documentation import problems, takes
from server.api.outcomes import answer
from server.api.schemas import Gebbesluiten, MetBewijs

router = APIRouter(tags=["gebbesluiten"])


@router.post(
    "/gebbesluiten",
    status_code=201,
    operation_id="besluitenOverGeb",
    summary="Stel een editie van de GEB vast, of geef het advies van de FG",
    response_model=None,
    responses={201: {"model": MetBewijs}, **problems(403, 404, 409, 415)},
    openapi_extra=takes(Gebbesluit),
)
def decide(request: Request, knooppunt: Knooppunt, aanroeper: Aanroeper) -> Response:
    """Neem een ondertekend besluit of advies op over de hash van een editie. De editie zelf blijft bij mensen.

    Een advies draagt ook de handtekening van de FG. Wat niet klopt wordt in één keer genoemd en vastgelegd.
    """
    besluit = read_json(request, Gebbesluit)
    return answer(lambda: knooppunt.exchange.decide_geb(aanroeper, besluit), 201)


@router.get(
    "/gebbesluiten",
    operation_id="toonGebbesluiten",
    summary="Toon wie over welke editie van de GEB besloot of adviseerde",
    response_model=None,
    responses={200: {"model": Gebbesluiten}, **problems(403, 404, 409)},
)
def overview(
    knooppunt: Knooppunt,
    aanroeper: Aanroeper,
    editie: Annotated[
        str | None, Query(pattern=r"^[0-9a-f]{64}$", description="alleen over de editie met deze hash")
    ] = None,
    *,
    eigen: Annotated[bool, Query(description="alleen van de eigen organisatie")] = False,
) -> Response:
    """Geef per besluit de organisatie, de editie, de uitkomst en het moment. Personen staan er niet in."""
    return answer(lambda: knooppunt.exchange.geb_decisions(aanroeper, own=eigen, editie=editie))
