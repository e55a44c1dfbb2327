# SPDX-License-Identifier: EUPL-1.2
"""Omhulsels: what one key of the caller opens. Own wraps only, without ciphertext and salt."""

from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import Response

from core.exchange.omhulsels import MAX_PAGE
from server.api.authentication import Aanroeper, Knooppunt
from server.api.documentation import problems
from server.api.outcomes import answer
from server.api.schemas import Omhulsels

router = APIRouter(tags=["omhulsels"])

UUID4 = r"^([0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12})?$"


@router.get(
    "/omhulsels",
    operation_id="ophalenOmhulsels",
    summary="Haal de eigen omhulsels onder één sleutel op",
    response_model=None,
    responses={200: {"model": Omhulsels}, **problems(403, 404, 409)},
)
def of_key(
    knooppunt: Knooppunt,
    aanroeper: Aanroeper,
    sleutel: Annotated[str, Query(pattern=r"^[0-9a-f]{64}$", description="kenmerk van de eigen leessleutel")],
    na: Annotated[str, Query(pattern=UUID4, description="geef omhulsels van records na dit nummer")] = "",
    limiet: Annotated[int, Query(ge=1, le=MAX_PAGE, description="ten hoogste zoveel omhulsels")] = 100,
) -> Response:
    """Geef wat met deze sleutel te openen was: om het over te zetten op een nieuwe, of om te weten wat een lek bereikte."""
    return answer(lambda: knooppunt.exchange.own_wraps(aanroeper, sleutel, na, limiet))
