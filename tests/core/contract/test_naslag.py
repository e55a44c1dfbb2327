# SPDX-License-Identifier: EUPL-1.2
"""The wire page tells what the code does: codes, categories, kinds and schemas."""

import ast
import re
from pathlib import Path

import pytest

from core.contract import bevindingen, inhoud, profielen, publish

ROOT = Path(__file__).resolve().parents[3]
PAGE = (ROOT / "docs" / "naslag" / "contract.md").read_text("utf-8")
MODULES = sorted(path for path in (ROOT / "core" / "contract").glob("*.py") if "http_signature" not in path.name)
CODE = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
PLACES = {"PydanticCustomError": 0, "Vorm": 0, "Bevinding": 1}


def reason_codes():
    """Every reason code that the modules of the contract can give, read from their source."""
    found = {code for code, _ in bevindingen.REDENEN.values()}
    for path in MODULES:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in PLACES:
                argument = node.args[PLACES[node.func.id]] if len(node.args) > PLACES[node.func.id] else None
                if isinstance(argument, ast.Constant):
                    found.add(argument.value)
    return found | {"ongeldig", "verkeerde-soort-waarde"}


def test_each_reason_code_stands_on_the_page_and_no_other():
    """The table of reason codes has exactly the codes that the code can give."""
    section = PAGE.split("## Bevindingen")[1].split("\n## ")[0]
    told = set(re.findall(r"^\| `([^`]+)` \|", section, re.MULTILINE))
    assert told == reason_codes()
    assert all(CODE.fullmatch(code) for code in told)


@pytest.mark.parametrize("categorie", sorted(profielen.PROFIELEN))
def test_each_category_is_told_as_it_is(categorie):
    """The row of a category names its kinds of content, parts and notice."""
    section = PAGE.split("### Eén categorie")[1].split("\n###")[0]
    (row,) = re.findall(rf"^\| `{categorie}` \|(.*)$", section, re.MULTILINE)
    cells = [cell.strip() for cell in row.split("|")]
    profile = profielen.PROFIELEN[categorie]
    assert set(cells[0].split(", ")) == profile.soorten
    subjects = profielen.BETROKKENEN if cells[1] == "alle" else set(cells[1].split(", ")) - {"-"}
    assert subjects == profile.betrokkenen
    assert set(cells[3].split(", ")) - {"-"} == profile.delen
    assert (cells[4].removesuffix(" (verplicht)") if "verplicht" in cells[4] else None) == profile.plicht


def test_each_kind_and_each_schema_stands_on_the_page():
    """Kinds of content and published files are all told."""
    for soort in profielen.SOORTEN:
        assert re.search(rf"^\| `{soort}` \|", PAGE, re.MULTILINE), soort
    for name in publish.SCHEMAS:
        assert f"`{publish.path(name).name}`" in PAGE


def test_the_labels_of_the_example_are_the_compared_labels():
    """The example on the page repeats exactly the labels that opening compares."""
    example = re.search(r'"kop": \{([^}]*)\}', PAGE)
    assert example is not None
    assert tuple(re.findall(r'"([a-z]+)":', example.group(1))) == inhoud.LABELS
