# SPDX-License-Identifier: EUPL-1.2
"""The answers of two editions beside each other: parts that came or went, what people wrote, how far adoption is.

Invariants:
- What people wrote is told with who wrote it, as the answer itself says; the text itself is not repeated.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from gep.geb.verschil.zin import Zin, listed

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_PARTS: Final = (
    ("2.1", "2.1.1", "gegevens", "categorieën"),
    ("3.1", "3.1.1", "gegevens", "verwerkingen"),
    ("16.1", "16.1.1", "maatregelen", "risico's"),
    ("17.1", "17.1.3", "maatregelen", "maatregelen"),
)
STATUS: Final = "19.2"


def parts(eerst: Mapping[str, Any], later: Mapping[str, Any]) -> Iterator[Zin]:
    """Yield which categories, activities, risks and measures the form names in only one of the two."""
    for group, task, onderwerp, what in _PARTS:
        before, after = (_values(answers, group, task) for answers in (eerst, later))
        if new := [text for text in after if text not in before]:
            yield Zin(onderwerp, f"De GEB noemt nieuwe {what}: {listed(_short(new))}.")
        if gone := [text for text in before if text not in after]:
            yield Zin(onderwerp, f"De GEB noemt deze {what} niet meer: {listed(_short(gone))}.")


def people(eerst: Mapping[str, Any], later: Mapping[str, Any]) -> Iterator[Zin]:
    """Yield which answers of people are new, other or gone, and who wrote them."""
    before, after = dict(_written(eerst)), dict(_written(later))
    for task in [*after, *(task for task in before if task not in after)]:
        old, new = before.get(task), after.get(task)
        if old is not None and new is not None and old["value"] == new["value"]:
            continue
        if new is None:
            assert old is not None, "one of the two has it"
            yield Zin("mensen", f"Bij vraag {task} staat niet meer wat {old['lastEditedBy']} schreef.")
        else:
            how = "een antwoord" if old is None else "een ander antwoord"
            yield Zin("mensen", f"Bij vraag {task} schreef {new['lastEditedBy']} {how}.")


def adoption(eerst: Mapping[str, Any], later: Mapping[str, Any]) -> Iterator[Zin]:
    """Yield how the status of both editions is."""
    before, after = (str(answers.get(STATUS, {}).get("value", "onbekend")) for answers in (eerst, later))
    if before != after:
        yield Zin("vaststelling", f"De status ging van {before} naar {after}.", before, after)


def _values(answers: Mapping[str, Any], group: str, task: str) -> list[str]:
    return [str(row[task]["value"]) for row in answers.get(group, []) if task in row]


def _short(texts: list[str]) -> list[str]:
    """Return texts up to their first point: a measure is named by its first sentence."""
    return [text.partition(". ")[0].rstrip(".") for text in texts]


def _written(answers: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for task, answer in answers.items():
        if isinstance(answer, dict):
            if "lastEditedBy" in answer:
                yield task, answer
            continue
        for row in answer:
            for question, cell in row.items():
                if isinstance(cell, dict) and "lastEditedBy" in cell:
                    yield f"{question}, rij {row['_index'] + 1}", cell
