# SPDX-License-Identifier: EUPL-1.2
"""What a record of the logbook says: the fields of the standard, and the values it is made from.

Invariants:
- A record is about nobody or about one data subject, by an encrypted code; no employee and no content stands in it.
- Ids are lower-case hex, times milliseconds, the end never before the start (clocks go back), the name never empty.
- `Error` is for an internal fault only, with type and places of it and never its text, which may quote input; a refusal or an
  empty answer is `Unset`, a success `Ok`.
- `foreign_operation.processor` stands there when another organisation's application called for this, by what its signature
  or certificate proved; nobody can put it there with a header.

Norm: Logboek Dataverwerkingen 1.0.0, sections 3 and 4. It writes nothing and knows no key.
"""

from __future__ import annotations

import traceback
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from adapters.gateway.trace import Trace

TYPE_BSN: Final = "BSN"
TYPE_REFERENCE: Final = "urn:knooppunt:onderwerp"
UNNAMED: Final = "verwerking"
ACTIVITY: Final = "dpl.core.processing_activity_id"
SUBJECT: Final = "dpl.core.data_subject_id"
SUBJECT_TYPE: Final = "dpl.core.data_subject_id_type"
PROCESSOR: Final = "dpl.core.foreign_operation.processor"


class Status(StrEnum):
    """How an action ended, in the words of the standard."""

    UNSET = "Unset"
    OK = "Ok"
    ERROR = "Error"


@dataclass(frozen=True, slots=True)
class Subject:
    """Whom an act is about: an identifying value and its LDV type (`BSN` or a URI)."""

    value: str = field(repr=False)
    kind: str = TYPE_REFERENCE


@dataclass(frozen=True, slots=True)
class Coded:
    """A subject of whom only the code is known, as it stands in records."""

    value: str = field(repr=False)
    kind: str


@dataclass(frozen=True, slots=True)
class Fault:
    """An internal fault: its type and the places in the code, never its text."""

    kind: str
    places: str

    @classmethod
    def of(cls, error: BaseException) -> Fault:
        """Return what may be told of an error."""
        frames = traceback.extract_tb(error.__traceback__)[-6:]
        return cls(type(error).__name__, "\n".join(f"{frame.name}:{frame.lineno}" for frame in frames))

    def to_attributes(self) -> dict[str, str]:
        """Return the `exception.*` attributes."""
        said = "interne fout; de tekst staat niet in het logboek"
        return {"exception.type": self.kind, "exception.message": said, "exception.stacktrace": self.places}


@dataclass(frozen=True, slots=True)
class Act:
    """One act to be written down.

    Attributes:
        name: what was done, for people.
        activity: URI of the processing activity.
        start: ms since the epoch.
        end: ms since the epoch.
        trace: the joint span.
        confidential: whether the activity is a confidential one.
        processor: URI of the organisation whose application called, by what was authenticated; None when none did.
        status: how it ended.
        fault: of an internal fault, with status `Error` only.
    """

    name: str
    activity: str
    start: int
    end: int
    trace: Trace
    confidential: bool = False
    processor: str | None = None
    status: Status = Status.OK
    fault: Fault | None = None

    def __post_init__(self) -> None:
        """Refuse a fault without the status that goes with it, and the reverse."""
        if (self.fault is not None) != (self.status is Status.ERROR):
            raise ValueError("een fout en status Error horen bij elkaar")


def make(act: Act, span: Trace, oin: str, subject: tuple[str, str] | None) -> dict[str, Any]:
    """Return the record of one span; `subject` is (encrypted code, type)."""
    attributes = {ACTIVITY: act.activity}
    if subject is not None:
        attributes |= {SUBJECT: subject[0], SUBJECT_TYPE: subject[1]}
    if act.processor is not None:
        attributes[PROCESSOR] = act.processor
    if act.fault is not None:
        attributes |= act.fault.to_attributes()
    record: dict[str, Any] = {
        "trace_id": span.trace_id,
        "span_id": span.span_id,
        "status": act.status.value,
        "name": act.name.strip() or UNNAMED,
        "start_time": act.start,
        "end_time": max(act.start, act.end),
        "resource": {"attributes": {"service.name": "knooppunt-gateway", "organisatie.oin": oin}},
        "attributes": attributes,
    }
    return record if span.parent is None else {**record, "parent_span_id": span.parent}


def processor_of(oin: str) -> str:
    """Return the URI by which an organisation that was authenticated is named as the calling application."""
    return f"urn:nl:oin:{oin}"
