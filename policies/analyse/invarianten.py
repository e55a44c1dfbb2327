# SPDX-License-Identifier: EUPL-1.2
"""Sentences that must hold whatever a rule row says: read from `invarianten.toml`, proven over all requests and facts.

Purpose: a jurist signs "Toeslagen verstrekt nooit" once, and no later edit of any row can break it without a word.

Invariants:
    * a proof covers every request with known codes, every day and every combination of facts; nothing is sampled;
    * it holds for all rows together and for every selection of the allow rows, so it holds in each `omgeving`;
    * an invariant that does not hold comes with one request and facts that break it;
    * a file with an unknown code, key or kind proves nothing: it is refused with all findings at once.

Norm: design.md 1 (3). Does not: say whether an invariant is right; its source and status are in the file.
"""

import tomllib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType
from typing import Any, Final

from policies.analyse.gedrag import Feiten, Gedrag, consistent
from policies.analyse.ruimte import KOLOM, Ruimte
from policies.decision import Uitkomst
from policies.findings import Findings, nearest
from policies.loader import Checked, check
from policies.rows import Row
from policies.table import read_text, read_toml
from policies.tokens import opposite

BESTAND: Final = "invarianten.toml"
SOORTEN: Final = MappingProxyType(
    {
        "nooit": "wordt nooit toegestaan",
        "altijd-verboden": "is altijd verboden, welke feiten er ook zijn",
        "alleen-met": "wordt alleen toegestaan als deze feiten vaststaan",
        "nooit-met": "wordt nooit toegestaan als een van deze feiten vaststaat",
        "draagt": "wordt alleen toegestaan door regels met deze plichten",
    }
)
_LIST_OF: Final = {"alleen-met": "feiten", "nooit-met": "feiten", "draagt": "plichten"}
_KEYS: Final = frozenset({"id", "zin", "bron", "soort", "status", "vanaf", "feiten", "plichten", *KOLOM})


@dataclass(frozen=True, slots=True)
class Invariant:
    """One sentence and what it says exactly; `cellen` are leaf codes per column (absent: all)."""

    id: str
    zin: str
    soort: str
    bron: tuple[str, ...]
    status: str
    cellen: Mapping[str, frozenset[str]]
    vanaf: str = ""
    feiten: tuple[str, ...] = ()
    plichten: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Tegenvoorbeeld:
    """One request with facts that break an invariant, and the rows that carry its outcome."""

    cel: Mapping[str, str]
    feiten: tuple[str, ...]
    uitkomst: str
    rijen: tuple[str, ...]

    def to_json(self) -> dict[str, Any]:
        """The counterexample as a JSON object."""
        return {
            **dict(sorted(self.cel.items())),
            "feiten": list(self.feiten),
            "uitkomst": self.uitkomst,
            "rijen": list(self.rijen),
        }


@dataclass(frozen=True, slots=True)
class Uitslag:
    """Whether an invariant holds; `loos` when nothing in its reach is ever allowed, so that it says nothing."""

    invariant: Invariant
    tegenvoorbeeld: Tegenvoorbeeld | None
    loos: bool

    @property
    def geldt(self) -> bool:
        """Whether it is proven."""
        return self.tegenvoorbeeld is None


def prove_files(files: Mapping[str, bytes]) -> tuple[Uitslag, ...]:
    """Prove every invariant of a rule folder or release.

    Raises:
        RuleSetError: with every finding, when the rules or the invariants cannot be read.
    """
    checked = check(files)
    return prove(checked, read_invariants(files.get(BESTAND, b""), checked))


def prove(checked: Checked, invarianten: Iterable[Invariant]) -> tuple[Uitslag, ...]:
    """Prove these invariants over these rows."""
    ruimte = Ruimte.of(checked)
    return tuple(_prove(ruimte, one) for one in invarianten)


