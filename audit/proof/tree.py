# SPDX-License-Identifier: EUPL-1.2
"""The Merkle tree of RFC 6962: hashes, verification of proofs, and the compact range that grows a tree.

Invariants:
- Leaf = SHA-256(0x00 || entry), node = SHA-256(0x01 || left || right), the empty root = SHA-256(""); a lone right
  subtree is promoted, never doubled.
- A proof is accepted only when it has exactly the length its index and sizes demand and every hash is 32 bytes.
- `verify_consistency` refuses size 0: it proves nothing. Who accepts an empty beginning says so itself.

Norm: RFC 6962 section 2.1, RFC 9162 sections 2.1.3.2 and 2.1.4.2. Building proofs from stored tiles: `audit.proof.tiles`.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

HASH_SIZE = 32
_sha256 = hashlib.sha256
EMPTY_ROOT = hashlib.sha256(b"").digest()


class ProofError(ValueError):
    """A proof does not show what it should."""


def hash_leaf(entry: bytes) -> bytes:
    """Return the leaf hash of an entry."""
    return _sha256(b"\x00" + entry).digest()


def hash_node(left: bytes, right: bytes) -> bytes:
    """Return the hash of an inner node."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def verify_inclusion(index: int, size: int, leaf_hash: bytes, proof: Sequence[bytes], root: bytes) -> None:
    """Check that `leaf_hash` stands at `index` in the tree of `size` leaves with this root.

    Raises:
        ProofError: when it does not, or anything about the proof is not exactly right.
    """
    if not 0 <= index < size:
        raise ProofError("index ligt buiten de boom")
    _check_hashes([leaf_hash, root, *proof])
    inner = (index ^ (size - 1)).bit_length()
    border = (index >> inner).bit_count()
    if len(proof) != inner + border:
        raise ProofError("bewijs heeft niet de juiste lengte")
    node = leaf_hash
    for height, sibling in enumerate(proof[:inner]):
        node = hash_node(sibling, node) if index >> height & 1 else hash_node(node, sibling)
    for sibling in proof[inner:]:
        node = hash_node(sibling, node)
    if node != root:
        raise ProofError("bewijs leidt niet naar de wortel")


def verify_consistency(size1: int, size2: int, root1: bytes, root2: bytes, proof: Sequence[bytes]) -> None:
    """Check that the tree of `size2` begins with the tree of `size1`.

    Raises:
        ProofError: when it does not, when size1 is 0, or anything about the proof is not exactly right.
    """
    if not 0 < size1 <= size2:
        raise ProofError("ongeldige omvang van de boom")
    _check_hashes([root1, root2, *proof])
    if size1 == size2:
        if proof or root1 != root2:
            raise ProofError("gelijke omvang vraagt een leeg bewijs en gelijke wortels")
        return
    inner = ((size1 - 1) ^ (size2 - 1)).bit_length()
    border = ((size1 - 1) >> inner).bit_count()
    shift = (size1 & -size1).bit_length() - 1
    inner -= shift
    rest = list(proof)
    if size1 == 1 << shift:
        seed = root1
    else:
        if not rest:
            raise ProofError("bewijs is leeg")
        seed = rest.pop(0)
    if len(rest) != inner + border:
        raise ProofError("bewijs heeft niet de juiste lengte")
    _climb(rest, inner, (size1 - 1) >> shift, seed, (root1, root2))


def _climb(proof: list[bytes], inner: int, mask: int, seed: bytes, roots: tuple[bytes, bytes]) -> None:
    old = new = seed
    for height, sibling in enumerate(proof[:inner]):
        if mask >> height & 1:
            old, new = hash_node(sibling, old), hash_node(sibling, new)
        else:
            new = hash_node(new, sibling)
    for sibling in proof[inner:]:
        old, new = hash_node(sibling, old), hash_node(sibling, new)
    if (old, new) != roots:
        raise ProofError("bewijs leidt niet naar beide wortels")


def _check_hashes(hashes: Sequence[bytes]) -> None:
    if any(len(item) != HASH_SIZE for item in hashes):
        raise ProofError("een hash is niet 32 bytes")


class CompactRange:
    """The roots of the perfect subtrees of a growing tree, largest first; enough to append and to know the root."""

    __slots__ = ("nodes", "size")

    def __init__(self, size: int = 0, nodes: Sequence[bytes] = ()) -> None:
        if len(nodes) != size.bit_count():
            raise ProofError("aantal knopen past niet bij de omvang")
        self.size = size
        self.nodes = list(nodes)

    def append(self, leaf_hash: bytes) -> list[bytes]:
        """Add a leaf; return the roots of the subtrees that it completed, from height 1 upward."""
        node, size, completed = leaf_hash, self.size, list[bytes]()
        while size & 1:
            node = _sha256(b"\x01" + self.nodes.pop() + node).digest()
            completed.append(node)
            size >>= 1
        self.nodes.append(node)
        self.size += 1
        return completed

    def extend(self, leaf_hashes: Iterable[bytes]) -> None:
        """Add leaves as `append` does, without telling what they completed: verification spends its time here."""
        nodes, size, sha256 = self.nodes, self.size, hashlib.sha256
        for leaf_hash in leaf_hashes:
            node, rest = leaf_hash, size
            while rest & 1:
                node = sha256(b"\x01" + nodes.pop() + node).digest()
                rest >>= 1
            nodes.append(node)
            size += 1
        self.size = size

    def root(self) -> bytes:
        """Return the root of the tree so far."""
        if not self.nodes:
            return EMPTY_ROOT
        node = self.nodes[-1]
        for left in reversed(self.nodes[:-1]):
            node = hash_node(left, node)
        return node


def root_of(leaf_hashes: Sequence[bytes]) -> bytes:
    """Return the root over leaf hashes (or over the hashes of equal perfect subtrees)."""
    grown = CompactRange()
    for item in leaf_hashes:
        grown.append(item)
    return grown.root()
