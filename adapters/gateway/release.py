# SPDX-License-Identifier: EUPL-1.2
"""The release of the rules with which this gateway decides: the last one of the stamlog that counts and whose day has come.

Invariants:
- Which release is in force follows from the verified stamlog, never from what the operator calls the current one.
- It is used only with its files whole, signed by the people who must sign it, and in the mode of the pinned list. The
  judgement is `core.keychain.chain`, the same as the server's.
- What does not count is an alarm (`vrijgave-ongeldig`) and changes nothing: the release before it stays. Whoever signed
  the new one sees at the alarm that this gateway still decides with the old one.
- A release that counts is kept in `vrijgaven/`, and judged again by each process that reads it.

Norm: design.md 1 (3), 5. What the rows say is for `policies`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from adapters.gateway.errors import UnreachableError, VerificationError
from adapters.gateway.keyring import write_private
from audit.proof import jcs
from core.facts import unserved
from core.keychain.chain import RELEASE, ReleaseChain
from core.keychain.lijsten import Lijsten
from policies import PolicyError, Release, day_in_amsterdam

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from adapters.gateway.store import Store
    from core.keychain.chain import Geweigerd
    from core.keychain.directory import KeyDirectory, StamEntry
    from core.keychain.lijst import Deelnemerslijst
    from policies import RuleSet

ALARM, LIST = "vrijgave-ongeldig", "deelnemerslijst"


class Releases:
    """The releases of one gateway, for as long as its process lives.

    Args:
        folder: where releases that count are kept.
        store: where alarms go.
        lijst: the pinned list, with those before it.
    """

    def __init__(self, folder: Path, store: Store, lijst: Deelnemerslijst | Lijsten) -> None:
        self._folder, self._store = folder, store
        self._lijsten = lijst if isinstance(lijst, Lijsten) else Lijsten(lijst)
        self._chain = self._begin(())
        self._judged: tuple[StamEntry, ...] = ()
        self._lists: tuple[StamEntry, ...] = ()

    def in_force(self, directory: KeyDirectory, now: int, fetch: Callable[[str], bytes | None]) -> RuleSet:
        """Return the rules in force at `now` (ms).

        Args:
            directory: the replay of the verified stamlog.
            now: milliseconds since the epoch.
            fetch: gives the bytes of a public file by path, or None when it is absent.

        Raises:
            VerificationError: no release that counts is in force.
            UnreachableError: one is not here yet and the server could not be reached.
        """
        entries = directory.entries(RELEASE)
        lists = directory.entries(LIST)
        if entries[: len(self._judged)] != self._judged or lists != self._lists:
            self._chain = self._begin(lists)
        elif self._chain.behind:
            self._chain.retry()  # what was absent may be there by now
        self._judged, self._lists = entries, lists
        known = len(self._chain.refused)
        try:
            self._chain.extend(entries, lambda digest: self._bundle(digest, fetch))
        finally:  # what is wrong is told, also when a later one could not be fetched
            refused = self._chain.refused[known:]
            for item in refused:
                self._alarm(item, now)
        self._keep()
        found = self._chain.in_force(day_in_amsterdam(now))
        if found is None:
            raise VerificationError(
                ALARM if self._chain.refused else "vrijgave-ontbreekt",
                " ".join(
                    ["In de stamlog staat geen vrijgave van de regels die nu geldt.", *(item.tekst for item in refused)]
                ),
            )
        return found.rules

    def _begin(self, lists: Sequence[StamEntry]) -> ReleaseChain:
        return ReleaseChain(self._lijsten.nu, unserved, lambda index: self._lijsten.at(index, lists))

    def _bundle(self, digest: str, fetch: Callable[[str], bytes | None]) -> bytes | None:
        """Return what was kept, when it is still that release; else what the server gives."""
        path = self._path(digest)
        if path.exists():
            data = path.read_bytes()
            if _is_release(data, digest):
                return data
        try:
            return fetch(f"/v1/vrijgaven/{digest}")
        except UnreachableError:
            if digest in self._known_bad():
                return None
            raise

    def _known_bad(self) -> set[str]:
        """Return what was refused before: while the server is away it stays refused, and stops nobody."""
        return {item["gegevens"]["vrijgave"] for item in self._store.alarms() if item["reden"] == ALARM}

    def _keep(self) -> None:
        for moment in self._chain.moments:
            path = self._path(moment.wat.digest)
            if not path.exists():
                self._folder.mkdir(mode=0o700, exist_ok=True)
                write_private(path, jcs.encode(moment.wat.release.to_json()))

    def _path(self, digest: str) -> Path:
        return self._folder / f"{digest.removeprefix('sha256:')}.json"

    def _alarm(self, item: Geweigerd, now: int) -> None:
        text = f"Een vrijgave in de stamlog klopt niet; deze gateway beslist met de vorige. {item.tekst}"
        self._store.alarm(now, ALARM, text, {"index": item.index, "vrijgave": item.digest})


def _is_release(data: bytes, digest: str) -> bool:
    try:
        return Release.from_json(jcs.decode(data)).digest == digest
    except (jcs.CanonicalError, PolicyError):
        return False
