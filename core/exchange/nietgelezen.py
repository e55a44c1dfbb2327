# SPDX-License-Identifier: EUPL-1.2
"""Proof of not read: to which recipients a verstrekking was never served, as far as the log up to now tells.

Invariants:
- Every act shard from the year of the supply on is searched whole, up to a signed checkpoint that is named; none is passed
  over for being of another region.
- A recipient with a line is `verstrekt`, with the receipt of each line. Without one it is `niet-verstrekt`, but `niet-bekend`
  as soon as one searched line can no longer be read: erased is never taken for not read.
- The assumption stands in the answer itself: it holds as far as ciphertext and salt leave the backbone only after a line.

Norm: design.md 4 (a read); Wpg 32a; AVG 5(2), 19 and 33. Deciding who may ask is `core.exchange.logbook`'s.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import select

from audit.events import Event
from audit.proof import checkpoint, jcs
from audit.reader import LogReader
from audit.values import STAM
from core.exchange.bewijs import receipt_of
from core.ledger import bewaring
from core.ledger.tables import verstrekking

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from core.exchange.bewijs import Bron

AANNAME: Final = (
    "Dit geldt zolang één aanname klopt. Het knooppunt geeft een verstrekking en haar zout pas af na de regel van het lezen. "
    "Die regel staat dan al in een ondertekend checkpoint. Elk gateway eist bij het openen het bewijs van zijn eigen "
    "regel. Doorzocht zijn alle regels tot de genoemde checkpoints; wat daarna is gebeurd, staat hier niet in. "
    "Wat een ontvanger zelf doorgaf, ook niet."
)
VERSTREKT, NIET, ONBEKEND = "verstrekt", "niet-verstrekt", "niet-bekend"


class RecordError(ValueError):
    """There is no such verstrekking; the message is Dutch."""

    type = "record-onbekend"


@dataclass
class _Found:
    """What the search found: places of reads by OIN, heads of what was searched, and lines that cannot be read any more."""

    reads: dict[str, list[tuple[str, int]]] = field(default_factory=dict)
    heads: list[dict[str, Any]] = field(default_factory=list)
    erased: int = 0


def report(bron: Bron, record: str) -> dict[str, Any]:
    """Return, per recipient, whether this verstrekking was served, with the receipts of the lines that say so.

    Raises:
        RecordError: it does not exist.
    """
    with bron.world.reading() as connection:
        row = connection.execute(select(verstrekking).where(verstrekking.c.sleutel == record)).mappings().one_or_none()
        destroyed = row is None and bool(bewaring.left_of(connection, [record]))
    if destroyed:
        raise RecordError("Deze verstrekking is vernietigd. Wie haar las, staat in het spoor.")
    if row is None:
        raise RecordError("Deze verstrekking staat niet in het grootboek.")
    granted = {grant["ontvanger"] for grant in jcs.decode(row["toekenningen"])["lijst"]} - {row["verstrekker"]}
    found = _search(bron, record, row["tijd"])
    ontvangers = [_of(oin, found) for oin in sorted(granted | found.reads.keys())]
    return {
        "record": record,
        "verstrekker": row["verstrekker"],
        "ontvangers": ontvangers,
        "telling": {kind: sum(item["uitkomst"] == kind for item in ontvangers) for kind in (VERSTREKT, NIET, ONBEKEND)},
        "doorzocht": found.heads,
        "gewiste_regels": found.erased,
        "aanname": AANNAME,
        "ontvangstbewijzen": [receipt_of(bron, *place) for places in found.reads.values() for place in places],
    }


def _of(oin: str, found: _Found) -> dict[str, Any]:
    places = found.reads.get(oin, [])
    regels = [{"shard": shard, "index": index} for shard, index in places]
    return {"oin": oin, "uitkomst": outcome(len(places), found.erased), "regels": regels}


def outcome(reads: int, erased: int) -> str:
    """Return what may be said of a recipient: served, proven not served, or not known, because erased lines may hide a read."""
    return VERSTREKT if reads else ONBEKEND if erased else NIET


def _search(bron: Bron, record: str, since: int) -> _Found:
    found = _Found()
    for shard in shards_from(bron.world.log.shards(), since):
        head, _ = checkpoint.parse(bron.world.log.checkpoint(shard))
        found.heads.append(head.to_json())
        for line in LogReader(bron.world.log.engine, bron.world.log.kluis).lines(shard, 0, head.size):
            if line.feit is None:
                found.erased += 1
            elif line.feit.get("gebeurtenis") == Event.VERSTREKKING_GELEZEN and line.feit.get("record") == record:
                found.reads.setdefault(line.feit["oin"], []).append((shard, line.index))
    return found


def shards_from(shards: Iterable[str], since: int) -> Iterator[str]:
    """Yield the act shards that can hold a read after this moment; a year begins and ends in Dutch time, so one day early."""
    first = datetime.fromtimestamp(since / 1000 - 24 * 3600, tz=UTC).year
    for shard in shards:
        year = shard.rpartition("-")[2]
        if shard != STAM and not (year.isdigit() and int(year) < first):
            yield shard
