# SPDX-License-Identifier: EUPL-1.2
"""Identifiers by which two partners may find that they know the same: one written form per kind, checked.

Invariants:
- One identifier has one form: `normal` gives the same text for every way in which people write it, or refuses.
- A number with check digits that fail is refused, so a slip of the pen never matches anything.
- Well-known values (`stopwaarden.toml`) are no identifier of anybody: they are left out, and only how many is told.
- No error and no `repr` holds a value.

Norm: Besluit burgerservicenummer (eleven test), ISO 13616 (IBAN), ITU-T E.164 (telephone). It keys and stores nothing: see
`core.casus.merken`.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Final

from core.contract import nummers
from core.contract.betrokkenen import Adres, Rechtspersoon, Rekening, Telefoon, Voertuig

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from core.contract.betrokkenen import Betrokkene
    from core.contract.inhoud import Inhoud

FILE: Final = "stopwaarden.toml"
_KVK: Final = re.compile(r"[0-9]{8}", re.ASCII)
_PLATE: Final = re.compile(r"(?=.*[A-Z])[A-Z0-9]{6}", re.ASCII)
_E164: Final = re.compile(r"\+[1-9][0-9]{6,14}", re.ASCII)
_ADDRESS: Final = re.compile(
    r"([1-9][0-9]{3}) ?([A-Z]{2})[ /,]+0*([1-9][0-9]{0,4})(?:[ /-]?([A-Z0-9]{1,5}))?", re.ASCII
)


class KenmerkError(ValueError):
    """A text is no identifier of this kind; the message names the kind, never the text."""


@dataclass(frozen=True, slots=True, order=True)
class Kenmerk:
    """One identifier in its one form."""

    soort: str
    waarde: str = field(repr=False)


def normal(soort: str, tekst: str) -> Kenmerk:
    """Return the identifier that a text stands for.

    Raises:
        KenmerkError: an unknown kind, or no valid identifier of it.
    """
    form = _FORMS.get(soort)
    if form is None:
        raise KenmerkError("Deze soort kenmerk is niet bekend.")
    found = form(unicodedata.normalize("NFKC", tekst).strip().upper())
    if found is None:
        raise KenmerkError(f"Dit is geen geldig kenmerk van de soort {soort}.")
    return Kenmerk(soort, found)


def _nine(text: str) -> str | None:
    digits = re.sub(r"[ .-]", "", text)
    return digits if nummers.elfproef(digits) else None


def _kvk(text: str) -> str | None:
    digits = text.replace(" ", "")
    return digits if _KVK.fullmatch(digits) and digits.strip("0") else None


def _plate(text: str) -> str | None:
    plate = re.sub(r"[ -]", "", text)
    return plate if _PLATE.fullmatch(plate) else None


def _iban(text: str) -> str | None:
    number = text.replace(" ", "")
    return number if nummers.iban(number) else None


def _phone(text: str) -> str | None:
    digits = re.sub(r"[ ().-]", "", text.replace("(0)", ""))
    if digits.startswith("00"):
        digits = "+" + digits[2:]
    elif digits.startswith("0"):
        digits = "+31" + digits[1:]
    return digits if _E164.fullmatch(digits) else None


def _address(text: str) -> str | None:
    found = _ADDRESS.fullmatch(text)
    return None if found is None else "/".join(part for part in (found[1] + found[2], found[3], found[4]) if part)


_FORMS: Final[Mapping[str, Callable[[str], str | None]]] = {
    "bsn": _nine,
    "kvk": _kvk,
    "rsin": _nine,
    "kenteken": _plate,
    "iban": _iban,
    "telefoon": _phone,
    "adres": _address,
}
SOORTEN: Final = tuple(_FORMS)


@cache
def stop_values() -> frozenset[Kenmerk]:
    """Return the values that identify nobody.

    Raises:
        RuntimeError: a row of the file is no valid identifier; half a list would let the rest through.
    """
    data = tomllib.loads(resources.files(__package__).joinpath(FILE).read_text("utf-8"))
    try:
        return frozenset(normal(row["soort"], row["waarde"]) for row in data["stop"])
    except KenmerkError as error:
        raise RuntimeError(f"{FILE}: {error}") from None


@dataclass(frozen=True, slots=True)
class Gevonden:
    """The identifiers in one content: those to match by, and how many were well-known or not valid."""

    kenmerken: tuple[Kenmerk, ...] = field(repr=False)
    overgeslagen: int


def in_content(inhoud: Inhoud) -> Gevonden:
    """Return the identifiers of a content, each once, in order."""
    good: set[Kenmerk] = set()
    skipped = 0
    for soort, tekst in _texts(inhoud):
        try:
            found = normal(soort, tekst)
        except KenmerkError:
            skipped += 1
            continue
        if found in stop_values():
            skipped += 1
        else:
            good.add(found)
    return Gevonden(tuple(sorted(good)), skipped)


def _texts(inhoud: Inhoud) -> Iterator[tuple[str, str]]:
    for number in inhoud.nummers:
        yield "bsn", number.bsn
    for subject in inhoud.betrokkenen:
        yield from of_subject(subject)


def of_subject(subject: Betrokkene) -> Iterator[tuple[str, str]]:
    """Yield kind and text of each identifier of one subject, as they stand there."""
    match subject:
        case Rechtspersoon():
            yield from ((kind, text) for kind, text in (("kvk", subject.kvk), ("rsin", subject.rsin)) if text)
        case Voertuig() if subject.kenteken and subject.land in (None, "NL"):
            yield "kenteken", subject.kenteken
        case Rekening():
            yield "iban", subject.iban
        case Telefoon():
            yield "telefoon", subject.nummer
        case Adres() if subject.postcode and subject.huisnummer:
            more = f"{subject.huisletter or ''}{subject.huisnummertoevoeging or ''}"
            yield "adres", f"{subject.postcode} {subject.huisnummer}" + (f" {more}" if more else "")
