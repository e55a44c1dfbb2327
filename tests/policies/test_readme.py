# SPDX-License-Identifier: EUPL-1.2
"""The page for jurists tells the truth: its example is carried out, command by command, as a newcomer would."""

from __future__ import annotations

import json
import re
import shlex
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING, NamedTuple

import pytest

from policies import FOLDER, Release
from policies.loader import read_folder
from policies.rows import VELDEN
from tests import kit

if TYPE_CHECKING:
    from pathlib import Path

    from policies import RuleSet

TEXT = (FOLDER / "LEESMIJ.md").read_text("utf-8")
PROSE = re.sub(r"^```.*?^```", "", TEXT, flags=re.DOTALL | re.MULTILINE)
FENCE = re.compile(r"^```([^\n]*)\n(.*?)^```", re.DOTALL | re.MULTILINE)
CHANGES = TEXT.partition("## Een regel wijzigen")[2]
OTHER_PAGE = kit.ROOT / "docs" / "handleiding" / "regel-wijzigen.md"
MAX_WORDS = 1000
MAX_LINES_OF_CODE = 65
PROGRAM = "knooppunt"

# Whichever test comes first pays for the whole path: some eleven commands, two of them whole proofs.
pytestmark = pytest.mark.timeout(600)


class Done(NamedTuple):
    """A command of the page, whether the page says that it fails, and how it ended."""

    line: str
    fails: bool
    process: subprocess.CompletedProcess[str]