def _prove(ruimte: Ruimte, invariant: Invariant) -> Uitslag:
    selectie = dict(invariant.cellen)
    if invariant.vanaf:
        first = ruimte.period(invariant.vanaf)
        selectie["datum"] = frozenset(day for day in ruimte.codes_of_column("datum") if day >= first)
    opened = False
    for mask, cel in ruimte.endpoints(selectie).items():
        gedrag = Gedrag(ruimte.rows_of(mask))
        opened = opened or bool(gedrag.opent)
        feiten = _BREAKS[invariant.soort](gedrag, invariant)
        if feiten is not None:
            cel["datum"] = max(cel["datum"], invariant.vanaf)  # the period of `vanaf` may have begun before it
            return Uitslag(invariant, _counterexample(gedrag, cel, feiten), loos=False)
    return Uitslag(invariant, None, loos=not opened and invariant.soort in _LIST_OF)


def _counterexample(gedrag: Gedrag, cel: Mapping[str, str], feiten: Feiten) -> Tegenvoorbeeld:
    uitkomst = gedrag.uitkomst(feiten)
    rijen = [row.id for row in carrying(gedrag, feiten)]
    return Tegenvoorbeeld(MappingProxyType(dict(cel)), tuple(sorted(feiten)), str(uitkomst), tuple(rijen))


def carrying(gedrag: Gedrag, feiten: Feiten) -> list[Row]:
    """The rows that carry `verboden` or `toegestaan` for these facts; none for the other outcomes."""
    met = [row for row in gedrag.rijen if frozenset(row.tokens) <= feiten]
    effect = {Uitkomst.VERBODEN: "deny", Uitkomst.TOEGESTAAN: "allow"}.get(gedrag.uitkomst(feiten))
    return [row for row in met if row.eft == effect]


def _opened(gedrag: Gedrag, _: Invariant) -> Feiten | None:
    return _smallest(gedrag.opent)


def _not_forbidden(gedrag: Gedrag, _: Invariant) -> Feiten | None:
    return None if frozenset() in gedrag.verbiedt else _smallest(gedrag.opent) or frozenset()


def _opened_without(gedrag: Gedrag, invariant: Invariant) -> Feiten | None:
    needed = frozenset(invariant.feiten)
    return _smallest(found for found in gedrag.opent if not needed <= found)


def _opened_with(gedrag: Gedrag, invariant: Invariant) -> Feiten | None:
    return _smallest(
        found | {token} for found in gedrag.opent for token in invariant.feiten if consistent(found | {token})
    )


def _opened_unbound(gedrag: Gedrag, invariant: Invariant) -> Feiten | None:
    # Row by row: another environment may load fewer allow rows, so one row may not lean on the duty of another.
    return _smallest(
        found
        for row in gedrag.toestaand
        if not set(invariant.plichten) <= set(row.plichten)
        for found in gedrag.opens_with(row)
    )


_BREAKS: Final[Mapping[str, Callable[[Gedrag, Invariant], Feiten | None]]] = MappingProxyType(
    {
        "nooit": _opened,
        "altijd-verboden": _not_forbidden,
        "alleen-met": _opened_without,
        "nooit-met": _opened_with,
        "draagt": _opened_unbound,
    }
)


def _smallest(found: Iterable[Feiten]) -> Feiten | None:
    return min(found, key=lambda tokens: (len(tokens), sorted(tokens)), default=None)


def read_invariants(data: bytes, checked: Checked) -> tuple[Invariant, ...]:
    """Read `invarianten.toml` against a vocabulary.

    Raises:
        RuleSetError: with every finding.
    """
    findings = Findings()
    text = read_text(BESTAND, data, findings) or ""
    try:
        document = read_toml(text)
    except tomllib.TOMLDecodeError as error:
        findings.add(BESTAND, 0, "toml", f"dit is geen geldige TOML: {error}.")
        document = {}
    items = document.get("invariant", [])
    if not isinstance(items, list) or not items or set(document) - {"invariant"}:
        findings.add(BESTAND, 0, "invariant", "dit bestand bevat alleen [[invariant]], en ten minste één.")
        items = []
    reader = _Reader(checked, findings, text.split("\n"))
    read = [reader.read(item if isinstance(item, dict) else {}) for item in items]
    findings.raise_if_refused()
    return tuple(one for one in read if one is not None)


def _is_day(value: Any) -> bool:
    try:
        return date.fromisoformat(str(value)).isoformat() == str(value)
    except ValueError:
        return False


