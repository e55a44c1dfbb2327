# SPDX-License-Identifier: EUPL-1.2
"""`knooppunt geb`: documents for privacy officers and jurists, made from the record.

Invariants:
- Making one reads the log, so it asks who, for what purpose and why, is decided by the rules, and leaves its line in a
  signed checkpoint before the first line is read. Refused: exit code 4, nothing is written.
- What is written holds codes, organisations and counts only.
"""

import json
from pathlib import Path
from typing import Annotated, Any

import typer

from core.contract.exitcodes import ExitCode
from core.exchange.logbook import LogRead, ReadRequestError, read_log
from core.exchange.results import Gedaan, Uitkomst
from core.exchange.world import World
from gep.bron import Bron
from gep.geb import FILES, Geb, make
from gep.periode import Periode, PeriodeError
from server import settings, wiring

app = typer.Typer(help="GEB/DPIA en andere verantwoording uit het logboek.", no_args_is_help=True)


@app.callback()
def _group() -> None:
    """GEB/DPIA en andere verantwoording uit het logboek."""


@app.command()
def maak(
    uit: Annotated[Path, typer.Option("--uit", help="map waarin geb.html, geb.json en bewijs.json komen")],
    als: Annotated[str, typer.Option("--als", help="wie dit leest: id van een functionaris op de deelnemerslijst")],
    doel: Annotated[str, typer.Option("--doel", help="waarvoor: code van een doel, zoals controle")],
    reden: Annotated[str, typer.Option("--reden", help="waarom: een korte code, zonder namen")],
    regio: Annotated[str | None, typer.Option("--regio", help="code van een RIEC-regio; anders het hele land")] = None,
    periode: Annotated[str | None, typer.Option("--periode", help="EERSTE..LAATSTE dag; anders dit jaar")] = None,
    *,
    als_json: Annotated[bool, typer.Option("--json", help="een JSON-object op de uitvoer")] = False,
) -> None:
    """Maak een concept-GEB uit logboek, regels en register.

    Het lezen van het logboek wordt beslist door de regels en laat zelf een logregel achter.

    Voorbeeld: knooppunt geb maak --uit geb --als fg-1 --doel controle --reden jaarlijkse-geb --periode 2026-01-01..2026-12-31
    """
    days = None if periode is None else _period(periode)
    backbone = wiring.open_backbone(settings.load())
    try:
        world = backbone.exchange.world
        _known_region(world, regio)
        chosen = days or Periode.year_of(world.now())
        admitted(world, LogRead(als, doel, reden, f"geb:{regio or 'landelijk'}:{chosen}"))
        geb = make(Bron.of_world(world), chosen, regio)
    finally:
        backbone.close()
    geb.save(uit)
    typer.echo(json.dumps(_summary(geb, uit), ensure_ascii=False) if als_json else _told(geb, uit))


def _period(text: str) -> Periode:
    try:
        return Periode.parse(text)
    except PeriodeError as error:
        raise _usage(str(error)) from None


def _known_region(world: World, regio: str | None) -> None:
    if regio is not None and regio not in world.register.regios:
        raise _usage(f"Deze regio staat niet in het register. Kies uit: {', '.join(world.register.regios)}.")


def admitted(world: World, request: LogRead) -> None:
    """Return only when the read was allowed and its line stands in a signed checkpoint."""
    try:
        outcome = read_log(world, request)
    except ReadRequestError as error:
        raise _usage(str(error)) from None
    if not isinstance(outcome, Gedaan):
        typer.echo(_refused(outcome), err=True)
        raise typer.Exit(ExitCode.REFUSED)


def _refused(outcome: Uitkomst) -> str:
    rules = [rule["zin"] for rule in getattr(outcome, "regels", ())]
    return "\n".join(["U mag het logboek niet lezen; dit verzoek staat in het logboek.", *rules])


def _usage(text: str) -> typer.Exit:
    typer.echo(text, err=True)
    return typer.Exit(ExitCode.USAGE)


def _summary(geb: Geb, uit: Path) -> dict[str, Any]:
    cijfers = geb.cijfers
    return {
        "bestanden": [str(uit / name) for name in FILES],
        "periode": str(cijfers.periode),
        "regio": cijfers.regio,
        "regels": cijfers.regels,
        "verstrekkingen": cijfers.total("records"),
        "gelezen": cijfers.total("lezingen"),
        "geweigerd": cijfers.total("weigeringen"),
        "bewijzen": len(geb.bewijs["bewijzen"]),
        "checkpoints": geb.bewijs["checkpoints"],
        "vrijgave": geb.bewijs["vrijgave"],
    }


def _told(geb: Geb, uit: Path) -> str:
    cijfers = geb.cijfers
    return (
        f"Concept-GEB in {uit}: {cijfers.regels} logregels, {cijfers.total('records')} records verstrekt, "
        f"{cijfers.total('weigeringen')} vragen geweigerd, {len(geb.bewijs['bewijzen'])} bewijzen."
    )
