# SPDX-License-Identifier: EUPL-1.2
"""Berichten: the own feed, in its own numbering. It tells nothing of others."""

from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import Response

from server.api.authentication import Aanroeper, Knooppunt
from server.api.documentation import problems
from server.api.outcomes import answer
from server.api.schemas import Berichten

router = APIRouter(tags=["berichten"])

MAX_NUMBER = 2**53 - 1


@router.get(
    "/berichten",
    operation_id="ophalenBerichten",
    summary="Haal de eigen berichten op",
    response_model=None,
    responses={200: {"model": Berichten}, **problems(403, 404, 409)},
)
def feed(
    knooppunt: Knooppunt,
    aanroeper: Aanroeper,
    na: Annotated[int, Query(ge=0, le=MAX_NUMBER, description="geef berichten na dit volgnummer")] = 0,
    limiet: Annotated[int, Query(ge=1, le=500, description="ten hoogste zoveel berichten")] = 100,
) -> Response:
    """Geef wat er gebeurde in de casussen waaraan de organisatie deelneemt, en wat aan haar is gericht."""
    return answer(lambda: knooppunt.exchange.feed(aanroeper, na, limiet))
