# SPDX-License-Identifier: EUPL-1.2
"""The register as a file for a spreadsheet: one row per version of an activity.

Invariants:
- No cell is ever a formula, every cell stands between quotes; UTF-8 with a byte order mark, semicolons, CRLF: as the
  trail (`gep.spoor.csvbestand`).

Norm: RFC 4180; OWASP on CSV injection.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from gep.periode import day_of
from gep.spoor.csvbestand import write

if TYPE_CHECKING:
    from collections.abc import Iterable

    from gep.register.velden import Versie

KOPPEN: Final = (
    "code", "versie", "vanaf", "tot", "uri", "naam", "doel", "handelingen", "rechtsgrond", "zekerheid",
    "verantwoordelijken", "verwerker", "betrokkenen", "gegevens", "ontvangers volgens de regels",
    "ontvangers volgens het log", "doorgifte", "bewaartermijnen", "beveiliging", "profilering", "vertrouwelijk",
    "reden vertrouwelijk", "gewijzigd", "onbekend",
)  # fmt: skip


def as_csv(versies: Iterable[Versie]) -> bytes:
    """Return the file."""
    return write(KOPPEN, (_cells(versie) for versie in versies))


def _cells(item: Versie) -> list[str]:
    row = item.verwerking
    return [
        row.code,
        str(row.versie),
        day_of(row.vanaf).isoformat(),
        "" if item.tot is None else day_of(item.tot).isoformat(),
        row.uri,
        row.naam,
        item.doel.label,
        " | ".join(code.label for code in item.handelingen),
        row.grondslag,
        row.zekerheid,
        " | ".join(f"{partij.naam} ({partij.oin})" for partij in item.verantwoordelijken),
        item.beheerder,
        " | ".join(item.betrokkenen),
        " | ".join(f"{gegeven.label} ({gegeven.type})" for gegeven in item.gegevens),
        " | ".join(ontvanger.label for ontvanger in item.ontvangers),
        " | ".join(f"{one.categorie} aan {one.ontvanger}: {one.aantal}" for one in item.werkelijk or ()),
        item.doorgifte,
        " | ".join(f"{one.categorie}: {one.jaren} jaar ({one.bron}; {one.zekerheid})" for one in item.bewaren),
        " | ".join(item.maatregelen),
        item.profilering,
        "ja" if item.vertrouwelijk else "nee",
        row.reden,
        " | ".join(item.gewijzigd),
        " | ".join(item.onbekend),
    ]
