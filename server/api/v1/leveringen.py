# SPDX-License-Identifier: EUPL-1.2
"""Leveringen: a supplier pushes verstrekkingen, together or not at all."""

from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response

from core.contract.wire_verklaringen import Levering, LeveringAntwoord
from core.exchange.results import Gedaan
from server.api.authentication import Aanroeper, Knooppunt
from server.api.bodies import read_json
from server.api.documentation import problems, takes
from server.api.outcomes import answer

router = APIRouter(tags=["leveringen"])


@router.post(
    "/leveringen",
    status_code=201,
    operation_id="leveren",
    summary="Lever verzegelde verstrekkingen",
    response_model=None,
    responses={201: {"model": LeveringAntwoord}, **problems(403, 404, 409, 415)},
    openapi_extra=takes(Levering),
)
def supply(request: Request, knooppunt: Knooppunt, aanroeper: Aanroeper) -> Response:
    """Neem een levering op: alle verstrekkingen of geen.

    Het knooppunt beslist elke verstrekking opnieuw, per ontvanger. Het kan weigeren, nooit toevoegen: één geweigerde
    ontvanger weigert de hele levering en wordt genoemd.
    """
    levering = read_json(request, Levering)
    return answer(lambda: knooppunt.exchange.push(aanroeper, levering), 201, _per_record)


def _per_record(done: Gedaan) -> dict[str, Any]:
    """Put each receipt with its record: a levering leaves one line per record, in order."""
    records = done.gegevens["verstrekkingen"]
    proven = [{"record": r, "bewijs": b} for r, b in zip(records, done.bewijs, strict=True)]
    return {**done.gegevens, "verstrekkingen": proven}
