# SPDX-License-Identifier: EUPL-1.2
"""One small log worked out to the byte: keys, roots, bundle, proofs, cosignatures (made with other tools)."""

import base64
import hashlib
import struct

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA44PrivateKey

from audit.proof import checkpoint, note, tiles, tlog_policy, tlog_proof, tree

LEAVES = [
    bytes.fromhex(h)
    for h in (
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
]
HASHES = [tree.hash_leaf(entry) for entry in LEAVES]
ROOT5 = "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4"
ROOT8 = "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"
LOG = "log.example/gieb1+2d72a717+AQOhB7/zzhC+HXDdGOdLwJln5NYwm6UNXx3chmQSVTG4"
WITNESS = "witness.example/kmar+e509cdd7+BCmsuuFBvMrwsi4alNNNC8c2HlJtC/4SyJeUvJMilm3X"
PROOF = (
    "c2sp.org/tlog-proof@v1\n"
    "index 2\n"
    "B1Bqhf2d0vEg62lPhgEeW7RmLlxBWmKRcDPUqWJEh+c=\n"
    "+sVCA+fMaWzw38tCySodnbr3CtnmIfS9jZhmLwDjwSU=\n"
    "vBoGQ7EuTS18d5GPROD095qDi2z57FtcKD4fTYhZnms=\n"
    "\n"
    "log.example/gieb1\n"
    "5\n"
    "Tju7H3tHjc/nH7YxYxUZo7yhLJrvyhYSv85ME6hiZNQ=\n"
    "\n"
    "— log.example/gieb1 LXKnFwnagEUvl+s6olfUls+I+cQ3TcfnEqhQrwlsE7SdVJvROV+Lk41Y2xho7mjV+KkYJIbVUmYcsUGlYXbRmZ9B0wQ=\n"
    "— witness.example/kmar 5QnN1wAAAABlU/EAWhTDWmMKcen48OhjhIH8JC3zGSj9xMGYuksFafz2vllPYxO46Vu56WSD5nnQSFa+pYp7ZqW8TjEw"
    "MVnm5ViDCA==\n"
)


def seed(first):
    return bytes(range(first, first + 32))


def reader(size):
    return tiles.TileReader(size, lambda _level, _number, width: b"".join(HASHES[:width]))


def test_roots_and_leaf():
    """Leaf and roots have the values of the example."""
    assert HASHES[2].hex() == "0298d122906dcfc10892cb53a73992fc5b9f493ea4c9badb27b791b4127a7fe7"
    roots = [tree.root_of(HASHES[:n]).hex() for n in range(1, 9)]
    starts = ["6e340b9c", "fac54203", "aeb6bcfe", "d37ee418", "4e3bbb1f", "76e67dad", "ddb89be4", "5dc9da79"]
    assert [root[:8] for root in roots] == starts
    assert (roots[4], roots[7]) == (ROOT5, ROOT8)


def test_consistency_proofs():
    """The proofs 3 to 5 and 4 to 8 are those of the example."""
    proof = [base64.b64encode(h).decode() for h in reader(5).consistency(3)]
    assert proof[0] == "ApjRIpBtz8EIkstTpzmS/FufST6kybrbJ7eRtBJ6f+c="
    assert [p[:8] for p in proof] == ["ApjRIpBt", "B1Bqhf2d", "+sVCA+fM", "vBoGQ7Eu"]
    assert [base64.b64encode(h).decode() for h in reader(8).consistency(4)] == [
        "a0eq8p7jwq+a+Im8H7klTavTEXfxYjLdaqsDXKOb9uQ="
    ]


def test_keys():
    """The vkeys of the example follow from their seeds, and parse back."""
    for first, text, kind in ((0, LOG, note.ED25519), (32, WITNESS, note.ED25519_COSIGNATURE)):
        public = Ed25519PrivateKey.from_private_bytes(seed(first)).public_key().public_bytes_raw()
        key = note.VKey(text.split("+")[0], kind, public)
        assert str(key) == text
        assert note.VKey.parse(text) == key
    assert hashlib.sha256(b"log.example/gieb1").hexdigest().startswith("316f6b58")


def test_bundle():
    """The entry bundle of five leaves has the bytes of the example."""
    assert tiles.encode_bundle(LEAVES[:5]).hex() == "00000001000001100002202100023031"
    assert tiles.decode_bundle(tiles.encode_bundle(LEAVES[:5])) == LEAVES[:5]


def test_proof_to_the_byte():
    """The proof of leaf 2 in size 5 is rebuilt byte for byte from tree and checkpoint, and verifies."""
    parsed = tlog_proof.parse(PROOF)
    assert parsed.encode() == PROOF
    assert list(parsed.hashes) == reader(5).inclusion(2)
    head = parsed.check(HASHES[2])
    assert head == checkpoint.Checkpoint("log.example/gieb1", 5, bytes.fromhex(ROOT5))
    text = head.text()
    line = note.NoteSignature(
        "log.example/gieb1",
        bytes.fromhex("2d72a717"),
        Ed25519PrivateKey.from_private_bytes(seed(0)).sign(text.encode()),
    )
    time = 1700000000
    cosign = Ed25519PrivateKey.from_private_bytes(seed(32)).sign(checkpoint.ed25519_message(text, time))
    witness = note.NoteSignature("witness.example/kmar", bytes.fromhex("e509cdd7"), struct.pack(">Q", time) + cosign)
    rebuilt = tlog_proof.TlogProof(2, tuple(reader(5).inclusion(2)), note.Note(text, (line, witness)).encode())
    assert rebuilt.encode() == PROOF


def test_policy_over_the_example():
    """The example satisfies a policy that asks for its witness, and one signature changed spoils it."""
    policy = tlog_policy.parse(f"log {LOG}\nwitness kmar {WITNESS}\nquorum kmar\n".encode())
    signed = checkpoint.open_signed(tlog_proof.parse(PROOF).checkpoint, [*policy.logs, *policy.witnesses.values()])
    assert policy.satisfied(s.key for s in signed.signed_by)
    assert {s.time for s in signed.signed_by} == {None, 1700000000}
    broken = PROOF.replace("5QnN1wAAAABlU/EA", "5QnN1wAAAABlU/EB")
    with pytest.raises(note.NoteError):
        checkpoint.open_signed(tlog_proof.parse(broken).checkpoint, policy.witnesses.values())


def test_mldsa_cosigner():
    """The ML-DSA-44 key id and signed message of the example come out, and a real signature verifies."""
    private = MLDSA44PrivateKey.from_seed_bytes(seed(0x40))
    key = note.VKey("witness.example/pq", note.MLDSA44_COSIGNATURE, private.public_key().public_bytes_raw())
    assert key.key_id.hex() == "c335c6af"
    head = checkpoint.Checkpoint("log.example/gieb1", 5, bytes.fromhex(ROOT5))
    message = checkpoint.mldsa44_message(key.name, 1700000000, head)
    assert len(message) == 105
    assert hashlib.sha256(message).hexdigest() == "1de248cc3bfef6238d86e57e0c89d5d77d507b3b307dec3f235280787b845923"
    signature = struct.pack(">Q", 1700000000) + private.sign(message)
    assert checkpoint.check_signature(key, head.text(), signature) == 1700000000
    for bad in (
        signature[:-1],
        struct.pack(">Q", 1700000001) + signature[8:],
        struct.pack(">Q", 0) + signature[8:],
        b"",
    ):
        with pytest.raises(note.NoteError):
            checkpoint.check_signature(key, head.text(), bad)
