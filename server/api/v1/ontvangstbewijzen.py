# SPDX-License-Identifier: EUPL-1.2
"""Ontvangstbewijzen: ask again for the outcome and proof of an own act."""

from fastapi import APIRouter
from starlette.responses import Response

from server.api.authentication import Aanroeper, Knooppunt
from server.api.documentation import problems
from server.api.outcomes import answer
from server.api.schemas import MetBewijs
from server.api.v1.paths import HandelingPad

router = APIRouter(tags=["ontvangstbewijzen"])


@router.get(
    "/ontvangstbewijzen/{handeling}",
    operation_id="toonOntvangstbewijs",
    summary="Toon het bewijs van een eigen handeling",
    response_model=None,
    responses={200: {"model": MetBewijs}, **problems(403, 404, 409)},
)
def receipt(handeling: HandelingPad, knooppunt: Knooppunt, aanroeper: Aanroeper) -> Response:
    """Geef het antwoord op een eerdere eigen handeling, met hetzelfde bewijs."""
    return answer(lambda: knooppunt.exchange.receipt(aanroeper, handeling))
