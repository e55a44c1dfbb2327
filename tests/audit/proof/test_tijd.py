# SPDX-License-Identifier: EUPL-1.2
"""When a line came in, by the cosignatures of a quorum around it."""

from collections.abc import Sequence

import pytest

from audit.getuige.sleutel import WitnessKey, add
from audit.proof import note, tlog_policy
from audit.proof.checkpoint import Checkpoint
from audit.proof.tijd import SLACK, Moment, Tijdlijn, moment_of
from audit.signer import LogSigner

ORIGIN = "log.example/test/landelijk-2026"
T0 = 1_790_000_000
WITNESSES = tuple(WitnessKey.generate(f"getuige.example/w{n}") for n in range(3))
SIGNER = LogSigner.generate()


def _policy(quorum: str = "drie") -> tlog_policy.TlogPolicy:
    logs = "".join(f"log {key}\n" for key in SIGNER.vkeys(ORIGIN))
    names = "".join(f"witness w{n} {key.vkey}\n" for n, key in enumerate(WITNESSES))
    return tlog_policy.parse(f"{logs}{names}group drie 2 w0 w1 w2\nquorum {quorum}\n".encode())


def _note(size: int, times: Sequence[int | None]) -> bytes:
    head = Checkpoint(ORIGIN, size, bytes([size % 256]) * 32)
    data = SIGNER.sign(head, T0 * 1000)
    for key, time in zip(WITNESSES, times, strict=True):
        if time is not None:
            data = add(data, key.cosign(head, time))
    return data


def test_the_time_of_a_checkpoint_is_when_its_quorum_was_reached() -> None:
    """Present: with two of three needed it is the second time, however early or late one witness alone is."""
    assert moment_of(_note(5, [T0 + 10, T0 + 20, T0 + 9999]), _policy()) == Moment(5, T0 + 20)
    assert moment_of(_note(5, [1, T0 + 20, T0 + 30]), _policy()) == Moment(5, T0 + 20)


def test_without_a_quorum_there_is_no_time() -> None:
    """Absent: one cosignature of two, or a policy that asks for none, gives no time."""
    assert moment_of(_note(5, [T0, None, None]), _policy()) is None
    assert moment_of(_note(5, [T0, T0, T0]), _policy("none")) is None


def test_a_bad_cosignature_is_an_error() -> None:
    """Contrary: a changed cosignature gives no time but an error."""
    parsed = note.parse(_note(5, [T0, T0, T0]))
    last = parsed.signatures[-2]
    broken = note.NoteSignature(last.name, last.key_id, last.signature[:-1] + bytes([last.signature[-1] ^ 1]))
    data = note.Note(parsed.text, (*parsed.signatures[:-2], broken, parsed.signatures[-1])).encode()
    with pytest.raises(note.NoteError):
        moment_of(data, _policy())


def test_an_act_lies_between_the_quorum_before_and_the_quorum_after() -> None:
    """Present: a line counts from the last checkpoint without it to the first one with it, sixty seconds either side."""
    line = Tijdlijn([Moment(10, T0), Moment(20, T0 + 3600)])
    inside = [(10, T0 * 1000), (19, (T0 + 3600) * 1000), (12, (T0 - SLACK) * 1000), (12, (T0 + 3600 + SLACK) * 1000)]
    assert list(line.outside(inside)) == []
    assert line.bracket(9).na is None
    assert line.bracket(9).voor == T0
    assert (line.bracket(10).na, line.bracket(10).voor) == (T0, T0 + 3600)


@pytest.mark.parametrize("seconds", [-SLACK - 1, 3600 + SLACK + 1, -86400, 86400])
def test_a_line_dated_outside_its_bracket_is_named(seconds: int) -> None:
    """Contrary: dated back or forward beyond the slack, the line is named with its bracket."""
    line = Tijdlijn([Moment(10, T0), Moment(20, T0 + 3600)])
    (found,) = line.outside([(12, (T0 + seconds) * 1000), (13, (T0 + 5) * 1000)])
    assert (found.index, found.tijdvak.na, found.tijdvak.voor) == (12, T0, T0 + 3600)


def test_after_the_last_quorum_there_is_no_upper_bound() -> None:
    """Absent: a line that no quorum saw yet can be dated late, not early."""
    line = Tijdlijn([Moment(10, T0)])
    assert line.bracket(10).voor is None
    assert [item.index for item in line.outside([(10, (T0 + 86400) * 1000), (11, (T0 - 86400) * 1000)])] == [11]
    assert list(Tijdlijn([]).outside([(0, 0)])) == []


def test_of_one_size_the_earliest_quorum_counts_and_going_back_is_told() -> None:
    """A cosignature that came later does not widen the bracket; a larger tree with an earlier time is named."""
    line = Tijdlijn([Moment(10, T0 + 500), Moment(10, T0), Moment(20, T0 - 3600), Moment(30, T0 + 1)])
    assert line.moments[0] == Moment(10, T0)
    assert list(line.backwards()) == [Moment(20, T0 - 3600)]
