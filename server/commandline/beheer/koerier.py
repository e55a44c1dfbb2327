# SPDX-License-Identifier: EUPL-1.2
"""`knooppunt beheer koerier`: do what a courier file asks, and write the file with the answers.

Invariants: the same checks, decisions and lines as over HTTP; nothing of an answer is shown, only counts.
"""

import json
from pathlib import Path
from typing import Annotated

import typer

from core.contract.exitcodes import ExitCode
from core.contract.koerier import KoerierError
from server import settings, wiring
from server.koerier.verwerk import process


def koerier(
    bestand: Annotated[Path, typer.Argument(help="Koeriersbestand van een gateway.")],
    antwoord: Annotated[Path, typer.Argument(help="Waar het antwoord komt te staan.")],
    *,
    als_json: Annotated[bool, typer.Option("--json", help="een JSON-object op de uitvoer")] = False,
) -> None:
    """Verwerk een koeriersbestand van een gateway zonder verbinding, en schrijf het antwoord.

    Voorbeeld: knooppunt beheer koerier reis.verzoek reis.antwoord
    """
    backbone = wiring.open_backbone(settings.load())
    try:
        done = process(backbone, bestand, antwoord)
    except KoerierError as error:
        typer.echo(json.dumps({"fout": error.reden, "tekst": str(error)}) if als_json else str(error), err=not als_json)
        raise typer.Exit(ExitCode.VERIFICATION) from None
    except OSError as error:
        typer.echo(f"Een bestand is niet te lezen of te schrijven ({error.strerror}).", err=True)
        raise typer.Exit(ExitCode.FAILURE) from None
    finally:
        backbone.close()
    typer.echo(json.dumps(done.to_json()) if als_json else f"{done.verzoeken} verzoeken verwerkt.")
