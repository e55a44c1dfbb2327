# SPDX-License-Identifier: EUPL-1.2
"""`knooppunt audit verificateur`: write the two programs with which an outsider verifies an evidence bundle.

They need nothing of this installation. A partner hands them out beside the two fingerprints, so that a receiver never has to
take the copy that lies in the bundle itself.
"""

import json
from pathlib import Path
from typing import Annotated

import typer

from audit import bundel
from server.commandline.audit.groep import app
from server.commandline.audit.uitgeven import AlsJson


@app.command()
def verificateur(
    uit: Annotated[Path, typer.Option("--uit", help="map waarin verifieer.py en verificateur.html komen")],
    *,
    als_json: AlsJson = False,
) -> None:
    """Schrijf de twee programma's waarmee een buitenstaander een bewijsbundel narekent.

    Voorbeeld: knooppunt audit verificateur --uit uitdelen
    """
    uit.mkdir(parents=True, exist_ok=True)
    made = {uit / "verifieer.py": bundel.verifier(), uit / "verificateur.html": bundel.page()}
    for path, data in made.items():
        path.write_bytes(data)
    names = [str(path) for path in made]
    typer.echo(json.dumps({"bestanden": names}) if als_json else f"Geschreven: {' en '.join(names)}.")
