# SPDX-License-Identifier: EUPL-1.2
"""The deelnemerslijsten one after another: the one in force, and those before it, so that the past is judged as it was.

Invariants:
- A list before counts only when the one after it could succeed it (`ceremony.check_successor`): its own participants, with
  the keys they had there, signed the next. So nobody can slip an invented past under a pinned list.
- What was signed is judged under the list of its place in the stamlog; what happens now only under the list in force.
- Lists only go forward: that an earlier one is named again, which only a dishonest operator does, brings it not back.
- Who left the list keeps no say: statements of a departed organisation or officer are void, keys no longer count.

Norm: design.md 2 (root of trust). The order comes from the stamlog's own entries; files are for server and gateway.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.keychain.ceremony import check_successor
from core.keychain.errors import ListError
from core.keychain.lijst import Deelnemerslijst

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from core.keychain.directory import StamEntry

FOLDER = "deelnemerslijsten"


class Lijsten:
    """A chain of lists, newest first.

    Args:
        nu: the pinned list in force.
        eerdere: lists that may be earlier ones, in any order; those that no later one succeeds are left out.
    """

    def __init__(self, nu: Deelnemerslijst, eerdere: Iterable[Deelnemerslijst] = ()) -> None:
        chain = [nu]
        by_version = {lijst.versie: lijst for lijst in eerdere if lijst.versie < nu.versie}
        while (before := by_version.get(chain[-1].versie - 1)) is not None and _succeeds(before, chain[-1]):
            chain.append(before)
        self.alle: tuple[Deelnemerslijst, ...] = tuple(chain)

    @property
    def nu(self) -> Deelnemerslijst:
        """The list in force."""
        return self.alle[0]

    @property
    def eerdere(self) -> tuple[Deelnemerslijst, ...]:
        """The lists before it, newest first."""
        return self.alle[1:]

    def at(self, index: int, entries: Sequence[StamEntry]) -> Deelnemerslijst:
        """Return the list in force at a place in the stamlog, given its entries of kind "deelnemerslijst".

        That is the newest of those known here that were named until then; where none was, the one in force.
        """
        named = {str(item.entry.get("sha256")) for item in entries if item.index <= index}
        return next((lijst for lijst in self.alle if lijst.fingerprint in named), self.nu)


def read_earlier(folder: Path) -> list[Deelnemerslijst]:
    """Return every sound list in a folder of earlier lists.

    Raises:
        ListError: a file there is no list.
    """
    return (
        [Deelnemerslijst.parse(path.read_bytes()) for path in sorted(folder.glob("*.json"))] if folder.is_dir() else []
    )


def _succeeds(before: Deelnemerslijst, after: Deelnemerslijst) -> bool:
    try:
        check_successor(before, after)
    except ListError:
        return False
    return True
