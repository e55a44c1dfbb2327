# SPDX-License-Identifier: EUPL-1.2
"""Helpers of the policy tests: rule sets in memory, plain casbin beside ours, and an independent oracle."""

import random
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path

import casbin

from policies import FOLDER, RuleSet, Vraag
from policies.loader import read_folder
from policies.rows import VELDEN, Row
from policies.tokens import opposite, voldoet

DAY = date(2026, 11, 22)
KOLOMMEN = {"wie": "wie", "aan": "wie", "wat": "wat", "handeling": "handeling", "doel": "doel", "fase": "fase"}
DEFAULTS = {
    "wie": "politie", "aan": "*", "wat": "wpg-8", "handeling": "verstrekken", "doel": "*", "fase": "*",
    "van": "2020-01-01", "tm": "9999-12-31", "eis": "-", "eft": "deny", "id": "T-1.1", "bron": "wpg-5",
    "plicht": "-", "toonbaar": "allen", "status": "concept",
}  # fmt: skip


def real_files() -> dict[str, bytes]:
    """The rule files of this repository."""
    return read_folder(FOLDER)


def p_row(**cells: str) -> str:
    """One `p` row with sensible cells where none is given."""
    return "p, " + ", ".join({**DEFAULTS, **cells}[veld] for veld in VELDEN)


def files_with(rows: Iterable[str]) -> dict[str, bytes]:
    """The real vocabulary, groups and sources with only these rows."""
    files = {name: data for name, data in real_files().items() if not name.startswith("regels/")}
    return {**files, "regels/test.csv": ("\n".join(rows) + "\n").encode()}


def rules_with(*rows: str, omgeving: str = "demo") -> RuleSet:
    """A rule set of only these rows."""
    return RuleSet.of_files(files_with(rows), omgeving)


def question(**cells: object) -> Vraag:
    """A question with sensible columns where none is given; `feiten` as a text with spaces."""
    base = {"wie": "politie", "aan": "gemeente", "wat": "wpg-8", "handeling": "verstrekken", "doel": "oc"}
    feiten = frozenset(str(cells.pop("feiten", "")).split())
    return Vraag(**{**base, "fase": "weging", "datum": DAY, **cells}, feiten=feiten)  # type: ignore[arg-type]


def plain(files: Mapping[str, bytes], folder: Path) -> casbin.Enforcer:
    """Plain casbin with its own file reader on the same model, groups and rows."""
    (folder / "model.conf").write_bytes(files["model.conf"])
    rules = b"".join(data for name, data in sorted(files.items()) if name.endswith(".csv"))
    (folder / "policy.csv").write_bytes(rules)
    enforcer = casbin.Enforcer(str(folder / "model.conf"), str(folder / "policy.csv"))
    enforcer.add_function("voldoet", voldoet)
    return enforcer


def request(vraag: Vraag) -> tuple[object, ...]:
    """The columns of a question as casbin takes them."""
    return (
        vraag.wie, vraag.aan, vraag.wat, vraag.handeling, vraag.doel, vraag.fase,
        vraag.datum.isoformat(), vraag.feiten,
    )  # fmt: skip


class Oracle:
    """An independent reading of the files: climbs groups by itself and weighs by the words of design.md 5."""

    def __init__(self, files: Mapping[str, bytes]) -> None:
        self.parents: dict[str, dict[str, set[str]]] = {k: {} for k in ("g", "g2", "g3", "g4", "g5")}
        self.rows: list[Row] = []
        self.known: dict[tuple[str, str, str], bool] = {}
        for name, data in files.items():
            for line in data.decode().splitlines() if name.endswith(".csv") else ():
                if line.strip() and not line.startswith("#"):
                    soort, *cells = (cell.strip() for cell in line.split(","))
                    if soort == "p":
                        self.rows.append(Row(*cells))
                    else:
                        self.parents[soort].setdefault(cells[0], set()).add(cells[1])

    def inside(self, soort: str, code: str, group: str) -> bool:
        """Whether a code is, or climbs to, a group; remembered, because it is asked a million times."""
        key = (soort, code, group)
        if key not in self.known:
            self.known[key] = code == group or any(
                self.inside(soort, up, group) for up in self.parents[soort].get(code, ())
            )
        return self.known[key]

    def fits(self, row: Row, vraag: Vraag) -> bool:
        """Whether a row fits a question, facts left aside."""
        pairs = (
            ("g", vraag.wie, row.wie), ("g", vraag.aan, row.aan), ("g2", vraag.wat, row.wat),
            ("g3", vraag.handeling, row.handeling), ("g4", vraag.doel, row.doel), ("g5", vraag.fase, row.fase),
        )  # fmt: skip
        day = vraag.datum.isoformat()
        return row.van <= day <= row.tm and all(self.inside(*pair) for pair in pairs)

    def decide(self, vraag: Vraag) -> tuple[str, set[str]]:
        """Outcome and deciding row ids."""
        fitting = [row for row in self.rows if self.fits(row, vraag)]
        state = {row.id: self.state(row, vraag.feiten) for row in fitting}
        for effect, wanted, outcome in (
            ("deny", "ja", "verboden"), ("deny", "onbekend", "niet-vaststelbaar"),
            ("allow", "ja", "toegestaan"), ("allow", "onbekend", "niet-vaststelbaar"),
        ):  # fmt: skip
            ids = {row.id for row in fitting if row.eft == effect and state[row.id] == wanted}
            if ids:
                return outcome, ids
        return "niet-geregeld", set()

    @staticmethod
    def state(row: Row, feiten: frozenset[str]) -> str:
        """Three-valued reading of a row's demand."""
        tokens = [] if row.eis == "-" else row.eis.split("+")
        if any(opposite(token) in feiten for token in tokens):
            return "nee"
        return "ja" if all(token in feiten for token in tokens) else "onbekend"


