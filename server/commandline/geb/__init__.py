# SPDX-License-Identifier: EUPL-1.2
"""`knooppunt geb`: the GEB and every other account. One module per command; importing it adds the command to the group.

Invariant: the group is whole for who takes `app`. `only` loads one command, because the others bring in much that it does not
need, and people wait for that.
"""

from importlib import import_module
from typing import Any, Final

import typer

COMMANDS: Final = (
    "archief",
    "auditpakket",
    "controleer",
    "datalek",
    "jaaroverzicht",
    "kaderbesluiten",
    "knelpunten",
    "maak",
    "rechten",
    "register",
    "signaal",
    "stand",
    "verschil",
)


def only(command: str | None) -> typer.Typer:
    """Return the group with this command, or with all of them when it has no such command."""
    for name in (command,) if command in COMMANDS else COMMANDS:
        import_module(f"{__name__}.{name}")
    group: typer.Typer = import_module(f"{__name__}.groep").app
    return group


def __getattr__(name: str) -> Any:
    if name != "app":
        raise AttributeError(name)
    return only(None)
