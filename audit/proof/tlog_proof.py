# SPDX-License-Identifier: EUPL-1.2
"""The text of an offline proof: index, inclusion proof and the checkpoint with its signatures.

Invariants:
- `encode` and `parse` are each other's inverse, byte for byte; the checkpoint is carried verbatim.
- `extra` is not authenticated: nobody in this project reads meaning from it.

Norm: c2sp.org/tlog-proof@v1 (2026-06). Which keys to trust stands in `audit.proof.tlog_policy`.
"""

from __future__ import annotations

from dataclasses import dataclass

from audit.proof import checkpoint as checkpoints
from audit.proof import jcs, note, tree

_MAGIC = "c2sp.org/tlog-proof@v1"
MAX_HASHES = 64


class TlogProofError(ValueError):
    """Not a tlog-proof."""


@dataclass(frozen=True, slots=True)
class TlogProof:
    """An index, its inclusion proof (leaf to root) and the bytes of the checkpoint."""

    index: int
    hashes: tuple[bytes, ...]
    checkpoint: bytes
    extra: bytes | None = None

    def encode(self) -> str:
        """Return the text of the proof."""
        lines = [_MAGIC]
        if self.extra is not None:
            lines.append(f"extra {jcs.b64(self.extra)}")
        lines.append(f"index {self.index}")
        lines += [jcs.b64(item) for item in self.hashes]
        return "\n".join(lines) + "\n\n" + self.checkpoint.decode()

    def check(self, leaf_hash: bytes) -> checkpoints.Checkpoint:
        """Check that the leaf is in the tree of the checkpoint, whose signatures are NOT looked at here.

        Raises:
            ProofError: the proof does not lead to the root.
            NoteError: what should be the checkpoint is none.
        """
        head, _ = checkpoints.parse(self.checkpoint)
        tree.verify_inclusion(self.index, head.size, leaf_hash, self.hashes, head.root)
        return head


def parse(text: str) -> TlogProof:
    """Return the proof of a text.

    Raises:
        TlogProofError: anything that is not exactly of the form.
    """
    head, empty, tail = text.partition("\n\n")
    lines = head.split("\n")
    if not empty or lines.pop(0) != _MAGIC:
        raise TlogProofError("geen tlog-proof")
    extra = None
    if lines and lines[0].startswith("extra "):
        extra = _unb64(lines.pop(0).removeprefix("extra "))
    if not lines or not lines[0].startswith("index "):
        raise TlogProofError("de tlog-proof noemt geen index")
    index = _number(lines.pop(0).removeprefix("index "))
    hashes = tuple(_unb64(line) for line in lines)
    if len(hashes) > MAX_HASHES or any(len(item) != tree.HASH_SIZE for item in hashes):
        raise TlogProofError("ongeldige hash in de tlog-proof")
    try:
        data = tail.encode()
        checkpoints.parse(data)
    except (note.NoteError, UnicodeEncodeError):
        raise TlogProofError("geen geldig checkpoint in de tlog-proof") from None
    return TlogProof(index, hashes, data, extra)


def _number(text: str) -> int:
    if not (text.isascii() and text.isdigit()) or len(text) > 19 or (text != "0" and text[0] == "0"):
        raise TlogProofError("ongeldige index in de tlog-proof")
    return int(text)


def _unb64(text: str) -> bytes:
    try:
        return jcs.unb64(text)
    except jcs.CanonicalError:
        raise TlogProofError("ongeldige base64 in de tlog-proof") from None
