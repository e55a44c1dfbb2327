# SPDX-License-Identifier: EUPL-1.2
"""Notes, requests, policies and tiles: what is written reads back the same, and mutated bytes raise only our own error."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audit.getuige import verzoek
from audit.getuige.sleutel import WitnessKey
from audit.proof import checkpoint, note, quorum, tiles, tlog_policy, tlog_proof, tree
from audit.signer import LogSigner, policy_text

SIGNER = LogSigner(bytes(range(32)), bytes(range(32, 64)))
ORIGIN = "log.example/knooppunt/stam"
KEY = WitnessKey("getuige.example/a", bytes(range(64, 96)), bytes(range(96, 128)))
HEAD = checkpoint.Checkpoint(ORIGIN, 5, bytes(range(32)))
SIGNED = SIGNER.sign(HEAD, 1_790_000_000_000)
LINES = KEY.cosign(HEAD, 1_790_000_000)
COSIGNED = note.Note(HEAD.text(), note.parse(SIGNED).signatures + LINES).encode()
PROOF = tlog_proof.TlogProof(2, (bytes(32), bytes(range(32))), COSIGNED, extra=b"x").encode().encode()
REQUEST = verzoek.AddCheckpoint(3, (bytes(32), bytes(range(32))), COSIGNED).encode()
POLICY = (
    policy_text(SIGNER, "log.example/knooppunt").replace("quorum none\n", "")
    + f"witness a {KEY.vkey} https://a.example\nwitness k {KEY.classic}\ngroup g 1 a\ngroup h all g k\nquorum h\n"
).encode()

names = st.text(min_size=1, max_size=12).filter(
    lambda name: not any(c == "+" or c.isspace() or c < " " or "\ud800" <= c <= "\udfff" for c in name)
)
texts = st.text(st.characters(codec="utf-8", exclude_characters=[chr(c) for c in range(32) if c != 10]), max_size=60)
lines = st.builds(note.NoteSignature, names, st.binary(min_size=4, max_size=4), st.binary(min_size=1, max_size=80))


@settings(max_examples=200, deadline=None)
@given(texts, st.lists(lines, min_size=1, max_size=5))
def test_notes_read_back(text, signatures):
    """Any text (also with empty lines) and any signature lines give the same note back, byte for byte."""
    made = note.Note(text + "\n", tuple(signatures))
    assert note.parse(made.encode()) == made
    assert note.parse(made.encode()).encode() == made.encode()
    body = "".join(map(str, signatures)).encode()
    assert note.parse_lines(body) == made.signatures


@settings(max_examples=200, deadline=None)
@given(st.integers(0, 2**63 - 1), st.lists(st.binary(min_size=32, max_size=32), max_size=63), st.binary(max_size=99))
def test_requests_read_back(old, hashes, rest):
    """Any old size, up to 63 hashes and any note read back the same."""
    made = verzoek.AddCheckpoint(old, tuple(hashes), rest)
    assert verzoek.parse(made.encode()) == made


@settings(max_examples=200, deadline=None)
@given(st.integers(0, 2**40), st.integers(0, 5))
def test_widths_and_paths(size, level):
    """The tiles of a level hold exactly its hashes: full ones, one partial rest, never an empty one."""
    count = size >> tiles.HEIGHT * level
    last = count // tiles.WIDTH
    assert tiles.partial_width(size, level) == count % tiles.WIDTH
    assert tiles.tile_width(size, level, last) == count % tiles.WIDTH
    assert tiles.tile_width(size, level, last + 1) == 0
    assert last == 0 or tiles.tile_width(size, level, last - 1) == tiles.WIDTH
    path = tiles.tile_path(level, last, max(1, count % tiles.WIDTH))
    groups = path.split(".p/")[0].split("/")[2:]
    assert int("".join(group.removeprefix("x") for group in groups)) == last
    assert all(group.startswith("x") for group in groups[:-1])
    assert len(groups[-1]) == 3


@settings(max_examples=100, deadline=None)
@given(st.lists(st.binary(max_size=40), min_size=1, max_size=256))
def test_bundles_read_back(entries):
    """Any entries come back from their bundle in order; a shorter bundle is its prefix."""
    data = tiles.encode_bundle(entries)
    assert tiles.decode_bundle(data) == entries
    assert data.startswith(tiles.encode_bundle(entries[:1]))


@pytest.mark.parametrize(("n", "path"), [(5, "005"), (1000, "x001/000"), (1234067, "x001/x234/067")])
def test_paths_of_the_reference(n, path):
    """Numbers are written in groups of three, all but the last marked; the worked sizes have the worked widths."""
    assert tiles.tile_path(0, n) == f"tile/0/{path}"
    assert tiles.bundle_path(n, 7) == f"tile/entries/{path}.p/7"
    assert [tiles.tile_width(70000, 0, 273), tiles.tile_width(70000, 1, 1), tiles.tile_width(70000, 2, 0)] == [
        112,
        17,
        1,
    ]
    assert [tiles.tile_width(256, 0, 0), tiles.tile_width(256, 0, 1), tiles.tile_width(256, 1, 0)] == [256, 0, 1]


def test_the_mldsa_cosigner_of_the_reference():
    """Key id and signed message of the ML-DSA-44 cosigner are those of the worked example."""
    import hashlib

    key = WitnessKey("witness.example/pq", bytes(range(32)), bytes(range(0x40, 0x60)))
    assert key.vkey.key_id.hex() == "c335c6af"
    root = bytes.fromhex("4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4")
    head = checkpoint.Checkpoint("log.example/gieb1", 5, root)
    message = checkpoint.mldsa44_message(key.vkey.name, 1_700_000_000, head)
    assert len(message) == 105
    assert hashlib.sha256(message).hexdigest() == "1de248cc3bfef6238d86e57e0c89d5d77d507b3b307dec3f235280787b845923"
    for line, vkey in zip(key.cosign(head, 1_700_000_000), (key.vkey, key.classic), strict=True):
        assert checkpoint.check_signature(vkey, head.text(), line.signature) == 1_700_000_000


SAMPLES = [COSIGNED, PROOF, REQUEST, POLICY, "".join(map(str, LINES)).encode(), str(KEY.vkey).encode()]


@st.composite
def mutated(draw):
    """One of the good samples with a few bytes changed, cut, doubled or put in."""
    data = bytearray(draw(st.sampled_from(SAMPLES)))
    for _ in range(draw(st.integers(1, 3))):
        at = draw(st.integers(0, len(data)))
        match draw(st.integers(0, 3)):
            case 0:
                data[at : at + 1] = draw(st.binary(min_size=1, max_size=1))
            case 1:
                data[at:at] = draw(
                    st.sampled_from([b"\n", b"\n\n", b" ", b"+", b"\xe2\x80\x94 ", b"\x00", b"\xff", b"0"])
                )
            case 2:
                del data[at : at + draw(st.integers(1, 30))]
            case _:
                data += data[at : at + 40]
    return bytes(data)


@settings(max_examples=400, deadline=None)
@given(mutated())
def test_mutated_bytes_raise_only_our_own_error(data):
    """Every parser of this exchange gives a value or its own error; what it gives is written the same again."""
    with contextlib.suppress(note.NoteError):
        assert note.parse(data).encode() == data
    with contextlib.suppress(note.NoteError):
        assert "".join(map(str, note.parse_lines(data))).encode() == data
    with contextlib.suppress(note.NoteError):
        head, parsed = checkpoint.parse(data)
        assert head.text() == parsed.text
    with contextlib.suppress(note.NoteError):
        signed = checkpoint.open_signed(data, [*SIGNER.vkeys(ORIGIN), KEY.vkey, KEY.classic])
        assert signed.checkpoint == HEAD
    with contextlib.suppress(verzoek.RequestError):
        assert verzoek.parse(data).encode() == data
    with contextlib.suppress(tlog_policy.PolicyError):
        quorum.require_sound(tlog_policy.parse(data), {"a": "1"})
    text = data.decode("utf-8", "surrogateescape")
    with contextlib.suppress(tlog_proof.TlogProofError):
        assert tlog_proof.parse(text).encode() == text
    with contextlib.suppress(note.NoteError):
        assert str(note.VKey.parse(text)) == text
    with contextlib.suppress(tiles.TileError):
        assert tiles.encode_bundle(tiles.decode_bundle(data)) == data


@pytest.mark.parametrize("size1", [0, 1])
def test_a_proof_from_nothing_is_an_error(size1):
    """From size 0 nothing is proven: an error, also from 0 to 0; the witness handles that case itself (A10)."""
    root = tree.EMPTY_ROOT if size1 == 0 else tree.hash_leaf(b"")
    if size1:
        tree.verify_consistency(1, 1, root, root, ())
    else:
        with pytest.raises(tree.ProofError):
            tree.verify_consistency(0, 0, root, root, ())
