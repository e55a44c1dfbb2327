# SPDX-License-Identifier: EUPL-1.2
"""The commands that a page for people shows, run as they stand there: so a rehearsal is the page, not a copy of it.

    page = Bladzijde("terugzetten")
    page.run("beheer bewaar", folder)      the command of the page that begins so, run in `folder`; returns its result

An indented line that begins with `knooppunt ` is a command. `> BESTAND` and `*` in a path mean what a shell makes of them.
What was not run is in `page.left`; a test of a whole page asks that nothing is left.
"""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from typer.testing import CliRunner

from adapters.gateway.commandline import app as gateway_app
from server.commandline import build
from tests.kit import ROOT

if TYPE_CHECKING:
    from click.testing import Result


class Bladzijde:
    """One page of `docs/handleiding`."""

    def __init__(self, name: str) -> None:
        text = (ROOT / "docs" / "handleiding" / f"{name}.md").read_text("utf-8")
        lines = [line.strip() for line in text.splitlines() if line.startswith("    ")]
        self.commands = [line.removeprefix("knooppunt ") for line in lines if line.startswith("knooppunt ")]
        self.left = list(dict.fromkeys(self.commands))

    def run(self, start: str, folder: Path) -> Result:
        """Run the first command that begins with `start`, with `folder` as the place where the reader stands."""
        found = next(command for command in self.commands if command.startswith(start))
        if found in self.left:
            self.left.remove(found)
        line, _, target = found.partition(" > ")
        words = [word for part in shlex.split(line) for word in _expanded(part, folder)]
        with pytest.MonkeyPatch.context() as patch:
            patch.chdir(folder)
            if words[:2] == ["adapter", "gateway"]:
                result = CliRunner().invoke(gateway_app, words[2:])
            else:
                result = CliRunner().invoke(build(words[0]), words)
            if target:
                Path(target.strip()).write_text(result.stdout, "utf-8")
        return result


def _expanded(word: str, folder: Path) -> list[str]:
    if "*" not in word:
        return [word]
    return [str(path.relative_to(folder)) for path in sorted(folder.glob(word))]
