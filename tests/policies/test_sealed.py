# SPDX-License-Identifier: EUPL-1.2
"""The sealed engine: immutable, and silent when casbin and the explanation differ."""

from dataclasses import FrozenInstanceError, replace

import pytest

from policies import EngineDisagreementError
from tests.policies.world import p_row, question, rules_with


def test_a_rule_set_cannot_be_changed(rules):
    """No attribute of a loaded set, its vocabulary or its rows can be replaced or added."""
    with pytest.raises(AttributeError):
        rules.omgeving = "productie"
    with pytest.raises(AttributeError):
        rules.extra = 1
    with pytest.raises(AttributeError):
        rules._engine.rows = ()
    with pytest.raises(AttributeError):
        rules._engine.enabled = False
    with pytest.raises(TypeError):
        rules.vocabulary.facts["x"] = None
    with pytest.raises(FrozenInstanceError):
        rules.rows[0].eft = "allow"


def test_a_disagreement_decides_nothing(rules, monkeypatch):
    """When casbin answers otherwise than the explanation, an error is raised instead of any decision."""
    vraag = question(wie="toeslagen", wat="fiscaal")
    for answer in ((True, []), (False, []), (True, ["p"])):
        monkeypatch.setattr("casbin.Enforcer.enforce_ex", lambda *_, a=answer: a)
        with pytest.raises(EngineDisagreementError):
            rules.decide(vraag)


def test_an_explanation_that_is_wrong_decides_nothing():
    """When the explanation misses the row that decides, or finds one that casbin does not, nothing is decided."""
    allow, deny = p_row(id="T-1.1", eft="allow", aan="gemeente", eis="relevant"), p_row(id="T-2.1", eis="noodzaak")
    for rows, feiten, lie in (
        ([allow], "relevant", False),
        ([allow], "niet-relevant", True),
        ([allow, deny], "relevant noodzaak", False),
        ([allow, deny], "relevant niet-noodzaak", True),
    ):
        ours = rules_with(*rows)
        ours.decide(question(feiten=feiten))
        object.__setattr__(ours._engine, "_matches", lambda _request, _row, answer=lie: answer)
        with pytest.raises(EngineDisagreementError, match="niet beslist"):
            ours.decide(question(feiten=feiten))


def test_questions_leave_no_trace_in_the_groups(rules):
    """Unknown names in questions do not grow anything (pitfall 14) and no request is written to casbin's loggers."""
    before = {kolom: len(rules._engine.closure._leaves[kolom]) for kolom in rules._engine.closure._leaves}
    for i in range(50):
        rules.decide(question(wie=f"naam-{i}"))
    assert before == {kolom: len(rules._engine.closure._leaves[kolom]) for kolom in rules._engine.closure._leaves}


def test_denials_are_not_logged(rules, caplog):
    """Casbin would write each denial with all its values at WARNING; ours writes nothing (pitfall 19)."""
    caplog.set_level(0)
    rules.decide(question(wie="toeslagen", wat="fiscaal"))
    assert not caplog.records


def test_unknown_values_are_not_echoed_unless_they_look_like_codes(rules):
    """What was asked is echoed only when it looks like a code, so that a number or name never comes back."""
    beslissing = rules.decide(question(wie="123456782", aan="Jan de Vries", feiten="gemeentee 123456782"))
    assert beslissing.onbekend == ("wie: (geen code)", "aan: (geen code)", "feit: (geen code)", "feit: gemeentee")
    feiten = frozenset({"niet-123456782", "Jan de Vries", "niet-Jan de Vries"})
    beslissing = rules.decide(replace(question(wie="burger-123456782"), feiten=feiten))
    assert "12345" not in str(beslissing)
    assert "Jan" not in str(beslissing)


def test_the_same_files_give_the_same_digest_in_each_mode():
    """The digest is that of the files, not of the mode or the machine."""
    row = p_row(eft="allow", aan="gemeente")
    assert len({rules_with(row, omgeving=omgeving).digest for omgeving in ("demo", "productie")}) == 1
    assert rules_with(row).digest != rules_with(row.replace("wpg-8", "wpg-9")).digest
