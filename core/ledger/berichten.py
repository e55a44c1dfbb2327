# SPDX-License-Identifier: EUPL-1.2
"""The own feed of each organisation: what happened that concerns it, in its own numbering."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, func, select

from audit.proof import jcs
from core.ledger.tables import bericht

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from sqlalchemy import Connection

    from core.ledger.rows import Writer


class Post:
    """Collects the messages of one act and writes them in one go, numbered per organisation."""

    def __init__(self, tijd: int) -> None:
        self._tijd = tijd
        self._waiting: list[tuple[str, str, bytes]] = []

    def add(self, oins: Iterable[str], soort: str, gegevens: Mapping[str, Any]) -> None:
        """Put a message of kind `soort` in the feed of each of `oins`, each once."""
        body = jcs.encode(dict(gegevens))
        self._waiting.extend((oin, soort, body) for oin in sorted(set(oins)))

    def deliver(self, connection: Connection, writer: Writer) -> list[dict[str, Any]]:
        """Write what waits and return the entries for the line."""
        last = _last_numbers(connection, {oin for oin, _, _ in self._waiting})
        rows = []
        for oin, soort, body in self._waiting:
            last[oin] = last.get(oin, 0) + 1
            # A random key: lines name it, and receipts show lines, so it must not tell how much another one gets.
            rows.append(
                {
                    "sleutel": str(uuid.uuid4()),
                    "oin": oin,
                    "volgnr": last[oin],
                    "tijd": self._tijd,
                    "soort": soort,
                    "gegevens": body,
                }
            )
        self._waiting = []
        return writer.insert(bericht, *rows)


_LAST = (
    select(bericht.c.oin, func.max(bericht.c.volgnr))
    .where(bericht.c.oin.in_(bindparam("oins", expanding=True)))
    .group_by(bericht.c.oin)
)


def _last_numbers(connection: Connection, oins: set[str]) -> dict[str, int]:
    return {row[0]: row[1] for row in connection.execute(_LAST, {"oins": sorted(oins)})}


def feed(connection: Connection, oin: str, after: int, limit: int) -> list[dict[str, Any]]:
    """Return at most `limit` messages of `oin` with a higher number than `after`, in order."""
    query = (
        select(bericht).where(bericht.c.oin == oin, bericht.c.volgnr > after).order_by(bericht.c.volgnr).limit(limit)
    )
    return [
        {
            "volgnr": row["volgnr"],
            "soort": row["soort"],
            "tijd": row["tijd"],
            "gegevens": jcs.decode(row["gegevens"]),
        }
        for row in connection.execute(query).mappings()
    ]