def random_question(rules: RuleSet, rng: random.Random, like: Row | None = None, soothe: float = 0.95) -> Vraag:
    """A valid question; with `like` its columns and facts are drawn to meet that row more often than not."""
    codes = rules.vocabulary.codes
    closure = rules._engine.closure
    cells: dict[str, str] = {}
    for veld, kolom in KOLOMMEN.items():
        pool = sorted(codes[kolom]) + (["-"] if veld == "aan" else [])
        if like is not None and rng.random() < 0.985:
            pool = sorted(closure.leaves(kolom, getattr(like, veld)) - (set() if veld == "aan" else {"-"}))
        cells[veld] = rng.choice(pool)
    facts = sorted(rules.vocabulary.facts)
    feiten: dict[str, str] = {f: f if rng.random() < 0.5 else f"niet-{f}" for f in facts if rng.random() < 0.5}
    if like is not None:
        for token in like.tokens:
            code = token.removeprefix("niet-")
            feiten.pop(code, None)
            if rng.random() < 0.85:
                feiten[code] = token
        for token in _soothing(rules, rng, soothe):
            feiten.setdefault(token.removeprefix("niet-"), token)
    day = date.fromisoformat(rng.choice(["2020-03-31", "2020-04-01", "2026-11-22", "2027-01-01", "2030-12-31"]))
    return Vraag(**cells, datum=day, feiten=frozenset(feiten.values()))


def _soothing(rules: RuleSet, rng: random.Random, chance: float) -> list[str]:
    """Opposites of what deny rows ask for, so that allows get a chance."""
    return [opposite(t) for row in rules.rows if row.eft == "deny" for t in row.tokens if rng.random() < chance]


def random_rows(rng: random.Random, rules: RuleSet, count: int) -> list[str]:
    """Random rows over the real vocabulary, legal for the loader."""
    vocabulary = rules.vocabulary
    facts = sorted(vocabulary.facts)
    rows: list[str] = []
    for i in range(count):
        eft = rng.choice(["allow", "allow", "deny"])
        cells = {}
        for veld, kolom in KOLOMMEN.items():
            pool = sorted(vocabulary.codes[kolom]) + 3 * sorted(vocabulary.groups[kolom])
            pool = (
                [c for c in pool if c not in ("*", "functie", "beheerder", "niet-logboeklezer")]
                if eft == "allow" and kolom == "wie"
                else pool
            )
            cells[veld] = rng.choice(pool)
        picked = rng.sample(facts, rng.choice([0, 0, 1, 1, 2, 3]))
        eis = "+".join(rng.choice(["", "niet-"]) + fact for fact in picked) or "-"
        van = rng.choice(["2020-04-01", "2026-11-22", "2026-11-23"])
        tm = rng.choice(["9999-12-31", "2026-11-22", "2030-12-31"])
        if van <= tm:
            rows.append(p_row(**cells, eft=eft, eis=eis, van=van, tm=tm, id=f"T-{i}.1"))
            if eft == "allow":
                wider = {veld: code if rng.random() < 0.6 else "*" for veld, code in cells.items()}
                twin = rng.choice(["-", rng.choice(facts), f"niet-{rng.choice(facts)}"])
                rows.append(p_row(**wider, eis=twin, van=van, tm=tm, id=f"T-{i}.2"))
    return rows or [p_row()]
