# SPDX-License-Identifier: EUPL-1.2
"""Sections 16 and 17: risks for people, and per measure what enforces it. Likelihood and impact are for people."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from gep.document.blokken import Alinea, Open, Tabel, as_text
from gep.geb.werk import texts

if TYPE_CHECKING:
    from gep.document.blokken import Blok
    from gep.geb.werk import Werk


def risicos(werk: Werk) -> tuple[Blok, ...]:
    """Name the risks, with what the log says about each."""
    fixed = texts("risicos")["risico"]
    werk.antwoorden.rows(
        "16.1", ({"16.1.1": item["tekst"], "16.1.2": item["oorsprong"], "16.1.4": _fact(werk, item)} for item in fixed)
    )
    table = Tabel(
        "risicos",
        "Risico's voor betrokkenen",
        ("Risico", "Oorsprong", "Wat het logboek erover zegt"),
        tuple((item["tekst"], item["oorsprong"], _fact(werk, item)) for item in fixed),
        (_cited(werk), werk.boek.telling("weigeringen-per-regel")),
    )
    note = Alinea("Een weigering laat zien dat een regel werkt. Zij zegt niet hoe groot het risico is.")
    werk.antwoorden.answer("16.2", as_text(note, *_refusals(werk)))
    return (note, table, *_refusals(werk), Open("Hoe groot zijn kans, impact en niveau van elk risico?"))


def maatregelen(werk: Werk) -> tuple[Blok, ...]:
    """Name per risk the measures, and per measure the rules and tests that enforce it."""
    fixed = texts("risicos")["risico"]
    werk.antwoorden.rows("17.1", (_measure_row(risk, measure) for risk in fixed for measure in risk["maatregel"]))
    table = Tabel(
        "maatregelen",
        "Maatregelen, en wat ze afdwingt",
        ("Maatregel", "Risico", "Afgedwongen door", "Beheerder"),
        tuple((m["tekst"], risk["tekst"], _enforced(m), m["beheerder"]) for risk in fixed for m in risk["maatregel"]),
        (_cited(werk),),
    )
    return (table, Open("Welk risico blijft over, en is dat aanvaardbaar?"))


def _refusals(werk: Werk) -> tuple[Tabel, Tabel]:
    return _by_rule(werk), _by_question(werk)


def _by_rule(werk: Werk) -> Tabel:
    counts = werk.cijfers.tellingen["weigeringen-per-regel"]
    rules = {row.id: row for row in werk.bron.ruleset.rows}
    rows = []
    for number in sorted({key[0] for key in counts}):
        known = rules.get(number)
        source = "geen regel staat het toe" if number == "-" else "staat niet in de regels die nu gelden"
        told = source if known is None else werk.laws((known,))
        status = "-" if known is None else known.status
        rows.append((number, told, status, counts[(number, "knooppunt")], counts[(number, "gateway")]))
    return Tabel(
        "weigeringen",
        "Weigeringen per regel",
        ("Regel", "Bron en zekerheid", "Status", "Door het knooppunt", "Door een gateway"),
        tuple(rows),
        (werk.boek.telling("weigeringen-per-regel"),),
    )


def _by_question(werk: Werk) -> Tabel:
    rows = tuple(
        (
            *(werk.organisatie(oin), werk.label("handeling", act), werk.label("wat", what)),
            *("-" if to == "-" else werk.label("wie", to), outcome, where, count),
        )
        for (where, oin, act, what, to, outcome), count in werk.cijfers.rows("weigeringen")
    )
    heads = ("Vrager", "Handeling", "Categorie", "Ontvanger", "Uitkomst", "Geweigerd door", "Aantal")
    unknown = werk.cijfers.total("onbekend")
    caption = f"Geweigerde vragen. Vragen naar iets dat niet bestaat of van anderen is: {unknown}"
    cited = (werk.boek.telling("weigeringen"), werk.boek.telling("onbekend"))
    return Tabel("geweigerd", caption, heads, rows, cited)


def _fact(werk: Werk, item: dict[str, Any]) -> str:
    rules = sorted({rule for measure in item["maatregel"] for rule in measure["regels"]})
    if not rules:
        return "Hierover staat geen cijfer in het logboek."
    counts = werk.cijfers.per("weigeringen-per-regel", 0)
    return f"Geweigerde vragen in deze periode, door {', '.join(rules)}: {sum(counts[rule] for rule in rules)}."


def _measure_row(risk: dict[str, Any], measure: dict[str, Any]) -> dict[str, str | list[str] | bool]:
    return {
        "17.1.1": [risk["tekst"]],
        "17.1.2": risk["oorsprong"],
        "17.1.3": f"{measure['tekst']} Afgedwongen door {_enforced(measure)}.",
        "17.1.7": measure["beheerder"],
    }


def _enforced(measure: dict[str, Any]) -> str:
    names = [f"regel {rule}" for rule in measure["regels"]]
    names += [f"test {test.rpartition('::')[2]}" for test in measure["tests"]]
    return ", ".join(names)


def _cited(werk: Werk) -> str:
    return werk.boek.uitgave("risicos", "De risico's en maatregelen bij deze versie.", texts("risicos"))
