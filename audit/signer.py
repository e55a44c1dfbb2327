# SPDX-License-Identifier: EUPL-1.2
"""The signing keys of the log: Ed25519 and ML-DSA-44 from one seed file, each shard under its own name.

Invariants:
- The seeds stand in a JSON file of mode 0600; they never show in a `repr`.
- Every checkpoint gets both signatures; the ML-DSA one states the time of signing in seconds. While keys are replaced it
  gets those of the old and of the new pair; then the old one stops, and its public keys stay known.
- It signs what it is given: that nothing inconsistent is ever signed is the sequencer's duty.

Norm: c2sp.org/tlog-checkpoint, tlog-cosignature (type 0x06).
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA44PrivateKey

from audit.privaat import read_private, write_private
from audit.proof import checkpoint, jcs, note
from audit.values import STAM, LogError

if TYPE_CHECKING:
    from pathlib import Path


class _Pair:
    """One Ed25519 and one ML-DSA-44 key that sign together."""

    def __init__(self, ed25519_seed: bytes, mldsa44_seed: bytes) -> None:
        if len(ed25519_seed) != 32 or len(mldsa44_seed) != 32 or ed25519_seed == mldsa44_seed:
            raise LogError("de sleutels van het log zijn twee verschillende zaden van 32 bytes")
        self.seeds = (ed25519_seed, mldsa44_seed)
        self.ed25519 = Ed25519PrivateKey.from_private_bytes(ed25519_seed)
        self.mldsa44 = MLDSA44PrivateKey.from_seed_bytes(mldsa44_seed)
        self.public = (self.ed25519.public_key().public_bytes_raw(), self.mldsa44.public_key().public_bytes_raw())

    def sign(self, head: checkpoint.Checkpoint, time: int) -> tuple[note.NoteSignature, note.NoteSignature]:
        classic, quantum = _vkeys(head.origin, self.public)
        message = checkpoint.mldsa44_message(quantum.name, time, head)
        return (
            note.NoteSignature(classic.name, classic.key_id, self.ed25519.sign(head.text().encode())),
            note.NoteSignature(quantum.name, quantum.key_id, time.to_bytes(8, "big") + self.mldsa44.sign(message)),
        )


class LogSigner:
    """The private keys of a log: one pair, or during an overlap two. `vkeys(origin)` is the newest pair under a shard's name.

    Args:
        ed25519_seed: 32 bytes.
        mldsa44_seed: 32 other bytes.
    """

    def __init__(self, ed25519_seed: bytes, mldsa44_seed: bytes) -> None:
        self._pairs: tuple[_Pair, ...] = (_Pair(ed25519_seed, mldsa44_seed),)
        self._former: tuple[tuple[bytes, bytes], ...] = ()

    @classmethod
    def generate(cls) -> LogSigner:
        """Return fresh keys."""
        return cls(os.urandom(32), os.urandom(32))

    @classmethod
    def read(cls, path: Path) -> LogSigner:
        """Read the seed file: of one pair as it always was, or of pairs with the public keys that stopped signing.

        Raises:
            LogError: missing, readable for others, or not a seed file.
        """
        try:
            value = jcs.decode(read_private(path))
            pairs = [_unpacked(item) for item in value.get("paren", [value])]
            former = [_unpacked(item) for item in value.get("oud", ())]
            signer = cls(*pairs[0])
            signer._pairs = tuple(_Pair(*pair) for pair in pairs)
            signer._former = tuple(former)
        except (jcs.CanonicalError, KeyError, TypeError, IndexError, AttributeError):
            raise LogError("geen geldig sleutelbestand van het log") from None
        return signer

    def write(self, path: Path) -> None:
        """Write the seeds to a new file of mode 0600."""
        if len(self._pairs) == 1 and not self._former:
            write_private(path, jcs.encode(_packed(self._pairs[0].seeds)))
            return
        pairs, former = [_packed(pair.seeds) for pair in self._pairs], [_packed(keys) for keys in self._former]
        write_private(path, jcs.encode({"paren": pairs, "oud": former}))

    @property
    def overlapping(self) -> bool:
        """Whether an older pair still signs beside the newest."""
        return len(self._pairs) > 1

    def joined_by(self, newer: LogSigner) -> LogSigner:
        """Return a signer that signs with these pairs and a newer one.

        Raises:
            LogError: an overlap goes on already, or a key is not new.
        """
        if self.overlapping or newer.overlapping:
            raise LogError("er loopt al een overgang naar een nieuwe logsleutel")
        known = {key for pair in (*self._former, *(p.public for p in self._pairs)) for key in pair}
        if known & set(newer._pairs[0].public):
            raise LogError("een logsleutel wordt een keer gebruikt")
        return self._with((*self._pairs, *newer._pairs), self._former)

    def without_oldest(self) -> LogSigner:
        """Return a signer in which the older pair stopped signing; its public keys stay known.

        Raises:
            LogError: there is no older pair.
        """
        if not self.overlapping:
            raise LogError("er loopt geen overgang naar een nieuwe logsleutel")
        return self._with(self._pairs[1:], (*self._former, self._pairs[0].public))

    def vkeys(self, origin: str) -> tuple[note.VKey, note.VKey]:
        """Return the Ed25519 and the ML-DSA-44 key of the newest pair under this origin."""
        return _vkeys(origin, self._pairs[-1].public)

    def oldest_vkeys(self, origin: str) -> tuple[note.VKey, note.VKey]:
        """Return the keys of the oldest pair that signs under this origin."""
        return _vkeys(origin, self._pairs[0].public)

    def all_vkeys(self, origin: str) -> tuple[tuple[note.VKey, note.VKey], ...]:
        """Return every pair that signs or ever signed under this origin, oldest first."""
        return tuple(_vkeys(origin, public) for public in (*self._former, *(pair.public for pair in self._pairs)))

    def sign(self, head: checkpoint.Checkpoint, now: int) -> bytes:
        """Return the signed note over a head; `now` is integer milliseconds since the epoch."""
        lines = [line for pair in self._pairs for line in pair.sign(head, now // 1000)]
        return note.Note(head.text(), tuple(lines)).encode()

    def _with(self, pairs: tuple[_Pair, ...], former: tuple[tuple[bytes, bytes], ...]) -> LogSigner:
        made = LogSigner(*pairs[0].seeds)
        made._pairs, made._former = pairs, former
        return made


def _vkeys(origin: str, public: tuple[bytes, bytes]) -> tuple[note.VKey, note.VKey]:
    return (
        note.VKey(origin, note.ED25519, public[0]),
        note.VKey(origin, note.MLDSA44_COSIGNATURE, public[1]),
    )


def _packed(keys: tuple[bytes, bytes]) -> dict[str, str]:
    return {"ed25519": jcs.b64(keys[0]), "ml-dsa-44": jcs.b64(keys[1])}


def _unpacked(value: Any) -> tuple[bytes, bytes]:
    return jcs.unb64(value["ed25519"]), jcs.unb64(value["ml-dsa-44"])


def origin_of(prefix: str, shard: str) -> str:
    """Return the origin of a shard: its name behind the prefix of the log."""
    return f"{prefix}/{shard}"


def policy_text(signer: LogSigner, prefix: str) -> str:
    """Return a tlog-policy without witnesses that trusts this log; partners pin it in their ceremony."""
    lines = [f"log {key}\n" for key in signer.vkeys(origin_of(prefix, STAM))]
    return "# Het log van Knooppunt; shards tekenen met dezelfde sleutels onder hun eigen naam.\n" + "".join(
        [*lines, "quorum none\n"]
    )
