# SPDX-License-Identifier: EUPL-1.2
"""`knooppunt demo`: the whole story on the embedded default, with real processes, keys, signatures and rules."""

import json
import os
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from core.contract.exitcodes import ExitCode
from server.demo import demo as story
from server.demo import samenvatting
from server.demo.processen import DemoError


def demo(
    uit: Annotated[Path, typer.Option("--uit", help="map voor het resultaat; een eerdere demo daarin wordt gewist")],
    personen: Annotated[
        Path | None, typer.Option("--personen", help="bestand met personen in de indeling van GBA-V; anders verzonnen")
    ] = None,
    *,
    als_json: Annotated[bool, typer.Option("--json", help="alleen de samenvatting, als JSON")] = False,
) -> None:
    """Speel het hele verhaal: exports erin, bevoegden lezen, Toeslagen geweigerd, het log bewijst het.

    Voorbeeld: knooppunt demo --uit var/demo
    """
    if os.environ.get("KNOOPPUNT_OMGEVING") == "productie":
        typer.echo("De demo draait niet in de omgeving productie.", err=True)
        raise typer.Exit(ExitCode.USAGE)
    os.environ["KNOOPPUNT_OMGEVING"] = "demo"
    console = Console(stderr=als_json, highlight=False)
    seconds = story.timed()

    def tell(text: str) -> None:
        console.print(f"[bold]{seconds():5.1f} s[/bold]  {text}")

    try:
        summary, pogingen = story.run(uit.resolve(), personen, tell)
    except DemoError as error:
        typer.echo(f"De demo is niet gelukt: {error}", err=True)
        raise typer.Exit(ExitCode.FAILURE) from None
    if als_json:
        typer.echo(json.dumps(summary, ensure_ascii=False))
        return
    for table in samenvatting.table(summary, pogingen, seconds()):
        console.print(table)
    console.print(f"Samenvatting: {uit / story.SUMMARY}   GEB: {uit / 'geb' / 'geb.html'}")
