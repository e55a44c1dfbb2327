# SPDX-License-Identifier: EUPL-1.2
"""A trail as a file for a spreadsheet.

Invariants:
- No cell is ever a formula: one that begins with `=`, `+`, `-`, `@`, a tab or a return gets an apostrophe before it, and
  every cell stands between quotes.
- UTF-8 with a byte order mark, semicolons and CRLF: the spreadsheet programs of Dutch offices then open it right at once.

Norm: RFC 4180; OWASP on CSV injection.
"""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Final

from gep.spoor.vorm import meaning, utc, who

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from core.exchange.spoor import Spoorregel

KOPPEN: Final = (
    "regel", "tijd (UTC)", "organisatie", "OIN", "eenheid", "persoon", "gebeurtenis", "betekenis", "casus", "record",
    "verstrekker", "uitkomst", "regels", "doel", "reden", "grond", "waarom", "bewijs", "let op",
)  # fmt: skip
DANGEROUS: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
BOM: Final = "\ufeff"


def as_csv(items: Iterable[Spoorregel], naam: Callable[[str], str], aandacht: Mapping[str, list[str]]) -> bytes:
    """Return the file."""
    return write(KOPPEN, (_cells(item, naam, aandacht) for item in items))


def write(koppen: Iterable[str], rijen: Iterable[Iterable[str]]) -> bytes:
    """Return a file with these heads and rows, each cell made safe."""
    made = io.StringIO()
    writer = csv.writer(made, delimiter=";", quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow(koppen)
    for rij in rijen:
        writer.writerow([safe(cell) for cell in rij])
    return (BOM + made.getvalue()).encode()


def safe(cell: str) -> str:
    """Return a cell that no program takes for a formula."""
    return f"'{cell}" if cell.startswith(DANGEROUS) else cell


def _cells(item: Spoorregel, naam: Callable[[str], str], aandacht: Mapping[str, list[str]]) -> list[str]:
    regel, uitleg = item.regel, item.uitleg
    return [
        str(regel.plaats),
        utc(regel.tijd),
        naam(regel.oin),
        regel.oin,
        regel.eenheid or "",
        who(item),
        regel.gebeurtenis,
        meaning(regel.gebeurtenis),
        regel.casus or "",
        regel.record or "",
        regel.eigenaar or "",
        regel.uitkomst,
        " ".join(regel.rijen),
        regel.doel or "",
        regel.reden or "",
        str(uitleg.grond),
        uitleg.zin,
        " ".join(f"{proof.soort}:{proof.verwijzing}" for proof in uitleg.bewijs),
        " | ".join(aandacht.get(str(regel.plaats), ())),
    ]
