# SPDX-License-Identifier: EUPL-1.2
"""From `opgenomen` to `getuigd`: every kept receipt is held against the newest checkpoint that the witnesses confirmed.

Invariants:
- A checkpoint counts as witnessed only with both signatures of the log and the quorum of the pinned tlog-policy, and when it
  continues the witnessed one before it and every checkpoint seen here that it is to cover, of receipts and of the newest
  published tree alike; a newer one must continue it. Proofs are rebuilt from the tiles. So nobody is shown a tree of its own.
- The stamlog is held against the witnesses as the shards are.
- A contradiction is an alarm with both checkpoints and the receipt; from then on nothing is supplied until a person lifts it.
- The clock of `Termijnen` starts at the log's own signing time of the oldest checkpoint seen here that no quorum covers
  (that of a receipt, or a newer head than the newest witnessed one), but never later than when it was seen. After `stop_ms` nothing is supplied and there is an
  alarm, reads go on with a warning; after `einde_ms` nothing is read either.
- With `quorum none` nothing is waited for and nothing is ever `getuigd`.

Norm: design.md 4 and 6; c2sp.org/tlog-policy. Who confirms, and how fast, is for the witnesses.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final, NoReturn
from zoneinfo import ZoneInfo

from adapters.gateway.errors import UnreachableError, VerificationError, WitnessesBehindError
from adapters.gateway.shards import STIL, continues, tile_of
from audit.proof import checkpoint, note, receipt, tiles, tlog_proof
from audit.proof.tlog_policy import NO_QUORUM

if TYPE_CHECKING:
    from collections.abc import Callable

    from adapters.gateway.store import KeptReceipt, Store
    from audit.proof.checkpoint import Checkpoint
    from audit.proof.tlog_policy import TlogPolicy

WACHT_OP_QUORUM: Final = frozenset({"wpg-9", "wpg-10a", "wpg-10b", "wpg-10c"})
"""Categories of which neither the supply counts as done nor a record is opened before the quorum confirmed its line."""

IN_STRIJD: Final = "getuigd-in-strijd"
ANDERS: Final = "Het log dat de getuigen bevestigden is niet dat wat hier is gezien."
_HOUR_MS: Final = 3_600_000
_AMSTERDAM: Final = ZoneInfo("Europe/Amsterdam")


@dataclass(frozen=True, slots=True)
class Termijnen:
    """How long the witnesses may be behind: until supplies stop (T1), until reads stop too (T2)."""

    stop_ms: int = _HOUR_MS
    einde_ms: int = 72 * _HOUR_MS


class Peil(StrEnum):
    """How far the witnesses are behind."""

    GOED = "goed"
    ACHTER = "achter"
    TE_LANG = "te-lang"


@dataclass(frozen=True, slots=True)
class Getuigenstand:
    """How things stand with the witnesses.

    Attributes:
        sinds: since when something seen here is without a quorum (ms), None when nothing is.
        wachtend: how many kept receipts are not witnessed yet.
        stil: whether supplies were stopped by a contradiction.
    """

    peil: Peil
    sinds: int | None
    wachtend: int
    stil: bool = False

    @property
    def waarschuwing(self) -> str | None:
        """What whoever reads or supplies now has to know, in Dutch, or None."""
        if self.stil:
            return "Het log spreekt zichzelf tegen. Er gaat niets weg tot iemand de alarmen heeft bekeken."
        if self.peil is Peil.GOED or self.sinds is None:
            return None
        return f"De getuigen hebben het log sinds {_told(self.sinds)} niet bevestigd."

    def to_json(self) -> dict[str, Any]:
        """The stand as one JSON object."""
        return {
            "peil": self.peil.value,
            "sinds": self.sinds,
            "wachtend": self.wachtend,
            "stilgelegd": self.stil,
            "waarschuwing": self.waarschuwing,
        }


class Getuigd:
    """Upgrades receipts and tells what may go on.

    Args:
        fetch: gives the bytes of a public file by path, or None when it is absent.
        store: holds receipts and checkpoints.
        policy: the pinned tlog-policy.
        clock: milliseconds since the epoch.
        termijnen: how long the witnesses may be behind.
    """

    def __init__(
        self,
        fetch: Callable[[str], bytes | None],
        store: Store,
        policy: TlogPolicy,
        clock: Callable[[], int],
        termijnen: Termijnen,
    ) -> None:
        self._fetch, self._store, self._policy, self._clock = fetch, store, policy, clock
        self._termijnen = termijnen
        self.needed = policy.quorum != NO_QUORUM

    def waits_for(self, categorie: str) -> bool:
        """Return whether a record of this category waits for the quorum."""
        return self.needed and categorie in WACHT_OP_QUORUM

    def upgrade(self) -> int:
        """Upgrade every kept receipt that the witnesses cover by now; return how many.

        Raises:
            VerificationError: the log contradicts itself, or publishes as witnessed what is not.
            UnreachableError: a file could not be had.
        """
        return sum(self._upgrade(origin) for origin in self._store.shards()) if self.needed else 0

    def stand(self) -> Getuigenstand:
        """Return how things stand now; too long behind is an alarm, kept once for each time that it happens."""
        since = self._store.unwitnessed_since() if self.needed else None
        stil = bool(self._store.meta(STIL))
        peil = self._peil(since)
        found = Getuigenstand(peil, since, self._store.unwitnessed_count() if self.needed else 0, stil)
        if peil is not Peil.GOED:
            text = f"{found.waarschuwing} Er gaan geen nieuwe verstrekkingen weg."
            self._store.alarm(self._clock(), "getuigen-achter", text, {"sinds": since})
        return found

    def require_supply(self) -> None:
        """Return only when supplies may go.

        Raises:
            WitnessesBehindError: the witnesses are behind for longer than T1, or the log contradicted itself.
        """
        stand = self.stand()
        if stand.stil or stand.peil is not Peil.GOED:
            text = f"{stand.waarschuwing} Nieuwe verstrekkingen blijven in de outbox en gaan weg zodra het weer kan."
            raise WitnessesBehindError(text)

    def require_read(self) -> None:
        """Return only when records may be read.

        Raises:
            WitnessesBehindError: the witnesses are behind for longer than T2.
        """
        stand = self.stand()
        if stand.peil is Peil.TE_LANG:
            raise WitnessesBehindError(f"{stand.waarschuwing} Dat duurt te lang: ook lezen kan nu niet.")

    def lift(self) -> bool:
        """Let supplies go again after a person looked at the contradiction; the alarm stays. False: nothing to lift."""
        was = bool(self._store.meta(STIL))
        self._store.set_meta(STIL, "")
        return was

    def _peil(self, since: int | None) -> Peil:
        behind = 0 if since is None else self._clock() - since
        if behind >= self._termijnen.einde_ms:
            return Peil.TE_LANG
        return Peil.ACHTER if behind >= self._termijnen.stop_ms else Peil.GOED

    def _upgrade(self, origin: str) -> int:
        folder = f"/log/{origin.rpartition('/')[2]}/"
        self._note_head(origin, folder)
        data = self._fetch(f"{folder}getuigd")
        if data is None:
            return 0
        head, before = self._open(origin, data), self._store.witnessed(origin)
        if before is not None and head.size < before[0]:
            return 0  # an older file than was seen: nothing new
        reader = self._reader(head.size, folder)
        if before is not None:
            self._continues(reader, before, head, data)
        self._fits(origin, folder, reader, head, data)
        covered = [item for item in self._store.unwitnessed(origin) if item.index < head.size]
        renewed = [(item, self._renewed(reader, item, head, data)) for item in covered]
        with self._store.transaction():
            self._store.keep_witnessed(origin, head.size, head.root, data)
            self._store.end_seen(origin, head.size)
            for item, better in renewed:
                self._store.upgrade_receipt(item, better)
        return len(renewed)

    def _note_head(self, origin: str, folder: str) -> None:
        """Remember the newest published checkpoint: if no quorum comes to cover it, its time counts too."""
        data = self._fetch(f"{folder}checkpoint")
        try:
            signed, time = receipt.check_log(data or b"", self._policy)
        except (receipt.ReceiptError, note.NoteError):
            return  # `shards` makes an alarm of what is not as it should be
        if signed.checkpoint.origin == origin:
            self._store.keep_unwitnessed(origin, signed.checkpoint.size, min(time, self._clock() // 1000))

    def _reader(self, size: int, folder: str) -> tiles.TileReader:
        return tiles.TileReader(size, lambda *place: tile_of(self._fetch, folder, *place))

    def _fits(self, origin: str, folder: str, reader: tiles.TileReader, head: Checkpoint, data: bytes) -> None:
        """Hold every checkpoint that was seen, and the one that this gateway follows, against the witnessed one."""
        last = self._store.checkpoint(origin)
        for seen in [*self._store.seen(origin), *([last] if last else [])]:
            if seen[0] <= head.size:
                self._continues(reader, seen, head, data)
            elif seen is last and not continues(self._reader(last[0], folder), (head.size, head.root), _head(last[2])):
                self._conflict(ANDERS, {"eerder": _text(last[2]), "getuigd": _text(data)})

    def _open(self, origin: str, data: bytes) -> Checkpoint:
        try:
            signed, _ = receipt.check_log(data, self._policy)
        except (receipt.ReceiptError, note.NoteError) as error:
            signed, why = None, str(error)
        else:
            why = "het quorum ontbreekt of het is een ander log"
        good = signed is not None and signed.checkpoint.origin == origin
        if signed is None or not good or not self._policy.satisfied(s.key for s in signed.signed_by):
            text = f"Wat als bevestigd is gepubliceerd, is dat niet: {why}."
            self._store.alarm(self._clock(), "getuigd-ongeldig", text, {"getuigd": _text(data)})
            raise VerificationError("getuigd-ongeldig", text)
        return signed.checkpoint

    def _renewed(self, reader: tiles.TileReader, item: KeptReceipt, head: Checkpoint, data: bytes) -> dict[str, Any]:
        """Return the receipt of the same line in the witnessed tree, after checking that this tree continues its own."""
        own = tlog_proof.parse(item.receipt["bewijs"])
        mine, _ = receipt.check_log(own.checkpoint, self._policy)
        evidence = {"eerder": _text(own.checkpoint), "getuigd": _text(data), "bewijs": item.receipt}
        before = (mine.checkpoint.size, mine.checkpoint.root)
        if before[0] <= head.size and not continues(reader, before, head):
            self._conflict(ANDERS, evidence)
        proof = tlog_proof.TlogProof(item.index, tuple(reader.inclusion(item.index)), data).encode()
        better = {**item.receipt, "bewijs": proof, "staat": receipt.WITNESSED}
        try:
            receipt.verify(better, self._policy)
        except receipt.ReceiptError:
            self._conflict("Een eigen regel staat niet in het log dat de getuigen bevestigden.", evidence)
        return better

    def _continues(
        self, reader: tiles.TileReader, before: tuple[int, bytes, bytes], head: Checkpoint, data: bytes
    ) -> None:
        if not continues(reader, (before[0], before[1]), head):
            self._conflict(ANDERS, {"eerder": _text(before[2]), "getuigd": _text(data)})

    def _conflict(self, text: str, evidence: dict[str, Any]) -> NoReturn:
        with self._store.transaction():
            self._store.alarm(self._clock(), IN_STRIJD, text, evidence)
            self._store.set_meta(STIL, IN_STRIJD)
        raise VerificationError(IN_STRIJD, text)


def upgrade_if_reachable(getuigd: Getuigd) -> None:
    """Upgrade what can be; without the server everything stays as it was known."""
    try:
        getuigd.upgrade()
    except UnreachableError:
        return


def _head(data: bytes) -> Checkpoint:
    return checkpoint.parse(data)[0]


def _told(moment_ms: int) -> str:
    return datetime.fromtimestamp(moment_ms / 1000, tz=_AMSTERDAM).strftime("%d-%m-%Y %H:%M")


def _text(data: bytes) -> str:
    return data.decode(errors="replace")
