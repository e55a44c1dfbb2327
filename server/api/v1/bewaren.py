# SPDX-License-Identifier: EUPL-1.2
"""Keeping and destroying: the terms of what the caller decides on, its signed decisions, and its orders to destroy."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from core.contract.wire_bewaren import Bewaarbesluit
from server.api.authentication import Aanroeper, Knooppunt
from server.api.bodies import read_json
from server.api.documentation import problems, takes
from server.api.outcomes import answer
from server.api.schemas import Bewaartermijnen, MetBewijs, Vernietiging
from server.api.v1.paths import BevelPad

router = APIRouter(tags=["bewaren"])


@router.get(
    "/bewaartermijnen",
    operation_id="toonBewaartermijnen",
    summary="Toon de termijnen van eigen verstrekkingen",
    response_model=None,
    responses={200: {"model": Bewaartermijnen}, **problems(403, 404, 409)},
)
def terms(
    knooppunt: Knooppunt,
    aanroeper: Aanroeper,
    na: Annotated[
        str, Query(pattern=r"^(|[0-9a-f-]{36})$", max_length=36, description="geef wat na dit record komt")
    ] = "",
    limiet: Annotated[int, Query(ge=1, le=500, description="ten hoogste zoveel verstrekkingen")] = 100,
) -> Response:
    """Geef van elke verstrekking waar de organisatie over beslist de termijn, de grondslag en de zorgdrager."""
    return answer(lambda: knooppunt.exchange.terms(aanroeper, na, limiet))


@router.post(
    "/bewaarbesluiten",
    status_code=201,
    operation_id="besluitenOverBewaren",
    summary="Zet vernietigen stil, hef dat op, of verleng een termijn",
    response_model=None,
    responses={201: {"model": MetBewijs}, **problems(403, 404, 409, 415)},
    openapi_extra=takes(Bewaarbesluit),
)
def decide(request: Request, knooppunt: Knooppunt, aanroeper: Aanroeper) -> Response:
    """Neem een ondertekend besluit op van de verstrekker of de zorgdrager. Wat niet klopt wordt per record genoemd."""
    besluit = read_json(request, Bewaarbesluit)
    return answer(lambda: knooppunt.exchange.decide_keeping(aanroeper, besluit), 201)


@router.post(
    "/vernietigingsbevelen",
    status_code=201,
    operation_id="vernietigen",
    summary="Beveel eigen verstrekkingen te vernietigen",
    response_model=None,
    responses={201: {"model": MetBewijs}, **problems(403, 404, 409, 415)},
    openapi_extra=takes(Bewaarbesluit),
)
def destroy(request: Request, knooppunt: Knooppunt, aanroeper: Aanroeper) -> Response:
    """Neem een ondertekend bevel op en voer het uit: zout, omhulsels en inhoud, in die volgorde.

    Alleen op een vastgelegde grond. Zonder grond gaan de verstrekkingen op slot en krijgen zij een vlag.
    """
    bevel = read_json(request, Bewaarbesluit)
    return answer(lambda: knooppunt.exchange.destroy(aanroeper, bevel), 201)


@router.get(
    "/vernietigingsbevelen/{bevel}",
    operation_id="toonVernietiging",
    summary="Toon een eigen bevel en het bewijs dat het is uitgevoerd",
    response_model=None,
    responses={200: {"model": Vernietiging}, **problems(403, 404, 409)},
)
def destruction(bevel: BevelPad, knooppunt: Knooppunt, aanroeper: Aanroeper) -> Response:
    """Geef waar de verklaring van vernietiging uit bestaat: het bevel, zijn regels, en de regel van de voltooiing."""
    return answer(lambda: knooppunt.exchange.destruction(aanroeper, bevel))
