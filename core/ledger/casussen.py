# SPDX-License-Identifier: EUPL-1.2
"""Storing and reading the events of a casus. What they mean is for `core.casus`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, select

from audit.proof import jcs
from core.ledger.tables import casus_gebeurtenis

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import Connection

    from core.ledger.rows import Writer


# Made once: this is asked in every act.
_AFTER = (
    select(casus_gebeurtenis.c.gebeurtenis)
    .where(casus_gebeurtenis.c.casus == bindparam("casus"), casus_gebeurtenis.c.volgnr > bindparam("volgnr"))
    .order_by(casus_gebeurtenis.c.volgnr)
)


def append_event(writer: Writer, event: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Store one event and return its entry for the line. `event` is the JSON of a `Gebeurtenis`."""
    row = {
        "sleutel": f"{event['casus']}/{event['volgnr']}",
        "casus": event["casus"],
        "volgnr": event["volgnr"],
        "uitvraag": event["gegevens"].get("uitvraag"),
        "tijd": event["tijd"],
        "gebeurtenis": jcs.encode(dict(event)),
    }
    return writer.insert(casus_gebeurtenis, row)


def events_after(connection: Connection, casus: str, volgnr: int) -> list[dict[str, Any]]:
    """Return the events of `casus` with a higher number than `volgnr`, in order; empty when there are none."""
    return [jcs.decode(row) for row in connection.execute(_AFTER, {"casus": casus, "volgnr": volgnr}).scalars()]


def case_of_request(connection: Connection, uitvraag: str) -> str | None:
    """Return the casus in which this request was put, or None when there is no such request."""
    query = select(casus_gebeurtenis.c.casus).where(casus_gebeurtenis.c.uitvraag == uitvraag).limit(1)
    return connection.execute(query).scalar_one_or_none()
