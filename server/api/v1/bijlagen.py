# SPDX-License-Identifier: EUPL-1.2
"""Bijlagen: large files go up in parts before the push that names them, and come down in parts after a logged read.

Invariants:
- Every part is a request of its own with a signature over its bytes (Content-Digest); its place stands in the path, which is
  signed too. A Range field is not read, because the profile does not sign it.
- A part is at most 1 MiB; nothing here holds more of an attachment than that.

Norm: API Design Rules 2.2.1; RFC 9530. Rights and limits are for `core.exchange.bijlagen`.
"""

from typing import Annotated, Any, Final

from fastapi import APIRouter, Path, Query, Request
from starlette.responses import Response

from core.contract.bijlagen import DEEL
from core.exchange.results import Gedaan, Onbekend
from server.api.authentication import Aanroeper, Knooppunt
from server.api.bodies import raw_body, read_json
from server.api.documentation import problems, takes
from server.api.outcomes import answer
from server.api.problems import ProblemError
from server.api.schemas import BijlageUpload, BijlageUploadStand, Leeg
from server.api.v1.paths import BijlagePad, RecordPad

router = APIRouter(tags=["bijlagen"])

BYTES: Final = "application/octet-stream"
_RAW: Final[dict[str, Any]] = {"schema": {"type": "string", "format": "binary", "maxLength": DEEL}}
Deel = Annotated[int, Path(ge=0, lt=4096, description="het hoeveelste deel, vanaf nul")]
Inzage = Annotated[
    str,
    Query(
        pattern=r"^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$",
        description="Idempotency-Key van de eigen inzage van het record (UUIDv4), hoogstens een dag oud",
    ),
]


@router.post(
    "/bijlagen",
    status_code=201,
    operation_id="beginUpload",
    summary="Begin de upload van een bijlage",
    response_model=None,
    responses={201: {"model": BijlageUploadStand}, **problems(409, 415)},
    openapi_extra=takes(BijlageUpload),
)
def begin(request: Request, knooppunt: Knooppunt, aanroeper: Aanroeper) -> Response:
    """Begin, of vraag hoe ver een eerder begonnen upload is. Wat niet op tijd heel is, wordt opgeruimd."""
    wanted = read_json(request, BijlageUpload)
    return answer(lambda: knooppunt.exchange.begin_upload(aanroeper, wanted["bijlage"], wanted["lengte"]), 201)


@router.get(
    "/bijlagen/{bijlage}",
    operation_id="uploadStand",
    summary="Vraag hoe ver een upload is",
    response_model=None,
    responses={200: {"model": BijlageUploadStand}, **problems(404)},
)
def state(bijlage: BijlagePad, knooppunt: Knooppunt, aanroeper: Aanroeper) -> Response:
    """Geef welke delen nog ontbreken, zodat een upload na een breuk verder kan."""
    return answer(lambda: knooppunt.exchange.upload_state(aanroeper, bijlage))


@router.put(
    "/bijlagen/{bijlage}/delen/{deel}",
    operation_id="stuurDeel",
    summary="Stuur een deel van een bijlage",
    response_model=None,
    responses={200: {"description": "Het deel is bewaard"}, **problems(404, 409, 415)},
    openapi_extra={"requestBody": {"required": True, "content": {BYTES: _RAW}}},
)
def put(request: Request, bijlage: BijlagePad, deel: Deel, knooppunt: Knooppunt, aanroeper: Aanroeper) -> Response:
    """Bewaar een deel. Hetzelfde deel nog eens sturen verandert niets."""
    if request.headers.get("content-type") != BYTES or "content-encoding" in request.headers:
        raise ProblemError("inhoudstype", detail=f"Stuur {BYTES}, zonder compressie.")
    data = raw_body(request)
    if len(data) > DEEL:
        raise ProblemError("te-groot")
    return answer(lambda: knooppunt.exchange.upload_part(aanroeper, bijlage, deel, data))


@router.post(
    "/bijlagen/{bijlage}/voltooiingen",
    status_code=201,
    operation_id="voltooiUpload",
    summary="Meld dat alle delen gestuurd zijn",
    response_model=None,
    responses={201: {"model": BijlageUploadStand}, **problems(404, 409, 415)},
    openapi_extra=takes(Leeg),
)
def finish(request: Request, bijlage: BijlagePad, knooppunt: Knooppunt, aanroeper: Aanroeper) -> Response:
    """Reken de hash over alle delen uit. Een levering mag de bijlage daarna noemen."""
    read_json(request, Leeg)
    return answer(lambda: knooppunt.exchange.finish_upload(aanroeper, bijlage), 201)


@router.get(
    "/verstrekkingen/{record}/bijlagen/{bijlage}/delen/{deel}",
    operation_id="haalDeel",
    summary="Haal een deel van een bijlage op",
    response_model=None,
    responses={200: {"description": "Versleutelde bytes", "content": {BYTES: _RAW}}, **problems(404)},
)
def part(
    record: RecordPad, bijlage: BijlagePad, deel: Deel, inzage: Inzage, knooppunt: Knooppunt, aanroeper: Aanroeper
) -> Response:
    """Geef een deel aan wie het record heeft ingezien, met de persoon van die inzage."""
    found: list[bytes] = []

    def read() -> Gedaan | Onbekend:
        data = knooppunt.exchange.attachment_part(aanroeper, record, bijlage, deel, inzage)
        if isinstance(data, bytes):
            found.append(data)
            return Gedaan({})
        return data

    answer(read)
    return Response(found[0], media_type=BYTES)
