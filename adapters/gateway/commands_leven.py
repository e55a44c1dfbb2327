# SPDX-License-Identifier: EUPL-1.2
"""`knooppunt adapter gateway record …`: what happens to a record after its supply.

Each command is an act with the proof of its line. The work is in `adapters.gateway.leven`.
"""

from pathlib import Path
from typing import Annotated, Any

import typer

from adapters.gateway.leven import oordeel as opinions
from adapters.gateway.leven import toevoegen
from adapters.gateway.leven.opnieuw import Opnieuw
from adapters.gateway.leven.stukken import Stukken
from adapters.gateway.screen import Als, Json, done, make_app, opened, show
from core.contract.levensloop import REDENEN

app = make_app(
    "Wat er na de levering met een record gebeurt: intrekken, vervangen, ontvangers, oordeel, bevestigingen."
)

Record = Annotated[str, typer.Argument(help="Nummer van het record.", show_default=False)]
Reden = Annotated[str, typer.Option("--reden", help=f"Een van: {', '.join(REDENEN)}.")]
Ontvanger = Annotated[str, typer.Argument(help="OIN van de ontvanger.", show_default=False)]


@app.command("trek-in")
def withdraw(record: Record, reden: Reden, *, als: Als = None, als_json: Json = False) -> None:
    """Trek een eigen record in. Elke ontvanger krijgt bericht; het wordt niet meer gegeven.

    Voorbeeld: knooppunt adapter gateway record trek-in RECORD --reden onjuist
    """
    with opened(als_json=als_json) as gateway:
        told = Stukken(gateway.desk, als).withdraw(record, _reason(reden))
    done({"record": record, "ontvangers": told}, "Ingetrokken.", als_json=als_json)


@app.command("vervang")
def replace(
    record: Record,
    reden: Reden,
    inhoud: Annotated[
        Path | None, typer.Option("--inhoud", help="Nieuwe inhoud als contract-JSON, zonder kop; zonder: dezelfde.")
    ] = None,
    *,
    correctie: Annotated[bool, typer.Option("--correctie", help="Het oude record was fout.")] = False,
    als: Als = None,
    als_json: Json = False,
) -> None:
    """Verzegel een eigen record opnieuw, voor dezelfde ontvangers, en meld hun dat het oude is vervangen.

    Voorbeeld: knooppunt adapter gateway record vervang RECORD --inhoud nieuw.json --reden onjuist --correctie
    """
    content = None if inhoud is None else _object(inhoud)
    with opened(als_json=als_json) as gateway:
        new = Opnieuw(gateway, als).replace(record, content, _reason(reden), correction=correctie)
    done({"record": record, "nieuw": new}, f"Vervangen door {new}.", als_json=als_json)


@app.command("verwijder")
def take_away(
    record: Record,
    ontvanger: Ontvanger,
    reden: Reden = "ontvanger-verwijderd",
    *,
    sterk: Annotated[
        bool, typer.Option("--sterk", help="Verzegel het record ook opnieuw voor de anderen, met een nieuw geheim.")
    ] = False,
    als: Als = None,
    als_json: Json = False,
) -> None:
    """Haal een ontvanger van een eigen record. Wat die al las, blijft gelezen.

    Voorbeeld: knooppunt adapter gateway record verwijder RECORD 00000099000000001000 --sterk
    """
    with opened(als_json=als_json) as gateway:
        new = Opnieuw(gateway, als).remove_strongly(record, ontvanger) if sterk else None
        if new is None:
            Stukken(gateway.desk, als).take_away(record, ontvanger, _reason(reden))
    done({"record": record, "ontvanger": ontvanger, "nieuw": new}, "Verwijderd.", als_json=als_json)


