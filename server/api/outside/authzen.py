# SPDX-License-Identifier: EUPL-1.2
"""The hypothetical doors: AuthZEN questions about the rules, with the facts taken from the question.

Invariants:
- They answer what the rules would say, never about a case, a record or an organisation that exists; they read no ledger
  and open nothing. Ids in a request change nothing and go nowhere.
- A question about another day is answered by the rules that were in force then, with what is known today.
- A deny is 200 with `decision: false`. 400 is for a body that is no AuthZEN question at all.
- Each call leaves one decision record before its answer; when that cannot be written there is no answer (503).
- At most `MAX_QUESTIONS` in one batch: nobody signs here, and an answer is far longer than its question. At most
  `MAX_AT_ONCE` calls at a time, the next one gets 503: however many strangers ask, most threads are there for acts.
- An address that asks faster than a stranger may gets 429 (`server.drukte`).
- `X-Request-ID` is given back.

Norm: OpenID AuthZEN Authorization API 1.0; Authorization Decision Log 1.0.0; design.md 5. They have their own document, not
the OpenAPI of `/v1`. The metadata name no `capabilities`: none is registered for what these doors do.
"""

import json
import re
import threading
from collections.abc import Callable
from concurrent.futures import TimeoutError as FutureTimeoutError
from datetime import date
from functools import partial
from typing import Any, Final, Never, TypeAlias

from fastapi import APIRouter, Request
from fastapi.concurrency import run_in_threadpool
from starlette.responses import Response

from audit.values import LogUnavailableError
from core.contract.bevindingen import Bevinding
from core.exchange import hypothetical
from core.exchange.hypothetical import Aanroep
from policies import RuleSet, authzen, day_in_amsterdam
from server.api.authentication import Knooppunt
from server.api.bodies import invalid, raw_body
from server.api.gate import single_header
from server.api.outcomes import RETRY_AFTER_S
from server.api.problems import JsonResponse, ProblemError
from server.backbone import Backbone
from server.drukte import drukte_of

router = APIRouter(include_in_schema=False)

MAX_QUESTIONS: Final = 1000
MAX_AT_ONCE: Final = 8
_PLACES: Final = threading.BoundedSemaphore(MAX_AT_ONCE)
EVALUATION: Final = "/access/v1/evaluation"
EVALUATIONS: Final = "/access/v1/evaluations"
SEARCH: Final = "/access/v1/search/"
_UUID: Final = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")

Ask: TypeAlias = Callable[[RuleSet, Any, date, authzen.RulesOn], authzen.Antwoord]


@router.post(EVALUATION)
async def evaluation(request: Request, knooppunt: Knooppunt) -> Response:
    """Answer one question."""
    return await _serve(request, knooppunt, hypothetical.EVALUATION, authzen.answer_one)


@router.post(EVALUATIONS)
async def evaluations(request: Request, knooppunt: Knooppunt) -> Response:
    """Answer a batch of questions, in order."""
    return await _serve(request, knooppunt, hypothetical.EVALUATIONS, authzen.answer_batch)


@router.post(SEARCH + "subject")
async def search_subject(request: Request, knooppunt: Knooppunt) -> Response:
    """Tell which kinds of partner or officer may."""
    return await _search(request, knooppunt, "subject")


@router.post(SEARCH + "action")
async def search_action(request: Request, knooppunt: Knooppunt) -> Response:
    """Tell which acts may."""
    return await _search(request, knooppunt, "action")


@router.post(SEARCH + "resource")
async def search_resource(request: Request, knooppunt: Knooppunt) -> Response:
    """Tell for which categories of data it may."""
    return await _search(request, knooppunt, "resource")


@router.get("/.well-known/authzen-configuration")
def configuration(knooppunt: Knooppunt) -> Response:
    """Tell where the endpoints are."""
    public = knooppunt.settings.public
    searches = {f"search_{name}_endpoint": f"{public}{SEARCH}{name}" for name in hypothetical.SEARCHES}
    return JsonResponse(
        {
            "policy_decision_point": public,
            "access_evaluation_endpoint": public + EVALUATION,
            "access_evaluations_endpoint": public + EVALUATIONS,
            **searches,
        }
    )


async def _search(request: Request, knooppunt: Backbone, entity: str) -> Response:
    def ask(rules: RuleSet, body: Any, today: date, on: authzen.RulesOn) -> authzen.Antwoord:
        return authzen.answer_search(rules, entity, body, today, on)

    return await _serve(request, knooppunt, hypothetical.SEARCHES[entity], ask)


async def _serve(request: Request, knooppunt: Backbone, gebeurtenis: str, ask: Ask) -> Response:
    drukte_of(request.scope).ask(request.scope)
    body = _question(request)
    if not _PLACES.acquire(blocking=False):
        told = "Er zijn nu te veel vragen tegelijk. Probeer het later."
        raise ProblemError("log-niet-beschikbaar", detail=told, headers={"Retry-After": str(RETRY_AFTER_S)})
    try:
        return await run_in_threadpool(_answer, knooppunt, body, _call(request, body, gebeurtenis), ask)
    finally:
        _PLACES.release()


def _question(request: Request) -> Any:
    """Return the JSON of the body. What is no JSON is no call at the rules yet: it leaves no record."""
    if request.headers.get("content-type", "").split(";")[0].strip().lower() != "application/json":
        raise ProblemError("ongeldige-invoer", detail="Stuur application/json.")
    try:
        body = json.loads(raw_body(request), parse_constant=_no_json)
    except (ValueError, RecursionError):
        raise invalid([Bevinding("", "geen-json", "Geen JSON in UTF-8.")]) from None
    asked = body.get("evaluations") if isinstance(body, dict) else None
    if isinstance(asked, list) and len(asked) > MAX_QUESTIONS:
        raise ProblemError("te-groot")
    return body


def _no_json(name: str) -> Never:
    raise ValueError(name)


def _call(request: Request, body: Any, gebeurtenis: str) -> Aanroep:
    """Begin the call under the trace of the header, else that of the request's context (NLgov profile)."""
    context = body.get("context") if isinstance(body, dict) else None
    told = context.get("traceparent") if isinstance(context, dict) else None
    transaction = single_header(request.scope, b"fsc-transaction-id")
    known = transaction if transaction is not None and _UUID.fullmatch(transaction) else None
    return Aanroep.start(gebeurtenis, (single_header(request.scope, b"traceparent"), told), known)


def _answer(knooppunt: Backbone, body: Any, call: Aanroep, ask: Ask) -> Response:
    keep = partial(_keep, knooppunt, call)
    today = day_in_amsterdam(knooppunt.clock.now())

    try:
        answer = ask(knooppunt.rules(), body, today, knooppunt.rules_on)
    except authzen.AuthzenError as error:
        keep((), error.fouten)
        raise ProblemError("ongeldige-invoer", detail=str(error)) from None
    except Exception:
        keep((), ("Er ging iets mis bij het beslissen.",))
        raise
    keep(answer.stappen)
    return JsonResponse(answer.inhoud)


def _keep(knooppunt: Backbone, call: Aanroep, steps: tuple[authzen.Stap, ...], fouten: tuple[str, ...] = ()) -> None:
    try:
        hypothetical.keep(knooppunt.exchange.world, call, steps, fouten)
    except hypothetical.RecordTooLargeError:
        raise ProblemError("te-groot") from None
    except (LogUnavailableError, TimeoutError, FutureTimeoutError):
        raise ProblemError("log-niet-beschikbaar", headers={"Retry-After": str(RETRY_AFTER_S)}) from None
