# SPDX-License-Identifier: EUPL-1.2
"""The commands `beleid beslis` and `beleid controleer` as a user meets them."""

import json

import pytest
from typer.testing import CliRunner

from server.commandline.beleid import app
from tests.policies.test_authzen import EXAMPLE
from tests.policies.world import files_with, p_row

LINE = json.dumps(EXAMPLE)


def run(*arguments: str, given: str | bytes = "", env: dict | None = None):
    """Run the command with its own environment."""
    return CliRunner().invoke(app, list(arguments), input=given, env={"KNOOPPUNT_OMGEVING": "", **(env or {})})


@pytest.fixture
def folder(tmp_path):
    """A folder with one allowing concept row."""
    for name, data in files_with([p_row(eft="allow", aan="gemeente")]).items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(data)
    return tmp_path


def ask(**cells: str) -> str:
    """The example with other codes."""
    body = json.loads(LINE)
    body["subject"]["properties"]["soort"] = cells.get("wie", "politie")
    body["resource"]["properties"]["categorie"] = cells.get("wat", "wpg-8")
    body["context"].update(fase="verrijking-gesloten", feiten=[])
    return json.dumps(body)


def test_the_example_of_the_design():
    """One line in, one line out, on stdout only, exit 0, whatever the answer."""
    result = run("beslis", "--omgeving", "demo", "--json", given=LINE + "\n")
    assert result.exit_code == 0
    (line,) = result.stdout.splitlines()
    answer = json.loads(line)
    assert answer["decision"] is False
    assert [regel["id"] for regel in answer["context"]["regels"]] == ["R-01.1"]


def test_each_line_gets_its_answer_in_order():
    """Malformed lines, other encodings and the last line without an end answer in their place."""
    lines = [
        LINE.encode(),
        b"{",
        b"",
        b"[]",
        b"\xff\xfe",
        b"[" * 50_000,
        b'{"subject":"\\ud800"}',
        ask(wie="\ud83d").encode(),
        LINE.encode(),
    ]
    result = run("beslis", given=b"\n".join(lines))
    answers = [json.loads(line) for line in result.stdout.splitlines()]
    assert result.exit_code == 0
    assert len(answers) == len(lines)
    assert [a["context"]["uitkomst"] for a in answers] == ["verboden", *["niet-vaststelbaar"] * 7, "verboden"]
    assert all(a["context"]["fout"] for a in answers[1:7])


def test_a_file_can_be_given(tmp_path):
    """The questions may stand in a file."""
    path = tmp_path / "vragen.ndjson"
    path.write_text(LINE + "\n" + LINE + "\n", "utf-8")
    assert len(run("beslis", str(path)).stdout.splitlines()) == 2


def test_a_missing_file_is_a_usage_error(tmp_path):
    """A file that is not there: exit 2, nothing on stdout."""
    result = run("beslis", str(tmp_path / "niets"))
    assert (result.exit_code, result.stdout) == (2, "")


def test_environment_decides_whether_concept_rows_allow(folder):
    """Default productie ignores concept allows; demo, by option or variable, counts and marks them."""
    given = ask() + "\n"
    answers = [
        json.loads(run("beslis", "--regels", str(folder), *more, given=given, env=env).stdout)
        for more, env in (((), None), (("--omgeving", "demo"), None), ((), {"KNOOPPUNT_OMGEVING": "demo"}))
    ]
    assert [(a["decision"], a["context"]["concept"]) for a in answers] == [(False, False), (True, True), (True, True)]


def test_an_unknown_environment_is_a_usage_error():
    """A mode that does not exist: exit 2, nothing on stdout."""
    result = run("beslis", "--omgeving", "test", given=LINE)
    assert (result.exit_code, result.stdout) == (2, "")


def test_bad_rules_give_no_answer_at_all(folder):
    """A folder with a fault answers nothing: exit 1, findings on stderr, stdout empty."""
    with (folder / "regels" / "test.csv").open("a") as file:
        file.write("P, x\n")
    result = run("beslis", "--regels", str(folder), given=LINE)
    assert (result.exit_code, result.stdout) == (1, "")
    assert "regels/test.csv:2" in result.stderr


def test_check_says_what_is_there():
    """`controleer` on our own rules: exit 0, count, digest and remarks."""
    result = run("controleer", "--json")
    report = json.loads(result.stdout)
    assert result.exit_code == 0
    assert report["geldig"]
    assert report["regels"] > 100
    assert {b["ernst"] for b in report["bevindingen"]} == {"melding"}
    assert "regels, sha256:" in run("controleer", "--alleen-fouten").stdout


def test_check_names_every_fault(folder):
    """`controleer` on a bad folder: exit 1, each fault with file and line."""
    with (folder / "regels" / "test.csv").open("a") as file:
        file.write(p_row(id="T-2.1", wat="wpg-80") + "\n" + p_row(id="T-3.1", eft="nee") + "\n")
    result = run("controleer", "--regels", str(folder), "--alleen-fouten")
    assert result.exit_code == 1
    assert "regels/test.csv:2" in result.stdout
    assert "regels/test.csv:3" in result.stdout
    report = json.loads(run("controleer", "--regels", str(folder), "--json").stdout)
    assert not report["geldig"]
