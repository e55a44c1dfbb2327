# SPDX-License-Identifier: EUPL-1.2
"""The matcher of model.conf: read once, held against an allow-list, compiled, and planned.

Purpose: the same text that casbin interprets is compiled once, and tells which rows can match at all.

Invariants:
    * only a conjunction of: a role function, `p.x <= r.y`, `r.y <= p.x`, `voldoet(...)`; anything
      else (an `or`, a `not`, `eval`, an attribute, a literal) is refused;
    * each column that narrows a rule occurs; a lost conjunct is refused, never ignored;
    * the plan is a necessary condition of the matcher, so a filter made from it can lose no match.

Norm: reference/policy-engine.md 4c; section 3, pitfalls 7, 17 and 18.
Does not: call `eval` on anything but the checked syntax tree of the pinned matcher.
"""

import ast
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import CodeType, MappingProxyType
from typing import Any, Final

from policies.findings import PolicyError

ROLLEN: Final = ("g", "g2", "g3", "g4", "g5")
_NARROWING: Final = frozenset({"wie", "aan", "wat", "handeling", "doel", "fase", "van", "tm", "eis"})
_ALLOWED: Final = (ast.Expression, ast.BoolOp, ast.And, ast.Compare, ast.LtE, ast.Call, ast.Name, ast.Load)


class MatcherError(PolicyError):
    """The matcher holds something that is not on the list, or lacks something that must be there."""

    type = "urn:knooppunt:fout:matcher-geweigerd"


@dataclass(frozen=True, slots=True)
class Conjunct:
    """One part of the matcher: `rol` (function g…), `vanaf`, `totenmet` or `rest`."""

    soort: str
    vraag: str
    regel: str
    functie: str = ""

    def __str__(self) -> str:
        """The conjunct as one word, so that a plan can be pinned in a test."""
        return f"{self.soort}:{self.functie or '-'}:{self.vraag}:{self.regel}"


class CompiledMatcher:
    """The matcher as code; `eval(names)` is what casbin asks of an expression."""

    def __init__(self, text: str) -> None:
        """Compile casbin's own form of the matcher (`r_wie`, `p_wie`, `&&`).

        Raises:
            MatcherError: when anything in it is not on the allow-list.
        """
        self.text = text
        tree = _parse(text)
        self.plan = _plan(tree)
        self._code: CodeType = compile(tree, "<model.conf>", "eval")
        self._globals: dict[str, Any] = {"__builtins__": {}}

    def bind(self, functions: Mapping[str, Callable[..., bool]]) -> "CompiledMatcher":
        """A copy that knows the functions."""
        bound = object.__new__(CompiledMatcher)
        bound.text, bound.plan, bound._code = self.text, self.plan, self._code
        bound._globals = {"__builtins__": {}, **functions}
        return bound

    def eval(self, names: Mapping[str, object]) -> bool:
        """Evaluate for one request and one row; the name casbin calls it by."""
        return bool(eval(self._code, self._globals, names))  # noqa: S307 - checked tree only

    def evaluator(self) -> Callable[[dict[str, Any], Mapping[str, object]], bool]:
        """A function of (row names with functions, request names), for rows prepared beforehand."""
        code = self._code
        return lambda row, request: bool(eval(code, row, request))  # noqa: S307 - checked tree

    @property
    def functions(self) -> Mapping[str, Any]:
        """The functions that were bound."""
        return MappingProxyType(self._globals)


def _parse(text: str) -> ast.Expression:
    if "||" in text or "!" in text or "#" in text:
        raise MatcherError("De matcher van model.conf mag alleen `&&` bevatten, geen `||`, `!` of `#`.")
    try:
        tree = ast.parse(text.replace("&&", "and").strip(), mode="eval")
    except SyntaxError as error:
        raise MatcherError(f"De matcher van model.conf is niet te lezen: {error.msg}.") from error
    for node in ast.walk(tree):
        if not isinstance(node, _ALLOWED):
            raise MatcherError(f"De matcher van model.conf bevat iets dat niet mag: {type(node).__name__}.")
    return tree


def _plan(tree: ast.Expression) -> tuple[Conjunct, ...]:
    body = tree.body
    parts = body.values if isinstance(body, ast.BoolOp) else [body]
    plan = tuple(_conjunct(part) for part in parts)
    seen = {name for part in plan for name in part.regel.split("+")}
    lost = sorted(_NARROWING - seen)
    if lost:
        raise MatcherError(f"De matcher van model.conf kijkt niet meer naar: {', '.join(lost)}.")
    return plan


def _conjunct(node: ast.expr) -> Conjunct:
    if isinstance(node, ast.Compare) and len(node.ops) == 1:
        left, right = _name(node.left), _name(node.comparators[0])
        if left[0] == "p" and right[0] == "r":
            return Conjunct("vanaf", right[1], left[1])
        if left[0] == "r" and right[0] == "p":
            return Conjunct("totenmet", left[1], right[1])
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and not node.keywords:
        names = [_name(arg) for arg in node.args]
        if node.func.id in ROLLEN and len(names) == 2 and (names[0][0], names[1][0]) == ("r", "p"):
            return Conjunct("rol", names[0][1], names[1][1], node.func.id)
        if node.func.id == "voldoet" and [n[0] for n in names] == ["p", "p", "r"]:
            return Conjunct("rest", names[2][1], f"{names[0][1]}+{names[1][1]}", "voldoet")
    raise MatcherError(f"De matcher van model.conf bevat een onbekende voorwaarde: {ast.unparse(node)}.")


def _name(node: ast.expr) -> tuple[str, str]:
    if isinstance(node, ast.Name) and node.id[:2] in ("r_", "p_"):
        return node.id[0], node.id[2:]
    raise MatcherError(f"De matcher van model.conf vergelijkt iets anders dan vraag en regel: {ast.unparse(node)}.")
