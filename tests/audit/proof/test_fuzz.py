# SPDX-License-Identifier: EUPL-1.2
"""Whatever bytes come in, a parser gives its value or its own error."""

import contextlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audit.proof import checkpoint, jcs, leaf, note, receipt, tlog_policy, tlog_proof
from audit.signer import LogSigner, policy_text

SIGNER = LogSigner(bytes(range(32)), bytes(range(32, 64)))
ORIGIN = "log.example/knooppunt/oost-2026"
OPENED = leaf.make({"v": 1, "tijd": 5, "wie": "x"}, {"persoon": "p"})
OTHER = leaf.make({"v": 1, "tijd": 6}, None)


def signed_pair():
    from audit.proof.tree import hash_leaf, hash_node

    hashes = [hash_leaf(OPENED.entry), hash_leaf(OTHER.entry)]
    signed = SIGNER.sign(checkpoint.Checkpoint(ORIGIN, 2, hash_node(*hashes)), 1_790_000_000_000)
    return hashes, signed


HASHES, SIGNED = signed_pair()
PROOF = tlog_proof.TlogProof(0, (HASHES[1],), SIGNED).encode()
POLICY_TEXT = policy_text(SIGNER, "log.example/knooppunt").encode()
POLICY = tlog_policy.parse(POLICY_TEXT)
RECEIPT = receipt.build((ORIGIN, 0), OPENED.entry, (OPENED.feit, OPENED.persoon), PROOF)
SAMPLES = [SIGNED, PROOF.encode(), POLICY_TEXT, str(SIGNER.vkeys(ORIGIN)[0]).encode(), OPENED.entry]


@st.composite
def mutated(draw):
    """One of the good samples with a few bytes changed, cut or doubled."""
    data = bytearray(draw(st.sampled_from(SAMPLES)))
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, max(0, len(data) - 1)))
        match draw(st.integers(0, 3)):
            case 0 if data:
                data[at] = draw(st.integers(0, 255))
            case 1:
                data[at:at] = draw(st.binary(max_size=5))
            case 2:
                del data[at : at + draw(st.integers(1, 40))]
            case _:
                data += data[at : at + 30]
    return bytes(data)


@settings(max_examples=600, deadline=None)
@given(st.one_of(mutated(), st.binary(max_size=200)))
def test_parsers_raise_only_their_own_error(data):
    """Mutated and random input never escapes as another exception."""
    text = data.decode("utf-8", "surrogateescape")
    for parse, error in (
        (note.parse, note.NoteError),
        (checkpoint.parse, note.NoteError),
        (lambda d: checkpoint.open_signed(d, SIGNER.vkeys(ORIGIN)), note.NoteError),
        (tlog_policy.parse, tlog_policy.PolicyError),
        (leaf.parse, leaf.LeafError),
        (lambda _: tlog_proof.parse(text), tlog_proof.TlogProofError),
        (lambda _: note.VKey.parse(text), note.NoteError),
    ):
        with contextlib.suppress(error):
            parse(data)


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_receipts_raise_only_their_own_error(data):
    """A receipt with any field replaced by any JSON is refused with a ReceiptError, or equal to the good one."""
    anything = st.recursive(
        st.none() | st.booleans() | st.integers(-5, 5) | st.text(max_size=20),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    )
    changed = dict(RECEIPT)
    field = data.draw(st.sampled_from(sorted(RECEIPT)))
    changed[field] = data.draw(anything)
    if changed != RECEIPT or type(changed["index"]) is not int:
        with pytest.raises(receipt.ReceiptError):
            receipt.verify(changed, POLICY)


def test_every_part_of_a_receipt_counts():
    """The good receipt verifies; a change of any field, a missing or an extra one is refused."""
    line = receipt.verify(RECEIPT, POLICY)
    assert (line.index, line.checkpoint.size, line.time, line.persoon_bekend) == (0, 2, 1_790_000_000, True)
    assert "wie" not in repr(line)
    other = receipt.build((ORIGIN, 0), OTHER.entry, (OTHER.feit, None), PROOF)
    for field in RECEIPT:
        without = {name: value for name, value in RECEIPT.items() if name != field}
        with pytest.raises(receipt.ReceiptError):
            receipt.verify(without, POLICY)
        if other[field] != RECEIPT[field]:
            with pytest.raises(receipt.ReceiptError):
                receipt.verify({**RECEIPT, field: other[field]}, POLICY)
    for field, value in (("log", "log.example/anders/oost-2026"), ("index", 1), ("staat", "getuigd"), ("x", 1)):
        with pytest.raises(receipt.ReceiptError):
            receipt.verify({**RECEIPT, field: value}, POLICY)


def test_a_withheld_person_is_not_the_same_as_none():
    """Without the part about people the receipt still verifies, and says that there may be more."""
    hidden = {**RECEIPT, "persoon": None, "persoon_sleutel": None}
    assert not receipt.verify(hidden, POLICY).persoon_bekend
    bare = {**hidden, "feit": None, "feit_sleutel": None}
    assert receipt.verify(bare, POLICY).feit is None
    with pytest.raises(receipt.ReceiptError, match="opening"):
        receipt.verify({**RECEIPT, "persoon_sleutel": None}, POLICY)


@pytest.mark.parametrize("dropped", [0, 1])
def test_both_signatures_are_needed(dropped):
    """A receipt whose checkpoint lost one of the two signatures of the log is refused."""
    parsed = note.parse(SIGNED)
    kept = note.Note(parsed.text, (parsed.signatures[1 - dropped],)).encode()
    proof = tlog_proof.TlogProof(0, (HASHES[1],), kept).encode()
    with pytest.raises(receipt.ReceiptError, match="mist"):
        receipt.verify({**RECEIPT, "bewijs": proof}, POLICY)


