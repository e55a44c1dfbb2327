# SPDX-License-Identifier: EUPL-1.2
"""Checkpoints: the signed head of a log, and what each kind of signature under it covers.

Invariants:
- The text is `origin LF size LF base64(root) LF`, without extension lines: the ML-DSA form would not sign those.
- A log signs with Ed25519 (0x01) and ML-DSA-44 (0x06), both under the origin as name; the latter states the time of
  signing in seconds, never 0.
- A witness signs with 0x04 or 0x06, stating its time.

Norm: c2sp.org/tlog-checkpoint v1.0.0, tlog-cosignature v1.1.0-rc.1. Whether the tree grows honestly is `audit.proof.tree`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA44PublicKey

from audit.proof import jcs, note
from audit.proof.tree import EMPTY_ROOT, HASH_SIZE

if TYPE_CHECKING:
    from collections.abc import Iterable

_LABEL = b"subtree/v1\n\0"
MAX_SIZE = 2**63 - 1


class CheckpointError(note.NoteError):
    """The text of a note is not a checkpoint."""


class EmptyTreeError(CheckpointError):
    """A tree without leaves with another root than the empty one: of the form, and impossible."""


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The head of a log: its name, its number of leaves, its root."""

    origin: str
    size: int
    root: bytes

    def text(self) -> str:
        """Return the text that is signed."""
        return f"{self.origin}\n{self.size}\n{jcs.b64(self.root)}\n"

    def to_json(self) -> dict[str, object]:
        """Return origin, size and base64 root."""
        return {"origin": self.origin, "size": self.size, "root": jcs.b64(self.root)}


@dataclass(frozen=True, slots=True)
class SignedCheckpoint:
    """A checkpoint with the note it came in and who signed it, all verified."""

    checkpoint: Checkpoint
    whole: note.Note
    signed_by: tuple[note.SignedBy, ...]

    def time(self, kind: int = note.MLDSA44_COSIGNATURE) -> int | None:
        """Return the time of signing that the log's own signature of this kind states, in seconds."""
        own = [s for s in self.signed_by if s.key.name == self.checkpoint.origin and s.key.type == kind]
        return own[0].time if own else None


def parse_text(text: str) -> Checkpoint:
    """Return the checkpoint of a note's text.

    Raises:
        CheckpointError: another form, extension lines, or a size that is not in its one form.
    """
    lines = text.split("\n")
    if len(lines) != 4 or lines[3] or not lines[0]:
        raise CheckpointError("geen geldig checkpoint")
    origin, size, root = lines[:3]
    if not (size.isascii() and size.isdigit()) or (size != "0" and size[0] == "0") or len(size) > 19:
        raise CheckpointError("geen geldige omvang in het checkpoint")
    try:
        decoded = jcs.unb64(root)
    except jcs.CanonicalError:
        raise CheckpointError("geen geldige wortel in het checkpoint") from None
    number = int(size)
    if len(decoded) != HASH_SIZE or number > MAX_SIZE:
        raise CheckpointError("geen geldige wortel in het checkpoint")
    if number == 0 and decoded != EMPTY_ROOT:
        raise EmptyTreeError("een leeg log met een wortel die niet leeg is")
    return Checkpoint(origin, number, decoded)


def parse(data: bytes) -> tuple[Checkpoint, note.Note]:
    """Return checkpoint and note without verifying any signature."""
    parsed = note.parse(data)
    return parse_text(parsed.text), parsed


def open_signed(data: bytes, keys: Iterable[note.VKey]) -> SignedCheckpoint:
    """Return the checkpoint with everyone of `keys` who signed it.

    Raises:
        NoteError: not a checkpoint, no known signature, or a known key with a bad one.
    """
    checkpoint, parsed = parse(data)
    return SignedCheckpoint(checkpoint, parsed, note.verify(parsed, keys, check_signature))


def check_signature(key: note.VKey, text: str, signature: bytes) -> int | None:
    """Check one signature line over a checkpoint; return the time it states.

    Raises:
        NoteError: a bad signature, or a form that does not belong to the key.
    """
    if key.type == note.ED25519:
        return note.check_ed25519(key, text, signature)
    if len(signature) < 8:
        raise note.NoteError("een handtekening klopt niet")
    time = int.from_bytes(signature[:8], "big")
    if not 0 < time <= MAX_SIZE:
        raise note.NoteError("een medeondertekening zonder geldige tijd")
    if key.type == note.ED25519_COSIGNATURE:
        note.verify_ed25519(key.public, ed25519_message(text, time), signature[8:])
    else:
        _verify_mldsa44(key, mldsa44_message(key.name, time, parse_text(text)), signature[8:])
    return time


def ed25519_message(text: str, time: int) -> bytes:
    """Return what an Ed25519 cosignature (0x04) covers."""
    return f"cosignature/v1\ntime {time}\n{text}".encode()


def mldsa44_message(name: str, time: int, checkpoint: Checkpoint) -> bytes:
    """Return what an ML-DSA-44 cosignature (0x06) over a whole checkpoint covers."""
    return b"".join(
        (
            _LABEL,
            _vector(name),
            time.to_bytes(8, "big"),
            _vector(checkpoint.origin),
            (0).to_bytes(8, "big"),
            checkpoint.size.to_bytes(8, "big"),
            checkpoint.root,
        )
    )


def _vector(text: str) -> bytes:
    data = text.encode()
    if not 1 <= len(data) <= 255:
        raise note.NoteError("naam te lang voor een medeondertekening")
    return bytes([len(data)]) + data


def _verify_mldsa44(key: note.VKey, message: bytes, signature: bytes) -> None:
    try:
        MLDSA44PublicKey.from_public_bytes(key.public).verify(signature, message)
    except (InvalidSignature, ValueError):
        raise note.NoteError("een handtekening klopt niet") from None
