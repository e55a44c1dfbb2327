# SPDX-License-Identifier: EUPL-1.2
"""Findings that no other test makes, one by one, and what a finding looks like."""

from pathlib import Path

import pytest

from policies import Finding, RuleSet, RuleSetError
from policies import table as table_module
from policies.findings import Findings, nearest
from policies.loader import read_folder
from tests.policies.world import files_with, p_row

SMALL = read_folder(Path(__file__).parent / "todo")


def refused(files: dict[str, bytes]) -> set[tuple[str, str]]:
    """File and kind of each finding that refuses."""
    with pytest.raises(RuleSetError) as caught:
        RuleSet.of_files(files, "demo")
    return {(f.bestand, f.soort) for f in caught.value.findings if f.ernst == "fout"}


def edited(name: str, *edits: tuple[str, str]) -> dict[str, bytes]:
    """The to-do world with texts replaced in one file."""
    text = SMALL[name].decode()
    for old, new in edits:
        assert old in text
        text = text.replace(old, new, 1)
    return {**SMALL, name: text.encode()}


VOCABULARY = [
    ("tabel is een getal", [("[grens]\nnooit-ontvanger = []\n", ""), ("versie = 1\n", "versie = 1\ngrens = 1\n")], "[grens]"),
    ("term is geen tabel", [('beth = { soort = "gebruiker", label = "Beth", uitleg = "kijker", bron = "scenario" }', "beth = 1")],
     "`beth` hoort een tabel te zijn"),
    ("zin zonder niet", [('zin = "{wat} {niet}maken"', 'zin = "{wat} maken"')], "`taak-maken`: `zin`"),
    ("zin met iets anders", [('zin = "{wat} {niet}maken"', 'zin = "{wat} {niet}{wie}maken"')], "`taak-maken`: `zin`"),
    ("zin die in het programma grijpt", [('zin = "{wat} {niet}maken"', 'zin = "{wat.x} {niet}"')], "`taak-maken`: `zin`"),
    ("zin met een open accolade", [('zin = "{wat} {niet}maken"', 'zin = "{niet} {"')], "`taak-maken`: `zin`"),
    ("ontvanger zonder aan", [('maken", ontvanger = "voor {aan}"', 'maken", ontvanger = "voor"')], "`taak-maken`: `ontvanger`"),
]  # fmt: skip


@pytest.mark.parametrize(("edits", "woord"), [v[1:] for v in VOCABULARY], ids=[v[0] for v in VOCABULARY])
def test_a_broken_list_is_named(edits, woord):
    """What is wrong in a list is said with the code it is wrong with."""
    with pytest.raises(RuleSetError) as caught:
        RuleSet.of_files(edited("vocabulaire.toml", *edits), "demo")
    assert woord in str(caught.value)
    assert {f.bestand for f in caught.value.findings if f.ernst == "fout"} == {"vocabulaire.toml"}


def test_a_group_must_be_a_table():
    """A group that is no table is refused, and one with a code that is none."""
    group = "[groep.wie]\n"
    assert group in SMALL["vocabulaire.toml"].decode()
    for line in ("vreemd = 1\n", 'Vreemd = { label = "x" }\n'):
        assert ("vocabulaire.toml", "vocabulaire") in refused(edited("vocabulaire.toml", (group, group + line)))


def test_a_column_without_star_is_refused():
    """Each column needs the group `*`: without it a row with `*` would hold for nobody."""
    text = SMALL["vocabulaire.toml"].decode()
    start = text.index('"*" =', text.index("[groep.doel]"))
    line = text[start : text.index("\n", start) + 1]
    files = {
        **SMALL,
        "vocabulaire.toml": (text[:start] + 'rest = { label = "rest" }\n' + text[start + len(line) :]).encode(),
    }
    files["groepen/codes.csv"] = files["groepen/codes.csv"].replace(
        b"g4, takenlijst", b"g4, takenlijst, rest\n# g4, takenlijst"
    )
    assert ("groepen/", "groep-klopt-niet") in refused(files)


