# SPDX-License-Identifier: EUPL-1.2
"""Carrying out what happened to a record that this partner received: mark the local copy, and confirm.

Invariants:
- The opened copy is marked before the confirmation stands in the outbox; both happen once per document.
- A copy is marked, never deleted: what was read was read, and the case file must show on what it rested. Deleting is an order
  of its own.
- Only the supplier of the record (as its announcement names it) withdraws, replaces or takes away; anybody else's document is
  an alarm.

Norm: Wpg 4(4), 28; law.md R-71.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from adapters.gateway.keyring import write_private
from adapters.gateway.leven.gebeurd import Gebeurd, announced
from adapters.gateway.sealer import own_signing_key
from audit.proof import jcs
from core.contract import levensloop as form
from core.contract.levensloop import Levensloop

if TYPE_CHECKING:
    from pathlib import Path

    from adapters.gateway.desk import Desk
    from adapters.gateway.leven.gebeurd import Bericht

_DONE: Final = "levensloop/"
_TEKST: Final = {
    form.INGETROKKEN: "Ingetrokken door de verstrekker",
    form.NIEUWE_VERSIE: "Er is een nieuwe versie",
    form.GECORRIGEERD: "Gecorrigeerd door de verstrekker; gebruik de nieuwe",
    form.VERWIJDERD: "De verstrekker heeft deze partner als ontvanger verwijderd",
}


def process(desk: Desk, folder: Path) -> int:
    """Carry out what the feed tells that was not carried out yet; return how many confirmations were put in the outbox."""
    done = 0
    suppliers = {message["gegevens"]["record"]: message["gegevens"]["kop"] for message in announced(desk.store)}
    for bericht in Gebeurd(desk.store, desk.directory, desk.clock()).berichten:
        stuk, mark = bericht.stuk, _DONE + bericht.stuk.sha256
        kop = suppliers.get(stuk.record)
        if stuk.soort not in form.TE_BEVESTIGEN or kop is None or desk.store.meta(mark):
            continue
        if stuk.oin != kop["verstrekker"]:
            text = "Een ander dan de verstrekker trok een verstrekking in of veranderde haar."
            desk.store.alarm(desk.clock(), "stuk-van-ander", text, {"record": stuk.record, "volgnr": bericht.volgnr})
            continue
        _mark_copy(folder / f"{stuk.record}.json", bericht)
        _confirm(desk, bericht, kop["casus"], mark)
        done += 1
    return done


def _mark_copy(path: Path, bericht: Bericht) -> None:
    """Say in the opened copy what happened to it; nothing when it was never opened here."""
    try:
        value = json.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        return
    stuk = bericht.stuk
    happened: dict[str, Any] = {"soort": stuk.soort, "tijd": stuk.tijd, "stuk": stuk.sha256, **stuk.gegevens}
    listed = [item for item in value.get("levensloop", []) if item["stuk"] != stuk.sha256]
    notice = f"{_TEKST[stuk.soort]} ({stuk.gegevens['reden']})."
    notices = [item for item in value.get("meldingen", []) if item != notice]
    value |= {"levensloop": [*listed, happened], "meldingen": [notice, *notices]}
    write_private(path, json.dumps(value, ensure_ascii=False, indent=2).encode() + b"\n")


def _confirm(desk: Desk, bericht: Bericht, casus: str, mark: str) -> None:
    now, stuk = desk.clock(), bericht.stuk
    own = Levensloop(form.BEVESTIGD, stuk.record, desk.partner.oin, now, {"stuk": stuk.sha256})
    body = jcs.encode(own.sign(own_signing_key(desk.partner, desk.directory, now)))
    with desk.store.transaction():
        path = f"/v1/verstrekkingen/{stuk.record}/bevestigingen"
        desk.outbox.put(casus=casus, path=path, body=body, person=None, now=now)
        desk.store.set_meta(mark, str(now))
