# SPDX-License-Identifier: EUPL-1.2
"""The keys of a witness: both forms verify, the file is private, and nothing shows a seed."""

import pytest

from audit.getuige.sleutel import WitnessKey, add
from audit.proof import checkpoint, note
from audit.proof.tree import hash_leaf
from audit.signer import LogSigner
from audit.values import LogError

HEAD = checkpoint.Checkpoint("log.example/gieb/stam", 1, hash_leaf(b"a"))


def test_both_cosignatures_verify_and_state_their_time():
    """A checkpoint with the lines of a witness opens under its two keys, each with the time of the witness."""
    key, log = WitnessKey.generate("getuige.example/politie"), LogSigner.generate()
    data = add(log.sign(HEAD, 1_700_000_000_000), key.cosign(HEAD, 1_700_000_001))
    signed = checkpoint.open_signed(data, [key.vkey, key.classic])
    assert {(s.key, s.time) for s in signed.signed_by} == {(key.vkey, 1_700_000_001), (key.classic, 1_700_000_001)}
    assert add(data, key.cosign(HEAD, 1_700_000_002)) == data


def test_a_cosignature_of_another_head_or_name_is_refused():
    """Neither form verifies over another root; the ML-DSA form not under another name either."""
    key, log = WitnessKey.generate("getuige.example/politie"), LogSigner.generate()
    lines = key.cosign(HEAD, 1_700_000_001)
    other = checkpoint.Checkpoint(HEAD.origin, 1, hash_leaf(b"b"))
    for trusted in (key.vkey, key.classic):
        with pytest.raises(note.NoteError):
            checkpoint.open_signed(add(log.sign(other, 1_700_000_000_000), lines), [trusted])
    renamed = key.vkey.renamed("getuige.example/om")
    line = note.NoteSignature(renamed.name, renamed.key_id, lines[0].signature)
    with pytest.raises(note.NoteError):
        checkpoint.open_signed(add(log.sign(HEAD, 1_700_000_000_000), (line,)), [renamed])


def test_the_file_holds_the_keys_and_others_may_not_read_it(tmp_path):
    """What was written reads back as the same keys; a file that others can read, or another file, is refused."""
    key, path = WitnessKey.generate("getuige.example/om"), tmp_path / "getuige.json"
    key.write(path)
    assert path.stat().st_mode & 0o777 == 0o600
    again = WitnessKey.read(path)
    assert (again.naam, again.vkey, again.classic) == (key.naam, key.vkey, key.classic)
    path.chmod(0o644)
    with pytest.raises(LogError):
        WitnessKey.read(path)
    path.chmod(0o600)
    path.write_text('{"naam": "x"}')
    with pytest.raises(LogError):
        WitnessKey.read(path)


@pytest.mark.parametrize("time", [0, -1, 2**63])
def test_no_cosignature_without_a_time(time):
    """A cosignature always states when: 0 is for other statements, and what does not fit is refused."""
    with pytest.raises(LogError):
        WitnessKey.generate("getuige.example/om").cosign(HEAD, time)


def test_two_seeds_that_are_one_are_refused():
    """Each algorithm has a seed of its own."""
    with pytest.raises(LogError):
        WitnessKey("getuige.example/om", bytes(32), bytes(32))
