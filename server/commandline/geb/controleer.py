# SPDX-License-Identifier: EUPL-1.2
"""`knooppunt geb controleer`: is an edition what was made from this log, and does it still hold?"""

import json
from pathlib import Path
from typing import Annotated

import typer

from core.contract import editie
from core.contract.exitcodes import ExitCode
from core.exchange.logbook import LogRead
from gep.document.pagina import as_html
from gep.geb.controle.bevinding import KOPPEN, Soort
from gep.geb.controle.herkomst import Herkomst
from gep.geb.controle.verslag import document, verdict
from gep.geb.controleren import Controle, check
from server.commandline.geb.bezig import bezig
from server.commandline.geb.groep import Als, AlsJson, Doel, Reden, admitted, app, opened, usage

Verslag = Annotated[Path | None, typer.Option("--html", help="bestand waarin het verslag als pagina komt")]


@app.command()
def controleer(
    folder: Annotated[Path, typer.Argument(metavar="MAP", help="map met de editie")],
    als: Als,
    doel: Doel,
    reden: Reden,
    html: Verslag = None,
    *,
    als_json: AlsJson = False,
) -> None:
    """Controleer een editie van de GEB: is zij ongewijzigd, komt zij uit dit logboek, en klopt zij nu nog?

    De editie wordt opnieuw gemaakt uit wat zij noemt, en elk cijfer en elke zin wordt daarmee vergeleken.

    Uitgang 0: alles klopt. Uitgang 3: er is iets veranderd, of zij komt niet uit dit log. Uitgang 6: verouderd,
    afgeweken van de praktijk, of niet meer helemaal na te gaan.

    Voorbeeld: knooppunt geb controleer geb --als fg-1 --doel controle --reden jaarlijkse-toets
    """
    if not folder.is_dir():
        raise usage(f"Er is geen map {folder.name}.")
    with opened() as world:
        admitted(world, LogRead(als, doel, reden, f"geb-controle:{_name(folder)}"))
        with bezig("Editie natellen") as voortgang:
            found = check(folder, Herkomst.of_world(world), voortgang=voortgang)
        now = world.now()
    if html is not None:
        html.write_text(as_html(document(found, now)), "utf-8")
    typer.echo(json.dumps(found.to_json(), ensure_ascii=False) if als_json else _told(found))
    if not found.geldt:
        raise typer.Exit(ExitCode.PARTLY if found.klopt else ExitCode.VERIFICATION)


def _name(folder: Path) -> str:
    """Return the beginning of the hash by which the line names the edition."""
    try:
        return str(editie.read(folder)["editie"])[:16]
    except editie.EditieError:
        return "ongeldig"


def _told(found: Controle) -> str:
    lines = [verdict(found), f"Bewijzen opnieuw gevraagd: {found.nagerekend}."]
    for soort in Soort:
        if told := found.of(soort):
            lines += ["", f"{KOPPEN[soort]}:", *(f"- {one.tekst}" for one in told)]
    return "\n".join(lines)
