# SPDX-License-Identifier: EUPL-1.2
"""The drawing of a sample: from seed and checkpoint alone, even over all lines, and checked by hand once."""

from __future__ import annotations

import hashlib
import hmac
from collections import Counter

import pytest

from audit.bundel.los.vormen import Fout, loting
from audit.bundel.steekproef import SampleError, draw
from audit.proof import tlog_policy
from audit.proof.checkpoint import Checkpoint
from audit.signer import LogSigner, policy_text

ORIGIN = "knooppunt.example/log"


def text(size: int, root: bytes = b"wortel") -> str:
    """The text of a checkpoint of this size."""
    return Checkpoint(f"{ORIGIN}/proef", size, hashlib.sha256(root).digest()).text()


@pytest.mark.parametrize("size", [1, 2, 7, 256, 1000, 2**40])
def test_within_the_tree_and_each_once(size: int) -> None:
    """What is drawn lies in the tree and no line comes twice, up to all lines of a small one."""
    number = min(size, 50)
    found = loting("zaad van de inspecteur", number, text(size))
    assert len(set(found)) == len(found) == number
    assert all(0 <= index < size for index in found)
    if size == number:
        assert set(found) == set(range(size))


def test_the_same_seed_the_same_lines_another_seed_or_head_others() -> None:
    """Deterministic; each of seed and checkpoint changes the outcome; asking for more only adds at the end."""
    first = loting("een zaad", 20, text(10_000))
    assert loting("een zaad", 20, text(10_000)) == first
    assert loting("een zaad", 40, text(10_000))[:20] == first
    assert len(set(first) & set(loting("een zaat", 20, text(10_000)))) < 5
    assert len(set(first) & set(loting("een zaad", 20, text(10_000, b"andere wortel")))) < 5


def test_the_algorithm_as_the_guide_tells_it() -> None:
    """The first draw, worked out here from the words of the guide: HMAC, eight bytes, the remainder."""
    head = text(1000)
    message = b"knooppunt/v1/steekproef\0" + bytes(8) + head.encode()
    number = int.from_bytes(hmac.new(b"een zaad", message, hashlib.sha256).digest()[:8], "big")
    assert loting("een zaad", 1, head) == [number % 1000]


def test_even_over_all_lines() -> None:
    """Over 4 000 seeds each of ten lines is drawn about as often: chi-squared under the 0.1 % bound of nine degrees."""
    counts = Counter(loting(f"zaad nummer {n}", 1, text(10))[0] for n in range(4000))
    assert sum((counts[index] - 400) ** 2 / 400 for index in range(10)) < 27.88


@pytest.mark.parametrize("number", [0, -1, 11, 20_000])
def test_a_number_that_cannot_be_drawn(number: int) -> None:
    """None, fewer than none, or more than there are is refused."""
    with pytest.raises(Fout):
        loting("een zaad", number, text(10))


def test_the_checkpoint_must_be_of_the_log() -> None:
    """Drawn is only from a checkpoint that carries both signatures of the pinned log, and with a seed of some length."""
    signer, other = LogSigner.generate(), LogSigner.generate()
    policy = tlog_policy.parse(policy_text(signer, ORIGIN).encode())
    head = Checkpoint(f"{ORIGIN}/proef", 100, hashlib.sha256(b"w").digest())
    drawn = draw("een goed zaad", 5, signer.sign(head, 1_700_000_000), policy)
    assert drawn.indexen == tuple(loting("een goed zaad", 5, head.text()))
    assert drawn.shard == "proef"
    for zaad, aantal, note in [
        ("een goed zaad", 5, other.sign(head, 1_700_000_000)),
        ("een goed zaad", 5, b"onzin"),
        ("kort", 5, signer.sign(head, 1_700_000_000)),
        ("een goed zaad", 101, signer.sign(head, 1_700_000_000)),
    ]:
        with pytest.raises(SampleError):
            draw(zaad, aantal, note, policy)
