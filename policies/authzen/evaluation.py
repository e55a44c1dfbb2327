# SPDX-License-Identifier: EUPL-1.2
"""Answering evaluation and evaluations requests.

Invariants:
    * an unknown code is a decision (`false`), not an error; unknown fields are ignored;
    * in a batch one bad item answers `decision: false` in its place;
    * a question about another day is put to the rules of that day, where `on` can give them.

Norm: OpenID AuthZEN 1.0, Access Evaluation and Access Evaluations (three semantics).
"""

from collections.abc import Callable
from datetime import date
from typing import Any, Final, TypeAlias

from policies.authzen.answer import Antwoord, AuthzenError, Stap
from policies.authzen.question import GEEN_OBJECT, day_asked, day_known, read_question
from policies.findings import EngineDisagreementError
from policies.ruleset import RuleSet

EXECUTE_ALL: Final = "execute_all"
SEMANTICS: Final = (EXECUTE_ALL, "deny_on_first_deny", "permit_on_first_permit")
_STOPS: Final = {"deny_on_first_deny": False, "permit_on_first_permit": True}
_SHARED: Final = ("subject", "action", "resource", "context")

RulesOn: TypeAlias = Callable[[date, date], RuleSet]
"""The rules in force on a day (first), with what was known on another (second)."""


def answer_one(ruleset: RuleSet, body: Any, today: date, on: RulesOn | None = None) -> Antwoord:
    """Answer one evaluation request.

    Args:
        ruleset: the rules in force, which say how a request is read.
        body: the decoded JSON request.
        today: the day that counts when the request names none (Europe/Amsterdam).
        on: gives the rules of another day; None: `ruleset` answers for every day.

    Raises:
        AuthzenError: for a malformed request, with all its faults; over HTTP a 400.
    """
    rules = ruleset if on is None else on(day_asked(ruleset, body, today), day_known(body, today))
    vraag = read_question(rules, body, today)
    try:
        beslissing = rules.decide(vraag)
    except EngineDisagreementError as error:
        fault = AuthzenError(str(error))
        return Antwoord(fault.to_answer(rules.digest), (Stap(vraag, None, fault.fouten),))
    inhoud = {"decision": beslissing.toegestaan, "context": beslissing.to_json()}
    return Antwoord(inhoud, (Stap(vraag, beslissing),))


def answer_or_fault(ruleset: RuleSet, body: Any, today: date, on: RulesOn | None = None) -> Antwoord:
    """As `answer_one`, but a malformed request answers `niet-vaststelbaar` with `fout`."""
    try:
        return answer_one(ruleset, body, today, on)
    except AuthzenError as error:
        return Antwoord(error.to_answer(ruleset.digest), (Stap(None, None, error.fouten),))


def answer_batch(ruleset: RuleSet, body: Any, today: date, on: RulesOn | None = None) -> Antwoord:
    """Answer an evaluations request; without `evaluations` it is a single one.

    Raises:
        AuthzenError: when the batch itself is malformed; one bad item only answers `false`.
    """
    if not isinstance(body, dict):
        raise AuthzenError(GEEN_OBJECT)
    items = body.get("evaluations")
    if items is None or items == []:
        return answer_one(ruleset, body, today, on)
    options = body.get("options", {})
    semantic = options.get("evaluations_semantic", EXECUTE_ALL) if isinstance(options, dict) else None
    if not isinstance(items, list) or semantic not in SEMANTICS:
        raise AuthzenError(f"`evaluations` hoort een lijst te zijn en de semantiek een van {', '.join(SEMANTICS)}.")
    defaults = {key: body[key] for key in _SHARED if key in body}
    answers: list[Antwoord] = []
    for item in items:
        whole = {**defaults, **item} if isinstance(item, dict) else item
        answers.append(answer_or_fault(ruleset, whole, today, on))
        if answers[-1].inhoud["decision"] is _STOPS.get(semantic):
            break
    steps = tuple(step for answer in answers for step in answer.stappen)
    return Antwoord({"evaluations": [answer.inhoud for answer in answers]}, steps)


def evaluate(ruleset: RuleSet, body: Any, today: date) -> dict[str, Any]:
    """Answer one request with `{"decision": bool, "context": {...}}` as in design.md 5 (see `answer_one`)."""
    return answer_one(ruleset, body, today).inhoud


def evaluate_or_answer(ruleset: RuleSet, body: Any, today: date) -> dict[str, Any]:
    """As `evaluate`, but a malformed request answers `niet-vaststelbaar` with `fout`."""
    return answer_or_fault(ruleset, body, today).inhoud


def evaluate_batch(ruleset: RuleSet, body: Any, today: date) -> dict[str, Any]:
    """Answer an evaluations request (see `answer_batch`)."""
    return answer_batch(ruleset, body, today).inhoud
