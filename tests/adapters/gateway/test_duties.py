# SPDX-License-Identifier: EUPL-1.2
"""What a gateway does for the obligations of opening: the notice of secrecy and the pseudonym."""

from __future__ import annotations

from typing import Any

import pytest

from adapters.gateway import duties
from adapters.gateway.receive import _codes
from policies import RuleSet

BSN = "999990019"
KEY = b"k" * 32
CONTENT: dict[str, Any] = {"soort": "bsn", "nummers": [{"onderwerp": "a", "bsn": BSN}]}


@pytest.mark.parametrize(
    ("law", "codes", "text"),
    [
        ("wpg7", [], "artikel 7 lid 2 Wpg"), ("awr67", [], "artikel 67 AWR"), ("suwi74", [], "artikel 74 Wet SUWI"),
        ("bibob28", [duties.SECRECY], "artikel 28 Wet Bibob"), (None, [duties.SECRECY], "geheimhoudingsplicht."),
    ],
)  # fmt: skip
def test_secrecy_is_told(law: str | None, codes: list[str], text: str) -> None:
    """The law that is sealed inside is named, also when nobody announces the obligation; without one the notice is there."""
    content = CONTENT if law is None else {**CONTENT, "geheimhoudingsplicht": law}
    (told,) = duties.notices(content, codes)
    assert text in told


def test_without_secrecy_nothing_is_told() -> None:
    """Content without a law and without the obligation has no notice."""
    assert duties.notices(CONTENT, [duties.PSEUDONYM]) == []


def test_a_pseudonym_stands_in_the_place_of_the_bsn() -> None:
    """Where it is obliged the BSN is gone; the same person has the same pseudonym here and another one elsewhere."""
    shown = duties.masked(CONTENT, [duties.PSEUDONYM], KEY)
    assert BSN not in str(shown)
    assert shown["nummers"][0]["onderwerp"] == "a"
    assert shown == duties.masked(CONTENT, [duties.PSEUDONYM], KEY)
    assert shown != duties.masked(CONTENT, [duties.PSEUDONYM], b"x" * 32)
    assert duties.masked(CONTENT, [duties.SECRECY], KEY) is CONTENT
    assert duties.masked({"soort": "gegevens"}, [duties.PSEUDONYM], KEY) == {"soort": "gegevens"}


def test_what_is_not_carried_out_is_named() -> None:
    """Obligations of opening and unknown ones count here; those of the server are the server's."""
    vocabulary = RuleSet.load(omgeving="demo").vocabulary
    known = [duties.SECRECY, duties.PSEUDONYM, "brp-aantekening"]
    assert duties.not_carried(known, vocabulary) == []
    assert duties.not_carried([*known, "nieuw"], vocabulary) == ["nieuw"]


def test_every_obligation_of_opening_is_carried_out() -> None:
    """Nothing in our own rules asks the reader's gateway, or sealing, for what it does not do."""
    plichten = RuleSet.load(omgeving="demo").vocabulary.plichten
    assert {code for code, duty in plichten.items() if duty.plaats == "openen"} == duties.AT_OPENING
    assert {code for code, duty in plichten.items() if duty.plaats == "verzegelen"} == duties.AT_SEALING


@pytest.mark.parametrize(
    ("value", "codes"),
    [
        ({"plichten": ["a"]}, ["a"]),
        ({}, []),
        (None, []),
        ([], []),
        ({"plichten": "a"}, ["a"]),
        ({"plichten": [1]}, ["1"]),
    ],
)
def test_what_the_server_sends_is_read_carefully(value: Any, codes: list[str]) -> None:
    """A shape that is not ours gives no obligations, or unknown ones: never a fault, and never fewer than were named."""
    assert _codes(value) == codes
