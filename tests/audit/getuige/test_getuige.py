# SPDX-License-Identifier: EUPL-1.2
"""The witness to the letter of tlog-witness: every status, the mistakes other witnesses made, crashes, and two at once."""

from __future__ import annotations

import hashlib
import os
import signal
import sqlite3
import subprocess
import sys
import textwrap
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from audit.getuige import verzoek
from audit.getuige.app import create_app
from audit.getuige.getuige import Witness, log_name
from audit.getuige.sleutel import WitnessKey
from audit.proof import checkpoint, note, tlog_policy, tree
from audit.proof.checkpoint import Checkpoint
from audit.signer import LogSigner, policy_text
from audit.values import LogError

PREFIX = "log.example/knooppunt"
ORIGIN = f"{PREFIX}/noord-2026"
NOW = 1_790_000_000_000
SIGNER = LogSigner(bytes(range(32)), bytes(range(32, 64)))
POLICY = tlog_policy.parse(policy_text(SIGNER, PREFIX).encode())
KEY = WitnessKey("getuige.example/politie", bytes(range(64, 96)), bytes(range(96, 128)))


class Clock:
    """A clock that stands still until it is moved."""

    def __init__(self, time=NOW):
        self.time = time

    def now(self):
        return self.time


def leaves(count, branch=""):
    """Return leaf hashes of a log; another `branch` is another history from leaf 2 on."""
    return [tree.hash_leaf(f"{i}{branch if i >= 2 else ''}".encode()) for i in range(count)]


def head(count, branch="", origin=ORIGIN):
    return Checkpoint(origin, count, tree.root_of(leaves(count, branch)))


def proof(old, new, branch=""):
    """Return the consistency proof of RFC 6962, by its recursive definition."""
    hashes = leaves(new, branch)

    def sub(m, part, whole):
        if m == len(part):
            return [] if whole else [tree.root_of(part)]
        split = 1 << (len(part) - 1).bit_length() - 1
        if m <= split:
            return [*sub(m, part[:split], whole), tree.root_of(part[split:])]
        return [*sub(m - split, part[split:], False), tree.root_of(part[:split])]

    return tuple(sub(old, hashes, True)) if 0 < old < new else ()


def body(old, new, branch="", bewijs=None, signed=None):
    signed = SIGNER.sign(head(new, branch), NOW) if signed is None else signed
    return verzoek.AddCheckpoint(old, proof(old, new, branch) if bewijs is None else bewijs, signed).encode()


def text(status, answer):
    assert answer.status == status, answer
    return answer.body.decode()


@pytest.fixture
def witness(tmp_path):
    made = Witness(tmp_path / "g.sqlite", KEY, POLICY, Clock())
    made.create()
    return made


def kept(witness, origin=ORIGIN):
    data = witness.latest(log_name(origin))
    return None if data is None else checkpoint.parse(data)[0].size