@dataclass
class _Reader:
    """Reads one invariant after the other; every mistake becomes a finding on the line of its id."""

    checked: Checked
    findings: Findings
    lines: list[str]
    ids: set[str] = field(default_factory=set)

    def read(self, item: Mapping[str, Any]) -> Invariant | None:
        before = len(self.findings.items)
        code = str(item.get("id", ""))
        line = next((n for n, text in enumerate(self.lines, 1) if f'"{code}"' in text and text.startswith("id")), 0)

        def fout(tekst: str) -> None:
            self.findings.add(BESTAND, line, "invariant", f"`{code or 'zonder id'}`: {tekst}")

        self._check_form(item, code, fout)
        cellen = {veld: self._leaves(veld, item[veld], fout) for veld in KOLOM if veld in item}
        self._check_lists(item, fout)
        if len(self.findings.items) > before:
            return None
        return Invariant(
            code,
            item["zin"],
            item["soort"],
            tuple(item["bron"]),
            item["status"],
            MappingProxyType(cellen),
            str(item.get("vanaf", "")),
            tuple(item.get("feiten", ())),
            tuple(item.get("plichten", ())),
        )

    def _check_form(self, item: Mapping[str, Any], code: str, fout: Callable[[str], None]) -> None:
        for key in sorted(set(item) - _KEYS):
            fout(f"`{key}` is geen onderdeel van een invariant.{nearest(key, _KEYS)}")
        if not code or code in self.ids:
            fout("een invariant heeft een eigen `id`, dat nog niet voorkomt.")
        self.ids.add(code)
        if not isinstance(item.get("zin"), str) or not str(item.get("zin")).strip():
            fout("`zin` ontbreekt: de zin die een jurist ondertekent.")
        if not isinstance(item.get("soort"), str) or item["soort"] not in SOORTEN:
            fout(f"`soort` is een van {', '.join(SOORTEN)}.")
        if item.get("status") not in ("concept", "vastgesteld"):
            fout("`status` is `concept` of `vastgesteld`.")
        if "vanaf" in item and not _is_day(item["vanaf"]):
            fout("`vanaf` is een dag als 2026-11-21; een andere dag zou de zin over bijna niets laten gaan.")
        if not set(item) & set(KOLOM):
            fout("er is geen enkele kolom gekozen; dan zou de zin over alles gaan.")

    def _leaves(self, veld: str, value: Any, fout: Callable[[str], None]) -> frozenset[str]:
        kolom = KOLOM[veld]
        vocabulary = self.checked.vocabulary
        codes = value if isinstance(value, list) and value else [""]
        found: frozenset[str] = frozenset()
        for code in codes:
            leaves = self.checked.closure.leaves(kolom, str(code))
            if not leaves:
                hint = nearest(str(code), [*vocabulary.codes[kolom], *vocabulary.groups[kolom]])
                fout(f"`{code}` is geen code of groep voor kolom {veld}.{hint}")
            elif veld != "aan" and not leaves - {"-"}:
                fout(f"`{code}` is in kolom {veld} niemand; de zin zou nergens over gaan.")
            found |= leaves
        return found if veld == "aan" else found - {"-"}

    def _check_lists(self, item: Mapping[str, Any], fout: Callable[[str], None]) -> None:
        needed = _LIST_OF.get(str(item.get("soort")), "")
        known: Mapping[str, Iterable[str]] = {
            "feiten": self.checked.vocabulary.tokens,
            "plichten": self.checked.vocabulary.plichten,
            "bron": self.checked.sources,
        }
        for key, codes in known.items():
            values = item.get(key)
            if key not in (needed, "bron") and values is not None:
                fout(f"`{key}` hoort niet bij deze soort.")
            elif key in (needed, "bron") and (not isinstance(values, list) or not values):
                fout(f"`{key}` ontbreekt.")
            else:
                for value in values or ():
                    if not isinstance(value, str) or value not in codes:
                        fout(f"`{value}` is niet bekend in `{key}`.{nearest(str(value), codes)}")
        tokens = [str(token) for token in item.get("feiten") or ()]
        if any(opposite(token) in tokens for token in tokens):
            fout("`feiten` noemt een feit en zijn tegendeel.")
