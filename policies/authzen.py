# SPDX-License-Identifier: EUPL-1.2
"""The hypothetical door: AuthZEN evaluation requests in, answers out.

Purpose: anyone may ask "what if", with facts of their own; nothing here ever opens data.

Invariants:
    * which request field fills which column, and what is required, is data (`[verzoek]`);
    * a malformed request is refused with all its faults (`AuthzenError`), never guessed at, never an allow;
    * an unknown code is a decision (`false`), not an error; unknown fields are ignored;
    * in a batch one bad item answers `decision: false` in its place.

Norm: OpenID AuthZEN 1.0 evaluation and evaluations; design.md 5.
Does not: know HTTP, clocks (the day is handed in) or real facts.
"""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from policies.decision import Beslissing, Uitkomst, Vraag
from policies.findings import EngineDisagreementError, PolicyError
from policies.ruleset import RuleSet
from policies.vocabulary import Field

EXECUTE_ALL: Final = "execute_all"
SEMANTICS: Final = (EXECUTE_ALL, "deny_on_first_deny", "permit_on_first_permit")
_STOPS: Final = {"deny_on_first_deny": False, "permit_on_first_permit": True}
_CODES: Final = ("wie", "aan", "wat", "handeling", "doel", "fase")
_DATE: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}\Z")
_ENTITIES: Final = (("subject", ("type", "id")), ("action", ("name",)), ("resource", ("type", "id")))
_SHARED: Final = ("subject", "action", "resource", "context")


class AuthzenError(PolicyError):
    """A request that is no question; `fouten` are Dutch texts without any value of the request."""

    type = "urn:knooppunt:fout:ongeldige-invoer"

    def __init__(self, *fouten: str) -> None:
        self.fouten = fouten
        super().__init__(" ".join(fouten))

    def to_answer(self, vrijgave: str) -> dict[str, Any]:
        """The answer where every question gets one (command line, batch): `niet-vaststelbaar` with `fout`."""
        nothing = Beslissing(Uitkomst.NIET_VASTSTELBAAR, (), (), (), vrijgave, concept=False)
        return {"decision": False, "context": {**nothing.to_json(), "fout": str(self)}}


def evaluate(ruleset: RuleSet, body: Any, today: date) -> dict[str, Any]:
    """Answer one evaluation request with `{"decision": bool, "context": {...}}` as in design.md 5.

    Args:
        ruleset: the rules to ask.
        body: the decoded JSON request.
        today: the day that counts when `peildatum` is absent (Europe/Amsterdam).

    Raises:
        AuthzenError: for a malformed request, with all its faults; over HTTP a 400.
    """
    vraag = read_question(ruleset, body, today)
    try:
        beslissing = ruleset.decide(vraag)
    except EngineDisagreementError as error:
        return AuthzenError(str(error)).to_answer(ruleset.digest)
    return {"decision": beslissing.toegestaan, "context": beslissing.to_json()}


def evaluate_or_answer(ruleset: RuleSet, body: Any, today: date) -> dict[str, Any]:
    """As `evaluate`, but a malformed request answers `niet-vaststelbaar` with `fout`."""
    try:
        return evaluate(ruleset, body, today)
    except AuthzenError as error:
        return error.to_answer(ruleset.digest)


def evaluate_batch(ruleset: RuleSet, body: Any, today: date) -> dict[str, Any]:
    """Answer an evaluations request (three semantics); without `evaluations` it is a single one.

    Raises:
        AuthzenError: when the batch itself is malformed; one bad item only answers `false`.
    """
    if not isinstance(body, dict):
        raise AuthzenError("De vraag hoort een JSON-object te zijn.")
    items = body.get("evaluations")
    if items is None or items == []:
        return evaluate(ruleset, body, today)
    options = body.get("options", {})
    semantic = options.get("evaluations_semantic", EXECUTE_ALL) if isinstance(options, dict) else None
    if not isinstance(items, list) or semantic not in SEMANTICS:
        raise AuthzenError(f"`evaluations` hoort een lijst te zijn en de semantiek een van {', '.join(SEMANTICS)}.")
    defaults = {key: body[key] for key in _SHARED if key in body}
    answers: list[dict[str, Any]] = []
    for item in items:
        whole = {**defaults, **item} if isinstance(item, dict) else item
        answers.append(evaluate_or_answer(ruleset, whole, today))
        if answers[-1]["decision"] is _STOPS.get(semantic):
            break
    return {"evaluations": answers}


def read_question(ruleset: RuleSet, body: Any, today: date) -> Vraag:
    """Turn a request into a question.

    Raises:
        AuthzenError: with all faults at once.
    """
    if not isinstance(body, dict):
        raise AuthzenError("De vraag hoort een JSON-object te zijn.")
    fouten = _shape_faults(body)
    if fouten:
        raise AuthzenError(*fouten)
    fields = ruleset.vocabulary.verzoek
    found = {kolom: _pick(body, veld) for kolom, veld in fields.items()}
    codes = {kolom: _text(found[kolom], fields[kolom], fouten) for kolom in _CODES}
    datum = _day(found["datum"], today, fouten)
    feiten = _tokens(found["feiten"], fouten)
    if fouten:
        raise AuthzenError(*fouten)
    return Vraag(**codes, datum=datum, feiten=feiten)


def _shape_faults(body: Mapping[str, Any]) -> list[str]:
    fouten: list[str] = []
    for name, keys in _ENTITIES:
        entity = body.get(name)
        if not isinstance(entity, dict):
            fouten.append(f"`{name}` ontbreekt of is geen object.")
            continue
        fouten += [
            f"`{name}.{key}` ontbreekt of is geen tekst." for key in keys if not isinstance(entity.get(key), str)
        ]
        if not isinstance(entity.get("properties", {}), dict):
            fouten.append(f"`{name}.properties` is geen object.")
    if not isinstance(body.get("context", {}), dict):
        fouten.append("`context` is geen object.")
    return fouten


def _pick(body: Mapping[str, Any], veld: Field) -> Any:
    value: Any = body
    for part in veld.veld:
        value = value.get(part) if isinstance(value, dict) else None
    return value


def _text(value: Any, veld: Field, fouten: list[str]) -> str:
    name = ".".join(veld.veld)
    if value is None and veld.standaard is not None:
        return veld.standaard
    if isinstance(value, str):
        return value
    fouten.append(f"`{name}` ontbreekt." if value is None else f"`{name}` is geen tekst.")
    return ""


def _day(value: Any, today: date, fouten: list[str]) -> date:
    if value is None:
        return today
    if isinstance(value, str) and _DATE.match(value):
        try:
            return date.fromisoformat(value)
        except ValueError:
            pass
    fouten.append("`context.peildatum` is geen datum als 2026-11-21.")
    return today


def _tokens(value: Any, fouten: list[str]) -> frozenset[str]:
    if value is None:
        return frozenset()
    if not isinstance(value, list) or not all(isinstance(token, str) for token in value):
        fouten.append("`context.feiten` is geen lijst van teksten.")
        return frozenset()
    return frozenset(value)
