# SPDX-License-Identifier: EUPL-1.2
"""Pages are tested like code: what they name exists, and what is made from the code is up to date."""

import re
from collections.abc import Iterator
from functools import cache
from importlib.metadata import entry_points
from pathlib import Path
from typing import Any

import pytest
import typer

from adapters.gateway.settings import GatewaySettings
from docs import maak
from server.commandline import build
from server.settings import Settings

LINK = re.compile(r"(?<!!)\[[^\]]*\]\(([^)\s]+)\)")
FENCE = re.compile(r"```[a-z]*\n(.*?)```", re.DOTALL)
SPAN = re.compile(r"`(knooppunt [^`\n]+)`")
OPTION = re.compile(r"(?<![\w-])(--[a-z][a-z-]*)")
VARIABLE = re.compile(r"\bKNOOPPUNT_[A-Z_]+\b")


def anchors(text: str) -> set[str]:
    """Return the anchors of the headings of a page, as the usual renderers make them."""
    heads = re.findall(r"^#+ (.+)$", FENCE.sub("", text), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", head.lower()).strip().replace(" ", "-") for head in heads}


def commands(text: str) -> Iterator[str]:
    """Yield every `knooppunt` command line on a page."""
    for block in FENCE.findall(text):
        for line in block.splitlines():
            words = line.strip().removeprefix("$ ")
            if words.startswith("knooppunt "):
                yield words
    yield from SPAN.findall(FENCE.sub("", text))


@cache
def program(adapter: str | None = None) -> Any:
    """The whole program, or that of an adapter: built once, for it is asked for every command on every page."""
    if adapter is None:
        return typer.main.get_command(build())
    (entry,) = entry_points(group="knooppunt.adapters", name=adapter)
    return typer.main.get_command(entry.load())


def leaf(words: list[str]) -> Any:
    """Return the command that these words call, or None when there is none; groups count as commands."""
    found: Any = program()
    while words and getattr(found, "commands", None):
        if words[0] not in found.commands:
            return None if words[0][0].isalpha() and words[0].islower() else found
        found = found.commands[words.pop(0)]
        if found.name == "adapter":
            adapters = {entry.name for entry in entry_points(group="knooppunt.adapters")}
            if not words or words[0].startswith("<") or words[0].isupper():
                return found
            name = "gateway" if words[0] == "zelftest" else words.pop(0)  # of the gateway, which every partner has
            found = program(name) if name in adapters else None
    return found


def options(command: Any) -> set[str]:
    """Return every way to write an option of a command."""
    names = {"--help", "--version"}
    for parameter in command.params:
        names |= {*parameter.opts, *parameter.secondary_opts}
    return names


def test_reference_pages_are_up_to_date(capsys: pytest.CaptureFixture[str]) -> None:
    """Commands, settings, events, error types, paths and tables on the pages are those of the code."""
    assert maak.main(["--check"]) == 0, capsys.readouterr().out


def test_every_reference_block_is_used(pages: dict[Path, str]) -> None:
    """Each block that can be made stands on exactly one page."""
    used = [name for text in pages.values() for name in re.findall(r"^<!-- begin ([a-z-]+) -->$", text, re.MULTILINE)]
    assert sorted(used) == sorted(maak.BLOCKS)


def test_a_stale_page_is_noticed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A changed block is told with exit code 3 and mended without `--check`; other arguments are wrong use."""
    (tmp_path / "naslag").mkdir()
    page = tmp_path / "naslag" / "x.md"
    page.write_text("# X\n<!-- begin exitcodes -->\noud\n<!-- einde exitcodes -->\nvan mensen\n", encoding="utf-8")
    monkeypatch.setattr(maak, "DOCS", tmp_path)
    assert [maak.main(["--check"]), maak.main([]), maak.main(["--check"]), maak.main(["--x"])] == [3, 0, 0, 2]
    assert page.read_text(encoding="utf-8").endswith("<!-- einde exitcodes -->\nvan mensen\n")


def test_all_links_resolve(pages: dict[Path, str]) -> None:
    """Each link to a file or heading of the repository leads somewhere."""
    lost = []
    for page, text in pages.items():
        for target in LINK.findall(FENCE.sub("", text)):
            if re.match(r"[a-z]+:", target):
                continue
            name, _, anchor = target.partition("#")
            other = (page.parent / name).resolve() if name else page
            if not other.exists() or (anchor and anchor not in anchors(pages.get(other, ""))):
                lost.append(f"{page.name}: {target}")
    assert not lost


def test_commands_on_the_pages_exist(pages: dict[Path, str]) -> None:
    """Every command line shown can be typed: the command exists and takes the options that are shown."""
    wrong = []
    for page, text in pages.items():
        for line in commands(text):
            command = leaf([word for word in line.split()[1:] if not word.startswith("-")])
            if command is None or not set(OPTION.findall(line)) <= options(command) | {"--help"}:
                wrong.append(f"{page.name}: {line}")
    assert not wrong


def test_settings_on_the_pages_exist(pages: dict[Path, str]) -> None:
    """Every variable that a page names is a setting of the server or of the gateway."""
    known = {f"KNOOPPUNT_{name.upper()}" for model in (Settings, GatewaySettings) for name in model.model_fields}
    named = {name: page.name for page, text in pages.items() for name in VARIABLE.findall(text)}
    assert {name: page for name, page in named.items() if name not in known} == {}


def test_make_targets_on_the_pages_exist(root: Path, pages: dict[Path, str]) -> None:
    """Every `make` target that a page shows stands in the Makefile."""
    targets = set(re.findall(r"^([a-z]+):", (root / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    shown = {word for text in pages.values() for word in re.findall(r"(?:`|^)make ([a-z]+)", text, re.MULTILINE)}
    assert {"demo", "test"} <= shown <= targets


def test_decision_records_are_all_listed(root: Path) -> None:
    """Each decision record is numbered without holes, accepted, dated, and listed on the index."""
    records = sorted((root / "docs" / "adr").glob("[0-9]*.md"))
    assert [int(path.name[:4]) for path in records] == list(range(len(records)))
    index = (root / "docs" / "index.md").read_text(encoding="utf-8")
    for path in records[1:]:
        text = path.read_text(encoding="utf-8")
        assert re.search(r"^Status: (accepted|superseded by \d{4})\. Date: \d{4}-\d\d-\d\d\.$", text, re.MULTILINE)
        assert re.findall(r"^## (.+)$", text, re.MULTILINE) == ["Question", "Options", "Decision", "Consequences"]
        assert f"(adr/{path.name})" in index


def test_every_page_says_for_whom_and_in_which_language(root: Path) -> None:
    """Pages for people say under their title who they are for, in which language."""
    written = [path for path in (root / "docs").rglob("*.md") if path.parent.name not in {"adr", "adapters"}]
    for path in written:
        if path.name not in {"contract.md", "bewijs.md"}:
            head = path.read_text(encoding="utf-8").splitlines()[:4]
            assert any((line.startswith("*") and "Taal:" in line) or "English terms" in line for line in head), (
                path.name
            )


def test_nouns_of_the_interface_stand_in_the_glossary(root: Path) -> None:
    """Every noun of an event and of a table has its word in the glossary."""
    glossary = (root / "docs" / "woordenlijst.md").read_text(encoding="utf-8").lower()
    nouns = {event.value.split(":")[1] for event in maak.Event} - {"onbekend"}
    tables = {name for data in maak._METADATA for name in data.tables if "_" not in name}
    assert {noun for noun in nouns | tables if not re.search(rf"\b{noun}\b", glossary)} == set()


def test_events_that_are_not_written_yet_are_named(root: Path) -> None:
    """The page says exactly which names of events no code writes yet: one that is written is not among them."""
    page = (root / "docs" / "naslag" / "gebeurtenissen.md").read_text(encoding="utf-8")
    told = re.search(r"^Deze versie schrijft nog niet: (.*)\.$", page, re.MULTILINE)
    assert (told[1].split(", ") if told else []) == [f"`{event}`" for event in maak.unwritten()]
    assert maak.Event.CASUS_GEOPEND not in maak.unwritten()


def test_every_store_has_its_trust_sentence(root: Path) -> None:
    """Each store of the operator and the partner has one sentence about trust; what the operator sees is told in full."""
    text = (root / "docs" / "uitleg" / "architectuur.md").read_text(encoding="utf-8")
    stores = text.partition("## Eén zin per opslagplaats")[2].partition("\n## ")[0]
    named = ("hoofddatabase", "kluis", "tijdvaksleutel", "logsleutel", "tegels", "nonces", "deelnemerslijst")
    named += ("gateway.sqlite", "sleutels/", "reservekopieën", "antwoordsleutel", "vrijgave")
    rows = {
        row.split(" | ")[0].strip("| `"): row.split(" | ")[-1] for row in stores.splitlines() if row.startswith("| ")
    }
    for store in named:
        assert any(place.startswith(store) and len(told.split()) > 8 for place, told in rows.items()), store
    seen = text.partition("## Wat de beheerder wel ziet")[2]
    assert [
        word for word in ("wie", "aan wie", "wanneer", "categorie", "doel", "fase", "maatklasse") if word not in seen
    ] == []
