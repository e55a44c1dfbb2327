# SPDX-License-Identifier: EUPL-1.2
"""Verstrekkingen: a recipient reads one. The line of the read comes first, the content only then."""

from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response

from core.exchange.results import Gedaan
from server.api.authentication import Aanroeper, Knooppunt
from server.api.bodies import read_json
from server.api.documentation import problems, takes
from server.api.outcomes import answer
from server.api.schemas import Inzage, Leeg
from server.api.v1.paths import RecordPad

router = APIRouter(tags=["verstrekkingen"])


@router.post(
    "/verstrekkingen/{record}/inzagen",
    status_code=201,
    operation_id="inzien",
    summary="Zie een verstrekking in",
    response_model=None,
    responses={201: {"model": Inzage}, **problems(403, 404, 409, 415)},
    openapi_extra=takes(Leeg),
)
def read(request: Request, record: RecordPad, knooppunt: Knooppunt, aanroeper: Aanroeper) -> Response:
    """Geef de verstrekking met alleen de eigen omhulsels, het zout en het bewijs van deze inzage.

    Wie er niet bij hoort krijgt hetzelfde antwoord als wie een nummer noemt dat niet bestaat.
    """
    read_json(request, Leeg)
    return answer(lambda: knooppunt.exchange.read(aanroeper, record), 201, _with_proof)


def _with_proof(done: Gedaan) -> dict[str, Any]:
    """A read leaves one line, so it has one receipt."""
    (bewijs,) = done.bewijs
    return {**done.gegevens, "bewijs": bewijs}
