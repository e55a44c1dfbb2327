# SPDX-License-Identifier: EUPL-1.2
"""From an AuthZEN request to a question of the rules, by the `[verzoek]` of the rule set.

Invariants:
    * a malformed request is refused with all its faults, never guessed at;
    * only the fields that the rule set names are read; ids reach no column but through a closed table;
    * what a table does not translate is no code (`""`): the decision says that it is unknown;
    * `context.kennis` says up to which day what we knew counts, else today: a correction of later then does not;
    * the day is `peildatum`, else the calendar day in the Netherlands of `context.time`, else today.

Norm: OpenID AuthZEN 1.0 (subject, action, resource, context); NLgov profile (`context.time`, `context.traceparent`,
`context.tracestate`, `action.properties.processing_activity_id` and `algorithm_id`: texts, and no part of a question).
"""

import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Final

from policies.authzen.answer import AuthzenError
from policies.decision import Vraag, day_in_amsterdam
from policies.ruleset import RuleSet
from policies.tokens import opposite
from policies.verzoek import DATUM, FEITEN, KOLOM_VAN_VELD, Derived, Field, Pad, Verzoek

GEEN_OBJECT: Final = "De vraag hoort een JSON-object te zijn."
_DATE: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}\Z")
_MOMENT: Final = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt][0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{1,9})?)?([Zz]|[+-][0-9]{2}:[0-9]{2})\Z"
)
_ENTITIES: Final[tuple[tuple[str, tuple[str, ...]], ...]] = (
    ("subject", ("type", "id")),
    ("action", ("name",)),
    ("resource", ("type", "id")),
)
_TEXTS: Final[tuple[Pad, ...]] = (
    ("context", "time"),
    ("context", "traceparent"),
    ("context", "tracestate"),
    ("action", "properties", "processing_activity_id"),
    ("action", "properties", "algorithm_id"),
)
_ABSENT: Final = object()
KENNIS: Final[Pad] = ("context", "kennis")


def read_question(ruleset: RuleSet, body: Any, today: date) -> Vraag:
    """Turn a request into a question.

    Raises:
        AuthzenError: with all faults at once.
    """
    return _read(ruleset.vocabulary.verzoek, body, today)


def day_asked(ruleset: RuleSet, body: Any, today: date) -> date:
    """The day a request is about; today when it does not say so, or cannot be read (its faults come later)."""
    veld = ruleset.vocabulary.verzoek.velden[DATUM]
    return _day(body, veld, today, []) if isinstance(body, dict) else today


def day_known(body: Any, today: date) -> date:
    """The day up to which what we knew counts (`context.kennis`); today when a request does not say so."""
    found = _date(pick(body, KENNIS)) if isinstance(body, dict) else None
    return found or today


def check_shape(body: Any, *, searched: str = "") -> None:
    """Refuse what is no AuthZEN request; the `searched` entity needs no id, a searched action need not be there.

    Raises:
        AuthzenError: with all faults at once.
    """
    if not isinstance(body, dict):
        raise AuthzenError(GEEN_OBJECT)
    fouten = shape_faults(body, searched)
    if fouten:
        raise AuthzenError(*fouten)


def shape_faults(body: Mapping[str, Any], searched: str = "") -> list[str]:
    """What is wrong with the form of a request."""
    fouten: list[str] = []
    for name, keys in _ENTITIES:
        entity = body.get(name)
        if name == searched:
            keys = tuple(key for key in keys if key == "type")  # noqa: PLW2901 - an id is what is searched for
            entity = {} if name == "action" and entity is None else entity
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
    fouten += [f"`{'.'.join(path)}` is geen tekst." for path in _TEXTS if not _is_text(body, path)]
    if pick(body, KENNIS) is not None and _date(pick(body, KENNIS)) is None:
        fouten.append("`context.kennis` is geen datum als 2026-11-21.")
    return fouten


def _read(verzoek: Verzoek, body: Any, today: date) -> Vraag:
    check_shape(body)
    fouten: list[str] = []
    codes = {kolom: _code(body, verzoek.velden[kolom], fouten) for kolom in KOLOM_VAN_VELD}
    datum = _day(body, verzoek.velden[DATUM], today, fouten)
    feiten = _tokens(body, verzoek.velden[FEITEN], fouten)
    derived = {token for item in verzoek.afgeleid if (token := _derived(body, item)) is not None}
    if fouten:
        raise AuthzenError(*fouten)
    return Vraag(**codes, datum=datum, feiten=feiten | derived)


def _is_text(body: Mapping[str, Any], path: Pad) -> bool:
    value = pick(body, path)
    return value is None or isinstance(value, str)


def pick(body: Mapping[str, Any], path: Pad) -> Any:
    """The value at a path of the request, None when it is not there."""
    value: Any = body
    for part in path:
        value = value.get(part) if isinstance(value, dict) else None
    return value


def _code(body: Mapping[str, Any], veld: Field, fouten: list[str]) -> str:
    value, name = pick(body, veld.veld), ".".join(veld.veld)
    if value is None and veld.standaard is not None:
        return veld.standaard
    if isinstance(value, str):
        return value if veld.vertaal is None else veld.vertaal.get(value, "")
    fouten.append(f"`{name}` ontbreekt." if value is None else f"`{name}` is geen tekst.")
    return ""


def _day(body: Mapping[str, Any], veld: Field, today: date, fouten: list[str]) -> date:
    value, name = pick(body, veld.veld), ".".join(veld.veld)
    moment = None if veld.anders is None else pick(body, veld.anders)
    other = None if moment is None else _moment(moment)
    if moment is not None and other is None:
        fouten.append(f"`{'.'.join(veld.anders or ())}` is geen tijdstip als 2026-11-21T09:30:00+01:00.")
    if value is None:
        return other or today
    found = _date(value)
    if found is None:
        fouten.append(f"`{name}` is geen datum als 2026-11-21.")
    return found or today


def _date(value: Any) -> date | None:
    if not isinstance(value, str) or not _DATE.match(value):
        return None
    try:
        return date.fromisoformat(value)
    except ValueError:
        return None


def _moment(value: Any) -> date | None:
    if not isinstance(value, str) or not _MOMENT.match(value):
        return None
    try:
        return day_in_amsterdam(int(datetime.fromisoformat(value.upper()).timestamp() * 1000))
    except (ValueError, OverflowError):
        return None


def _tokens(body: Mapping[str, Any], veld: Field, fouten: list[str]) -> frozenset[str]:
    value = pick(body, veld.veld)
    if value is None:
        return frozenset()
    if not isinstance(value, list) or not all(isinstance(token, str) for token in value):
        fouten.append(f"`{'.'.join(veld.veld)}` is geen lijst van teksten.")
        return frozenset()
    return frozenset(value)


def _derived(body: Mapping[str, Any], item: Derived) -> str | None:
    """The token that follows from the request; None when a field is absent, untranslated, or no plain value."""
    value = pick(body, item.veld)
    other = item.vast if item.gelijk_aan is None else pick(body, item.gelijk_aan)
    if item.vertaal is not None:
        other = item.vertaal.get(other) if isinstance(other, str) else None
    if not isinstance(value, str | bool) or not isinstance(other, str | bool):
        return None
    return item.feit if type(value) is type(other) and value == other else opposite(item.feit)
