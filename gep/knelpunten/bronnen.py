# SPDX-License-Identifier: EUPL-1.2
"""What the sources of refusing rules say of themselves: the text that was read, how sure that is, and the open questions.

Invariants:
- Nothing is added to what `policies/bronnen.toml` says; no claim stands here without its certainty.

Norm: policy-vocabulary.md; law.md H (questions for jurists).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from gep.document.blokken import Alinea, Lijst, Tabel

if TYPE_CHECKING:
    from collections.abc import Iterable

    from gep.document.blokken import Blok
    from policies.ruleset import RuleSet

ZEKERHEID: Final = (
    "Zekerheid: V is gelezen in de genoemde tekst, V-old in een oudere tekst, S uit de tweede hand. U is niet nagegaan."
)
GEEN_VRAGEN: Final = "Bij deze artikelen staat geen open vraag voor juristen."


def sources(ruleset: RuleSet, codes: Iterable[str]) -> tuple[Blok, ...]:
    """Return the sources with these codes, each with what a jurist must still check."""
    known = [ruleset.sources[code] for code in codes if code in ruleset.sources]
    rows = tuple(
        (
            f"{item.wet}, {item.artikel}",
            item.versie,
            item.zekerheid + (", vervallen" if item.vervallen else ""),
            item.onzeker or "-",
            ", ".join(f"vraag {number}" for number in item.vragen) or "-",
        )
        for item in known
    )
    heads = ("Artikel", "Gelezen tekst", "Zekerheid", "Wat een jurist moet nakijken", "Open vraag")
    table = Tabel("bronnen", "Artikelen waarop is geweigerd", heads, rows, leeg="Er is geen artikel.")
    return Alinea(ZEKERHEID), table


def open_questions(ruleset: RuleSet, codes: Iterable[str]) -> tuple[Blok, ...]:
    """Return the open questions for jurists that belong to these sources."""
    numbers = {number for code in codes if code in ruleset.sources for number in ruleset.sources[code].vragen}
    told = tuple(f"Vraag {number} voor de jurist. {ruleset.vragen[number]}" for number in sorted(numbers))
    return (Lijst(told),) if told else (Alinea(GEEN_VRAGEN),)
