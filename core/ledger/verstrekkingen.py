# SPDX-License-Identifier: EUPL-1.2
"""Storing and reading sealed records. The ledger never opens one: it has no key that could."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, literal, select

from audit.proof import jcs
from core.ledger import toekenningen
from core.ledger.tables import omhulsel, verstrekking
from core.ledger.vervallen import vervallen, why_gone

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import BindParameter, Connection

    from core.envelope.grants import Holder
    from core.ledger.rows import Writer


# Made once: these are asked in every act.
_RECORD: BindParameter[str] = bindparam("record")
_GONE = vervallen.c.sleutel == literal(f"{verstrekking.name}/") + verstrekking.c.sleutel
_HEADER = select(verstrekking.c.kop).where(
    verstrekking.c.sleutel == _RECORD, ~select(vervallen.c.sleutel).where(_GONE).exists()
)
_TAKEN = select(verstrekking.c.sleutel).where(verstrekking.c.sleutel == _RECORD)
_RECIPIENTS = select(omhulsel.c.ontvanger).where(omhulsel.c.record == _RECORD).distinct().order_by(omhulsel.c.ontvanger)


def store(writer: Writer, sealed: Mapping[str, Any], tijd: int) -> list[dict[str, Any]]:
    """Store a verified sealed record (its JSON shape, without its salt) and return the entries for the line."""
    kop = sealed["kop"]
    row = {
        "sleutel": kop["record"],
        "levering": kop["levering"],
        "casus": kop["casus"],
        "verstrekker": kop["verstrekker"],
        "categorie": kop["categorie"],
        "tijd": tijd,
        "kop": jcs.encode(kop),
        "inhoud": jcs.unb64(sealed["inhoud"]),
        "verklaring": jcs.encode(sealed["verklaring"]),
        "handtekening": jcs.encode(sealed["handtekening"]),
        "toekenningen": jcs.encode(sealed["toekenningen"]),
    }
    wraps = [
        {
            "sleutel": wrap_key(kop["record"], (wrap["ontvanger"], wrap["eenheid"], wrap["sleutel"])),
            "record": kop["record"],
            "ontvanger": wrap["ontvanger"],
            "eenheid": wrap["eenheid"],
            "kem_sleutel": wrap["sleutel"],
            "omhulsel": jcs.unb64(wrap["omhulsel"]),
        }
        for wrap in sealed["omhulsels"]
    ]
    return writer.insert(verstrekking, row) + writer.insert(omhulsel, *wraps)


def wrap_key(record: str, holder: Holder) -> str:
    """Return the key of the row of a wrap of the push."""
    ontvanger, eenheid, sleutel = holder
    return f"{record}/{ontvanger}/{eenheid}/{sleutel[:16]}"


def header(connection: Connection, record: str) -> dict[str, Any] | None:
    """Return the header of `record`, or None when it is not there, or was named as gone and may still have to go."""
    row = connection.execute(_HEADER, {"record": record}).scalar_one_or_none()
    return None if row is None else dict(jcs.decode(row))


def taken(connection: Connection, record: str) -> bool:
    """Tell whether a record has or had this id: what is gone never comes back."""
    there = connection.execute(_TAKEN, {"record": record}).first() is not None
    return there or why_gone(connection, verstrekking.name, record) is not None


def taken_in_at(connection: Connection, record: str) -> int:
    """Return when a record was taken in (ms).

    Raises:
        sqlalchemy.exc.NoResultFound: there is no such record.
    """
    query = select(verstrekking.c.tijd).where(verstrekking.c.sleutel == record)
    return int(connection.execute(query).scalar_one())


def recipients(connection: Connection, record: str) -> tuple[str, ...]:
    """Return the organisations to which `record` was wrapped, its supplier among them."""
    return tuple(connection.execute(_RECIPIENTS, {"record": record}).scalars())


def sealed_for(connection: Connection, record: str, oin: str) -> dict[str, Any]:
    """Return the sealed record in its JSON shape with only the wraps of `oin` and later lists that name it, without its salt.

    Raises:
        sqlalchemy.exc.NoResultFound: there is no such record.
    """
    row = connection.execute(select(verstrekking).where(verstrekking.c.sleutel == record)).mappings().one()
    query = select(omhulsel).where(omhulsel.c.record == record, omhulsel.c.ontvanger == oin)
    wraps = connection.execute(query.order_by(omhulsel.c.sleutel)).mappings().all()
    later = toekenningen.lists_for(connection, record, oin)
    return {
        "kop": jcs.decode(row["kop"]),
        "inhoud": jcs.b64(row["inhoud"]),
        "verklaring": jcs.decode(row["verklaring"]),
        "handtekening": jcs.decode(row["handtekening"]),
        "toekenningen": jcs.decode(row["toekenningen"]),
        "omhulsels": [
            {
                "ontvanger": wrap["ontvanger"],
                "eenheid": wrap["eenheid"],
                "sleutel": wrap["kem_sleutel"],
                "omhulsel": jcs.b64(wrap["omhulsel"]),
            }
            for wrap in wraps
        ],
        **({"later": later} if later else {}),
    }
