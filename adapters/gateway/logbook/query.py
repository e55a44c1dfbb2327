# SPDX-License-Identifier: EUPL-1.2
"""Finding records of the logbook again, by the questions of the reading extension (Lezen 0.9).

Invariants:
- A question names at least a trace, an activity or a subject; a period alone, an unknown member or a wrong value is refused, with
  every finding and without repeating a value.
- A subject may be asked for by the value itself (a BSN) or by the code that stands in the records; a value is made into the code
  here, with the key of this partner, and never comes back in an answer.
- The answer is a scan of the files with a cheap look at the bytes first; nothing is indexed, so nothing can lag behind.

Norm: Logboek Dataverwerkingen, extensie Lezen 0.9. It serves nothing and asks nobody who is asking: see `api`.
"""

from __future__ import annotations

import re
import uuid
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

from adapters.gateway.logbook.record import ACTIVITY, PROCESSOR, SUBJECT, SUBJECT_TYPE, Coded, Subject
from audit.proof import jcs

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from adapters.gateway.logbook.book import Logbook

TRACE, START, END = "traceId", "startTime", "endTime"
MEMBERS: Final = (ACTIVITY, SUBJECT, SUBJECT_TYPE, PROCESSOR, TRACE, START, END)
EXACT: Final = (TRACE, ACTIVITY, SUBJECT)
MOST: Final = 2000  # characters of a value
_URI: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:(?:[A-Za-z0-9._~:/?@!$&'()*+,;=-]|%[0-9A-Fa-f]{2})+")
TAG: Final = 16  # bytes that AES-SIV adds
LAST_MS: Final = 253_402_300_799_999  # the end of the year 9999
_TRACE: Final = re.compile(r"[0-9a-fA-F]{32}|[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")


class QueryError(ValueError):
    """The question is not sound; `findings` is a list of (member, Dutch sentence)."""

    def __init__(self, findings: list[tuple[str, str]]) -> None:
        super().__init__("; ".join(sorted({text for _, text in findings})))
        self.findings = findings


@dataclass(frozen=True, slots=True)
class Query:
    """A sound question; None means: not asked."""

    trace: str | None = None
    activity: str | None = None
    subject: Subject | Coded | None = field(default=None, repr=False)
    processor: str | None = None
    start: int | None = None
    end: int | None = None


def parse(body: Any) -> Query:
    """Return the question in a decoded body.

    Raises:
        QueryError: with every finding.
    """
    if not isinstance(body, dict):
        raise QueryError([("", "De vraag is geen JSON-object.")])
    found = [("", "Deze vraag heeft een onbekend onderdeel.") for name in body if name not in MEMBERS]
    found += [(name, text) for name in MEMBERS if name in body and (text := _wrong(name, body[name]))]
    if not any(name in body for name in EXACT):
        found.append(("", "Noem ten minste een trace, een verwerkingsactiviteit of een betrokkene."))
    if (SUBJECT in body) != (SUBJECT_TYPE in body):
        found.append((SUBJECT_TYPE, "Een code van een betrokkene en het type ervan horen bij elkaar."))
    if found:
        raise QueryError(found)
    return Query(
        trace=body[TRACE].replace("-", "").lower() if TRACE in body else None,
        activity=body.get(ACTIVITY),
        subject=_subject(body[SUBJECT], body[SUBJECT_TYPE]) if SUBJECT in body else None,
        processor=body.get(PROCESSOR),
        start=body.get(START),
        end=body.get(END),
    )


def find(logbook: Logbook, query: Query, *, confidential: bool = False) -> Iterator[dict[str, Any]]:
    """Yield the records of one of the two logbooks that answer the question, oldest file first."""
    code = None if query.subject is None else logbook.code(query.subject, confidential=confidential)
    files = logbook.files(confidential=confidential)
    # A record that began in one month stands in the file of that month, also when it ended in the next.
    months = (_month(query.start) or "", _month(query.end) or "~")
    needles = [text.encode() for text in (query.trace, query.activity, code, query.processor) if text]
    return (record for record in files.records(needles, months) if _answers(record, query, code))


def shown(record: Mapping[str, Any]) -> dict[str, Any]:
    """Return a record as the extension shows it; the trace id of 16 bytes in the form of a UUID, as its schema asks."""
    answer = {
        TRACE: str(uuid.UUID(record["trace_id"])),
        "spanId": record["span_id"],
        "status": record["status"],
        "name": record["name"],
        START: record["start_time"],
        END: record["end_time"],
        "resource": record["resource"],
        "attributes": record["attributes"],
    }
    return answer if "parent_span_id" not in record else {**answer, "parentSpanId": record["parent_span_id"]}


def _wrong(name: str, value: Any) -> str | None:
    if name in (START, END):
        whole = isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= LAST_MS
        return None if whole else "Een tijd is een geheel aantal milliseconden sinds 1970."
    if not isinstance(value, str) or not 0 < len(value) <= MOST or not value.isprintable():
        return "Dit onderdeel is geen gewone tekst."
    if name in (ACTIVITY, PROCESSOR) and _URI.fullmatch(value) is None:
        return "Dit onderdeel is geen URI."
    if name == TRACE and _TRACE.fullmatch(value) is None:
        return "Een trace is 32 hexadecimale cijfers of een UUID."
    return None


def _subject(value: str, kind: str) -> Subject | Coded:
    """Return whom a value means: a code is base64 of more than a tag, which no BSN and no reference is."""
    try:
        return Coded(value, kind) if len(jcs.unb64(value)) > TAG else Subject(value, kind)
    except jcs.CanonicalError:
        return Subject(value, kind)


def _month(at: int | None) -> str | None:
    return None if at is None else f"{datetime.fromtimestamp(at / 1000, UTC):%Y-%m}"


def _answers(record: Mapping[str, Any], query: Query, code: str | None) -> bool:
    attributes = record["attributes"]
    kind = None if query.subject is None else query.subject.kind
    asked = (
        (query.trace, record["trace_id"]),
        (query.activity, attributes.get(ACTIVITY)),
        (code, attributes.get(SUBJECT)),
        (kind, attributes.get(SUBJECT_TYPE)),
        (query.processor, attributes.get(PROCESSOR)),
    )
    after = query.start is None or record["start_time"] >= query.start
    before = query.end is None or record["end_time"] <= query.end
    return after and before and all(wanted is None or wanted == there for wanted, there in asked)
