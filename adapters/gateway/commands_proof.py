# SPDX-License-Identifier: EUPL-1.2
"""The commands about what is proven and counted: the witnesses, the afstemming, and who read what this partner supplied."""

from __future__ import annotations

import json
from pathlib import Path  # noqa: TC003 - typer reads the annotations
from typing import TYPE_CHECKING, Annotated, Any

import typer

from adapters.gateway.afstemmen import AFSTEMMINGEN
from adapters.gateway.gelezen import reads_of_own
from adapters.gateway.screen import Json, done, opened, show, warn
from adapters.gateway.telling import Telling

if TYPE_CHECKING:
    from adapters.gateway.gateway import Gateway


def register(app: typer.Typer) -> None:
    """Add these commands to the gateway's command line."""
    for command, name in (
        (witnesses, "getuigen"),
        (standings, "standen"),
        (lift, "hervat"),
        (reconcile, "afstemmen"),
        (read_by, "gelezen"),
    ):
        app.command(name)(command)


def witnesses(*, als_json: Json = False) -> None:
    """Toon hoe ver de getuigen zijn en hoeveel bewijzen nog op hen wachten."""
    with opened(als_json=als_json) as gateway:
        found = gateway.desk.getuigd.stand()
    warn(found.waarschuwing)
    value = found.to_json()
    show(value, lambda: [f"peil: {found.peil.value}", f"bewijzen die wachten: {found.wachtend}"], als_json=als_json)


def standings(
    naar: Annotated[Path, typer.Option("--naar", help="Waar het bestand met de standen komt.")],
    *,
    als_json: Json = False,
) -> None:
    """Schrijf op hoe ver deze gateway elk log zag, met de handtekening van het log eronder.

    De beheerder vergelijkt dit met een teruggezette back-up. Er staat niets in over zaken of personen.

    Voorbeeld: knooppunt adapter gateway standen --naar standen.json
    """
    with opened(als_json=als_json, sync=False) as gateway:
        kept = [gateway.store.checkpoint(origin) for origin in gateway.store.origins()]
    notes = [one[2].decode() for one in kept if one is not None]
    naar.write_text(json.dumps({"standen": notes}, ensure_ascii=False), "utf-8")
    done({"standen": len(notes)}, f"{len(notes)} standen opgeschreven in {naar}.", als_json=als_json)


def lift(
    reden: Annotated[str, typer.Option("--reden", help="Waarom er weer verstrekt mag worden, als korte code.")],
    *,
    als_json: Json = False,
) -> None:
    """Laat weer verstrekken nadat iemand de tegenspraak in het log heeft bekeken; de alarmen blijven staan.

    Voorbeeld: knooppunt adapter gateway hervat --reden onderzocht-met-beheerder
    """
    with opened(als_json=als_json, sync=False) as gateway:
        lifted = gateway.lift(reden)
    done({"hervat": lifted}, "Er kan weer verstrekt worden." if lifted else "Er lag niets stil.", als_json=als_json)


def reconcile(*, als_json: Json = False) -> None:
    """Stem de dagen af die voorbij zijn: tel wat deze gateway deed, onderteken het en stuur het op.

    `bijwerken` en `verzend` doen dit ook.
    """
    with opened(als_json=als_json) as gateway:
        gateway.drain()
        last = Telling(gateway.store).last()
        value = {"tot_en_met": last[0] if last else None, "wacht": _waiting(gateway)}
    show(value, lambda: [f"afgestemd tot en met: {value['tot_en_met'] or 'nog geen dag'}"], als_json=als_json)


def read_by(
    record: Annotated[str | None, typer.Option("--record", help="Alleen dit record.", show_default=False)] = None,
    *,
    als_json: Json = False,
) -> None:
    """Toon wie las wat deze partner verstrekte, en wat ermee gebeurde: gelezen, in analyse, tot advies geleid."""
    with opened(als_json=als_json) as gateway:
        found = reads_of_own(gateway.store, record)
    show({"gelezen": found}, lambda: [_told(item) for item in found], als_json=als_json)


def _waiting(gateway: Gateway) -> int:
    return sum(entry.path == AFSTEMMINGEN for entry in gateway.outbox.entries("wacht"))


def _told(item: dict[str, Any]) -> str:
    return f"{item['record']} {item['wat']} door {item['door'] or '-'} (regel {item['regel'] or '-'})"
