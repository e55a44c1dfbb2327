# SPDX-License-Identifier: EUPL-1.2
"""What became of what this partner supplied, from its own feed: read, used in an analysis, led to advice.

Invariants:
- Of the reader only the organisation is known here, never the person; of the record only its id, never content.
- A message proves nothing by itself: the line that it names can be asked for in a bundle.

Norm: design.md 4; ADR 0019. A hidden read shows in the afstemming of the reader, not here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from adapters.gateway.store import Store

BERICHT: Final = "inzage"
GELEZEN: Final = "gelezen"


def reads_of_own(store: Store, record: str | None = None) -> list[dict[str, Any]]:
    """Return what the feed tells of the own records, oldest first; of one record, or of all."""
    found = (_shown(message) for message in store.feed(BERICHT))
    return [item for item in found if record in (None, item["record"])]


def _shown(message: dict[str, Any]) -> dict[str, Any]:
    told = message["gegevens"]
    return {
        "record": str(told.get("record")),
        "wat": str(told.get("wat", GELEZEN)),  # messages of before the other kinds name none
        "categorie": told.get("categorie"),
        "door": told.get("door"),
        "tijd": told.get("tijd"),
        "log": told.get("log"),
        "regel": told.get("regel"),
    }
