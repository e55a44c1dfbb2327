# SPDX-License-Identifier: EUPL-1.2
"""Whose own supplies a release changes: computed from the files, by meaning."""

import pytest

from policies.findings import RuleSetError
from policies.verstrekkers import touched
from tests.policies.world import files_with, p_row, real_files

POLITIE = p_row(id="T-1.1", wie="politie", aan="gemeente")
TWO = (POLITIE, p_row(id="T-2.1", wie="ind", aan="gemeente", wat="vreemdelingen"))
KINDS = 13


def kinds(rows: tuple[str, ...], earlier: tuple[str, ...] | None) -> dict[str, tuple[str, ...]]:
    """The touched kinds of a set of rows over another."""
    return touched(files_with(rows), None if earlier is None else files_with(earlier))


def test_every_row_of_a_first_release_is_new() -> None:
    """Without an earlier release each partner with rows of its own is touched, with all its rows."""
    assert kinds(TWO, None) == {"politie": ("T-1.1",), "ind": ("T-2.1",)}


def test_nothing_changed_touches_nobody() -> None:
    """The same rows, in another order and another file, touch nobody."""
    moved = {
        **files_with(()),
        "regels/test.csv": (TWO[1] + "\n").encode(),
        "regels/ander.csv": (TWO[0] + "\n").encode(),
    }
    assert touched(moved, files_with(TWO)) == {}


@pytest.mark.parametrize(
    "change",
    [{"aan": "provincie"}, {"eft": "allow"}, {"tm": "2030-01-01"}, {"eis": "verzoek"}, {"bron": "wpg-27"}, {"toonbaar": "lid"},
     {"plicht": "logregel-van-lezen"}, {"status": "vastgesteld"}, {"wat": "wpg-9"}, {"doel": "oc"}, {"fase": "weging"}],
)  # fmt: skip
def test_a_change_of_any_cell_touches_its_supplier(change: dict[str, str]) -> None:
    """Whatever cell of a row changes, its supplier is touched and nobody else."""
    row = p_row(**{"id": "T-1.1", "wie": "politie", "aan": "gemeente", **change})
    assert kinds((row, TWO[1]), TWO) == {"politie": ("T-1.1",)}


def test_removing_and_adding_touch_too() -> None:
    """A row that goes touches its supplier as much as one that comes; one that changes hands touches both."""
    assert kinds(TWO[1:], TWO) == {"politie": ("T-1.1",)}
    assert kinds(TWO, TWO[1:]) == {"politie": ("T-1.1",)}
    taken = p_row(id="T-1.1", wie="kmar", aan="gemeente")
    assert set(kinds((taken, TWO[1]), TWO)) == {"politie", "kmar"}


def test_a_smaller_group_touches_every_kind_in_it() -> None:
    """A row on `wpg-verstrekker` is on the supplies of each of its members."""
    row = p_row(id="T-3.1", wie="wpg-verstrekker", aan="gemeente")
    assert kinds((*TWO, row), TWO) == dict.fromkeys(("fiod", "kmar", "nla", "politie"), ("T-3.1",))


@pytest.mark.parametrize("wie", ["*", "convenantpartner", "partner-of-bureau"])
def test_a_row_on_all_partners_is_nobodys(wie: str) -> None:
    """A row that holds every partner asks for no partner's jurist; taking one partner out of it does."""
    row = p_row(id="T-3.1", wie=wie, aan="gemeente")
    assert kinds((*TWO, row), TWO) == {}


@pytest.mark.parametrize("handeling", ["lezen", "verzoeken", "logboek-lezen"])
def test_a_row_on_another_act_is_no_supply(handeling: str) -> None:
    """Only supplies count; reading or asking is not a supply of the one who reads."""
    assert kinds((*TWO, p_row(id="T-3.1", wie="politie", aan="-", handeling=handeling)), TWO) == {}


@pytest.mark.parametrize("handeling", ["doorverstrekken", "exporteren", "delen", "*"])
def test_every_kind_of_supply_counts_also_in_a_group(handeling: str) -> None:
    """Further provision, export, and a group of acts with a supply in it."""
    assert set(kinds((*TWO, p_row(id="T-3.1", wie="politie", aan="gemeente", handeling=handeling)), TWO)) == {"politie"}


def test_an_edit_of_a_group_is_an_edit_of_the_rows_on_it() -> None:
    """The rows stay letter for letter, a group of categories grows: the supplier is touched."""
    rows = (p_row(id="T-1.1", wie="politie", aan="gemeente", wat="wpg-8-13"), TWO[1])
    before = files_with(rows)
    name = next(n for n in before if n.startswith("groepen/") and b"wpg-8-13" in before[n])
    after = {**before, name: before[name] + b"g2, wpg-12, wpg-8-13\n"}
    assert touched(after, before) == {"politie": ("T-1.1",)}


def test_an_edit_of_who_may_state_a_fact_is_an_edit_of_the_row() -> None:
    """The vocabulary lets another body state the consent that a row asks for: its supplier is touched."""
    rows = (p_row(id="T-1.1", wie="politie", aan="gemeente", eis="om-toestemming"), TWO[1])
    before = files_with(rows)
    line = next(x for x in before["vocabulaire.toml"].decode().splitlines() if x.startswith("om-toestemming"))
    other = line.replace('"gesloten"', '"open"')
    assert other != line
    after = {**before, "vocabulaire.toml": before["vocabulaire.toml"].replace(line.encode(), other.encode())}
    assert touched(after, before) == {"politie": ("T-1.1",)}


@pytest.mark.parametrize(
    ("cells", "start", "old", "new"),
    [({"plicht": "vastleggen-wjsg"}, "vastleggen-wjsg = ", "jaren = 4", "jaren = 1"),
     ({"toonbaar": "officier"}, "officier = ", "soorten = ", 'relaties = ["ieder"], soorten = ')],
)  # fmt: skip
def test_an_edit_of_an_obligation_or_a_level_is_an_edit_of_the_row(
    cells: dict[str, str], start: str, old: str, new: str
) -> None:
    """Keeping the record of a supply shorter, or telling its hidden rows to everybody, touches its supplier."""
    rows = (p_row(**{"id": "T-1.1", "wie": "politie", "aan": "gemeente", **cells}), TWO[1])
    before = files_with(rows)
    line = next(x for x in before["vocabulaire.toml"].decode().splitlines() if x.startswith(start))
    other = line.replace(old, new)
    assert other != line
    after = {**before, "vocabulaire.toml": before["vocabulaire.toml"].replace(line.encode(), other.encode())}
    assert touched(after, before) == {"politie": ("T-1.1",)}


def test_an_earlier_release_that_no_longer_loads_counts_as_none() -> None:
    """What cannot be compared is all new: the strict side."""
    broken = {**files_with(TWO), "model.conf": b"anders"}
    assert touched(files_with(TWO), broken) == kinds(TWO, None)


def test_rules_with_mistakes_have_no_suppliers() -> None:
    """The candidate itself must load."""
    with pytest.raises(RuleSetError):
        touched({**files_with(TWO), "model.conf": b"anders"}, None)


def test_our_own_rules_touch_every_partner_that_supplies_by_a_row_of_its_own() -> None:
    """A first release of the real files asks for jurists of these kinds, each with the rows that name it."""
    found = touched(real_files(), None)
    assert {"politie", "om", "belastingdienst", "toeslagen", "ind", "uwv", "gemeente", "provincie"} <= set(found)
    assert "R-01.1" in found["toeslagen"]
    assert "beheerder" not in found
    assert "riec-bureau" not in found
