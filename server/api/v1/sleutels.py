# SPDX-License-Identifier: EUPL-1.2
"""Keys of organisations: prove possession of a KEM key, publish and withdraw keys in the stamlog."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from audit.proof import jcs
from server.api.authentication import Aanroeper, Knooppunt, Sleutelaanroeper
from server.api.bodies import read_json
from server.api.documentation import problems, takes
from server.api.outcomes import answer
from server.api.schemas import (
    MetBewijs,
    SleutelgebeurtenisInvoer,
    Sleutellek,
    SleutellekGemeld,
    Uitdaging,
    UitdagingAntwoord,
)

router = APIRouter(tags=["sleutels"])


@router.post(
    "/sleuteluitdagingen",
    status_code=201,
    operation_id="uitdagenSleutel",
    summary="Vraag een uitdaging voor een sleutel",
    response_model=None,
    responses={201: {"model": UitdagingAntwoord}, **problems(403, 404, 409, 415)},
    openapi_extra=takes(Uitdaging),
)
def challenge(request: Request, knooppunt: Knooppunt, aanroeper: Sleutelaanroeper) -> Response:
    """Geef een uitdaging die alleen de houder van deze sleutel kan beantwoorden."""
    sleutel = jcs.unb64(read_json(request, Uitdaging)["sleutel"])
    return answer(lambda: knooppunt.exchange.challenge(aanroeper, sleutel), 201)


@router.post(
    "/sleutelgebeurtenissen",
    status_code=201,
    operation_id="vastleggenSleutel",
    summary="Publiceer of herroep een sleutel",
    response_model=None,
    responses={201: {"model": MetBewijs}, **problems(403, 404, 409, 415)},
    openapi_extra=takes(SleutelgebeurtenisInvoer),
)
def publish(request: Request, knooppunt: Knooppunt, aanroeper: Sleutelaanroeper) -> Response:
    """Neem een sleutelgebeurtenis op in de stamlog. De identiteitssleutel van de organisatie heeft haar ondertekend."""
    given = read_json(request, SleutelgebeurtenisInvoer)
    uitdaging, antwoord = given.pop("uitdaging"), given.pop("antwoord")
    # Signed as it was sent: what a withdrawal leaves out is not put in, but a unit that there is none of stands in each.
    gebeurtenis = {name: value for name, value in given.items() if value is not None or name == "eenheid"}
    proof = None if antwoord is None else jcs.unb64(antwoord)
    return answer(lambda: knooppunt.exchange.admit_key_event(aanroeper, gebeurtenis, uitdaging, proof), 201)


@router.post(
    "/sleutellekken",
    status_code=201,
    operation_id="meldenSleutellek",
    summary="Meld dat een eigen leessleutel is gelekt",
    response_model=None,
    responses={201: {"model": SleutellekGemeld}, **problems(403, 404, 409, 415)},
    openapi_extra=takes(Sleutellek),
)
def leaked(request: Request, knooppunt: Knooppunt, aanroeper: Aanroeper) -> Response:
    """Laat elke verstrekker weten welke van zijn records met deze ingetrokken sleutel te openen waren."""
    sleutel = read_json(request, Sleutellek)["sleutel"]
    return answer(lambda: knooppunt.exchange.report_leaked_key(aanroeper, sleutel), 201)
