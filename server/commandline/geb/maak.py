# SPDX-License-Identifier: EUPL-1.2
"""`knooppunt geb maak`: one edition of the GEB, over a period, for a region or the whole country."""

import json
from pathlib import Path
from typing import Any

import typer

from core.exchange.logbook import LogRead
from gep.geb.maken import FILES, Geb, make
from server.commandline.geb.bezig import bezig, bron
from server.commandline.geb.groep import (
    Als,
    AlsJson,
    Dagen,
    Doel,
    Reden,
    Regio,
    Uit,
    admitted,
    app,
    known_region,
    opened,
    period,
)


@app.command()
def maak(
    uit: Uit,
    als: Als,
    doel: Doel,
    reden: Reden,
    regio: Regio = None,
    periode: Dagen = None,
    *,
    als_json: AlsJson = False,
) -> None:
    """Maak een concept-GEB uit logboek, regels en register.

    Het lezen van het logboek wordt beslist door de regels en laat zelf een logregel achter.

    Voorbeeld: knooppunt geb maak --uit geb --als fg-1 --doel controle --reden jaarlijkse-geb --periode 2026-01-01..2026-12-31
    """
    with opened() as world:
        known_region(world, regio)
        chosen = period(periode, world)
        admitted(world, LogRead(als, doel, reden, f"geb:{regio or 'landelijk'}:{chosen}"))
        with bezig() as voortgang:
            geb = make(bron(world), chosen, regio, voortgang=voortgang)
    geb.save(uit)
    typer.echo(json.dumps(_summary(geb, uit), ensure_ascii=False) if als_json else _told(geb, uit))


def _summary(geb: Geb, uit: Path) -> dict[str, Any]:
    cijfers = geb.cijfers
    return {
        "bestanden": [str(uit / name) for name in FILES],
        "periode": str(cijfers.periode),
        "regio": cijfers.regio,
        "regels": cijfers.regels,
        "verstrekkingen": cijfers.total("records"),
        "gelezen": cijfers.total("lezingen"),
        "geweigerd": cijfers.total("weigeringen"),
        "bewijzen": len(geb.bewijs["bewijzen"]),
        "checkpoints": geb.bewijs["checkpoints"],
        "vrijgave": geb.bewijs["vrijgave"],
    }


def _told(geb: Geb, uit: Path) -> str:
    cijfers = geb.cijfers
    return (
        f"Concept-GEB in {uit}: {cijfers.regels} logregels, {cijfers.total('records')} records verstrekt, "
        f"{cijfers.total('weigeringen')} vragen geweigerd, {len(geb.bewijs['bewijzen'])} bewijzen."
    )
