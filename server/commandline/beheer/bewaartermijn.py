# SPDX-License-Identifier: EUPL-1.2
"""`knooppunt beheer termijnen | bewaartermijn | mdto`: what is kept until when, locking what is over, and metadata for archives.

Invariants:
- Who reads the terms or the metadata says who, for which purpose and why, and leaves a line first; the run is a line itself.
- Metadata only: ids, categories, codes and times. Nothing of content, nobody's name, and nothing is destroyed here: that is for
  the zorgdrager (`knooppunt adapter gateway vernietig`).
"""

import json
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any
from zoneinfo import ZoneInfo

import typer

from core.exchange import bewaren
from core.exchange.logbook import LogRead
from core.exchange.world import World
from gep.archief import mdto as metadata
from server import settings, wiring
from server.commandline.geb.groep import admitted

AlsJson = Annotated[bool, typer.Option("--json", help="een JSON-object op de uitvoer")]
Als = Annotated[str, typer.Option("--als", help="wie dit leest: id van een functionaris op de deelnemerslijst")]
Doel = Annotated[str, typer.Option("--doel", help="waarvoor: code van een doel, zoals controle")]
Reden = Annotated[str, typer.Option("--reden", help="waarom: een korte code, zonder namen")]
_ZONE = ZoneInfo("Europe/Amsterdam")


def termijnen(als: Als, doel: Doel, reden: Reden, *, als_json: AlsJson = False) -> None:
    """Toon van elke verstrekking de bewaartermijn, de grondslag en de zorgdrager. Er staat geen inhoud in.

    Voorbeeld: knooppunt beheer termijnen --als fg-1 --doel controle --reden bewaartermijn
    """
    backbone = wiring.open_backbone(settings.load())
    try:
        world = backbone.exchange.world
        admitted(world, LogRead(als, doel, reden, "termijnen"))
        found = list(_items(world))
    finally:
        backbone.close()
    if als_json:
        typer.echo(json.dumps({"termijnen": found}, ensure_ascii=False))
        return
    for item in found:
        state = "op slot" if item["vergrendeld"] else "open"
        care = ", ".join(item["zorgdragers"])
        typer.echo(
            f"{item['record']} {item['categorie']}: tot {_day(item['einde'])} ({item['grondslag']}), {state}, {care}"
        )


def bewaartermijn(*, als_json: AlsJson = False) -> None:
    """Zet op slot wat over zijn bewaartermijn is. Er wordt niets vernietigd.

    Voorbeeld: knooppunt beheer bewaartermijn
    """
    backbone = wiring.open_backbone(settings.load())
    try:
        found = bewaren.retention_run(backbone.exchange.world)
    finally:
        backbone.close()
    typer.echo(json.dumps(found) if als_json else f"{found['verstrekkingen']} verstrekkingen op slot gezet.")


def mdto(
    uit: Annotated[Path, typer.Option("--uit", help="map waar de bestanden komen")],
    als: Als,
    doel: Doel,
    reden: Reden,
    *,
    als_json: AlsJson = False,
) -> None:
    """Maak MDTO-metagegevens van elke verstrekking met een vlag voor de zorgdrager, een XML-bestand per stuk.

    Voorbeeld: knooppunt beheer mdto --uit mdto --als fg-1 --doel controle --reden overbrenging
    """
    backbone = wiring.open_backbone(settings.load())
    try:
        world = backbone.exchange.world
        admitted(world, LogRead(als, doel, reden, "mdto"))
        kept = [item for item in _items(world) if item["archiefvlag"]]
    finally:
        backbone.close()
    uit.mkdir(parents=True, exist_ok=True)
    for item in kept:
        (uit / f"{item['record']}.mdto.xml").write_bytes(metadata.document(item))
    typer.echo(json.dumps({"bestanden": len(kept)}) if als_json else f"{len(kept)} bestanden geschreven.")


def _items(world: World) -> Iterator[dict[str, Any]]:
    after = ""
    while found := bewaren.overview(world, None, after):
        yield from found
        after = found[-1]["record"]


def _day(moment: int) -> str:
    return datetime.fromtimestamp(moment / 1000, _ZONE).date().isoformat()