def test_a_policy_with_one_kind_of_key_proves_nothing():
    """A policy that knows only the classical key of the log cannot verify receipts."""
    policy = tlog_policy.parse(f"log {SIGNER.vkeys('log.example/knooppunt/stam')[0]}\nquorum none\n".encode())
    with pytest.raises(receipt.ReceiptError, match="beide"):
        receipt.verify(RECEIPT, policy)


def test_shards_are_known_through_the_stamlog_only_within_the_family():
    """Keys of the stamlog count for siblings under the same prefix, and for nobody else."""
    assert {str(key) for key in POLICY.log_keys(ORIGIN)} == {str(key) for key in SIGNER.vkeys(ORIGIN)}
    for origin in ("log.example/ander/oost-2026", "oost-2026", "", "log.example/knooppunt/a/b"):
        assert POLICY.log_keys(origin) == ()


WITNESSES = [str(LogSigner(bytes([n] * 32), bytes([n + 1] * 32)).vkeys(f"getuige{n}")[1]) for n in (10, 20, 30)]
GROUPS = "".join(f"witness g{n} {key}\n" for n, key in enumerate(WITNESSES))


def test_policy_quorum():
    """Groups in groups count as the format says."""
    text = f"# uitleg\n\n{GROUPS}group paar 2 g0 g1\n\tgroup  een any paar g2 \nquorum een\n"
    policy = tlog_policy.parse(text.encode())
    keys = [policy.witnesses[f"g{n}"] for n in range(3)]
    assert policy.satisfied([keys[2]])
    assert policy.satisfied(keys[:2])
    assert not policy.satisfied([keys[0]])
    assert not policy.satisfied([])
    assert POLICY.satisfied([])


@pytest.mark.parametrize(
    "text",
    [
        "",
        "quorum g0\n",
        "quorum none\nquorum none\n",
        "group g any g0\nquorum none\n",
        f"{GROUPS}group a any g0\ngroup b any g0\nquorum none\n",
        f"{GROUPS}group a 4 g0 g1 g2\nquorum none\n",
        f"{GROUPS}group a 0 g0\nquorum none\n",
        f"{GROUPS}group a any\nquorum none\n",
        f"{GROUPS}group g0 any g1\nquorum none\n",
        f"{GROUPS}group none any g1\nquorum none\n",
        f"{GROUPS}witness g9 {WITNESSES[0]}\nquorum none\n",
        "log onzin\nquorum none\n",
        f"log {WITNESSES[0]} url te-veel\nquorum none\n",
        f"log {WITNESSES[0]}\nlog {WITNESSES[0]}\nquorum none\n",
        f"witness w {SIGNER.vkeys('x')[0]}\nquorum none\n",
        "iets anders\nquorum none\n",
        "quorum none\r\n",
        "quorum a b\n",
    ],
)
def test_bad_policies(text):
    """Each way in which a policy can be wrong is refused whole, naming a line and not its content."""
    with pytest.raises(tlog_policy.PolicyError) as caught:
        tlog_policy.parse(text.encode())
    assert "onzin" not in str(caught.value)


PETER = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"


@pytest.mark.parametrize(
    "bad",
    [
        PETER[:-1],
        PETER.replace("c74f20a3", "c74f20a4"),
        PETER.replace("+A", "+Z"),
        PETER.replace("Peter", "Peter "),
        PETER.replace("Peter", "Peter\u2003"),
        PETER.removeprefix("PeterNeumann"),
        "PeterNeumann+c74f20a3",
        "",
    ],
)
def test_vkeys(bad):
    """A well-known key parses and prints back; broken forms of it are refused."""
    assert str(note.VKey.parse(PETER)) == PETER
    with pytest.raises(note.NoteError):
        note.VKey.parse(bad)


def test_notes_as_the_format_wants_them():
    """Unknown signatures are ignored, text may hold empty lines, and limits are kept."""
    parsed = note.parse(SIGNED)
    stranger = note.NoteSignature("iemand", b"abcd", b"x" * 64)
    more = note.Note(parsed.text, (stranger, *parsed.signatures, *[stranger] * 20))
    assert len(checkpoint.open_signed(more.encode(), SIGNER.vkeys(ORIGIN)).signed_by) == 2
    odd = note.Note("a\n\nb\n", (stranger,))
    assert note.parse(odd.encode()) == odd
    with pytest.raises(note.NoteError, match="bekende"):
        checkpoint.open_signed(note.Note(parsed.text, (stranger,)).encode(), SIGNER.vkeys(ORIGIN))
    for bad in (b"", b"a\n", b"a\n\nb", SIGNED.replace(b"\n", b"\r\n"), SIGNED + b"x" * note.MAX_NOTE, b"\xff\n\n"):
        with pytest.raises(note.NoteError):
            note.parse(bad)
    for text in ("a\n01\nAAAA\n", "a\n1\nAAAA\n", "\n1\nAAAA\n", f"a\n0\n{jcs.b64(bytes(32))}\n", "a\n-1\nx\n"):
        with pytest.raises(checkpoint.CheckpointError):
            checkpoint.parse_text(text)
    extended = parsed.text + "extensie\n"
    with pytest.raises(checkpoint.CheckpointError):
        checkpoint.parse_text(extended)
