# SPDX-License-Identifier: EUPL-1.2
"""A made-up rule base of any size, and questions for it: what the decision rows of the bench are measured on.

How it is made, so that everybody can judge whether it is fair:

- Model, facts, obligations, purposes, phases, acts and sources are the real ones of `policies/`. Each of the thirteen
  partner kinds gets made-up organisations (342 gemeenten, 12 provincies, 11 politie-eenheden, …) and each category
  four made-up subcategories; both hang under a group of their kind, which is a member of every group the kind is in.
  The vocabulary is the same at every size, so only the number of rows grows.
- A row belongs to a partner: most name one organisation, some the kind, a few a real group of kinds; recipients,
  categories, acts, purposes and phases are codes or groups in the same way; 0 to 3 facts, 0 or 1 obligation, four
  start dates and some end dates. 15 % of the rows deny; those have `*` more often (recipient, phase, purpose, now and
  then the partner), as the real ones have.
- A question aims at a row drawn at random: its columns are drawn from what the cells of that row stand for, one
  question in ten has one column replaced, and only questions with at least one candidate row are kept. The facts are
  those of an act: every fact of the closed world is stated one way or the other, of the open ones half; what the row
  asks for is so in 85 % of the cases. No two questions are equal.

It asserts nothing and measures nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final

from policies import FOLDER, RuleSet, Vraag
from policies.loader import read_folder
from policies.rows import VELDEN

if TYPE_CHECKING:
    import random
    from collections.abc import Sequence

    from policies.rows import Row

ORGANISATIES: Final = {
    "gemeente": 342, "provincie": 12, "belastingdienst": 5, "toeslagen": 1, "fiod": 4, "douane": 9, "nla": 4,
    "politie": 11, "kmar": 5, "om": 11, "ind": 3, "uwv": 11, "nvwa": 3,
}  # fmt: skip
SUBCATEGORIEEN: Final = 4
SHARE_DENY: Final = 0.15
DAY: Final = date(2026, 11, 22)
_ACTS: Final = {"verstrekken": 8, "lezen": 4, "doorverstrekken": 2, "verzoeken": 2, "gebruiken": 2}
_PURPOSES: Final = (("oc", 5), ("hk", 2), ("ib", 2), ("oc-hk", 3), ("oc-hk-ib", 2), ("beeld", 1), ("controle", 1))
_KINDS: Final = ("wpg-verstrekker", "politie-kmar", "fiscus", "gemeente-provincie", "uwv-nla", "nvwa-douane")
_RECIPIENTS: Final = ("convenantpartner", "partner-of-bureau", "fiscaal-ontvanger", "bibob-ontvanger")
_DATA: Final = ("wpg", "wpg-8-13", "wpg-bibob", "brp-identificerend", "wpg-of-toezicht")
_FROM: Final = ("2020-04-01", "2024-01-01", "2025-03-01", "2026-01-01")
_UNTIL: Final = ("9999-12-31",) * 17 + ("2027-12-31", "2026-12-31", "2030-12-31")


@dataclass(frozen=True, slots=True)
class World:
    """The widened vocabulary: its files, and per list the codes to draw from."""

    files: dict[str, bytes]
    empty: RuleSet

    @classmethod
    def make(cls) -> World:
        """Widen the real vocabulary and groups; the real rules are left out."""
        files = {name: data for name, data in read_folder(FOLDER).items() if not name.startswith("regels/")}
        categories = RuleSet.load(omgeving="demo").vocabulary.codes["wat"]
        _widen(files, "wie", "groepen/partijen.csv", ORGANISATIES)
        _widen(files, "wat", "groepen/categorieen.csv", dict.fromkeys(categories, SUBCATEGORIEEN))
        return cls(files, RuleSet.of_files({**files, "regels/een.csv": b"".join(_line(_SAMPLE))}, "demo"))

    def with_rows(self, rows: Sequence[str]) -> dict[str, bytes]:
        """The files of a rule base with these rows."""
        return {**self.files, "regels/gemaakt.csv": ("\n".join(rows) + "\n").encode()}


_SAMPLE: Final = {
    "wie": "politie", "aan": "gemeente", "wat": "wpg-8", "handeling": "verstrekken", "doel": "oc", "fase": "weging",
    "van": "2020-04-01", "tm": "9999-12-31", "eis": "-", "eft": "allow", "id": "M-1.1", "bron": "wpg-5", "plicht": "-",
    "toonbaar": "allen", "status": "concept",
}  # fmt: skip


def _line(cells: dict[str, str]) -> tuple[bytes, ...]:
    return (("p, " + ", ".join(cells[veld] for veld in VELDEN) + "\n").encode(),)


def _widen(files: dict[str, bytes], kolom: str, groups: str, counts: dict[str, int]) -> None:
    """Add `x-001` … and the group `x-alle` for each code, and put that group wherever the code is."""
    soort = "g" if kolom == "wie" else "g2"
    codes: list[str] = []
    names: list[str] = []
    links: list[str] = []
    member = [line.split(",") for line in files[groups].decode().splitlines() if line.startswith(f"{soort},")]
    for code, count in counts.items():
        own = [f"{code}-{i:03}" for i in range(1, count + 1)]
        extra = 'soort = "partner", ' if kolom == "wie" else ""
        codes += [f'{c} = {{ {extra}label = "{c}", uitleg = "gemaakt", bron = "gemaakt" }}' for c in own]
        names.append(f'{code}-alle = {{ label = "{code} (alle)" }}')
        links += [f"{soort}, {c}, {code}-alle" for c in own]
        links += [f"{soort}, {code}-alle, {cells[2].strip()}" for cells in member if cells[1].strip() == code]
    text = files["vocabulaire.toml"].decode()
    text = text.replace(f"\n[{kolom}]\n", f"\n[{kolom}]\n" + "\n".join(codes) + "\n", 1)
    text = text.replace(f"\n[groep.{kolom}]\n", f"\n[groep.{kolom}]\n" + "\n".join(names) + "\n", 1)
    files["vocabulaire.toml"] = text.encode()
    files[groups] = files[groups] + ("\n".join(links) + "\n").encode()


def make_rows(world: World, count: int, rng: random.Random) -> list[str]:
    """Return `count` different rows."""
    said: dict[tuple[str, ...], str] = {}
    while len(said) < count:
        cells = _row(world, rng, f"M-{len(said) + 1}.1")
        said.setdefault(tuple(cells[veld] for veld in VELDEN[: VELDEN.index("id")]), _text(cells))
    return list(said.values())


def _text(cells: dict[str, str]) -> str:
    return "p, " + ", ".join(cells[veld] for veld in VELDEN)


def _row(world: World, rng: random.Random, number: str) -> dict[str, str]:
    vocabulary = world.empty.vocabulary
    deny = rng.random() < SHARE_DENY
    duties = sorted(code for code, duty in vocabulary.plichten.items() if duty.plaats == "server")  # fits every act
    phases = [code for code in vocabulary.groups["fase"] if code != "*"]
    picked = rng.sample(sorted(vocabulary.facts), rng.choice((0, 1, 1, 2, 2, 3)))
    return {
        "wie": _party(rng, (60, 25, 10, 5) if deny else (75, 20, 5, 0), _KINDS),
        "aan": _party(rng, (15, 25, 20, 40) if deny else (50, 25, 25, 0), _RECIPIENTS),
        "wat": _category(world, rng, (50, 25, 15, 10) if deny else (65, 25, 10, 0)),
        "handeling": _act(world, rng, deny=deny),
        "doel": "*" if rng.random() < (0.6 if deny else 0.2) else _weighted(rng, _PURPOSES),
        "fase": _one(rng, (20, 40, 40) if deny else (35, 55, 10), vocabulary.fasen, phases, ("*",)),
        "van": rng.choice(_FROM),
        "tm": rng.choice(_UNTIL),
        "eis": "+".join(rng.choice(("", "niet-")) + fact for fact in picked) or "-",
        "eft": "deny" if deny else "allow",
        "id": number,
        "bron": rng.choice(sorted(world.empty.sources)),
        "plicht": rng.choice(duties) if rng.random() < 0.4 else "-",
        "toonbaar": "allen",
        "status": "concept",
    }


def _one(rng: random.Random, weights: Sequence[int], *pools: Sequence[str]) -> str:
    return rng.choice(rng.choices(pools, weights)[0])


def _weighted(rng: random.Random, pairs: Sequence[tuple[str, int]]) -> str:
    return rng.choices([code for code, _ in pairs], [weight for _, weight in pairs])[0]


def _party(rng: random.Random, weights: Sequence[int], groups: Sequence[str]) -> str:
    kind = rng.choice(tuple(ORGANISATIES))
    own = (f"{kind}-{rng.randint(1, ORGANISATIES[kind]):03}",)
    return _one(rng, weights, own, (f"{kind}-alle",), groups, ("*",))


def _category(world: World, rng: random.Random, weights: Sequence[int]) -> str:
    groups = [code for code in world.empty.vocabulary.groups["wat"] if code.endswith("-alle")]
    return _one(rng, weights, tuple(world.empty.vocabulary.codes["wat"]), groups, _DATA, ("*",))


def _act(world: World, rng: random.Random, *, deny: bool) -> str:
    codes, groups = world.empty.vocabulary.codes["handeling"], world.empty.vocabulary.groups["handeling"]
    single = _weighted(rng, [(code, _ACTS.get(code, 1)) for code in codes])
    return _one(rng, (75, 20, 5) if deny else (85, 15, 0), (single,), [g for g in groups if g != "*"], ("*",))


def make_questions(rules: RuleSet, count: int, rng: random.Random) -> list[Vraag]:
    """Return `count` different questions that at least one row is a candidate for."""
    found: dict[Vraag, None] = {}
    while len(found) < count:
        question = _question(rules, rng.choice(rules.rows), rng)
        if rules.candidates(question):
            found[question] = None
    return list(found)


def _question(rules: RuleSet, row: Row, rng: random.Random) -> Vraag:
    columns = {"wie": "wie", "aan": "wie", "wat": "wat", "handeling": "handeling", "doel": "doel", "fase": "fase"}
    cells = {
        veld: rng.choice(sorted(rules.leaves(kolom, getattr(row, veld)) - ({"-"} if veld == "wie" else set())))
        for veld, kolom in columns.items()
    }
    if rng.random() < 0.1:
        veld = rng.choice(tuple(columns))
        cells[veld] = rng.choice(sorted(rules.vocabulary.codes[columns[veld]]))
    return Vraag(**cells, datum=DAY, feiten=_facts(rules, row, rng))


def _facts(rules: RuleSet, row: Row, rng: random.Random) -> frozenset[str]:
    said = {
        code: rng.choice(("", "niet-")) + code
        for code, fact in rules.vocabulary.facts.items()
        if fact.wereld == "gesloten" or rng.random() < 0.5
    }
    for token in row.tokens:
        if rng.random() < 0.85:
            said[token.removeprefix("niet-")] = token
    return frozenset(said.values())
