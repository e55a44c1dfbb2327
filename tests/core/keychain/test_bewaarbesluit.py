# SPDX-License-Identifier: EUPL-1.2
"""Signed decisions on keeping: one shape, one meaning per kind, and no room for a name."""

from __future__ import annotations

import uuid
from typing import Any

import pytest

from core.keychain import bewaarbesluit
from core.keychain.errors import ShapeError, SignatureError
from core.keychain.signatures import PrivateKey

OIN = "00000099000000001000"
RECORD = str(uuid.uuid4())
KEY = PrivateKey.generate()
GOOD: dict[str, Any] = {
    "soort": "stilstand",
    "oin": OIN,
    "records": [RECORD],
    "grondslag": "archiefwet-3",
    "reden": "rechtszaak",
    "gemaakt": 1,
}


class Keys:
    """Knows one key."""

    def signing_key(self, oin: str, at: int, key_id: str) -> Any:
        """Return that key."""
        assert (oin, key_id) == (OIN, KEY.id)
        assert at == 2
        return type("Key", (), {"sleutel": KEY.public})


def test_a_decision_is_read_as_it_was_made_and_its_hash_is_of_all_of_it() -> None:
    """Present: every kind; an extension has an end and a motivation, the others neither."""
    for soort in bewaarbesluit.SOORTEN:
        more: dict[str, Any] = {"verlenging": (5, "ab" * 32)} if soort == "verlenging" else {}
        made = bewaarbesluit.make(KEY, **{**GOOD, "soort": soort}, **more)
        assert bewaarbesluit.read(dict(made.bron)) == made
        assert (made.soort, made.tot) == (soort, 5 if more else None)
        made.check(Keys(), 2)
        assert len(made.sha256) == 64


def test_a_signature_counts_for_its_own_kind_only() -> None:
    """Contrary: a signed hold is no order to destroy, and a changed word is no decision."""
    hold = bewaarbesluit.make(KEY, **GOOD)
    for change in ({"soort": "vernietigingsbevel"}, {"reden": "andere"}):
        forged = {**hold.bron, "besluit": {**hold.bron["besluit"], **change}}
        with pytest.raises(SignatureError):
            bewaarbesluit.read(forged).check(Keys(), 2)


@pytest.mark.parametrize(
    "change",
    [
        {"soort": "wissen"},
        {"records": []},
        {"records": [RECORD, RECORD]},
        {"records": ["x"]},
        {"records": [str(uuid.uuid4()) for _ in range(501)]},
        {"grondslag": "Jan Jansen"},
        {"reden": "bsn-900000019"},
        {"reden": "x"},
        {"verlenging": (5, "ab" * 32)},
        {"soort": "verlenging"},
        {"gemaakt": -1},
        {"oin": "1"},
    ],
)
def test_what_is_not_well_formed_is_no_decision(change: dict[str, Any]) -> None:
    """Contrary: unknown kinds, bad records, names and numbers as codes, an end where none belongs or none where one does."""
    with pytest.raises(ShapeError):
        bewaarbesluit.make(KEY, **{**GOOD, **change})


def test_unknown_fields_and_other_versions_are_refused() -> None:
    """Contrary: nothing that was signed is skipped over."""
    made = bewaarbesluit.make(KEY, **GOOD)
    for body in ({**made.bron["besluit"], "extra": 1}, {**made.bron["besluit"], "v": 2}):
        with pytest.raises(ShapeError):
            bewaarbesluit.read({**made.bron, "besluit": body})
    with pytest.raises(ShapeError):
        bewaarbesluit.read({**made.bron, "meer": 1})


def test_a_motivation_is_committed_to_and_not_guessed() -> None:
    """Present and contrary: the same text under another random value gives another hash."""
    assert bewaarbesluit.commitment(b"a" * 32, "omdat") == bewaarbesluit.commitment(b"a" * 32, "omdat")
    assert bewaarbesluit.commitment(b"a" * 32, "omdat") != bewaarbesluit.commitment(b"b" * 32, "omdat")
    assert bewaarbesluit.commitment(b"a" * 32, "omdat") != bewaarbesluit.commitment(b"a" * 32, "daarom")
