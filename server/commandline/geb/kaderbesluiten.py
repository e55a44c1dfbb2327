# SPDX-License-Identifier: EUPL-1.2
"""`knooppunt geb kaderbesluiten`: the decisions that supplies rest on, with who made them and when they end."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

from core.exchange.logbook import LogRead
from gep.document.pagina import as_html
from gep.document.pdf import as_pdf
from gep.wpg import kader
from gep.wpg.kaderbesluiten import IN_FORCE, LOOPT_AF, Kaderbesluit, collect
from server.commandline.geb.groep import Als, AlsJson, Doel, Reden, admitted, app, opened
from server.commandline.geb.opslaan import store

FILES = ("kaderbesluiten.html", "kaderbesluiten.pdf", "kaderbesluiten.json")


@dataclass(frozen=True)
class _Told:
    """What was read, with what is needed to write it."""

    besluiten: tuple[Kaderbesluit, ...]
    namen: dict[str, str]
    modus: str
    nu: int

    def naam(self, oin: str) -> str:
        """Return the name of an organisation."""
        return self.namen.get(oin, f"organisatie {oin}")

    def json(self) -> str:
        """Return the decisions as JSON."""
        return json.dumps({"kaderbesluiten": [one.to_json() for one in self.besluiten]}, ensure_ascii=False)


@app.command()
def kaderbesluiten(
    als: Als,
    doel: Doel,
    reden: Reden,
    uit: Annotated[Path | None, typer.Option("--uit", help="map voor een pagina, een PDF en JSON")] = None,
    *,
    alle: Annotated[bool, typer.Option("--alle", help="ook wat verlopen of ingetrokken is")] = False,
    als_json: AlsJson = False,
) -> None:
    """Toon de besluiten waar verstrekkingen op rusten: van wie, voor welke regio, en tot wanneer.

    Voorbeeld: knooppunt geb kaderbesluiten --als fg-1 --doel controle --reden kwartaalcontrole
    """
    with opened() as world:
        admitted(world, LogRead(als, doel, reden, "kaderbesluiten"))
        found = [one for one in collect(world, world.now()) if alle or one.staat in IN_FORCE]
        names = {deelnemer.oin: deelnemer.naam for deelnemer in world.lijst.deelnemers}
        told = _Told(tuple(found), names, world.lijst.modus.value, world.now())
    if uit is not None:
        page = kader.document(told.besluiten, told.naam, told.nu, told.modus)
        contents = (as_html(page).encode(), as_pdf(page, told.nu), told.json().encode() + b"\n")
        store(uit, dict(zip(FILES, contents, strict=True)))
    typer.echo(told.json() if als_json else "\n".join(_sentences(told)))


def _sentences(told: _Told) -> list[str]:
    found = [kader.sentence(one, told.naam) for one in told.besluiten]
    soon = sum(one.aantal for one in told.besluiten if one.staat == LOOPT_AF)
    return [*found, f"Binnen een kwartaal lopen er {soon} af."] if found else ["Er is geen kaderbesluit vastgelegd."]
