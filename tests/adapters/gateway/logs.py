# SPDX-License-Identifier: EUPL-1.2
"""A small log of the test's own: entries, checkpoints with both signatures, and files as the backbone publishes them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA44PrivateKey

from audit.proof import checkpoint, leaf, note, receipt, tiles, tlog_policy, tlog_proof, tree


@dataclass
class Signer:
    """Both signing keys of a family of logs."""

    family: str = "knooppunt.test"
    ed: Ed25519PrivateKey = field(default_factory=Ed25519PrivateKey.generate)
    ml: MLDSA44PrivateKey = field(default_factory=MLDSA44PrivateKey.generate)

    def keys(self, origin: str) -> tuple[note.VKey, note.VKey]:
        return (
            note.VKey(origin, note.ED25519, self.ed.public_key().public_bytes_raw()),
            note.VKey(origin, note.MLDSA44_COSIGNATURE, self.ml.public_key().public_bytes_raw()),
        )

    def policy_text(self) -> bytes:
        lines = [f"log {key}" for key in self.keys(f"{self.family}/stam")]
        return ("\n".join([*lines, "quorum none"]) + "\n").encode()

    def policy(self) -> tlog_policy.TlogPolicy:
        return tlog_policy.parse(self.policy_text())


@dataclass
class Log:
    """One log with its entries."""

    signer: Signer
    name: str = "stam"
    entries: list[bytes] = field(default_factory=list)

    @property
    def origin(self) -> str:
        return f"{self.signer.family}/{self.name}"

    def checkpoint(self, size: int | None = None, *, time: int = 1_790_000_000, post_quantum: bool = True) -> bytes:
        size = len(self.entries) if size is None else size
        root = tree.root_of([tree.hash_leaf(entry) for entry in self.entries[:size]])
        head = checkpoint.Checkpoint(self.origin, size, root)
        ed, ml = self.signer.keys(self.origin)
        made = [note.NoteSignature(ed.name, ed.key_id, self.signer.ed.sign(head.text().encode()))]
        if post_quantum:
            stamped = time.to_bytes(8, "big") + self.signer.ml.sign(checkpoint.mldsa44_message(ml.name, time, head))
            made.append(note.NoteSignature(ml.name, ml.key_id, stamped))
        return note.Note(head.text(), tuple(made)).encode()

    def files(self) -> dict[str, bytes]:
        found = {f"/log/{self.name}/checkpoint": self.checkpoint()}
        for start in range(0, len(self.entries), tiles.WIDTH):
            chunk = self.entries[start : start + tiles.WIDTH]
            path = tiles.bundle_path(start // tiles.WIDTH, len(chunk))
            found[f"/log/{self.name}/{path}"] = tiles.encode_bundle(chunk)
        return found

    def tiles(self) -> dict[str, bytes]:
        """The hash tiles of every level, partial ones at the end."""
        found: dict[str, bytes] = {}
        level, hashes = 0, [tree.hash_leaf(entry) for entry in self.entries]
        while hashes:
            for start in range(0, len(hashes), tiles.WIDTH):
                chunk = hashes[start : start + tiles.WIDTH]
                path = tiles.tile_path(level, start // tiles.WIDTH, len(chunk))
                found[f"/log/{self.name}/{path}"] = b"".join(chunk)
            full = len(hashes) // tiles.WIDTH
            hashes = [tree.root_of(hashes[n * tiles.WIDTH : (n + 1) * tiles.WIDTH]) for n in range(full)]
            level += 1
        return found

    def add(self, feit: dict[str, Any], persoon: dict[str, Any] | None = None) -> dict[str, Any]:
        """Append an act line and return its receipt in the tree as it then is."""
        opened = leaf.make(feit, persoon)
        self.entries.append(opened.entry)
        index = len(self.entries) - 1
        hashes = [tree.hash_leaf(entry) for entry in self.entries]
        proof = tlog_proof.TlogProof(index, tuple(_path(index, hashes)), self.checkpoint()).encode()
        return receipt.build((self.origin, index), opened.entry, (opened.feit, opened.persoon), proof)


def _path(index: int, hashes: list[bytes]) -> list[bytes]:
    """RFC 6962 PATH, written as the standard defines it."""
    if len(hashes) == 1:
        return []
    split = 1 << (len(hashes) - 1).bit_length() - 1
    if index < split:
        return [*_path(index, hashes[:split]), tree.root_of(hashes[split:])]
    return [*_path(index - split, hashes[split:]), tree.root_of(hashes[:split])]
