# SPDX-License-Identifier: EUPL-1.2
"""The release of the rules with which this gateway decides: the last one in the stamlog whose day has come.

Invariants:
- Which release is in force follows from the verified stamlog, never from what the operator calls the current one.
- It is used only with its files whole, two jurists of the pinned list under it, and in the mode of that list.
- A verified release is kept in `vrijgaven/`, and verified again each time it is read.

Norm: design.md 1 (3), 5. What the rows say is for `policies`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from adapters.gateway.errors import UnreachableError, VerificationError
from adapters.gateway.keyring import write_private
from audit.proof import jcs
from core.keychain.errors import ReleaseError as SignatureError
from core.keychain.release import verify_release
from policies import PolicyError, Release, day_in_amsterdam

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from core.keychain.directory import KeyDirectory
    from policies import RuleSet


class Releases:
    """The releases of one gateway.

    Args:
        folder: where verified releases are kept.
        fetch: gives the bytes of a public file by path, or None when it is absent.
    """

    def __init__(self, folder: Path, fetch: Callable[[str], bytes | None]) -> None:
        self._folder, self._fetch = folder, fetch

    def in_force(self, directory: KeyDirectory, now: int) -> RuleSet:
        """Return the rules in force at `now` (ms).

        Raises:
            VerificationError: no release in force, or one that does not hold.
            UnreachableError: it is not here yet and could not be had.
        """
        for digest in reversed(directory.releases):
            release = self._verified(digest, directory)
            begins = release.data["in_werking"]
            if begins is None or str(begins) <= day_in_amsterdam(now).isoformat():
                return self._load(release, directory.lijst.modus.value)
        raise VerificationError("vrijgave-ontbreekt", "In de stamlog staat geen vrijgave van de regels die nu geldt.")

    def _verified(self, digest: str, directory: KeyDirectory) -> Release:
        path = self._folder / f"{digest.removeprefix('sha256:')}.json"
        data = path.read_bytes() if path.exists() else self._fetch(f"/v1/vrijgaven/{digest}")
        if data is None:
            raise UnreachableError("De vrijgave van de regels is nu niet op te halen.")
        try:
            release = Release.from_json(jcs.decode(data))
            found = verify_release(release, directory.lijst, directory)
        except (jcs.CanonicalError, PolicyError, SignatureError) as error:
            raise VerificationError("vrijgave-ongeldig", f"De vrijgave van de regels klopt niet: {error}") from None
        if found.digest != digest:
            raise VerificationError("vrijgave-ongeldig", "De backbone gaf een andere vrijgave dan gevraagd.")
        if not path.exists():
            self._folder.mkdir(mode=0o700, exist_ok=True)
            write_private(path, data)
        return release

    @staticmethod
    def _load(release: Release, mode: str) -> RuleSet:
        try:
            return release.rules(mode)
        except PolicyError as error:
            raise VerificationError("vrijgave-ongeldig", f"De regels van de vrijgave laden niet: {error}") from None
