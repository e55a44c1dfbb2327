# SPDX-License-Identifier: EUPL-1.2
"""Who may be told of a row: the levels are data, and `shown_to` is the one who reads them."""

import pytest

from policies import RuleSet, RuleSetError
from policies.toonbaar import Relatie, shown_to
from tests.policies.world import files_with, p_row

LID = 'lid = { relaties = ["lid"], uitleg = "wie aan de casus deelneemt" }'
IEDER, MEMBER, SUPPLIER = Relatie.IEDER, Relatie.LID, Relatie.VERSTREKKER


@pytest.mark.parametrize(
    ("soort", "relatie", "levels"),
    [
        ("gemeente", IEDER, {"allen"}),
        ("gemeente", MEMBER, {"allen", "lid"}),
        ("gemeente", SUPPLIER, {"allen", "lid", "verstrekker"}),
        ("om", IEDER, {"allen", "officier"}),
        ("om", MEMBER, {"allen", "lid", "officier"}),
        ("om", SUPPLIER, {"allen", "lid", "verstrekker", "officier"}),
        ("fg", IEDER, {"allen", "officier"}),
        ("privacyfunctionaris", IEDER, {"allen", "officier"}),
        ("auditor", IEDER, {"allen", "officier"}),
        ("jurist", IEDER, {"allen"}),
        ("beheerder", IEDER, {"allen"}),
        ("onbekend", IEDER, {"allen"}),
    ],
)
def test_levels_of_our_rules(rules, soort, relatie, levels):
    """Rows for officers are for the OM and the controllers and nobody else; the others go by relation."""
    assert shown_to(rules.vocabulary.toonbaar, soort, relatie) == levels


EDITS = [
    ("tekst in plaats van tabel", 'lid = "wie aan de casus deelneemt"', "is een tabel"),
    ("zonder uitleg", 'lid = { relaties = ["lid"] }', "is een tabel"),
    ("onbekend veld", 'lid = { relaties = ["lid"], uitleg = "x", ook = 1 }', "is een tabel"),
    ("onbekende relatie", 'lid = { relaties = ["buur"], uitleg = "x" }', "uit ieder, lid, verstrekker"),
    ("onbekende soort", 'lid = { soorten = ["bakker"], uitleg = "x" }', "codes uit [wie]"),
    ("groep als soort", 'lid = { soorten = ["convenantpartner"], uitleg = "x" }', "codes uit [wie]"),
    ("voor niemand", 'lid = { uitleg = "x" }', "voor niemand"),
]


@pytest.mark.parametrize(("new", "woord"), [e[1:] for e in EDITS], ids=[e[0] for e in EDITS])
def test_a_mistake_refuses_the_set(new, woord):
    """Each mistake in [toonbaar] is a finding."""
    files = files_with([p_row()])
    text = files["vocabulaire.toml"].decode()
    assert LID in text
    with pytest.raises(RuleSetError) as caught:
        RuleSet.of_files({**files, "vocabulaire.toml": text.replace(LID, new).encode()}, "demo")
    assert any(woord in f.tekst for f in caught.value.findings if f.bestand == "vocabulaire.toml")


def test_every_row_has_a_level(rules):
    """No row of ours is without a level, and each level is used."""
    assert {row.toonbaar for row in rules.rows} == set(rules.vocabulary.toonbaar)