def run(line: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Carry out one line of the page in a folder."""
    words = shlex.split(line)
    command = [sys.executable, "-m", "server.commandline", *words[1:]] if words[0] == PROGRAM else words
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


def blocks() -> list[tuple[str, str]]:
    """The code blocks from the part on changing a rule, each with the file it belongs in (none: commands)."""
    return [(info.partition(" ")[2], body) for info, body in FENCE.findall(CHANGES)]


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the rules of this repository in `policies`, as a jurist gets them."""
    folder = tmp_path_factory.mktemp("bureau")
    for name, data in read_folder(FOLDER).items():
        (folder / "policies" / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / "policies" / name).write_bytes(data)
    return folder


@pytest.fixture(scope="module")
def path(desk: Path) -> list[Done]:
    """The whole path: what the page shows for a file goes at the end of that file, what is a command is carried out."""
    done = []
    for file, body in blocks():
        if file:
            with (desk / "voorstel" / file).open("a", encoding="utf-8") as opened:
                opened.write(("\n" if opened.tell() else "") + body)
            continue
        for line in body.splitlines():
            bare = line.removeprefix("! ")
            done.append(Done(bare, bare != line, run(bare, desk)))
    return done


def told(path: list[Done], command: str) -> list[str]:
    """What each run of one command said."""
    return [done.process.stdout for done in path if done.line.startswith(f"{PROGRAM} beleid {command}")]


def test_every_command_ends_as_the_page_says(path: list[Done]) -> None:
    """A command with `!` fails with 1, every other one ends with 0; nothing breaks off."""
    wrong = [done for done in path if done.process.returncode != int(done.fails) or "Traceback" in done.process.stderr]
    assert not wrong, wrong
    assert [done.line.split()[2] for done in path if done.fails] == ["controleer", "proef"]


def test_the_path_is_whole(path: list[Done]) -> None:
    """Every step that a change goes through stands on the page, in this order."""
    order = [done.line.split()[2] for done in path if done.line.startswith(PROGRAM)]
    steps = ["formatteer", "controleer", "verklaar", "proef", "invarianten", "verschil", "matrix", "vrijgeven"]
    assert list(dict.fromkeys(order)) == steps
    for step in (*steps, "naspelen"):
        assert step in CHANGES


def test_the_collision_is_named_until_somebody_acknowledges_it(path: list[Done]) -> None:
    """The first check names both pairs; after the entry of the page nothing is left."""
    before, after = told(path, "controleer")
    for row in ("R-29.1", "R-64.2"):
        assert f"R-90.1 (verbiedt) en {row} (staat toe)" in before
    assert "R-90.1" not in after
    assert "in orde" in after


def test_the_proof_asks_for_the_scenario_that_the_page_gives(path: list[Done]) -> None:
    """Without a scenario the row has no proof and its edits survive by name; with it nothing is left to explain."""
    before, after = told(path, "proef")
    assert "R-90.1 weg" in before
    assert "R-90.1" not in after
    assert "Uitkomst: geslaagd" in after


def test_the_new_rule_does_what_it_says(path: list[Done]) -> None:
    """The explanation, the comparison and the matrix all tell of the new row, and nothing opens."""
    (explained,) = told(path, "verklaar")
    assert "Uitkomst: verboden" in explained
    assert "brief van het om aan de nvwa, punt 3 (zekerheid s" in explained.lower()
    (compared,) = told(path, "verschil")
    assert "Wordt strenger" in compared
    assert "Wordt ruimer" not in compared
    assert "R-90.1" in told(path, "matrix")[0]


def test_the_draft_holds_the_new_rule(path: list[Done], desk: Path) -> None:
    """What would be signed is the changed folder."""
    assert path
    draft = Release.from_json(json.loads((desk / "ontwerp" / "vrijgave.json").read_bytes()))
    assert draft.files == read_folder(desk / "voorstel")
    assert b" R-90.1," in draft.files["regels/om.csv"]
    made = told(path, "vrijgeven")[0]
    assert "eerste vrijgave" in made
    assert "effect.html" not in made
    assert not (desk / "ontwerp" / "effect.html").exists()


def test_without_the_step_in_between_the_next_one_refuses(path: list[Done], desk: Path, tmp_path: Path) -> None:
    """No scenario: no draft. The order on the page is no advice only."""
    assert path
    shutil.copytree(desk / "voorstel", tmp_path / "voorstel")
    (tmp_path / "voorstel" / "scenarios" / "nvwa.feature").unlink()
    line = next(done.line for done in path if " vrijgeven " in done.line)
    refused = run(f"{line} --json", tmp_path)
    assert refused.returncode == 3
    assert any("R-90.1" in text for text in json.loads(refused.stdout)["bevindingen"])
    assert not (tmp_path / "ontwerp").exists()


def test_the_file_of_every_example_is_named_where_people_read_it() -> None:
    """Who reads the page in a browser sees no fence: the sentence above an example names its file."""
    files = [file for file, _ in blocks() if file]
    assert len(files) == 4
    for file in files:
        above = CHANGES.partition(f" {file}\n")[0].rpartition("\n**")[2]
        assert f"`{file}`" in above, file


def test_the_page_is_two_pages() -> None:
    """Some thousand words and a page of examples is what fits on two sheets."""
    assert len(PROSE.split()) <= MAX_WORDS
    assert sum(len(body.splitlines()) for _, body in FENCE.findall(TEXT)) <= MAX_LINES_OF_CODE


def test_there_is_no_second_way() -> None:
    """The other page on changing a rule sends the reader here and repeats no step."""
    text = OTHER_PAGE.read_text("utf-8")
    assert "policies/LEESMIJ.md" in text
    assert "```" not in text


def test_every_link_leads_somewhere() -> None:
    """Each page that is named exists."""
    links = re.findall(r"\]\(([^)#]+)\)", TEXT)
    assert links
    for link in links:
        assert (FOLDER / link).is_file(), link


def test_the_example_row_is_a_row_of_our_files(rules: RuleSet) -> None:
    """The row that the page explains stands in the rule files, cell for cell."""
    line = next(line for line in TEXT.splitlines() if line.startswith("p, "))
    cells = tuple(cell.strip() for cell in line.split(",")[1:])
    assert cells in {row.cellen for row in rules.rows}


def test_every_column_and_code_is_explained(rules: RuleSet) -> None:
    """Each column, outcome, certainty and toonbaar code occurs on the page."""
    words = set(re.findall(r"`([^`]+)`", PROSE))
    assert set(VELDEN) | set(rules.vocabulary.toonbaar) | {"V", "V-old", "S", "U"} <= words
    for uitkomst in ("toegestaan", "verboden", "niet-vaststelbaar", "niet-geregeld"):
        assert f"**{uitkomst}**" in TEXT


def test_every_file_of_the_folder_is_named() -> None:
    """Every file that belongs to the rules stands in the table of what is where, and the table names no other."""
    table = set(re.findall(r"^\| `([^`]+\.(?:csv|toml|txt|feature|conf))`", TEXT, flags=re.MULTILINE))
    ours = {
        f"{name.partition('/')[0]}/*.{name.rpartition('.')[2]}" if "/" in name else name for name in read_folder(FOLDER)
    }
    assert table == ours


def test_the_seven_mistakes_are_numbered() -> None:
    """There are seven, as the title says."""
    part = TEXT.partition("## Zeven fouten")[2].partition("\n## ")[0]
    assert re.findall(r"^(\d)\. ", part, flags=re.MULTILINE) == list("1234567")
