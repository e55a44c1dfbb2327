# SPDX-License-Identifier: EUPL-1.2
"""The check of a rule folder as a report: what must be mended first, then what to look at, by kind.

Invariants: every finding stands in exactly one section; nothing is left out.

Does not: find anything (`policies.analyse.controle` does).
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from policies.analyse.controle import Controleverslag
from policies.findings import FOUT, Finding
from policies.verslag import Alinea, Blok, LetOp, Lijst, Sectie, Tabel, Verslag
from policies.words import counted, day_in_words

_SECTIES: Final[Mapping[str, tuple[str, tuple[str, ...]]]] = {
    "Te herzien omdat een tekst veranderde": ("", ("gewijzigde-tekst", "te-herzien")),
    "Wat geen regel regelt": (
        "Wat niet is geregeld, mag niet. Hier staat wat een jurist nog moet beslissen.",
        ("leemte", "leemte-open", "erkend-zonder-leemte"),
    ),
    "Regels die niets toevoegen": (
        "Zonder deze regels zou elke uitkomst dezelfde zijn. Dat kan zo bedoeld zijn: de bron is een andere.",
        ("dode-rij", "overschaduwd", "overbodig"),
    ),
    "Wat afloopt of op een vervallen bron rust": ("", ("loopt-af", "gaat-in", "overleeft-bron")),
    "Twijfel over bronnen": ("Deze twijfel staat in elke zin van een regel.", ("onzekere-bron", "onzekere-rij")),
}
OVERIG: Final = "Overige meldingen"
HEADS: Final = ("Plaats", "Soort", "Wat er is")


def as_report(controle: Controleverslag, vragen: Mapping[int, str], gevolgen: Iterable[Blok] = ()) -> Verslag:
    """The report; `vragen` are the open questions, `gevolgen` what others know of changed texts (supplies, GEB)."""
    sections = [_problems(controle)]
    left = [finding for finding in controle.bevindingen if finding.ernst != FOUT]
    for title, (lead, kinds) in _SECTIES.items():
        own = [finding for finding in left if finding.soort in kinds]
        left = [finding for finding in left if finding.soort not in kinds]
        extra = tuple(gevolgen) if "te-herzien" in kinds else ()
        sections.append(_section(title, lead, own, extra))
    sections += [_section(OVERIG, "", left, ())] if left else []
    sections.append(_questions(vragen))
    facts = (
        ("Dag", day_in_words(controle.vandaag)),
        ("Regels", counted(controle.rijen, "regel", "regels")),
        ("Vrijgave", controle.vrijgave or "geen: de regels zijn geweigerd"),
        ("Botsingen die zijn erkend", str(controle.conflicten)),
        ("Leemten", ", ".join(f"{count} {stand}" for stand, count in controle.leemten.items()) or "niet nagegaan"),
    )
    return Verslag("Controle van de regels", _verdict(controle), facts, tuple(sections))


def _verdict(controle: Controleverslag) -> str:
    problems = len(controle.problemen)
    if controle.vrijgave is None:
        return f"De regels zijn geweigerd: {counted(problems, 'fout', 'fouten')}."
    if problems:
        return f"De regels laden, maar {counted(problems, 'punt houdt', 'punten houden')} een vrijgave tegen."
    return "De regels zijn in orde. Meldingen houden niets tegen, maar een jurist moet ze zien."


def _problems(controle: Controleverslag) -> Sectie:
    if not controle.problemen:
        return Sectie("Wat eerst moet", (Alinea("Er is niets dat eerst moet."),))
    lead = LetOp("Dit moet eerst worden hersteld of erkend.")
    return Sectie("Wat eerst moet", (lead, _table("Fouten en botsingen", controle.problemen)))


def _section(title: str, lead: str, findings: Sequence[Finding], extra: tuple[Blok, ...]) -> Sectie:
    if not findings:
        return Sectie(title, (Alinea("Er is niets te melden."), *extra))
    first = (Alinea(lead),) if lead else ()
    return Sectie(title, (*first, _table(title, findings), *extra))


def _table(caption: str, findings: Sequence[Finding]) -> Tabel:
    told = f"{caption}: {counted(len(findings), 'punt', 'punten')}"
    return Tabel(told, HEADS, tuple((f"{f.bestand}:{f.regel}", f.soort, f.tekst) for f in findings))


def _questions(vragen: Mapping[int, str]) -> Sectie:
    points = tuple(f"Vraag {number}. {text}" for number, text in sorted(vragen.items()))
    return Sectie("Open vragen voor de jurist", (Lijst(points),) if points else (Alinea("Er zijn geen open vragen."),))
