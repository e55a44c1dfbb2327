# SPDX-License-Identifier: EUPL-1.2
"""`knooppunt geb verschil`: the difference of two editions in sentences. It opens no backbone and reads no record."""

import json
from pathlib import Path
from typing import Annotated

import typer

from core.contract import editie
from core.contract.exitcodes import ExitCode
from gep.document.pagina import as_html
from gep.geb.verschillen import KOPPEN, Verschil, compare, document
from server.commandline.geb.groep import AlsJson, app

Pagina = Annotated[Path | None, typer.Option("--html", help="bestand waarin het verschil als pagina komt")]


@app.command()
def verschil(
    eerst: Annotated[Path, typer.Argument(metavar="EERST", help="map met de eerste editie")],
    later: Annotated[Path, typer.Argument(metavar="LATER", help="map met de tweede editie")],
    html: Pagina = None,
    *,
    als_json: AlsJson = False,
) -> None:
    """Vertel in zinnen wat er anders is in de tweede editie van een GEB.

    Beide edities worden eerst gecontroleerd op hun hash; klopt er een niet, dan is de uitgang 3.

    Voorbeeld: knooppunt geb verschil geb-2026 geb-2027 --html verschil.html
    """
    try:
        found = compare(eerst, later)
    except editie.EditieError as error:
        typer.echo("\n".join(error.bevindingen), err=True)
        raise typer.Exit(ExitCode.VERIFICATION) from None
    if html is not None:
        html.write_text(as_html(document(found)), "utf-8")
    typer.echo(json.dumps(found.to_json(), ensure_ascii=False) if als_json else _told(found))


def _told(found: Verschil) -> str:
    lines: list[str] = []
    for code, titel in KOPPEN.items():
        told = [zin.tekst for zin in found.zinnen if zin.onderwerp == code]
        lines += ["", f"{titel}:", *(f"- {text}" for text in told)] if told else []
    return "\n".join(lines[1:]) + ("\n\nVerder zijn beide edities gelijk." if found.gelijk else "")
