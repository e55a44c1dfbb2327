# SPDX-License-Identifier: EUPL-1.2
"""Which field of an AuthZEN request fills which column: the data of `[verzoek]` in `vocabulaire.toml`.

Purpose: a rule set says itself how a question is put to it, so that no world needs a program of its own.

Invariants:
    * a field stands under subject, action, resource or context; nothing else of a request is ever looked at;
    * an id (`subject.id`, `resource.id`) fills a column only through a closed table (`vertaal`): what is not in the table is
      no code, so an id itself never reaches the decision;
    * a translation and a default give codes of their column; `vandaag` is for the day, `geen` for the facts;
    * a derived fact (`[verzoek.afgeleid]`) compares two fields, or a field with one fixed value: equal is `x`, unequal is
      `niet-x`, absent is unknown;
    * a searched entity (`[verzoek.zoek]`) names the column that is enumerated and the types that exist.

Norm: OpenID AuthZEN 1.0; policy-vocabulary.md ("which request field fills which column is data of a rule set").
Does not: read requests (`policies.authzen`).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final

KOLOM_VAN_VELD: Final = MappingProxyType(
    {"wie": "wie", "aan": "wie", "wat": "wat", "handeling": "handeling", "doel": "doel", "fase": "fase"}
)
"""The columns of a question that hold a code, and the list that the code comes from."""

DATUM: Final = "datum"
FEITEN: Final = "feiten"
VANDAAG: Final = "vandaag"
GEEN: Final = "geen"
_WORTELS: Final = ("subject", "action", "resource", "context")
_IDS: Final = (("subject", "id"), ("resource", "id"))
ENTITEITEN: Final = ("subject", "action", "resource")
_KOLOMVELDEN: Final = frozenset({"veld", "standaard", "vertaal"})
_DATUMVELDEN: Final = frozenset({"veld", "standaard", "anders"})
_FEITENVELDEN: Final = frozenset({"veld", "standaard"})
_AFGELEID: Final = frozenset({"veld", "gelijk-aan", "is", "vertaal"})
_ZOEK: Final = frozenset({"kolom", "typen"})
_NO_TABLE: Final[Mapping[str, str]] = MappingProxyType({})

Pad = tuple[str, ...]
Fout = Callable[[str, str], None]


@dataclass(frozen=True, slots=True)
class Field:
    """Where a column finds its value. Without `standaard` it is required; `anders` is the second place to look.

    With `vertaal` only what the table names is a code.
    """

    veld: Pad
    standaard: str | None = None
    vertaal: Mapping[str, str] | None = None
    anders: Pad | None = None


@dataclass(frozen=True, slots=True)
class Derived:
    """A fact that follows from the request: `veld` equals `gelijk_aan` (after `vertaal`), or the fixed value `vast`."""

    feit: str
    veld: Pad
    gelijk_aan: Pad | None
    vertaal: Mapping[str, str] | None
    vast: str | bool | None


@dataclass(frozen=True, slots=True)
class Search:
    """What a search for one kind of entity runs through."""

    kolom: str
    typen: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Verzoek:
    """All of `[verzoek]`."""

    velden: Mapping[str, Field]
    afgeleid: tuple[Derived, ...]
    zoek: Mapping[str, Search]


def read_verzoek(table: Mapping[str, Any], document: Mapping[str, Any], fout: Fout) -> Verzoek:
    """Check `[verzoek]` against the rest of the vocabulary; every mistake goes to `fout(key, text)`."""
    reader = _Reader(document, fout)
    extra = set(table) - {*KOLOM_VAN_VELD, DATUM, FEITEN, "afgeleid", "zoek"}
    for name in sorted(extra):
        fout(name, f"[verzoek] kent geen `{name}`.")
    velden = {kolom: reader.column(kolom, table.get(kolom)) for kolom in (*KOLOM_VAN_VELD, DATUM, FEITEN)}
    return Verzoek(
        MappingProxyType({kolom: veld for kolom, veld in velden.items() if veld is not None}),
        reader.derived(table.get("afgeleid", {})),
        reader.searches(table.get("zoek", {}), {k: v for k, v in velden.items() if v is not None}),
    )


class _Reader:
    def __init__(self, document: Mapping[str, Any], fout: Fout) -> None:
        self._document, self._fout = document, fout

    def column(self, kolom: str, value: Any) -> Field | None:
        if not isinstance(value, dict):
            self._fout("verzoek", f"[verzoek] zegt niet welk veld kolom `{kolom}` vult.")
            return None
        known = {DATUM: _DATUMVELDEN, FEITEN: _FEITENVELDEN}.get(kolom, _KOLOMVELDEN)
        self._closed(kolom, value, known)
        veld = self._path(kolom, value.get("veld"))
        anders = self._path(kolom, value["anders"]) if "anders" in value else None
        standaard = value.get("standaard")
        if standaard is not None and not self._fits(kolom, standaard):
            self._fout(kolom, f"`{kolom}`: `standaard` is {self._expected(kolom)}.")
        vertaal = self._translation(kolom, value, lambda code: self._fits(kolom, code))
        if (veld in _IDS and vertaal is None) or anders in _IDS:
            self._fout(kolom, f"`{kolom}`: een `id` vult een kolom alleen met een tabel `vertaal`.")
        return Field(veld, standaard if isinstance(standaard, str) else None, vertaal, anders)

    def derived(self, table: Any) -> tuple[Derived, ...]:
        if not isinstance(table, dict):
            self._fout("afgeleid", "[verzoek.afgeleid] hoort een tabel van feiten te zijn.")
            return ()
        return tuple(item for feit, value in table.items() if (item := self._fact(feit, value)) is not None)

    def searches(self, table: Any, velden: Mapping[str, Field]) -> Mapping[str, Search]:
        if not isinstance(table, dict):
            self._fout("zoek", "[verzoek.zoek] hoort een tabel te zijn.")
            return MappingProxyType({})
        found = {name: self._search(name, value, velden) for name, value in table.items()}
        return MappingProxyType({name: item for name, item in found.items() if item is not None})

    def _fact(self, feit: str, value: Any) -> Derived | None:
        if feit not in self._document.get("feiten", {}):
            self._fout(feit, f"[verzoek.afgeleid]: `{feit}` is geen feit uit [feiten].")
            return None
        if not isinstance(value, dict) or ("gelijk-aan" in value) == ("is" in value):
            self._fout(feit, f"`{feit}`: geef `veld` met óf `gelijk-aan` (een ander veld) óf `is` (een vaste waarde).")
            return None
        self._closed(feit, value, _AFGELEID)
        other, fixed = value.get("gelijk-aan"), value.get("is")
        if other is None and not isinstance(fixed, str | bool):
            self._fout(feit, f"`{feit}`: `is` hoort een tekst, true of false te zijn.")
        if other is None and "vertaal" in value:
            self._fout(feit, f"`{feit}`: `vertaal` hoort bij `gelijk-aan`.")
        path = None if other is None else self._path(feit, other)
        translation = self._translation(feit, value, lambda text: isinstance(text, str))
        return Derived(feit, self._path(feit, value.get("veld")), path, translation, fixed)

    def _search(self, name: str, value: Any, velden: Mapping[str, Field]) -> Search | None:
        if name not in ENTITEITEN or not isinstance(value, dict):
            self._fout(name, f"[verzoek.zoek]: alleen {', '.join(ENTITEITEN)}, elk een tabel met `kolom`.")
            return None
        self._closed(name, value, _ZOEK)
        kolom, typen = value.get("kolom"), value.get("typen", [])
        veld = velden.get(str(kolom))
        if str(kolom) not in KOLOM_VAN_VELD or veld is None or not _fills(name, veld.veld):
            place = "action.name" if name == "action" else f"{name}.id of {name}.properties"
            self._fout(name, f"[verzoek.zoek] {name}: `kolom` is een kolom die uit {place} wordt gevuld.")
            return None
        texts = isinstance(typen, list) and all(isinstance(item, str) and item for item in typen)
        if not texts or bool(typen) == (name == "action"):
            self._fout(name, f"[verzoek.zoek] {name}: `typen` is een lijst van soorten; een action heeft er geen.")
            return None
        return Search(str(kolom), tuple(typen))

    def _closed(self, key: str, value: Mapping[str, Any], known: frozenset[str]) -> None:
        for name in sorted(set(value) - known):
            self._fout(key, f"`{key}`: `{name}` bestaat hier niet; kies uit {', '.join(sorted(known))}.")

    def _path(self, key: str, value: Any) -> Pad:
        path = tuple(value.split(".")) if isinstance(value, str) else ()
        if len(path) < 2 or path[0] not in _WORTELS or not all(path):
            self._fout(key, f"`{key}`: een veld begint met {', '.join(_WORTELS)}, zoals `context.doel`.")
            return ("context", "")
        return path

    def _translation(self, key: str, value: Mapping[str, Any], fits: Callable[[Any], bool]) -> Mapping[str, str] | None:
        table = value.get("vertaal")
        if table is None:
            return None
        if not isinstance(table, dict) or not table:
            self._fout(key, f"`{key}`: `vertaal` is een tabel met ten minste één waarde.")
            return _NO_TABLE
        for text, code in table.items():
            if not fits(code):
                self._fout(key, f"`{key}`: `vertaal` maakt van `{text}` geen geldige waarde.")
        return MappingProxyType({str(text): str(code) for text, code in table.items()})

    def _fits(self, kolom: str, code: Any) -> bool:
        if not isinstance(code, str):
            return False
        if kolom in (DATUM, FEITEN):
            return code == (VANDAAG if kolom == DATUM else GEEN)
        return code in self._document.get(KOLOM_VAN_VELD[kolom], {}) or (kolom == "aan" and code == "-")

    def _expected(self, kolom: str) -> str:
        words = {DATUM: f"`{VANDAAG}`", FEITEN: f"`{GEEN}`"}
        return words.get(kolom, "een code van deze kolom" + (" of `-`" if kolom == "aan" else ""))


def _fills(name: str, veld: Pad) -> bool:
    """Whether a found code can be written back into an entity of this kind."""
    if name == "action":
        return veld == ("action", "name")
    return veld == (name, "id") or (veld[:2] == (name, "properties") and len(veld) == 3)
