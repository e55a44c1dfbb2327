# SPDX-License-Identifier: EUPL-1.2
"""The whole HTTP side of one process: `/v1`, what stands beside it, and the gate around both.

Invariants:
- Every error becomes a problem document, also those of the framework: unknown paths, wrong methods, bad parameters.
- `/v1` is an application of its own, so that its OpenAPI describes exactly `/v1`.

Norm: API Design Rules 2.2.1; RFC 9457.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse

from core.contract.bevindingen import Bevinding, pointer
from server.api.bodies import invalid
from server.api.documentation import describe
from server.api.gate import Gate
from server.api.outside import authzen, gezondheid, logbestanden, verwerkingen, wellknown
from server.api.problems import ProblemError
from server.api.v1 import ROUTERS
from server.drukte import Drukte

if TYPE_CHECKING:
    from starlette.responses import Response
    from starlette.types import ASGIApp

    from server.backbone import Backbone

_BY_STATUS = {404: "pad-onbekend", 405: "methode-onbekend", 413: "te-groot", 415: "inhoudstype"}


def create_app(backbone: Backbone) -> ASGIApp:
    """Return the ASGI application that serves `backbone`."""
    outside = _application(backbone)
    for module in (authzen, gezondheid, logbestanden, verwerkingen, wellknown):
        outside.include_router(module.router)
    outside.mount("/v1", create_v1(backbone))
    return Gate(outside, backbone.answer_key, backbone.clock.now, Drukte(backbone.settings))


def create_v1(backbone: Backbone) -> FastAPI:
    """Return the application under `/v1`, with its OpenAPI at `/openapi.json`."""
    app = _application(backbone)
    for router in ROUTERS:
        app.include_router(router)

    @cache
    def document() -> dict[str, Any]:
        return describe(app, backbone.settings.public)

    async def openapi(_request: Request) -> Response:
        return JSONResponse(document(), headers={"Access-Control-Allow-Origin": "*"})

    app.add_route("/openapi.json", openapi)
    return app


def _application(backbone: Backbone) -> FastAPI:
    app = FastAPI(openapi_url=None, docs_url=None, redoc_url=None, redirect_slashes=False)
    app.state.backbone = backbone
    app.add_exception_handler(ProblemError, _problem)
    app.add_exception_handler(HTTPException, _framework)
    app.add_exception_handler(RequestValidationError, _parameters)
    return app


async def _problem(_request: Request, error: Exception) -> Response:
    assert isinstance(error, ProblemError)
    return error.response()


async def _framework(_request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    naam = _BY_STATUS.get(error.status_code, "ongeldige-invoer" if error.status_code < 500 else "interne-fout")
    headers = {name: value for name, value in (error.headers or {}).items() if name.lower() == "allow"}
    return ProblemError(naam, headers=headers).response()


async def _parameters(_request: Request, error: Exception) -> Response:
    """Tell what is wrong with path and query: their names are ours, so the place may be told."""
    assert isinstance(error, RequestValidationError)
    places = [detail["loc"] for detail in error.errors()]
    return invalid(
        Bevinding(pointer(place), "ongeldig", "Deze waarde is hier niet geldig.") for place in places
    ).response()
