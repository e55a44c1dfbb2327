# SPDX-License-Identifier: EUPL-1.2
"""`knooppunt adapter gateway geb …`: a controller adopts an edition of the GEB, and its FG advises on it."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from adapters.gateway import gebbesluiten
from adapters.gateway.screen import Als, Json, make_app, opened, show

app = make_app("De GEB: een editie vaststellen, het advies van de FG geven, en zien wie al tekende.")

Editiemap = Annotated[
    Path, typer.Argument(help="Map met de editie: geb.html, geb.pdf, geb.json, bewijs.json, editie.json.")
]
Droog = Annotated[bool, typer.Option("--droog", help="Alleen controleren en tonen; er wordt niets getekend.")]


class Besluit(StrEnum):
    """What a controller can decide."""

    VASTGESTELD = "vastgesteld"
    NIET_VASTGESTELD = "niet-vastgesteld"


class Oordeel(StrEnum):
    """What an FG can advise."""

    POSITIEF = "positief"
    MET_VOORWAARDEN = "positief-met-voorwaarden"
    NEGATIEF = "negatief"


@app.command()
def onderteken(
    editie: Editiemap,
    besluit: Annotated[Besluit, typer.Option("--besluit", help="Wat de organisatie besluit.")],
    *,
    droog: Droog = False,
    als: Als = None,
    als_json: Json = False,
) -> None:
    """Onderteken het besluit van deze organisatie over een editie van de GEB.

    Eerst wordt de hele editie gecontroleerd. Wat u tekent, ziet u eerst op het scherm.

    Voorbeeld: knooppunt adapter gateway geb onderteken geb --besluit vastgesteld
    """
    with opened(als_json=als_json) as gateway:
        found = gebbesluiten.check(gateway.desk, editie)
        signed = gebbesluiten.shown(found, besluit.value)
        _tell(signed)
        value = {} if droog else gebbesluiten.adopt(gateway.desk, found, besluit.value, gateway.reader(als))
    _done({**signed, **value, "getekend": not droog}, als_json=als_json)


@app.command()
def advies(
    editie: Editiemap,
    tekst: Annotated[Path, typer.Option("--advies", help="Bestand met het advies; het blijft bij deze partner.")],
    fg: Annotated[str, typer.Option("--fg", help="Id van de FG op de deelnemerslijst.")],
    uitkomst: Annotated[Oordeel, typer.Option("--uitkomst", help="Wat de FG adviseert.")],
    *,
    droog: Droog = False,
    als: Als = None,
    als_json: Json = False,
) -> None:
    """Teken het advies van de FG over een editie van de GEB, met de sleutel van de FG en die van de organisatie.

    Voorbeeld: knooppunt adapter gateway geb advies geb --advies advies.md --fg fg-1 --uitkomst positief
    """
    with opened(als_json=als_json) as gateway:
        found, text = gebbesluiten.check(gateway.desk, editie), tekst.read_bytes()
        signed = gebbesluiten.shown(found, uitkomst.value, gebbesluiten.digest(text))
        _tell(signed)
        value = {} if droog else gebbesluiten.advise(gateway.desk, found, text, fg, uitkomst.value, gateway.reader(als))
    _done({**signed, **value, "getekend": not droog}, als_json=als_json)


@app.command()
def stand(editie: Editiemap, *, als_json: Json = False) -> None:
    """Toon wie over een editie van de GEB al besloot of adviseerde.

    Voorbeeld: knooppunt adapter gateway geb stand geb
    """
    with opened(als_json=als_json) as gateway:
        told = gebbesluiten.status(gateway.desk, gebbesluiten.check(gateway.desk, editie))
    show({"besluiten": told}, lambda: [_sentence(one) for one in told] or ["Nog niemand."], als_json=als_json)


def _tell(signed: dict[str, Any]) -> None:
    """Say on stderr what is about to be signed, before it is."""
    area = signed["regio"] or "het hele land"
    lines = [
        f"Editie: {signed['editie']}",
        f"Gebied: {area}. Periode: {signed['periode']}. Modus: {signed['modus']}.",
        *(f"  {name}: {sha256}" for name, sha256 in signed["bestanden"].items()),
        f"Uitkomst: {signed['uitkomst']}.",
    ]
    for line in lines:
        typer.echo(line, err=True)


def _done(value: dict[str, Any], *, als_json: bool) -> None:
    text = "Getekend en vastgelegd." if value["getekend"] else "De editie klopt. Er is niets getekend."
    show(value, lambda: [text], als_json=als_json)


def _sentence(one: dict[str, Any]) -> str:
    return f"{one.get('oin')}: {one.get('soort')}, {one.get('uitkomst')}"
