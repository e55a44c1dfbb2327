# SPDX-License-Identifier: EUPL-1.2
"""Sections 16 and 17: risks for people, and per measure what enforces it. Likelihood and impact are for people."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from gep.document.blokken import Tabel
from gep.geb.antwoorden import Uit, uit

if TYPE_CHECKING:
    from gep.document.blokken import Blok
    from gep.geb.antwoorden import Rij, Waarde
    from gep.geb.blauwdruk.vorm import Deel
    from gep.geb.werk import Werk

INSTELLING: Final = "KNOOPPUNT_"


def risicos(werk: Werk) -> tuple[Blok, ...]:
    """Name the risks, with what the log says about the rules against each."""
    known, cited = werk.deel("risico", "De risico's voor betrokkenen.")
    table = Tabel(
        "risicos",
        "Risico's voor betrokkenen",
        ("Risico", "Oorsprong", "Regels ertegen"),
        tuple((item["tekst"], item["oorsprong"], ", ".join(_rules_of(werk, item)) or "geen") for item in known),
        (cited,),
    )
    pairs = [(rule, item) for item in known for rule in _rules_of(werk, item)]
    facts = _against(werk, pairs)
    werk.antwoorden.rows(
        "16.1",
        ({"16.1.1": item["tekst"], "16.1.2": item["oorsprong"], "16.1.4": _fact(facts, pairs, item)} for item in known),
    )
    note, refused = werk.tekst("weigering"), (_by_rule(werk), _by_question(werk), _unknown(werk))
    werk.antwoorden.answer("16.2", uit(note, *refused))
    return (note, table, facts, *refused)


def _against(werk: Werk, pairs: list[tuple[str, Deel]]) -> Tabel:
    counts = werk.cijfers.per("weigeringen-per-regel", 0)
    rows = tuple((rule, item["tekst"], counts[rule]) for rule, item in pairs)
    heads, cited = ("Regel", "Risico", "Weigeringen"), (werk.boek.telling("weigeringen-per-regel"),)
    caption = "Hoe vaak een regel tegen een risico iets weigerde"
    return Tabel("regels-per-risico", caption, heads, rows, cited, vaste_volgorde=True)  # answers cite its rows


def _fact(facts: Tabel, pairs: list[tuple[str, Deel]], item: Deel) -> Waarde:
    mine = tuple(index for index, (_, about) in enumerate(pairs) if about["id"] == item["id"])
    return Uit((facts,), mine) if mine else "Hierover staat geen cijfer in het logboek."


def _rules_of(werk: Werk, item: Deel) -> list[str]:
    measures = werk.blauwdruk.all("maatregel", risico=item["id"])
    return sorted({rule for measure in measures for rule in measure["regels"]})


def maatregelen(werk: Werk) -> tuple[Blok, ...]:
    """Name per measure its risk, and the rules, tests and settings that enforce it."""
    measures, cited = werk.deel("maatregel", "De maatregelen, en wat ze afdwingt.")
    risks = werk.blauwdruk.by_id("risico")
    werk.antwoorden.rows("17.1", (_measure_row(risks[item["risico"]], item) for item in measures))
    table = Tabel(
        "maatregelen",
        "Maatregelen, en wat ze afdwingt",
        ("Maatregel", "Risico", "Afgedwongen door", "Beheerder"),
        tuple((m["tekst"], risks[m["risico"]]["tekst"], enforced(m), m["beheerder"]) for m in measures),
        (cited,),
    )
    return (table, _checks(werk))


def _checks(werk: Werk) -> Tabel:
    names = ("logcontroles", "nood-beoordeeld", "bevoegdheden-herbevestigd", "afwijkingen")
    told = ("Keren dat het log is nagerekend", "Lezingen in nood die zijn beoordeeld", "Herbevestigde bevoegdheden")
    rows = tuple(zip((*told, "Gemelde afwijkingen"), (werk.cijfers.total(name) for name in names), strict=True))
    cited = tuple(werk.boek.telling(name) for name in names)
    return Tabel("toezicht", "Wat er aan controle gebeurde", ("Controle", "Aantal"), rows, cited)


def _measure_row(risk: Deel, measure: Deel) -> Rij:
    return {
        "17.1.1": [risk["tekst"]],
        "17.1.2": risk["oorsprong"],
        "17.1.3": f"{measure['tekst']} Afgedwongen door {enforced(measure)}.",
        "17.1.7": measure["beheerder"],
    }


def enforced(measure: Deel) -> str:
    """Return what enforces a measure, in words."""
    names = [f"regel {rule}" for rule in measure["regels"]]
    names += [f"test {test.rpartition('::')[2]}" for test in measure["tests"]]
    return ", ".join(names + [f"instelling {INSTELLING}{name.upper()}" for name in measure["instellingen"]])


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
    return Tabel("geweigerd", "Geweigerde vragen", heads, rows, (werk.boek.telling("weigeringen"),))


def _unknown(werk: Werk) -> Tabel:
    rows = tuple((werk.organisatie(key[0]), count) for key, count in werk.cijfers.rows("onbekend"))
    cited = (werk.boek.telling("onbekend"),)
    caption = "Vragen naar iets dat niet bestaat of van anderen is"
    return Tabel("onbekend", caption, ("Vrager", "Aantal"), rows, cited)
