# SPDX-License-Identifier: EUPL-1.2
"""Following the stamlog: every key, release and mode this gateway trusts comes from entries checked here.

Invariants:
- A checkpoint counts only with both signatures (Ed25519 and ML-DSA-44) of the log in the pinned tlog-policy.
- The root is recomputed over *all* entries, the kept ones first: so every checkpoint taken is consistent with the last one,
  and the operator can neither take back nor change what this gateway has seen.
- A smaller tree (`stamlog-teruggedraaid`) or another history (`stamlog-gesplitst`) is an alarm with both checkpoints saved,
  and nothing of the new state is used.

Norm: c2sp.org/tlog-checkpoint, tlog-tiles; RFC 6962 section 2.1. What the entries mean is for `core.keychain`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NoReturn

from adapters.gateway.errors import UnreachableError, VerificationError
from adapters.gateway.vervolg import seen_before
from audit.proof import note, receipt, tiles, tree
from core.keychain.vervolg import problems

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from adapters.gateway.store import Store
    from audit.proof.checkpoint import SignedCheckpoint
    from audit.proof.tlog_policy import TlogPolicy

FOLDER = "/log/stam/"


class StamLog:
    """The stamlog as this gateway has seen it.

    Args:
        fetch: gives the bytes of a public file by path, or None when it is absent.
        store: where entries and the last checkpoint are kept.
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
        self._origin = stam_origin(policy)

    def update(self) -> list[bytes]:
        """Fetch what is new, prove that it continues what is kept, keep it, and return all entries.

        Raises:
            VerificationError: the log shows another history, or is not signed as the policy asks.
            UnreachableError: no checkpoint or bundle could be had.
        """
        data = self._fetch(f"{FOLDER}checkpoint")
        if data is None:
            raise UnreachableError("De stamlog heeft nu geen checkpoint.")
        signed = self._open(data)
        head, known = signed.checkpoint, self._kept()
        last = self._store.checkpoint(self._origin)
        if last is not None and head.size < last[0]:
            self._alarm("stamlog-teruggedraaid", "De stamlog is korter dan bij het vorige bezoek.", last[2], data)
        fresh = self._entries(len(known), head.size)
        if _root([*known, *fresh]) != head.root:
            self._explain(known, head.size, head.root, data)
        self._check_continues([*known, *fresh], data)
        with self._store.transaction():
            self._store.keep_stam(len(known), fresh)
            self._store.keep_checkpoint(self._origin, head.size, head.root, data)
        return [*known, *fresh]

    def _check_continues(self, entries: Sequence[bytes], data: bytes) -> None:
        """Hold a log that took another's place against what was seen of that one; an alarm, and nothing of it is used."""
        seen = seen_before(self._store)
        wrong = problems(entries, seen) if seen else []
        if wrong:
            said = {"nu": data.decode(errors="replace"), "gezien": {name: size for name, (size, _) in seen.items()}}
            self._store.alarm(self._clock(), "log-vervolg", " ".join(wrong), said)
            raise VerificationError("log-vervolg", " ".join(wrong))

    def _open(self, data: bytes) -> SignedCheckpoint:
        try:
            signed, _ = receipt.check_log(data, self._policy)
        except (receipt.ReceiptError, note.NoteError) as error:
            text = f"Het checkpoint van de stamlog draagt niet de juiste handtekeningen: {error}."
            raise VerificationError("stamlog-handtekening", text) from None
        if signed.checkpoint.origin != self._origin:
            raise VerificationError("stamlog-ander-log", "Dit is het checkpoint van een ander log.")
        return signed

    def _kept(self) -> list[bytes]:
        known, last = self._store.stam_entries(), self._store.checkpoint(self._origin)
        size, root = (last[0], last[1]) if last else (0, tree.EMPTY_ROOT)
        if len(known) != size or _root(known) != root:
            raise VerificationError("stamlog-eigen-kopie", "De eigen kopie van de stamlog is beschadigd.")
        return known

    def _entries(self, first: int, size: int) -> list[bytes]:
        found: list[bytes] = []
        for number in range(first // tiles.WIDTH, -(-size // tiles.WIDTH)):
            found += self._bundle(number, tiles.tile_width(size, 0, number))[max(0, first - number * tiles.WIDTH) :]
        return found

    def _bundle(self, number: int, width: int) -> list[bytes]:
        for shown in dict.fromkeys((width, tiles.WIDTH)):  # a partial bundle may be gone once the full one is there
            data = self._fetch(FOLDER + tiles.bundle_path(number, shown))
            if data is not None:
                break
        else:
            raise UnreachableError("Een bundel van de stamlog is er nu niet.")
        try:
            entries = tiles.decode_bundle(data)
        except tiles.TileError:
            entries = []
        if len(entries) < width:
            raise VerificationError("stamlog-bundel", "Een bundel van de stamlog is niet heel.")
        return entries[:width]

    def _explain(self, known: Sequence[bytes], size: int, root: bytes, data: bytes) -> NoReturn:
        """Find out which of two things is wrong: another history, or files that do not fit their own checkpoint."""
        last = self._store.checkpoint(self._origin)
        whole = self._entries(0, size)
        if last is not None and (_root(whole) == root or whole[: len(known)] != list(known)):
            text = "De stamlog heeft een andere geschiedenis dan deze gateway eerder zag."
            self._alarm("stamlog-gesplitst", text, last[2], data)
        raise VerificationError("stamlog-klopt-niet", "De regels van de stamlog horen niet bij zijn checkpoint.")

    def _alarm(self, reason: str, text: str, old: bytes, new: bytes) -> NoReturn:
        checkpoints = {"eerder": old.decode(errors="replace"), "nu": new.decode(errors="replace")}
        self._store.alarm(self._clock(), reason, text, checkpoints)
        raise VerificationError(reason, text)


def stam_origin(policy: TlogPolicy) -> str:
    """Return the origin of the stamlog that the policy lists.

    Raises:
        VerificationError: the policy lists none, or more than one.
    """
    origins = {key.name for key in policy.logs if key.name.rpartition("/")[2] == receipt.STAM}
    if len(origins) != 1:
        raise VerificationError("tlog-policy", "De vastgezette tlog-policy noemt niet precies één stamlog.")
    return origins.pop()


def _root(entries: Sequence[bytes]) -> bytes:
    return tree.root_of([tree.hash_leaf(entry) for entry in entries])
