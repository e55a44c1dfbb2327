# SPDX-License-Identifier: EUPL-1.2
"""Adoptions and advices on the GEB against their documents: signed by the controller, an advice by its FG too.

Invariants:
- The document that a line names is there and says the same of edition, period, region and outcome.
- The key of the organisation counted when it was taken in. The FG stands in one of the deelnemerslijsten, as FG of that
  organisation, with the key that signed: an operator can make up neither of the two.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, select

from audit.events import Event
from audit.proof import jcs
from audit.values import Finding
from core.keychain import gebbesluit
from core.keychain.errors import KeychainError
from core.ledger.gebbesluiten import geb_besluit
from server.samenhang.uittreksel import GEB

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection

    from audit.verify.book import Book
    from core.keychain.gebbesluit import Gebbesluit
    from server.samenhang.kennis import Kennis

INVALID = "geb-besluit-ongeldig"
_ONE = select(geb_besluit.c.besluit).where(geb_besluit.c.sleutel == bindparam("sleutel"))
_SOORTEN = {str(Event.GEB_VASTGESTELD): gebbesluit.VASTSTELLING, str(Event.GEB_GEADVISEERD): gebbesluit.ADVIES}


def check(connection: Connection, book: Book, kennis: Kennis) -> Iterator[Finding]:
    """Yield what does not hold."""
    for sha256, regel, inhoud in book.extracts(GEB):
        said = json.loads(inhoud)
        key = f"{_SOORTEN[said[6]]}/{said[0]}/{said[2]}"
        data = connection.execute(_ONE, {"sleutel": key}).scalar()
        waar = f"geb_besluit:{key}"
        if data is None:
            text = f"Het besluit over de GEB van logregel {regel} is er niet."
            yield Finding("geb-besluit-ontbreekt", waar, text)
        else:
            yield from _row(waar, bytes(data), sha256, said, kennis)


def _row(waar: str, data: bytes, sha256: str, said: list[Any], kennis: Kennis) -> Iterator[Finding]:
    try:
        besluit = gebbesluit.read(jcs.decode(data))
    except (KeychainError, jcs.CanonicalError):
        yield Finding(INVALID, waar, "Dit besluit over de GEB is niet te lezen.")
        return
    oin, tijd, editie, periode, regio, uitkomst, event = said
    own = [besluit.sha256, besluit.oin, besluit.over.editie, besluit.over.periode, besluit.over.regio, besluit.uitkomst]
    if [*own, besluit.soort] != [sha256, oin, editie, periode, regio, uitkomst, _SOORTEN[event]]:
        yield Finding("geb-besluit-wijkt-af", waar, "Dit besluit over de GEB is een ander dan zijn regel noemt.")
    try:
        besluit.check(kennis, tijd)
    except KeychainError:
        yield Finding(INVALID, waar, "De handtekening onder dit besluit over de GEB klopt niet.")
    if not _by_fg(besluit, kennis):
        text = "Onder dit advies staat geen handtekening van een FG van deze organisatie."
        yield Finding(INVALID, waar, text)


def _by_fg(besluit: Gebbesluit, kennis: Kennis) -> bool:
    for lijst in kennis.tijdperken.lijsten.alle:
        try:
            besluit.check_fg(lijst)
        except KeychainError:
            continue
        return True
    return False
