# SPDX-License-Identifier: EUPL-1.2
"""Checks of single fields and of objects with a closed set of fields: no field can carry free text.

Invariants:
- Each field is an identifier, a code of a closed list, a time, a boolean or sealed bytes; nothing else is accepted.
- An unknown field is a finding, a missing field is a finding, and all findings of an object come together.
- No message repeats the value.

Norm: design.md 6 (ids UUIDv4 text, times integer milliseconds) and 9 (persons never in metadata).
It does not know whether an identifier exists: that is for the one who holds the record.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeAlias

from core.casus.bevindingen import Bevinding

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping

Check: TypeAlias = "Callable[[str, Any], list[Bevinding]]"

UUID4 = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")
OIN = re.compile(r"[0-9]{20}")
HEX64 = re.compile(r"[0-9a-f]{64}")
CODE = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+){0,6}")
MAX_CODE = 40
MAX_LIST = 400
# 9999-12-31T23:59:59.999Z: later times are mistakes.
MAX_MS = 253_402_300_799_999


@dataclass(frozen=True, slots=True)
class Codes:
    """The closed lists that come from elsewhere: regions from the register, categories and facts from the vocabulary.

    An empty list refuses every code of that kind.
    """

    regios: frozenset[str]
    categorieen: frozenset[str]
    feiten: frozenset[str] = field(default_factory=frozenset)
    functies: frozenset[str] = field(default_factory=frozenset)


def finding(pad: str, reden: str, tekst: str) -> list[Bevinding]:
    """Return a list with one finding."""
    return [Bevinding(pad, reden, tekst)]


def _pattern(pattern: re.Pattern[str], reden: str, tekst: str) -> Check:
    def check(pad: str, value: Any) -> list[Bevinding]:
        ok = isinstance(value, str) and pattern.fullmatch(value) is not None
        return [] if ok else finding(pad, reden, tekst)

    return check


uuid4 = _pattern(UUID4, "geen-uuid", "Dit is geen UUID versie 4 in kleine letters.")
oin = _pattern(OIN, "geen-oin", "Dit is geen OIN van twintig cijfers.")
sha256 = _pattern(HEX64, "geen-sha256", "Dit is geen SHA-256 in kleine hexadecimale tekens.")


def code(pad: str, value: Any) -> list[Bevinding]:
    """Check a code whose list is not known here (a unit of an organisation): short, lower case, starts with a letter."""
    ok = isinstance(value, str) and len(value) <= MAX_CODE and CODE.fullmatch(value) is not None
    return [] if ok else finding(pad, "geen-code", "Dit is geen code (kleine letters, cijfers en koppeltekens).")


def moment(pad: str, value: Any) -> list[Bevinding]:
    """Check a time: an integer of milliseconds since 1970 (never a boolean)."""
    ok = isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= MAX_MS
    return [] if ok else finding(pad, "geen-tijd", "Dit is geen tijd in hele milliseconden sinds 1970.")


def boolean(pad: str, value: Any) -> list[Bevinding]:
    """Check a boolean."""
    return [] if isinstance(value, bool) else finding(pad, "geen-boolean", "Hier hoort true of false.")


def one_of(codes: Collection[str], naam: str) -> Check:
    """Return a check for a code of a closed list."""

    def check(pad: str, value: Any) -> list[Bevinding]:
        if isinstance(value, str) and value in codes:
            return []
        return finding(pad, "onbekende-code", f"Deze code staat niet in de lijst '{naam}'.")

    return check


def constant(expected: object) -> Check:
    """Return a check for one exact value, with its type."""

    def check(pad: str, value: Any) -> list[Bevinding]:
        ok = type(value) is type(expected) and value == expected
        return [] if ok else finding(pad, "onbekende-versie", "Deze waarde of versie is hier niet bekend.")

    return check


def optional(check: Check) -> Check:
    """Return a check that also accepts null."""
    return lambda pad, value: [] if value is None else check(pad, value)


def listing(check: Check, *, minimum: int = 0) -> Check:
    """Return a check for a list of distinct values (at most 400), each of which passes `check`."""

    def check_list(pad: str, value: Any) -> list[Bevinding]:
        if not isinstance(value, (list, tuple)) or not minimum <= len(value) <= MAX_LIST:
            return finding(pad, "geen-lijst", f"Hier hoort een lijst van {minimum} tot {MAX_LIST} waarden.")
        found = [b for index, item in enumerate(value) for b in check(f"{pad}[{index}]", item)]
        if not found and len({repr(item) for item in value}) != len(value):
            return finding(pad, "dubbel", "Een waarde staat twee keer in de lijst.")
        return found

    return check_list


def check_object(pad: str, value: Any, required: Mapping[str, Check], also: Iterable[str] = ()) -> list[Bevinding]:
    """Check an object: every field of `required` present and right, no field outside it save those named in `also`."""
    if not isinstance(value, dict):
        return finding(pad, "geen-object", "Hier hoort een object.")
    prefix = f"{pad}." if pad else ""
    found: list[Bevinding] = []
    # The name of an unknown field is not repeated: it may itself be text from a person's file.
    if not set(value) <= {*required, *also}:
        found += finding(pad, "onbekend-veld", "Er staat een veld in dat hier niet hoort.")
    for name, check in required.items():
        if name not in value:
            found += finding(f"{prefix}{name}", "ontbreekt", "Dit veld ontbreekt.")
        else:
            found += check(f"{prefix}{name}", value[name])
    return found


def window(pad: str, value: Any) -> list[Bevinding]:
    """Check that `van` lies before `tot` where both are times."""
    van, tot = (value.get("van"), value.get("tot")) if isinstance(value, dict) else (None, None)
    if isinstance(van, int) and isinstance(tot, int) and tot <= van:
        return finding(pad, "tot-voor-van", "Het einde ligt niet na het begin.")
    return []
