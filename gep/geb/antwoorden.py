# SPDX-License-Identifier: EUPL-1.2
"""The answers to the form, as MinBZK's DPIA form imports them.

Invariants:
- Each answer is checked against the form's own questions when it is given; what does not fit stops the making.
- Booleans are the words `true` and `false`; a question that is not shown is not answered.
- A repeated group stands under its parent, with `_index` from 0. Nested groups have at most one row per index, because
  the format keeps no link to the parent row (standards.md 9).
- What an answer says of blocks it says of the blocks as the page shows them: a figure that is suppressed there is
  suppressed here, and a block that is not on the page answers nothing.
- What people answered carries who and when; nothing else carries a name.

Norm: par-dpia-form `assessment-output.v2.schema.json`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from gep.document.blokken import Blok, Tabel, as_text
from gep.geb.model import Taken

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

SCHEMA: Final = "https://github.com/MinBZK/par-dpia-form/blob/main/schemas/assessment-output.v2.schema.json"


@dataclass(frozen=True, slots=True)
class Uit:
    """The text of blocks, or of some rows of a table, as the page will show them."""

    blokken: tuple[Blok, ...]
    rijen: tuple[int, ...] | None = None


Waarde: TypeAlias = "str | list[str] | bool | Uit"
Rij: TypeAlias = "dict[str, Waarde]"


def uit(*blokken: Blok) -> Uit:
    """Answer with the text of these blocks."""
    return Uit(blokken)


@dataclass(frozen=True, slots=True)
class _Antwoord:
    waarde: str | list[str] | Uit
    tijd: str
    door: str | None = None


class Antwoorden:
    """Collects answers; `to_json` gives the file."""

    def __init__(self, gemaakt: int) -> None:
        self._taken = Taken.load()
        self._tijd = datetime.fromtimestamp(gemaakt // 1000, tz=UTC).isoformat().replace("+00:00", "Z")
        self._los: dict[str, _Antwoord] = {}
        self._rijen: dict[str, dict[int, dict[str, _Antwoord]]] = {}

    def answer(self, task: str, waarde: Waarde) -> None:
        """Answer one question that does not repeat."""
        self._los[task] = self._checked(task, waarde)

    def rows(self, group: str, rijen: Iterable[Mapping[str, Waarde]]) -> None:
        """Answer a repeated group: per row the answers by question."""
        for index, rij in enumerate(rijen):
            for task, waarde in rij.items():
                self._place(group, index, task)[task] = self._checked(task, waarde)

    def people(self, task: str, waarde: str | list[str], wie: str, wanneer: str) -> None:
        """Take over what people answered, on the day they name."""
        self._los[task] = replace(self._checked(task, waarde), tijd=f"{wanneer}T00:00:00Z", door=wie)

    def people_in_row(self, group: str, index: int, cel: tuple[str, str | list[str]], wie: str, wanneer: str) -> None:
        """Take over what people answered in one row of a group: question and value."""
        task, waarde = cel
        given = replace(self._checked(task, waarde), tijd=f"{wanneer}T00:00:00Z", door=wie)
        self._place(group, index, task)[task] = given

    def values(self, task: str) -> list[str]:
        """Return the text answers that were given to a question in a repeated group: they are the options of others."""
        rows = self._rijen.get(self._taken[task].ouder or "", {})
        given = [row[task].waarde for row in rows.values() if task in row]
        return [value for value in given if isinstance(value, str)]

    def to_json(self, shown: Callable[[Blok], Blok]) -> dict[str, Any]:
        """Return the content of `geb.json`.

        Args:
            shown: gives a block as the page shows it.
        """
        metadata = {"urn": self._taken.urn, "createdAt": self._tijd, "createdBy": {"name": "Knooppunt (concept)"}}
        answers: dict[str, Any] = {task: _json(item, shown) for task, item in self._los.items()}
        for group, rijen in self._rijen.items():
            answers[group] = [
                {"_index": index, **{task: _json(item, shown) for task, item in rijen[index].items()}}
                for index in sorted(rijen)
            ]
        return {"$schema": SCHEMA, "metadata": metadata, "answers": answers}

    def _place(self, group: str, index: int, task: str) -> dict[str, _Antwoord]:
        if self._taken[task].ouder != group:
            raise ValueError(f"vraag {task} hoort niet bij groep {group}")
        return self._rijen.setdefault(group, {}).setdefault(index, {})

    def _checked(self, task: str, waarde: Waarde) -> _Antwoord:
        value = ("true" if waarde else "false") if isinstance(waarde, bool) else waarde
        self._taken.check(task, "tekst" if isinstance(value, Uit) else value)
        source = self._taken[task].uit
        if source is not None and isinstance(value, list) and not set(value) <= set(self.values(source)):
            raise ValueError(f"vraag {task} noemt iets dat bij {source} niet staat")
        return _Antwoord(value, self._tijd)


def _json(item: _Antwoord, shown: Callable[[Blok], Blok]) -> dict[str, Any]:
    value = _text(item.waarde, shown) if isinstance(item.waarde, Uit) else item.waarde
    said = {"value": value, "lastEditedAt": item.tijd}
    return said if item.door is None else said | {"lastEditedBy": item.door}


def _text(said: Uit, shown: Callable[[Blok], Blok]) -> str:
    blokken = tuple(shown(blok) for blok in said.blokken)
    if said.rijen is None:
        return as_text(*blokken)
    return as_text(*(replace(b, rijen=tuple(b.rijen[i] for i in said.rijen)) for b in blokken if isinstance(b, Tabel)))
