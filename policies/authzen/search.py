# SPDX-License-Identifier: EUPL-1.2
"""Searching over the closed lists: which kinds of partner may, which acts may, which categories may.

Purpose: "who may do this" asked of the rules. It runs through the codes of one column (`[verzoek.zoek]`) and asks the rules
for each, so what is found is exactly what an evaluation would allow. No person, case or organisation is ever found.

Invariants:
    * a result can be put back into an evaluation request and is then allowed; what is not a result is not;
    * the order is that of the vocabulary; the same request under the same rules gives the same pages;
    * a page token is opaque, holds nothing of the request and counts only for the very list it came from;
    * a type that the rule set does not know, or a search that it does not offer, finds nothing; a type that is the `soort`
      of codes finds codes of that kind only.

Norm: OpenID AuthZEN 1.0, Subject, Resource and Action Search.
"""

import base64
import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any, Final

from policies.authzen.answer import Antwoord, AuthzenError, Stap
from policies.authzen.evaluation import RulesOn, answer_one
from policies.authzen.question import check_shape, day_asked, day_known
from policies.ruleset import RuleSet
from policies.verzoek import KOLOM_VAN_VELD, Field, Search

MAX_PAGE: Final = 1000
_MARK: Final = 16


def answer_search(ruleset: RuleSet, entity: str, body: Any, today: date, on: RulesOn | None = None) -> Antwoord:
    """Answer a search for `entity` (`subject`, `action` or `resource`).

    Raises:
        AuthzenError: for a malformed request or page, with all its faults.
    """
    check_shape(body, searched=entity)
    limit = _limit(body.get("page", {}))
    rules = ruleset if on is None else on(day_asked(ruleset, body, today), day_known(body, today))
    search = rules.vocabulary.verzoek.zoek.get(entity)
    asked = body.get(entity) or {}
    if search is None or (search.typen and asked["type"] not in search.typen):
        return Antwoord(_page(rules, entity, [], body.get("page", {}), limit), ())
    steps: list[Stap] = []
    found: list[dict[str, Any]] = []
    for value in _values(rules, search, asked.get("type", "")):
        candidate = _filled(asked, entity, rules.vocabulary.verzoek.velden[search.kolom], value)
        answer = answer_one(rules, {**body, entity: candidate}, today)
        steps += answer.stappen
        if answer.inhoud["decision"]:
            found.append(candidate)
    results = [_result(item, entity, rules.vocabulary.verzoek.velden[search.kolom]) for item in found]
    return Antwoord(_page(rules, entity, results, body.get("page", {}), limit), tuple(steps))


def _values(rules: RuleSet, search: Search, asked: str) -> Iterator[str]:
    """The texts that a request may hold for this column, in the order of the vocabulary (or of the table)."""
    terms = rules.vocabulary.codes[KOLOM_VAN_VELD[search.kolom]]
    narrowed = {code for code, term in terms.items() if term.soort == asked} or set(terms)
    table = rules.vocabulary.verzoek.velden[search.kolom].vertaal
    pairs = zip(terms, terms, strict=True) if table is None else table.items()
    return (text for text, code in pairs if code in narrowed)


def _filled(asked: Mapping[str, Any], entity: str, veld: Field, value: str) -> dict[str, Any]:
    """The entity with one value in the place that fills the column; its id is that value too."""
    if entity == "action":
        return {**asked, "name": value}
    filled = {**asked, "id": value}
    if veld.veld[1] == "properties":
        filled["properties"] = {**asked.get("properties", {}), veld.veld[2]: value}
    return filled


def _result(found: Mapping[str, Any], entity: str, veld: Field) -> dict[str, Any]:
    """What is given back of it: type, id and the one property that fills the column; nothing else of the request."""
    if entity == "action":
        return {"name": found["name"]}
    result: dict[str, Any] = {"type": found["type"], "id": found["id"]}
    if veld.veld[1] == "properties":
        result["properties"] = {veld.veld[2]: found["id"]}
    return result


def _limit(page: Any) -> int:
    limit = page.get("limit", MAX_PAGE) if isinstance(page, dict) else None
    token = page.get("token", "") if isinstance(page, dict) else None
    if type(limit) is not int or limit < 1 or not isinstance(token, str):
        raise AuthzenError("`page` is een object met `limit` (een geheel getal vanaf 1) en `token` (een tekst).")
    return min(limit, MAX_PAGE)


def _page(
    rules: RuleSet, entity: str, results: Sequence[dict[str, Any]], page: Mapping[str, Any], limit: int
) -> dict[str, Any]:
    mark = hashlib.sha256(json.dumps([rules.digest, entity, list(results)]).encode()).hexdigest()[:_MARK]
    start = _start(page.get("token", ""), mark, len(results))
    shown = list(results[start : start + limit])
    end = start + len(shown)
    token = _token(end, mark) if end < len(results) else ""
    return {
        "page": {"next_token": token, "count": len(shown), "total": len(results)},
        "context": {"vrijgave": rules.digest},
        "results": shown,
    }


def _token(start: int, mark: str) -> str:
    return base64.urlsafe_b64encode(f"{start}.{mark}".encode()).decode().rstrip("=")


def _start(token: str, mark: str, total: int) -> int:
    """Where a page begins; only the tokens that this very list gives out are accepted."""
    if not token:
        return 0
    for start in range(1, total):
        if token == _token(start, mark):
            return start
    raise AuthzenError("`page.token` hoort niet bij deze zoekvraag of bij de regels van nu; begin opnieuw.")
