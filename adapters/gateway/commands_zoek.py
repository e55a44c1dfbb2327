# SPDX-License-Identifier: EUPL-1.2
"""The command that asks the local index which records are about somebody: where every question about a citizen begins.

Invariants:
- The backbone has no index of people; this gateway has one of what it supplied and opened itself, under its own key.
- The number comes from the input or is typed without being shown: never in the words of the command, which others can see.
- Nothing goes to the server, and the answer holds ids only.

Norm: design.md 6 ("Subjects"). With a record an officer then asks the trail: `knooppunt audit spoor --record`.
"""

from __future__ import annotations

import getpass
import sys
from typing import Annotated

import typer

from adapters.gateway.screen import Json, leave, opened, show, warn
from core.contract.exitcodes import ExitCode

KINDS = ("bsn", "kvk", "rsin", "onderwerp")


def register(app: typer.Typer) -> None:
    """Add this command to the gateway's command line."""
    app.command("zoek")(search)


def search(
    soort: Annotated[str, typer.Option("--soort", help="Wat u intypt: bsn, kvk, rsin of onderwerp.")] = "bsn",
    *,
    als_json: Json = False,
) -> None:
    """Zoek in de eigen gateway welke verstrekkingen over iemand gaan. Het nummer komt van de invoer.

    Voorbeeld: knooppunt adapter gateway zoek --soort bsn < nummer.txt
    """
    if soort not in KINDS:
        warn(f"Kies als soort uit: {', '.join(KINDS)}.")
        leave(ExitCode.USAGE)
    value = getpass.getpass("Nummer: ") if sys.stdin.isatty() else sys.stdin.readline()
    with opened(als_json=als_json, sync=False) as gateway:
        found = gateway.known(soort, value.strip())
    listed = [{"record": record, "casus": casus, "richting": way} for record, casus, way in found]
    show(
        {"records": listed},
        lambda: [f"{record}  casus {casus}  {way}" for record, casus, way in found] or ["Niets gevonden."],
        als_json=als_json,
    )
