# SPDX-License-Identifier: EUPL-1.2
"""The wraps of one organisation under one of its keys: what that key opens, page by page.

Invariants:
- Only wraps of the one who asks, in the order of their records, each with the header that it is bound to.
- Of each record also the ids of all keys of that organisation that have a wrap of it now: so a re-wrap shows.

It gives no ciphertext and no salt: with these alone nothing is read. It decides nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, bindparam, select

from audit.proof import jcs
from core.ledger.tables import omhulsel, verstrekking

if TYPE_CHECKING:
    from sqlalchemy import Connection

_MINE = and_(omhulsel.c.ontvanger == bindparam("oin"), omhulsel.c.kem_sleutel == bindparam("sleutel"))
_PAGE = (
    select(omhulsel, verstrekking.c.kop, verstrekking.c.tijd)
    .join(verstrekking, verstrekking.c.sleutel == omhulsel.c.record)
    .where(_MINE, omhulsel.c.record > bindparam("na"))
    .order_by(omhulsel.c.record)
    .limit(bindparam("limiet"))
)
_BESIDE = select(omhulsel.c.record, omhulsel.c.kem_sleutel).where(
    omhulsel.c.ontvanger == bindparam("oin"), omhulsel.c.record.in_(bindparam("records", expanding=True))
)
# The key of a wrap of a push names record, recipient, unit and key; one of later also names its act.
_PARTS_OF_A_PUSH = 4


@dataclass(frozen=True)
class EigenOmhulsel:
    """One wrap of an organisation, with what it is bound to.

    Attributes:
        kop: header of the record.
        eenheid: the unit.
        sleutel: the key.
        omhulsel: the wrap.
        tijd: ms since the epoch at which the record was taken in.
        later: whether it came after the push.
        sleutels: every key of this organisation that has a wrap of this record.
    """

    kop: dict[str, Any] = field(repr=False)
    eenheid: str
    sleutel: str
    omhulsel: bytes = field(repr=False)
    tijd: int
    later: bool
    sleutels: tuple[str, ...]

    def to_json(self) -> dict[str, Any]:
        """Return the wire form."""
        return {**self.__dict__, "omhulsel": jcs.b64(self.omhulsel), "sleutels": list(self.sleutels)}


def of_key(connection: Connection, oin: str, sleutel: str, na: str, limiet: int) -> list[EigenOmhulsel]:
    """Return at most `limiet` wraps of `oin` under this key, of records after `na`."""
    asked = {"oin": oin, "sleutel": sleutel, "na": na, "limiet": limiet}
    rows = connection.execute(_PAGE, asked).mappings().all()
    beside: dict[str, set[str]] = {}
    for found in connection.execute(_BESIDE, {"oin": oin, "records": [row["record"] for row in rows]}):
        beside.setdefault(found.record, set()).add(found.kem_sleutel)
    return [
        EigenOmhulsel(
            kop=dict(jcs.decode(row["kop"])),
            eenheid=row["eenheid"],
            sleutel=row["kem_sleutel"],
            omhulsel=bytes(row["omhulsel"]),
            tijd=row["tijd"],
            later=row["sleutel"].count("/") >= _PARTS_OF_A_PUSH,
            sleutels=tuple(sorted(beside[row["record"]])),
        )
        for row in rows
    ]


_REACH = (
    select(omhulsel.c.record, verstrekking.c.verstrekker)
    .join(verstrekking, verstrekking.c.sleutel == omhulsel.c.record)
    .where(_MINE)
    .order_by(omhulsel.c.record)
)


def reach(connection: Connection, oin: str, sleutel: str) -> list[tuple[str, str]]:
    """Return record and supplier of everything that this key of `oin` opens."""
    rows = connection.execute(_REACH, {"oin": oin, "sleutel": sleutel})
    return [(row.record, row.verstrekker) for row in rows]
