# SPDX-License-Identifier: EUPL-1.2
"""The pre-scan, before the DPIA: is one obligatory? Answered from register, rules and figures where the record knows.

Invariants:
- A question that the record cannot answer stays open; it is never counted as yes or no.
- Obligatory follows as soon as enough answers are yes; not obligatory only when nothing is open any more.

Norm: pre-scan of the Rijk (new legislation; risk score > 4; >= 1 item of the AP list; >= 2 of the EDPB list). The form of
the pre-scan itself was not read: its questions stand in the blueprint with their certainty.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from gep.document.blokken import Alinea, Tabel

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from gep.document.blokken import Blok
    from gep.geb.werk import Werk

JA, NEE, OPEN = "ja", "nee", "open: voor mensen"
NODIG: Final = {"wetgeving": 1, "risicoscore": 1, "ap": 1, "edpb": 2}
GEVOELIG: Final = frozenset({"gevoelig", "bijzonder", "strafrechtelijk", "nationaal identificatienummer"})
LIJSTEN: Final = {"wetgeving": "Wetgeving", "risicoscore": "Risicoscore", "ap": "AP-lijst", "edpb": "EDPB-lijst"}
Antwoord = tuple[str, str]


def _cooperation(werk: Werk) -> Antwoord:
    partners = [m for m in werk.bron.lijst.deelnemers if werk.bron.register.is_partner(m.soort)]
    told = "Op de deelnemerslijst staan partners die samen verantwoordelijk zijn."
    return (JA, told) if len(partners) > 1 else (OPEN, "Er staat hoogstens één partner op de deelnemerslijst.")


def _profiling(werk: Werk) -> Antwoord:
    analysis = [
        row for row in werk.bron.ruleset.rows if row.eft == "allow" and werk.covers(row, "handeling", "analyseren")
    ]
    if analysis:
        return (
            OPEN,
            "Er is een regel die analyseren toestaat, onder voorwaarden. Of dat profileren is, beoordelen mensen.",
        )
    return NEE, "Geen regel staat analyseren toe."


def _sensitive(werk: Werk) -> Antwoord:
    kinds = {werk.soort_gegeven[code]["type"] for code in werk.categorieen if werk.supply_rows(code)}
    found = ", ".join(sorted(kinds & GEVOELIG))
    return (JA, f"De regels staan verstrekken toe van gegevens van deze typen: {found}.") if found else (OPEN, "")


def _combining(werk: Werk) -> Antwoord:
    suppliers = {code for row in werk.toestaand for code in werk.bron.groepen.leaves("wie", row.wie)}
    several = len(suppliers) > 1
    return (JA, "De regels staan verstrekken toe aan verschillende soorten partners.") if several else (OPEN, "")


def _automated(werk: Werk) -> Antwoord:
    guarded = any(row.id == "R-44.1" and row.eft == "deny" for row in werk.bron.ruleset.rows)
    return (NEE, "Regel R-44.1 verbiedt een uitkomst van alleen een computer.") if guarded else (OPEN, "")


FEITEN: Final[Mapping[str, Callable[[Werk], Antwoord]]] = {
    "samenwerkingsverband": _cooperation,
    "profilering": _profiling,
    "gevoelig": _sensitive,
    "samenvoegen": _combining,
    "geautomatiseerd": _automated,
}


def outcome(answers: Mapping[str, list[str]]) -> tuple[str, tuple[str, ...]]:
    """Return whether a DPIA is obligatory (`ja`, `nee`, or open), and the lists on which that rests."""
    reached = tuple(name for name, needed in NODIG.items() if answers.get(name, []).count(JA) >= needed)
    if reached:
        return JA, reached
    return (OPEN, ()) if any(OPEN in given for given in answers.values()) else (NEE, ())


def prescan(werk: Werk) -> tuple[Blok, ...]:
    """Answer what the record knows of the pre-scan, and say what follows from it."""
    questions, cited = werk.deel("prescan", "De vragen van de pre-scan.")
    rows, answers = [], {name: [] for name in NODIG}  # type: tuple[list[tuple[str, ...]], dict[str, list[str]]]
    for item in questions:
        answer, why = FEITEN[item["feit"]](werk) if "feit" in item else (OPEN, "")
        answers[item["lijst"]].append(answer)
        rows.append(
            (item["tekst"], LIJSTEN[item["lijst"]], answer, why or "-", f"{item['bron']} ({item['zekerheid']})")
        )
    result, reached = outcome(answers)
    value = [result, *reached, [list(row) for row in rows]]
    facts = werk.boek.regels("prescan", "Wat regels, register en deelnemerslijst van de pre-scan weten.", value)
    table = Tabel(
        "prescan",
        "De pre-scan: vragen, antwoorden en waar zij op rusten",
        ("Vraag", "Lijst", "Antwoord", "Waarom", "Bron en zekerheid"),
        tuple(rows),
        (cited, facts),
    )
    return (Alinea(_told(result, reached), (facts,)), table)


def _told(result: str, reached: tuple[str, ...]) -> str:
    if result == JA:
        named = ", ".join(LIJSTEN[name] for name in reached)
        return f"Een DPIA is verplicht. Dat volgt uit: {named}. Eén vraag van de AP-lijst of twee van de EDPB-lijst is genoeg."
    if result == NEE:
        return "Een DPIA is volgens de pre-scan niet verplicht."
    return "Of een DPIA verplicht is, staat nog open. Mensen beantwoorden eerst de open vragen."
