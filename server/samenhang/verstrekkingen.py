# SPDX-License-Identifier: EUPL-1.2
"""Stored verstrekkingen against their signatures and their lines.

Invariants:
- Statement and grants hold under the supplier's signing key of the stamlog, as it counted when the record was taken in;
  ciphertext, commitment and every wrap of the push are those that were signed (`core.envelope.verify`), but for wraps that
  `vervallen` names as gone. Nothing is opened. Wraps that came later are for `toekenningen`.
- The line names the same supplier, case, category, statement and grants, and no record lacks its line.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from audit.proof import jcs
from audit.values import Finding
from core.envelope import EnvelopeError, SealedRecord, verify
from core.keychain.errors import UnknownKey
from core.ledger import verstrekkingen, vervallen
from core.ledger.tables import omhulsel, verstrekking
from core.ledger.toekenningen import is_later
from server.samenhang.delen import extracts_of, rows_of
from server.samenhang.uittreksel import RECORD

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection

    from audit.verify.book import Book
    from core.envelope.grants import Holder
    from server.samenhang.kennis import Kennis


def check(connection: Connection, book: Book, kennis: Kennis) -> Iterator[Finding]:
    """Yield what does not hold."""
    for rows in rows_of(connection, book, select(verstrekking), verstrekking.c.sleutel):
        keys = [row.sleutel for row in rows]
        lines = extracts_of(book, RECORD, keys)
        for row in rows:
            yield from _record(connection, row, lines.get(row.sleutel, []), kennis)


def _wraps(connection: Connection, record: str) -> list[dict[str, Any]]:
    query = select(omhulsel).where(omhulsel.c.record == record).order_by(omhulsel.c.sleutel)
    return [
        {
            "ontvanger": wrap.ontvanger,
            "eenheid": wrap.eenheid,
            "sleutel": wrap.kem_sleutel,
            "omhulsel": jcs.b64(bytes(wrap.omhulsel)),
        }
        for wrap in connection.execute(query)
        if not is_later(wrap.sleutel)
    ]


def _gone(connection: Connection, record: SealedRecord) -> set[Holder]:
    """Return the holders of wraps of the push that are not there and were named as gone."""
    there = {wrap.holder for wrap in record.omhulsels}
    missing = {
        verstrekkingen.wrap_key(grant.record, grant.holder): grant.holder
        for grant in record.toekenningen
        if grant.holder not in there
    }
    if not missing:
        return set()
    named = [f"{omhulsel.name}/{key}" for key in missing]
    query = select(vervallen.vervallen.c.sleutel).where(vervallen.vervallen.c.sleutel.in_(named))
    return {missing[key.removeprefix(f"{omhulsel.name}/")] for key in connection.execute(query).scalars()}


def _record(connection: Connection, row: Any, lines: list[tuple[str, str]], kennis: Kennis) -> Iterator[Finding]:
    waar = f"verstrekking:{row.sleutel}"
    try:
        record = SealedRecord.from_json(_sealed(row, _wraps(connection, row.sleutel)))
        key = kennis.signing_key(row.verstrekker, row.tijd, record.kop["sleutel"])
        gone = _gone(connection, record)
        verify(record, key, min(row.tijd, (key.ingetrokken_op or row.tijd + 1) - 1), gone=gone)
    except EnvelopeError as error:
        yield Finding("verstrekking-ongeldig", waar, f"Dit verzegelde record klopt niet ({error.reden.value}).")
        return
    except UnknownKey:
        yield Finding("verstrekking-ongeldig", waar, "De sleutel waarmee dit record is getekend, gold toen niet.")
        return
    except (jcs.CanonicalError, KeyError, TypeError, ValueError):
        yield Finding("verstrekking-ongeldig", waar, "Dit verzegelde record is niet te lezen.")
        return
    kop = record.kop
    is_this = (kop["record"], kop["levering"]) == (row.sleutel, row.levering)
    said = [kop["verstrekker"], kop["casus"], kop["categorie"], record.statement_sha256, record.grants_sha256]
    if not is_this or [json.loads(inhoud) for _, inhoud in lines] != [said]:
        yield Finding(
            "verstrekking-wijkt-af", waar, "De regel van deze verstrekking noemt een andere inhoud of bestaat niet."
        )


def _sealed(row: Any, wraps: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "kop": jcs.decode(bytes(row.kop)),
        "inhoud": jcs.b64(bytes(row.inhoud)),
        "verklaring": jcs.decode(bytes(row.verklaring)),
        "handtekening": jcs.decode(bytes(row.handtekening)),
        "toekenningen": jcs.decode(bytes(row.toekenningen)),
        "omhulsels": wraps,
    }
