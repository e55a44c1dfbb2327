# SPDX-License-Identifier: EUPL-1.2
"""`overlevenden.toml`: what is read, and every refusal with its line."""

from datetime import date

import pytest

from policies.findings import Findings
from policies.proef.survivors import Uitleg, check_needed, read_survivors

GOED = """\
# uitleg
[[overlevende]]
mutatie = "R-12.1 fase=*"
reden = "in deze fase bestaat het gegeven niet"
sinds = 2026-11-22

[[overlevende]]
mutatie = "R-13.1 weg"
reden = "dubbel met R-14.1"
sinds = 2026-11-22
"""


def entries(text: str):
    """What is read and what is found."""
    findings = Findings()
    return read_survivors(text.encode(), findings), [(f.regel, f.tekst) for f in findings.items]


def test_entries_are_read_with_their_line():
    """Edit, reason, day and line."""
    found, findings = entries(GOED)
    assert not findings
    assert found["R-12.1 fase=*"] == Uitleg(
        "R-12.1 fase=*", "in deze fase bestaat het gegeven niet", date(2026, 11, 22), 2
    )
    assert found["R-13.1 weg"].regel == 7


def test_no_file_is_no_entries():
    """Absent means nothing is explained, not an error."""
    assert entries("") == ({}, [])


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("[[overlevende]\n", 1, "geen geldige TOML"),
        ("over = 1\n" + GOED, 0, "alleen [[overlevende]]"),
        ("overlevende = 3\n", 0, "alleen [[overlevende]]"),
        ("overlevende = [3]\n", 0, "precies mutatie"),
        ('overlevende = [{mutatie = "R-12.1 weg"}]\n', 0, "reden, sinds"),
        (GOED.replace("sinds = 2026-11-22\n\n", "\n"), 2, "sinds"),
        (GOED.replace("\n\n[[", "\nextra = 1\n\n[["), 2, "extra"),
        (GOED.replace("dubbel met R-14.1", " "), 7, "reden is niet leeg"),
        (GOED.replace("sinds = 2026-11-22\n\n", 'sinds = "vandaag"\n\n'), 2, "zonder aanhalingstekens"),
        (GOED.replace("R-13.1 weg", "R-12.1 fase=*"), 7, "twee keer"),
    ],
)
def test_each_mistake_is_refused_on_its_line(text, line, words):
    """A broken entry is a finding; it explains nothing."""
    _, findings = entries(text)
    assert findings[0][0] == line
    assert words in findings[0][1]


def test_an_explanation_does_not_outlive_what_it_explains():
    """Needed: nothing. Noticed by now, or no such edit: a finding on its line."""
    found, _ = entries(GOED)
    both = ["R-12.1 fase=*", "R-13.1 weg"]
    for surviving, mutants, expected in (
        (both, both, []),
        (both[:1], both, [(7, "mutatie `R-13.1 weg` overleeft niet meer; haal de uitleg weg.")]),
        (
            both[1:],
            [*both[1:], "R-12.1 fase=x"],
            [(2, "mutatie `R-12.1 fase=*` bestaat niet. Bedoelt u `R-12.1 fase=x`?")],
        ),
    ):
        findings = Findings()
        check_needed(found, surviving, mutants, findings)
        assert [(f.regel, f.tekst) for f in findings.items] == expected
