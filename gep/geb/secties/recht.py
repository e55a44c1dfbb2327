# SPDX-License-Identifier: EUPL-1.2
"""Sections 9 and 11: sources, and the legal basis of every rule that allows a supply."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from gep.document.blokken import Tabel
from gep.geb.antwoorden import uit
from gep.geb.secties import beelden
from gep.geb.werk import capital

if TYPE_CHECKING:
    from core.register import Verwerking
    from gep.document.blokken import Blok
    from gep.geb.antwoorden import Rij
    from gep.geb.werk import Werk
    from policies.rows import Row

PUBLIEKE_TAAK: Final = "Rechtsgrond taak van algemeen belang"


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
    legend = werk.tekst("zekerheid")
    werk.antwoorden.rows("9.1.1", (_framework(werk, item) for item in werk.verwerkingen))
    werk.antwoorden.answer("9.2", uit(legend, table))
    return (legend, table)


def _framework(werk: Werk, item: Verwerking) -> Rij:
    rows = [row for row in werk.bron.ruleset.rows if row.eft == "allow" and werk.belongs(row, item)]
    sources = werk.bron.ruleset.sources
    codes = dict.fromkeys(code for row in rows for code in row.bronnen)
    laws = dict.fromkeys(sources[code].wet for code in codes)
    found: Rij = {"9.1.1.1": "; ".join(laws) or item.grondslag}
    if codes:
        found["9.1.1.2"] = "; ".join(f"{sources[c].wet}, {sources[c].artikel} ({sources[c].zekerheid})" for c in codes)
    return found


def rechtsgrond(werk: Werk) -> tuple[Blok, ...]:
    """Give the basis per processing activity, and per rule that allows a supply."""
    werk.antwoorden.rows("11.1.1", (_ground(item.grondslag, item.zekerheid) for item in werk.verwerkingen))
    rules, status = _rules(werk), _status(werk)
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
    werk.antwoorden.answer("11.2", uit(status, rules, activities))
    return (status, activities, rules, beelden.supplies(werk), _releases(werk))


def _ground(grondslag: str, zekerheid: str) -> Rij:
    """Answer only what the register says: the general task when it names AVG 6(1)(e), else the explanation alone."""
    row: Rij = {"11.1.1.2": f"{grondslag} (zekerheid {zekerheid}; concept)"}
    return {"11.1.1.1": PUBLIEKE_TAAK, **row} if "AVG 6(1)(e)" in grondslag else row


def _rules(werk: Werk) -> Tabel:
    cited = werk.boek.regels(
        "toestaande-regels", "Regels die verstrekken toestaan.", [row.id for row in werk.toestaand]
    )
    return Tabel(
        "regels",
        "Regels die een verstrekking toestaan, met hun grondslag",
        ("Regel", "Wie", "Aan wie", "Wat", "Doel", "Fase", "Grondslag en zekerheid", "Status", "Gebruikt"),
        tuple(_rule(werk, row) for row in werk.toestaand),
        (cited, werk.boek.telling("grondslagen")),
    )


def _rule(werk: Werk, row: Row) -> tuple[str | int, ...]:
    cells = (("wie", row.wie), ("wie", row.aan), ("wat", row.wat), ("doel", row.doel), ("fase", row.fase))
    used = werk.cijfers.tellingen["grondslagen"][(row.id,)]
    return (row.id, *(capital(werk.label(*cell)) for cell in cells), werk.laws((row,)), row.status, used)


def _status(werk: Werk) -> Tabel:
    concept = sum(row.status == "concept" for row in werk.toestaand)
    rows = (("Concept", concept), ("Vastgesteld", len(werk.toestaand) - concept))
    value = [list(row) for row in rows]
    cited = werk.boek.regels("stand-van-regels", "Regels die verstrekken toestaan, naar stand.", value)
    return Tabel(
        "stand-van-regels",
        "Alleen een jurist maakt een regel vastgesteld; tot dan is zij concept",
        ("Stand", "Regels die verstrekken toestaan"),
        rows,
        (cited,),
    )


def _releases(werk: Werk) -> Tabel:
    rows = tuple((key[0], count) for key, count in werk.cijfers.rows("vrijgaven"))
    cited = (werk.boek.telling("vrijgaven"),)
    return Tabel("vrijgaven", "Vrijgaven waarmee is beslist", ("Vrijgave", "Vragen"), rows, cited)
