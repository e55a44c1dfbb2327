# SPDX-License-Identifier: EUPL-1.2
"""What a key touches beside records: sealed texts, tag keys and letters that it opens, and documents that it signed.

Invariants:
- Only ids and kinds come out; what is sealed stays sealed, and a signed document is named by its id or hash.
- A text counts when a wrap in it names the key, or the organisation when all its keys are asked about.
- A letter about a citizen counts by what its signed document says of the wraps, so also when the letter itself is gone.

Norm: AVG 33 (nature of the breach). What a signature under such a document is still worth, people decide.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import select

from audit.proof import jcs
from core.keychain.keys import Rol
from core.keychain.rechtenstuk import ANTWOORD
from core.ledger.bewaring import bewaarbesluit
from core.ledger.casusmerken import merksleutel
from core.ledger.gebbesluiten import geb_besluit
from core.ledger.levensloop import levensloop
from core.ledger.rechten import VRAAG, rechtenbesluit, rechtenbrief, rechtengebeurtenis, rechtenverzoek
from core.ledger.tables import casus_gebeurtenis, feitbundel, verstrekking
from core.ledger.toekenningen import toekenning_later
from core.ledger.wisbevelen import wisbevel

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Column, Connection

    from gep.datalek.vraag import Vraag

TITEL, MERKSLEUTEL = "titel of onderwerp van een casus", "merksleutel van een casus"
VERSTREKKING, TOEKENNING = "verstrekking", "latere toekenning"
LEVENSLOOP, FEITEN = "stuk over een verstrekking", "bundel met feitverklaringen"
BRIEF, BRIEF_WEG = "brief bij een verzoek van een betrokkene", "brief bij een verzoek van een betrokkene, inmiddels weg"
_STUKKEN: Final[tuple[tuple[str, Column[bytes]], ...]] = (
    (VERSTREKKING, verstrekking.c.kop),
    (TOEKENNING, toekenning_later.c.toekenningen),
    (LEVENSLOOP, levensloop.c.document),
    (FEITEN, feitbundel.c.bundel),
    ("besluit over bewaren of vernietigen", bewaarbesluit.c.besluit),
    ("bevel om logregels te wissen", wisbevel.c.bevel),
    ("besluit of advies over een GEB", geb_besluit.c.besluit),
    ("antwoord op een verzoek van een betrokkene", rechtengebeurtenis.c.stuk),
    ("besluit over een betrokkene", rechtenbesluit.c.stuk),
)
"""Every kind of document that the signing key of an organisation signs, and where it stands."""


def texts(connection: Connection, vraag: Vraag) -> list[dict[str, str]]:
    """Return which sealed texts and tag keys of cases are wrapped to the key, or to the organisation."""
    if not vraag.leest:
        return []
    found = {(TITEL, casus) for casus, data in _events(connection) if _is_wrapped(data, vraag)}
    found |= {(MERKSLEUTEL, casus) for casus, data in _tag_keys(connection) if _is_wrapped(data, vraag)}
    made = [{"wat": what, "casus": casus} for what, casus in sorted(found)]
    return [*made, *({"wat": what, "verzoek": name} for what, name in sorted(set(_letters(connection, vraag))))]


def signed(connection: Connection, vraag: Vraag) -> list[dict[str, Any]]:
    """Return what was signed with the signing key that is asked about, in the period, oldest first."""
    if vraag.sleutel is None or vraag.sleutel.rol != Rol.TEKENEN:
        return []
    found = [item for what, column in _STUKKEN for item in _signed(connection, vraag, what, column)]
    return sorted(found, key=lambda item: (item["tijd"], item["kenmerk"]))


def _signed(connection: Connection, vraag: Vraag, what: str, column: Column[bytes]) -> Iterator[dict[str, Any]]:
    """Give the documents of one kind that this key signed in the period."""
    key, table = vraag.sleutel.id if vraag.sleutel is not None else "", column.table.c
    inside = (table.tijd >= vraag.periode.van, table.tijd < vraag.periode.tot)
    for name, tijd, data in connection.execute(select(table.sleutel, table.tijd, column).where(*inside)):
        if key.encode() in data and _signer(jcs.decode(bytes(data))) == key:
            yield {"wat": what, "kenmerk": name, "tijd": tijd}


def _signer(document: dict[str, Any]) -> Any:
    """Return the id of the key under a document; a bundle of statements has it with who signed."""
    by = document.get("door")
    return by["sleutel"] if isinstance(by, dict) else document.get("sleutel")


def _letters(connection: Connection, vraag: Vraag) -> Iterator[tuple[str, str]]:
    """Give each letter about a citizen that the key opens, or opened while it was there, by its request."""
    there = set(connection.execute(select(rechtenbrief.c.sleutel)).scalars())
    asked = select(rechtenverzoek.c.sleutel, rechtenverzoek.c.stuk)
    event = rechtengebeurtenis.c
    answers = select(event.verzoek, event.oin, event.stuk).where(event.soort == ANTWOORD)
    named = [(row.sleutel, VRAAG, row.stuk) for row in connection.execute(asked)]
    named += [(row.verzoek, row.oin, row.stuk) for row in connection.execute(answers)]
    for verzoek, van, stuk in named:
        if _is_wrapped(bytes(stuk), vraag):
            yield BRIEF if f"{verzoek}/{van}" in there else BRIEF_WEG, verzoek


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
