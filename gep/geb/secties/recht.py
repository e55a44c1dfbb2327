# SPDX-License-Identifier: EUPL-1.2
"""Sections 9, 10 and 11: sources, terms, and the legal basis of every rule that allows a supply."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gep.document.blokken import Alinea, Tabel, as_text
from gep.geb.werk import capital, texts

if TYPE_CHECKING:
    from gep.document.blokken import Blok
    from gep.geb.werk import Werk
    from policies.rows import Row

PUBLIEKE_TAAK = "Rechtsgrond taak van algemeen belang"


def kader(werk: Werk) -> tuple[Blok, ...]:
    """List the sources that the rules rest on, and how sure each is."""
    used = dict.fromkeys(code for row in werk.bron.ruleset.rows for code in row.bronnen)
    sources = [werk.bron.ruleset.sources[code] for code in used]
    table = Tabel(
        "bronnen",
        "Bronnen waar de regels op rusten",
        ("Bron", "Plaats", "Gelezen tekst", "Zekerheid", "Wat een jurist moet nakijken"),
        tuple(
            (item.wet, item.artikel, item.versie, item.zekerheid, item.onzeker or "-")
            for item in sorted(sources, key=lambda item: (item.wet, item.artikel))
        ),
        (werk.boek.regels("bronnen", "De bronnen van de regels.", sorted(used)),),
    )
    legend = Alinea(
        "Zekerheid: V is gelezen in de genoemde tekst, V-old in een oudere tekst, S uit de tweede hand. U is niet nagegaan."
    )
    werk.antwoorden.answer("9.2", as_text(legend, table))
    return (legend, table)


def termijnen(werk: Werk) -> tuple[Blok, ...]:
    """Tell the terms that were found, and that those of a case are not set."""
    lead = Alinea(
        "De bewaartermijn van een casus is niet ingesteld. Zonder vastgestelde termijn en selectielijst vernietigt het knooppunt niets. "
        "Dat is een open vraag voor de jurist."
    )
    fixed = texts("vragen")["termijn"]
    table = Tabel(
        "termijnen",
        "Termijnen die zijn gevonden",
        ("Wat", "Termijn", "Bron", "Zekerheid"),
        tuple((item["wat"], item["termijn"], item["bron"], item["zekerheid"]) for item in fixed),
        (werk.boek.uitgave("termijnen", "De termijnen die zijn gevonden.", fixed),),
    )
    werk.antwoorden.answer("10.2", as_text(lead, table))
    return (lead, table)


def rechtsgrond(werk: Werk) -> tuple[Blok, ...]:
    """Give the basis per processing activity, and per rule that allows a supply."""
    werk.antwoorden.rows("11.1.1", (_ground(item.grondslag, item.zekerheid) for item in werk.verwerkingen))
    activities = Tabel(
        "grondslagen",
        "Rechtsgrond per verwerking, volgens het register",
        ("Verwerking", "Rechtsgrond", "Zekerheid"),
        tuple((item.naam, item.grondslag, item.zekerheid) for item in werk.verwerkingen),
        (
            werk.boek.register(
                "grondslagen", "Per verwerking de grondslag.", [[i.uri, i.grondslag] for i in werk.verwerkingen]
            ),
        ),
    )
    rules = Tabel(
        "regels",
        "Regels die een verstrekking toestaan, met hun grondslag",
        ("Regel", "Wie", "Aan wie", "Wat", "Grondslag en zekerheid", "Status", "Toegestaan"),
        tuple(_rule(werk, row) for row in werk.toestaand),
        (
            werk.boek.regels(
                "toestaande-regels", "Regels die verstrekken toestaan.", [row.id for row in werk.toestaand]
            ),
            werk.boek.telling("grondslagen"),
        ),
    )
    concept = sum(row.status == "concept" for row in werk.toestaand)
    lead = Alinea(
        f"Van de {len(werk.toestaand)} regels die een verstrekking toestaan, zijn er {concept} nog concept. "
        "Alleen een jurist maakt een regel vastgesteld.",
        rules.bewijs[:1],
    )
    werk.antwoorden.answer("11.2", as_text(lead, rules))
    return (lead, activities, rules, _releases(werk))


def _ground(grondslag: str, zekerheid: str) -> dict[str, str | list[str] | bool]:
    """Answer only what the register says: the general task when it names AVG 6(1)(e), else the explanation alone."""
    row: dict[str, str | list[str] | bool] = {"11.1.1.2": f"{grondslag} (zekerheid {zekerheid}; concept)"}
    return {"11.1.1.1": PUBLIEKE_TAAK, **row} if "AVG 6(1)(e)" in grondslag else row


def _rule(werk: Werk, row: Row) -> tuple[str | int, ...]:
    return (
        row.id,
        capital(werk.label("wie", row.wie)),
        capital(werk.label("wie", row.aan)),
        capital(werk.label("wat", row.wat)),
        werk.laws((row,)),
        row.status,
        werk.cijfers.tellingen["grondslagen"][(row.id,)],
    )


def _releases(werk: Werk) -> Tabel:
    rows = tuple((key[0], count) for key, count in werk.cijfers.rows("vrijgaven"))
    cited = (werk.boek.telling("vrijgaven"),)
    return Tabel("vrijgaven", "Vrijgaven waarmee is beslist", ("Vrijgave", "Vragen"), rows, cited)
