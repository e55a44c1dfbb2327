# SPDX-License-Identifier: EUPL-1.2
"""What is kept of a call at the hypothetical doors: one Authorization Decision Log record, durable before the answer.

Invariants:
- One record per call: a batch of a thousand questions is one record, and a call that could not be read is one with status
  `Error`. A deny is no error.
- Kept is the request as it was understood: codes of the vocabulary, the day, known facts. What was not understood is named
  by its column only; ids, unknown texts and free text of the request are not kept, in no form, not even as a hash.
- Equal questions of a batch stand once, so that a small body cannot make a large record; a record has a greatest size.
- Policies, configuration and information are references: the digest of the release (whose manifest holds the versions of
  the engine), and the request itself, which is where the facts of a hypothetical question come from.
- When the record cannot be written there is no answer either.

Norm: Authorization Decision Log 1.0.0 (level 4 by reference); docs/adr/0013. It decides nothing and opens nothing.
"""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from audit.proof import jcs
from core.exchange import adl
from core.ledger import deurvragen

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Connection

    from core.exchange.world import World
    from policies.authzen import Stap
    from policies.decision import Vraag
    from policies.vocabulary import Vocabulary

EVALUATION: Final = adl.EVALUATION
EVALUATIONS: Final = "adl.access_evaluations"
SEARCHES: Final = {name: f"adl.search_{name}" for name in ("subject", "action", "resource")}
MAX_RECORD: Final = 1024 * 1024  # bytes
_TRACE: Final = re.compile(r"00-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-[0-9a-f]{2}")
_COLUMNS: Final = {"wie": "wie", "aan": "wie", "wat": "wat", "handeling": "handeling", "doel": "doel", "fase": "fase"}


class RecordTooLargeError(ValueError):
    """The questions of this call are too many and too long to keep, so they are not answered."""


@dataclass(frozen=True, slots=True)
class Aanroep:
    """One call at a door: what was asked for, and the traces it belongs to."""

    gebeurtenis: str
    trace_id: str
    span_id: str
    parent_span_id: str | None = None
    fsc_transactie: str | None = None

    @classmethod
    def start(cls, gebeurtenis: str, traceparents: Sequence[object] = (), fsc_transactie: str | None = None) -> Aanroep:
        """Begin a call under the first of these W3C traceparents that is one, else under a trace of its own."""
        span = secrets.token_hex(8)
        for text in traceparents:
            found = _TRACE.fullmatch(text) if isinstance(text, str) else None
            if found:
                return cls(gebeurtenis, found[1], span, found[2], fsc_transactie)
        return cls(gebeurtenis, secrets.token_hex(16), span, None, fsc_transactie)


def keep(world: World, call: Aanroep, steps: Sequence[Stap], fouten: Sequence[str] = ()) -> None:
    """Keep the record of a call and return only when it is durable.

    Args:
        world: of this process.
        call: what was asked for.
        steps: the questions and decisions behind the answer, in order.
        fouten: why there is no answer at all.

    Raises:
        RecordTooLargeError: the record would be larger than `MAX_RECORD`; nothing is kept.
        audit.values.LogUnavailableError: it could not be written.
        TimeoutError: it was not written in time.
    """
    record = adl_record(world, call, steps, fouten)
    encoded = jcs.encode(record)
    if len(encoded) > MAX_RECORD:
        raise RecordTooLargeError
    row = {
        "sleutel": f"{call.trace_id}-{call.span_id}",
        "tijd": record["timestamp"],
        "gebeurtenis": call.gebeurtenis,
        "status": record["status"],
        "adl": encoded,
    }

    def insert(connection: Connection) -> None:
        deurvragen.keep(connection, row)

    world.store(insert)


def adl_record(world: World, call: Aanroep, steps: Sequence[Stap], fouten: Sequence[str]) -> dict[str, Any]:
    """Return the record of a call."""
    failed = bool(fouten) or (bool(steps) and all(step.beslissing is None for step in steps))
    releases = sorted({step.beslissing.vrijgave for step in steps if step.beslissing is not None}) or [
        world.ruleset.digest
    ]
    attributes: dict[str, Any] = {
        "adl.core.policies": {"knooppunt": releases[0] if len(releases) == 1 else releases},
        "adl.core.information": {"verzoek": "adl.core.request"},
        "adl.core.configuration": adl.configuration(world, releases[-1]),
    }
    if call.fsc_transactie is not None:
        attributes["adl.fsc.transaction_id"] = call.fsc_transactie
    record: dict[str, Any] = {
        "trace_id": call.trace_id,
        "span_id": call.span_id,
        "event_name": call.gebeurtenis,
        "timestamp": world.now(),
        "status": adl.ERROR if failed else adl.UNSET,
        "attributes": attributes,
        "body": _body(steps, fouten, world.ruleset.vocabulary),
        "resource": adl.producer(world),
    }
    if call.parent_span_id is not None:
        record["parent_span_id"] = call.parent_span_id
    return record


def _body(steps: Sequence[Stap], fouten: Sequence[str], vocabulary: Vocabulary) -> dict[str, Any]:
    """Return request and response: every different question once, and per item of the call the number of its question."""
    numbers: dict[Vraag, int] = {}
    questions: list[dict[str, Any]] = []
    answers: list[dict[str, Any] | None] = []
    order: list[int | None] = []
    for step in steps:
        if step.vraag is None:
            order.append(None)
            continue
        if step.vraag not in numbers:
            numbers[step.vraag] = len(questions)
            questions.append(_understood(step, vocabulary))
            answers.append(_outcome(step))
        order.append(numbers[step.vraag])
    request: dict[str, Any] = {"vragen": questions, "volgorde": order}
    if fouten:
        request["fouten"] = list(fouten)
    return {"adl.core.request": request, "adl.core.response": {"antwoorden": answers}}


def _understood(step: Stap, vocabulary: Vocabulary) -> dict[str, Any]:
    """Return the question with what is no code left out and named by its column."""
    vraag = step.vraag
    assert vraag is not None
    codes: dict[str, str] = {column: getattr(vraag, column) for column in _COLUMNS}
    tuple_: dict[str, Any] = {"datum": vraag.datum.isoformat(), "feiten": sorted(vraag.feiten)}
    if step.beslissing is None or not step.beslissing.onbekend:
        return {**codes, **tuple_}
    known = {column: code for column, code in codes.items() if _is_code(column, code, vocabulary)}
    facts = vraag.feiten & vocabulary.tokens
    missing = [*sorted(set(codes) - set(known)), *(["feiten"] if facts != vraag.feiten else [])]
    return {**known, "datum": vraag.datum.isoformat(), "feiten": sorted(facts), "onbekend": missing}


def _is_code(column: str, code: str, vocabulary: Vocabulary) -> bool:
    return code in vocabulary.codes[_COLUMNS[column]] or (column == "aan" and code == "-")


def _outcome(step: Stap) -> dict[str, Any] | None:
    """Return the decision by reference: outcome, row ids, duties, missing facts, release; None when there is none."""
    answer = step.beslissing
    if answer is None:
        return None
    return {
        "uitkomst": str(answer.uitkomst),
        "regels": [rule.id for rule in answer.regels],
        "plichten": list(answer.plichten),
        "ontbreekt": [[missing.feit, missing.regel] for missing in answer.ontbreekt],
        "vrijgave": answer.vrijgave,
    }
