# SPDX-License-Identifier: EUPL-1.2
"""What was refused, as tables: by article, by who asked, by question, and which fact was missing.

Invariants:
- Every figure is an `int` cell, so that it can be suppressed and recounted. Nothing is suppressed here.
- Under an article stands each question that a rule on it refused: a question on two articles stands under both.
- Where no rule carried the refusal there is no article: nothing regulates it.

It knows codes and counts only. Suppressing and ranking: `gep.knelpunten.kaart`.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final

from gep.document.blokken import Tabel
from gep.knelpunten.tellen import NIET_GEREGELD, NIET_VASTSTELBAAR, VERBODEN

if TYPE_CHECKING:
    from gep.knelpunten.tellen import Weigering, Weigeringen
    from policies.ruleset import RuleSet

GEEN: Final = "Geen artikel: niets regelt dit"
ONBEKEND: Final = "Niet na te gaan"
UITKOMSTEN: Final = {VERBODEN: "Verboden", NIET_VASTSTELBAAR: "Niet vast te stellen", NIET_GEREGELD: "Niet geregeld"}
_GEEN_CODE: Final = "-"


class Woorden:
    """The words for codes, from the vocabulary and the sources of the rules."""

    def __init__(self, ruleset: RuleSet) -> None:
        self.ruleset = ruleset
        self._rows = {row.id: row for row in ruleset.rows}

    def label(self, kolom: str, code: str) -> str:
        """Return a code as it begins a cell."""
        if code == _GEEN_CODE:
            return "Geen"
        found = self.ruleset.vocabulary.label(kolom, code)
        return found[:1].upper() + found[1:]

    def articles(self, weigering: Weigering) -> frozenset[str]:
        """Return the codes of the sources that the refusing rules rest on first; `-` when there is none."""
        rows = (self._rows[id_] for id_ in weigering.regels if id_ in self._rows)
        return frozenset(row.bronnen[0] for row in rows) or frozenset({_GEEN_CODE})

    def article(self, code: str) -> str:
        """Return law and article of a source."""
        if code == _GEEN_CODE:
            return GEEN
        source = self.ruleset.sources[code]
        return f"{source.wet}, {source.artikel}"

    def fact(self, code: str) -> str:
        """Return a fact as it begins a cell."""
        found = self.ruleset.vocabulary.facts[code].label
        return found[:1].upper() + found[1:]

    def by_whom(self, code: str) -> str:
        """Return who may state a fact."""
        vocabulary = self.ruleset.vocabulary
        return "; ".join(vocabulary.bevoegd[who] for who in vocabulary.facts[code].bevoegd if who in vocabulary.bevoegd)


def articles(found: Weigeringen, words: Woorden) -> Tabel:
    """Return refused questions per article."""
    counts: Counter[tuple[str, ...]] = Counter()
    for item, count in found.aantallen.items():
        for code in words.articles(item):
            counts[(words.article(code),)] += count
    return Tabel("artikelen", "Geweigerde vragen per artikel", ("Artikel", "Vragen"), _rows(counts))


def by_article_and_asker(found: Weigeringen, words: Woorden) -> Tabel:
    """Return refused questions per article, who asked, and outcome."""
    counts: Counter[tuple[str, ...]] = Counter()
    for item, count in found.aantallen.items():
        for code in words.articles(item):
            counts[words.article(code), words.label("wie", item.vrager), UITKOMSTEN[item.uitkomst]] += count
    heads = ("Artikel", "Wie vroeg", "Uitkomst", "Vragen")
    return Tabel("artikel-vrager", "Per artikel, soort vrager en uitkomst", heads, _rows(counts))


def questions(found: Weigeringen, words: Woorden) -> Tabel:
    """Return refused questions as they were asked."""
    counts: Counter[tuple[str, ...]] = Counter()
    for item, count in found.aantallen.items():
        counts[
            words.label("wie", item.vrager),
            words.label("handeling", item.handeling),
            words.label("wat", item.categorie),
            words.label("wie", item.ontvanger),
        ] += count
    heads = ("Wie vroeg", "Handeling", "Categorie", "Ontvanger", "Vragen")
    return Tabel("vragen", "Wat is gevraagd en geweigerd", heads, _rows(counts))


def facts(found: Weigeringen, words: Woorden) -> Tabel:
    """Return per fact how many refused questions lacked it, and who can state it."""
    counts: Counter[tuple[str, ...]] = Counter()
    for item, count in found.aantallen.items():
        missing = [(ONBEKEND, "-")] if item.mist is None else [(words.fact(c), words.by_whom(c)) for c in item.mist]
        for pair in missing:
            counts[pair] += count
    heads = ("Feit", "Wie het kan verklaren", "Vragen")
    return Tabel("feiten", "Welk feit ontbrak bij een weigering", heads, _rows(counts))


def _rows(counts: Counter[tuple[str, ...]]) -> tuple[tuple[str | int, ...], ...]:
    return tuple((*key, count) for key, count in sorted(counts.items()))
