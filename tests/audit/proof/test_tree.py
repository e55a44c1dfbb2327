# SPDX-License-Identifier: EUPL-1.2
"""The tree against public vectors and against the definition of RFC 6962 written out."""

import base64
import hashlib
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audit.proof import tiles, tree


def mth(hashes):
    """The recursive definition of RFC 6962 section 2.1, word for word."""
    if not hashes:
        return hashlib.sha256(b"").digest()
    if len(hashes) == 1:
        return hashes[0]
    k = 1
    while k * 2 < len(hashes):
        k *= 2
    return hashlib.sha256(b"\x01" + mth(hashes[:k]) + mth(hashes[k:])).digest()


def path(m, hashes):
    if len(hashes) <= 1:
        return []
    k = 1
    while k * 2 < len(hashes):
        k *= 2
    if m < k:
        return [*path(m, hashes[:k]), mth(hashes[k:])]
    return [*path(m - k, hashes[k:]), mth(hashes[:k])]


def subproof(m, hashes, whole):
    if m == len(hashes):
        return [] if whole else [mth(hashes)]
    k = 1
    while k * 2 < len(hashes):
        k *= 2
    if m <= k:
        return [*subproof(m, hashes[:k], whole), mth(hashes[k:])]
    return [*subproof(m - k, hashes[k:], False), mth(hashes[:k])]


LEAVES = [tree.hash_leaf(i.to_bytes(4, "big")) for i in range(5000)]


class Store:
    """Tiles of a growing tree, in memory."""

    def __init__(self, hashes):
        self.levels = [list(hashes)]
        while len(self.levels[-1]) >= 256:
            below = self.levels[-1]
            self.levels.append([mth(below[i : i + 256]) for i in range(0, len(below) - 255, 256)])

    def fetch(self, level, number, width):
        return b"".join(self.levels[level][number * 256 : number * 256 + width])


STORE = Store(LEAVES)


def unb64(text):
    return base64.b64decode(text)


def test_inclusion_vectors(shared_data):
    """Each public inclusion proof is accepted or refused as its file says, and none is missing."""
    cases = json.loads((shared_data / "merkle/proofs.json").read_text())["inclusion"]
    assert len(cases) == 45
    good = 0
    for case in cases:
        args = (
            case["leafIdx"],
            case["treeSize"],
            unb64(case["leafHash"]),
            [unb64(h) for h in case.get("proof") or []],
            unb64(case["root"]),
        )
        if case["wantErr"]:
            with pytest.raises(tree.ProofError):
                tree.verify_inclusion(*args)
        else:
            tree.verify_inclusion(*args)
            good += 1
    assert good == sum(not c["wantErr"] for c in cases) > 0


def test_consistency_vectors(shared_data):
    """Each public consistency proof is accepted or refused as its file says, and none is missing."""
    cases = json.loads((shared_data / "merkle/proofs.json").read_text())["consistency"]
    assert len(cases) == 49
    good = 0
    for case in cases:
        args = (
            case["size1"],
            case["size2"],
            unb64(case["root1"]),
            unb64(case["root2"]),
            [unb64(h) for h in case.get("proof") or []],
        )
        if case["wantErr"]:
            with pytest.raises(tree.ProofError):
                tree.verify_consistency(*args)
        else:
            tree.verify_consistency(*args)
            good += 1
    assert good == sum(not c["wantErr"] for c in cases) > 0


def test_consistency_from_nothing_is_an_error():
    """Size 0 proves nothing, not even to itself; equal sizes want an empty proof and equal roots."""
    for size in (0, 3):
        with pytest.raises(tree.ProofError):
            tree.verify_consistency(0, size, tree.EMPTY_ROOT, mth(LEAVES[:size]), [])
    tree.verify_consistency(3, 3, mth(LEAVES[:3]), mth(LEAVES[:3]), [])
    with pytest.raises(tree.ProofError):
        tree.verify_consistency(3, 3, mth(LEAVES[:3]), mth(LEAVES[:3]), [LEAVES[0]])


@settings(deadline=None, max_examples=60)
@given(st.integers(1, 5000), st.data())
def test_proofs_from_tiles_equal_the_definition(size, data):
    """Proofs made from tiles are the ones of the recursive definition, and they verify; changed ones do not."""
    reader = tiles.TileReader(size, STORE.fetch)
    hashes = LEAVES[:size]
    root = mth(hashes)
    assert reader.root() == root
    index = data.draw(st.integers(0, size - 1))
    proof = reader.inclusion(index)
    assert proof == path(index, hashes)
    assert reader.leaf_hash(index) == hashes[index]
    tree.verify_inclusion(index, size, hashes[index], proof, root)
    for bad in ([*proof, root], proof[:-1], [*proof[:-1], bytes(32)]):
        if bad != proof:
            with pytest.raises(tree.ProofError):
                tree.verify_inclusion(index, size, hashes[index], bad, root)
    old = data.draw(st.integers(1, size))
    proof = reader.consistency(old)
    assert proof == subproof(old, hashes, True)
    tree.verify_consistency(old, size, mth(hashes[:old]), root, proof)
    if old < size:
        with pytest.raises(tree.ProofError):
            tree.verify_consistency(old, size, mth(hashes[:old]), root, [*proof, root])


@settings(deadline=None, max_examples=40)
@given(st.integers(0, 600))
def test_compact_range_equals_the_definition(size):
    """A tree grown leaf by leaf has the root of the definition and tells which subtrees it completed."""
    grown = tree.CompactRange()
    for item in LEAVES[:size]:
        done = grown.append(item)
        for height, node in enumerate(done, start=1):
            assert node == mth(LEAVES[grown.size - (1 << height) : grown.size])
    assert grown.root() == mth(LEAVES[:size]) == tree.root_of(LEAVES[:size])
    assert tree.CompactRange(size, grown.nodes).root() == grown.root()


def test_tile_paths():
    """Paths, widths and bundles are those of the worked examples."""
    assert [tiles.tile_path(0, n).removeprefix("tile/0/") for n in (5, 1000, 1234067)] == [
        "005",
        "x001/000",
        "x001/x234/067",
    ]
    assert tiles.tile_path(2, 0, 1) == "tile/2/000.p/1"
    assert [tiles.partial_width(70000, level) for level in (0, 1, 2)] == [112, 17, 1]
    assert [tiles.partial_width(256, level) for level in (0, 1)] == [0, 1]
    assert tiles.tile_width(70000, 0, 272) == 256
    assert tiles.tile_width(70000, 0, 273) == 112
    assert tiles.tile_width(70000, 0, 274) == 0
    for bad in (-1, 64):
        with pytest.raises(tiles.TileError):
            tiles.tile_path(bad, 0)
    for width in (0, 257):
        with pytest.raises(tiles.TileError):
            tiles.bundle_path(0, width)


@settings(max_examples=200)
@given(st.binary(max_size=80))
def test_any_bytes_as_bundle(data):
    """Arbitrary bytes are a bundle or raise TileError; what decodes encodes back to the same bytes."""
    try:
        entries = tiles.decode_bundle(data)
    except tiles.TileError:
        return
    if entries:
        assert tiles.encode_bundle(entries) == data
