# SPDX-License-Identifier: EUPL-1.2
"""What people wrote for one GEB: read from their own file, checked against the form, and never overwritten.

Invariants:
- A text is taken over as it stands, with who wrote it and on which day; without those it is refused.
- A question that does not exist, one that is generated, a value that the form does not offer, a row that is not there and
  a text that holds a BSN are refused, with all findings at once. An empty text is no answer.
- A file is of one region: what was judged for one is not borrowed for another.

Norm: AVG 35(2) and (9), Rijksmodel DPIA 3.0. `gep.geb.mensenbestand` makes the file; the signatures of adoption are no part of it.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from audit.proof import jcs
from core.contract.velden import holds_bsn
from gep.geb.model import ModelError, Taken
from gep.geb.plaatsen import GROEPEN, LOS, PER_RIJ

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

LANDELIJK: Final = "landelijk"
_META: Final = ("wie", "wanneer")


class MensenError(ValueError):
    """The file of people is refused; `bevindingen` says everything that is wrong, in Dutch."""

    type = "mensen"

    def __init__(self, bevindingen: list[str]) -> None:
        super().__init__("Het bestand met teksten van mensen is niet bruikbaar: " + "; ".join(bevindingen) + ".")
        self.bevindingen = tuple(bevindingen)


@dataclass(frozen=True, slots=True)
class Antwoord:
    """What people answered: question, value, who and on which day; `rij` is the code of a row, `nummer` that of an own row."""

    vraag: str
    waarde: str | tuple[str, ...] = field(repr=False)
    wie: str = field(repr=False)
    wanneer: str = ""
    groep: str | None = None
    rij: str | None = None

    def to_json(self) -> list[Any]:
        """Return it as the digest sees it."""
        value = self.waarde if isinstance(self.waarde, str) else list(self.waarde)
        return [self.vraag, self.groep, self.rij, value, self.wie, self.wanneer]


@dataclass(frozen=True)
class Mensentekst:
    """Everything that people wrote for one GEB."""

    antwoorden: tuple[Antwoord, ...] = field(default=(), repr=False)

    @property
    def digest(self) -> str | None:
        """Over all answers; None when there are none."""
        return f"sha256:{jcs.digest([one.to_json() for one in self.antwoorden])}" if self.antwoorden else None

    def given(self) -> set[tuple[str, str | None]]:
        """Return which questions are answered, in which row."""
        return {(one.vraag, one.rij) for one in self.antwoorden}


def read(text: str, regio: str | None, rijen: Mapping[str, Mapping[str, str]]) -> Mensentekst:
    """Return what people wrote.

    Args:
        text: the file.
        regio: the region that the GEB is about, None for the whole country.
        rijen: per group the codes of its rows.

    Raises:
        MensenError: with all findings.
    """
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise MensenError([f"het is geen leesbare TOML ({str(error).rpartition('(')[2].rstrip(')')})"]) from None
    except (ValueError, RecursionError):  # a number of thousands of digits, or tables nested without end
        raise MensenError(["het is geen leesbare TOML"]) from None
    if data.get("regio") != (regio or LANDELIJK):
        raise MensenError([f"het bestand is niet van {regio or LANDELIJK}"])
    found = [f"het bestand kent geen {name}" for name in data if name not in ("regio", "antwoord", "rij", "groep")]
    answers = list(_answers(data, rijen, found)) if _tables(data, found) else []
    found += _conditions(answers)
    if found:
        raise MensenError(found)
    return Mensentekst(tuple(answers))


def _tables(data: Mapping[str, Any], found: list[str]) -> bool:
    fits = all(isinstance(data.get(name, {}), dict) for name in ("antwoord", "rij", "groep"))
    fits = fits and all(isinstance(value, dict) for value in data.get("antwoord", {}).values())
    fits = fits and all(
        isinstance(value, dict) and all(isinstance(row, dict) for row in value.values())
        for value in data.get("rij", {}).values()
    )
    fits = fits and all(
        isinstance(value, list) and all(isinstance(row, dict) for row in value)
        for value in data.get("groep", {}).values()
    )
    if not fits:
        found.append("een antwoord, rij of groep heeft niet de vorm van de voorbeelden in het bestand")
    return fits


def _answers(data: Mapping[str, Any], rijen: Mapping[str, Mapping[str, str]], found: list[str]) -> Iterator[Antwoord]:
    for task, cell in data.get("antwoord", {}).items():
        if _allowed(task, LOS, found):
            found += [f"vraag {task} kent geen {name}" for name in cell if name not in ("tekst", *_META)]
            yield from _one({task: cell.get("tekst", "")}, cell, (None, None), found)
    for group, table in data.get("rij", {}).items():
        for code, row in table.items():
            answers = {task: value for task, value in row.items() if task not in _META}
            known = group in PER_RIJ and code in rijen.get(group, {})
            if not known and any(answers.values()):
                found.append(f"rij {code} van groep {group} is er niet; verplaats of verwijder de tekst")
            elif known:
                kept = {task: value for task, value in answers.items() if _allowed(task, PER_RIJ[group], found)}
                yield from _one(kept, row, (group, code), found)
    for group, table in data.get("groep", {}).items():
        if group not in GROEPEN:
            found.append(f"groep {group} maken mensen niet zelf")
            continue
        for number, row in enumerate(table):
            answers = {task: value for task, value in row.items() if task not in _META}
            kept = {task: value for task, value in answers.items() if _allowed(task, GROEPEN[group], found)}
            yield from _one(kept, row, (group, str(number)), found)


def _allowed(task: str, places: tuple[str, ...], found: list[str]) -> bool:
    if task in places:
        return True
    try:
        Taken.load()[task]
    except ModelError:
        found.append(f"vraag {task} bestaat niet in het formulier")
        return False
    mine = task in {*LOS, *(t for tasks in (*PER_RIJ.values(), *GROEPEN.values()) for t in tasks)}
    wrong = "staat op een andere plaats" if mine else "wordt gemaakt uit het logboek en is niet voor mensen"
    found.append(f"vraag {task} {wrong}")
    return False


def _one(
    answers: Mapping[str, Any], row: Mapping[str, Any], place: tuple[str | None, str | None], found: list[str]
) -> Iterator[Antwoord]:
    filled = {task: value for task, value in answers.items() if value not in ("", [])}
    wie, wanneer = row.get("wie", ""), row.get("wanneer", "")
    where = "" if place[1] is None else f" in rij {place[1]}"
    for task, value in filled.items():
        wrong = [*_wrong_value(task, value), *_wrong_meta(wie, wanneer)]
        found += [f"vraag {task}{where}: {text}" for text in wrong]
        if not wrong:
            yield Antwoord(task, tuple(value) if isinstance(value, list) else value, wie, str(wanneer), *place)


def _wrong_value(task: str, value: object) -> Iterator[str]:
    known = Taken.load()[task]
    texts = value if isinstance(value, list) else [value]
    if not all(isinstance(text, str) and text.strip() for text in texts):
        yield "het antwoord is geen tekst"
        return
    try:
        Taken.load().check(task, value)  # type: ignore[arg-type] # its form was just looked at
    except ModelError:
        choice = f"; kies uit {', '.join(known.waarden)}" if known.waarden else ""
        yield f"het formulier kent dit antwoord niet{choice}"
    if known.soort == "date" and not _is_day(value):
        yield "het antwoord is geen dag, zoals 2026-12-31"
    if any(holds_bsn(str(text)) for text in texts):
        yield "de tekst bevat een burgerservicenummer"


def _wrong_meta(wie: object, wanneer: object) -> Iterator[str]:
    if not isinstance(wie, str) or not wie.strip():
        yield "er staat niet bij wie dit schreef"
    elif holds_bsn(wie):
        yield "de tekst bevat een burgerservicenummer"
    if not _is_day(wanneer):
        yield "er staat niet bij wanneer dit is geschreven, zoals 2026-12-31"


def _is_day(value: object) -> bool:
    if isinstance(value, date):
        return type(value) is date
    try:
        return isinstance(value, str) and len(value) == len("2026-12-31") and bool(date.fromisoformat(value))
    except ValueError:
        return False


def _conditions(answers: list[Antwoord]) -> Iterator[str]:
    """What is asked only under a condition is answered only where it holds, and a choice names what is there."""
    given = {(one.vraag, one.groep, one.rij): one.waarde for one in answers}
    for one in answers:
        task = Taken.load()[one.vraag]
        if task.als is not None and given.get((task.als[0], one.groep, one.rij)) != task.als[1]:
            yield f"vraag {one.vraag} wordt alleen gevraagd als vraag {task.als[0]} het antwoord {task.als[1]} heeft"
        if task.uit is not None and not set(one.waarde) <= {v for (t, _, _), v in given.items() if t == task.uit}:
            yield f"vraag {one.vraag} noemt iets dat bij vraag {task.uit} niet staat"