@pytest.mark.parametrize(("van", "tm"), [("wegging", "uitvoering"), ("signaal", ""), ("", "weging")])
def test_a_range_of_unknown_phases_is_refused(van, tm):
    """A range must run between two phases that exist."""
    files = files_with([p_row()])
    old = b'van = "signaal", tm = "weging" }'
    assert old in files["vocabulaire.toml"]
    files["vocabulaire.toml"] = files["vocabulaire.toml"].replace(old, f'van = "{van}", tm = "{tm}" }}'.encode())
    assert ("groepen/", "groep-klopt-niet") in refused(files)


@pytest.mark.parametrize(
    ("old", "new", "soort"),
    [
        ("bron.scenario", "bronnn.scenario", "bron"),
        ("bron.scenario =", "bron.scenario", "toml"),
        ("erkend = []", 'erkend = "scenario"', "bron"),
        ("erkend = []", "erkend = []\nbron.Scenario = {}", "bron"),
        ("erkend = []", "erkend = []\nbron.x = 1", "bron"),
        ("erkend = []", "erkend = []\nvraag.een = { tekst = 1 }", "bron"),
        ("erkend = []", "erkend = []\nvraag = 1", "bron"),
    ],
)
def test_broken_sources_are_named(old, new, soort):
    """No source at all, no TOML, and wrong acknowledgements, codes or questions are findings on `bronnen.toml`."""
    assert ("bronnen.toml", soort) in refused(edited("bronnen.toml", (old, new)))


def test_a_list_in_another_encoding_is_refused():
    """A list that is no UTF-8 is refused, and nothing else is guessed from it."""
    for name in ("vocabulaire.toml", "bronnen.toml"):
        assert refused({**SMALL, name: b"\xff\xfe"}) == {(name, "bom")}
        assert refused({**SMALL, name: b"# \xe9\n"}) == {(name, "codering")}


def test_an_empty_model_is_refused():
    """A model.conf of no bytes is not the pinned one, and no model at all."""
    assert refused({**SMALL, "model.conf": b""}) == {("model.conf", "model")}


def test_too_many_files_are_refused():
    """More than five hundred files are no rule set."""
    assert ("regels/", "te-veel") in refused({**SMALL, **{f"regels/r{i}.csv": b"" for i in range(500)}})


def test_a_file_that_is_too_large_is_refused_unread(monkeypatch):
    """A file above the limit is not decoded at all."""
    monkeypatch.setattr(table_module, "MAX_BYTES", 10)
    assert {soort for _, soort in refused(SMALL)} == {"te-groot"}


def test_a_finding_reads_as_editors_expect():
    """File, line, weight, text and kind stand in one line, and as JSON under Dutch names."""
    finding = Finding("regels/a.csv", 3, "datum", "kolom van is geen datum.")
    assert str(finding) == "regels/a.csv:3: fout: kolom van is geen datum. [datum]"
    assert finding.to_json() == {
        "bestand": "regels/a.csv", "regel": 3, "soort": "datum", "tekst": "kolom van is geen datum.", "ernst": "fout"
    }  # fmt: skip


def test_remarks_alone_refuse_nothing():
    """A set with remarks only loads; with one fault among them all are told."""
    findings = Findings()
    findings.remark("a", 0, "x", "let op.")
    findings.raise_if_refused()
    findings.add("a", 1, "y", "fout.")
    with pytest.raises(RuleSetError) as caught:
        findings.raise_if_refused()
    assert [f.soort for f in caught.value.findings] == ["x", "y"]
    assert caught.value.diagnose() == "De regels zijn geweigerd:\na:1: fout: fout. [y]"


def test_the_nearest_code_is_named_only_when_it_is_near():
    """A slip of the pen is named; a word that resembles nothing is not guessed at."""
    assert nearest("politei", ["politie", "om"]) == " Bedoelt u `politie`?"
    assert nearest("POLITIE", ["politie", "om"]) == " Bedoelt u `politie`?"
    assert nearest("xyz", ["politie", "om"]) == ""
