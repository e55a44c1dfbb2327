# SPDX-License-Identifier: EUPL-1.2
"""Public documents that prove themselves by the signatures inside: the deelnemerslijst and releases of the rules."""

from fastapi import APIRouter
from starlette.responses import Response

from server.api.authentication import Knooppunt
from server.api.documentation import problems
from server.api.problems import JsonResponse, ProblemError
from server.api.schemas import Document
from server.api.v1.paths import VrijgavePad

router = APIRouter(tags=["openbaar"])

_PUBLIC = {200: {"model": Document}, **problems(404, signed=False)}


@router.get(
    "/deelnemerslijst",
    operation_id="toonDeelnemerslijst",
    summary="Toon de deelnemerslijst",
    response_model=None,
    responses=_PUBLIC,
)
def participants(knooppunt: Knooppunt) -> Response:
    """Geef de lijst zoals zij uit de ceremonie kwam. Vergelijk haar vingerafdruk met de vastgezette."""
    return Response(knooppunt.lijst, media_type="application/json")


@router.get(
    "/vrijgaven/actueel",
    operation_id="toonActueleVrijgave",
    summary="Toon de vrijgave die geldt",
    response_model=None,
    responses=_PUBLIC,
)
def current_release(knooppunt: Knooppunt) -> Response:
    """Geef de vrijgave van de regels waarmee het knooppunt nu beslist, met de handtekeningen van wie haar vrijgaven."""
    return _release(knooppunt, None)


@router.get(
    "/vrijgaven/{digest}",
    operation_id="toonVrijgave",
    summary="Toon een vrijgave",
    response_model=None,
    responses=_PUBLIC,
)
def release(digest: VrijgavePad, knooppunt: Knooppunt) -> Response:
    """Geef een vrijgave van de regels bij haar digest, ook een oude."""
    return _release(knooppunt, digest)


def _release(knooppunt: Knooppunt, digest: str | None) -> Response:
    found = knooppunt.exchange.release(digest)
    if found is None:
        raise ProblemError("niet-gevonden")
    return JsonResponse(found)
