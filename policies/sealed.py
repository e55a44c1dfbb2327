# SPDX-License-Identifier: EUPL-1.2
"""Casbin, sealed: the decision is its own `enforce_ex` over the rows that can match.

Purpose: the outcome of plain casbin on the same model and rows, hundreds of times faster, with all
matching rows as explanation.

Invariants:
    * casbin's loop, effector and enforce_ex are untouched; it is handed the rows the index keeps,
      deny rows first, and the compiled form of the same matcher;
    * the explanation (every row that matches, folded by casbin's effector) must equal casbin's
      answer and hold casbin's own reason, else `EngineDisagreementError`;
    * sealed: no reload, no added policy, no switch that lets everything through; safe for threads.

Norm: reference/policy-engine.md 4c; section 3, pitfalls 9 to 16, 19 and 20.
Does not: know outcomes, facts or words.
"""

from collections.abc import Sequence
from typing import Any, Final

import casbin
from casbin.model import Model
from casbin.util.log import disabled_logging

from policies.bitindex import BitIndex
from policies.findings import EngineDisagreementError
from policies.groups import KOLOM_VAN, Closure
from policies.matcher import CompiledMatcher
from policies.rows import Row
from policies.tokens import voldoet

EFFECT: Final = "some(where (p_eft == allow)) && !some(where (p_eft == deny))"


class _Constants:
    """Casbin asks the functions of every request; they never change here."""

    def __init__(self, functions: dict[str, Any]) -> None:
        self._functions = functions

    def get_functions(self) -> dict[str, Any]:
        return self._functions


class _View(casbin.Enforcer):  # type: ignore[misc] # casbin has no type information
    """One call's view of the sealed enforcer: the same model with fewer rows; made anew per call."""

    def __init__(self, shared: dict[str, Any], model: dict[str, Any]) -> None:
        self.__dict__.update(shared)
        self.model = model

    def _get_expression(self, _expr: str, _functions: object = None) -> CompiledMatcher:
        compiled: CompiledMatcher = self.compiled
        return compiled


class SealedEnforcer:
    """Immutable: rows in, decisions out."""

    __slots__ = (
        "_evaluate",
        "_index",
        "_model",
        "_prepared",
        "_r_tokens",
        "_shared",
        "closure",
        "matcher",
        "request",
        "rows",
    )

    def __init__(self, model_text: str, rows: Sequence[Row], closure: Closure) -> None:
        """Compile, index and seal.

        Raises:
            MatcherError: when the matcher holds something that is not on the allow-list.
        """
        plain = casbin.Enforcer(model=casbin.Enforcer.new_model(text=model_text))
        disabled_logging()
        ordered = sorted(rows, key=lambda row: row.eft != "deny")
        model = plain.get_model()
        functions = {name: closure.link(kolom) for name, kolom in KOLOM_VAN.items()}
        bare = CompiledMatcher(model["m"]["m"].value)
        self.rows, self.closure = tuple(ordered), closure
        self.matcher = bare.bind({**functions, "voldoet": voldoet})
        self._r_tokens: tuple[str, ...] = tuple(model["r"]["r"].tokens)
        self.request = tuple(token[2:] for token in self._r_tokens)
        self._index = BitIndex(ordered, bare.plan, closure, self.request)
        self._evaluate = self.matcher.evaluator()
        self._prepared = tuple(_prepare(row, model["p"]["p"].tokens, self.matcher) for row in ordered)
        self._model = model
        self._shared = {**plain.__dict__, "compiled": self.matcher, "fm": _Constants({}), "enabled": True}

    def candidates(self, request: Sequence[object]) -> list[int]:
        """Numbers of the rows that can match this request (columns in the order of `self.request`)."""
        return self._index.candidates(request)

    def decide(self, request: Sequence[object], candidates: Sequence[int]) -> tuple[bool, list[Row]]:
        """Casbin's answer over the candidates, and every row that matches.

        Raises:
            EngineDisagreementError: when casbin and the explanation differ.
        """
        names = dict(zip(self._r_tokens, request, strict=True))
        evaluate, prepared = self._evaluate, self._prepared
        matched = [i for i in candidates if evaluate(prepared[i][0], names)]
        allowed, reason = self._view(candidates).enforce_ex(*request)
        if allowed is not self._fold(matched) or not self._explains(reason, matched):
            raise EngineDisagreementError("Casbin en de uitleg geven een verschillende uitkomst; er is niet beslist.")
        return allowed, [self.rows[i] for i in matched]

    def _view(self, candidates: Sequence[int]) -> _View:
        assertion = self._model["p"]["p"]
        policy = _Policy(assertion.tokens, [self._prepared[i][1] for i in candidates])
        return _View(self._shared, {"r": self._model["r"], "p": {"p": policy}, "m": self._model["m"]})

    def _fold(self, matched: Sequence[int]) -> bool:
        effects = {self.rows[i].eft for i in matched}
        return "allow" in effects and "deny" not in effects

    def _explains(self, reason: list[str], matched: Sequence[int]) -> bool:
        return not matched if not reason else any(self._prepared[i][1] is reason for i in matched)


class _Policy:
    """What enforce_ex reads of casbin's policy section."""

    __slots__ = ("policy", "tokens")

    def __init__(self, tokens: list[str], policy: list[list[str]]) -> None:
        self.tokens, self.policy = tokens, policy


def _prepare(row: Row, tokens: Sequence[str], matcher: CompiledMatcher) -> tuple[dict[str, Any], list[str]]:
    cells = list(row.cellen)
    return {**matcher.functions, **dict(zip(tokens, cells, strict=True))}, cells


def read_model(text: str) -> Model:
    """Casbin's own reading of model.conf, for checks of its definitions."""
    return casbin.Enforcer.new_model(text=text)
