# SPDX-License-Identifier: EUPL-1.2
"""Section 15: the rights of people, the procedure for each, and what was handled; whether it suffices is for people.

Invariant: a procedure is named only for a right that the blueprint gives one; the others stay open for people.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from audit.events import Event
from core.contract.rechten import codes
from gep.document.blokken import Tabel
from gep.geb.model import Taken
from gep.geb.werk import capital

if TYPE_CHECKING:
    from gep.document.blokken import Blok
    from gep.geb.werk import Werk

GEEN_BEPERKING: Final = frozenset({"15.5"})  # whether this right applies at all is a question for a jurist


def rechten(werk: Werk) -> tuple[Blok, ...]:
    """Give per right the article, the facts and the procedure, and what was handled in the period."""
    known, cited = werk.deel("recht", "De rechten, en wat het knooppunt per recht biedt.")
    form, door, limit = Taken.load(), werk.tekst("deur"), werk.tekst("beperking")
    for item in known:
        number = item["id"]
        if number not in GEEN_BEPERKING:
            werk.antwoorden.answer(f"{number}.3", waarde=True)
            werk.antwoorden.answer(f"{number}.4", f"{limit.tekst} {item['feit']}")
        if "procedure" in item:
            werk.antwoorden.answer(f"{number}.1", waarde=True)
            werk.antwoorden.answer(f"{number}.2", f"{door.tekst} {item['procedure']}")
    table = Tabel(
        "rechten",
        "Rechten van betrokkenen, en wat het knooppunt ervoor doet",
        ("Recht", "Artikel", "Feit", "Procedure"),
        tuple(
            (form[item["id"]].titel, item["artikel"], item["feit"], item.get("procedure", "Beoordelen mensen"))
            for item in known
        ),
        (cited,),
    )
    return (door, limit, table, _terms(werk), _grounds(werk), _handled(werk))


def _terms(werk: Werk) -> Tabel:
    """Within what time a request is answered, as the backbone itself counts it."""
    kinds, longer = codes()["soorten"], codes()["verlengen"]
    rows = [(capital(kind["label"]), _time(kind), kind["bron"], kind["zekerheid"]) for kind in kinds.values()]
    rows.append((f"Verlengen, hoogstens {longer['keren']} keer", _time(longer), longer["bron"], longer["zekerheid"]))
    cited = werk.boek.instelling("rechten-termijnen", "De termijnen van verzoeken.", [list(row) for row in rows])
    heads = ("Verzoek", "Termijn", "Bron", "Zekerheid")
    return Tabel("rechten-termijnen", "Hoe snel een burger antwoord krijgt", heads, tuple(rows), (cited,))


def _time(kind: dict[str, Any]) -> str:
    unit = "weken" if "weken" in kind else "maanden"
    return "1 maand" if (unit, kind[unit]) == ("maanden", 1) else f"{kind[unit]} {unit}"


def _grounds(werk: Werk) -> Tabel:
    rows = tuple((capital(g["label"]), g["bron"], g["zekerheid"]) for g in codes()["gronden"].values())
    cited = werk.boek.instelling("rechten-gronden", "De gronden om een recht te beperken.", [list(row) for row in rows])
    heads = ("Grond", "Bron", "Zekerheid")
    return Tabel("rechten-gronden", "Gronden om een recht in één geval te beperken", heads, rows, (cited,))


def _handled(werk: Werk) -> Tabel:
    known = {event.value.partition(":")[2]: event.betekenis for event in Event}
    kinds = codes()["soorten"]
    rows = tuple(
        (known.get(event, event), kinds.get(soort, {"label": soort or "-"})["label"], werk.organisatie(oin), count)
        for (event, soort, oin), count in werk.cijfers.rows("rechten")
    )
    heads = ("Wat", "Soort", "Organisatie", "Aantal")
    cited = (werk.boek.telling("rechten"),)
    return Tabel("rechten-afgehandeld", "Verzoeken en besluiten over rechten", heads, rows, cited)
