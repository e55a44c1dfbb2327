# SPDX-License-Identifier: EUPL-1.2
"""The partner's LDV logbook: one record per data subject, subjects encrypted, nothing lost at a crash."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from adapters.gateway.logbook import TYPE_BSN, Act, Logbook, Subject
from adapters.gateway.trace import Trace

if TYPE_CHECKING:
    from pathlib import Path

NOW = 1_790_000_000_000
BSN = "999990019"


@pytest.fixture
def logbook(tmp_path: Path) -> Logbook:
    """An empty logbook."""
    return Logbook(tmp_path / "logboek", (bytes(range(64)), bytes(range(1, 65))), "00000099000000001000")


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
