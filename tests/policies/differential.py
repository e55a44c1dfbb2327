# SPDX-License-Identifier: EUPL-1.2
"""The differential run that the test files share: ours, plain casbin and the oracle over the same random questions.

What is held against what, for every question:

- the outcome, the deciding rows and the rows that the pre-filter keeps are those of the `Oracle`, which reads the
  files by itself;
- when the question passes the check of codes and facts, plain `casbin.Enforcer` allows exactly when the outcome is
  `toegestaan`;
- when it does not (unknown, empty or group code, unknown or contradictory fact), the outcome is `niet-vaststelbaar`
  whatever plain casbin says. Plain casbin is asked too: a code that is neither code nor group never matches for it
  either; a group code, an unknown fact or a contradiction it would let through, which is why the check stands before it.

Vocabulary, groups and sources are read once; rows go through the same reader and checks as when a folder is loaded.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from policies import RuleSet, Uitkomst, Vraag
from policies.findings import Findings
from policies.loader import check
from policies.rows import VELDEN, RowReader
from policies.table import read_lines
from policies.tokens import opposite
from tests.policies.world import KOLOMMEN, Oracle, files_with, p_row, plain, random_rows, request

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    import casbin

    from policies.loader import Checked
    from policies.rows import Row

SHARES, SETS, PER_SET = 4, 40, 640
PAIRS = SETS * PER_SET  # of one share; the test files run one share each per test
BAD_CODES = (
    "",
    "*",
    "convenantpartner",
    "wpg",
    "delen",
    "oc-hk",
    "signaal-tm-hit",
    "onbekend",
    "Politie",
    "politie ",
    "é",
)
BAD_FACTS = ("bestaat-niet", "niet-bestaat-niet", "", "*", "Relevant")


@dataclass(slots=True)
class Count:
    """What was seen in a run, so that a run that proves little fails."""

    pairs: int = 0
    matched: int = 0
    both: int = 0
    allowed: int = 0
    refused_first: int = 0
    empty: int = 0
    wildcard_rows: int = 0
    edge_days: int = 0
    outcomes: dict[str, int] = field(default_factory=dict)

    def check(self, pairs: int) -> None:
        """The run was as large and as rich as promised."""
        assert self.pairs == pairs
        assert self.matched >= pairs * 0.25, self
        assert self.both >= pairs * 0.10, self
        assert min(self.outcomes.get(uitkomst, 0) for uitkomst in Uitkomst) > pairs * 0.02, self
        assert min(self.refused_first, self.edge_days, self.wildcard_rows) > pairs * 0.05, self
        assert self.empty > pairs * 0.002, self


class Differential:
    """One vocabulary, many random rule sets."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.count = folder, Count()
        self.files = files_with([p_row()])
        self.base: Checked = check(self.files)
        self.demo = RuleSet(self.base, "demo", "sha256:x")

    def share(self, number: int) -> Count:
        """Run one share of the whole: its own seeds, sets of 5 to 60 rows (small ones more often)."""
        for i in range(SETS):
            seed = number * SETS + i
            self.run(seed, random.Random(seed).randint(5, 20 if i % 3 else 60), PER_SET)
        return self.count

    def run(self, seed: int, size: int, questions: int) -> None:
        """Ask one random rule set of about `size` rows this many questions."""
        rng = random.Random(seed)
        rows = different(random_rows(rng, self.demo, 2 * size))[:size]
        assert len(rows) == size
        files = {**self.files, "regels/test.csv": ("\n".join(rows) + "\n").encode()}
        self.ask(self.rules(files), plain(files, self.folder), Oracle(files), rng, questions)

    def rules(self, files: dict[str, bytes]) -> RuleSet:
        """The rule set of these files; only the rows are read anew."""
        findings = Findings()
        reader = RowReader(self.base.vocabulary, self.base.sources, self.base.closure, findings)
        rows = reader.read(list(read_lines("regels/test.csv", files["regels/test.csv"], findings)))
        findings.raise_if_refused()
        return RuleSet(replace(self.base, rows=tuple(rows)), "demo", "sha256:x")

    def ask(self, ours: RuleSet, enforcer: casbin.Enforcer, oracle: Oracle, rng: random.Random, questions: int) -> None:
        """Hold the three against each other."""
        asked = Questions(ours, rng)
        allows = [row for row in ours.rows if row.eft == "allow"] or ours.rows
        for i in range(questions):
            vraag = asked.draw(rng.choice(allows if i % 2 else ours.rows) if i % 8 else None)
            spoilt = asked.spoil(vraag) if i % 10 == 9 else vraag
            beslissing, theirs = ours.decide(spoilt), enforcer.enforce(*request(spoilt))
            self.count.pairs += 1
            uitkomst = str(beslissing.uitkomst)
            self.count.outcomes[uitkomst] = self.count.outcomes.get(uitkomst, 0) + 1
            if spoilt is vraag:
                assert beslissing.toegestaan is theirs, vraag
                assert (uitkomst, {r.id for r in beslissing.regels}) == oracle.decide(vraag), vraag
                self._note(oracle, vraag, {row.id for row in ours.candidates(vraag)})
            else:
                self._refused(spoilt, beslissing.uitkomst, beslissing.onbekend, theirs)

    def _refused(self, vraag: Vraag, uitkomst: Uitkomst, onbekend: tuple[str, ...], theirs: bool) -> None:  # noqa: FBT001
        assert uitkomst is Uitkomst.NIET_VASTSTELBAAR, vraag
        assert onbekend, vraag
        assert not (theirs and self._nowhere(vraag)), vraag
        self.count.refused_first += 1
        self.count.empty += "" in {getattr(vraag, veld) for veld in KOLOMMEN}

    def _nowhere(self, vraag: Vraag) -> bool:
        """Whether a code is in no list at all, so that plain casbin cannot match it either."""
        vocabulary = self.base.vocabulary
        return any(
            getattr(vraag, veld) not in {*vocabulary.codes[kolom], *vocabulary.groups[kolom], "-"}
            for veld, kolom in KOLOMMEN.items()
        )

    def _note(self, oracle: Oracle, vraag: Vraag, candidates: set[str]) -> None:
        fits = [row for row in oracle.rows if oracle.fits(row, vraag)]
        assert candidates == {row.id for row in fits}, vraag
        met = {"allow": ("ja",), "deny": ("ja", "onbekend")}
        matching = [row for row in fits if oracle.state(row, vraag.feiten) in met[row.eft]]
        effects = {row.eft for row in matching}
        self.count.matched += bool(effects)
        self.count.both += len(effects) == 2
        self.count.allowed += effects == {"allow"}
        self.count.wildcard_rows += any("*" in row.cellen[:6] for row in matching)
        day = vraag.datum.isoformat()
        self.count.edge_days += any(day in (row.van, row.tm) for row in oracle.rows)


