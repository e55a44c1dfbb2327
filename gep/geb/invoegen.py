# SPDX-License-Identifier: EUPL-1.2
"""What people wrote, put where it belongs: into the answers of the form and, marked as theirs, into the sections.

Invariant: what people wrote stands beside what was generated and replaces none of it.
"""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from gep.document.blokken import Mensen
from gep.geb.model import Taken
from gep.geb.plaatsen import GROEPEN, section_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from gep.geb.mensen import Antwoord, Mensentekst
    from gep.geb.werk import Werk

    Rijen = Mapping[str, Mapping[str, str]]


def into_answers(werk: Werk, mensen: Mensentekst, rijen: Rijen) -> None:
    """Give the form what people answered."""
    for one in mensen.antwoorden:
        value = one.waarde if isinstance(one.waarde, str) else list(one.waarde)
        if one.groep is None or one.rij is None:
            werk.antwoorden.people(one.vraag, value, one.wie, one.wanneer)
            continue
        index = int(one.rij) if one.groep in GROEPEN else list(rijen[one.groep]).index(one.rij)
        werk.antwoorden.people_in_row(one.groep, index, (one.vraag, value), one.wie, one.wanneer)


def in_section(mensen: Mensentekst, nummer: str, rijen: Rijen) -> Iterator[Mensen]:
    """Yield what people wrote in a section: one block per question, or per row of a group."""
    mine = [one for one in mensen.antwoorden if section_of(one.vraag) == nummer]
    for (groep, rij), found in groupby(mine, key=lambda one: (one.groep, one.rij)):
        row = list(found)
        if groep is None or rij is None:
            yield from (Mensen(_told(one), one.wie, one.wanneer) for one in row)
        else:
            about = rijen.get(groep, {}).get(rij)
            lead = f"{about} " if about else ""
            yield Mensen(lead + " ".join(_told(one) for one in row), row[0].wie, row[0].wanneer)


def _told(one: Antwoord) -> str:
    value = one.waarde if isinstance(one.waarde, str) else ", ".join(one.waarde)
    return f"{Taken.load()[one.vraag].titel}: {value}"


def answered(mensen: Mensentekst, plaatsen: list[str], rijen: Rijen) -> bool:
    """Tell whether people answered all of these questions, in every row where a question has rows."""
    given = mensen.given()
    return bool(plaatsen) and all(_filled(place, given, rijen) for place in plaatsen)


def _filled(place: str, given: set[tuple[str, str | None]], rijen: Rijen) -> bool:
    if place in GROEPEN:
        return any(task in GROEPEN[place] for task, _ in given)
    rows = rijen.get(Taken.load()[place].ouder or "")
    if rows is None:
        return (place, None) in given
    return bool(rows) and all((place, row) in given for row in rows)
