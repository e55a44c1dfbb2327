# SPDX-License-Identifier: EUPL-1.2
"""The same rules for cedarpy, in its fastest documented way.

Policies and entities are parsed once into handles (`PolicySet`, `Entities`) and many questions go into one
`is_authorized_batch`. Partner, act and category stand in the scope of a policy, where Cedar is fastest; a `*` is left
out; recipient, purpose, phase, day and facts are conditions on the context. A row that denies counts an unknown fact as
a match, as ours does. No schema: one would only add work per question.

Cedar answers with allow or deny and the determining policies; it knows no missing facts, obligations or sentences.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import cedarpy

from policies.tokens import opposite

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from policies import RuleSet, Vraag
    from policies.rows import Row

_TYPES = {"wie": "Wie", "wat": "Wat", "handeling": "Action", "doel": "Doel", "fase": "Fase"}


class Cedar:
    """The same rules in Cedar."""

    def __init__(self, rules: RuleSet, links: Mapping[str, Iterable[tuple[str, str]]]) -> None:
        """Translate and parse."""
        self._policies = cedarpy.PolicySet.from_str("\n".join(_policy(rules, row) for row in rules.rows))
        self._entities = cedarpy.Entities.from_json_str(json.dumps(_entities(rules, links)))

    def decide(self, requests: Sequence[dict[str, Any]]) -> list[tuple[bool, set[str]]]:
        """Answer requests: allowed, and the ids of the determining rows."""
        found = cedarpy.is_authorized_batch(list(requests), self._policies, self._entities)
        return [(answer.allowed, set(answer.diagnostics.id_annotations_by_reason.values())) for answer in found]


def request(vraag: Vraag) -> dict[str, Any]:
    """A question as Cedar takes it; made beforehand, outside the measurement."""
    context = {veld: {"__entity": {"type": _TYPES[kolom], "id": getattr(vraag, veld)}} for veld, kolom in _CONTEXT}
    day = int(vraag.datum.strftime("%Y%m%d"))
    return {
        "principal": {"type": "Wie", "id": vraag.wie},
        "action": {"type": "Action", "id": vraag.handeling},
        "resource": {"type": "Wat", "id": vraag.wat},
        "context": json.dumps({**context, "datum": day, "feiten": sorted(vraag.feiten)}),
    }


_CONTEXT = (("aan", "wie"), ("doel", "doel"), ("fase", "fase"))
_SCOPE = (("principal", "wie", "wie"), ("action", "handeling", "handeling"), ("resource", "wat", "wat"))


def _policy(rules: RuleSet, row: Row) -> str:
    scope = ", ".join(name + _inside(rules, kolom, getattr(row, veld)) for name, veld, kolom in _SCOPE)
    wanted = [f"context.{veld}{_inside(rules, kolom, getattr(row, veld))}" for veld, kolom in _CONTEXT]
    conditions = [text for text, (veld, _) in zip(wanted, _CONTEXT, strict=True) if getattr(row, veld) != "*"]
    conditions += [f"context.datum >= {row.van.replace('-', '')}", f"context.datum <= {row.tm.replace('-', '')}"]
    if row.tokens and row.eft == "allow":
        conditions.append(f"context.feiten.containsAll({json.dumps(row.tokens)})")
    elif row.tokens:
        conditions.append(f"!context.feiten.containsAny({json.dumps([opposite(token) for token in row.tokens])})")
    effect = "permit" if row.eft == "allow" else "forbid"
    return f'@id("{row.id}") {effect}({scope}) when {{ {" && ".join(conditions)} }};'


def _inside(rules: RuleSet, kolom: str, code: str) -> str:
    if code == "*":
        return ""
    single = code in rules.vocabulary.codes[kolom] or code == "-"
    return f' {"==" if single else "in"} {_TYPES[kolom]}::"{code}"'


def _entities(rules: RuleSet, links: Mapping[str, Iterable[tuple[str, str]]]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for kolom, soort in _TYPES.items():
        parents: dict[str, list[str]] = {code: [] for code in rules.vocabulary.codes[kolom]}
        for member, group in links[kolom]:
            parents.setdefault(member, []).append(group)
            parents.setdefault(group, [])
        found += [
            {"uid": {"type": soort, "id": code}, "attrs": {}, "parents": [{"type": soort, "id": up} for up in ups]}
            for code, ups in parents.items()
        ]
    return found
