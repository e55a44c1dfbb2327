# SPDX-License-Identifier: EUPL-1.2
"""`knooppunt geb jaaroverzicht`: the yearly overview for the privacyfunctionaris (Wpg 34)."""

import json
from datetime import date
from typing import Annotated

import typer

from core.exchange.logbook import LogRead
from gep.cijfers import gather
from gep.document.pagina import as_html
from gep.document.pdf import as_pdf
from gep.periode import Periode
from gep.wpg import jaaroverzicht as overview
from gep.wpg.kaderbesluiten import collect
from server.commandline.geb.bezig import bezig, bron
from server.commandline.geb.groep import Als, AlsJson, Doel, Reden, Uit, admitted, app, opened
from server.commandline.geb.opslaan import store

FILES = ("jaaroverzicht.html", "jaaroverzicht.pdf")


@app.command()
def jaaroverzicht(
    jaar: Annotated[int, typer.Option("--jaar", min=2020, max=2999, help="het kalenderjaar")],
    uit: Uit,
    als: Als,
    doel: Doel,
    reden: Reden,
    *,
    als_json: AlsJson = False,
) -> None:
    """Maak het jaaroverzicht van de privacyfunctionaris over de verwerking van politiegegevens (artikel 34 Wpg).

    Voorbeeld: knooppunt geb jaaroverzicht --jaar 2026 --uit overzicht --als fg-1 --doel controle --reden jaaroverzicht
    """
    periode = Periode(date(jaar, 1, 1), date(jaar, 12, 31))
    with opened() as world:
        admitted(world, LogRead(als, doel, reden, f"jaaroverzicht:{jaar}"))
        record = bron(world)
        with bezig() as voortgang:
            cijfers = gather(record, periode, voortgang=voortgang)
        wpg20, consents = overview.gathered(world, periode)
        page = overview.make(record, cijfers, collect(world, record.gemaakt), wpg20, consents)
    store(uit, dict(zip(FILES, (as_html(page).encode(), as_pdf(page, record.gemaakt)), strict=True)))
    told = {
        "bestanden": [str(uit / name) for name in FILES],
        "jaar": jaar,
        "regels": cijfers.regels,
        "wpg20": wpg20,
        "toestemming_om": consents,
        "checkpoints": [stand.to_json() for stand in record.standen],
        "vrijgave": record.ruleset.digest,
    }
    typer.echo(
        json.dumps(told, ensure_ascii=False)
        if als_json
        else f"Jaaroverzicht {jaar} in {uit}: {cijfers.regels} logregels."
    )
