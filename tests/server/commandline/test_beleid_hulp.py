# SPDX-License-Identifier: EUPL-1.2
"""The help of `knooppunt beleid`: an example that can be typed for each command, in the order of the work."""

from __future__ import annotations

import re
import shlex
from typing import TYPE_CHECKING, Any

import pytest
import typer

from policies import FOLDER
from server.commandline.beleid import app
from server.commandline.beleid.groep import ORDER

if TYPE_CHECKING:
    from collections.abc import Iterator

GROUP: Any = typer.main.get_command(app)


def leaves(command: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    """Every command under a group, with the words that lead to it."""
    children = getattr(command, "commands", None)
    if children is None:
        yield path, command
    for name, child in (children or {}).items():
        yield from leaves(child, (*path, name))


COMMANDS = dict(leaves(GROUP))


@pytest.mark.parametrize("path", COMMANDS, ids=" ".join)
def test_every_command_has_an_example_that_can_be_typed(path: tuple[str, ...]) -> None:
    """The example names the command itself, and only options that it has."""
    command = COMMANDS[path]
    found = re.search(r"Voorbeeld: (knooppunt beleid .+?)\s*\Z", command.help, re.DOTALL)
    assert found, command.help
    words = shlex.split(found[1])
    assert tuple(words[2 : 2 + len(path)]) == path
    known = {option for parameter in command.params for option in (*parameter.opts, *parameter.secondary_opts)}
    assert {word for word in words if word.startswith("--")} <= known


@pytest.mark.parametrize("path", COMMANDS, ids=" ".join)
def test_every_option_is_explained_in_dutch(path: tuple[str, ...]) -> None:
    """No option, and no argument, without a text."""
    for parameter in COMMANDS[path].params:
        assert getattr(parameter, "help", ""), (path, parameter.name)


def test_the_help_follows_the_work() -> None:
    """Every command has a place; the order is that of the page for jurists, wherever it gives one."""
    context: Any = None
    assert tuple(GROUP.list_commands(context)) == ORDER
    assert set(ORDER) == set(GROUP.commands)
    page = (FOLDER / "LEESMIJ.md").read_text("utf-8")
    steps = dict.fromkeys(re.findall(r"^(?:! )?knooppunt beleid (\w+)", page, flags=re.MULTILINE))
    assert list(steps) == [name for name in ORDER if name in steps]


def test_a_command_without_a_place_is_shown_all_the_same() -> None:
    """A command that somebody adds is listed last, not lost."""
    extra: Any = typer.main.get_command(app)
    extra.commands["aaa"] = extra.commands["proef"]
    assert extra.list_commands(None)[-1] == "aaa"