@app.command("voeg-toe")
def add(
    record: Record,
    lezer: Annotated[list[str], typer.Argument(help="OIN/eenheid die het record erbij krijgt; vaker mag.")],
    *,
    als: Als = None,
    als_json: Json = False,
) -> None:
    """Ken een record toe aan nog een ontvanger: een eigen record, of met de delegatie van de verstrekker.

    Voorbeeld: knooppunt adapter gateway record voeg-toe RECORD 00000099000000001000/opsporing
    """
    readers = [_reader(item) for item in lezer]
    with opened(als_json=als_json) as gateway:
        toevoegen.add(gateway, record, readers, als)
    done({"record": record, "lezers": lezer}, "Toegekend.", als_json=als_json)


@app.command("delegeer")
def delegate(
    record: Record,
    aan: Annotated[str, typer.Argument(help="OIN van wie mag toekennen.", show_default=False)],
    tot: Annotated[int, typer.Option("--tot", help="Einde, in milliseconden sinds 1970.")],
    soort: Annotated[
        list[str] | None, typer.Option("--soort", help="Soort ontvanger; vaker mag. Zonder: trek in.")
    ] = None,
    *,
    als_json: Json = False,
) -> None:
    """Laat een ontvanger van een eigen record anderen toevoegen, voor deze soorten partner, tot een moment.

    Voorbeeld: knooppunt adapter gateway record delegeer RECORD 00000099000000001000 --soort om --tot 1798675200000
    """
    with opened(als_json=als_json) as gateway:
        stated = toevoegen.delegate(gateway, record, aan, soort or (), tot)
    done({"record": record, "feiten": stated}, "Vastgelegd.", als_json=als_json)


@app.command("geef-vrij")
def release(record: Record, *, als: Als = None, als_json: Json = False) -> None:
    """Geef een record vrij dat op deze partner wacht; het gaat open als allen dat deden."""
    with opened(als_json=als_json) as gateway:
        Stukken(gateway.desk, als).release(record)
    done({"record": record}, "Vrijgegeven.", als_json=als_json)


@app.command("oordeel")
def dissent(
    record: Record,
    tekst: Annotated[Path, typer.Option("--tekst", help="Bestand met het oordeel; gaat verzegeld.")],
    *,
    als: Als = None,
    als_json: Json = False,
) -> None:
    """Leg een afwijkend oordeel bij een record van een ander, voor precies wie dat record heeft.

    Voorbeeld: knooppunt adapter gateway record oordeel RECORD --tekst oordeel.txt
    """
    said = tekst.read_text("utf-8").strip()
    with opened(als_json=als_json) as gateway:
        note = opinions.dissent(gateway, record, said, als)
    done({"record": record, "oordeel": note}, f"Vastgelegd als {note}.", als_json=als_json)


@app.command("bevestigingen")
def confirmations(
    record: Annotated[str | None, typer.Option("--record", help="Alleen dit record.", show_default=False)] = None,
    *,
    als_json: Json = False,
) -> None:
    """Toon per intrekking of wijziging wie haar bevestigde en wie nog niet."""
    with opened(als_json=als_json) as gateway:
        found = Stukken(gateway.desk).confirmations(record)
    show({"bevestigingen": found}, lambda: [_told(item) for item in found], als_json=als_json)


def _told(item: dict[str, Any]) -> str:
    waiting = ", ".join(item["niet_bevestigd"]) or "niemand"
    return f"{item['record']} {item['soort']}: bevestigd door {len(item['bevestigd'])}, nog niet door {waiting}"


def _reason(reden: str) -> str:
    if reden not in REDENEN:
        raise typer.BadParameter(f"Geef een reden uit de lijst: {', '.join(REDENEN)}.")
    return reden


def _reader(text: str) -> tuple[str, str]:
    oin, slash, unit = text.partition("/")
    if not slash or not unit:
        raise typer.BadParameter("Geef een lezer als OIN/eenheid.")
    return oin, unit


def _object(path: Path) -> dict[str, Any]:
    import json

    value = json.loads(path.read_text("utf-8"))
    if not isinstance(value, dict):
        raise typer.BadParameter("De inhoud is geen JSON-object.")
    return value
