# SPDX-License-Identifier: EUPL-1.2
"""The commands that a page for people shows, run as they stand there: so a rehearsal is the page, not a copy of it.

    page = Bladzijde("terugzetten")
    page.run("beheer bewaar", folder)      the command of the page that begins so, run in `folder`; returns its result

An indented line that begins with `knooppunt ` is a command, and so is one of PostgreSQL (`take`, for `tests.tweeling`). `> BESTAND` and `*` in a path mean what a shell makes of them.
What was not run is in `page.left`; a test of a whole page asks that nothing is left.
"""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest
from typer.testing import CliRunner

from server.commandline import build
from tests.kit import ROOT

if TYPE_CHECKING:
    from click.testing import Result


TOOLS: Final = ("pg_ctl ", "pg_basebackup ", "pg_rewind ", "psql ")


class Bladzijde:
    """One page of `docs/handleiding`."""

    def __init__(self, name: str) -> None:
        text = (ROOT / "docs" / "handleiding" / f"{name}.md").read_text("utf-8")
        lines = [line.strip() for line in text.splitlines() if line.startswith("    ")]
        self.commands = [line.removeprefix("knooppunt ") for line in lines if line.startswith(("knooppunt ", *TOOLS))]
        self.left = list(dict.fromkeys(self.commands))

    def take(self, start: str) -> str:
        """Return the first command that begins with `start`, and count it as run."""
        found = next(command for command in self.commands if command.startswith(start))
        if found in self.left:
            self.left.remove(found)
        return found

    def run(self, start: str, folder: Path, *, typed: str = "", **words_for: str) -> Result:
        """Run the first command that begins with `start`, with `folder` as the place where the reader stands.

        `typed` is what the reader types when asked; `words_for` says what stands in the place of a word in capitals.
        """
        found = self.take(start)
        line, _, target = found.partition(" > ")
        words = [words_for.get(word, word) for part in shlex.split(line) for word in _expanded(part, folder)]
        with pytest.MonkeyPatch.context() as patch:
            patch.chdir(folder)
            if words[:2] == ["adapter", "gateway"]:
                from adapters.gateway.commandline import app as gateway_app

                result = CliRunner().invoke(gateway_app, words[2:], input=typed)
            else:
                result = CliRunner().invoke(build(words[0]), words, input=typed)
            if target:
                Path(target.strip()).write_text(result.stdout, "utf-8")
        return result


def _expanded(word: str, folder: Path) -> list[str]:
    if "*" not in word:
        return [word]
    return [str(path.relative_to(folder)) for path in sorted(folder.glob(word))]
