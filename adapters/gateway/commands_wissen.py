# SPDX-License-Identifier: EUPL-1.2
"""The command with which a partner orders the erasure of openings of its own log lines."""

from pathlib import Path
from typing import Annotated

import typer

from adapters.gateway import wissen
from adapters.gateway.screen import Json, opened, show
from audit.proof import jcs


def register(app: typer.Typer) -> None:
    """Add the command to the gateway's command line."""
    app.command("wisbevel")(order)


def order(
    voorstel: Annotated[Path, typer.Argument(help="Uitvoer van `knooppunt audit wisvoorstel --json`.")],
    grondslag: Annotated[str, typer.Option("--grondslag", help="Code van de grondslag, zonder namen.")],
    reden: Annotated[str, typer.Option("--reden", help="Code van de reden, zonder namen.")] = "termijn-voorbij",
    *,
    naar: Annotated[
        Path | None, typer.Option("--naar", help="Schrijf de bevelen naar dit bestand; er wordt niets verzonden.")
    ] = None,
    als_json: Json = False,
) -> None:
    """Beveel openingen van eigen logregels te wissen, ondertekend door deze organisatie.

    Voorbeeld: knooppunt adapter gateway wisbevel voorstel.json --grondslag wpg-32
    """
    with opened(als_json=als_json) as gateway:
        partner = gateway.partner
        proposal = wissen.read_proposal(voorstel.read_bytes(), partner.oin)
        made = wissen.orders(gateway.desk, proposal, grondslag, reden)
        if naar is not None:
            naar.write_bytes(b"".join(jcs.encode(dict(item.bron)) + b"\n" for item in made))
            done = []
        else:
            done = [wissen.send(gateway.desk, item, partner.folder / wissen.FOLDER) for item in made]
    lines = [f"{item['shard']} {item['opening']}: {item['regels']} regels gewist" for item in done]
    show({"bevelen": done}, lambda: lines or ["Geen bevelen verzonden."], als_json=als_json)
