# SPDX-License-Identifier: EUPL-1.2
"""Acts and their decisions: the request each answers (once), and one decision record per question to the rules."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, select

from audit.proof import jcs
from core.ledger.tables import beslissing, handeling

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from sqlalchemy import Connection, RowMapping

    from core.ledger.rows import Writer


# Made once: this is asked in every act.
_BY_REQUEST = select(handeling).where(handeling.c.oin == bindparam("oin"), handeling.c.verzoek == bindparam("verzoek"))


def by_request(connection: Connection, oin: str, verzoek: str) -> RowMapping | None:
    """Return the act that answered this idempotency key of this organisation, or None."""
    return connection.execute(_BY_REQUEST, {"oin": oin, "verzoek": verzoek}).mappings().one_or_none()


def by_id(connection: Connection, oin: str, sleutel: str) -> RowMapping | None:
    """Return the act `sleutel` if it was an act of `oin`, else None."""
    query = select(handeling).where(handeling.c.sleutel == sleutel, handeling.c.oin == oin)
    return connection.execute(query).mappings().one_or_none()


def store_act(writer: Writer, row: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Store one act and return its entry for the line."""
    return writer.insert(handeling, row)


def store_decisions(writer: Writer, act: str, records: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Store Authorization Decision Log records of one act and return their entries for the line.

    Args:
        writer: of the act's transaction.
        act: the id of the act that asked.
        records: each {"sleutel", "uitkomst", "vrijgave", "adl": the ADL record as JSON}.
    """
    rows = [
        {
            "sleutel": record["sleutel"],
            "handeling": act,
            "trace_id": record["adl"]["trace_id"],
            "span_id": record["adl"]["span_id"],
            "tijd": record["adl"]["timestamp"],
            "uitkomst": record["uitkomst"],
            "vrijgave": record["vrijgave"],
            "adl": jcs.encode(record["adl"]),
        }
        for record in records
    ]
    return writer.insert(beslissing, *rows)
