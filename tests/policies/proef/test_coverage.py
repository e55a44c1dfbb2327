# SPDX-License-Identifier: EUPL-1.2
"""Coverage: hits, near misses, holes, and near misses that are claimed but are none."""

from policies import RuleSet
from policies.findings import Findings
from policies.loader import check
from policies.proef.coverage import check_near_tags, measure
from policies.proef.running import run
from tests.policies.proef.scenes import NIETS, feature, read, scene
from tests.policies.world import files_with, p_row

DENY = p_row(wat="wpg", fase="weging-tm-uitvoering", eis="weigeringsgrond")
ALLOW = p_row(wat="wpg", aan="gemeente", eis="om-toestemming", eft="allow", id="T-2.1")
YES = 'de feiten "weigeringsgrond"'
HIT = scene("raak", feiten=YES)


def coverage(*scenes: str, rows: tuple[str, ...] = (DENY,), findings: Findings | None = None):
    """Measure scenarios on rows."""
    checked = check(files_with(rows))
    rules = RuleSet(checked, "demo", "sha256:0")
    scenarios, wrong = read(feature(*scenes))
    assert not wrong
    results = run(scenarios, rules)
    found = measure(results, rules.rows, checked.closure, rules.vocabulary)
    if findings is not None:
        check_near_tags(results, found, findings)
    return found


def near(**cells: str) -> list[str]:
    """The near misses of the row with one hit and one other scenario."""
    other = scene("ander", **{"feiten": YES, "besluit": NIETS, **cells})
    return [s.naam for s in coverage(HIT, other).bijna["T-1.1"]]


def test_one_column_aside_is_a_near_miss():
    """Another act, party, kind of data or phase: one step outside the row."""
    assert near(wie="kmar") == ["ander"]
    assert near(wat="brp") == ["ander"]
    assert near(handeling="lezen") == ["ander"]
    assert near(fase="signaal") == ["ander"]


def test_one_fact_aside_is_a_near_miss():
    """The opposite of the fact that the row asks for."""
    assert near(feiten='de feiten "niet-weigeringsgrond"') == ["ander"]


def test_the_day_aside_is_a_near_miss():
    """The day before the row begins."""
    assert near(feiten=YES + "\n    En de peildatum 2019-12-31") == ["ander"]


def test_two_places_aside_is_no_near_miss():
    """Two columns, or a column and a fact: too far to show an edge."""
    assert near(wat="brp", fase="signaal") == []
    assert near(feiten="geen feiten", fase="signaal") == []


def test_a_deciding_row_is_no_near_miss_of_itself():
    """With the fact unknown the row still decides (`niet-vaststelbaar`): that is neither hit nor near miss."""
    unsure = scene("open", besluit='"niet-vaststelbaar" op grond van "T-1.1"')
    found = coverage(unsure)
    assert (found.raak["T-1.1"], found.bijna["T-1.1"]) == ((), ())


def test_a_row_that_another_row_overrules_is_no_near_miss():
    """The allow applies whole but the deny decides: its own edge is not shown."""
    text = scene("x", feiten='de feiten "weigeringsgrond, om-toestemming"')
    found = coverage(text, rows=(DENY, ALLOW))
    assert found.bijna["T-2.1"] == ()
    assert [s.naam for s in found.raak["T-1.1"]] == ["x"]


def test_holes_name_what_a_row_lacks():
    """No hit, no near miss, or neither; and no hole when both are there."""
    miss = scene("mis", wat="brp", feiten=YES, besluit=NIETS)
    assert coverage(scene("ver", wat="brp", besluit=NIETS)).gaten == (("T-1.1", "raak en bijna raak"),)
    assert coverage(HIT).gaten == (("T-1.1", "bijna raak"),)
    assert coverage(miss).gaten == (("T-1.1", "raak"),)
    assert coverage(HIT, miss).gaten == ()


def test_a_failing_scenario_covers_nothing():
    """Only what passes counts, or a wrong scenario would fill a hole."""
    wrong = scene("mis", feiten=YES, besluit='"verboden" op grond van "T-1.1, T-9.1"')
    assert coverage(wrong).gaten == (("T-1.1", "raak en bijna raak"),)


def test_counts_name_every_phase_and_party():
    """What never occurs is counted too, as nought."""
    found = coverage(HIT)
    assert (found.fasen["weging"], found.fasen["signaal"]) == (1, 0)
    assert (found.partijen["politie"], found.ontvangers["gemeente"], found.partijen["gemeente"]) == (1, 1, 0)
    assert found.uitkomsten["verboden"] == 1


def tagged(tag: str, **cells: str) -> list[str]:
    """What is found about a tag on the second scenario."""
    findings = Findings()
    text = scene("ander", **{"feiten": YES, "besluit": NIETS, **cells}).replace("  Scenario", f"  @{tag}\n  Scenario")
    coverage(HIT, text, findings=findings)
    return [f.tekst for f in findings.items]


def test_a_claimed_near_miss_must_be_one():
    """True: nothing to say. Too far away, deciding itself, or an unknown row: a finding."""
    assert tagged("bijna:T-1.1", wat="brp") == []
    assert "mist T-1.1 niet op precies één" in tagged("bijna:T-1.1", wat="brp", fase="signaal")[0]
    assert "in een eigen blok" in tagged("bijna:T-1.1", wat="brp", fase="signaal")[0]
    deciding = {"besluit": '"verboden" op grond van "T-1.1"'}
    assert "mist T-1.1 niet op precies één" in tagged("bijna:T-1.1", **deciding)[0]
    assert "regel T-9.1 bestaat niet. Bedoelt u `T-1.1`?" in tagged("bijna:T-9.1", wat="brp")[0]
