# SPDX-License-Identifier: EUPL-1.2
"""The matcher of model.conf: read once, held against an allow-list, compiled, and planned.

Purpose: the same text that casbin interprets is compiled once, and tells which rows can match at all.

Invariants:
    * only a conjunction of: a role function, `p.x <= r.y`, `r.y <= p.x`, `voldoet(...)`; anything
      else (an `or`, a `not`, `eval`, an attribute, a literal) is refused;
    * each column of a rule is held against its own column of the question, once; a conjunct that is
      lost, altered or added is refused, never ignored;
    * the plan is a necessary condition of the matcher, so a filter made from it can lose no match.

Norm: reference/policy-engine.md 4c; section 3, pitfalls 7, 17 and 18.
Does not: call `eval` on anything but the checked syntax tree of the pinned matcher.
"""

import ast
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from policies.findings import PolicyError

ROLLEN: Final = ("g", "g2", "g3", "g4", "g5")
# What each column of a rule is held against; nothing less, nothing else, in any order.
_PLAN: Final = frozenset(
    {
        "vanaf:-:datum:van", "totenmet:-:datum:tm", "rol:g:wie:wie", "rol:g:aan:aan", "rol:g2:wat:wat",
        "rol:g3:handeling:handeling", "rol:g4:doel:doel", "rol:g5:fase:fase", "rest:voldoet:feiten:eis+eft",
    }
)  # fmt: skip
Functions = Mapping[str, Callable[..., bool]]
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
    """The matcher as code, from the checked syntax tree."""

    def __init__(self, text: str) -> None:
        """Read casbin's own form of the matcher (`r_wie`, `p_wie`, `&&`).

        Raises:
            MatcherError: when anything in it is not on the allow-list.
        """
        self.text = text
        self._tree = _parse(text)
        self.plan = _plan(self._tree)

    def by_name(self, functions: Functions) -> Callable[[Mapping[str, object]], bool]:
        """The matcher as a function of the names that casbin gives (`r_wie`, `p_wie` …)."""
        matches: Callable[[Mapping[str, object]], bool] = self._compile(
            ["names"], functions, lambda name: ("names", name)
        )
        return matches

    def by_place(
        self, functions: Functions, r_tokens: Sequence[str], p_tokens: Sequence[str]
    ) -> Callable[[Sequence[object], Sequence[str]], bool]:
        """The matcher as a function of a request and a row, both as tuples of columns in these orders."""
        places: dict[str, tuple[str, str | int]] = {token: ("r", i) for i, token in enumerate(r_tokens)}
        places |= {token: ("p", i) for i, token in enumerate(p_tokens)}
        matches: Callable[[Sequence[object], Sequence[str]], bool] = self._compile(
            ["r", "p"], functions, places.__getitem__
        )
        return matches

    def _compile(
        self, parameters: list[str], functions: Functions, place: Callable[[str], tuple[str, str | int]]
    ) -> Any:
        body = _Lookup(place).visit(ast.parse(ast.unparse(self._tree), mode="eval")).body
        arguments = ast.arguments(
            posonlyargs=[], args=[ast.arg(name) for name in parameters], kwonlyargs=[], kw_defaults=[], defaults=[]
        )
        tree = ast.fix_missing_locations(ast.Expression(ast.Lambda(arguments, body)))
        code = compile(tree, "<model.conf>", "eval")
        return eval(code, {"__builtins__": {}, **functions})  # noqa: S307 - checked tree only


class _Lookup(ast.NodeTransformer):
    """`r_wie` becomes a place in what is handed in: the only change between the checked tree and what runs."""

    def __init__(self, place: Callable[[str], tuple[str, str | int]]) -> None:
        self._place = place

    def visit_Name(self, node: ast.Name) -> ast.expr:
        if node.id[:2] not in ("r_", "p_"):
            return node
        where, key = self._place(node.id)
        return ast.Subscript(ast.Name(where, ast.Load()), ast.Constant(key), ast.Load())


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
    found = [str(part) for part in plan]
    lost = sorted(part.rpartition(":")[2].split("+")[0] for part in _PLAN.difference(found))
    if lost:
        raise MatcherError(f"De matcher van model.conf kijkt niet meer naar: {', '.join(lost)}.")
    if len(found) != len(_PLAN):
        raise MatcherError("De matcher van model.conf vergelijkt een kolom twee keer of met iets anders.")
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
