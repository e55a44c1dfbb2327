# SPDX-License-Identifier: EUPL-1.2
"""Following the act shards of which this gateway holds receipts: their newest checkpoint continues the one it knows.

Invariants:
- Of each log that gave a receipt the newest published checkpoint is fetched, its two signatures are checked, and the
  consistency proof from the last one kept is rebuilt from the published tiles and verified.
- A smaller or another tree is an alarm with both checkpoints saved; the kept one stays.

The stamlog is followed over its entries (`stamlog`); here only hashes are seen, as the leaves are blind.
Norm: RFC 6962 section 2.1.2; c2sp.org/tlog-tiles.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NoReturn

from adapters.gateway.errors import UnreachableError, VerificationError
from audit.proof import checkpoint, note, receipt, tiles, tree

if TYPE_CHECKING:
    from collections.abc import Callable

    from adapters.gateway.store import Store
    from audit.proof.tlog_policy import TlogPolicy


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
        origins = [o for o in self._store.origins() if o.rpartition("/")[2] != receipt.STAM]
        return {origin: self._follow(origin) for origin in origins}

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
        try:
            reader = tiles.TileReader(head.size, lambda *place: tile_of(self._fetch, folder, *place))
            proof = reader.consistency(last[0]) if head.size > last[0] else []
            tree.verify_consistency(last[0], head.size, last[1], head.root, proof)
        except (tree.ProofError, tiles.TileError):
            self._alarm("log-gesplitst", "Een log heeft een andere geschiedenis dan eerder.", last[2], data)
        self._store.keep_checkpoint(origin, head.size, head.root, data)
        self._store.keep_unwitnessed(origin, head.size, time)
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
