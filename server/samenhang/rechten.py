# SPDX-License-Identifier: EUPL-1.2
"""Lines about requests of citizens against the signed documents: by the contactpunt or by the controller that acted.

Invariants:
- The document that a line names is there, is of the organisation that acted, and says the same codes and times as the line.
- The contactpunt stands as such in one of the deelnemerslijsten with the key that signed; the key of a controller counted when
  its document was taken in. An operator can make up neither.
- A request that the log says was put out names every controller of its region under that list.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import inspect, select

from audit.events import Event
from audit.proof import jcs
from audit.values import Finding
from core.facts.state import WERKERS
from core.keychain import rechtenstuk
from core.keychain.errors import KeychainError
from core.keychain.rechtenstuk import Contactpunten
from core.ledger.rechten import rechtenbesluit, rechtengebeurtenis, rechtenverzoek
from server.samenhang.uittreksel import RECHTEN

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection

    from audit.verify.book import Book
    from core.keychain.lijst import Deelnemerslijst
    from core.keychain.rechtenstuk import Rechtenstuk
    from server.samenhang.kennis import Kennis

INVALID: Final = "rechtenstuk-ongeldig"
DIFFERS: Final = "rechtenstuk-wijkt-af"
MISSING: Final = "rechtenstuk-ontbreekt"
_SOORTEN: Final = {
    str(Event.RECHTENVERZOEK_ONTVANGEN): rechtenstuk.VERZOEK,
    str(Event.RECHTENVERZOEK_BEANTWOORD): rechtenstuk.ANTWOORD,
    str(Event.RECHTENVERZOEK_VERLENGD): rechtenstuk.VERLENGING,
    str(Event.RECHTENVERZOEK_AFGEROND): rechtenstuk.AFRONDING,
    str(Event.RECHTEN_BEPERKT): rechtenstuk.BEPERKING,
    str(Event.INFORMEREN_BESLOTEN): rechtenstuk.INFORMEREN,
}
_SAID: Final = {
    rechtenstuk.VERZOEK: {"rechtenverzoek": "verzoek", "recht": "recht", "identiteit": "identiteit", "handmatig": "handmatig"},
    rechtenstuk.ANTWOORD: {"rechtenverzoek": "verzoek"},
    rechtenstuk.VERLENGING: {"rechtenverzoek": "verzoek", "tot": "tot", "reden": "reden"},
    rechtenstuk.AFRONDING: {"rechtenverzoek": "verzoek", "besluit": "uitkomst"},
    rechtenstuk.BEPERKING: {
        "beperking": "beperking", "categorie": "categorie", "grondslag": "grond", "reden": "reden", "tot": "tot",
    },
    rechtenstuk.INFORMEREN: {"besluit": "besluit", "grondslag": "grond", "tot": "tot", "records": "records"},
}  # fmt: skip
"""What a line of each kind says and the field of the document that says the same."""


def check(connection: Connection, book: Book, kennis: Kennis) -> Iterator[Finding]:
    """Yield what does not hold."""
    there = inspect(connection).has_table(rechtenverzoek.name)
    for sha256, regel, inhoud in book.extracts(RECHTEN):
        said = json.loads(inhoud)
        soort = _SOORTEN[said["gebeurtenis"]]
        table, query = _row(soort, sha256, said)
        rows = [bytes(data) for data in connection.execute(query).scalars()] if there else []
        data = next((item for item in rows if _sha256(item) == sha256), None)
        waar = f"{table}:{regel}"
        if data is None:
            yield Finding(MISSING, waar, f"Het ondertekende stuk van logregel {regel} is er niet.")
        else:
            yield from _document(waar, rechtenstuk.read(jcs.decode(data)), soort, said, kennis)


def _row(soort: str, sha256: str, said: dict[str, Any]) -> tuple[str, Any]:
    if soort == rechtenstuk.VERZOEK:
        table = rechtenverzoek
        return table.name, select(table.c.stuk).where(table.c.sleutel == said.get("rechtenverzoek"))
    if soort in (rechtenstuk.BEPERKING, rechtenstuk.INFORMEREN):
        return rechtenbesluit.name, select(rechtenbesluit.c.stuk).where(rechtenbesluit.c.sleutel == sha256)
    table = rechtengebeurtenis
    here = (table.c.verzoek == said.get("rechtenverzoek")) & (table.c.soort == soort)
    return table.name, select(table.c.stuk).where(here)


def _sha256(data: bytes) -> str | None:
    try:
        return rechtenstuk.read(jcs.decode(data)).sha256
    except (KeychainError, jcs.CanonicalError):
        return None


def _document(waar: str, stuk: Rechtenstuk, soort: str, said: dict[str, Any], kennis: Kennis) -> Iterator[Finding]:
    same = stuk.soort == soort and stuk.oin == said["oin"]
    if not same or any(stuk[field] != said.get(name) for name, field in _SAID[stuk.soort].items()):
        yield Finding(DIFFERS, waar, "Dit stuk over een rechtenverzoek is een ander dan zijn regel noemt.")
    if soort not in rechtenstuk.VAN_CONTACTPUNT:
        try:
            stuk.check(kennis, said["tijd"])
        except KeychainError:
            yield Finding(INVALID, waar, "De handtekening van de verantwoordelijke onder dit stuk klopt niet.")
        return
    signers = [lijst for lijst in kennis.tijdperken.lijsten.alle if _by_contactpunt(stuk, lijst, said["tijd"])]
    if not signers:
        yield Finding(INVALID, waar, "Onder dit stuk staat geen handtekening van een contactpunt.")
    elif soort == rechtenstuk.VERZOEK and not any(_to_all(stuk, lijst) for lijst in signers):
        yield Finding(DIFFERS, waar, "Dit verzoek is niet bij elke verantwoordelijke uitgezet.")


def _by_contactpunt(stuk: Rechtenstuk, lijst: Deelnemerslijst, tijd: int) -> bool:
    try:
        stuk.check(Contactpunten(lijst), tijd)
    except KeychainError:
        return False
    return True


def _to_all(stuk: Rechtenstuk, lijst: Deelnemerslijst) -> bool:
    return stuk.controllers == rechtenstuk.controllers(lijst, stuk["regio"], WERKERS)
