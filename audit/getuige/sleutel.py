# SPDX-License-Identifier: EUPL-1.2
"""The signing keys of a witness: ML-DSA-44 and Ed25519 from one seed file, each with its own cosigner name.

Invariants:
- The seeds stand in a JSON file of mode 0600; they never show in a `repr`.
- The ML-DSA key is what quorums count. The Ed25519 key stands beside it for readers that know no ML-DSA; its name ends in
  `/ed25519`, because that form does not commit to the name of the cosigner.
- It cosigns what it is given: that nothing inconsistent is ever signed is the witness's duty.

Norm: c2sp.org/tlog-cosignature (types 0x04 and 0x06). A time is in whole seconds and never 0.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA44PrivateKey

from audit.privaat import read_private, write_private
from audit.proof import checkpoint, jcs, note
from audit.values import LogError

if TYPE_CHECKING:
    from pathlib import Path

CLASSIC = "/ed25519"


class WitnessKey:
    """Both private keys of one witness.

    Args:
        naam: name of the cosigner, such as `getuige.example/politie`.
        ed25519_seed: 32 bytes.
        mldsa44_seed: 32 other bytes.
    """

    def __init__(self, naam: str, ed25519_seed: bytes, mldsa44_seed: bytes) -> None:
        note.check_name(naam)
        if len(ed25519_seed) != 32 or len(mldsa44_seed) != 32 or ed25519_seed == mldsa44_seed:
            raise LogError("de sleutels van een getuige zijn twee verschillende zaden van 32 bytes")
        self.naam = naam
        self._seeds = (ed25519_seed, mldsa44_seed)
        self._ed25519 = Ed25519PrivateKey.from_private_bytes(ed25519_seed)
        self._mldsa44 = MLDSA44PrivateKey.from_seed_bytes(mldsa44_seed)

    @classmethod
    def generate(cls, naam: str) -> WitnessKey:
        """Return fresh keys."""
        return cls(naam, os.urandom(32), os.urandom(32))

    @classmethod
    def read(cls, path: Path) -> WitnessKey:
        """Read the seed file.

        Raises:
            LogError: missing, readable for others, or not a seed file.
        """
        try:
            value = jcs.decode(read_private(path))
            return cls(value["naam"], jcs.unb64(value["ed25519"]), jcs.unb64(value["ml-dsa-44"]))
        except (jcs.CanonicalError, note.NoteError, KeyError, TypeError):
            raise LogError("geen geldig sleutelbestand van een getuige") from None

    def write(self, path: Path) -> None:
        """Write the seeds to a new file of mode 0600."""
        values = {"naam": self.naam, "ed25519": jcs.b64(self._seeds[0]), "ml-dsa-44": jcs.b64(self._seeds[1])}
        write_private(path, jcs.encode(values))

    @property
    def vkey(self) -> note.VKey:
        """The ML-DSA-44 key, the one that a quorum counts."""
        return note.VKey(self.naam, note.MLDSA44_COSIGNATURE, self._mldsa44.public_key().public_bytes_raw())

    @property
    def classic(self) -> note.VKey:
        """The Ed25519 key beside it."""
        public = self._ed25519.public_key().public_bytes_raw()
        return note.VKey(self.naam + CLASSIC, note.ED25519_COSIGNATURE, public)

    def cosign(self, head: checkpoint.Checkpoint, time: int) -> tuple[note.NoteSignature, note.NoteSignature]:
        """Return the ML-DSA-44 and the Ed25519 cosignature over a head; `time` in seconds since the epoch.

        Raises:
            LogError: a time that no cosignature may state.
        """
        if not 0 < time <= checkpoint.MAX_SIZE:
            raise LogError("een getuige tekent niet zonder geldige tijd")
        stamp, quantum, classic = time.to_bytes(8, "big"), self.vkey, self.classic
        pq = self._mldsa44.sign(checkpoint.mldsa44_message(quantum.name, time, head))
        ed = self._ed25519.sign(checkpoint.ed25519_message(head.text(), time))
        return (
            note.NoteSignature(quantum.name, quantum.key_id, stamp + pq),
            note.NoteSignature(classic.name, classic.key_id, stamp + ed),
        )


def add(data: bytes, lines: tuple[note.NoteSignature, ...]) -> bytes:
    """Return a note with these signature lines behind those it has; what is there already is not added twice.

    Raises:
        NoteError: `data` is no note.
    """
    parsed = note.parse(data)
    have = {(line.name, line.key_id) for line in parsed.signatures}
    new = tuple(line for line in lines if (line.name, line.key_id) not in have)
    return note.Note(parsed.text, parsed.signatures + new).encode()
