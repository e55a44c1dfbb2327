# SPDX-License-Identifier: EUPL-1.2
"""The formatter: one way to stand, nothing said differently, nothing repaired."""

import json

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from policies import RuleSet, RuleSetError
from policies.findings import Findings
from policies.formatter import format_file, format_files, unformatted
from policies.rows import VELDEN
from policies.table import read_lines
from server.commandline.beleid import app
from tests.policies.test_strict_files import ROWS
from tests.policies.world import files_with, p_row, real_files

FORM = {"cel", "soort-rij", "opmerking", "puntkomma", "aanhalingsteken", "kolommen", "stuurteken"}
CODES = st.from_regex(r"[a-z][a-z0-9-]{0,12}|\*|-", fullmatch=True)
SPACES = st.text(" ", max_size=3)
COMMENTS = st.text(st.characters(blacklist_categories=["Cc", "Cs"]), max_size=30).map(lambda text: f"#{text}")
HEAD = "#" + ",".join(VELDEN)


def cells(kind: str, count: int):
    """A row of `count` cells with any spacing around them."""
    padded = st.tuples(SPACES, CODES, SPACES).map("".join)
    return st.lists(padded, min_size=count, max_size=count).map(lambda row: ",".join([kind, *row]))


def files_of(row):
    """Whole files of rows, comments, blank lines and a head line."""
    line = st.one_of(row, row, COMMENTS, SPACES, st.just(HEAD))
    return st.lists(line, max_size=12).map(lambda lines: "".join(f"{text}\n" for text in lines).encode())


FILES = st.one_of(files_of(cells("p", 15)), files_of(cells("g", 2) | cells("g2", 2)))


def read(data: bytes) -> list[tuple[str, tuple[str, ...]]]:
    """The rows as the loader reads them."""
    findings = Findings()
    rows = [(line.soort, line.cellen) for line in read_lines("regels/x.csv", data, findings)]
    assume(not findings.refused)
    return rows


@given(FILES)
@settings(max_examples=300)
@example(HEAD.encode() + b"\ng,a,b\n")
@example(b"\n\n")
@example(b"")
def test_twice_is_once_and_the_rows_stay(data):
    """Formatting again changes nothing, and the loader reads the same rows and the same comments before and after."""
    before = read(data)
    once = format_file("regels/x.csv", data)
    assert format_file("regels/x.csv", once) == once
    assert read(once) == before
    squeezed = [[line.replace(b" ", b"") for line in text.split(b"\n")] for text in (data, once)]
    while squeezed[0] and not squeezed[0][-1]:
        squeezed[0].pop()
    assert squeezed[1][:-1] == squeezed[0]
    assert once == b"" or (once.endswith(b"\n") and not once.endswith(b"\n\n"))


def test_the_columns_stand_under_one_another():
    """Commas of rows and head line fall in the same places, over blank lines and comments; the last cell has no tail."""
    data = f"{HEAD}\n{p_row(wie='om')}\n\n# verder\n{p_row(wie='belastingdienst', id='T-2.1')}   \n\n\n".encode()
    lines = format_file("regels/x.csv", data).decode().splitlines()
    rows = [line for line in lines if "," in line]
    places = [[at for at, char in enumerate(line) if char == ","] for line in rows]
    assert places[1] == places[2]
    assert places[0] == places[1][1:]
    assert lines[2:4] == ["", "# verder"]
    assert lines[-1].endswith("concept")


def test_the_real_files_stand_as_the_formatter_would_leave_them():
    """No file of this repository is changed by it, and `unformatted` says nothing of them."""
    files = real_files()
    assert {name: files[name] for name in files if name.endswith(".csv")} == format_files(files)
    assert unformatted(files) == []


def test_one_space_is_a_remark_on_its_line_and_refuses_nothing():
    """A row out of line gives one remark with its number; the set still loads."""
    files = real_files()
    bent = files["regels/om.csv"].replace(b"p, om", b"p,  om", 1)
    (finding,) = unformatted({**files, "regels/om.csv": bent})
    expected = bent.split(b"\n").index(next(line for line in bent.split(b"\n") if line.startswith(b"p,  om")))
    assert (finding.bestand, finding.regel, finding.ernst) == ("regels/om.csv", expected + 1, "melding")
    RuleSet.of_files({**files, "regels/om.csv": bent}, "demo")


@pytest.mark.parametrize(("bad", "soort"), [(row, soort) for _, row, soort, _ in ROWS if soort in FORM])
def test_what_the_loader_refuses_in_form_is_refused(bad, soort):
    """No mistake of form is written away: the finding is the one of the loader, and `unformatted` leaves it to it."""
    if bad.startswith("g,"):
        bad = f"{p_row(id='T-8.1')}\n{bad}"
    data = f"{bad}\n".encode()
    with pytest.raises(RuleSetError) as caught:
        format_file("regels/x.csv", data)
    assert soort in {finding.soort for finding in caught.value.findings}
    assert unformatted({"regels/x.csv": data}) == []


def test_all_findings_of_all_files_at_once():
    """Two broken files are both named, and a good one between them is not given back."""
    files = {"regels/a.csv": b"p, x\n", "regels/b.csv": p_row().encode() + b"\n", "regels/c.csv": b"p;x\n"}
    with pytest.raises(RuleSetError) as caught:
        format_files(files)
    assert {finding.bestand for finding in caught.value.findings} == {"regels/a.csv", "regels/c.csv"}


@pytest.fixture
def folder(tmp_path):
    """A rule folder with one file out of line."""
    files = files_with([p_row(), p_row(id="T-2.1", wie="belastingdienst")])
    for name, data in files.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(data)
    return tmp_path


def run(*arguments: str):
    """`beleid formatteer` as a user runs it."""
    return CliRunner().invoke(app, ["formatteer", *arguments])


def test_the_command_looks_without_writing_and_then_writes(folder):
    """With `--alleen-controleren` exit 1 and nothing written; then it writes; then there is nothing left to do."""
    before = (folder / "regels/test.csv").read_bytes()
    looked = run("--regels", str(folder), "--alleen-controleren", "--json")
    assert (looked.exit_code, json.loads(looked.stdout)["anders"]) == (1, ["regels/test.csv"])
    assert (folder / "regels/test.csv").read_bytes() == before
    assert run("--regels", str(folder)).exit_code == 0
    assert (folder / "regels/test.csv").read_bytes() == format_file("regels/test.csv", before) != before
    again = run("--regels", str(folder), "--alleen-controleren")
    assert (again.exit_code, "niet recht" in again.stdout) == (0, False)
    assert RuleSet.load(folder, "demo").rows


def test_the_command_writes_nothing_when_one_file_is_refused(folder):
    """A broken file beside one that is out of line: exit 1 with the finding, and both stay as they were."""
    (folder / "regels/stuk.csv").write_bytes(b"p, te, kort\n")
    before = (folder / "regels/test.csv").read_bytes()
    result = run("--regels", str(folder))
    assert result.exit_code == 1
    assert "regels/stuk.csv:1" in result.stderr
    assert (folder / "regels/test.csv").read_bytes() == before
