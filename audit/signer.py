# SPDX-License-Identifier: EUPL-1.2
"""The signing keys of the log: Ed25519 and ML-DSA-44 from one seed file, each shard under its own name.

Invariants:
- The seeds stand in a JSON file of mode 0600; they never show in a `repr`.
- Every checkpoint gets both signatures; the ML-DSA one states the time of signing in seconds.
- It signs what it is given: that nothing inconsistent is ever signed is the sequencer's duty.

Norm: c2sp.org/tlog-checkpoint, tlog-cosignature (type 0x06).
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA44PrivateKey

from audit.kluis import read_private, write_private
from audit.proof import checkpoint, jcs, note
from audit.values import STAM, LogError

if TYPE_CHECKING:
    from pathlib import Path


class LogSigner:
    """Both private keys of a log. `vkeys(origin)` are the public keys under the name of one shard."""

    def __init__(self, ed25519_seed: bytes, mldsa44_seed: bytes) -> None:
        if len(ed25519_seed) != 32 or len(mldsa44_seed) != 32 or ed25519_seed == mldsa44_seed:
            raise LogError("de sleutels van het log zijn twee verschillende zaden van 32 bytes")
        self._seeds = (ed25519_seed, mldsa44_seed)
        self._ed25519 = Ed25519PrivateKey.from_private_bytes(ed25519_seed)
        self._mldsa44 = MLDSA44PrivateKey.from_seed_bytes(mldsa44_seed)
        self._public = (
            self._ed25519.public_key().public_bytes_raw(),
            self._mldsa44.public_key().public_bytes_raw(),
        )

    @classmethod
    def generate(cls) -> LogSigner:
        """Return fresh keys."""
        return cls(os.urandom(32), os.urandom(32))

    @classmethod
    def read(cls, path: Path) -> LogSigner:
        """Read the seed file.

        Raises:
            LogError: missing, readable for others, or not a seed file.
        """
        try:
            value = jcs.decode(read_private(path))
            return cls(jcs.unb64(value["ed25519"]), jcs.unb64(value["ml-dsa-44"]))
        except (jcs.CanonicalError, KeyError, TypeError):
            raise LogError("geen geldig sleutelbestand van het log") from None

    def write(self, path: Path) -> None:
        """Write the seeds to a new file of mode 0600."""
        write_private(path, jcs.encode({"ed25519": jcs.b64(self._seeds[0]), "ml-dsa-44": jcs.b64(self._seeds[1])}))

    def vkeys(self, origin: str) -> tuple[note.VKey, note.VKey]:
        """Return the Ed25519 and the ML-DSA-44 key under this origin."""
        return (
            note.VKey(origin, note.ED25519, self._public[0]),
            note.VKey(origin, note.MLDSA44_COSIGNATURE, self._public[1]),
        )

    def sign(self, head: checkpoint.Checkpoint, now: int) -> bytes:
        """Return the signed note over a head; `now` is integer milliseconds since the epoch."""
        time = now // 1000
        classic, quantum = self.vkeys(head.origin)
        text = head.text()
        message = checkpoint.mldsa44_message(quantum.name, time, head)
        lines = (
            note.NoteSignature(classic.name, classic.key_id, self._ed25519.sign(text.encode())),
            note.NoteSignature(quantum.name, quantum.key_id, time.to_bytes(8, "big") + self._mldsa44.sign(message)),
        )
        return note.Note(text, lines).encode()


def origin_of(prefix: str, shard: str) -> str:
    """Return the origin of a shard: its name behind the prefix of the log."""
    return f"{prefix}/{shard}"


def policy_text(signer: LogSigner, prefix: str) -> str:
    """Return a tlog-policy without witnesses that trusts this log; partners pin it in their ceremony."""
    lines = [f"log {key}\n" for key in signer.vkeys(origin_of(prefix, STAM))]
    return "# Het log van Knooppunt; shards tekenen met dezelfde sleutels onder hun eigen naam.\n" + "".join(
        [*lines, "quorum none\n"]
    )
