# SPDX-License-Identifier: EUPL-1.2
"""Growing a tree in runs, as verification does, against the recursive definition, at sizes of up to 5000 leaves."""

import hashlib

from hypothesis import given, settings
from hypothesis import strategies as st

from audit.proof import tiles, tree
from audit.verify.resume import root_of_rows

LEAVES = [tree.hash_leaf(i.to_bytes(4, "big")) for i in range(5000)]


def mth(hashes):
    """The recursive definition of RFC 6962 section 2.1."""
    if len(hashes) < 2:
        return hashes[0] if hashes else hashlib.sha256(b"").digest()
    k = 1
    while k * 2 < len(hashes):
        k *= 2
    return hashlib.sha256(b"\x01" + mth(hashes[:k]) + mth(hashes[k:])).digest()


@settings(deadline=None, max_examples=40)
@given(st.integers(0, 5000), st.integers(0, 5000))
def test_growing_in_runs_is_the_definition(one, other):
    """From nothing to m and on to n, in runs or leaf by leaf, gives the roots and the nodes of the definition."""
    m, n = sorted((one, other))
    runs, single = tree.CompactRange(), tree.CompactRange()
    runs.extend(LEAVES[:m])
    assert runs.root() == mth(LEAVES[:m])
    assert len(runs.nodes) == m.bit_count()
    runs.extend(LEAVES[m:n])
    for leaf in LEAVES[:n]:
        single.append(leaf)
    assert runs.root() == mth(LEAVES[:n])
    assert (runs.size, runs.nodes) == (single.size, single.nodes) == (n, runs.nodes)


@settings(deadline=None, max_examples=40)
@given(st.integers(1, 5000))
def test_open_tiles_give_the_root(size):
    """The hashes in the open tile of each level, which is all that going on needs, give the root of the definition."""
    rows, below = [], LEAVES[:size]
    while below:
        full = len(below) - len(below) % tiles.WIDTH
        rows.append(below[full:])
        below = [mth(below[at : at + tiles.WIDTH]) for at in range(0, full, tiles.WIDTH)]
    assert root_of_rows(rows) == mth(LEAVES[:size])
