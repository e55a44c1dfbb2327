# SPDX-License-Identifier: EUPL-1.2
"""What the gateway writes down of its own acts: under which activity, in which logbook, with which status."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from adapters.gateway.diary import READ, SEARCH, SUPPLY, Diary
from adapters.gateway.errors import ConfigError, UnreachableError
from adapters.gateway.logbook import TYPE_BSN, Logbook, Subject
from adapters.gateway.subjects import asked_about
from adapters.gateway.trace import Trace

if TYPE_CHECKING:
    from pathlib import Path

NOW = 1_790_000_000_000
BSN = "999990019"
TRACE, SPAN = "4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7"


@pytest.fixture
def logbook(tmp_path: Path) -> Logbook:
    """An empty logbook."""
    return Logbook(tmp_path / "logboek", (bytes(range(64)), bytes(range(1, 65))), "00000099000000001000")


@pytest.fixture
def diary(logbook: Logbook) -> Diary:
    """The diary of a gateway that the partner's own system started."""
    return Diary(logbook, lambda: NOW, {"TRACEPARENT": f"00-{TRACE}-{SPAN}-01"})


def test_one_confidential_category_makes_the_whole_act_so(diary: Diary) -> None:
    """A number beside content of an investigation goes with that content; without such content it is open."""
    assert diary.activity("oc", SUPPLY, ["bsn", "wpg-9"]).code == "oc-verstrekken-vertrouwelijk"
    assert diary.activity("oc", READ, ["bsn", "wpg-8"]).code == "oc-raadplegen"
    assert diary.activity("rechten", SEARCH, []).code == "rechten"


def test_what_is_not_registered_is_not_done(diary: Diary) -> None:
    """Without an activity for the purpose and the act there is no record, and so no act."""
    with pytest.raises(ConfigError, match="register"):
        diary.activity("zomaar", SUPPLY, ["wpg-8"])
    with pytest.raises(ConfigError, match="register"):
        diary.activity("oc", "dansen", [])


def test_a_search_is_written_down_about_whom(diary: Diary, logbook: Logbook) -> None:
    """A search by BSN or reference has its subject, one by KvK number none; all stand under the caller's trace."""
    diary.searched("bsn", BSN)
    diary.searched("onderwerp", "r-1")
    diary.searched("kvk", "90000001")
    assert [len(list(logbook.about(subject))) for subject in (Subject(BSN, TYPE_BSN), Subject("r-1"))] == [1, 1]
    found = list(logbook.records())
    assert (len(found), {record["trace_id"] for record in found}) == (5, {TRACE})
    assert "90000001" not in str(found)


def test_a_request_about_someone_is_written_down(diary: Diary, logbook: Logbook) -> None:
    """A sealed request has one record per natural person in it; an organisation is no data subject."""
    people = [{"soort": "natuurlijk-persoon", "onderwerp": "r-1"}, {"soort": "rechtspersoon", "onderwerp": "r-2"}]
    span = diary.asked("oc", "fiscaal", asked_about({"betrokkenen": people}), NOW)
    assert (span.trace_id, span.parent) == (TRACE, SPAN)
    assert [len(list(logbook.about(Subject(reference)))) for reference in ("r-1", "r-2")] == [1, 0]


def test_a_read_stands_under_the_span_that_was_announced(diary: Diary) -> None:
    """The announcement names the supplier's span; without a sound one the read has a trace of the reader's own system."""
    other = "b" * 16
    announced = diary.reading({"spoor": {"trace_id": "a" * 32, "span_id": other}})
    assert (announced.trace_id, announced.parent) == ("a" * 32, other)
    for wrong in ({}, {"spoor": None}, {"spoor": {"trace_id": "x", "span_id": other}}, {"spoor": {}}):
        assert diary.reading(wrong).trace_id == TRACE


def test_a_refused_read_is_about_nobody_and_no_error(diary: Diary, logbook: Logbook) -> None:
    """A read that brought nothing has one record, without a subject, status Unset; of a confidential category it stands apart."""
    kop = {"doel": "oc", "categorie": "wpg-8"}
    diary.not_opened(kop, Trace.start(), NOW, "inzage geweigerd")
    diary.not_opened({**kop, "categorie": "wpg-10a"}, Trace.start(), NOW, "inzage geweigerd")
    for secret in (False, True):
        [record] = logbook.records(confidential=secret)
        assert record["status"] == "Unset"
        assert "dpl.core.data_subject_id" not in record["attributes"]


def test_an_internal_fault_is_written_down_and_goes_on(diary: Diary, logbook: Logbook) -> None:
    """An unforeseen error leaves an Error record and is raised; an error that the gateway itself makes leaves none."""
    with pytest.raises(KeyError), diary.faults("verstrekking bewaard", lambda: "oc", SUPPLY, "wpg-8"):
        raise KeyError(BSN)
    [record] = logbook.records()
    assert (record["status"], record["attributes"]["exception.type"]) == ("Error", "KeyError")
    assert BSN not in str(record)
    with pytest.raises(UnreachableError), diary.faults("verstrekking bewaard", lambda: "oc", SUPPLY, "wpg-8"):
        raise UnreachableError("weg")
    with diary.faults("verstrekking bewaard", lambda: "oc", SUPPLY, "wpg-8"):
        pass
    assert len(list(logbook.records())) == 1
