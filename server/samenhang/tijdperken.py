# SPDX-License-Identifier: EUPL-1.2
"""Which deelnemerslijst was in force when, and which keys counted under it: so that the past is judged as it was.

Invariants:
- Each earlier list has a directory of its own, replayed from the same stamlog; its keys count until the next list stood
  under a checkpoint of the stamlog, so who left signs nothing after that.
- What is wrong in the stamlog is told by the list of its place there: a next list excuses nothing that was a lie before it.
- Which lists are earlier ones is asked of `core.keychain.lijsten`: nobody slips an invented past under the list in force.

It judges no line.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from audit.tables import log_checkpoints
from audit.values import STAM
from core.keychain.directory import LIST, KeyDirectory
from server.samenhang.delen import signed_at

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sqlalchemy import Connection

    from core.keychain.directory import Bevinding, StamEntry
    from core.keychain.keys import DirectoryKey
    from core.keychain.lijst import Deelnemerslijst
    from core.keychain.lijsten import Lijsten

_ALWAYS = 1 << 62


@dataclass(frozen=True)
class Tijdperk:
    """A list, its directory, and until when it was in force (ms)."""

    lijst: Deelnemerslijst
    directory: KeyDirectory = field(repr=False)
    tot: int

    def keys(self, oin: str) -> Iterator[DirectoryKey[Any]]:
        """Yield every key that an organisation had under this list; none counts longer than the list."""
        for key in self.directory.keys(oin):
            yield replace(key, geldig_tot=min(key.geldig_tot, self.tot))


class Tijdperken:
    """The lists of a stored log, newest first."""

    def __init__(self, connection: Connection, lijsten: Lijsten, entries: Sequence[bytes]) -> None:
        self.lijsten = lijsten
        found = [KeyDirectory.replay(lijst, entries) for lijst in lijsten.alle]
        self.genoemd: tuple[StamEntry, ...] = found[0].entries(LIST)
        self.alle = tuple(
            Tijdperk(lijst, directory, self._end(connection, place))
            for place, (lijst, directory) in enumerate(zip(lijsten.alle, found, strict=True))
        )

    @property
    def nu(self) -> Tijdperk:
        """That of the list in force."""
        return self.alle[0]

    def at(self, index: int) -> Deelnemerslijst:
        """Return the list in force at a place in the stamlog."""
        return self.lijsten.at(index, self.genoemd)

    def on(self, tijd: int) -> Iterator[Tijdperk]:
        """Yield those that may have been in force at ms `tijd`, newest first."""
        return (one for one in self.alle if tijd < one.tot)

    def findings(self) -> list[Bevinding]:
        """Return what is wrong in the stamlog, each by the list of its place."""
        found = [item for one in self.alle for item in one.directory.findings if self.at(item.index) is one.lijst]
        return sorted(found, key=lambda item: item.index)

    def _end(self, connection: Connection, place: int) -> int:
        """Return when the list after this one stood under a checkpoint; the second in which it did counts for both."""
        if place == 0:
            return _ALWAYS
        after = self.lijsten.alle[place - 1].fingerprint
        begins = [item.index for item in self.genoemd if item.entry.get("sha256") == after]
        if not begins:
            return _ALWAYS
        notes = select(log_checkpoints.c.notitie).where(log_checkpoints.c.omvang > begins[0])
        signed = signed_at(connection, notes.order_by(log_checkpoints.c.omvang), STAM)
        return _ALWAYS if signed is None else (signed + 1) * 1000
