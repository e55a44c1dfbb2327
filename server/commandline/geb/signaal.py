# SPDX-License-Identifier: EUPL-1.2
"""`knooppunt geb signaal`: a concept bestuurlijk signaal about one article or one rule."""

from typing import Annotated

import typer

from core.contract.exitcodes import ExitCode
from core.exchange.logbook import LogRead
from core.exchange.world import World
from gep.bron import Bron
from gep.knelpunten.kaart import Knelpuntenkaart, make
from gep.knelpunten.signaal import (
    Signaal,
    SignaalError,
    UnknownSubjectError,
    check_article,
    check_rule,
    of_article,
    of_rule,
)
from server import settings
from server.commandline.geb.bezig import bezig
from server.commandline.geb.groep import (
    Als,
    AlsJson,
    Dagen,
    Doel,
    Reden,
    Regio,
    Uit,
    admitted,
    app,
    known_region,
    opened,
    period,
    usage,
)
from server.commandline.geb.opslaan import store, tell

Artikel = Annotated[str | None, typer.Option("--artikel", help="code van een bron, zoals in policies/bronnen.toml")]
Regel = Annotated[str | None, typer.Option("--regel", help="nummer van een regel, zoals R-07.1")]


@app.command()
def signaal(  # noqa: PLR0913 - each is an option of the command line
    uit: Uit,
    als: Als,
    doel: Doel,
    reden: Reden,
    artikel: Artikel = None,
    regel: Regel = None,
    regio: Regio = None,
    periode: Dagen = None,
    *,
    als_json: AlsJson = False,
) -> None:
    """Maak een concept bestuurlijk signaal over een artikel of regel waarop vaak is geweigerd.

    Het is een brief in concept voor mensen. Het knooppunt verstuurt niets. Bij te weinig weigeringen komt er geen brief.

    Voorbeeld: knooppunt geb signaal --regel R-07.1 --uit brief --als fg-1 --doel controle --reden knelpunt-fiscaal
    """
    if (artikel is None) == (regel is None):
        raise usage("Noem een artikel of een regel, met --artikel of --regel.")
    with opened() as world:
        known_region(world, regio)
        _known(world, artikel, regel)
        chosen = period(periode, world)
        admitted(world, LogRead(als, doel, reden, f"signaal:{artikel or regel}:{regio or 'landelijk'}:{chosen}"))
        with bezig("Weigeringen tellen") as voortgang:
            drempel = settings.load().geb_drempel
            kaart = make(Bron.of_world(world), chosen, regio, drempel=drempel, voortgang=voortgang)
        made = _drafted(kaart, artikel, regel)
    files = store(uit, made.files())
    tell({"bestanden": files, **made.to_json()}, f"Concept bestuurlijk signaal in {uit}.", als_json=als_json)


def _known(world: World, artikel: str | None, regel: str | None) -> None:
    """End with a sentence for what is no article or rule: what was typed never gets into the log."""
    try:
        if artikel is not None:
            check_article(world.ruleset, artikel)
        if regel is not None:
            check_rule(world.ruleset, regel)
    except UnknownSubjectError as error:
        raise usage(str(error)) from None


def _drafted(kaart: Knelpuntenkaart, artikel: str | None, regel: str | None) -> Signaal:
    try:
        return of_rule(kaart, str(regel)) if artikel is None else of_article(kaart, artikel)
    except SignaalError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(ExitCode.FAILURE) from None
