# SPDX-License-Identifier: EUPL-1.2
"""Looking up one person in what this partner supplied and received: every row is read, whatever is found.

Invariants:
- The same passes over the same tables for somebody who is there and for somebody who is not: which rows count is decided on
  what was read, never on what is asked of the database.
- Found is by number, by reference, or by name with date of birth; how is said, because the last may be a namesake.
- A received record of a confidential category is left to its supplier: who supplied answers for it.

Norm: law.md D1 (Wpg 25: supplies, to whom), R-75; AVG 15. It holds no content: that is in the partner's own systems.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from adapters.gateway.leven.gebeurd import Gebeurd, announced
from adapters.gateway.subjects import GEBOREN
from core.contract import levensloop, verwerkingen

if TYPE_CHECKING:
    from adapters.gateway.desk import Desk
    from adapters.gateway.rechten.vraag import Vraag

SUPPLIED, RECEIVED = "verstrekt", "ontvangen"
OP_NUMMER, OP_NAAM = "nummer", "naam-en-geboortedatum"
AANWEZIG, VERNIETIGD, INGETROKKEN, VERVANGEN = "aanwezig", "vernietigd", "ingetrokken", "vervangen"
STATEN: Final = (AANWEZIG, VERNIETIGD, INGETROKKEN, VERVANGEN)
DOEL: Final = "rechten"


@dataclass(frozen=True, slots=True)
class Gevonden:
    """One record about the person.

    Attributes:
        record: its id; it stays here.
        casus: its case; it stays here.
        richting: supplied or received.
        categorie: kind of data.
        doel: what for.
        tijd: when (ms).
        partijen: to whom it went, or from whom it came.
        staat: whether it is still there.
        gevonden: by number, or by name and date of birth.
    """

    record: str
    casus: str
    richting: str
    categorie: str
    doel: str
    tijd: int
    partijen: tuple[str, ...]
    staat: str
    gevonden: str

    def to_json(self) -> dict[str, Any]:
        """Return it for the officer who decides."""
        return {name: getattr(self, name) for name in self.__slots__} | {"partijen": list(self.partijen)}


def look_up(desk: Desk, vraag: Vraag) -> list[Gevonden]:
    """Return every record about this person, oldest first."""
    wanted = vraag.keys(desk.partner.keys.local("onderwerpen"))
    people = desk.store.db.execute("SELECT onderwerp, bsn FROM personen").fetchall()
    numbered = {
        wanted["bsn"],
        wanted["onderwerp"],
        *(row["onderwerp"] for row in people if row["bsn"] == wanted["bsn"]),
    }
    rows = desk.store.db.execute("SELECT sleutel, record, casus, richting FROM onderwerpen").fetchall()
    hits = [(row, OP_NUMMER if row["sleutel"] in numbered else OP_NAAM) for row in rows]
    hits = [(row, how) for row, how in hits if how == OP_NUMMER or row["sleutel"] == wanted[GEBOREN]]
    known = _headers(desk)
    states = _states(desk)
    found: dict[str, Gevonden] = {}
    for row, how in sorted(hits, key=lambda item: item[1] == OP_NUMMER):
        kop = known.get(row["record"])
        if kop is not None:
            found[row["record"]] = _item(row, kop, states.get(row["record"], AANWEZIG), how)
    shown = [item for item in found.values() if item.richting == SUPPLIED or not _confidential(desk, item)]
    return sorted(shown, key=lambda item: (item.tijd, item.record))


def _item(row: Any, kop: dict[str, Any], staat: str, how: str) -> Gevonden:
    return Gevonden(
        row["record"], row["casus"], row["richting"], kop["categorie"], kop["doel"], kop["tijd"],
        tuple(sorted(kop["partijen"])), staat, how,
    )  # fmt: skip


def _headers(desk: Desk) -> dict[str, dict[str, Any]]:
    """Return category, purpose, time and parties of every record that was supplied or announced here."""
    found: dict[str, dict[str, Any]] = {}
    proven = {row["ref"] for row in desk.store.db.execute("SELECT ref FROM bewijzen WHERE soort = 'verstrekking'")}
    for row in desk.store.db.execute("SELECT * FROM verstrekt").fetchall():
        if row["record"] in proven:  # what waits, or was refused, was not supplied
            found[row["record"]] = {**dict(row), "partijen": set(json.loads(row["ontvangers"]))}
    supplied = set(found)
    for message in announced(desk.store):
        kop = message["gegevens"]["kop"]
        told = {"categorie": kop["categorie"], "doel": kop["doel"], "tijd": message["tijd"]}
        found.setdefault(kop["record"], {**told, "partijen": {kop["verstrekker"]}})
    for message in desk.store.feed("toegevoegd"):
        told = message["gegevens"]
        if (
            told.get("record") in supplied and "ontvangers" in told
        ):  # recipients hear it too, and tell their supplier only
            found[told["record"]]["partijen"] |= set(told["ontvangers"]) - {desk.partner.oin}
    return found


def _states(desk: Desk) -> dict[str, str]:
    happened = Gebeurd(desk.store, desk.directory, desk.clock()).berichten
    gone = {item.stuk.record: VERVANGEN for item in happened if item.stuk.soort in levensloop.VERVANGEN}
    gone |= {item.stuk.record: INGETROKKEN for item in happened if item.stuk.soort == levensloop.INGETROKKEN}
    return gone | {str(m["gegevens"].get("record")): VERNIETIGD for m in desk.store.feed("vernietigd")}


def _confidential(desk: Desk, item: Gevonden) -> bool:
    return bool(verwerkingen.load().for_act(DOEL, "zoeken", desk.clock(), item.categorie).vertrouwelijk)
