# SPDX-License-Identifier: EUPL-1.2
"""The PDF of a document: tagged, in Dutch, with title, headings, tables with heads, and pictures with a text beside them.

Invariants:
- What comes out is PDF/UA-1, or nothing: Typst refuses to write a file that does not hold to it.
- Content is never markup: it goes in as JSON and is only shown. Nothing is read from disk, no package, no network.
- Setting takes a process of its own (`zetten`): its memory is given back when the PDF is there. When that process fails,
  is killed or takes too long, that is told, and there is no PDF.
- The same document and moment give the same bytes, on every machine: only the fonts inside the wheel are used.

Norm: ISO 14289-1 (PDF/UA-1), EN 301 549 10. Row heads are plain cells in the PDF: the tag for them is not reachable
from Python in this version of Typst, and the norm asks only that heads are marked where a table has them by column.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any, Final

from gep.document import svg, zetten
from gep.document.blokken import (
    Alinea,
    Beeld,
    Blok,
    Cijferlijst,
    Lijst,
    Mensen,
    Open,
    Tabel,
    cell_text,
    figure_columns,
)
from gep.document.document import section_title
from gep.document.glyphs import showable
from gep.document.pagina import first_sentence, paragraphs, parts

if TYPE_CHECKING:
    from gep.document.blokken import Cel
    from gep.document.document import Document

LONG: Final = 18
GEDULD: Final = 600
"""How many seconds one PDF may take: a GEB takes a few, a register of a country less than a minute."""
_FITS: Final = 45.0
_PAPER: Final = 640  # pixels of a drawing over the width of the text
_FONT: Final = re.compile(r'font-family="[^"]*"')
Runs = list[tuple[list[str], str]]


class PdfError(RuntimeError):
    """There is no PDF; the message says why, in Dutch, with what the typesetter told."""

    type = "pdf-niet-gezet"


def as_pdf(document: Document, gemaakt: int) -> bytes:
    """Return the PDF of a document that was made at a moment (ms).

    Raises:
        PdfError: it could not be set, or not in time.
    """
    content = json.dumps(as_data(document))
    order = json.dumps({"vorm": template().decode(), "document": content, "moment": gemaakt // 1000})
    command = [sys.executable, "-I", zetten.__file__]
    try:
        # Without environment: a process that sets text has no use for the secrets of the one that asks.
        done = subprocess.run(  # noqa: S603 - own file
            command, input=order.encode(), capture_output=True, check=False, env={}, timeout=GEDULD
        )
    except subprocess.TimeoutExpired:
        raise PdfError(f"De PDF was na {GEDULD} seconden niet klaar.") from None
    if done.returncode < 0:
        raise PdfError("Het zetten van de PDF is afgebroken. Misschien was er te weinig geheugen.")
    if done.returncode or not done.stdout:
        raise PdfError(f"De PDF is niet gezet: {done.stderr.decode(errors='replace')}")
    return done.stdout


@cache
def template() -> bytes:
    """Return the fixed form of every PDF."""
    return (resources.files("gep.document") / "templates" / "document.typ").read_bytes()


def as_data(document: Document) -> dict[str, Any]:
    """Return the document as the form reads it."""
    return {
        "naam": showable(f"{document.titel}: {document.ondertitel}"),
        "titel": showable(document.titel),
        "kop": runs(document.titel),
        "ondertitel": runs(document.ondertitel),
        "waarschuwingen": [[runs(part) for part in first_sentence(text)] for text in document.waarschuwingen],
        "kenmerken": [[runs(naam), runs(waarde)] for naam, waarde in document.kenmerken],
        "secties": [
            {"kop": runs(section_title(sectie)), "blokken": [_block(blok) for blok in sectie.blokken]}
            for sectie in document.secties
        ],
        "ankers": sorted(map(showable, document.ankers)),
        "voet": runs(document.voet),
    }


def runs(text: str) -> Runs:
    """Return a text in runs: plain words, words that never break, and long ones that may break anywhere."""
    found: Runs = []
    for part, how in parts(showable(text)):
        if how:
            found.append(([part] if how == "heel" else _pieces(part), how))
            continue
        found.append(([piece for word in _words(part) for piece in word], ""))
    return found


def _ids(bewijs: tuple[str, ...]) -> list[str]:
    return [showable(id_) for id_ in bewijs]


def _words(text: str) -> list[list[str]]:
    """Part a text only where a word is too long for a narrow column."""
    if not any(map(_is_long, text.split())):
        return [[text]]
    words = text.split(" ")
    spaced = [word + " " for word in words[:-1]] + words[-1:]
    return [_pieces(word) if _is_long(word) else [word] for word in spaced]


def _is_long(word: str) -> bool:
    """A word of Dutch is parted by its syllables before it is too long; a name of code is not."""
    return len(word) > LONG * (1 if "_" in word else 2)


def _pieces(word: str) -> list[str]:
    return [word[start : start + LONG // 2] for start in range(0, len(word), LONG // 2)]


def _block(blok: Blok) -> dict[str, Any]:
    match blok:
        case Alinea():
            return {"soort": "alinea", "tekst": runs(blok.tekst), "bewijs": _ids(blok.bewijs)}
        case Lijst():
            return {"soort": "lijst", "punten": [runs(punt) for punt in blok.punten], "bewijs": _ids(blok.bewijs)}
        case Tabel() | Cijferlijst() | Beeld():
            return _with_figures(blok)
        case Open():
            return {"soort": "open", "tekst": runs(blok.tekst)}
        case Mensen():
            return {
                "soort": "mensen",
                "tekst": [[runs(line) for line in part.split("\n")] for part in paragraphs(blok.tekst)],
                "door": runs(f"Geschreven door {blok.wie}, {blok.wanneer}."),
            }


def _with_figures(blok: Tabel | Cijferlijst | Beeld) -> dict[str, Any]:
    if isinstance(blok, Tabel):
        return _table(blok)
    if isinstance(blok, Cijferlijst):
        return _table(Tabel(blok.naam, blok.bijschrift, ("Wat", "Aantal"), blok.rijen, blok.bewijs))
    return {
        "soort": "beeld",
        "bijschrift": runs(blok.bijschrift),
        "svg": _FONT.sub('font-family="Libertinus Serif"', svg.safe(blok.svg)),
        "breedte": min(1.0, svg.width(blok.svg) / _PAPER),
        "alt": showable(blok.samenvatting),
        "samenvatting": runs(blok.samenvatting),
        "tabel": _table(blok.tabel),
    }


def _table(tabel: Tabel) -> dict[str, Any]:
    return {
        "soort": "tabel",
        "bijschrift": runs(tabel.bijschrift),
        "koppen": [runs(kop) for kop in tabel.koppen],
        "rijen": [[runs(cell_text(cel)) for cel in rij] for rij in tabel.rijen],
        "getallen": list(figure_columns(tabel)),
        "breedtes": widths(tabel),
        "bewijs": _ids(tabel.bewijs),
        "leeg": runs(tabel.leeg),
        "ankers": tabel.ankers,
    }


def widths(tabel: Tabel) -> list[tuple[float, str]]:
    """Return how wide each column is: fixed where all of it is short, else a share of what is left.

    With so many short columns that they do not fit side by side, all of them become shares.
    """
    if not tabel.rijen:
        return [(1.0, "fr")] * len(tabel.koppen)
    found = [_width(tabel.koppen[place], [rij[place] for rij in tabel.rijen]) for place in range(len(tabel.koppen))]
    if sum(size for size, unit in found if unit == "em") <= _FITS:
        return found
    return [(size if unit == "em" else max(size / 3, 10.0), "fr") for size, unit in found]


def _width(kop: str, cells: list[Cel]) -> tuple[float, str]:
    word = max(map(len, kop.split()), default=1)  # a head is bold, and may break between its words
    longest = max([1.2 * word, *(len(cell_text(cel)) for cel in cells)])
    if longest <= LONG * 1.2:
        return (0.6 * longest + 1.4, "em")
    return (float(min(max(longest, LONG + LONG // 2), 5 * LONG)), "fr")
