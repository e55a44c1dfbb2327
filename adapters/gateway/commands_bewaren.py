# SPDX-License-Identifier: EUPL-1.2
"""The commands with which a partner keeps and destroys what it supplied: terms, holds, extensions, orders, verklaring."""

from datetime import datetime
from typing import Annotated, Any
from zoneinfo import ZoneInfo

import typer

from adapters.gateway import vernietigen
from adapters.gateway.screen import Als, Json, done, opened, show
from core.keychain import bewaarbesluit, verklaring

_ZONE = ZoneInfo("Europe/Amsterdam")
Records = Annotated[list[str], typer.Argument(help="Nummers van verstrekkingen van één casus.", show_default=False)]
Grondslag = Annotated[str, typer.Option("--grondslag", help="Code van de grondslag, zonder namen.")]
Reden = Annotated[str, typer.Option("--reden", help="Code van de reden, zonder namen.")]


def register(app: typer.Typer) -> None:
    """Add the commands to the gateway's command line."""
    for command in (termijnen, stilstand, verleng, vernietig):
        app.command(command.__name__)(command)
    app.command("verklaring")(declaration)


def termijnen(
    *,
    verlopen: Annotated[bool, typer.Option("--verlopen", help="Alleen wat op slot is.")] = False,
    als_json: Json = False,
) -> None:
    """Toon van elke eigen verstrekking de bewaartermijn, de grondslag en de zorgdrager.

    Voorbeeld: knooppunt adapter gateway termijnen --verlopen
    """
    with opened(als_json=als_json) as gateway:
        found = [item for item in vernietigen.terms(gateway.desk) if item["vergrendeld"] or not verlopen]
    show({"termijnen": found}, lambda: [_sentence(item) for item in found] or ["Geen."], als_json=als_json)


def stilstand(
    records: Records,
    grondslag: Grondslag,
    reden: Reden,
    *,
    opheffen: Annotated[bool, typer.Option("--opheffen", help="Hef de eigen stilstand op.")] = False,
    als: Als = None,
    als_json: Json = False,
) -> None:
    """Zet vernietigen van verstrekkingen stil, of hef dat op.

    Voorbeeld: knooppunt adapter gateway stilstand RECORD --grondslag archiefwet-3 --reden rechtszaak
    """
    soort = bewaarbesluit.OPHEFFING if opheffen else bewaarbesluit.STILSTAND
    with opened(als_json=als_json) as gateway:
        made = vernietigen.make(gateway.desk, soort, records, grondslag, reden)
        value = vernietigen.decide(gateway.desk, made, gateway.reader(als))
    done(value, "Stilstand opgeheven." if opheffen else "Vernietigen is stilgezet.", als_json=als_json)


def verleng(
    records: Records,
    tot: Annotated[datetime, typer.Option("--tot", formats=["%Y-%m-%d"], help="Nieuwe laatste dag.")],
    grondslag: Grondslag,
    reden: Reden,
    motivering: Annotated[
        typer.FileText, typer.Option("--motivering", help="Bestand met de motivering; zij blijft bij deze partner.")
    ],
    *,
    als: Als = None,
    als_json: Json = False,
) -> None:
    """Verleng de bewaartermijn van verstrekkingen, met een motivering.

    Voorbeeld: knooppunt adapter gateway verleng RECORD --tot 2031-12-31 --grondslag wgs --reden loopt --motivering FILE
    """
    end = int(tot.replace(tzinfo=_ZONE).timestamp() * 1000)
    with opened(als_json=als_json) as gateway:
        made = vernietigen.extension(gateway.desk, records, grondslag, reden, end, motivering.read())
        value = vernietigen.decide(gateway.desk, made, gateway.reader(als))
    done(value, f"Verlengd tot {_day(end)}.", als_json=als_json)


def vernietig(
    records: Records,
    grondslag: Grondslag,
    reden: Reden = "termijn-voorbij",
    *,
    als: Als = None,
    als_json: Json = False,
) -> None:
    """Beveel verstrekkingen te vernietigen. Dat is niet terug te draaien.

    Voorbeeld: knooppunt adapter gateway vernietig RECORD --grondslag wpg-14
    """
    with opened(als_json=als_json) as gateway:
        vernietigen.resume(gateway.desk)
        made = vernietigen.make(gateway.desk, bewaarbesluit.VERNIETIGING, records, grondslag, reden)
        value = vernietigen.destroy(gateway.desk, made, gateway.reader(als))
    text = f"{len(value['records'])} verstrekkingen vernietigd. Bevel: {value['bevel_sha256']}"
    done(value, text, als_json=als_json)


def declaration(
    bevel: Annotated[str, typer.Argument(help="Hash van het bevel.", show_default=False)], *, als_json: Json = False
) -> None:
    """Haal de verklaring van vernietiging op, controleer haar, en toon haar.

    Voorbeeld: knooppunt adapter gateway verklaring HASH
    """
    with opened(als_json=als_json) as gateway:
        made, found = vernietigen.declaration(gateway.desk, bevel)
    show(made, lambda: verklaring.text(found, _moment), als_json=als_json)


def _sentence(item: dict[str, Any]) -> str:
    state = "op slot" if item["vergrendeld"] else "open"
    held = ", vernietigen stilgezet" if item["stilstanden"] else ""
    flag = ", vlag" if item["archiefvlag"] else ""
    times = f"{item['verlengingen']} van {item['verlengingen_hoogstens']} keer verlengd"
    care = ", ".join(item["zorgdragers"])
    return (
        f"{item['record']} {item['categorie']}: tot {_day(item['einde'])} ({item['grondslag']}, {item['zekerheid']}), "
        f"{state}{held}{flag}, {times}, zorgdrager {care}"
    )


def _day(moment: int) -> str:
    return datetime.fromtimestamp(moment / 1000, _ZONE).date().isoformat()


def _moment(moment: int) -> str:
    return datetime.fromtimestamp(moment / 1000, _ZONE).strftime("%d-%m-%Y %H:%M")
