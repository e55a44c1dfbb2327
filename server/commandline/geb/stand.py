# SPDX-License-Identifier: EUPL-1.2
"""`knooppunt geb stand`: which controllers adopted an edition of the GEB, what their FG advised, and who is missing."""

import json
from pathlib import Path
from typing import Annotated

import typer

from core.contract import editie
from core.contract.exitcodes import ExitCode
from core.exchange.logbook import LogRead
from core.keychain.gebbesluit import Over
from gep.geb import vaststelling
from server.commandline.geb.groep import Als, AlsJson, Doel, Reden, admitted, app, opened


@app.command()
def stand(
    folder: Annotated[Path, typer.Argument(metavar="MAP", help="map met de editie")],
    als: Als,
    doel: Doel,
    reden: Reden,
    *,
    als_json: AlsJson = False,
) -> None:
    """Toon wie een editie van de GEB heeft vastgesteld, wat elke FG adviseerde, en wie nog ontbreekt.

    Eerst wordt de editie zelf gecontroleerd; klopt zij niet, dan is de uitgang 3.

    Voorbeeld: knooppunt geb stand geb --als fg-1 --doel controle --reden vaststelling
    """
    try:
        found = editie.verify(folder)
    except editie.EditieError as error:
        typer.echo("\n".join(error.bevindingen), err=True)
        raise typer.Exit(ExitCode.VERIFICATION) from None
    with opened() as world:
        admitted(world, LogRead(als, doel, reden, f"geb-stand:{found.hash[:16]}"))
        standen = vaststelling.stand(world, Over(found.hash, found.kenmerken.regio, found.kenmerken.periode))
    lost = vaststelling.missing(standen)
    value = {"editie": found.hash, "standen": [one.to_json() for one in standen], "ontbreekt": list(lost)}
    typer.echo(json.dumps(value, ensure_ascii=False) if als_json else "\n".join(one.zin for one in standen))
