# SPDX-License-Identifier: EUPL-1.2
"""The opened answer of a controller, held against its form before anything is done with it.

Invariants:
- Every field has its type, every code that the letter looks up is one that exists, every day is a day: an answer of one controller
  can be wrong, and can never stop the letter of all the others.
- What does not fit is refused whole; the message says nothing of what stood in it.

It opens and judges nothing: what is true in an answer is for the controller that signed it.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, Final

from adapters.gateway.errors import VerificationError
from adapters.gateway.rechten.zoeken import OP_NAAM, OP_NUMMER, RECEIVED, STATEN, SUPPLIED
from core.contract import rechten as codes

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

MAX_TEXT: Final = 8000
MAX_CODE: Final = 100


def checked(content: Any) -> dict[str, Any]:
    """Return an opened answer when it has the form of one.

    Raises:
        VerificationError: it has another.
    """
    if not _fits(content, _ANSWER) or not all(_fits(item, _ITEM) for item in content["gegevens"]):
        raise VerificationError("antwoord-vorm", "Een antwoord op een rechtenverzoek heeft niet de verwachte vorm.")
    return dict(content)


def _fits(value: Any, form: Mapping[str, Callable[[Any], bool]]) -> bool:
    if not isinstance(value, dict) or value.keys() != form.keys():
        return False
    return all(fits(value[name]) for name, fits in form.items())


def _code(value: Any) -> bool:
    return isinstance(value, str) and 0 < len(value) <= MAX_CODE


def _codes(value: Any) -> bool:
    return isinstance(value, list) and all(_code(item) for item in value)


def _day(value: Any) -> bool:
    try:
        return bool(date.fromisoformat(value).isoformat() == value)
    except (TypeError, ValueError):
        return False


def _one_of(*known: str) -> Callable[[Any], bool]:
    return lambda value: isinstance(value, str) and value in known


_ANSWER: Final[Mapping[str, Callable[[Any], bool]]] = {
    "v": lambda value: type(value) is int and value == 1,
    "gegevens": lambda value: isinstance(value, list),
    "meer": lambda value: type(value) is int and value >= 0,
    "beperkt": lambda value: _codes(value) and set(value) <= codes.codes()["gronden"].keys(),
    "toelichting": lambda value: value is None or (isinstance(value, str) and len(value) <= MAX_TEXT),
}
_ITEM: Final[Mapping[str, Callable[[Any], bool]]] = {
    "merk": _code,
    "categorie": _code,
    "doel": _code,
    "richting": _one_of(SUPPLIED, RECEIVED),
    "dag": _day,
    "partijen": _codes,
    "staat": _one_of(*STATEN),
    "gevonden": _one_of(OP_NUMMER, OP_NAAM),
}
