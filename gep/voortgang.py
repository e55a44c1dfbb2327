# SPDX-License-Identifier: EUPL-1.2
"""How far long work is, and how somebody stops it.

Invariants:
- Progress is a count of lines and nothing else: no name of a shard, no event, no organisation.
- Work that is stopped leaves nothing behind: accounts are written only once they are whole.

It draws nothing: who calls does.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

Voortgang: TypeAlias = Callable[[int, int], None]
"""Called now and then with the lines done and the lines in all. It may raise `Onderbroken`, and then the work ends."""


class Onderbroken(Exception):  # noqa: N818 - it is no error: somebody asked for it
    """Somebody asked to stop. What was being made is not there."""

    type = "onderbroken"


def silent(done: int, total: int) -> None:
    """Tell nobody."""
