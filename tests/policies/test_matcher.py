# SPDX-License-Identifier: EUPL-1.2
"""The matcher: pinned, allow-listed, planned; and a model that is not ours is refused."""

import pytest

from policies import FOLDER, RuleSet, RuleSetError
from policies.loader import check
from policies.matcher import CompiledMatcher, MatcherError
from tests.policies.world import real_files

PLAN = [
    "vanaf:-:datum:van", "totenmet:-:datum:tm", "rol:g5:fase:fase", "rol:g4:doel:doel", "rol:g3:handeling:handeling",
    "rol:g2:wat:wat", "rol:g:wie:wie", "rol:g:aan:aan", "rest:voldoet:feiten:eis+eft",
]  # fmt: skip
FULL = (
    "p_van <= r_datum && r_datum <= p_tm && g5(r_fase, p_fase) && g4(r_doel, p_doel) && g3(r_handeling, p_handeling)"
    " && g2(r_wat, p_wat) && g(r_wie, p_wie) && g(r_aan, p_aan) && voldoet(p_eis, p_eft, r_feiten)"
)


def test_the_plan_of_our_matcher_is_pinned(rules):
    """The pre-filter follows from exactly these conjuncts of model.conf."""
    assert [str(part) for part in rules._engine.plan] == PLAN


@pytest.mark.parametrize("lost", FULL.split(" && "))
def test_a_lost_conjunct_is_refused(lost):
    """A matcher that no longer looks at one of its columns is refused (pitfall 17)."""
    with pytest.raises(MatcherError, match="kijkt niet meer naar"):
        CompiledMatcher(" && ".join(part for part in FULL.split(" && ") if part != lost))


EVIL = [
    "g(r_wie, p_wie) || g(r_aan, p_aan)", "!g(r_wie, p_wie)", "eval(p_eis)", "r_wie.__class__ == p_wie", "r_wie == p_wie",
    "True", "1 <= 2", "p_van <= r_datum <= p_tm", "regexMatch(r_wie, p_wie)", "g(r_wie, 'x')", "g(p_wie, r_wie)",
    "__import__('os')", "(lambda: 1)()", "voldoet(r_feiten, p_eis, p_eft)", "g(r_wie, p_wie) # rest", "g(*r_wie)",
    "g(r_wie, p_wie, x=p_aan)", "r_datum < p_tm", "(",
]  # fmt: skip


@pytest.mark.parametrize("text", EVIL)
def test_what_is_not_on_the_list_is_refused(text):
    """Anything but the four known conjuncts is refused, whatever stands beside it (pitfalls 7, 17, 18)."""
    with pytest.raises(MatcherError):
        CompiledMatcher(f"{FULL} && {text}")


MODELS = [
    ("ander effect", ("!some(where (p.eft == deny))", "!some(where (p.eft == allow))")),
    ("toestaan wint", (" && !some(where (p.eft == deny))", "")),
    ("kolom erbij", ("toonbaar, status", "toonbaar, status, extra")),
    ("voorwaardelijke groep", ("g2 = _, _", "g2 = _, _, (_, _)")),
    ("matcher afgekapt", ("g4(r.doel, p.doel) &&", "g4(r.doel, p.doel) # &&")),
    ("of", ("g(r.wie, p.wie) &&", "g(r.wie, p.wie) ||")),
    ("eval", ("voldoet(p.eis, p.eft, r.feiten)", "eval(p.eis)")),
    ("vraag omgedraaid", ("r = wie, aan", "r = aan, wie")),
    ("groep minder", ("g5 = _, _\n", "")),
    ("geen matcher", ("[matchers]", "[matcher]")),
]


@pytest.mark.parametrize("edit", [m[1] for m in MODELS], ids=[m[0] for m in MODELS])
def test_another_model_is_refused_by_hash_and_by_content(edit):
    """An edited model.conf is refused by its pin, and these edits by their content too (pitfalls 7, 15, 17)."""
    files = real_files()
    text = files["model.conf"].decode()
    assert edit[0] in text
    changed = {**files, "model.conf": text.replace(*edit).encode()}
    with pytest.raises(RuleSetError):
        RuleSet.of_files(changed, "demo")
    with pytest.raises(RuleSetError):
        check(changed, pinned=None)


def test_a_comment_in_the_model_breaks_the_pin():
    """Even a harmless edit of model.conf is refused until the pin is moved."""
    files = {**real_files(), "model.conf": (FOLDER / "model.conf").read_bytes() + b"# niets\n"}
    check(files, pinned=None)
    with pytest.raises(RuleSetError, match="vastgelegde versie"):
        RuleSet.of_files(files, "demo")
