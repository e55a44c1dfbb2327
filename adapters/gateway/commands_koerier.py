# SPDX-License-Identifier: EUPL-1.2
"""`knooppunt adapter gateway koerier`: a courier file out, and its answer in, for a gateway without a connection."""

from pathlib import Path
from typing import Annotated

import typer

from adapters.gateway.errors import ConfigError
from adapters.gateway.gateway import Gateway
from adapters.gateway.koerier.binnen import Uitpakker
from adapters.gateway.screen import Als, Json, errors_told, leave, make_app, show
from core.contract.exitcodes import ExitCode

app = make_app("Koeriersbestanden: verzoeken mee in een bestand, antwoorden terug in een bestand.")


@app.command()
def uit(
    bestand: Annotated[Path, typer.Argument(help="Waar het koeriersbestand komt te staan.")],
    *,
    dagen: Annotated[int, typer.Option("--dagen", min=1, max=30, help="Zo lang blijven de verzoeken geldig.")] = 14,
    als: Als = None,
    als_json: Json = False,
) -> None:
    """Pak in wat wacht: de outbox, de vraag om berichten, en met --als de inzage van wat is aangekondigd.

    Voorbeeld: knooppunt adapter gateway koerier uit reis.verzoek --als PERSOON
    """
    with errors_told(als_json=als_json), Gateway.open() as gateway:
        if bestand.exists():
            raise ConfigError("Dit bestand is er al; kies een andere naam.")
        done = gateway.packer(dagen).pack(bestand, als).to_json()
    show(done, lambda: [f"{name}: {count}" for name, count in done.items()], als_json=als_json)


@app.command("in")
def binnen(
    bestand: Annotated[Path, typer.Argument(help="Het antwoord van het knooppunt.")],
    *,
    als_json: Json = False,
) -> None:
    """Lees het antwoord op een koeriersbestand in, met dezelfde bewijzen als over de lijn.

    Voorbeeld: knooppunt adapter gateway koerier in reis.antwoord
    """
    with errors_told(als_json=als_json), Gateway.open() as gateway:
        done = Uitpakker(gateway).unpack(bestand)
    lines = [f"{part}: {item}" for part, item in done.items()]
    show(done, lambda: lines, als_json=als_json)
    leave(ExitCode.VERIFICATION if done["gelezen"]["afwijkend"] or done["verzonden"]["alarm"] else ExitCode.DONE)
