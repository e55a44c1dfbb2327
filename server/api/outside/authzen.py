# SPDX-License-Identifier: EUPL-1.2
"""The hypothetical door: AuthZEN questions about the rules, with the facts taken from the question.

Invariants:
- It answers what the rules would say, never about a case, a record or an organisation that exists; it reads no ledger,
  opens nothing and leaves no line.
- A deny is 200 with `decision: false`. 400 is for a body that is no AuthZEN question at all.
- At most `MAX_QUESTIONS` in one batch: nobody signs here, and an answer is far longer than its question.
- `X-Request-ID` is given back.

Norm: OpenID AuthZEN Authorization API 1.0; design.md 5. It has its own document, not the OpenAPI of `/v1`.
"""

import json
from typing import Any, Final

from fastapi import APIRouter, Request
from fastapi.concurrency import run_in_threadpool
from starlette.responses import Response

from core.contract.bevindingen import Bevinding
from policies import authzen, day_in_amsterdam
from server.api.authentication import Knooppunt
from server.api.bodies import invalid, raw_body
from server.api.problems import JsonResponse, ProblemError
from server.backbone import Backbone

router = APIRouter(include_in_schema=False)

MAX_QUESTIONS: Final = 1000
EVALUATION: Final = "/access/v1/evaluation"
EVALUATIONS: Final = "/access/v1/evaluations"


@router.post(EVALUATION)
async def evaluation(request: Request, knooppunt: Knooppunt) -> Response:
    """Answer one question."""
    return await run_in_threadpool(_answer, knooppunt, _question(request), authzen.evaluate)


@router.post(EVALUATIONS)
async def evaluations(request: Request, knooppunt: Knooppunt) -> Response:
    """Answer a batch of questions, in order."""
    return await run_in_threadpool(_answer, knooppunt, _question(request), authzen.evaluate_batch)


@router.get("/.well-known/authzen-configuration")
def configuration(knooppunt: Knooppunt) -> Response:
    """Tell where the endpoints are."""
    public = knooppunt.settings.public
    return JsonResponse(
        {
            "policy_decision_point": public,
            "access_evaluation_endpoint": public + EVALUATION,
            "access_evaluations_endpoint": public + EVALUATIONS,
        }
    )


def _question(request: Request) -> Any:
    if request.headers.get("content-type", "").split(";")[0].strip().lower() != "application/json":
        raise ProblemError("ongeldige-invoer", detail="Stuur application/json.")
    try:
        body = json.loads(raw_body(request))
    except (ValueError, RecursionError):
        raise invalid([Bevinding("", "geen-json", "Geen JSON in UTF-8.")]) from None
    asked = body.get("evaluations") if isinstance(body, dict) else None
    if isinstance(asked, list) and len(asked) > MAX_QUESTIONS:
        raise ProblemError("te-groot")
    return body


def _answer(knooppunt: Backbone, body: Any, evaluate: Any) -> Response:
    today = day_in_amsterdam(knooppunt.clock.now())
    try:
        return JsonResponse(evaluate(knooppunt.rules(), body, today))
    except authzen.AuthzenError as error:
        raise ProblemError("ongeldige-invoer", detail=str(error)) from None
