# SPDX-License-Identifier: EUPL-1.2
"""The answers to the form, as MinBZK's DPIA form imports them.

Invariants:
- Each answer is checked against the form's own questions when it is given; what does not fit stops the making.
- Booleans are the words `true` and `false`; a question that is not shown is not answered.
- A repeated group stands under its parent, with `_index` from 0. Nested groups have at most one row per index, because
  the format keeps no link to the parent row (standards.md 9).

Norm: par-dpia-form `assessment-output.v2.schema.json`.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from gep.geb.model import Taken

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

Waarde: TypeAlias = "str | list[str] | bool"
SCHEMA: Final = "https://github.com/MinBZK/par-dpia-form/blob/main/schemas/assessment-output.v2.schema.json"


class Antwoorden:
    """Collects answers; `to_json` gives the file."""

    def __init__(self, gemaakt: int) -> None:
        self._taken = Taken.load()
        self._tijd = datetime.fromtimestamp(gemaakt // 1000, tz=UTC).isoformat().replace("+00:00", "Z")
        self._answers: dict[str, Any] = {}

    def answer(self, task: str, waarde: Waarde) -> None:
        """Answer one question that does not repeat."""
        self._answers[task] = self._checked(task, waarde)

    def rows(self, group: str, rijen: Iterable[Mapping[str, Waarde]]) -> None:
        """Answer a repeated group: per row the answers by question."""
        found = []
        for index, rij in enumerate(rijen):
            for task in rij:
                if self._taken[task].ouder != group:
                    raise ValueError(f"vraag {task} hoort niet bij groep {group}")
            found.append({"_index": index, **{task: self._checked(task, value) for task, value in rij.items()}})
        if found:
            self._answers[group] = found

    def values(self, task: str) -> list[str]:
        """Return the text answers that were given to a question in a repeated group: they are the options of others."""
        rows = self._answers.get(self._taken[task].ouder or "", [])
        return [row[task]["value"] for row in rows if task in row]

    def to_json(self) -> dict[str, Any]:
        """Return the content of `geb.json`."""
        metadata = {"urn": self._taken.urn, "createdAt": self._tijd, "createdBy": {"name": "Knooppunt (concept)"}}
        return {"$schema": SCHEMA, "metadata": metadata, "answers": self._answers}

    def _checked(self, task: str, waarde: Waarde) -> dict[str, Any]:
        value: str | list[str] = ("true" if waarde else "false") if isinstance(waarde, bool) else waarde
        self._taken.check(task, value)
        source = self._taken[task].uit
        if source is not None and isinstance(value, list) and not set(value) <= set(self.values(source)):
            raise ValueError(f"vraag {task} noemt iets dat bij {source} niet staat")
        return {"value": value, "lastEditedAt": self._tijd}
