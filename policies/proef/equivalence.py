# SPDX-License-Identifier: EUPL-1.2
"""Whether an edit of a row changes anything at all, decided exactly over all requests and all facts.

Purpose: an edit that no scenario notices is either a hole in the scenarios or no change; this module never guesses.

The argument:
    * a row that forbids always shows: with exactly its own facts established it is among the rows of `verboden`,
      so dropping it, turning it round, asking less of it or letting it reach one more request changes a set of
      rows. Such an edit is never equivalent;
    * a row that allows only speaks where every row that forbids is contradicted by the facts. An edit of it shows
      exactly when, in some cell that it reaches (a wider cell: in the added part), a consistent set of facts meets
      it and contradicts every row that forbids there; for a dropped fact: a set without that fact. The smallest such
      sets come from `policies.analyse.gedrag`, the cells from `policies.analyse.ruimte`; both leave nothing out.
      If there is no such set, the rows that forbid and are needed for that are the proof, and are named;
    * a row that allows, turned round, forbids: it shows, as above.

Does not: look at duties, texts or sources; no edit touches those.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from policies.analyse.gedrag import Feiten, without_bite
from policies.analyse.ruimte import VELDEN, Ruimte
from policies.groups import Closure
from policies.loader import natural
from policies.proef.folding import column
from policies.proef.mutants import EFFECT, EIS, WEG, Mutant
from policies.proef.scenario import KOLOMMEN
from policies.rows import Row


@dataclass(frozen=True, slots=True)
class Verschil:
    """One question that comes out otherwise after the edit: a request cell and established facts."""

    cel: tuple[tuple[str, str], ...]
    feiten: tuple[str, ...]

    def __str__(self) -> str:
        """The question in the words of a scenario, without the answer: that is for the jurist."""
        cel = dict(self.cel)
        aan = f' aan "{cel["aan"]}"' if cel["aan"] != "-" else ""
        feiten = f'de feiten "{", ".join(self.feiten)}"' if self.feiten else "geen feiten"
        return (
            f"peildatum {cel['datum']}, {feiten}, "
            f'"{cel["wie"]}" gegevens "{cel["wat"]}" wil "{cel["handeling"]}"{aan} '
            f'voor doel "{cel["doel"]}" in fase "{cel["fase"]}"'
        )


class Equivalence:
    """Answers for the edits of one rule set."""

    def __init__(self, ruimte: Ruimte, closure: Closure) -> None:
        self._ruimte, self._closure = ruimte, closure

    def difference(self, mutant: Mutant) -> Verschil | None:
        """A question that shows the edit, or None when there is none at all: then it is equivalent."""
        showing = self._forbidding if "deny" in _effects(mutant) else self._allowing
        return next(showing(mutant), None)

    def _forbidding(self, mutant: Mutant) -> Iterator[Verschil]:
        row = mutant.oud if mutant.nieuw is None or mutant.veld == EFFECT else mutant.nieuw
        for _, cel in self._cells(mutant):
            yield _verschil(cel, row.tokens)

    def _allowing(self, mutant: Mutant) -> Iterator[Verschil]:
        for mask, cel in self._cells(mutant):
            for found in _showing(mutant, _denies(self._ruimte.rows_of(mask))):
                yield _verschil(cel, found)

    def argument(self, mutant: Mutant) -> tuple[str, ...]:
        """For an edit without a difference: a smallest list of rows that hide it wherever it reaches."""
        cells = {_denies(self._ruimte.rows_of(mask)) for mask, _ in self._cells(mutant)}
        kept: frozenset[Row] = frozenset().union(*cells)
        for row in sorted(kept, key=lambda row: (-len(row.tokens), row.id)):
            fewer = kept - {row}
            if not any(_showing(mutant, cell) for cell in {cell & fewer for cell in cells}):
                kept = fewer
        return tuple(sorted((row.id for row in kept), key=natural))

    def _cells(self, mutant: Mutant) -> Iterator[tuple[int, dict[str, str]]]:
        """The sets of candidates, with one request each, of the part of the requests that the edit touches."""
        row, new = mutant.oud, mutant.nieuw
        chosen = {veld: self._leaves(row, veld) for veld in KOLOMMEN}
        chosen["datum"] = self._periods(row)
        if new is not None and mutant.veld not in (WEG, EFFECT, EIS):
            if mutant.veld in KOLOMMEN:
                chosen[mutant.veld] = self._leaves(new, mutant.veld) - chosen[mutant.veld]
            else:
                chosen["datum"] = self._periods(new) - chosen["datum"]
        for mask, cel in self._ruimte.endpoints(chosen).items():
            yield mask, {**cel, "datum": max(cel["datum"], (new or row).van)}

    def _leaves(self, row: Row, veld: str) -> frozenset[str]:
        leaves = self._closure.leaves(column(veld), getattr(row, veld))
        return leaves if veld == "aan" else leaves - {"-"}

    def _periods(self, row: Row) -> frozenset[str]:
        """The first days of the periods in which the row runs; a period is taken whole or in part alike."""
        firsts = self._ruimte.codes_of_column("datum")
        return frozenset(day for day in firsts if self._ruimte.period(row.van) <= day <= row.tm)


def _showing(mutant: Mutant, denies: frozenset[Row]) -> list[Feiten]:
    """The smallest sets of facts that meet an edited allow row, contradict all these rows and show the edit."""
    row = mutant.nieuw or mutant.oud
    lost = frozenset(mutant.oud.tokens) - frozenset(row.tokens)
    sets = without_bite(frozenset(row.tokens), {frozenset(deny.tokens) for deny in denies})
    return sorted((found for found in sets if not found & lost), key=lambda found: (len(found), sorted(found)))


def _denies(rows: Iterable[Row]) -> frozenset[Row]:
    return frozenset(row for row in rows if row.eft == "deny")


def _effects(mutant: Mutant) -> set[str]:
    return {row.eft for row in (mutant.oud, mutant.nieuw) if row is not None}


def _verschil(cel: dict[str, str], feiten: Iterable[str]) -> Verschil:
    return Verschil(tuple((veld, cel[veld]) for veld in VELDEN), tuple(sorted(feiten)))
