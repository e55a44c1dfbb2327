# SPDX-License-Identifier: EUPL-1.2
"""Feitverklaringen: a body that may state a fact states it, under its own signature."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from core.contract.wire_verklaringen import FeitBundel
from server.api.authentication import Aanroeper, Knooppunt
from server.api.bodies import read_json
from server.api.documentation import problems, takes
from server.api.outcomes import answer
from server.api.schemas import MetBewijs

router = APIRouter(tags=["feitverklaringen"])


@router.post(
    "/feitverklaringen",
    status_code=201,
    operation_id="verklarenFeiten",
    summary="Leg verklaarde feiten vast",
    response_model=None,
    responses={201: {"model": MetBewijs}, **problems(403, 404, 409, 415)},
    openapi_extra=takes(FeitBundel),
)
def state(request: Request, knooppunt: Knooppunt, aanroeper: Aanroeper) -> Response:
    """Neem een ondertekende bundel feiten op. Alleen wie een feit mag verklaren, wordt geloofd."""
    bundel = read_json(request, FeitBundel)
    return answer(lambda: knooppunt.exchange.admit_statements(aanroeper, bundel), 201)