class Questions:
    """Random questions for one rule set, mostly aimed at a row."""

    def __init__(self, rules: RuleSet, rng: random.Random) -> None:
        self.rng = rng
        vocabulary = rules.vocabulary
        self.codes = {veld: sorted(vocabulary.codes[kolom]) for veld, kolom in KOLOMMEN.items()}
        self.codes["aan"].append("-")
        self.facts = sorted(vocabulary.facts)
        self.days = _days(rules.rows)
        self.pools = {row.id: self._pools(rules, row) for row in rules.rows}
        self.calming = sorted({opposite(t) for row in rules.rows if row.eft == "deny" for t in row.tokens})

    def _pools(self, rules: RuleSet, row: Row) -> dict[str, list[str]]:
        return {
            veld: sorted(rules.leaves(kolom, getattr(row, veld)) - (set() if veld == "aan" else {"-"}))
            for veld, kolom in KOLOMMEN.items()
        }

    def draw(self, like: Row | None) -> Vraag:
        """A valid question; with `like` its columns, day and facts are drawn to meet that row more often than not."""
        rng = self.rng
        pools = self.pools[like.id] if like else self.codes
        cells = {veld: rng.choice(pools[veld] if rng.random() < 0.985 else self.codes[veld]) for veld in KOLOMMEN}
        feiten = {fact: rng.choice(("", "niet-")) + fact for fact in self.facts if rng.random() < 0.3}
        for token in self.calming:
            if rng.random() < 0.6:
                feiten[token.removeprefix("niet-")] = token
        for token in like.tokens if like else ():
            if rng.random() < 0.9:
                feiten[token.removeprefix("niet-")] = token
        day = rng.choice(self.days) if rng.random() < 0.5 else date(2026, 11, 22)
        return Vraag(**cells, datum=day, feiten=frozenset(feiten.values()))

    def spoil(self, vraag: Vraag) -> Vraag:
        """The same question with something in it that is no code, no fact, or a contradiction."""
        rng = self.rng
        which = rng.random()
        if which < 0.6:
            return replace(vraag, **{rng.choice(tuple(KOLOMMEN)): rng.choice(BAD_CODES)})
        if which < 0.8:
            return replace(vraag, feiten=vraag.feiten | {rng.choice(BAD_FACTS)})
        fact = rng.choice(self.facts)
        return replace(vraag, feiten=vraag.feiten | {fact, opposite(fact)})


def _days(rows: Sequence[Row]) -> list[date]:
    """Each first and last day of a row, the day before and the day after."""
    ends = {date.fromisoformat(text) for row in rows for text in (row.van, row.tm)}
    around = {day + timedelta(days=step) for day in ends if day.year < 9999 for step in (-1, 0, 1)}
    return sorted(around | (ends & {date.max}))


def different(rows: list[str]) -> list[str]:
    """The rows that say something new: the loader refuses one that says the same under another id."""
    place = 1 + VELDEN.index("id")
    said: dict[tuple[str, ...], str] = {}
    for row in rows:
        said.setdefault(tuple(row.split(", ")[:place]), row)
    return list(said.values())
