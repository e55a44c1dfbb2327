# SPDX-License-Identifier: EUPL-1.2
"""Which supplies rest on certain rules: counts, for when the text of a source changed.

Invariants:
- Only counts leave this module, per kind of supplier and kind of recipient: no organisation, case, record or person.
- A supply counts when its record stands in the ledger: a push that was refused whole left decisions but no record.
- Decisions are read a thousand at a time; a year is never held in memory.

It judges nothing: whether a supply may stand is for people to say.
"""

from __future__ import annotations

import json
from collections import Counter
from itertools import islice
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import select

from core.ledger.tables import beslissing, verstrekking

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from sqlalchemy import Connection

BATCH: Final = 1000
VERSTREKKEN: Final = "verstrekken"


def resting_supplies(connection: Connection, rows: Collection[str]) -> Mapping[tuple[str, str], int]:
    """Count the supplies in the ledger that were allowed by one of these rows, per (kind of supplier, of recipient)."""
    counts: Counter[tuple[str, str]] = Counter()
    found = _allowed(connection, frozenset(rows))
    while batch := list(islice(found, BATCH)):
        records = {record for record, _ in batch}
        query = select(verstrekking.c.sleutel).where(verstrekking.c.sleutel.in_(records))
        there = set(connection.execute(query).scalars())
        counts.update(kinds for record, kinds in batch if record in there)
    return dict(sorted(counts.items()))


def _allowed(connection: Connection, rows: frozenset[str]) -> Iterator[tuple[str, tuple[str, str]]]:
    # Two readings at once: the stream of decisions, and per batch the records; so the stream has its own connection.
    with connection.engine.connect() as stream:
        query = select(beslissing.c.adl).where(beslissing.c.uitkomst == "toegestaan")
        for adl in stream.execute(query.execution_options(yield_per=BATCH)).scalars():
            body: dict[str, Any] = json.loads(adl)["body"]
            asked, answer = body["adl.core.request"], body["adl.core.response"]
            carried = {rule["id"] for rule in answer.get("regels", ())}
            if asked.get("action", {}).get("name") == VERSTREKKEN and carried & rows:
                resource = asked["resource"]
                kinds = (asked["subject"]["properties"]["soort"], resource["properties"]["ontvanger"])
                yield resource["id"], kinds
