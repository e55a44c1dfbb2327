# SPDX-License-Identifier: EUPL-1.2
"""Verstrekkingen: a recipient reads one, and a holder grants one later. The line comes first, the content only then."""

from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response

from core.contract.wire_verklaringen import LevensloopStuk
from core.exchange.results import Gedaan
from server.api.authentication import Aanroeper, Knooppunt
from server.api.bodies import read_json
from server.api.documentation import problems, takes
from server.api.outcomes import answer
from server.api.schemas import (
    Gebeurd,
    Geoordeeld,
    Hersleuteld,
    Inzage,
    Leeg,
    OordeelInvoer,
    Toegekend,
    ToekenningenInvoer,
    ToekenningInvoer,
)
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


@router.post(
    "/verstrekkingen/{record}/toekenningen",
    status_code=201,
    operation_id="toekennen",
    summary="Ken een verstrekking later toe",
    response_model=None,
    responses={201: {"model": Toegekend}, **problems(403, 404, 409, 415)},
    openapi_extra=takes(ToekenningInvoer),
)
def grant(request: Request, record: RecordPad, knooppunt: Knooppunt, aanroeper: Aanroeper) -> Response:
    """Voeg een omhulsel toe: voor een eigen nieuwe sleutel, of voor een ontvanger die er later bij komt.

    Voor een nieuwe ontvanger beslist het knooppunt de verstrekking opnieuw. Een ander dan de verstrekker noemt de delegatie van
    de verstrekker.
    """
    given = read_json(request, ToekenningInvoer)
    return answer(lambda: knooppunt.exchange.grant(aanroeper, record, given), 201)


@router.post(
    "/verstrekkingen/{record}/levensloop",
    status_code=201,
    operation_id="wijzigenLevensloop",
    summary="Trek een verstrekking in, vervang haar, haal een ontvanger weg of geef haar vrij",
    response_model=None,
    responses={201: {"model": Gebeurd}, **problems(403, 404, 409, 415)},
    openapi_extra=takes(LevensloopStuk),
)
def happen(request: Request, record: RecordPad, knooppunt: Knooppunt, aanroeper: Aanroeper) -> Response:
    """Neem een ondertekend stuk over een verstrekking op en meld het aan elke ontvanger."""
    given = read_json(request, LevensloopStuk)
    return answer(lambda: knooppunt.exchange.happen(aanroeper, record, given), 201)


@router.post(
    "/verstrekkingen/{record}/bevestigingen",
    status_code=201,
    operation_id="bevestigen",
    summary="Bevestig dat een intrekking of wijziging is verwerkt",
    response_model=None,
    responses={201: {"model": Gebeurd}, **problems(403, 404, 409, 415)},
    openapi_extra=takes(LevensloopStuk),
)
def confirm(request: Request, record: RecordPad, knooppunt: Knooppunt, aanroeper: Aanroeper) -> Response:
    """Neem de ondertekende bevestiging van een ontvanger op; de verstrekker krijgt bericht."""
    given = read_json(request, LevensloopStuk)
    return answer(lambda: knooppunt.exchange.confirm(aanroeper, record, given), 201)


@router.post(
    "/verstrekkingen/{record}/oordelen",
    status_code=201,
    operation_id="oordelen",
    summary="Leg een afwijkend oordeel bij een verstrekking van een ander",
    response_model=None,
    responses={201: {"model": Geoordeeld}, **problems(403, 404, 409, 415)},
    openapi_extra=takes(OordeelInvoer),
)
def dissent(request: Request, record: RecordPad, knooppunt: Knooppunt, aanroeper: Aanroeper) -> Response:
    """Neem een verzegeld oordeel op, voor precies wie de verstrekking ook heeft. De verstrekking zelf verandert niet."""
    given = read_json(request, OordeelInvoer)
    return answer(lambda: knooppunt.exchange.dissent(aanroeper, record, given), 201)


@router.post(
    "/toekenningen",
    status_code=201,
    operation_id="hersleutelen",
    summary="Omhul records voor een eigen nieuwe sleutel",
    response_model=None,
    responses={201: {"model": Hersleuteld}, **problems(403, 404, 409, 415)},
    openapi_extra=takes(ToekenningenInvoer),
)
def rewrap(request: Request, knooppunt: Knooppunt, aanroeper: Aanroeper) -> Response:
    """Geef voor hoogstens 200 records het omhulsel van een eigen nieuwe sleutel. Wat niet kan wordt genoemd en overgeslagen."""
    given = read_json(request, ToekenningenInvoer)
    return answer(lambda: knooppunt.exchange.rewrap(aanroeper, given), 201)


def _with_proof(done: Gedaan) -> dict[str, Any]:
    """A read leaves one line, so it has one receipt."""
    (bewijs,) = done.bewijs
    return {**done.gegevens, "bewijs": bewijs}
