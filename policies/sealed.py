# SPDX-License-Identifier: EUPL-1.2
"""Casbin, sealed: the decision is its own `enforce_ex` over the rows that can match.

Purpose: the outcome of plain casbin on the same model and rows, hundreds of times faster, with all
matching rows as explanation.

Invariants:
    * casbin's loop, effector and enforce_ex are untouched; it is handed the rows the index keeps,
      deny rows first, and the compiled form of the same matcher;
    * the explanation is worked out beside it, from another compiled form of the same matcher;
    * the explanation (every row that matches, folded by casbin's effector) must equal casbin's
      answer and hold casbin's own reason, else `EngineDisagreementError`;
    * sealed: no reload, no added policy, no switch that lets everything through; safe for threads.

Norm: reference/policy-engine.md 4c; section 3, pitfalls 9 to 16, 19 and 20.
Does not: know outcomes, facts or words.
"""

import logging
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

import casbin
from casbin.model import Model
from casbin.util.log import disabled_logging

from policies.bitindex import BitIndex
from policies.findings import EngineDisagreementError
from policies.giveway import give_way
from policies.groups import KOLOM_VAN, Closure
from policies.matcher import CompiledMatcher
from policies.rows import Row
from policies.tokens import prepare

EFFECT: Final = "some(where (p_eft == allow)) && !some(where (p_eft == deny))"


class _Constants:
    """Casbin asks the functions of every request; the compiled matcher has its own."""

    def get_functions(self) -> dict[str, Any]:
        return {}


class _Section:
    """What enforce_ex reads of a section of the model: its columns and rows, or its expression."""

    __slots__ = ("policy", "tokens", "value")

    def __init__(self, tokens: Sequence[str], policy: Sequence[list[str]], value: str = "") -> None:
        self.tokens, self.policy, self.value = tokens, policy, value


class _Expression:
    """The compiled matcher under the name by which casbin asks for an expression."""

    __slots__ = ("eval",)

    def __init__(self, matches: Callable[[Mapping[str, object]], bool]) -> None:
        self.eval = matches


class _View(casbin.Enforcer):  # type: ignore[misc] # casbin has no type information
    """One call's view of the sealed enforcer: the same model with fewer rows; made anew per call.

    What does not change between calls (the effector, the logger, the expression) are class
    attributes of a subclass per sealed enforcer.
    """

    expression: _Expression

    def __init__(self, model: dict[str, Any]) -> None:
        self.model = model

    def _get_expression(self, _expr: str, _functions: object = None) -> _Expression:
        return self.expression


class SealedEnforcer:
    """Immutable: rows in, decisions out."""

    __slots__ = (
        "_cells",
        "_closed",
        "_expression",
        "_index",
        "_matches",
        "_r",
        "_view",
        "closure",
        "p_tokens",
        "plan",
        "request",
        "rows",
    )

    def __init__(self, model_text: str, rows: Sequence[Row], closure: Closure) -> None:
        """Seal checked rows under a checked model."""
        disabled_logging()
        plain = casbin.Enforcer(model=casbin.Enforcer.new_model(text=model_text))
        model = plain.get_model()
        matcher = CompiledMatcher(model["m"]["m"].value)
        functions: dict[str, Callable[..., bool]] = {name: closure.link(kolom) for name, kolom in KOLOM_VAN.items()}
        functions["voldoet"] = prepare({row.eis for row in give_way(rows, 64)})
        # The index gives the highest number first; casbin is to see the rows that deny first, so they stand last.
        self.rows = tuple(sorted(rows, key=lambda row: row.eft != "deny")[::-1])
        self.plan, self.closure = matcher.plan, closure
        self.p_tokens: tuple[str, ...] = tuple(model["p"]["p"].tokens)
        self._r = {"r": _Section(tuple(model["r"]["r"].tokens), ())}
        self.request = tuple(token[2:] for token in self._r["r"].tokens)
        self._index = BitIndex(self.rows, self.plan, closure, self.request)
        self._matches = matcher.by_place(functions, model["r"]["r"].tokens, self.p_tokens)
        self._cells = tuple(list(row.cellen) for row in give_way(self.rows, 64))
        # Casbin searches the text of the matcher for `eval(` at every call; the loader has done so once and for all.
        self._expression = {"m": _Section((), (), "sealed")}
        shared = {**plain.__dict__, "fm": _Constants(), "enabled": True, "logger": _silence()}
        shared["expression"] = _Expression(matcher.by_name(functions))
        self._view = type("_View", (_View,), shared)
        self._closed = True

    def __setattr__(self, name: str, value: object) -> None:
        if getattr(self, "_closed", False):
            raise AttributeError("een verzegelde beslismotor verandert niet")
        object.__setattr__(self, name, value)

    def candidates(self, request: Sequence[object]) -> list[int]:
        """Numbers of the rows that can match this request (columns as `self.request`), denying ones first."""
        return self._index.candidates(request)

    def decide(self, request: Sequence[object], candidates: Sequence[int]) -> list[int]:
        """Every candidate that matches; casbin allows exactly when one of them allows and none denies.

        Raises:
            EngineDisagreementError: when casbin and the explanation differ.
        """
        cells, matches = self._cells, self._matches
        matched = [i for i in candidates if matches(request, cells[i])]
        policy = _Section(self.p_tokens, [cells[i] for i in candidates])
        view = self._view({"r": self._r, "p": {"p": policy}, "m": self._expression})
        allowed, reason = view.enforce_ex(*request)
        if allowed is not self._fold(matched) or not self._explains(reason, matched):
            raise EngineDisagreementError("Casbin en de uitleg geven een verschillende uitkomst; er is niet beslist.")
        return matched

    def _fold(self, matched: Sequence[int]) -> bool:
        effects = {self.rows[i].eft for i in matched}
        return "allow" in effects and "deny" not in effects

    def _explains(self, reason: list[str], matched: Sequence[int]) -> bool:
        return not matched if not reason else any(self._cells[i] is reason for i in matched)


def _silence() -> logging.Logger:
    """A logger of its own that nobody can switch on: casbin would write each refusal with all its values."""
    logger = logging.Logger("stil")  # noqa: LOG001 - made by hand on purpose, so that no configuration reaches it
    logger.disabled = True
    return logger


def read_model(text: str) -> Model:
    """Casbin's own reading of model.conf, for checks of its definitions."""
    return casbin.Enforcer.new_model(text=text)
