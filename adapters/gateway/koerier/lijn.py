# SPDX-License-Identifier: EUPL-1.2
"""The line of a gateway that reads a courier file: it answers from the file, and proves every answer like one from the network.

Invariants:
- An answer counts only when the operator's pinned key signed it for the very request that this gateway carried out.
- What is not in the file is unreachable; nothing is sent.
- Public files come as they are in the file: who asks for them proves them, as always. Parts of attachments too: they must
  have the hash in the signed statement.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from adapters.gateway.client import Answer, Client, judged
from adapters.gateway.errors import UnreachableError, VerificationError
from adapters.gateway.telling import Telling
from adapters.gateway.trace import Trace
from audit.proof import jcs
from core.contract.afstemming import asks_for_a_line, left_a_line
from core.contract.bijlagen import DEEL
from core.contract.http_signature import verify_response
from core.contract.http_signature_errors import HttpSignatureError
from core.contract.koerier import KoerierError

if TYPE_CHECKING:
    from adapters.gateway.client import Operator
    from adapters.gateway.koerier.reizen import Meegegeven
    from adapters.gateway.store import Store
    from core.contract.http_signature import OrgKey, PersonKey
    from core.contract.koerier import Koeriersbestand

_PART = re.compile(r"/v1/verstrekkingen/[^/]+/bijlagen/([0-9a-f-]{36})/delen/([0-9]{1,4})\?inzage=.*")


class Koerierslijn(Client):
    """A client without a network.

    Args:
        file: the answer, of which form and signature were checked.
        asked: the requests of its trip.
        operator: whose signature an answer must carry.
        store: counts the requests that left a line.
    """

    def __init__(self, file: Koeriersbestand, asked: list[Meegegeven], operator: Operator, store: Store) -> None:
        self._file, self._asked, self._by = file, asked, operator
        self._counts = Telling(store)

    def close(self) -> None:
        """Nothing is open."""

    def send(
        self,
        method: str,
        path: str,
        body: bytes,
        *,
        person: PersonKey | None = None,
        trace: Trace | None = None,
        key: str | None = None,
        org_key: OrgKey | None = None,
        raw: bool = False,
    ) -> Answer:
        """Return the carried answer to this question, or to the request under this key."""
        del body, person, org_key
        span = trace or Trace.start()
        if raw and method == "GET":
            return Answer(200, self._part(path), span)
        for item in self._asked:
            same = item.sleutel == key if key is not None and item.pad == path else False
            if item.methode == method and item.pad == path and (same or key is None or method == "GET"):
                return self.answer(item, span)
        raise UnreachableError("Deze gateway leest een koeriersbestand; dit verzoek gaat mee met de volgende koerier.")

    def answer(self, item: Meegegeven, span: Trace) -> Answer:
        """Return the proven answer to one carried request.

        Raises:
            ProblemError: a signed refusal. UnreachableError: it says "later", or is not there.
            VerificationError: the operator did not sign it for this request.
        """
        name = f"antwoord/{item.plaats}"
        if not self._file.has(f"{name}.json"):
            raise UnreachableError("In het koeriersbestand staat geen antwoord op dit verzoek.")
        told, data = jcs.decode(self._file.part(f"{name}.json")), self._file.part(f"{name}.lichaam")
        status, lines = int(told["status"]), [(str(key), str(value)) for key, value in told["koppen"]]
        try:
            verify_response(status, lines, data, item.handtekening, oin=self._by.oin, public_key=self._by.answer_key)
        except HttpSignatureError as error:
            text = f"Een antwoord ({status}) is niet door de beheerder voor deze vraag ondertekend ({error.reden})."
            raise VerificationError("antwoord-niet-ondertekend", text) from None
        return self._judged(item, status, data, span)

    def _judged(self, item: Meegegeven, status: int, data: bytes, span: Trace) -> Answer:
        value: Any = jcs.decode(data) if data else None
        problem = str(value.get("type", "")).rpartition(":")[2] if isinstance(value, dict) else None
        if asks_for_a_line(item.pad) and status < 500:
            self._counts.answered(item.sleutel, left_a_line=left_a_line(status, problem))
        return judged(status, value, None, span)

    def get_file(self, path: str, limit: int = 0) -> bytes | None:
        """Return a public file of the log or a release as it came along."""
        del limit
        return self._file.part(f"openbaar{path}") if self._file.has(f"openbaar{path}") else None

    def _part(self, path: str) -> bytes:
        found = _PART.fullmatch(path)
        name = f"bijlage/{found[1]}" if found else ""
        if found is None or not self._file.has(name):
            raise UnreachableError("Deze bijlage zit niet in het koeriersbestand.")
        try:
            return self._file.piece(name, int(found[2]) * DEEL, DEEL)
        except KoerierError as error:
            raise VerificationError(error.reden, str(error)) from None
