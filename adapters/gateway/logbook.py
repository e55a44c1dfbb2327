# SPDX-License-Identifier: EUPL-1.2
"""The partner's own Logboek Dataverwerkingen: one record per data subject, on disk before the act goes on.

Invariants:
- Each record is one JSON line, appended and fsync'ed; nothing is sampled and nothing is changed afterwards.
- A data subject appears only as an encrypted code (AES-SIV, deterministic, key of this partner): one's own records can be
  found again for a rights request, and nobody else can read who it is. No employee stands in a record.
- Records of one act share the trace id that also goes to the backbone; each subject has its own child span.

Norm: Logboek Dataverwerkingen 1.0.0, section 3 (fields), "one record per data subject". It is no audit trail of people:
that is the accountability line at the backbone.
"""

from __future__ import annotations

import json
import os
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from cryptography.hazmat.primitives.ciphers.aead import AESSIV

from audit.proof import jcs

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from adapters.gateway.trace import Trace

TYPE_BSN = "BSN"
TYPE_REFERENCE = "urn:knooppunt:onderwerp"
_CONTEXT = b"knooppunt/v1/ldv"


@dataclass(frozen=True, slots=True)
class Subject:
    """Whom an act is about: an identifying value and its LDV type (`BSN` or a URI)."""

    value: str = field(repr=False)
    kind: str = TYPE_REFERENCE


@dataclass(frozen=True, slots=True)
class Act:
    """One act to be written down: what for people, under which processing activity, when (ms), in which trace."""

    name: str
    activity: str
    start: int
    end: int
    trace: Trace


class Logbook:
    """The logbook folder of one partner: one file per month.

    Args:
        folder: where the files stand.
        key: 64 bytes for AES-SIV.
        oin: the partner, named as the resource of each record.
    """

    def __init__(self, folder: Path, key: bytes, oin: str) -> None:
        self._folder, self._cipher, self._oin = folder, AESSIV(key), oin

    def write(self, act: Act, subjects: Sequence[Subject]) -> int:
        """Append one record per subject under a joint span; return how many lines were written."""
        records = [self._record(act, act.trace, None)]
        records += [self._record(act, act.trace.child(), subject) for subject in subjects]
        self._append(records, act.start)
        return len(records)

    def code(self, subject: Subject) -> str:
        """Return the encrypted code of a subject, the same each time."""
        return jcs.b64(self._cipher.encrypt(subject.value.encode(), [_CONTEXT, subject.kind.encode()]))

    def about(self, subject: Subject) -> Iterator[dict[str, Any]]:
        """Yield the records about one subject, for a rights request."""
        code = self.code(subject)
        for record in self.records():
            if record["attributes"].get("dpl.core.data_subject_id") == code:
                yield record

    def records(self) -> Iterator[dict[str, Any]]:
        """Yield all records, oldest file first; a line cut off by a crash is passed over."""
        for path in sorted(self._folder.glob("*.jsonl")):
            for line in path.read_bytes().split(b"\n"):
                try:
                    yield json.loads(line)
                except ValueError:
                    continue

    def _record(self, act: Act, span: Trace, subject: Subject | None) -> dict[str, Any]:
        attributes = {"dpl.core.processing_activity_id": act.activity}
        if subject is not None:
            attributes["dpl.core.data_subject_id"] = self.code(subject)
            attributes["dpl.core.data_subject_id_type"] = subject.kind
        record: dict[str, Any] = {
            "trace_id": span.trace_id,
            "span_id": span.span_id,
            "status": "Ok",
            "name": act.name,
            "start_time": act.start,
            "end_time": act.end,
            "resource": {"attributes": {"organisatie.oin": self._oin}},
            "attributes": attributes,
        }
        return record if span.parent is None else {**record, "parent_span_id": span.parent}

    def _append(self, records: list[dict[str, Any]], now: int) -> None:
        self._folder.mkdir(mode=0o700, exist_ok=True)
        path = self._folder / f"{datetime.fromtimestamp(now / 1000, UTC):%Y-%m}.jsonl"
        text = "".join(json.dumps(r, ensure_ascii=False, separators=(",", ":")) + "\n" for r in records)
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        try:
            if os.fstat(handle).st_size and not _ends_whole(path):
                text = "\n" + text
            _write_all(handle, text.encode())
            os.fsync(handle)
        finally:
            os.close(handle)


def _ends_whole(path: Path) -> bool:
    with path.open("rb") as file:
        file.seek(-1, os.SEEK_END)
        return file.read(1) == b"\n"


def _write_all(handle: int, data: bytes) -> None:
    view = memoryview(data)
    while view:
        view = view[os.write(handle, view) :]
