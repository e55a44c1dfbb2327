# SPDX-License-Identifier: EUPL-1.2
"""Equivalent means: no request and no facts tell the edited rules apart. Held against brute force."""

import random
from itertools import product

from policies import RuleSet
from policies.analyse.gedrag import worlds
from policies.decision import Vraag
from policies.loader import check
from policies.proef.folding import Fold
from policies.proef.judging import of_decision
from tests.policies.proef.mutanten import carried_out, edits, equivalence
from tests.policies.world import DAY, files_with, p_row, question

ALLOW = p_row(wie="politie", aan="gemeente", eft="allow", id="T-2.1", eis="verzoek+betrokken")


def judged(name: str, *rows: str, days: tuple[str, ...] = ()):
    """The difference that an edit makes, and what hides it."""
    checked = check(files_with(rows))
    judge, mutant = equivalence(checked), edits(checked, days)[name]
    return judge.difference(mutant), judge.argument(mutant) if mutant.oud.eft == "allow" else ()


def test_a_fact_that_a_deny_demands_already_is_hidden_by_that_deny():
    """Without `verzoek` the deny on its absence decides alike; the proof names that row."""
    assert judged("T-2.1 zonder verzoek", p_row(eis="niet-verzoek"), ALLOW) == (None, ("T-1.1",))


def test_a_fact_that_no_deny_demands_shows():
    """The same edit without the deny: a question where the fact is not established."""
    shown, _ = judged("T-2.1 zonder verzoek", ALLOW)
    assert shown is not None
    assert shown.feiten == ("betrokken",)


def test_a_wider_cell_under_an_unconditional_deny_is_hidden():
    """The added part is forbidden anyway, so nothing changes; with a condition on the deny it shows."""
    edit = "T-2.1 wie=politie-kmar"
    assert judged(edit, p_row(wie="kmar"), ALLOW) == (None, ("T-1.1",))
    shown, _ = judged(edit, p_row(wie="kmar", eis="weigeringsgrond"), ALLOW)
    assert shown is not None
    assert dict(shown.cel)["wie"] == "kmar"
    assert "niet-weigeringsgrond" in shown.feiten


def test_a_deny_whose_condition_the_allow_rules_out_hides_nothing():
    """The deny asks for the opposite of what the allow asks: it never stands in its way."""
    shown, _ = judged("T-2.1 weg", p_row(eis="niet-betrokken"), ALLOW)
    assert shown is not None


def test_two_denies_hide_together():
    """One on the fact, one on its absence: whatever the fact, one of them may forbid."""
    rows = (p_row(eis="weigeringsgrond"), p_row(eis="niet-weigeringsgrond", id="T-1.2"), ALLOW)
    assert judged("T-2.1 weg", *rows) == (None, ("T-1.1", "T-1.2"))


def test_more_days_show_unless_a_deny_runs_on_each_of_them():
    """A deny that runs on part of the added days hides nothing; one that runs on all of them hides it."""
    later = p_row(aan="gemeente", eft="allow", id="T-2.1", van="2020-04-01", tm="2026-12-31")
    for deny in (p_row(van="2020-02-01"), p_row(van="2020-01-01", tm="2020-02-01")):
        shown, _ = judged("T-2.1 van=2020-01-15", deny, later, days=("2020-01-15",))
        assert shown is not None
    assert dict(shown.cel)["datum"] == "2020-02-02"
    assert judged("T-2.1 van=2020-02-15", p_row(van="2020-02-01"), later, days=("2020-02-15",)) == (None, ("T-1.1",))
    assert judged("T-2.1 tm=2027-01-01", p_row(), later, days=("2027-01-01",)) == (None, ("T-1.1",))
    after, _ = judged("T-2.1 tm=2027-01-01", p_row(tm="2026-12-31"), later, days=("2027-01-01",))
    assert dict(after.cel)["datum"] == "2027-01-01"


def test_an_edit_of_a_row_that_forbids_always_shows():
    """Even beside a deny that forbids the same: the set of rows differs."""
    rows = (p_row(), p_row(eis="weigeringsgrond", fase="weging", id="T-1.2"))
    for edit in ("weg", "effect=allow", "zonder weigeringsgrond", "fase=weging-tm-uitvoering"):
        assert judged(f"T-1.2 {edit}", *rows)[0] is not None


