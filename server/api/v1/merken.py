# SPDX-License-Identifier: EUPL-1.2
"""Merken: keyed pseudonyms inside one casus. A key for members, tags of one's own records, and matches; never a tag out."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from server.api.authentication import Aanroeper, Knooppunt
from server.api.bodies import read_json
from server.api.documentation import problems, takes
from server.api.outcomes import answer
from server.api.schemas import (
    MerkenInvoer,
    MerksleutelInvoer,
    MerksleutelStand,
    MetBewijs,
    Trefferuitkomst,
    Treffervraag,
)
from server.api.v1.paths import CasusPad

router = APIRouter(tags=["merken"])


@router.post(
    "/casussen/{casus}/merksleutels",
    status_code=201,
    operation_id="makenMerksleutel",
    summary="Maak de merksleutel van een casus, of geef hem door",
    response_model=None,
    responses={201: {"model": MetBewijs}, **problems(403, 404, 409, 415)},
    openapi_extra=takes(MerksleutelInvoer),
)
def make_key(request: Request, casus: CasusPad, knooppunt: Knooppunt, aanroeper: Aanroeper) -> Response:
    """Leg een ondertekende lijst met omhulsels vast. Alleen deelnemers staan erin; het knooppunt kan er geen openen."""
    gegevens = read_json(request, MerksleutelInvoer)
    return answer(lambda: knooppunt.exchange.make_tag_key(aanroeper, casus, gegevens), 201)


@router.get(
    "/casussen/{casus}/merksleutel",
    operation_id="toonMerksleutel",
    summary="Haal de eigen omhulsels van de merksleutel op",
    response_model=None,
    responses={200: {"model": MerksleutelStand}, **problems(403, 404, 409)},
)
def show_key(casus: CasusPad, knooppunt: Knooppunt, aanroeper: Aanroeper) -> Response:
    """Geef een deelnemer zijn omhulsels en het zout. Ook dit is een inzage, met een regel in het log."""
    return answer(lambda: knooppunt.exchange.show_tag_key(aanroeper, casus))


@router.post(
    "/casussen/{casus}/merken",
    status_code=201,
    operation_id="zettenMerken",
    summary="Zet merken bij een eigen verstrekking",
    response_model=None,
    responses={201: {"model": MetBewijs}, **problems(403, 404, 409, 415)},
    openapi_extra=takes(MerkenInvoer),
)
def put_tags(request: Request, casus: CasusPad, knooppunt: Knooppunt, aanroeper: Aanroeper) -> Response:
    """Zet merken bij een verstrekking van de aanroeper, één keer per merksleutel. Het antwoord zegt niets over treffers."""
    gegevens = read_json(request, MerkenInvoer)
    return answer(lambda: knooppunt.exchange.put_tags(aanroeper, casus, gegevens), 201)


@router.post(
    "/casussen/{casus}/treffers",
    status_code=201,
    operation_id="vergelijkenMerken",
    summary="Laat de merken vergelijken van wat u mag lezen",
    response_model=None,
    responses={201: {"model": Trefferuitkomst}, **problems(403, 404, 409, 415)},
    openapi_extra=takes(Treffervraag),
)
def match(request: Request, casus: CasusPad, knooppunt: Knooppunt, aanroeper: Aanroeper) -> Response:
    """Zeg welke verstrekkingen, die u beide mag lezen, kenmerken gemeen hebben. Elke treffer is een regel in het log."""
    gegevens = read_json(request, Treffervraag)
    return answer(lambda: knooppunt.exchange.match_tags(aanroeper, casus, gegevens["record"]), 201)
