# SPDX-License-Identifier: EUPL-1.2
"""Who may be told of a row in a refusal: the levels of `[toonbaar]`.

Purpose: a refusal explains itself to those who may know, and to nobody else; the log keeps every row.

Invariants:
    * a level names relations (closed: anybody, member, supplier) and kinds of `[wie]` (data); either is enough;
    * a level that names nobody is refused, and so is an unknown relation or kind;
    * `shown_to` is the one place where this is decided, for exchange and gateway alike.

Norm: design.md 4 ("rules carry `toonbaar`: hidden ones give a neutral refusal"). Does not: make refusals.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Any, Final


class Relatie(StrEnum):
    """What the one who is told is to the case or the item; each is also those before it."""

    IEDER = "ieder"
    LID = "lid"
    VERSTREKKER = "verstrekker"


_ALSO: Final[Mapping[Relatie, frozenset[Relatie]]] = MappingProxyType(
    {
        Relatie.IEDER: frozenset({Relatie.IEDER}),
        Relatie.LID: frozenset({Relatie.IEDER, Relatie.LID}),
        Relatie.VERSTREKKER: frozenset(Relatie),
    }
)
_VELDEN: Final = frozenset({"uitleg", "relaties", "soorten"})


@dataclass(frozen=True, slots=True)
class Niveau:
    """One level: in words, the relations and the kinds of party or officer that may be told."""

    code: str
    uitleg: str
    relaties: frozenset[Relatie]
    soorten: frozenset[str]


def shown_to(niveaus: Mapping[str, Niveau], soort: str, relatie: Relatie) -> frozenset[str]:
    """The levels that may be told to a caller of this kind, in this relation to what was asked."""
    return frozenset(
        code for code, niveau in niveaus.items() if niveau.relaties & _ALSO[relatie] or soort in niveau.soorten
    )


def read_niveaus(
    table: Mapping[str, Any], soorten: Collection[str], fout: Callable[[str, str], None]
) -> Mapping[str, Niveau]:
    """Check `[toonbaar]`; mistakes go to `fout(key, text)`."""
    found = {code: _niveau(code, value, soorten, fout) for code, value in table.items()}
    return MappingProxyType({code: niveau for code, niveau in found.items() if niveau is not None})


def _niveau(code: str, value: Any, soorten: Collection[str], fout: Callable[[str, str], None]) -> Niveau | None:
    if not isinstance(value, dict) or set(value) - _VELDEN or not str(value.get("uitleg", "")).strip():
        fout(code, f"[toonbaar]: `{code}` is een tabel met `uitleg`, en `relaties` of `soorten`.")
        return None
    relaties, kinds = value.get("relaties", []), value.get("soorten", [])
    if not isinstance(relaties, list) or any(item not in list(Relatie) for item in relaties):
        fout(code, f"[toonbaar]: `relaties` van `{code}` is een lijst uit {', '.join(Relatie)}.")
        return None
    if not isinstance(kinds, list) or any(not isinstance(item, str) or item not in soorten for item in kinds):
        fout(code, f"[toonbaar]: `soorten` van `{code}` is een lijst met codes uit [wie].")
        return None
    if not relaties and not kinds:
        fout(code, f"[toonbaar]: `{code}` is voor niemand; noem `relaties` of `soorten`.")
        return None
    return Niveau(code, str(value["uitleg"]), frozenset(map(Relatie, relaties)), frozenset(kinds))
