# SPDX-License-Identifier: EUPL-1.2
"""The predicates and the vocabulary of the rules fit each other exactly."""

from __future__ import annotations

import re
from types import SimpleNamespace

import pytest

from core.casus.lijsten import lijsten
from core.facts import VocabularyError, check_vocabulary
from core.facts.grondslag import is_basis
from core.facts.onderwerp import ONDERWERP
from core.facts.predicates import REGISTRY
from core.facts.predicates.registry import predicate
from core.facts.statements import REGISTRATIES
from policies import RuleSet


def test_each_token_has_exactly_one_predicate(vocabulary) -> None:
    """Every fact of the vocabulary has one predicate, every predicate a fact, every kind of issuer a meaning."""
    assert check_vocabulary(vocabulary) == ()


def test_each_predicate_is_named_and_documented_with_its_source() -> None:
    """A predicate is a function with its own name, and its docstring says where the fact comes from."""
    names = [function.__name__ for function in REGISTRY.values()]
    assert len(set(names)) == len(names)
    assert all(function.__doc__ and "Source:" in function.__doc__ for function in REGISTRY.values())


def test_each_predicate_names_the_rules_it_serves() -> None:
    """The docstring of a predicate names exactly the rules by which the vocabulary cites its fact, and a source of facts."""
    facts = RuleSet.load(omgeving="demo").vocabulary.facts
    for code, function in REGISTRY.items():
        text = " ".join((function.__doc__ or "").split())
        found = re.search(r"Source: .+\. Rules?: (R-\d+[a-z]?(?:, R-\d+[a-z]?)*)\.$", text)
        assert found, code
        assert set(found[1].split(", ")) == set(re.findall(r"R-\d+[a-z]?", facts[code].bron)), code


def test_statable_facts_have_a_subject_and_computed_facts_have_none(vocabulary) -> None:
    """A fact that somebody may state has a required subject; a computed one cannot be stated at all."""
    statable = {code for code, term in vocabulary.facts.items() if set(term.bevoegd) != {"backbone"}}
    assert set(ONDERWERP) == statable | REGISTRATIES


def test_second_predicate_for_a_fact_is_refused() -> None:
    """Two functions for one fact stop the import."""
    with pytest.raises(ValueError, match="twee predicaten"):
        predicate("noodzaak")(lambda ctx: None)


def test_missing_predicate_stops_the_derivation(world) -> None:
    """A vocabulary with a fact that nobody can derive gives no facts at all."""
    strange = {**world.vocabulary.facts, "nieuw": SimpleNamespace(bevoegd=("maan",), wereld="half")}
    world.vocabulary = SimpleNamespace(facts=strange)
    with pytest.raises(VocabularyError):
        world.derive()
    found = " ".join(check_vocabulary(world.vocabulary))
    assert re.search("geen predicaat.*geen bekende wereld.*maan", found)


def test_phases_and_purposes_equal_those_of_the_rules(vocabulary) -> None:
    """The case record and the rules use the same phases, in the same order, and known purposes."""
    assert lijsten().fasen == tuple(vocabulary.data["fase"])
    assert lijsten().doelen <= set(vocabulary.data["doel"])


@pytest.mark.parametrize(
    "text", ["Bpg 4:3(7)", "Wpg 18(1); Bpg 4:3(7)", "Uitv.reg. AWR 43c(1)(m)", "R-42a.1", "UAVG 46"]
)
def test_article_notation_is_a_basis(text: str) -> None:
    """The notations that law.md uses are accepted."""
    assert is_basis(text)


@pytest.mark.parametrize(
    "text", ["omdat Jan Jansen dat zei", "Wpg 123456782", "", "Wpg 18; Jansen", "wpg", None, 7, "R-1"]
)
def test_free_text_is_no_basis(text: object) -> None:
    """Anything that could carry a person is refused as a basis."""
    assert not is_basis(text)
