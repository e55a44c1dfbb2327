# SPDX-License-Identifier: EUPL-1.2
"""Following the act shards of which this gateway holds receipts: their newest checkpoint continues the one it knows.

Invariants:
- Of each log that gave a receipt the newest published checkpoint is fetched, its two signatures are checked, and the
  consistency proof from the last one kept is rebuilt from the published tiles and verified.
- The checkpoints under receipts (`receipts`) must be part of that same tree.
- A smaller or another tree is an alarm with both checkpoints saved; the kept one stays. After another history no supplies go
  until a person lifts it.
- A shard counts only when the stamlog opened it: else a line could stand in a log that nobody else knows of.

The stamlog is followed over its entries (`stamlog`); here only hashes are seen, as the leaves are blind.
Norm: RFC 6962 section 2.1.2; c2sp.org/tlog-tiles.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NoReturn

from adapters.gateway.errors import UnreachableError, VerificationError
from audit.proof import checkpoint, jcs, note, receipt, tiles, tree

if TYPE_CHECKING:
    from collections.abc import Callable

    from adapters.gateway.store import Store
    from audit.proof.tlog_policy import TlogPolicy

STIL: Final = "stilgelegd"
GESPLITST: Final = "log-gesplitst"
_OPENED: Final = "shard-geopend"


class Shards:
    """The act shards as this gateway has seen them.

    Args:
        fetch: gives the bytes of a public file by path, or None when it is absent.
        store: holds the last checkpoint per log.
        policy: the pinned tlog-policy.
        clock: milliseconds since the epoch.
    """

    def __init__(
        self,
        fetch: Callable[[str], bytes | None],
        store: Store,
        policy: TlogPolicy,
        clock: Callable[[], int],
    ) -> None:
        self._fetch, self._store, self._policy, self._clock = fetch, store, policy, clock

    def check(self) -> dict[str, int]:
        """Follow every known shard and return its size now, by origin.

        Raises:
            VerificationError: `log-gesplitst` or `log-teruggedraaid`, or a checkpoint that is not signed as it should be.
            UnreachableError: a checkpoint or tile could not be had.
        """
        origins = [origin for origin in self._store.origins() if not _is_stam(origin)]
        return {origin: self._follow(origin) for origin in origins}

    def require_opened(self) -> None:
        """Return only when the stamlog, as far as it is kept here, opened every log of which something was seen.

        Only right after the stamlog was brought up to date: a shard is opened with its first line.

        Raises:
            VerificationError: `shard-onbekend`.
        """
        entries = [jcs.decode(entry) for entry in self._store.stam_entries()]
        opened = {str(e.get("origin")) for e in entries if isinstance(e, dict) and e.get("soort") == _OPENED}
        unknown = [origin for origin in self._store.shards() if origin not in opened and not _is_stam(origin)]
        if unknown:
            text = "Er is een bewijs uit een log dat de stamlog niet heeft geopend."
            self._store.alarm(self._clock(), "shard-onbekend", text, {"logs": unknown})
            raise VerificationError("shard-onbekend", text)

    def _follow(self, origin: str) -> int:
        folder = f"/log/{origin.rpartition('/')[2]}/"
        last = self._store.checkpoint(origin)
        assert last is not None
        data = self._read(f"{folder}checkpoint")
        try:
            signed, time = receipt.check_log(data, self._policy)
        except (receipt.ReceiptError, note.NoteError) as error:
            raise VerificationError("log-handtekening", f"Een checkpoint is niet goed ondertekend: {error}.") from None
        head = signed.checkpoint
        if head.origin != origin or head.size < last[0]:
            self._alarm("log-teruggedraaid", "Een log is korter dan eerder, of een ander.", last[2], data)
        reader = tiles.TileReader(head.size, lambda *place: tile_of(self._fetch, folder, *place))
        for size, root, before in [last, *self._store.seen(origin)]:
            if size > head.size:
                self._alarm("log-teruggedraaid", "Een log is korter dan bij een eerder bewijs.", before, data)
            if not continues(reader, (size, root), head):
                text = "Een log heeft een andere geschiedenis dan eerder."
                split(self._store, self._clock(), text, before, data)
        with self._store.transaction():
            self._store.keep_checkpoint(origin, head.size, head.root, data)
            self._store.end_seen(origin, head.size)
            self._store.keep_unwitnessed(origin, head.size, min(time, self._clock() // 1000))
        return head.size

    def _read(self, path: str) -> bytes:
        data = self._fetch(path)
        if data is None:
            raise UnreachableError("Een log heeft nu geen checkpoint.")
        return data

    def _alarm(self, reason: str, text: str, old: bytes, new: bytes) -> NoReturn:
        both = {"eerder": old.decode(errors="replace"), "nu": new.decode(errors="replace")}
        self._store.alarm(self._clock(), reason, text, both)
        raise VerificationError(reason, text)


def continues(reader: tiles.TileReader, before: tuple[int, bytes], head: checkpoint.Checkpoint) -> bool:
    """Return whether the tree of `head`, read from its tiles, continues an equal or smaller one (size and root)."""
    size, root = before
    try:
        proof = reader.consistency(size) if 0 < size < head.size else []
        tree.verify_consistency(size, head.size, root, head.root, proof)
    except (tree.ProofError, tiles.TileError):
        return False
    return True


def split(store: Store, now: int, text: str, old: bytes, new: bytes) -> NoReturn:
    """Keep two signed checkpoints that cannot both be true, and let no supply go until a person looked.

    Raises:
        VerificationError: always.
    """
    both = {"eerder": old.decode(errors="replace"), "nu": new.decode(errors="replace")}
    with store.transaction():
        store.alarm(now, GESPLITST, text, both)
        store.set_meta(STIL, GESPLITST)
    raise VerificationError(GESPLITST, text)


def _is_stam(origin: str) -> bool:
    return origin.rpartition("/")[2] == receipt.STAM


def tile_of(fetch: Callable[[str], bytes | None], folder: str, level: int, number: int, width: int) -> bytes:
    """Return a tile of a tree: of its own width, or the beginning of a wider one that took its place.

    Only the widths of published sizes are files; a witnessed size may lie between two of those.

    Raises:
        UnreachableError: it is not there now.
    """
    data = fetch(folder + tiles.tile_path(level, number, width))
    if data is None and width < tiles.WIDTH:
        data = fetch(folder + tiles.tile_path(level, number)) or _newest_tile(fetch, folder, level, number)
    if data is None or len(data) < width * tree.HASH_SIZE:
        raise UnreachableError("Een tegel van het log is er nu niet.")
    return data[: width * tree.HASH_SIZE]


def _newest_tile(fetch: Callable[[str], bytes | None], folder: str, level: int, number: int) -> bytes | None:
    """Return the tile as wide as the newest published checkpoint has it. Nothing is believed of it here: proofs are."""
    data = fetch(f"{folder}checkpoint")
    try:
        width = tiles.tile_width(checkpoint.parse(data)[0].size, level, number) if data else 0
    except note.NoteError:
        return None
    return fetch(folder + tiles.tile_path(level, number, width)) if width else None
