# SPDX-License-Identifier: EUPL-1.2
"""The questions of the DPIA form: what may be answered, and with which values.

Invariants:
- An answer to a question that does not exist, or with a value that the form does not offer, is never written.

Norm: Rijksmodel DPIA 3.0 as MinBZK/par-dpia-form defines it (standards.md 9).
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

LISTS = frozenset({"checkbox_option"})


class ModelError(ValueError):
    """An answer does not fit the form: a mistake of ours, never of the record."""


@dataclass(frozen=True, slots=True)
class Taak:
    """One question or group. `uit` names the question whose answers are its options, `als` when it is shown at all."""

    id: str
    titel: str
    soort: str
    ouder: str | None = None
    herhaalt: bool = False
    waarden: tuple[str, ...] = ()
    uit: str | None = None
    als: tuple[str, str] | None = None

    @property
    def is_groep(self) -> bool:
        """Whether it holds other questions and has no answer of its own."""
        return self.soort == "task_group"


class Taken:
    """All questions by id, in the order of the form."""

    def __init__(self, urn: str, taken: Mapping[str, Taak]) -> None:
        self.urn = urn
        self._taken = taken

    @classmethod
    def load(cls) -> Taken:
        """Return the form that comes with this version."""
        return _load()

    def __getitem__(self, task: str) -> Taak:
        """Return a question.

        Raises:
            ModelError: the form has no such question.
        """
        if task not in self._taken:
            raise ModelError(f"het model kent geen vraag {task}")
        return self._taken[task]

    def sections(self) -> tuple[Taak, ...]:
        """Return the sections in order, from 0 (Inleiding) on."""
        return tuple(task for task in self._taken.values() if task.ouder is None)

    def check(self, task: str, value: str | list[str]) -> None:
        """Return only when `value` may be the answer to `task`.

        Raises:
            ModelError: it may not.
        """
        found = self[task]
        wants_list = found.soort in LISTS
        if found.is_groep or isinstance(value, list) != wants_list:
            raise ModelError(f"vraag {task} vraagt een andere vorm van antwoord")
        given = value if isinstance(value, list) else [value]
        if found.waarden and not set(given) <= set(found.waarden):
            raise ModelError(f"vraag {task} kent deze waarde niet")


@cache
def _load() -> Taken:
    data: dict[str, Any] = json.loads((resources.files("gep.geb.model") / "dpia.json").read_text("utf-8"))
    return Taken(data["urn"], {row["id"]: _task(row) for row in data["taken"]})


def _task(row: dict[str, Any]) -> Taak:
    shown = row.get("als")
    return Taak(
        row["id"],
        row["titel"],
        row["soort"],
        row.get("ouder"),
        row.get("herhaalt", False),
        tuple(row.get("waarden", ())),
        row.get("uit"),
        None if shown is None else (shown["id"], shown["waarde"]),
    )
