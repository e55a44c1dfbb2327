# SPDX-License-Identifier: EUPL-1.2
"""The logbook of one partner: an open one and a confidential one, each with its own folder and its own key.

Invariants:
- Which of the two is decided by the processing activity alone (`Act.confidential`), never by a record or a caller.
- The two share nothing but the partner: other folder, other key, so that the same person has another code in each and
  nothing in the open one tells that there is something in the other.
- A data subject appears only as an encrypted code (AES-SIV, deterministic): one's own records can be found again for a rights
  request, and nobody else can read who it is. Each organisation has its own keys, so codes do not join across partners.
- One joint span per act, and under it one record per data subject.

Norm: LDV 1.0.0 ("one record per data subject") and its decision on confidentiality. It is no audit trail of people: that is
the accountability line at the backbone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from cryptography.hazmat.primitives.ciphers.aead import AESSIV

from adapters.gateway.logbook.files import Files
from adapters.gateway.logbook.record import SUBJECT, Coded, make
from audit.proof import jcs

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from adapters.gateway.logbook.record import Act, Subject

CONFIDENTIAL: Final = "vertrouwelijk"
_CONTEXT: Final = b"knooppunt/v1/ldv"


class Logbook:
    """The logbook folder of one partner.

    Args:
        folder: where the files stand; the confidential ones in `vertrouwelijk/` below it.
        keys: 64 bytes for the open one, and 64 others for the confidential one.
        oin: the partner, named as the resource of each record.
    """

    def __init__(self, folder: Path, keys: tuple[bytes, bytes], oin: str) -> None:
        if keys[0] == keys[1]:
            raise ValueError("het vertrouwelijke logboek heeft een eigen sleutel")
        self._oin = oin
        self._files = {False: Files(folder), True: Files(folder / CONFIDENTIAL)}
        self._ciphers = {False: AESSIV(keys[0]), True: AESSIV(keys[1])}

    def write(self, act: Act, subjects: Sequence[Subject | Coded]) -> int:
        """Append one record per subject under a joint span; return how many lines are on disk.

        Raises:
            LogbookError: they are not: the act must not go on.
        """
        records = [make(act, act.trace, self._oin, None)]
        for subject in subjects:
            code = self.code(subject, confidential=act.confidential)
            records.append(make(act, act.trace.child(), self._oin, (code, subject.kind)))
        if act.confidential:
            self._files[False].folder.mkdir(mode=0o700, exist_ok=True)
        self._files[act.confidential].append(records, act.start)
        return len(records)

    def code(self, subject: Subject | Coded, *, confidential: bool = False) -> str:
        """Return the encrypted code of a subject, the same each time within one of the two logbooks."""
        if isinstance(subject, Coded):
            return subject.value
        sealed = self._ciphers[confidential].encrypt(subject.value.encode(), [_CONTEXT, subject.kind.encode()])
        return jcs.b64(sealed)

    def about(self, subject: Subject, *, confidential: bool = False) -> Iterator[dict[str, Any]]:
        """Yield the records about one subject, for a rights request."""
        code = self.code(subject, confidential=confidential)
        for record in self._files[confidential].records((code.encode(),)):
            if record["attributes"].get(SUBJECT) == code:
                yield record

    def records(self, *, confidential: bool = False) -> Iterator[dict[str, Any]]:
        """Yield all records of one of the two, oldest file first; a line cut off by a crash is passed over."""
        return self._files[confidential].records()

    def files(self, *, confidential: bool = False) -> Files:
        """Return the files of one of the two."""
        return self._files[confidential]
