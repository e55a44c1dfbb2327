# SPDX-License-Identifier: EUPL-1.2
"""Rows `beslissing-vs-casbin`, `-vs-cedarpy`, `-vs-dict`, `-groei`: a decision with its full explanation and its peers.

Ours is `RuleSet.decide`: outcome, every row that carries it in words, obligations, missing facts and who can supply
them. The rules and questions are those of `bench.decision_rules` (15 % deny; every question has a candidate row), at
50, 500, 5 000 and 50 000 rows; the target is read at 5 000. No question is asked twice within a sample and nothing
is remembered between questions: there is no memo of decisions.

- Plain casbin reads the same `model.conf` and CSV with its own reader and says yes or no. In the detail also with the
  conjuncts of its matcher in the order that is fastest for it (the most selective first).
- The dictionary of `bench.decision_dict` gives the same explained answer; Cedar is that of `bench.decision_cedar`.

Before anything is measured, the answers of all are compared, so nothing fast and wrong can pass.
"""

from __future__ import annotations

import random
import statistics
import tempfile
import time
from dataclasses import dataclass
from importlib.util import find_spec
from itertools import cycle
from pathlib import Path
from typing import TYPE_CHECKING, Any

import casbin

from bench.decision_dict import DictIndex
from bench.decision_rules import World, make_questions, make_rows
from bench.measure import Effort, in_turns, number, result
from policies import RuleSet, Uitkomst
from policies.loader import check, read_folder
from policies.ruleset import FOLDER
from policies.tokens import voldoet

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from bench.measure import Result
    from policies import Vraag

    Asked = tuple[RuleSet, list[Vraag]]

SEED = 20261122
SIZES = (50, 500, 5_000, 50_000)
AT = 5_000
BLOCK = 8  # questions per sample of a slow peer
SELECTIVE_FIRST = (
    "g(r.wie, p.wie) && g(r.aan, p.aan) && g2(r.wat, p.wat) && g3(r.handeling, p.handeling) && "
    "g5(r.fase, p.fase) && g4(r.doel, p.doel) && p.van <= r.datum && r.datum <= p.tm && "
    "voldoet(p.eis, p.eft, r.feiten)"
)


@dataclass(frozen=True, slots=True)
class Case:
    """One rule base with its questions and every peer, checked against each other."""

    rules: RuleSet
    questions: list[Vraag]
    casbin: casbin.Enforcer
    selective: casbin.Enforcer
    by_hand: DictIndex
    cedar: Any
    facts: dict[str, Any]


def measure(effort: Effort) -> dict[str, Result]:
    """Return the rows."""
    world = World.make()
    sizes = (20, 40) if effort.quick else SIZES
    at, brief = (40, effort) if effort.quick else (AT, Effort(seconds=2.0, quick=False))
    found: dict[int, dict[str, Result]] = {}
    ours: dict[int, Asked] = {}
    facts: dict[str, dict[str, Any]] = {}
    for size in sizes:
        rng = random.Random(SEED + size)
        case = _case(world.with_rows(make_rows(world, size, rng)), effort, rng)
        found[size] = _compare(case, effort if size == at else brief)
        ours[size] = (case.rules, case.questions)
        facts[str(size)] = case.facts
    real = _case(read_folder(FOLDER), effort, random.Random(SEED))
    beside = {"echt": _compare(real, brief)} | {str(size): rows for size, rows in found.items()}
    facts["echt"] = real.facts
    growth = _growth(ours[sizes[-1]], ours[sizes[0]], effort)
    rows = {
        f"beslissing-vs-{peer}": _row(peer, found[at], beside, facts if peer == "casbin" else {})
        for peer in found[at]
        if peer != "casbin_selectief"
    }
    growth.detail["ours_us"] = {str(size): rows["dict"].detail["ours_us"] for size, rows in found.items()}
    growth.detail["laden_s"] = {name: known["laden_s"] for name, known in facts.items()}
    growth.detail["verzegelen_s"] = {name: known["verzegelen_s"] for name, known in facts.items()}
    return {**rows, "beslissing-groei": growth}


def _row(peer: str, at: dict[str, Result], beside: dict[str, dict[str, Result]], facts: dict[str, Any]) -> Result:
    """The row of one peer, with its ratio at every size in the detail."""
    sizes = {name: number(rows[peer].ratio) for name, rows in beside.items()}
    detail = {**at[peer].detail, "ratio_per_omvang": sizes}
    if peer == "casbin":
        detail["ratio_selectief_eerst"] = {n: number(rows["casbin_selectief"].ratio) for n, rows in beside.items()}
        detail["wereld"] = facts
    return type(at[peer])(at[peer].ratio, detail)


def _case(files: Mapping[str, bytes], effort: Effort, rng: random.Random) -> Case:
    """Load, time the loading, make every peer, and hold all answers against each other."""
    start = time.perf_counter()
    checked = check(files)
    middle = time.perf_counter()
    rules = RuleSet(checked, "demo", "sha256:bench")
    end = time.perf_counter()
    questions = make_questions(rules, effort.count(512, 16), rng)
    model = files["model.conf"].decode()
    text = b"".join(data for name, data in sorted(files.items()) if name.endswith(".csv"))
    cedar = None
    if find_spec("cedarpy"):
        from bench.decision_cedar import Cedar

        cedar = Cedar(rules, checked.links)
    plain = _plain(model, text)
    selective = _plain(model[: model.index("m = ")] + "m = " + SELECTIVE_FIRST + "\n", text)
    facts = _facts(rules, questions, plain, effort)
    facts |= {"laden_s": number(middle - start), "verzegelen_s": number(end - middle)}
    case = Case(rules, questions, plain, selective, DictIndex(rules), cedar, facts)
    _same(case, questions[: effort.count(2 * BLOCK, 4)])
    return case


