# SPDX-License-Identifier: EUPL-1.2
"""Tags: equal for one identifier in one casus and epoch, unrelated for everything else."""

from __future__ import annotations

from itertools import combinations

from core.casus import merken
from core.contract.kenmerken import Kenmerk

SECRET, SALT = b"g" * 32, b"z" * 32
CASUS, OTHER = "00000000-0000-4000-8000-000000000001", "00000000-0000-4000-8000-000000000002"
NUMBER = Kenmerk("bsn", "999990019")


def test_same_identifier_same_tag() -> None:
    """Whoever holds the key of a casus makes the same sixteen bytes of one identifier, whoever else does."""
    key = merken.tag_key(SECRET, SALT, CASUS, 1)
    assert merken.tag(key, NUMBER) == merken.tag(merken.tag_key(SECRET, SALT, CASUS, 1), Kenmerk("bsn", "999990019"))
    assert len(merken.tag(key, NUMBER)) == merken.TAG_LENGTH


def test_everything_else_gives_another_tag() -> None:
    """Another casus, epoch, salt, secret, kind or value each gives another tag, under one and the same secret too."""
    keys = [
        merken.tag_key(SECRET, SALT, CASUS, 1),
        merken.tag_key(SECRET, SALT, OTHER, 1),
        merken.tag_key(SECRET, SALT, CASUS, 2),
        merken.tag_key(SECRET, b"y" * 32, CASUS, 1),
        merken.tag_key(b"h" * 32, SALT, CASUS, 1),
    ]
    made = [merken.tag(key, NUMBER) for key in keys]
    made += [merken.tag(keys[0], Kenmerk("rsin", "999990019")), merken.tag(keys[0], Kenmerk("bsn", "999990020"))]
    assert all(one != two for one, two in combinations(made, 2))
    assert all(one != two for one, two in combinations(map(merken.binding, keys), 2))


def test_tags_of_a_content_are_sorted_by_nothing_but_themselves() -> None:
    """The order in which tags travel says nothing of the kinds behind them, and each comes once."""
    key = merken.tag_key(SECRET, SALT, CASUS, 1)
    several = [NUMBER, Kenmerk("kvk", "90001354"), Kenmerk("iban", "NL20INGB0001234567"), NUMBER]
    assert merken.tags(key, several) == merken.tags(key, reversed(several)) == sorted(merken.tags(key, several))
    assert len(merken.tags(key, several)) == 3


def test_known_answer() -> None:
    """The bytes of a tag are fixed: an implementation of another partner must make the same."""
    assert merken.tag(merken.tag_key(SECRET, SALT, CASUS, 1), NUMBER).hex() == KNOWN


KNOWN = "e4afcd99a334cd9efd8010e65172a686"
