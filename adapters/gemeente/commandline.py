# SPDX-License-Identifier: EUPL-1.2
"""`knooppunt adapter gemeente`: deliver BRP persons for one case or one request."""

from datetime import datetime
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

import typer

from adapters.bestand.afbeelding import Afbeelding
from adapters.bestand.bronnen import Bron
from adapters.bestand.formaat import Omzetter
from adapters.bestand.fouten import BestandsFout
from adapters.bestand.levering import Opties
from adapters.bestand.opdrachten import Werklijst
from adapters.bestand.opdrachtregel import (
    AllesOfNiets,
    Als,
    Bestand,
    Droog,
    Json,
    MetAfbeelding,
    OokAan,
    deliver,
    fail,
    make_app,
)
from adapters.gemeente import AFBEELDING
from adapters.gemeente.keuze import GekozenBron, Keuze, read_selection
from adapters.gemeente.landelijketabellen import descriptions
from adapters.gemeente.persoonslijst import PersoonslijstBron
from core.contract.exitcodes import ExitCode

app = make_app("Gemeente: personen uit de BRP.")

Casus = Annotated[str, typer.Option("--casus", help="De casus waarvoor u levert.", show_default=False)]
Uitvraag = Annotated[str, typer.Option("--uitvraag", help="De uitvraag die u beantwoordt.", show_default=False)]
Selectie = Annotated[
    Path | None,
    typer.Option(
        "--selectie", help="Bestand met op elke regel één BSN: alleen die personen gaan mee.", show_default=False
    ),
]
Peildatum = Annotated[
    str, typer.Option("--peildatum", help="Datum van de gegevens (JJJJMMDD); anders vandaag.", show_default=False)
]


@app.command()
def lever(  # noqa: PLR0913 - one argument per option
    bestand: Bestand,
    *,
    casus: Casus = "",
    uitvraag: Uitvraag = "",
    selectie: Selectie = None,
    peildatum: Peildatum = "",
    droog: Droog = False,
    alles_of_niets: AllesOfNiets = False,
    als_json: Json = False,
    als: Als = None,
    ook_aan: OokAan = None,
    afbeelding: MetAfbeelding = None,
) -> None:
    """Lever personen uit een bestand met persoonslijsten (.csv, rubrieknummers als kop).

    Noem één casus of één uitvraag. Alleen de rubrieken van de afbeelding gaan mee, van de actuele gegevens.

    Voorbeelden:

        knooppunt adapter gemeente lever personen.csv --casus 6f0d… --droog

        knooppunt adapter gemeente lever personen.csv --uitvraag 51c2… --selectie bsn.txt
    """
    if bool(casus) == bool(uitvraag):
        typer.echo("Noem óf --casus óf --uitvraag.", err=True)
        raise typer.Exit(int(ExitCode.USAGE))
    try:
        keuze_uit = read_selection(selectie) if selectie else None
    except BestandsFout as fout:
        fail(fout, als_json=als_json)
    kenmerk = f"casus:{casus}" if casus else f"uitvraag:{uitvraag}"

    def build(werklijst: Werklijst, mapping: Afbeelding) -> tuple[Bron, Omzetter]:
        keuze = Keuze(mapping.sturing.bsn, keuze_uit)
        omzetter = Omzetter(
            mapping,
            werklijst,
            vast={"labels.peildatum": peildatum or today()},
            tabellen=descriptions(),
            houdt_thuis=keuze.stays_home,
        )
        return GekozenBron(PersoonslijstBron(bestand, mapping, kenmerk), keuze, omzetter.verslag), omzetter

    opties = Opties(droog=droog, alles_of_niets=alles_of_niets, persoon=als)
    deliver(build, afbeelding or AFBEELDING, opties, ook_aan=ook_aan or (), als_json=als_json)


def today() -> str:
    """Return today in the Netherlands as JJJJMMDD."""
    return datetime.now(ZoneInfo("Europe/Amsterdam")).strftime("%Y%m%d")
