# SPDX-License-Identifier: EUPL-1.2
"""The partner's LDV logbook: one record per data subject, subjects encrypted, nothing lost at a crash."""

from __future__ import annotations

import json
import random
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest

from adapters.gateway.logbook import TYPE_BSN, Act, Fault, Logbook, Status, Subject
from adapters.gateway.logbook.files import LogbookError
from adapters.gateway.trace import Trace

ROOT = Path(__file__).resolve().parents[3]
KEYS = (bytes(range(64)), bytes(range(1, 65)))
# Appends records one by one and says so only after each is acknowledged.
WRITER = """
import sys
from pathlib import Path
from adapters.gateway.logbook.files import Files, LogbookError
files, mark, number = Files(Path(sys.argv[1])), sys.argv[2], int(sys.argv[3])
if len(sys.argv) > 4:
    import resource
    resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[4]), int(sys.argv[4])))
for n in range(number):
    try:
        files.append([{"wie": mark, "n": n, "vulling": "x" * 300}], 1_790_000_000_000)
    except LogbookError:
        print("vol", flush=True)
        break
    print(n, flush=True)
"""

NOW = 1_790_000_000_000
BSN = "999990019"


@pytest.fixture
def logbook(tmp_path: Path) -> Logbook:
    """An empty logbook."""
    return Logbook(tmp_path / "logboek", KEYS, "00000099000000001000")


def act() -> Act:
    return Act("verstrekking", "https://knooppunt.example/verwerkingen/casus", NOW, NOW + 5, Trace.start())


def test_one_record_per_subject_under_a_joint_span(logbook: Logbook) -> None:
    """Two subjects give a joint span and two child spans with the same trace id."""
    written = act()
    assert logbook.write(written, [Subject(BSN, TYPE_BSN), Subject("s-2")]) == 3
    joint, first, second = logbook.records()
    assert joint["span_id"] == written.trace.span_id
    assert {r["trace_id"] for r in (joint, first, second)} == {written.trace.trace_id}
    assert first["parent_span_id"] == second["parent_span_id"] == joint["span_id"]
    assert first["attributes"]["dpl.core.data_subject_id_type"] == "BSN"
    assert "dpl.core.data_subject_id" not in joint["attributes"]


def test_subject_is_encrypted_and_can_be_found_again(logbook: Logbook, tmp_path: Path) -> None:
    """The BSN stands nowhere in the file, yet the records about it are found with the key."""
    logbook.write(act(), [Subject(BSN, TYPE_BSN)])
    logbook.write(act(), [Subject("111222333", TYPE_BSN)])
    text = b"".join(path.read_bytes() for path in (tmp_path / "logboek").iterdir())
    assert BSN.encode() not in text
    assert len(list(logbook.about(Subject(BSN, TYPE_BSN)))) == 1
    assert BSN not in repr(Subject(BSN, TYPE_BSN))


def test_line_cut_off_by_a_crash_spoils_nothing(logbook: Logbook, tmp_path: Path) -> None:
    """After a half line the next record starts on a line of its own."""
    logbook.write(act(), [])
    [path] = (tmp_path / "logboek").iterdir()
    path.write_bytes(path.read_bytes() + b'{"trace_id": "half')
    logbook.write(act(), [])
    assert len(list(logbook.records())) == 2


def test_fields_are_those_of_the_standard(logbook: Logbook) -> None:
    """Times are whole milliseconds, ids have their length, and no employee is named."""
    logbook.write(act(), [Subject(BSN, TYPE_BSN)])
    for record in logbook.records():
        assert len(record["trace_id"]) == 32
        assert len(record["span_id"]) == 16
        assert record["end_time"] - record["start_time"] == 5
        assert record["status"] == "Ok"
        assert "persoon" not in json.dumps(record)


def test_confidential_acts_stand_apart(logbook: Logbook, tmp_path: Path) -> None:
    """The confidential logbook has its own folder and its own codes; the open one shows nothing of it, and the reverse."""
    person = Subject(BSN, TYPE_BSN)
    logbook.write(replace(act(), confidential=True), [person])
    assert list(logbook.records()) == []
    assert list(logbook.about(person)) == []
    assert len(list(logbook.about(person, confidential=True))) == 1
    logbook.write(act(), [person])
    assert len(list(logbook.records(confidential=True))) == 2
    assert logbook.code(person) != logbook.code(person, confidential=True)
    folder = tmp_path / "logboek" / "vertrouwelijk"
    assert [path.stat().st_mode & 0o777 for path in (folder, *folder.iterdir())] == [0o700, 0o600]


def test_one_key_for_both_is_refused(tmp_path: Path) -> None:
    """Without a key of its own the confidential logbook would say by its codes who also stands in the open one."""
    with pytest.raises(ValueError, match="eigen sleutel"):
        Logbook(tmp_path, (KEYS[0], KEYS[0]), "00000099000000001000")