def _plain(model: str, text: bytes) -> casbin.Enforcer:
    """Plain casbin with its own file reader on these rules."""
    with tempfile.TemporaryDirectory() as folder:
        conf, csv = Path(folder, "model.conf"), Path(folder, "regels.csv")
        conf.write_text(model)
        csv.write_bytes(text)
        enforcer = casbin.Enforcer(str(conf), str(csv))
    enforcer.add_function("voldoet", voldoet)
    return enforcer


def _columns(vraag: Vraag) -> tuple[object, ...]:
    return (
        vraag.wie, vraag.aan, vraag.wat, vraag.handeling, vraag.doel, vraag.fase, vraag.datum.isoformat(), vraag.feiten,
    )  # fmt: skip


def _same(case: Case, few: Sequence[Vraag]) -> None:
    """Every peer gives our answer, on all questions where that is quick and else on a few."""
    for vraag in case.questions:
        mine, theirs = case.rules.decide(vraag), case.by_hand.decide(vraag)
        assert theirs is not None
        assert mine.uitkomst is theirs.uitkomst
        assert set(mine.regels) == set(theirs.regels)
        assert set(mine.plichten) == set(theirs.plichten)
        assert set(mine.ontbreekt) == set(theirs.ontbreekt)
    for vraag in few:
        for enforcer in (case.casbin, case.selective):
            assert enforcer.enforce(*_columns(vraag)) is case.rules.decide(vraag).toegestaan
    if case.cedar is not None:
        from bench.decision_cedar import request

        for vraag, (allowed, ids) in zip(few, case.cedar.decide(list(map(request, few))), strict=True):
            mine = case.rules.decide(vraag)
            assert allowed is mine.toegestaan
            assert not allowed or ids == {regel.id for regel in mine.regels}


def _facts(rules: RuleSet, questions: list[Vraag], plain: casbin.Enforcer, effort: Effort) -> dict[str, Any]:
    """What the rule base and the questions are like, so that a reader can judge the ratio."""
    outcomes = [rules.decide(vraag).uitkomst for vraag in questions]
    candidates = [len(rules.candidates(vraag)) for vraag in questions]
    return {
        "regels": len(rules.rows),
        "deny": number(sum(row.eft == "deny" for row in rules.rows) / len(rules.rows)),
        "kandidaten": number(statistics.mean(candidates)),
        "kandidaten_max": max(candidates),
        "toegestaan": number(outcomes.count(Uitkomst.TOEGESTAAN) / len(outcomes)),
        "verboden": number(outcomes.count(Uitkomst.VERBODEN) / len(outcomes)),
        "feiten": number(statistics.mean(len(vraag.feiten) for vraag in questions)),
        "casbin_bekijkt": number(statistics.mean(_looked_at(plain, questions[: effort.count(64, 4)]))),
    }


def _looked_at(plain: casbin.Enforcer, questions: Sequence[Vraag]) -> list[int]:
    """How many rows plain casbin evaluates per question: up to its first deny that matches, else all."""
    rows = plain.get_model()["p"]["p"].policy
    at = {id(row): i for i, row in enumerate(rows)}
    seen: list[int] = []
    for vraag in questions:
        _, reason = plain.enforce_ex(*_columns(vraag))
        seen.append(at[id(reason)] + 1 if reason and reason[9] == "deny" else len(rows))
    return seen


def _compare(case: Case, effort: Effort) -> dict[str, Result]:
    """Measure ours beside every peer."""
    blocks = cycle([case.questions[i : i + BLOCK] for i in range(0, min(len(case.questions), 64), BLOCK)])
    decide, by_hand = case.rules.decide, case.by_hand.decide
    mine = _seconds(lambda: case.questions, lambda asked: [decide(vraag) for vraag in asked])

    def beside(enforcer: casbin.Enforcer) -> Result:
        theirs = _seconds(lambda: next(blocks), lambda asked: [enforcer.enforce(*_columns(q)) for q in asked])
        return _faster(mine, theirs, effort)

    found = {"casbin": beside(case.casbin), "casbin_selectief": beside(case.selective)}
    if case.cedar is not None:
        from bench.decision_cedar import request

        asked = {vraag: request(vraag) for vraag in case.questions}
        theirs = _seconds(lambda: [asked[q] for q in next(blocks)], case.cedar.decide)
        found["cedarpy"] = _faster(mine, theirs, effort)
    hand = _seconds(lambda: case.questions, lambda asked: [by_hand(vraag) for vraag in asked])
    found["dict"] = result(*in_turns(_micro(mine), _micro(hand), effort), "us")
    return found


def _seconds(take: Callable[[], Sequence[Any]], work: Callable[[Sequence[Any]], object]) -> Callable[[], float]:
    """Return a sampler: seconds per question."""

    def sample() -> float:
        asked = take()
        start = time.perf_counter()
        work(asked)
        return (time.perf_counter() - start) / len(asked)

    return sample


def _micro(sample: Callable[[], float]) -> Callable[[], float]:
    return lambda: sample() * 1e6


def _faster(mine: Callable[[], float], theirs: Callable[[], float], effort: Effort) -> Result:
    """How many times faster, as rates."""
    return result(*in_turns(lambda: 1 / mine(), lambda: 1 / theirs(), effort), "per_second")


def _growth(large: Asked, small: Asked, effort: Effort) -> Result:
    """The largest rule base beside the smallest, in turns."""
    samplers = [
        _micro(_seconds(lambda q=questions: q, lambda asked, d=rules.decide: [d(vraag) for vraag in asked]))
        for rules, questions in (large, small)
    ]
    return result(*in_turns(samplers[0], samplers[1], effort), "us", groot=len(large[0].rows), klein=len(small[0].rows))
