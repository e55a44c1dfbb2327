# SPDX-License-Identifier: EUPL-1.2
"""A report as plain text, for a terminal or a mail.

Invariants: nothing of the report is left out, and nothing said twice: a table that is named as its section has no line
of its own for that; lines are not cut, so that a screen reader and `grep` both work.
"""

from policies.verslag.blokken import Alinea, Blok, LetOp, Lijst, Tabel, Verslag


def as_text(verslag: Verslag) -> str:
    """Return the report as text, ended with a line end."""
    parts = [verslag.titel, verslag.inleiding]
    parts += ["\n".join(f"{name}: {value}" for name, value in verslag.gegevens)] if verslag.gegevens else []
    for sectie in verslag.secties:
        parts.append(f"{sectie.titel}\n{'-' * len(sectie.titel)}")
        parts += [_text(blok, sectie.titel) for blok in sectie.blokken]
    return "\n\n".join(parts) + "\n"


def _text(blok: Blok, titel: str) -> str:
    match blok:
        case Alinea():
            return blok.tekst
        case LetOp():
            return f"Let op: {blok.tekst}"
        case Lijst():
            return "\n".join(f"- {punt}" for punt in blok.punten)
        case Tabel():
            rows = [f"- {_row(blok, rij)}" for rij in blok.rijen] or [blok.leeg]
            return "\n".join(rows if blok.bijschrift == titel else [f"{blok.bijschrift}:", *rows])


def _row(tabel: Tabel, rij: tuple[str | int, ...]) -> str:
    rest = "; ".join(f"{kop.lower()}: {cel}" for kop, cel in zip(tabel.koppen[1:], rij[1:], strict=True) if cel != "")
    return f"{rij[0]} ({rest})" if rest else str(rij[0])
