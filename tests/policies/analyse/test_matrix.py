# SPDX-License-Identifier: EUPL-1.2
"""The decision matrix: complete, canonical, and readable."""

import random

import pytest

from policies.analyse.matrix import digest_of, encode, freeze, lookup, view
from policies.analyse.verslagen import of_matrix
from policies.loader import check
from policies.verslag import as_text
from tests.policies.world import files_with, p_row, random_question, real_files

CHECKED = check(real_files())
FROZEN = freeze(CHECKED)


def test_every_request_is_in_it(rules):
    """The frozen matrix gives for any request the rows that reach casbin."""
    rng = random.Random(11)
    for i in range(2000):
        vraag = random_question(rules, rng, rng.choice(rules.rows) if i % 4 else None)
        request = (
            vraag.wie, vraag.aan, vraag.wat, vraag.handeling, vraag.doel, vraag.fase,
            vraag.datum.isoformat(), vraag.feiten,
        )  # fmt: skip
        cel = dict(zip(("wie", "aan", "wat", "handeling", "doel", "fase", "datum"), request[:7], strict=True))
        engine = {rules._engine.rows[n].id for n in rules._engine.candidates(request)}
        assert set(lookup(FROZEN, cel)) == engine


def test_an_unknown_code_is_not_in_it():
    """A code outside the vocabulary is no request of the matrix."""
    cel = {"wie": "x", "aan": "-", "wat": "bsn", "handeling": "lezen", "doel": "oc", "fase": "weging"}
    with pytest.raises(KeyError):
        lookup(FROZEN, {**cel, "datum": "2026-11-22"})


def test_the_same_rules_give_the_same_bytes():
    """File names and the order of rows do not matter; another cell does."""
    rows = [p_row(id="T-1.1"), p_row(id="T-2.1", wat="bsn")]
    one, other, changed = (
        digest_of(freeze(check(files_with(found))))
        for found in (rows, rows[::-1], [rows[0], p_row(id="T-2.1", wat="brp")])
    )
    assert one == other != changed
    assert encode(FROZEN) == encode(freeze(check(real_files())))


def test_the_view_tells_what_can_be_allowed():
    """Of a chosen part: what can be allowed under which demand, what is always forbidden, what is not arranged."""
    wpg = {"wie": frozenset({"politie"}), "handeling": frozenset({"verstrekken"}), "datum": frozenset({"2020-04-01"})}
    found = view(CHECKED, wpg)
    assert {vak.soort for vak in found} == {"kan", "verboden", "dicht"}
    assert any(vak.soort == "verboden" and "R-16.1" in vak.regels for vak in found)
    assert any(vak.soort == "kan" and "het OM toestemming heeft gegeven" in vak.als for vak in found)
    text = as_text(of_matrix(found, "sha256:r", "sha256:m", "wie politie"))
    assert "Wat kan worden toegestaan" in text
    assert "sha256:m" in text


def test_what_nobody_wrote_a_rule_for_is_not_arranged():
    """A request without any candidate row stands under `niet geregeld`, and only there."""
    only = check(files_with([p_row(wie="politie", wat="bsn", eft="allow", aan="om")]))
    chosen = {
        veld: frozenset({code}) for veld, code in (("handeling", "verstrekken"), ("wie", "politie"), ("aan", "om"))
    }
    found = view(only, {**chosen, "wat": frozenset({"bsn", "brp"}), "datum": frozenset({"2020-01-01"})})
    assert {(vak.soort, "burgerservicenummer" in vak.zin) for vak in found} == {("kan", True), ("niet-geregeld", False)}
