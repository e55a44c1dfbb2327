# SPDX-License-Identifier: EUPL-1.2
"""Mistakes in rule files that casbin would swallow are refused, with file, line and a hint.

The numbers are the pitfalls of reference/policy-engine.md section 3.
"""

import pytest

from policies import RuleSet, RuleSetError
from policies.loader import read_folder
from tests.policies.world import files_with, p_row, real_files

GOOD = p_row(id="T-9.1", wie="kmar")


def refused(files: dict[str, bytes]) -> list:
    """The findings of a refused set."""
    with pytest.raises(RuleSetError) as caught:
        RuleSet.of_files(files, "demo")
    return [f for f in caught.value.findings if f.ernst == "fout"]


def with_bytes(data: bytes) -> dict[str, bytes]:
    """A set whose only rule file has these bytes."""
    return {**files_with([GOOD]), "regels/test.csv": data}


ROWS = [
    ("1a effect met hoofdletter", p_row(eft="Deny"), "cel", "kleine letters"),
    ("1b effect dat niet bestaat", p_row(eft="verbied"), "effect", "allow"),
    ("1c opmerking achter een rij", p_row() + " # art. 67 AWR", "opmerking", "eigen regel"),
    ("2a soort rij met hoofdletter", p_row().replace("p, ", "P, ", 1), "soort-rij", "overslaan"),
    ("2b soort rij vergeten", p_row().replace("p, ", "deny, ", 1), "soort-rij", "deny"),
    ("2c groepsrij tussen de regels", "g, politie, convenantpartner", "soort-rij", "alleen rijen `p`"),
    ("3 puntkomma's", p_row().replace(",", ";"), "puntkomma", "Excel"),
    ("4 lege cel", p_row().replace(" wpg-8", " "), "cel", "leeg"),
    ("6 letter met accent", p_row(wat="cliënt"), "cel", "ASCII"),
    ("7 haakjes van eval", p_row(eis='"["!="")'), "aanhalingsteken", "Aanhalingstekens".lower()),
    ("8a te weinig kolommen", p_row().rsplit(",", 1)[0], "kolommen", "15 kolommen"),
    ("8b komma in de bron", p_row(bron="awr, 67"), "kolommen", "16"),
    ("8c haakje in de bron", p_row(bron="a)"), "cel", "kolom 12"),
    ("tab", p_row().replace(", politie", ",\tpolitie"), "stuurteken", "tab"),
    ("onbekende partij", p_row(wie="politei"), "onbekende-code", "Bedoelt u `politie`?"),
    ("onbekende categorie", p_row(wat="wpg-80"), "onbekende-code", "Bedoelt u `wpg-8`?"),
    ("onderstreepje van law.md", p_row(wat="wpg_8"), "onbekende-code", "Bedoelt u `wpg-8`?"),
    ("onbekende fase", p_row(fase="weeging"), "onbekende-code", "Bedoelt u `weging`?"),
    ("streepje waar geen ontvanger is", p_row(wie="-"), "onbekende-code", "kolom wie"),
    ("onbekend feit", p_row(eis="niet-om-toestemmming"), "onbekend-feit", "Bedoelt u `niet-om-toestemming`?"),
    ("feit en tegendeel", p_row(eis="relevant+niet-relevant"), "feit-tegenspraak", "nooit"),
    ("feit dubbel", p_row(eis="relevant+relevant"), "feit-dubbel", "twee keer"),
    ("onbekende bron", p_row(bron="wpg-55"), "onbekende-bron", "Bedoelt u `wpg-5`?"),
    ("zonder bron", p_row(bron="-"), "onbekende-bron", "zonder bron"),
    ("onbekende plicht", p_row(plicht="naar-juristt"), "onbekende-plicht", "Bedoelt u `naar-jurist`?"),
    ("onbekende toonbaar", p_row(toonbaar="iedereen"), "toonbaar", "iedereen"),
    ("onbekende status", p_row(status="juristisch-akkoord"), "status", "vastgesteld"),
    ("datum andersom", p_row(van="22-11-2026"), "datum", "2026-11-21"),
    ("datum die niet bestaat", p_row(tm="2026-02-30"), "datum", "kolom tm"),
    ("einde voor begin", p_row(van="2027-01-01", tm="2026-01-01"), "datum", "eindigt"),
    ("ster in wie van toestaan", p_row(eft="allow", wie="*", aan="gemeente"), "te-ruim", "kolom wie"),
    ("ster in aan van toestaan", p_row(eft="allow"), "te-ruim", "kolom aan"),
    ("beheerder als ontvanger", p_row(eft="allow", aan="beheerder"), "te-ruim", "beheerder"),
    ("nummer van twee regels", p_row(id="T-9.1", wat="bsn"), "id-dubbel", "nooit hergebruikt"),
    ("nummer met een nul meer", p_row(id="T-09.01", wat="bsn"), "id-dubbel", "een nul meer of minder"),
    ("nummer met kleine letter", p_row(id="t-9.1"), "id", "R-12.1"),
    ("twee keer hetzelfde", p_row(id="T-9.2", wie="kmar"), "dubbel", "T-9.1"),
]


@pytest.mark.parametrize(("row", "soort", "woord"), [r[1:] for r in ROWS], ids=[r[0] for r in ROWS])
def test_a_bad_row_is_refused_with_its_line(row, soort, woord):
    """The set is refused; the finding names file and line and says in Dutch what it should be."""
    findings = refused(files_with(["# een opmerking", GOOD, row]))
    assert {(f.bestand, f.regel) for f in findings} == {("regels/test.csv", 3)}
    assert any(f.soort == soort and woord in f.tekst for f in findings)