def test_a_growing_log_is_cosigned(witness):
    """Each step with its proof gets both cosignatures, which hold under the witness's keys and state its time."""
    for old, new in ((0, 1), (1, 2), (2, 7), (7, 8), (8, 300), (300, 300)):
        answer = witness.add_checkpoint(body(old, new))
        assert (answer.status, answer.media) == (200, "text/plain; charset=utf-8")
        lines = note.parse_lines(answer.body)
        found = {
            (key.name, checkpoint.check_signature(key, head(new).text(), line.signature))
            for key, line in zip((KEY.vkey, KEY.classic), lines, strict=True)
        }
        assert found == {(KEY.vkey.name, NOW // 1000), (KEY.classic.name, NOW // 1000)}
        assert kept(witness) == new


def test_the_worked_example_of_the_reference(witness):
    """The proofs 3 -> 5 and 4 -> 8 over the published roots lead a witness from one to the other."""
    data = ("", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f")
    hashes = [tree.hash_leaf(bytes.fromhex(item)) for item in data]
    c01 = tree.root_of(hashes[:2])
    c23 = tree.root_of(hashes[2:4])
    proofs = {
        (0, 3): (),
        (3, 5): (hashes[2], hashes[3], c01, hashes[4]),
        (5, 8): (hashes[4], hashes[5], tree.root_of(hashes[6:8]), tree.root_of(hashes[:4])),
    }
    roots = {
        5: "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
        8: "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
    }
    assert c23 != c01
    for (old, new), hints in proofs.items():
        root = tree.root_of(hashes[:new])
        assert root.hex() == roots.get(new, root.hex())
        signed = SIGNER.sign(Checkpoint(ORIGIN, new, root), NOW)
        assert witness.add_checkpoint(verzoek.AddCheckpoint(old, hints, signed).encode()).status == 200
    assert log_name("log.example/gieb1") == "316f6b581268bfbbba28dfbde4b04b3815866b7f0dcfdfd97a6d60e6cb38ccd5"


def test_unknown_log_is_404(witness):
    """A log outside the policy is unknown, not forbidden; a new shard of the family is known by itself."""
    other = LogSigner(bytes(32), bytes(range(32)))
    for origin in ("log.example/ander/stam", "log.example", f"{PREFIX}x/stam"):
        signed = other.sign(head(1, origin=origin), NOW)
        text(404, witness.add_checkpoint(body(0, 1, signed=signed)))
        signed = SIGNER.sign(head(1, origin=origin), NOW)
        text(404, witness.add_checkpoint(body(0, 1, signed=signed)))
    signed = SIGNER.sign(head(1), NOW)
    for origin in (f"{PREFIX}/met spatie", f"{PREFIX}/met+plus"):  # can be the name of no key
        text(404, witness.add_checkpoint(body(0, 1, signed=signed.replace(ORIGIN.encode(), origin.encode(), 1))))
    signed = SIGNER.sign(head(1, origin=f"{PREFIX}/zuid-2031"), NOW)
    text(200, witness.add_checkpoint(body(0, 1, signed=signed)))


def test_signatures_of_the_log_that_do_not_hold_are_403(witness):
    """No signature of the log, another key, one of both left out, or one bit wrong: 403, and nothing is kept."""
    good = note.parse(SIGNER.sign(head(1), NOW))
    classic, quantum = good.signatures
    strange = note.parse(LogSigner(bytes(32), bytes(range(32))).sign(head(1), NOW)).signatures
    bent = note.NoteSignature(classic.name, classic.key_id, bytes([classic.signature[0] ^ 1]) + classic.signature[1:])
    for lines in ((classic,), (quantum,), strange, (bent, quantum), (classic, quantum, bent)):
        signed = note.Note(good.text, tuple(lines)).encode()
        text(403, witness.add_checkpoint(body(0, 1, signed=signed)))
    assert kept(witness) is None


def test_what_is_not_a_request_is_400(witness):
    """Malformed bodies, extension lines, sizes in another form and an old size above the new one are bad requests."""
    good = body(0, 1)
    signed = SIGNER.sign(head(1), NOW)
    hashes = (bytes(32),) * 64
    bad = [
        b"",
        b"old 0\n",
        b"old 00\n\n" + signed,
        b"old -1\n\n" + signed,
        b"old 9223372036854775808\n\n" + signed,
        b"oud 0\n\n" + signed,
        b"old 0\nAAAA\n\n" + signed,
        b"old 0\n\n",
        good.replace(b"old 0\n", b"old 0\r\n"),
        verzoek.AddCheckpoint(1, hashes, signed).encode(),
        body(2, 1, bewijs=()),
        good[:-1],
        b"old 0\n\xff\n\n" + signed,
        good + bytes(verzoek.MAX_BODY),
    ]
    for data in bad:
        text(400, witness.add_checkpoint(data))
    extended = note.Note(head(1).text() + "uitbreiding\n", note.parse(signed).signatures).encode()
    text(400, witness.add_checkpoint(body(0, 1, signed=extended)))
    assert kept(witness) is None


def test_another_old_size_is_409_with_the_size(witness):
    """Whoever is not where the witness is gets the size, in the form and under the media type of the protocol."""
    text(200, witness.add_checkpoint(body(0, 5)))
    for old in (0, 3, 6):
        answer = witness.add_checkpoint(body(old, 8))
        assert (answer.status, answer.media, answer.body) == (409, "text/x.tlog.size", b"5\n")
    fresh = SIGNER.sign(head(1, origin=f"{PREFIX}/stam"), NOW)
    assert text(409, witness.add_checkpoint(body(1, 1, signed=fresh))) == "0\n"


def test_a_proof_that_does_not_hold_is_422(witness):
    """A wrong, short, long or missing proof, another root at the same size, and a proof from nothing are refused."""
    text(422, witness.add_checkpoint(body(0, 5, bewijs=(bytes(32),))))
    text(200, witness.add_checkpoint(body(0, 5)))
    right = proof(5, 8)
    for wrong in ((), right[:-1], (*right, bytes(32)), (bytes(32), *right[1:])):
        text(422, witness.add_checkpoint(body(5, 8, bewijs=wrong)))
    text(422, witness.add_checkpoint(body(5, 5, branch="x")))
    text(422, witness.add_checkpoint(body(5, 5, bewijs=(bytes(32),))))
    text(422, witness.add_checkpoint(body(5, 8, branch="x")))
    text(422, witness.add_checkpoint(body(5, 8, branch="x", bewijs=right)))
    assert kept(witness) == 5


def test_an_empty_tree_has_the_empty_root(witness):
    """Size 0 with another root is 422; with the empty root it is signed, and the log goes on from there without proof."""
    forged = Checkpoint(ORIGIN, 0, bytes(32))
    lines = note.parse(SIGNER.sign(head(1), NOW)).signatures
    text(422, witness.add_checkpoint(body(0, 0, signed=note.Note(forged.text(), lines).encode())))
    text(200, witness.add_checkpoint(body(0, 0)))
    assert kept(witness) == 0
    text(200, witness.add_checkpoint(body(0, 0)))
    text(422, witness.add_checkpoint(body(0, 3, bewijs=(bytes(32),))))
    text(200, witness.add_checkpoint(body(0, 3)))
    text(200, witness.add_checkpoint(body(3, 4)))


def test_only_verified_lines_are_kept_and_shown(witness):
    """Lines of strangers, and one that pretends to be this witness, are neither stored, nor returned, nor believed."""
    parsed = note.parse(SIGNER.sign(head(2), NOW))
    forged = note.NoteSignature(KEY.vkey.name, KEY.vkey.key_id, bytes(2428))
    stranger = WitnessKey.generate("getuige.example/vreemd").cosign(head(2), 1)
    signed = note.Note(parsed.text, (forged, *stranger, *parsed.signatures, forged)).encode()
    answer = witness.add_checkpoint(body(0, 2, signed=signed))
    lines = note.parse_lines(answer.body)
    assert [line.name for line in lines] == [KEY.vkey.name, KEY.classic.name]
    assert forged not in lines
    shown = checkpoint.open_signed(witness.latest(log_name(ORIGIN)), [*SIGNER.vkeys(ORIGIN), KEY.vkey, KEY.classic])
    assert {item.key for item in shown.signed_by} == {*SIGNER.vkeys(ORIGIN), KEY.vkey, KEY.classic}
    assert len(shown.whole.signatures) == 4
    text(200, witness.add_checkpoint(body(2, 3)))


def test_a_forged_line_does_not_poison_a_refusal(witness):
    """A refused request with a forged line of ours changes nothing: the next honest one is signed."""
    parsed = note.parse(SIGNER.sign(head(9, "x"), NOW))
    forged = note.NoteSignature(KEY.vkey.name, KEY.vkey.key_id, bytes(2428))
    text(200, witness.add_checkpoint(body(0, 5)))
    signed = note.Note(parsed.text, (forged, *parsed.signatures)).encode()
    text(422, witness.add_checkpoint(body(5, 9, branch="x", signed=signed)))
    text(200, witness.add_checkpoint(body(5, 6)))


def test_a_log_that_is_named_like_the_witness_is_refused(tmp_path):
    """A witness does not start when a log of its policy, or its family, has the name of one of its keys."""
    for name in (f"{PREFIX}/getuige", f"{PREFIX}/stam"):
        with pytest.raises(LogError, match="heet als deze getuige"):
            Witness(tmp_path / "g.sqlite", WitnessKey.generate(name), POLICY)


def test_the_clock_never_goes_back(witness):
    """A time before one that was signed is not signed, for any log, also after a restart; a second's slack is."""
    clock = witness._clock
    text(200, witness.add_checkpoint(body(0, 1)))
    again = Witness(witness._path, KEY, POLICY, clock)
    clock.time = NOW - 5000
    assert "klok" in text(503, again.add_checkpoint(body(1, 2)))
    other = SIGNER.sign(head(1, origin=f"{PREFIX}/stam"), NOW)
    assert "klok" in text(503, again.add_checkpoint(body(0, 1, signed=other)))
    clock.time = NOW - 1000
    line = note.parse_lines(again.add_checkpoint(body(1, 2)).body)[0]
    assert int.from_bytes(line.signature[:8], "big") == NOW // 1000


def test_a_failed_write_leaves_what_was_signed_last(witness, monkeypatch):
    """When storing fails nothing leaves the witness, and the same request succeeds once storing works again."""
    text(200, witness.add_checkpoint(body(0, 3)))

    def full(_connection):
        raise sqlite3.OperationalError("database or disk is full")

    with monkeypatch.context() as broken:
        broken.setattr(witness, "_commit", full)
        assert b"getuige.example" not in witness.add_checkpoint(body(3, 5)).body
        text(503, witness.add_checkpoint(body(3, 5)))
    assert kept(witness) == 3
    text(200, witness.add_checkpoint(body(3, 5)))


def test_the_database_itself_does_not_go_back(witness):
    """Shrinking or forgetting a log is refused by the database, whatever the code does."""
    text(200, witness.add_checkpoint(body(0, 5)))
    for statement in (
        "UPDATE getuige_logs SET omvang = 4",
        "UPDATE getuige_logs SET tijd = 1",
        "UPDATE getuige_logs SET wortel = zeroblob(32)",
        "DELETE FROM getuige_logs",
    ):
        with sqlite3.connect(witness._path) as connection, pytest.raises(sqlite3.IntegrityError):
            connection.execute(statement)


def test_two_requests_at_once(witness):
    """Of two histories that arrive at the same moment one is signed; every later step follows on that one."""
    for start in (3, 9, 27):
        text(200, witness.add_checkpoint(body(kept(witness) or 0, start)))
        bodies = [body(start, start + extra) for extra in range(1, 9)]
        with ThreadPoolExecutor(8) as pool:
            answers = list(pool.map(witness.add_checkpoint, bodies))
        assert sorted(a.status for a in answers) == [200] + [409] * 7
    with ThreadPoolExecutor(2) as pool:
        fresh = [f"{PREFIX}/oost", "a"], [f"{PREFIX}/oost", "b"]
        made = [SIGNER.sign(head(4, branch, origin), NOW) for origin, branch in fresh]
        answers = list(pool.map(lambda signed: witness.add_checkpoint(body(0, 4, signed=signed)), made))
    assert sorted(a.status for a in answers) == [200, 409]


KILLED = textwrap.dedent(
    """
    import os, signal, sys
    from audit.getuige.getuige import Witness
    from tests.audit.getuige.test_getuige import KEY, NOW, POLICY, Clock, body

    class Killed(Witness):
        def _commit(self, connection):
            if sys.argv[2] == "after":
                super()._commit(connection)
            os.kill(os.getpid(), signal.SIGKILL)

    Killed(sys.argv[1], KEY, POLICY, Clock()).add_checkpoint(body(3, 5))
    """
)


@pytest.mark.parametrize(("moment", "size"), [("before", 3), ("after", 5)])
def test_killed_around_persisting(witness, moment, size):
    """SIGKILL just before or just after the write: the witness is in one of both states, and the log goes on."""
    text(200, witness.add_checkpoint(body(0, 3)))
    done = subprocess.run([sys.executable, "-c", KILLED, str(witness._path), moment], env=os.environ, check=False)
    assert done.returncode == -signal.SIGKILL
    again = Witness(witness._path, KEY, POLICY, Clock())
    assert kept(again) == size
    if moment == "after":  # the log never got the answer and asks again
        assert text(409, again.add_checkpoint(body(3, 5))) == "5\n"
    text(422, again.add_checkpoint(body(size, 6, branch="x")))
    text(200, again.add_checkpoint(body(size, 6)))


def test_over_http(witness):
    """Paths, methods, media types and limits of both interfaces, exactly."""
    from tests.server.conftest import listening  # not at the top: the killed processes import this module too

    with listening(create_app(witness)) as url, httpx.Client(base_url=url, trust_env=False) as client:
        assert client.get(f"/{log_name(ORIGIN)}/checkpoint").status_code == 404
        answer = client.post("/add-checkpoint", content=body(0, 4))
        assert (answer.status_code, answer.headers["content-type"]) == (200, "text/plain; charset=utf-8")
        answer = client.post("/add-checkpoint", content=body(0, 4))
        assert (answer.status_code, answer.headers["content-type"], answer.content) == (409, "text/x.tlog.size", b"4\n")
        name = hashlib.sha256(ORIGIN.encode()).hexdigest()
        shown = client.get(f"/{name}/checkpoint")
        assert (shown.status_code, shown.headers["content-type"]) == (200, "text/plain; charset=utf-8")
        assert shown.content == witness.latest(name)
        for path in (f"/{name.upper()}/checkpoint", "/x/checkpoint", f"/{name}", "/add-checkpoint"):
            assert client.get(path).status_code in {404, 405}
        assert client.post("/add-checkpoint", content=bytes(verzoek.MAX_BODY + 1)).status_code == 413
