# SPDX-License-Identifier: EUPL-1.2
"""Per category what the rules say of making public: never by itself, and on which article not.

Invariants:
- Nothing here makes anything public, and nothing is called public: where a rule forbids it a jurist decides (R-67).
- Each answer is that of rules and sources, with their certainty; where no rule says anything that is said.

Norm: Woo 5.1, 8.8 (law.md D3); R-65 … R-67. It reads rules only.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from gep.document.blokken import Alinea, Tabel

if TYPE_CHECKING:
    from gep.document.blokken import Blok
    from policies.rows import Row
    from policies.ruleset import RuleSet

UITVOER: Final = "exporteren"
WOO: Final = ("woo-5-1", "woo-8-8")
NEE: Final = "Nee, een jurist beslist"
MOGELIJK: Final = "Alleen als mensen dat besluiten"
GEEN: Final = "Geen regel staat het toe"
UITLEG: Final = (
    "Het knooppunt maakt niets openbaar. Een verzoek om informatie gaat altijd naar mensen. "
    "Deze lijst zegt per categorie wat de regels over uitvoer zeggen."
)
GRONDEN: Final = (
    "De Woo noemt gronden om iets niet openbaar te maken. "
    "Voorbeelden zijn strafrechtelijke persoonsgegevens, opsporing, inspectie en privacy. "
    "Bron: Woo 5.1(1)(d)(e) en 5.1(2)(c)(d)(e) (zekerheid V). Welke grond past, beslist een jurist."
)


def blocks(ruleset: RuleSet) -> tuple[Blok, ...]:
    """Return what the rules say per category."""
    rows = tuple(_row(ruleset, code) for code in ruleset.vocabulary.codes["wat"])
    heads = (
        "Categorie",
        "Kan het openbaar?",
        "Regels die het verbieden",
        "Regels die het onder voorwaarden toestaan",
        "Artikel en zekerheid",
    )
    return Alinea(UITLEG), Alinea(GRONDEN), Tabel("woo", "Openbaar maken, per categorie", heads, rows)


def _row(ruleset: RuleSet, code: str) -> tuple[str, ...]:
    forbidding = [
        row for row in ruleset.rows if row.eft == "deny" and _about(ruleset, row, code) and set(WOO) & set(row.bronnen)
    ]
    allowing = [row for row in ruleset.rows if row.eft == "allow" and _about(ruleset, row, code)]
    answer = NEE if forbidding else MOGELIJK if allowing else GEEN
    cited = dict.fromkeys(source for row in forbidding or allowing for source in row.bronnen)
    laws = (ruleset.sources[source] for source in cited)
    label = ruleset.vocabulary.label("wat", code)
    return (
        label[:1].upper() + label[1:],
        answer,
        ", ".join(row.id for row in forbidding) or "-",
        ", ".join(row.id for row in allowing) or "-",
        "; ".join(f"{law.wet}, {law.artikel} ({law.zekerheid})" for law in laws) or "-",
    )


def _about(ruleset: RuleSet, row: Row, code: str) -> bool:
    return UITVOER in ruleset.leaves("handeling", row.handeling) and code in ruleset.leaves("wat", row.wat)
