# SPDX-License-Identifier: EUPL-1.2
"""Uitvragen: ask a partner for one category, and answer such a request."""

import uuid

from fastapi import APIRouter, Request
from starlette.responses import Response

from server.api.authentication import Aanroeper, Knooppunt
from server.api.bodies import read_json
from server.api.documentation import problems, takes
from server.api.outcomes import answer
from server.api.schemas import Antwoord, MetBewijs, Uitvraag
from server.api.v1.paths import UitvraagPad

router = APIRouter(tags=["uitvragen"])


@router.post(
    "/uitvragen",
    status_code=201,
    operation_id="uitvragen",
    summary="Stel een uitvraag aan een partner",
    response_model=None,
    responses={201: {"model": MetBewijs}, **problems(403, 404, 409, 415)},
    openapi_extra=takes(Uitvraag),
)
def ask(request: Request, knooppunt: Knooppunt, aanroeper: Aanroeper) -> Response:
    """Vraag een partner in een casus om één categorie. Over wie het gaat is verzegeld."""
    gegevens = read_json(request, Uitvraag)
    casus = gegevens.pop("casus")
    gegevens["uitvraag"] = gegevens["uitvraag"] or str(uuid.uuid4())
    return answer(lambda: knooppunt.exchange.request(aanroeper, casus, gegevens), 201)


@router.post(
    "/uitvragen/{uitvraag}/antwoorden",
    status_code=201,
    operation_id="beantwoordenUitvraag",
    summary="Beantwoord een uitvraag",
    response_model=None,
    responses={201: {"model": MetBewijs}, **problems(403, 404, 409, 415)},
    openapi_extra=takes(Antwoord),
)
def reply(request: Request, uitvraag: UitvraagPad, knooppunt: Knooppunt, aanroeper: Aanroeper) -> Response:
    """Meld dat is verstrekt (met welke records), of dat wordt geweigerd met een deelbare reden."""
    gegevens = read_json(request, Antwoord)
    return answer(lambda: knooppunt.exchange.answer(aanroeper, uitvraag, gegevens), 201)
