# SPDX-License-Identifier: EUPL-1.2
"""`knooppunt adapter gateway datalek`: what a partner counts itself in a breach, because the backbone cannot.

Invariants: only numbers leave this machine, under the signature of this partner; the file is for who made the report.
"""

from pathlib import Path
from typing import Annotated, Any

import typer

from adapters.gateway import datalek
from adapters.gateway.keyring import write_private
from adapters.gateway.screen import Json, leave, make_app, opened, show, warn
from core.contract.exitcodes import ExitCode
from core.keychain.datalektelling import Datalektelling

app = make_app("Een datalek: tel over hoeveel personen de eigen verstrekkingen gaan.")


@app.callback()
def _group() -> None:
    """Een datalek: tel over hoeveel personen de eigen verstrekkingen gaan."""


@app.command("tel")
def tel(
    verzoek: Annotated[
        Path | None, typer.Argument(help="Telverzoek van `knooppunt geb datalek`; zonder: geef --sleutel.")
    ] = None,
    uit: Annotated[Path | None, typer.Option("--uit", help="Bestand waarin de ondertekende telling komt.")] = None,
    sleutel: Annotated[
        str | None, typer.Option("--sleutel", help="Tel wat met deze gemelde sleutel bereikbaar was.")
    ] = None,
    *,
    als_json: Json = False,
) -> None:
    """Tel de personen in de genoemde eigen verstrekkingen en onderteken de telling. Er gaan alleen aantallen in.

    Voorbeeld: knooppunt adapter gateway datalek tel telverzoek.json --uit telling.json
    """
    if (verzoek is None) == (sleutel is None):
        warn("Geef een telverzoek, of --sleutel.")
        leave(ExitCode.USAGE)
    with opened(als_json=als_json) as gateway:
        if verzoek is not None:
            asked = datalek.read_request(verzoek.read_bytes(), gateway.partner.oin)
        else:
            asked = datalek.told_of(gateway, str(sleutel))
        made = datalek.count(gateway, asked)
        if uit is not None:
            write_private(uit, made.data + b"\n")
    value = dict(made.bron) if uit is None else {**dict(made.bron), "bestand": str(uit)}
    show(value, lambda: _told(made), als_json=als_json)


def _told(made: Datalektelling) -> list[str]:
    lines: list[Any] = [f"personen: {made.personen}", f"records geteld: {made.bekend}"]
    lines += [f"  {code}: {number}" for code, number in made.categorieen.items()]
    if made.onbekend:
        lines.append(f"niet te tellen: {made.onbekend} records; het werkelijke aantal kan hoger zijn")
    return lines
