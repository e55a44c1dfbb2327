# SPDX-License-Identifier: EUPL-1.2
"""`knooppunt beleid verklaar` as a user meets it."""

import json

import pytest
from typer.testing import CliRunner

from server.commandline.beleid import app
from tests.policies.test_authzen import EXAMPLE

ASKED = [
    "--wie",
    "toeslagen",
    "--handeling",
    "verstrekken",
    "--wat",
    "fiscaal",
    "--aan",
    "gemeente",
    "--doel",
    "oc",
    "--fase",
    "weging",
]


def run(*arguments: str, given: str = ""):
    """Run the command in the demo environment."""
    return CliRunner().invoke(app, ["verklaar", "--omgeving", "demo", *arguments], input=given)


def test_the_example_of_the_issue():
    """A question in options gives an explanation in words, exit 0."""
    result = run(*ASKED, "--feiten", "betrokken, niet-weigeringsgrond")
    assert result.exit_code == 0
    assert result.stdout.startswith(
        "Uitleg bij een vraag\n\nMag Toeslagen fiscale gegevens verstrekken aan een gemeente"
    )
    assert "Nee, dit is verboden." in result.stdout
    assert "R-01.1" in result.stdout


def test_json_alone_on_stdout_and_a_page(tmp_path):
    """`--json` gives one object; `--html` writes the page beside it."""
    page = tmp_path / "uitleg.html"
    result = run(*ASKED, "--json", "--html", str(page), "--datum", "2027-01-01")
    answer = json.loads(result.stdout)
    assert answer["vraag"]["datum"] == "2027-01-01"
    assert answer["context"]["uitkomst"] == "verboden"
    assert page.read_text("utf-8").startswith("<!DOCTYPE html>")


def test_an_authzen_question_from_a_file_or_the_input(tmp_path):
    """The same body as for `beslis`, from a file and from the input, explains the same."""
    body = json.dumps(EXAMPLE)
    file = tmp_path / "vraag.json"
    file.write_text(body, "utf-8")
    answers = [json.loads(run(*given, "--json", given=body).stdout) for given in ([str(file)], ["-"])]
    assert answers[0] == answers[1]
    assert answers[0]["context"]["regels"]


@pytest.mark.parametrize(
    ("arguments", "given", "word"),
    [
        (["--wie", "toeslagen"], "", "--handeling"),
        ([*ASKED, "--datum", "morgen"], "", "--datum"),
        ([*ASKED, "-"], "{}", "niet allebei"),
        (["-"], "geen json", "niet te lezen"),
        (["-"], "{}", "subject"),
        (["/bestaat/niet.json"], "", "niet te lezen"),
    ],
)
def test_wrong_use_is_told(arguments, given, word):
    """Missing options, a bad day, both ways at once, or no question: exit 2 and a Dutch sentence."""
    result = run(*arguments, given=given)
    assert result.exit_code == 2
    assert word in result.output
