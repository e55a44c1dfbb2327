# SPDX-License-Identifier: EUPL-1.2
"""A new kind of organisation is a matter of files: unknown it gets nothing, named it gets nothing yet, and a row opens one thing."""

from __future__ import annotations

import pytest

from core.keychain import ceremony
from core.keychain.signatures import PrivateKey
from policies import RuleSet
from policies.decision import Uitkomst
from tests.kit import ROOT
from tests.policies.world import files_with, p_row, question

NEW = "waterschap"
WORD = f'{NEW} = {{ soort = "partner", label = "het waterschap", uitleg = "beheert water", bron = "voorbeeld" }}\n'
GROUP = f"g, {NEW}, convenantpartner\n"
OTHER = p_row(aan="gemeente", eft="allow", id="T-1.1")
OPENS = p_row(aan=NEW, eft="allow", id="T-2.1")


def _rules(*rows: str, named: bool) -> RuleSet:
    files = dict(files_with(rows))
    if named:
        words = files["vocabulaire.toml"].decode().replace("riec-bureau = {", f"{WORD}riec-bureau = {{", 1)
        files |= {"vocabulaire.toml": words.encode()}
        files["groepen/partijen.csv"] += GROUP.encode()
    return RuleSet.of_files(files, "demo")


@pytest.mark.parametrize(
    ("rows", "named", "expected"),
    [
        ((OTHER,), False, Uitkomst.NIET_VASTSTELBAAR),
        ((OTHER,), True, Uitkomst.NIET_GEREGELD),
        ((OTHER, OPENS), True, Uitkomst.TOEGESTAAN),
    ],
)
def test_a_new_kind_may_nothing_until_a_row_says_so(rows: tuple[str, ...], named: bool, expected: Uitkomst) -> None:  # noqa: FBT001 - a case
    """Unknown, named without a row, named with one: the same question, decided by the files alone; others keep theirs."""
    rules = _rules(*rows, named=named)
    assert rules.decide(question(aan=NEW)).uitkomst is expected
    assert rules.decide(question(aan="gemeente")).uitkomst is Uitkomst.TOEGESTAAN


def test_a_list_names_any_kind_and_no_program_knows_it() -> None:
    """An application of a new kind is as good as any other, and its name stands in no program."""
    assert ceremony.apply(PrivateKey.generate(), oin="00000099000000007000", naam="Waterschap", soort=NEW)
    for room in ("adapters", "audit", "core", "gep", "policies", "server"):
        assert not [path for path in (ROOT / room).rglob("*.py") if NEW in path.read_text("utf-8")]
