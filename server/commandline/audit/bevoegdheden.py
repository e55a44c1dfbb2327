# SPDX-License-Identifier: EUPL-1.2
"""`knooppunt audit bevoegdheden` and `audit nood`: what an officer confirms again on a clock, and reviews afterwards.

Both read the log, so both are decided and logged first; what an officer decides is a line of its own.
"""

import json
from typing import Annotated

import typer

from audit.spoor.signalen.values import day_of
from audit.spoor.values import Plaats
from core.exchange.logbook import LogRead, read_log
from core.exchange.spoor.bevoegdheden import BEVESTIGD, authorisations, confirm
from core.exchange.spoor.lezen import signed_index
from core.exchange.spoor.optekenen import TERECHT, review_emergency
from server.commandline.audit import uitgeven
from server.commandline.audit.groep import app
from server.commandline.audit.spoor import explained_errors


@app.command()
def bevoegdheden(
    als: Annotated[str, typer.Option("--als", help="wie dit doet: id van een functionaris op de deelnemerslijst")],
    doel: Annotated[str, typer.Option("--doel", help="waarvoor: code van een doel, zoals controle")],
    reden: Annotated[str, typer.Option("--reden", help="waarom: een korte code, zonder namen")],
    bevestig: Annotated[str | None, typer.Option("--bevestig", help="kenmerk van de bevoegdheid")] = None,
    besluit: Annotated[str, typer.Option("--besluit", help="bevestigd of ingetrokken")] = BEVESTIGD,
    *,
    als_json: Annotated[bool, typer.Option("--json", help="een JSON-object op de uitvoer")] = False,
) -> None:
    """Toon de bevoegdheden van de eigen organisatie die opnieuw bevestigd moeten worden, of bevestig er een.

    Functies elk kwartaal, andere personen elk jaar. Niemand bevestigt zichzelf. Elke bevestiging is een regel in het log.

    Voorbeeld: knooppunt audit bevoegdheden --als fg-1 --doel controle --reden kwartaalcontrole --bevestig persoon-0a1b2c3d4e5f6071
    """
    request = LogRead(als, doel, reden, "bevoegdheden")
    with uitgeven.source() as bron, explained_errors():
        world = bron.world
        outcome = read_log(world, request) if bevestig is None else confirm(world, request, bevestig, besluit)
        uitgeven.allowed(outcome)
        index, _ = signed_index(world)
        officer = world.lijst.functionaris(als)
        found, now = authorisations(world, officer.oin, index.pseudonym), world.now()
    if als_json:
        listed = [
            {
                "kenmerk": item.kenmerk,
                "soort": item.soort,
                "tot": item.tot,
                "verlopen": item.verlopen(now),
                "wie": item.wie,
            }
            for item in found
        ]
        typer.echo(json.dumps({"bevoegdheden": listed}))
        return
    for item in found:
        mark = "VERLOPEN" if item.verlopen(now) else "in orde"
        typer.echo(f"{mark:8}  {day_of(item.tot)}  {item.kenmerk}  {item.wie}")
    typer.echo(f"{len(found)} bevoegdheden, {sum(item.verlopen(now) for item in found)} verlopen.")


@app.command()
def nood(
    als: Annotated[str, typer.Option("--als", help="wie dit doet: id van een functionaris op de deelnemerslijst")],
    doel: Annotated[str, typer.Option("--doel", help="waarvoor: code van een doel, zoals controle")],
    reden: Annotated[str, typer.Option("--reden", help="waarom: een korte code, zonder namen")],
    regel: Annotated[str, typer.Option("--regel", help="de logregel van het lezen in nood: SHARD/NUMMER")],
    besluit: Annotated[str, typer.Option("--besluit", help="terecht of onterecht")] = TERECHT,
) -> None:
    """Beoordeel achteraf wat een ander in nood las: een lezing met een reden die met `nood` begint.

    Een reden in nood geeft geen extra recht. Zij duurt een dag, en een ander beoordeelt haar binnen een week.

    Voorbeeld: knooppunt audit nood --als fg-2 --doel controle --reden weekcontrole --regel landelijk-2026/41 --besluit terecht
    """
    shard, _, number = regel.rpartition("/")
    if not number.isdigit():
        uitgeven.usage("Geef de regel als SHARD/NUMMER, zoals landelijk-2026/41.")
    with uitgeven.source() as bron, explained_errors():
        world = bron.world
        outcome = review_emergency(world, LogRead(als, doel, reden, "nood"), Plaats(shard, int(number)), besluit)
        uitgeven.allowed(outcome)
    typer.echo("Beoordeeld; dit staat in het log.")
