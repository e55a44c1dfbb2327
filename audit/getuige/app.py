# SPDX-License-Identifier: EUPL-1.2
"""A witness over HTTP: `POST /add-checkpoint` for logs, `GET /<hex sha256(origin)>/checkpoint` for monitors.

Invariants:
- A body is read no further than the largest that makes sense.
- Nobody is known or asked who they are: what counts is in the checkpoint. Nothing about a request is logged.

Norm: c2sp.org/tlog-witness v1.0.0. What is answered is `audit.getuige.getuige`'s.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response
from starlette.routing import Route

from audit.getuige import verzoek

if TYPE_CHECKING:
    from starlette.requests import Request

    from audit.getuige.getuige import Witness

_NAME: Final = re.compile(r"[0-9a-f]{64}")


def create_app(witness: Witness) -> Starlette:
    """Return the application of a witness."""

    async def add(request: Request) -> Response:
        body = b""
        async for part in request.stream():
            body += part
            if len(body) > verzoek.MAX_BODY:
                return Response("het verzoek is te groot\n", 413, media_type=verzoek.TEXT_TYPE)
        answer = await run_in_threadpool(witness.add_checkpoint, body)
        return _response(answer.body, answer.status, answer.media)

    async def latest(request: Request) -> Response:
        name = request.path_params["naam"]
        found = await run_in_threadpool(witness.latest, name) if _NAME.fullmatch(name) else None
        if found is None:
            return _response(b"van dit log is hier niets getekend\n", 404)
        return _response(found, 200)

    return Starlette(
        routes=[
            Route(f"/{verzoek.PATH}", add, methods=["POST"]),
            Route("/{naam}/checkpoint", latest, methods=["GET"]),
        ]
    )


def _response(body: bytes, status: int, media: str = verzoek.TEXT_TYPE) -> Response:
    """Return an answer with exactly this media type: Starlette would add a character set to any text."""
    return Response(body, status, headers={"Content-Type": media, "Cache-Control": "no-cache"})
