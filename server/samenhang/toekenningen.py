# SPDX-License-Identifier: EUPL-1.2
"""Grants made after the push against their signatures, their lines, their wraps and the delegation they cite.

Invariants:
- A list holds under the signing key of who wrapped, as it counted when the list was taken in, and is about the record's own
  header. Its line names the same organisation, record and hash.
- Each wrap of it is the one that was signed, or `vervallen` names it as gone.
- Another holder than the supplier cites a delegation that the supplier had stated by then, for the kinds of its recipients.

Whether the rules let the supplier supply them is decided again with the decisions, not here.
"""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from audit.proof import jcs
from audit.values import Finding
from core.envelope import EnvelopeError, LatereToekenningen, verify_later
from core.envelope import header as headers
from core.facts.statements import TOEKENRECHT
from core.facts.toekenrecht import delegations
from core.keychain.errors import UnknownKey
from core.ledger import toekenningen, verstrekkingen, vervallen
from core.ledger.tables import feitbundel, feitverklaring, omhulsel
from server.samenhang.delen import extracts_of, rows_of
from server.samenhang.uittreksel import TOEKENNING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection

    from audit.verify.book import Book
    from core.envelope.header import Kop
    from core.facts.state import Toegelaten
    from server.samenhang.kennis import Kennis

_TABLE = toekenningen.toekenning_later


def check(connection: Connection, book: Book, kennis: Kennis) -> Iterator[Finding]:
    """Yield what does not hold."""
    for rows in rows_of(connection, book, select(_TABLE), _TABLE.c.sleutel):
        lines = extracts_of(book, TOEKENNING, [row.sleutel for row in rows])
        for row in rows:
            for text in _wrong(connection, row, lines.get(row.sleutel, []), kennis):
                yield Finding("toekenning-ongeldig", f"toekenning_later:{row.sleutel}", text)


def _wrong(connection: Connection, row: Any, lines: list[tuple[str, str]], kennis: Kennis) -> Iterator[str]:
    kop = verstrekkingen.header(connection, row.record)
    if kop is None:
        return  # the record is gone: that is for who compares rows with lines
    try:
        one = LatereToekenningen.from_json(jcs.decode(bytes(row.toekenningen)))
        key = kennis.signing_key(one.door, row.tijd, one.sleutel)
        verify_later(one, headers.check(kop), key, min(row.tijd, (key.ingetrokken_op or row.tijd + 1) - 1))
    except EnvelopeError as error:
        yield f"Deze latere toekenning klopt niet ({error.reden.value})."
        return
    except UnknownKey:
        yield "De sleutel waarmee deze toekenning is getekend, gold toen niet."
        return
    except (jcs.CanonicalError, KeyError, TypeError, ValueError):
        yield "Deze latere toekenning is niet te lezen."
        return
    is_this = (toekenningen.digest_of(one), one.record, one.door) == (row.sleutel, row.record, row.door)
    if not is_this or [json.loads(said) for _, said in lines] != [[row.door, row.record, one.delegatie]]:
        yield "De regel van deze toekenning noemt iets anders of bestaat niet."
    if not _wraps_hold(connection, one):
        yield "Een omhulsel van deze toekenning ontbreekt of is een ander."
    if one.delegatie is not None and not _delegated(connection, one, headers.check(kop), row.tijd, kennis):
        yield "De verstrekker had dit toekennen niet overgelaten aan wie het deed."


def _wraps_hold(connection: Connection, one: LatereToekenningen) -> bool:
    for grant in one.lijst:
        key = toekenningen.wrap_key(one, grant.holder)
        found = connection.execute(select(omhulsel.c.omhulsel).where(omhulsel.c.sleutel == key)).scalar()
        if found is None and vervallen.why_gone(connection, omhulsel.name, key) is None:
            return False
        if found is not None and hashlib.sha256(bytes(found)).hexdigest() != grant.omhulsel_sha256:
            return False
    return True


def _delegated(connection: Connection, one: LatereToekenningen, kop: Kop, tijd: int, kennis: Kennis) -> bool:
    stated = list(_stated(connection, kop, tijd, kennis))
    lijst = kennis.directory.lijst
    kinds = {lijst.deelnemer(g.ontvanger).soort if g.ontvanger in lijst else "onbekend" for g in one.lijst}
    about = (one.record, kop["casus"])
    return one.delegatie in delegations(stated, kop["verstrekker"], one.door, about, kinds, tijd)


def _stated(connection: Connection, kop: Kop, tijd: int, kennis: Kennis) -> Iterator[Toegelaten]:
    """Yield what the supplier had stated of adding recipients when the list was taken in."""
    named = feitverklaring.c.feit == TOEKENRECHT, feitverklaring.c.uitgever == kop["verstrekker"]
    query = select(feitverklaring.c.bundel).where(*named, feitverklaring.c.tijd <= tijd).distinct()
    for row in connection.execute(select(feitbundel).where(feitbundel.c.sleutel.in_(query))).all():
        found = kennis.statements(row.sleutel, row.tijd, jcs.decode(bytes(row.bundel)))
        if isinstance(found, tuple):
            yield from found
