# SPDX-License-Identifier: EUPL-1.2
"""What a key touches beside records: sealed texts of cases and tag keys that it opens, and documents that it signed.

Invariants:
- Only ids and kinds come out; what is sealed stays sealed, and a signed document is named by its hash.
- A text counts when a wrap in it names the key, or the organisation when all its keys are asked about.

Norm: AVG 33 (nature of the breach). What a signature under such a document is still worth, people decide.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from audit.proof import jcs
from core.keychain.keys import Rol
from core.ledger.casusmerken import merksleutel
from core.ledger.levensloop import levensloop
from core.ledger.tables import casus_gebeurtenis, feitbundel, verstrekking
from core.ledger.toekenningen import toekenning_later

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection

    from gep.datalek.vraag import Vraag

TITEL, MERKSLEUTEL = "titel of onderwerp van een casus", "merksleutel van een casus"
VERSTREKKING, TOEKENNING = "verstrekking", "latere toekenning"
LEVENSLOOP, FEITEN = "stuk over een verstrekking", "bundel met feitverklaringen"


def texts(connection: Connection, vraag: Vraag) -> list[dict[str, str]]:
    """Return which sealed texts and tag keys of cases are wrapped to the key, or to the organisation."""
    if not vraag.leest:
        return []
    found = {(TITEL, casus) for casus, data in _events(connection) if _is_wrapped(data, vraag)}
    found |= {(MERKSLEUTEL, casus) for casus, data in _tag_keys(connection) if _is_wrapped(data, vraag)}
    return [{"wat": what, "casus": casus} for what, casus in sorted(found)]


def signed(connection: Connection, vraag: Vraag) -> list[dict[str, Any]]:
    """Return what was signed with the signing key that is asked about, in the period, oldest first."""
    if vraag.sleutel is None or vraag.sleutel.rol != Rol.TEKENEN:
        return []
    key, van, tot = vraag.sleutel.id, vraag.periode.van, vraag.periode.tot
    named = ((kind, name, tijd) for kind, name, tijd, by in _signed(connection, vraag.sleutel.oin) if by == key)
    listed = [{"wat": kind, "kenmerk": name, "tijd": tijd} for kind, name, tijd in named if van <= tijd < tot]
    return sorted(listed, key=lambda item: (item["tijd"], item["kenmerk"]))


def _signed(connection: Connection, oin: str) -> Iterator[tuple[str, str, int, str]]:
    """Give everything that an organisation signed: kind, name, when it was taken in, and the id of the key."""
    v, t, le, f = verstrekking.c, toekenning_later.c, levensloop.c, feitbundel.c
    for row in connection.execute(select(v.sleutel, v.tijd, v.kop).where(v.verstrekker == oin)):
        yield VERSTREKKING, row.sleutel, row.tijd, jcs.decode(row.kop)["sleutel"]
    for row in connection.execute(select(t.sleutel, t.tijd, t.toekenningen).where(t.door == oin)):
        yield TOEKENNING, row.sleutel, row.tijd, jcs.decode(row.toekenningen)["sleutel"]
    for row in connection.execute(select(le.sleutel, le.tijd, le.document).where(le.door == oin)):
        yield LEVENSLOOP, row.sleutel, row.tijd, jcs.decode(row.document)["sleutel"]
    for row in connection.execute(select(f.sleutel, f.tijd, f.bundel)):
        by = jcs.decode(row.bundel)["door"]
        if by["oin"] == oin:
            yield FEITEN, row.sleutel, row.tijd, by["sleutel"]


def _events(connection: Connection) -> Iterator[tuple[str, bytes]]:
    table = casus_gebeurtenis.c
    for row in connection.execute(select(table.casus, table.gebeurtenis)):
        yield row.casus, bytes(row.gebeurtenis)


def _tag_keys(connection: Connection) -> Iterator[tuple[str, bytes]]:
    table = merksleutel.c
    for row in connection.execute(select(table.casus, table.sleutels)):
        yield row.casus, bytes(row.sleutels)


def _is_wrapped(data: bytes, vraag: Vraag) -> bool:
    wanted = vraag.sleutel.id if vraag.sleutel is not None else str(vraag.oin)
    if wanted.encode() not in data:
        return False
    field = "sleutel" if vraag.sleutel is not None else "ontvanger"
    return any(wrap.get(field) == wanted for wrap in _wraps(jcs.decode(data)))


def _wraps(value: Any) -> Iterator[dict[str, Any]]:
    """Give every wrap inside a value, at whichever depth."""
    if isinstance(value, dict):
        if {"ontvanger", "eenheid", "sleutel"} <= value.keys():
            yield value
        value = list(value.values())
    for item in value if isinstance(value, list) else ():
        yield from _wraps(item)
