# SPDX-License-Identifier: EUPL-1.2
"""`knooppunt geb maak`: one edition of the GEB, over a period, for a region or the whole country.

Invariants:
- What people wrote is read before anything is made, and never overwritten: after the edition stands, new empty places come
  after it. A refused blueprint is exit 2 with every finding before the log is read; a refused file of people is exit 2 too,
  and no edition.
- The edition is written whole or not at all.
"""

import json
from pathlib import Path
from typing import Annotated, Any

import typer

from core.exchange.logbook import LogRead
from gep.document.bestanden import ForeignFilesError
from gep.geb.blauwdruk import Blauwdruk, BlauwdrukError, of_region
from gep.geb.maken import BUITEN, FILES, FUNCTIONARISSEN, Geb, make
from gep.geb.mensen import MensenError
from gep.geb.mensenbestand import complete
from server import settings
from server.commandline.geb.bezig import bezig, bron
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

Mensen = Annotated[Path | None, typer.Option("--mensen", help="bestand met teksten van mensen; anders UIT.mensen.toml")]
Blauwdrukmap = Annotated[Path | None, typer.Option("--blauwdruk", help="map met een bestand per regio: REGIO.toml")]
Voor = Annotated[str, typer.Option("--voor", help="functionarissen, of buiten: dan worden kleine aantallen verborgen")]


@app.command()
def maak(  # noqa: PLR0913 - typer: one parameter per option
    uit: Uit,
    als: Als,
    doel: Doel,
    reden: Reden,
    regio: Regio = None,
    periode: Dagen = None,
    *,
    mensen: Mensen = None,
    blauwdruk: Blauwdrukmap = None,
    voor: Voor = FUNCTIONARISSEN,
    als_json: AlsJson = False,
) -> None:
    """Maak een concept-GEB uit logboek, regels en register.

    Het lezen van het logboek wordt beslist door de regels en laat zelf een logregel achter.

    Voorbeeld: knooppunt geb maak --uit geb --als fg-1 --doel controle --reden jaarlijkse-geb --periode 2026-01-01..2026-12-31
    """
    if voor not in (FUNCTIONARISSEN, BUITEN):
        raise usage(f"Kies bij --voor uit: {FUNCTIONARISSEN}, {BUITEN}.")
    texts = mensen or uit.with_name(f"{uit.name}.mensen.toml")
    said = _text(texts, required=mensen is not None)
    with opened() as world:
        known_region(world, regio)
        chosen, words = period(periode, world), _words(regio, blauwdruk)
        admitted(world, LogRead(als, doel, reden, f"geb:{regio or 'landelijk'}:{chosen}"))
        try:
            with bezig() as voortgang:
                geb = make(
                    bron(world),
                    chosen,
                    regio,
                    mensen=said,
                    blauwdruk=words,
                    voor=voor,
                    drempel=settings.load().geb_drempel,
                    voortgang=voortgang,
                )
                geb.bestanden  # noqa: B018 - setting takes long as well, and may be stopped
            geb.save(uit)
        except (MensenError, ForeignFilesError) as error:
            raise usage(str(error)) from None
    complete(texts, regio, geb.rijen)
    typer.echo(json.dumps(_summary(geb, uit, texts), ensure_ascii=False) if als_json else _told(geb, uit, texts))


def _text(path: Path, *, required: bool) -> str | None:
    """Return the file of people, None when there is none yet.

    A file that was named may be absent: it is made then, but not in a folder that is not there.
    """
    if required and not path.parent.is_dir():
        raise usage(f"De map van {path.name} bestaat niet.")
    try:
        return path.read_bytes().decode("utf-8") if path.exists() else None  # as it stands, line ends too
    except (OSError, UnicodeDecodeError):
        raise usage(f"Het bestand {path.name} is niet te lezen.") from None


def _words(regio: str | None, folder: Path | None) -> Blauwdruk:
    if folder is not None and not folder.is_dir():
        raise usage("De map van --blauwdruk bestaat niet.")
    try:
        return of_region(regio, folder)
    except BlauwdrukError as error:
        raise usage(str(error)) from None


def _summary(geb: Geb, uit: Path, texts: Path) -> dict[str, Any]:
    cijfers = geb.cijfers
    return {
        "bestanden": [str(uit / name) for name in FILES],
        "mensen": str(texts),
        "editie": geb.hash,
        "periode": str(cijfers.periode),
        "regio": cijfers.regio,
        "voor": FUNCTIONARISSEN if geb.bewijs["drempel"] is None else BUITEN,
        "regels": cijfers.regels,
        "verstrekkingen": cijfers.total("records"),
        "gelezen": cijfers.total("lezingen"),
        "geweigerd": cijfers.total("weigeringen"),
        "bewijzen": len(geb.bewijs["bewijzen"]),
        "checkpoints": geb.bewijs["checkpoints"],
        "vrijgave": geb.bewijs["vrijgave"],
    }


def _told(geb: Geb, uit: Path, texts: Path) -> str:
    cijfers = geb.cijfers
    return (
        f"Concept-GEB in {uit}: {cijfers.regels} logregels, {cijfers.total('records')} records verstrekt, "
        f"{cijfers.total('weigeringen')} vragen geweigerd, {len(geb.bewijs['bewijzen'])} bewijzen. "
        f"Editie {geb.hash}. Teksten van mensen staan in {texts}."
    )
