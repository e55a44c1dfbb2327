# SPDX-License-Identifier: EUPL-1.2
"""The matcher: pinned, allow-listed, planned; and a model that is not ours is refused."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policies import FOLDER, RuleSet, RuleSetError
from policies.loader import check
from policies.matcher import ROLLEN, CompiledMatcher, MatcherError
from policies.sealed import read_model
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


def altered() -> list[str]:
    """Every conjunct with one of its names replaced by each other one of its kind, or turned around."""
    names = (
        "wie",
        "aan",
        "wat",
        "handeling",
        "doel",
        "fase",
        "datum",
        "feiten",
        "van",
        "tm",
        "eis",
        "eft",
        "id",
        "bron",
    )
    found: list[str] = []
    for part in FULL.split(" && "):
        swaps = [(f"{side}_{a}", f"{side}_{b}") for side in "rp" for a in names for b in names if a != b]
        swaps += [(f"{a}(", f"{b}(") for a in ROLLEN for b in ROLLEN if a != b and part.startswith(f"{a}(")]
        swaps += [("p_", "r_"), ("r_", "p_"), ("<=", "<"), ("<=", ">=")]
        found += [FULL.replace(part, part.replace(*swap)) for swap in swaps if part.replace(*swap) != part]
    return found


def test_an_altered_conjunct_is_refused():
    """Whatever column, side or function of a conjunct is changed, the matcher is refused (pitfall 17)."""
    tried = altered()
    assert len(tried) > 200
    for text in tried:
        with pytest.raises(MatcherError):
            CompiledMatcher(text)


def test_only_the_order_is_free():
    """The same conjuncts in another order are the same matcher; one said twice is refused."""
    parts = FULL.split(" && ")
    assert set(CompiledMatcher(" && ".join(parts[::-1])).plan) == set(CompiledMatcher(FULL).plan)
    with pytest.raises(MatcherError, match="twee keer"):
        CompiledMatcher(f"{FULL} && {parts[2]}")


@given(data=st.data())
@settings(max_examples=120, deadline=None)
def test_a_model_with_any_edit_is_refused_or_means_the_same(data):
    """Model text with random edits is refused by the pin, and by its content unless every conjunct still stands."""
    text = (FOLDER / "model.conf").read_text()
    start = text.index("[matchers]")
    for _ in range(data.draw(st.integers(1, 3))):
        at = data.draw(st.integers(start, len(text)))
        much = data.draw(st.sampled_from([0, 0, 1, 2, 12, 30]))
        put = data.draw(
            st.sampled_from(["", "#", "!", "||", "&&", "(", ")", "\\", "\n", " ", "p.wie", "r.", "eval", "<"])
        )
        text = text[:at] + put + text[at + much :]
    files = {**real_files(), "model.conf": text.encode()}
    if files["model.conf"] != real_files()["model.conf"]:
        with pytest.raises(RuleSetError, match=r"model\.conf"):
            check(files)
    try:
        model = check(files, pinned=None).model
    except RuleSetError:
        return
    assert {str(part) for part in CompiledMatcher(read_model(model)["m"]["m"].value).plan} == set(PLAN)


EVIL = [
    "g(r_wie, p_wie) || g(r_aan, p_aan)", "!g(r_wie, p_wie)", "eval(p_eis)", "r_wie.__class__ == p_wie", "r_wie == p_wie",
    "True", "1 <= 2", "p_van <= r_datum <= p_tm", "regexMatch(r_wie, p_wie)", "g(r_wie, 'x')", "g(p_wie, r_wie)",
    "__import__('os')", "(lambda: 1)()", "voldoet(r_feiten, p_eis, p_eft)", "g(r_wie, p_wie) # rest", "g(*r_wie)",
    "g(r_wie, p_wie, x=p_aan)", "r_datum < p_tm", "(", "g(x, p_wie)",
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
