# SPDX-License-Identifier: EUPL-1.2
"""Which edits are tried: every row dropped, turned, widened, asking less; and which are no edits."""

from policies.loader import check
from policies.proef.mutants import count_per_kind
from tests.policies.proef.mutanten import edits, edits_of
from tests.policies.world import p_row, real_files

DENY = p_row(wie="politie", aan="gemeente", wat="wpg-8", doel="oc", fase="weging", eis="betrokken+niet-verzoek")
ALLOW = p_row(wie="politie", aan="gemeente", wat="wpg-8", doel="oc", fase="weging", eft="allow", id="T-2.1")


def test_every_kind_of_edit_of_a_row():
    """Dropped, turned round, each cell to the next wider groups and `*`, each fact no longer asked."""
    found = edits_of(DENY)
    assert found["T-1.1 weg"].nieuw is None
    assert found["T-1.1 effect=allow"].nieuw.eft == "allow"
    assert found["T-1.1 zonder betrokken"].nieuw.eis == "niet-verzoek"
    assert found["T-1.1 zonder niet-verzoek"].nieuw.eis == "betrokken"
    for veld in ("wie", "aan", "wat", "handeling", "doel", "fase"):
        assert getattr(found[f"T-1.1 {veld}=*"].nieuw, veld) == "*"
    assert count_per_kind([*found.values()])["eis"] == 2


def test_a_cell_goes_to_the_next_wider_groups_not_past_them():
    """`oc` goes to `oc-hk` and to `*`, not to the groups in between."""
    found = edits_of(DENY)
    assert [name for name in found if "doel=" in name] == ["T-1.1 doel=oc-hk", "T-1.1 doel=*"]
    assert {"T-1.1 fase=weging-tm-uitvoering", "T-1.1 fase=signaal-tm-weging"} <= set(found)
    assert "T-1.1 fase=weging-tm-vernietigd" not in found


def test_a_row_that_allows_is_never_widened_past_the_law_of_the_files():
    """Not `*` in wie or aan, nor a group with the operator as recipient; the widest legal group instead."""
    found = edits_of(ALLOW)
    assert not {"T-2.1 wie=*", "T-2.1 aan=*", "T-2.1 aan=functie", "T-2.1 aan=niet-logboeklezer"} & set(found)
    assert {"T-2.1 aan=anoniem-ontvanger", "T-2.1 wie=niet-logboeklezer", "T-2.1 wat=*"} <= set(found)


def test_the_widest_cell_is_not_widened():
    """`*` has no wider group; nor has `-` in a row that allows."""
    found = edits_of(p_row(), p_row(eft="allow", aan="-", id="T-2.1"))
    assert not [name for name in found if "T-1.1 doel=" in name or "T-1.1 fase=" in name or "T-2.1 aan=" in name]
    assert "T-1.1 wie=*" in found


def test_everyone_is_not_wider_than_everyone_with_a_dash():
    """In column wie `-` never occurs, so a group that is everyone but `-` has no wider one."""
    found = edits_of(p_row(wie="*"))
    assert not [name for name in found if "wie=" in name]


def test_dates_move_only_to_days_that_are_asked_about():
    """Before the row begins and after it ends, nearest first; not to days inside, and not without such days."""
    row = p_row(van="2020-04-01", tm="2026-12-31")
    found = edits_of(row, days=["2019-01-01", "2020-03-31", "2026-11-22", "2027-01-01", "2028-01-01"])
    assert found["T-1.1 van=2020-03-31"].nieuw.van == "2020-03-31"
    assert found["T-1.1 tm=2027-01-01"].nieuw.tm == "2027-01-01"
    assert not [name for name in edits_of(row, days=["2026-11-22"]) if "van=" in name or "tm=" in name]


def test_every_real_row_is_edited_and_each_edit_has_its_own_name():
    """The same edits in the same order each time, at least three per row."""
    checked = check(real_files())
    names = list(edits(checked))
    assert names == list(edits(checked))
    per_row = {row.id: sum(name.startswith(f"{row.id} ") for name in names) for row in checked.rows}
    assert min(per_row.values()) >= 3
