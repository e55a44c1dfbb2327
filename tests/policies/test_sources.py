# SPDX-License-Identifier: EUPL-1.2
"""The sources: what was read, how sure it is, since when we doubt, and what hangs on an open question."""

import hashlib
import re
from datetime import date
from pathlib import Path

import pytest

from policies import RuleSet, RuleSetError
from tests.policies.world import files_with, p_row, real_files

TEXT = "teksten/bibob-28-2d.txt"


def test_every_source_says_what_was_read_and_how_sure(rules):
    """Law, article, version and certainty stand with each source; whoever doubts says why and since when."""
    for source in rules.sources.values():
        assert source.wet
        assert source.artikel
        assert source.versie
        assert source.zekerheid in ("V", "V-old", "S", "U")
        doubtful = source.zekerheid != "V" or source.vervallen
        assert doubtful is bool(source.onzeker)
        assert doubtful is (source.onzeker_sinds is not None)


def test_lapsed_and_wgs_sources_are_doubtful_since_the_act(rules):
    """What the WGS made uncertain is so since 1 March 2025; what we did not check, since our own note."""
    since = {source.onzeker_sinds for source in rules.sources.values()} - {None}
    assert since == {date(2025, 3, 1), date(2026, 11, 21)}
    for code, source in rules.sources.items():
        if source.vervallen or code.startswith("wgs-"):
            assert source.onzeker_sinds == date(2025, 3, 1), code


def test_all_ten_open_questions_stand_with_the_sources(rules, shared_data):
    """The questions of law.md H are all there, and each has a source that hangs on it."""
    law = (Path(shared_data).parent / "reference" / "law.md").read_text("utf-8").partition("## H.")[2]
    assert set(rules.vragen) == {int(n) for n in re.findall(r"^(\d+)\. ", law, flags=re.MULTILINE)}
    hung = {number for source in rules.sources.values() for number in source.vragen}
    assert hung == set(rules.vragen)


def test_sentence_names_doubt_and_questions(rules):
    """A refusal that rests on a lapsed source with open questions says all of it."""
    zin = rules.explain("R-17.1").zin
    assert "zekerheid V-old, vervallen, open vraag 1 en 5, onzeker: besluit van 2013" in zin


def test_end_of_validity_shows_in_the_sentence():
    """A source with a known last day says so."""
    files = files_with([p_row()])
    text = files["bronnen.toml"].decode()
    old = '[bron.wpg-5]\nwet = "Wet politiegegevens"\n'
    assert old in text
    files["bronnen.toml"] = text.replace(old, old + "geldig_tm = 2026-12-31\n").encode()
    assert "geldig tot en met 31 december 2026" in RuleSet.of_files(files, "demo").explain("T-1.1").zin


def test_quoted_texts_are_those_that_the_rules_were_reviewed_on(rules):
    """Each text has its source with the hash of its bytes, and nothing is to be reviewed."""
    texts = {name: data for name, data in real_files().items() if name.startswith("teksten/")}
    assert texts
    for name, data in texts.items():
        code = name.removeprefix("teksten/").removesuffix(".txt")
        assert rules.sources[code].tekst_sha256 == hashlib.sha256(data).hexdigest()
    assert rules.te_herzien == {}


def test_quotations_are_really_quoted(shared_data):
    """Each fragment stands literally in the research note; nothing was made up."""
    law = (Path(shared_data).parent / "reference" / "law.md").read_text("utf-8").lower()
    for name, data in real_files().items():
        if name.startswith("teksten/"):
            for line in data.decode().splitlines():
                assert line.lower() in law, name


def test_a_changed_text_marks_what_rests_on_it():
    """Another text changes no outcome: it is a remark, and names the rows that rest on the source."""
    files = real_files()
    changed = RuleSet.of_files({**files, TEXT: files[TEXT] + b"en de IND\n"}, "demo")
    assert changed.te_herzien == {"bibob-28-2d": ("R-41.1",)}
    found = [f for f in changed.meldingen if f.soort == "gewijzigde-tekst"]
    assert [f.bestand for f in found] == ["bronnen.toml"]
    assert files["bronnen.toml"].decode().splitlines()[found[0].regel - 1] == "[bron.bibob-28-2d]"
    assert [row.cellen for row in changed.rows] == [row.cellen for row in RuleSet.of_files(files, "demo").rows]


def test_a_text_that_nobody_reviewed_is_told():
    """A text whose source has no hash is to be reviewed too."""
    files = real_files()
    rules = RuleSet.of_files({**files, "teksten/wpg-5.txt": b"artikel 5\n"}, "demo")
    assert rules.te_herzien == {"wpg-5": ("R-46.1", "R-47.1")}
    assert any("nog niet met deze tekst vergeleken" in f.tekst for f in rules.meldingen)


@pytest.mark.parametrize("name", ["teksten/bibob-99.txt", "teksten/bibob-28-2d-open.txt"])
def test_a_text_without_source_or_a_hash_without_text_is_refused(name):
    """Nobody would see such a text change, so the set does not load."""
    files = real_files()
    if name in files:
        del files[name]
    else:
        files[name] = b"x\n"
    with pytest.raises(RuleSetError) as caught:
        RuleSet.of_files(files, "demo")
    assert {f.soort for f in caught.value.findings if f.ernst == "fout"} == {"tekst"}


def test_a_text_is_plain_utf8():
    """A text in another encoding is refused like any rule file."""
    with pytest.raises(RuleSetError) as caught:
        RuleSet.of_files({**real_files(), TEXT: b"\xff\n"}, "demo")
    assert ("codering", TEXT) in {(f.soort, f.bestand) for f in caught.value.findings}
