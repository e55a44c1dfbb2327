# SPDX-License-Identifier: EUPL-1.2
"""What is public: the deelnemerslijst and releases of the rules, which prove themselves by the signatures inside, and the register.

The register of processing activities is what logbooks and lines cite: the end of an activity's URI is its code here, and code and
time name one version. Norm: LDV 1.0.0 (register).
"""

from fastapi import APIRouter
from starlette.responses import Response

from core.contract import verwerkingen
from server.api.authentication import Knooppunt
from server.api.documentation import problems
from server.api.problems import JsonResponse, ProblemError
from server.api.schemas import Document, Verwerkingsactiviteit, Verwerkingsactiviteiten
from server.api.v1.paths import Tijdstip, VerwerkingPad, VrijgavePad

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


@router.get(
    "/verwerkingsactiviteiten",
    operation_id="toonVerwerkingsactiviteiten",
    summary="Toon het register van verwerkingen",
    response_model=None,
    responses={200: {"model": Verwerkingsactiviteiten}, **problems(signed=False)},
)
def activities() -> Response:
    """Geef elke verwerking die in het register staat, met al haar versies."""
    return JsonResponse({"verwerkingsactiviteiten": [row.to_json() for row in verwerkingen.load().rijen]})


@router.get(
    "/verwerkingsactiviteiten/{code}",
    operation_id="toonVerwerkingsactiviteit",
    summary="Toon één verwerking op een moment",
    response_model=None,
    responses={200: {"model": Verwerkingsactiviteit}, **problems(404, signed=False)},
)
def activity(code: VerwerkingPad, tijd: Tijdstip = None) -> Response:
    """Geef de versie van een verwerking die op een moment gold; zonder moment de nieuwste."""
    try:
        return JsonResponse(verwerkingen.load().of_code(code, tijd).to_json())
    except verwerkingen.UnknownActivity:
        raise ProblemError("niet-gevonden") from None


def _release(knooppunt: Knooppunt, digest: str | None) -> Response:
    found = knooppunt.exchange.release(digest)
    if found is None:
        raise ProblemError("niet-gevonden")
    return JsonResponse(found)
