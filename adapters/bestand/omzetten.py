# SPDX-License-Identifier: EUPL-1.2
"""From the text of a source field to a value of the contract. Pure functions.

Invariants:
- Names keep every character (NFC): no trimming, no change of case.
- A date keeps its unknown parts; an amount is whole euro cents or a finding, never a guess.
- An error's text holds a code and nothing of the source.
- Mild errors let the record go: a code that the national table lacks goes without description, a BAG number of the
  wrong length stays home. Both are findings.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from typing import Any, Final

from core.contract.datum import OnvolledigeDatum

_ISO: Final = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})", re.ASCII)
_GETAL: Final = re.compile(r"[0-9]{1,9}", re.ASCII)
_CODE: Final = re.compile(r"[0-9]{4}", re.ASCII)
_BAG: Final = re.compile(r"[0-9]{16}", re.ASCII)
_CENTEN: Final = re.compile(r"-?[0-9]{1,15}", re.ASCII)

Tabel = Mapping[str, str]


class Omzetfout(Exception):  # noqa: N818 - a Dutch noun; the word itself says that it is wrong
    """The text cannot become the value; `reden` is a code of the catalogue.

    Attributes:
        mild: the record may go all the same, with `rest` in this place (None: without this field).
        rest: what can be said of it.
    """

    def __init__(self, reden: str, *, mild: bool = False, rest: Any = None) -> None:
        self.reden, self.mild, self.rest = reden, mild, rest
        super().__init__(reden)


def convert(als: str, tekst: str, tabellen: Mapping[str, Tabel]) -> Any:
    """Return the JSON value of a source text.

    Args:
        als: the way, as the mapping names it.
        tekst: the source text, not blank.
        tabellen: national tables by name (`gemeente`, `land`), code to description.

    Raises:
        Omzetfout: the text does not fit.
    """
    if als in {"gemeente", "land", "plaats"}:
        return _table_value(als, tekst, tabellen)
    return _WAYS[als](tekst)


def _text(tekst: str) -> str:
    return unicodedata.normalize("NFC", tekst)


def _lines(tekst: str) -> str:
    """A line break inside one field is written as backslash-n, since a record is one line."""
    return _text(tekst).replace("\\n", "\n")


def _date(tekst: str) -> str:
    kaal = tekst.strip()
    if match := _ISO.fullmatch(kaal):
        kaal = "".join(match.groups())
    try:
        return str(OnvolledigeDatum.parse(kaal))
    except ValueError:
        raise Omzetfout("datum-ongeldig") from None


def _number(tekst: str) -> int:
    if not _GETAL.fullmatch(tekst.strip()):
        raise Omzetfout("waarde-onbekend")
    return int(tekst)


def _cents(tekst: str) -> int:
    if not _CENTEN.fullmatch(tekst.strip()):
        raise Omzetfout("bedrag-ongeldig")
    return int(tekst)


def _joined(tekst: str) -> str:
    return re.sub(r"[\s.-]", "", tekst).upper()


def _bag(tekst: str) -> str:
    kaal = tekst.strip()
    if not _BAG.fullmatch(kaal):
        raise Omzetfout("bag-weggelaten", mild=True)
    return kaal


def _phone(tekst: str) -> str:
    kaal = re.sub(r"[\s()-]", "", tekst)
    if kaal.startswith("00"):
        return f"+{kaal[2:]}"
    return f"+31{kaal[1:]}" if kaal.startswith("0") else kaal


def _table_code(tekst: str) -> dict[str, str]:
    return {"code": tekst.strip()}


def _table_value(als: str, tekst: str, tabellen: Mapping[str, Tabel]) -> dict[str, str]:
    """A code becomes code and description; `plaats` is a municipality code or, for places abroad, a name."""
    kaal = tekst.strip()
    if als == "plaats" and not _CODE.fullmatch(kaal):
        return {"omschrijving": _text(tekst)}
    omschrijving = tabellen["gemeente" if als == "plaats" else als].get(kaal)
    if omschrijving is None:
        bruikbaar = _CODE.fullmatch(kaal) is not None
        raise Omzetfout("tabelcode-onbekend", mild=bruikbaar, rest={"code": kaal} if bruikbaar else None)
    return {"code": kaal, "omschrijving": omschrijving}


_WAYS: Final[Mapping[str, Callable[[str], Any]]] = {
    "tekst": _text,
    "regels": _lines,
    "datum": _date,
    "getal": _number,
    "centen": _cents,
    "aaneen": _joined,
    "telefoon": _phone,
    "postcode": _joined,
    "tabelcode": _table_code,
    "bag": _bag,
}