FILES = [
    ("5 BOM", b"\xef\xbb\xbf" + GOOD.encode() + b"\n", "bom"),
    ("UTF-16", GOOD.encode("utf-16"), "bom"),
    ("Windows-1252", b"# cli\xebnt\n" + GOOD.encode() + b"\n", "codering"),
    ("6 NFD in een opmerking", "# cliënt\n".replace("ë", "e\u0308").encode() + GOOD.encode() + b"\n", "nfc"),
    ("CRLF", GOOD.encode() + b"\r\n", "regeleinde"),
    ("alleen CR", GOOD.encode() + b"\r", "regeleinde"),
    ("afgekapt", GOOD.encode(), "laatste-regel"),
    ("regeleinde dat alleen een lezer ziet", f"# zie\u2028{p_row()}\n{GOOD}\n".encode(), "stuurteken"),
    ("volgende regel (NEL)", f"# zie\u0085{p_row()}\n{GOOD}\n".encode(), "stuurteken"),
    ("tekst van rechts naar links", f"# \u202eynned\n{GOOD}\n".encode(), "stuurteken"),
    ("teken zonder breedte", f"# toe\u200bslagen\n{GOOD}\n".encode(), "stuurteken"),
    ("Cyrillische letter", f"# T\u043eeslagen\n{GOOD}\n".encode(), "lijkt-op"),
    ("NUL", b"#\x00\n" + GOOD.encode() + b"\n", "stuurteken"),
    ("4 nul regels", b"# niets\n", "geen-regels"),
    ("4 leeg bestand", b"", "geen-regels"),
]


@pytest.mark.parametrize(("data", "soort"), [f[1:] for f in FILES], ids=[f[0] for f in FILES])
def test_a_bad_file_is_refused(data, soort):
    """Encoding, line ends and truncation refuse the file before any row of it counts."""
    assert soort in {f.soort for f in refused(with_bytes(data))}


def test_all_findings_come_at_once():
    """Every mistake in every file is listed in one go, in order."""
    files = files_with([p_row(eft="verbied"), p_row(id="T-2.1", wie="politei"), GOOD + " # x"])
    files["regels/ander.csv"] = b"P, x\n"
    found = refused(files)
    assert [(f.bestand, f.regel) for f in found] == [("regels/ander.csv", 1)] + [
        ("regels/test.csv", i) for i in (1, 2, 3)
    ]


def test_one_finding_refuses_everything():
    """A single bad row among good ones leaves no rule set at all."""
    refused({**real_files(), "regels/extra.csv": (p_row(eft="Allow") + "\n").encode()})


@pytest.mark.parametrize("name", ["model.conf", "vocabulaire.toml", "bronnen.toml"])
def test_a_missing_file_is_refused(name):
    """Without model, vocabulary or sources nothing loads."""
    files = real_files()
    del files[name]
    assert (name, "ontbreekt") in {(f.bestand, f.soort) for f in refused(files)}


@pytest.mark.parametrize(
    "name",
    ["regels/oud.csv.bak", "regels/x/y.csv", "losse.csv", "groepen/a.txt", "Regels/a.csv", "regels/a.csv.", "regels/..csv",
     "regels/.csv", "regels/..\\..\\a.csv", "regels/a\n.csv", "regels/\u0430.csv", "regels/ a.csv", "regels/Politie.csv",
     "teksten/../a.txt", "regels/../regels/a.csv"],
)  # fmt: skip
def test_a_stray_file_is_refused(name):
    """A file that would silently not count is named instead."""
    assert "verdwaald" in {f.soort for f in refused({**real_files(), name: b""})}


def test_stray_files_in_a_folder_are_refused(tmp_path):
    """Reading a folder names files that would be skipped: other extensions, other places, links."""
    for name, data in real_files().items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(data)
    assert read_folder(tmp_path) == real_files()
    (tmp_path / "regels" / "politie.CSV").write_bytes(b"")
    (tmp_path / "los.csv").write_bytes(b"")
    (tmp_path / "groepen" / "link.csv").symlink_to(tmp_path / "groepen" / "doelen.csv")
    with pytest.raises(RuleSetError) as caught:
        read_folder(tmp_path)
    assert {f.bestand for f in caught.value.findings} == {"regels/politie.CSV", "los.csv", "groepen/link.csv"}


@pytest.mark.parametrize("name", ["Regels", "regel", "groep", "regels ", "groepen2"])
def test_a_folder_that_looks_like_rules_is_refused(tmp_path, name):
    """Rows in `Regels/` beside `regels/` would not count, whatever a reader of the folder thinks."""
    for file, data in real_files().items():
        (tmp_path / file).parent.mkdir(exist_ok=True)
        (tmp_path / file).write_bytes(data)
    (tmp_path / name).mkdir()
    assert read_folder(tmp_path) == real_files()
    (tmp_path / name / "politie.csv").write_text(p_row() + "\n")
    with pytest.raises(RuleSetError) as caught:
        read_folder(tmp_path)
    assert {(f.bestand, f.soort) for f in caught.value.findings} == {(name, "verdwaald")}


def test_a_folder_that_does_not_exist_is_refused(tmp_path):
    """A wrong path is an error, not an empty rule set."""
    with pytest.raises(RuleSetError):
        RuleSet.load(tmp_path / "niets", "demo")


def test_our_own_files_have_no_faults(rules):
    """The rule files of this repository load, with remarks on uncertain sources only."""
    assert {f.soort for f in rules.meldingen} == {"onzekere-bron"}
