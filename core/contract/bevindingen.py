# SPDX-License-Identifier: EUPL-1.2
"""Findings about input: where, a stable reason code, and a Dutch sentence; never the value.

Invariants:
- All findings come at once, in the order of the input.
- A finding holds no part of the input: a field name is shown only when the contract itself knows it.
- Every reason code stands in `REDENEN` or is given by a check in this package.

Norm: RFC 6901 for the path; design.md 9 (persons never in exceptions). It does not decide what is valid.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

# pydantic's own error types, by the code and sentence that partners see.
REDENEN: dict[str, tuple[str, str]] = {
    "missing": ("ontbreekt", "Dit veld is verplicht."),
    "extra_forbidden": ("onbekend-veld", "Dit veld kent het contract hier niet."),
    "literal_error": ("code-onbekend", "Deze code kent het contract hier niet."),
    "union_tag_invalid": ("soort-onbekend", "Deze soort kent het contract hier niet."),
    "union_tag_not_found": ("soort-ontbreekt", "Het veld soort is verplicht."),
    "string_too_long": ("te-lang", "Deze tekst is te lang."),
    "string_too_short": ("leeg", "Deze tekst mag niet leeg zijn."),
    "too_long": ("te-veel", "Deze lijst heeft te veel onderdelen."),
    "too_short": ("te-weinig", "Deze lijst heeft te weinig onderdelen."),
    "greater_than_equal": ("buiten-bereik", "Dit getal is te klein."),
    "greater_than": ("buiten-bereik", "Dit getal is te klein."),
    "less_than_equal": ("buiten-bereik", "Dit getal is te groot."),
    "less_than": ("buiten-bereik", "Dit getal is te groot."),
    "json_invalid": ("geen-json", "Dit is geen geldige JSON."),
}
_WRONG_TYPE = ("verkeerde-soort-waarde", "Deze waarde is niet van de juiste soort.")
_OTHER = ("ongeldig", "Deze waarde is niet geldig.")
UNNAMED = "?"


@dataclass(frozen=True, slots=True)
class Bevinding:
    """One finding: a JSON Pointer, a stable reason code, and a sentence for people."""

    pad: str
    reden: str
    tekst: str

    def to_json(self) -> dict[str, str]:
        """Return the form of problem+json's `bevindingen`."""
        return {"pad": self.pad, "reden": self.reden, "tekst": self.tekst}


class OngeldigeInvoer(ValueError):  # noqa: N818 - a Dutch noun; the word itself says that it is wrong
    """Input that does not fit the contract, with every finding; holds no part of the input."""

    def __init__(self, bevindingen: Iterable[Bevinding]) -> None:
        self.bevindingen = tuple(bevindingen)
        super().__init__("; ".join(f"{item.pad or '/'}: {item.reden}" for item in self.bevindingen[:20]))

    def diagnose(self) -> str:
        """Return the findings as Dutch lines for people."""
        return "\n".join(f"{item.pad or '/'}: {item.tekst}" for item in self.bevindingen)


class OngeldigeInhoud(OngeldigeInvoer):
    """Sealed content that does not fit the contract."""


def pointer(parts: Iterable[str | int]) -> str:
    """Return the JSON Pointer of a place in a document."""
    return "".join("/" + str(part).replace("~", "~0").replace("/", "~1") for part in parts)


def from_pydantic(error: ValidationError, names: frozenset[str], tags: frozenset[str]) -> list[Bevinding]:
    """Turn pydantic's errors into findings.

    Args:
        error: what pydantic raised.
        names: field names of the contract; any other name in a path is shown as `?`.
        tags: discriminator values, which pydantic puts in the path and JSON does not have.
    """
    found: list[Bevinding] = []
    for detail in error.errors(include_url=False, include_input=False):
        found.extend(_findings(detail, names, tags))
    return found


def _findings(detail: ErrorDetails, names: frozenset[str], tags: frozenset[str]) -> list[Bevinding]:
    context: dict[str, Any] = detail.get("ctx", {})
    path = _path(detail["loc"], names, tags)
    if "bevindingen" in context:
        return [Bevinding(path + item.pad, item.reden, item.tekst) for item in context["bevindingen"]]
    reden, tekst = _reason(detail)
    return [Bevinding(path, reden, tekst)]


def _reason(detail: ErrorDetails) -> tuple[str, str]:
    kind = detail["type"]
    if kind in REDENEN:
        return REDENEN[kind]
    if "-" in kind or kind == "leeg":  # our own codes; their sentences are fixed text
        return kind, detail["msg"]
    return _WRONG_TYPE if kind.endswith("_type") else _OTHER


def _path(loc: tuple[int | str, ...], names: frozenset[str], tags: frozenset[str]) -> str:
    parts: list[str | int] = []
    for place, part in enumerate(loc):
        if isinstance(part, str) and part in tags and place and isinstance(loc[place - 1], int):
            continue
        parts.append(part if isinstance(part, int) or part in names else UNNAMED)
    return pointer(parts)