def test_a_caller_of_another_organisation_is_named(logbook: Logbook) -> None:
    """The calling application stands in each record when there was one, and in none when there was not."""
    logbook.write(replace(act(), processor="urn:nl:oin:00000099000000001001"), [Subject("s")])
    logbook.write(act(), [Subject("s")])
    named = [r["attributes"].get("dpl.core.foreign_operation.processor") for r in logbook.records()]
    assert named == ["urn:nl:oin:00000099000000001001"] * 2 + [None] * 2


def test_an_internal_fault_says_what_and_where_never_the_text(logbook: Logbook) -> None:
    """A fault has status Error with its type and places; the text of it, which may quote a person, stands nowhere."""
    try:
        int(f"niet te schrijven voor {BSN}")
    except ValueError as error:
        fault = Fault.of(error)
    logbook.write(replace(act(), status=Status.ERROR, fault=fault), [Subject(BSN, TYPE_BSN)])
    for record in logbook.records():
        assert record["status"] == "Error"
        assert record["attributes"]["exception.type"] == "ValueError"
        assert "test_an_internal_fault" in record["attributes"]["exception.stacktrace"]
        assert BSN not in json.dumps(record)


def test_error_and_fault_go_together() -> None:
    """A refusal is no error: status Error without a fault, or a fault under another status, cannot be made."""
    with pytest.raises(ValueError, match="horen bij elkaar"):
        replace(act(), status=Status.ERROR)
    with pytest.raises(ValueError, match="horen bij elkaar"):
        replace(act(), fault=Fault("X", ""))
    assert replace(act(), status=Status.UNSET).status.value == "Unset"


def test_no_empty_name_and_no_end_before_the_start(logbook: Logbook) -> None:
    """An empty name gets the default of the standard, and a clock that goes back does not turn an act around."""
    logbook.write(replace(act(), name="  ", end=NOW - 10_000), [])
    logbook.write(replace(act(), start=NOW - 90 * 86_400_000, end=NOW), [])
    later, earlier = sorted(logbook.records(), key=lambda record: -record["start_time"])
    assert (later["name"], later["end_time"]) == ("verwerking", later["start_time"])
    assert earlier["start_time"] < later["start_time"]


def test_what_others_can_read_is_refused(logbook: Logbook, tmp_path: Path) -> None:
    """A logbook that is open to others takes nothing: the act does not go on, and no line is added."""
    logbook.write(act(), [])
    [path] = (tmp_path / "logboek").glob("*.jsonl")
    path.chmod(0o644)
    with pytest.raises(LogbookError):
        logbook.write(act(), [])
    assert len(list(logbook.records())) == 1


def test_a_sampled_bit_suppresses_nothing(logbook: Logbook) -> None:
    """An act under a caller that does not sample is written like any other, for every subject."""
    span = Trace.under(f"00-{'a' * 32}-{'b' * 16}-00")
    assert logbook.write(replace(act(), trace=span), [Subject("s-1"), Subject("s-2")]) == 3
    assert {record["trace_id"] for record in logbook.records()} == {"a" * 32}


def writer(folder: Path, mark: str, number: int, *limit: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", WRITER, str(folder), mark, str(number), *limit]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)


def whole(folder: Path) -> list[tuple[str, int]]:
    """Return what is in the files; each line that ends must be one whole record, but for those a killed process left."""
    return [(record["wie"], record["n"]) for record in Logbook(folder, KEYS, "x").records()]


def test_two_processes_append_at_once(tmp_path: Path) -> None:
    """Two writers at a time lose nothing, mix nothing, and keep each their own order."""
    writers = [writer(tmp_path / "l", mark, 150) for mark in ("a", "b")]
    for process in writers:
        process.communicate(timeout=60)
    found = whole(tmp_path / "l")
    assert len(found) == 300
    for mark in ("a", "b"):
        assert [n for wie, n in found if wie == mark] == list(range(150))


def test_a_killed_writer_loses_nothing_it_acknowledged(tmp_path: Path) -> None:
    """Killed at any moment, everything acknowledged is there once and whole, and the next writer goes on."""
    chance, acknowledged = random.Random(20261122), []
    for turn in range(4):
        process = writer(tmp_path / "l", str(turn), 100_000)
        assert process.stdout is not None
        said = [process.stdout.readline()]
        time.sleep(chance.random() / 20)
        process.send_signal(signal.SIGKILL)
        said += process.communicate(timeout=60)[0].splitlines()
        acknowledged += [(str(turn), int(line)) for line in said if line.strip().isdigit()]
    found = whole(tmp_path / "l")
    assert len(acknowledged) > 4
    assert len(set(found)) == len(found)
    assert set(acknowledged) <= set(found)


def test_a_full_disk_leaves_no_half_record(tmp_path: Path) -> None:
    """When there is no room the writer is told, nothing of the record stays, and with room again it goes on."""
    process = writer(tmp_path / "l", "vol", 100, "2000")
    said = process.communicate(timeout=60)[0].split()
    assert said[-1] == "vol"
    [path] = (tmp_path / "l").iterdir()
    assert path.read_bytes().endswith(b"}\n")
    assert whole(tmp_path / "l") == [("vol", n) for n in range(len(said) - 1)]
    writer(tmp_path / "l", "ruim", 1).communicate(timeout=60)
    assert whole(tmp_path / "l")[-1] == ("ruim", 0)
