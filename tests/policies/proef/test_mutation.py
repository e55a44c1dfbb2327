# SPDX-License-Identifier: EUPL-1.2
"""Mutation: an edit that a scenario notices, one that nobody notices, one explained, one without consequence."""

from datetime import date

import pytest

from policies import EngineDisagreementError, RuleSet
from policies.loader import check
from policies.proef import mutation
from policies.proef.judging import Bevinding
from policies.proef.running import run
from policies.proef.survivors import Uitleg
from tests.policies.proef.scenes import NIETS, feature, read, scene
from tests.policies.world import files_with, p_row

DENY = p_row(wat="wpg-8", aan="gemeente", fase="weging", doel="oc", eis="weigeringsgrond")
HIT = scene("raak", feiten='de feiten "weigeringsgrond"')
OTHER_PHASE = scene("andere fase", fase="uitvoering", feiten='de feiten "weigeringsgrond"', besluit=NIETS)


def mutate(*scenes: str, rows: tuple[str, ...] = (DENY,), explained: dict[str, Uitleg] | None = None):
    """The piles of edits."""
    checked = check(files_with(rows))
    rules = RuleSet(checked, "demo", "sha256:0")
    scenarios, findings = read(feature(*scenes))
    assert not findings
    return mutation.mutate(run(scenarios, rules), rules.rows, checked, explained or {})


def test_a_hit_notices_that_its_row_is_dropped_or_turned():
    """Without the row, or with it turned round, the scenario fails."""
    found = mutate(HIT)
    assert {"T-1.1 weg", "T-1.1 effect=allow"} <= set(found.gedood)


def test_only_a_scenario_in_the_added_part_notices_a_wider_cell():
    """Without one the edit survives, with a question that would show it; with one it is noticed."""
    before, after = mutate(HIT), mutate(HIT, OTHER_PHASE)
    assert dict(before.onverklaard)["T-1.1 fase=weging-tm-uitvoering"].endswith('in fase "casusoverleg"')
    assert {"T-1.1 fase=weging-tm-uitvoering", "T-1.1 fase=*"} <= set(after.gedood)
    assert "T-1.1 doel=*" in dict(after.onverklaard)


def test_only_a_scenario_without_the_fact_notices_that_it_is_no_longer_asked():
    """The fact unknown: the row makes it `niet-vaststelbaar`; the edited row forbids."""
    unsure = scene("onbekend", besluit='"niet-vaststelbaar" op grond van "T-1.1"')
    assert "T-1.1 zonder weigeringsgrond" in dict(mutate(HIT).onverklaard)
    assert "T-1.1 zonder weigeringsgrond" in mutate(unsure).gedood


def test_rows_count_not_only_the_outcome():
    """Two rows forbid; one dropped leaves `verboden` but by one row fewer: noticed."""
    rows = (p_row(), p_row(wat="wpg", id="T-1.2"))
    found = mutate(scene("beide", besluit='"verboden" op grond van "T-1.1, T-1.2"'), rows=rows)
    assert {"T-1.1 weg", "T-1.2 weg"} <= set(found.gedood)


def test_a_scenario_that_fails_notices_nothing():
    """A wrong scenario cannot prove an edit."""
    found = mutate(scene("fout", besluit=NIETS))
    assert found.gedood == ()


def test_a_survivor_with_an_explanation_is_told_apart():
    """Explained edits stand apart with their reason; the others stay."""
    reden = Uitleg("T-1.1 doel=*", "er is geen ander doel", date(2026, 11, 22), 1)
    found = mutate(HIT, explained={reden.mutatie: reden})
    assert found.verklaard == (("T-1.1 doel=*", "er is geen ander doel"),)
    assert "T-1.1 doel=*" not in dict(found.onverklaard)


def test_an_edit_without_consequence_is_no_survivor():
    """An allow under an unconditional deny says nothing: dropping it is without consequence, by that deny."""
    rows = (p_row(), p_row(aan="gemeente", eft="allow", id="T-2.1"))
    found = mutate(scene("raak"), rows=rows)
    assert dict(found.gelijkwaardig)["T-2.1 weg"] == ("T-1.1",)
    assert "T-2.1 weg" not in dict(found.onverklaard)


def test_every_edit_is_in_one_pile_and_counted():
    """Piles add up to the edits per kind; the JSON says the same."""
    found = mutate(HIT, OTHER_PHASE)
    assert len(found.namen) == len(set(found.namen)) == sum(found.soorten.values())
    told = found.to_json()
    assert told["mutaties"] == told["gedood"] + sum(
        len(told[pile]) for pile in ("gelijkwaardig", "verklaard", "onverklaard")
    )


def test_moved_dates_are_noticed_by_a_scenario_of_that_day():
    """The day before the row begins: nothing applies; were it to begin earlier, the scenario fails."""
    early = scene("ervoor", feiten='de feiten "weigeringsgrond"\n    En de peildatum 2019-12-31', besluit=NIETS)
    assert "T-1.1 van=2019-12-31" in mutate(HIT, early).gedood


def test_nothing_is_told_when_fold_and_engine_differ(monkeypatch):
    """A fold that finds something else than casbin stops the proof; it never says that an edit was noticed."""
    monkeypatch.setattr(mutation.Fold, "decide", lambda *_: Bevinding("toegestaan", frozenset()))
    with pytest.raises(EngineDisagreementError, match=r"scenarios/proef\.feature:7"):
        mutate(HIT)
