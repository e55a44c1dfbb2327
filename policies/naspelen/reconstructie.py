# SPDX-License-Identifier: EUPL-1.2
"""Reconstruct: is every logged decision, decided again with the release it names, the same to the last byte?

Invariants:
    * compared is the canonical JSON of the whole answer: outcome, rows with their words, obligations, missing facts,
      release;
    * any difference is an incident, told by the id of the decision alone; a release that is not there and a record
      that cannot be read are incidents too, never skipped;
    * memory is bounded: equal questions are decided once, and only the first hundred ids are kept in the report
      (each one is handed to `on_incident` when it is found).

Norm: Authorization Decision Log, "reconstruct". Does not: prove that the record is unaltered (`audit verifieer`).
"""

import json
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from policies.decision import Vraag
from policies.findings import EngineDisagreementError, PolicyError
from policies.naspelen.naspeler import ONTHOUD
from policies.naspelen.vastgelegd import Vastgelegd, Versie

GENOEMD: Final = 100
_encode: Final = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode


class Afwijking(StrEnum):
    """What is wrong with a decision."""

    BESLISSING = "beslissing"
    TEKST = "tekst"
    VRIJGAVE = "vrijgave"
    VORM = "vorm"


@dataclass(frozen=True, slots=True)
class Reconstructie:
    """What was decided again; `genoemd` are the first ids (in their own order) with what is wrong."""

    beslissingen: int
    vrijgaven: Mapping[str, int]
    afwijkingen: Mapping[Afwijking, int]
    genoemd: tuple[tuple[str, Afwijking], ...]

    @property
    def gelijk(self) -> bool:
        """Whether everything was the same."""
        return not self.afwijkingen

    def to_json(self) -> dict[str, Any]:
        """Return the report as JSON."""
        return {
            "gelijk": self.gelijk,
            "beslissingen": self.beslissingen,
            "vrijgaven": dict(sorted(self.vrijgaven.items())),
            "afwijkingen": {str(kind): self.afwijkingen[kind] for kind in sorted(self.afwijkingen)},
            "genoemd": [{"beslissing": name, "afwijking": str(kind)} for name, kind in self.genoemd],
        }


def reconstruct(
    records: Iterable[Vastgelegd],
    versie_van: Callable[[str], Versie],
    on_incident: Callable[[str, Afwijking], None] = lambda _id, _kind: None,
    onthoud: int = ONTHOUD,
) -> Reconstructie:
    """Decide every logged decision again with the release it names."""
    again = _Again(versie_van, onthoud)
    seen: Counter[str] = Counter()
    wrong: Counter[Afwijking] = Counter()
    named: list[tuple[str, Afwijking]] = []
    for record in records:
        seen[record.vrijgave] += 1
        kind = again.compare(record)
        if kind is not None:
            wrong[kind] += 1
            on_incident(record.id, kind)
            named = sorted([*named, (record.id, kind)])[:GENOEMD]
    return Reconstructie(seen.total(), dict(seen), dict(wrong), tuple(named))


class _Again:
    """Decides anew, equal questions once."""

    def __init__(self, versie_van: Callable[[str], Versie], onthoud: int) -> None:
        self._versie_van, self._onthoud = versie_van, onthoud
        self._versies: dict[str, Versie | None] = {}
        self._answers: dict[tuple[str, Vraag], tuple[str, str | None]] = {}

    def compare(self, record: Vastgelegd) -> Afwijking | None:
        """Say what is wrong with one logged decision, or None."""
        if record.vraag is None:
            return Afwijking.VORM
        versie = self._versie(record.vrijgave)
        if versie is None:
            return Afwijking.VRIJGAVE
        try:
            whole, core = self._answer(versie, record.vrijgave, record.vraag)
        except EngineDisagreementError:
            return Afwijking.BESLISSING
        if whole == canonical(record.antwoord):
            return None
        return Afwijking.TEKST if core == _core(record.antwoord) else Afwijking.BESLISSING

    def _answer(self, versie: Versie, digest: str, vraag: Vraag) -> tuple[str, str | None]:
        """The answer as canonical JSON, and that of its core."""
        found = self._answers.get((digest, vraag))
        if found is None:
            answer = versie.decide(vraag).to_json()
            found = canonical(answer), _core(answer)
            if len(self._answers) >= self._onthoud:
                self._answers.clear()
            self._answers[digest, vraag] = found
        return found

    def _versie(self, digest: str) -> Versie | None:
        if digest not in self._versies:
            try:
                self._versies[digest] = self._versie_van(digest)
            except PolicyError:
                self._versies[digest] = None
        return self._versies[digest]


def canonical(value: Any) -> str:
    """Return canonical JSON; True and 1 differ in it, unlike in Python."""
    return _encode(value)


def _core(answer: Mapping[str, Any]) -> str | None:
    """The decision without the words about it; None when the answer has no such form."""
    try:
        rows = [(regel["id"], regel["effect"]) for regel in answer["regels"]]
    except (KeyError, TypeError):
        return None
    words = {key: value for key, value in answer.items() if key != "regels"}
    return canonical([rows, words])
