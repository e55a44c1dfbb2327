# SPDX-License-Identifier: EUPL-1.2
"""Blocks in words: two different sets of codes do not read as one."""

from policies.analyse.ruimte import Ruimte
from policies.analyse.woorden import Woorden
from policies.loader import check
from tests.policies.world import real_files

CHECKED = check(real_files())
WOORDEN = Woorden(CHECKED.vocabulary, CHECKED.closure, Ruimte.of(CHECKED))
ALLEN = frozenset(CHECKED.vocabulary.codes["wie"])


def test_all_but_one_with_and_without_a_recipient_read_differently():
    """An act without recipient is not hidden in "all but": it is named beside it, or it is not meant."""
    most = ALLEN - {"politie"}
    assert WOORDEN.codes("aan", most) == "allen behalve de politie"
    assert WOORDEN.codes("aan", most | {"-"}) == "allen behalve de politie of niemand in het bijzonder"


def test_everybody_is_never_all_but_nobody():
    """Every recipient but no act without one is told by names, never as "all but" with nothing behind it."""
    assert WOORDEN.codes("aan", ALLEN | {"-"}) == ""
    told = WOORDEN.codes("aan", ALLEN)
    assert told
    assert "behalve" not in told
