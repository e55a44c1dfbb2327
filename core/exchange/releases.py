# SPDX-License-Identifier: EUPL-1.2
"""Releases of the rules at the exchange, and the first acts of a new backbone.

Invariants:
- A release is stored and logged only with the signatures of two jurists of the deelnemerslijst over exactly its files.
- The release in force is the last one that the stamlog names and whose moment has come; there is no other switch.
- `install` is the only act without a caller: the offline ceremony stands behind what it takes in, and everything in it
  proves itself (list, key events, release).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from audit.events import Event
from audit.proof import jcs
from core.exchange import lines
from core.keychain.directory import KeyDirectory
from core.keychain.release import check_release
from core.ledger.rows import Writer
from core.ledger.tables import vrijgave
from policies.release import Release

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from sqlalchemy import Connection

    from audit.sequencer import Sequencer
    from audit.transaction import Transaction
    from core.exchange.world import World
    from core.keychain.lijst import Deelnemerslijst


class InstallError(ValueError):
    """What the ceremony handed over does not hold; the message names what and whose."""


@dataclass(frozen=True)
class Ceremony:
    """What the offline ceremony hands to the operator: the list, first key events, and a signed release."""

    lijst: Deelnemerslijst
    key_events: tuple[dict[str, Any], ...]
    release: Release


def install(sequencer: Sequencer, ceremony: Ceremony) -> None:
    """Write the first lines of a new backbone: list, key events, release.

    Raises:
        InstallError: the log is not empty, or a key event or the release does not hold.
    """
    sequencer.submit(lambda tx: _install(tx, ceremony)).result()


def _install(transaction: Transaction, ceremony: Ceremony) -> None:
    if transaction.next_index("stam"):
        raise InstallError("Dit knooppunt is al ingericht: het stamlog is niet leeg.")
    entries = [{"v": 1, "soort": "deelnemerslijst", "sha256": ceremony.lijst.fingerprint}, *ceremony.key_events]
    _check_events(ceremony.lijst, entries)
    for entry in entries:
        transaction.stam(entry)
    _log_release(transaction, ceremony.lijst, ceremony.release)


def _check_events(lijst: Deelnemerslijst, entries: Iterable[dict[str, Any]]) -> None:
    directory = KeyDirectory.replay(lijst, [jcs.encode(entry) for entry in entries])
    if directory.findings:
        raise InstallError("; ".join(finding.tekst for finding in directory.findings))


def _log_release(transaction: Transaction, lijst: Deelnemerslijst, release: Release) -> None:
    checked = check_release(release, lijst)
    row = {"sleutel": checked.digest, "tijd": transaction.now, "bundel": jcs.encode(release.to_json())}
    rijen = Writer(transaction.connection).insert(vrijgave, row)
    transaction.stam(
        {
            "v": 1,
            "soort": "vrijgave",
            "digest": checked.digest,
            "opsteller": checked.opsteller,
            "ondertekenaars": list(checked.ondertekenaars),
            "tijd": transaction.now,
        }
    )
    shard = lines.shard_of(None, transaction.now)
    transaction.line(shard, {"gebeurtenis": Event.VRIJGAVE_OPGENOMEN, "vrijgave": checked.digest, "rijen": rijen})


def in_force(connection: Connection, directory: KeyDirectory) -> Release | None:
    """Return the release that the stamlog names last, or None when there is none yet."""
    logged = list(directory.releases)
    return None if not logged else _load(connection, logged[-1])


def stored(world: World, digest: str | None) -> Mapping[str, Any] | None:
    """Return the JSON of a stored release (None: the one in force), or None when it is not there."""
    with world.reading() as connection:
        found = _load(connection, digest or world.ruleset.digest)
    return None if found is None else found.to_json()


def _load(connection: Connection, digest: str) -> Release | None:
    found = connection.execute(select(vrijgave.c.bundel).where(vrijgave.c.sleutel == digest)).scalar_one_or_none()
    return None if found is None else Release.from_json(jcs.decode(found))