def test_the_question_that_shows_an_edit_is_told_as_in_a_scenario():
    """With its day and facts, but without an answer: that is for the jurist."""
    shown, _ = judged("T-2.1 zonder verzoek", ALLOW)
    assert str(shown).startswith('peildatum 2020-01-01, de feiten "betrokken", "politie" gegevens "wpg-8" wil ')
    lonely, _ = judged("T-1.1 weg", p_row(aan="-", handeling="lezen"))
    assert 'geen feiten, "politie" gegevens "wpg-8" wil "lezen" voor doel' in str(lonely)


FACTS = ("verzoek", "betrokken", "weigeringsgrond")
CELLS = {
    "wie": ("politie", "kmar", "gemeente"),
    "aan": ("gemeente", "om"),
    "wat": ("wpg-8", "wpg-13", "brp"),
    "fase": ("weging", "uitvoering"),
}


def small_rows(rng: random.Random) -> list[str]:
    """Some rows over few codes and facts."""
    rows = []
    for number in range(rng.randint(2, 5)):
        eft = rng.choice(["allow", "deny", "deny"])
        tokens = [rng.choice(["", "niet-"]) + fact for fact in FACTS if rng.random() < 0.45]
        cells = {
            "wie": rng.choice(["politie", "politie-kmar", "kmar", "convenantpartner"]),
            "aan": rng.choice(["gemeente", "partner-of-bureau"]),
            "wat": rng.choice(["wpg-8", "wpg-8-13", "wpg"]),
            "fase": rng.choice(["weging", "weging-tm-uitvoering", "*"]),
        }
        rows.append(p_row(**cells, eft=eft, eis="+".join(tokens) or "-", id=f"T-{number}.1"))
    return rows


def test_brute_force_finds_the_same():
    """Every edit of 40 small sets, over every request of few codes and every combination of facts.

    A difference that is claimed is shown by its own question; equivalence that is claimed survives every question.
    """
    rng = random.Random(11)
    questions = [
        Vraag(wie, aan, wat, "verstrekken", "oc", fase, DAY, feiten)
        for wie, aan, wat, fase in product(*CELLS.values())
        for feiten in worlds(FACTS)
    ]
    equal = different = 0
    for _ in range(40):
        try:
            checked = check(files_with(small_rows(rng)))
        except Exception:  # noqa: BLE001 - two rows that say the same; draw again
            continue
        judge, fold = equivalence(checked), Fold(checked.rows, questions, checked.closure, checked.vocabulary)
        for mutant in edits(checked).values():
            told = judge.difference(mutant)
            new = 0 if mutant.nieuw is None else fold.mask(mutant.nieuw)
            if told is None:
                equal += 1
                for number in range(len(questions)):
                    row = mutant.nieuw if new >> number & 1 else None
                    assert fold.decide(number, mutant.oud.id, row) == fold.decide(number), mutant
            else:
                different += 1
                one = asked(told)
                lone = Fold(checked.rows, [one], checked.closure, checked.vocabulary)
                row = mutant.nieuw if mutant.nieuw is not None and lone.mask(mutant.nieuw) else None
                before, after = lone.decide(0), lone.decide(0, mutant.oud.id, row)
                assert (before.uitkomst, before.regels) != (after.uitkomst, after.regels), mutant
    assert equal > 10
    assert different > 500


def asked(verschil) -> Vraag:
    """The question of a difference."""
    cel = dict(verschil.cel)
    return question(**{**cel, "datum": DAY}, feiten=" ".join(verschil.feiten))


def test_casbin_sees_the_difference_too():
    """The question that shows an edit comes out otherwise in the edited files, loaded for real."""
    files = files_with([p_row(eis="weigeringsgrond"), ALLOW])
    checked = check(files)
    judge = equivalence(checked)
    shown = 0
    for name in ("T-1.1 weg", "T-1.1 fase=*", "T-1.1 wat=wpg-8-13", "T-2.1 weg", "T-2.1 zonder betrokken"):
        mutant = edits(checked).get(name)
        if mutant is None:
            continue
        one = asked(judge.difference(mutant))
        rules = [RuleSet.of_files(each, "demo") for each in (files, carried_out(files, mutant))]
        assert of_decision(rules[0].decide(one)) != of_decision(rules[1].decide(one))
        shown += 1
    assert shown == 4
