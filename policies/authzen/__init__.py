# SPDX-License-Identifier: EUPL-1.2
"""The hypothetical door: AuthZEN requests in, answers out.

Purpose: anyone may ask "what if", with facts of their own; nothing here ever opens data. Reading requests is in
`policies.authzen.question`, answering in `evaluation`, searching over the closed lists in `search`.

Norm: OpenID AuthZEN 1.0 (evaluation, evaluations, search), NLgov profile; design.md 5.
Does not: know HTTP, clocks (the day is handed in) or real facts.
"""

from policies.authzen.answer import Antwoord, AuthzenError, Stap
from policies.authzen.evaluation import (
    EXECUTE_ALL,
    SEMANTICS,
    RulesOn,
    answer_batch,
    answer_one,
    evaluate,
    evaluate_batch,
    evaluate_or_answer,
)
from policies.authzen.question import day_asked, read_question
from policies.authzen.search import answer_search

__all__ = [
    "EXECUTE_ALL",
    "SEMANTICS",
    "Antwoord",
    "AuthzenError",
    "RulesOn",
    "Stap",
    "answer_batch",
    "answer_one",
    "answer_search",
    "day_asked",
    "evaluate",
    "evaluate_batch",
    "evaluate_or_answer",
    "read_question",
]
