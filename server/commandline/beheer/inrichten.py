# SPDX-License-Identifier: EUPL-1.2
"""`knooppunt beheer init | migreer | controleer`: set up a backbone, bring its schema up to date, and see whether all fits.

Invariants:
- `init` never overwrites a key, a list or a log.
"""

import json
from pathlib import Path
from typing import Annotated, Any

import typer

from audit.proof import jcs
from core.contract.exitcodes import ExitCode
from server import settings, setup
from server.controle import FOUT, check_all
from server.errors import NotInitialisedError
from server.migrate import newest

AlsJson = Annotated[bool, typer.Option("--json", help="een JSON-object op de uitvoer")]


def init(
    lijst: Annotated[Path | None, typer.Option("--lijst", help="deelnemerslijst uit de ceremonie")] = None,
    vrijgave: Annotated[Path | None, typer.Option("--vrijgave", help="ondertekende vrijgave van de regels")] = None,
    sleutels: Annotated[
        Path | None, typer.Option("--sleutels", help="eerste sleutelgebeurtenissen, JSON per regel")
    ] = None,
    policy: Annotated[
        Path | None, typer.Option("--tlog-policy", help="tlog-policy uit de ceremonie, met de getuigen")
    ] = None,
    vervolgt: Annotated[
        Path | None, typer.Option("--vervolgt", help="laatste goede stand van het log waar dit voor in de plaats komt")
    ] = None,
    *,
    als_json: AlsJson = False,
) -> None:
    """Richt een knooppunt in, in twee stappen.

    Zonder opties maakt het de sleutels en opslag van de beheerder, en toont het wat de deelnemers moeten vastzetten
    (antwoordsleutel en tlog-policy). Met --lijst en --vrijgave schrijft het de eerste regels van het log. Spraken de
    deelnemers getuigen af, geef dan ook hun tlog-policy.

    Voorbeeld: knooppunt beheer init --lijst deelnemerslijst.json --vrijgave vrijgave.json --sleutels sleutels.ndjson
    """
    chosen = settings.load()
    prepared = setup.prepare(chosen).to_json()
    if policy is not None:
        setup.take_policy(chosen, setup.read_file(policy))
        prepared = setup.prepare(chosen).to_json()
    if (lijst is None) != (vrijgave is None):
        typer.echo("Geef --lijst en --vrijgave samen.", err=True)
        raise typer.Exit(ExitCode.USAGE)
    if lijst is not None and vrijgave is not None:
        events = [] if sleutels is None else _lines(sleutels)
        first = None if vervolgt is None else _lines(vervolgt)[0]
        setup.install_ceremony(chosen, setup.read_file(lijst), setup.read_file(vrijgave), events, first)
    _tell({"ingericht": lijst is not None, **prepared}, _sentence(lijst is not None), als_json=als_json)


def migreer(*, als_json: AlsJson = False) -> None:
    """Werk het schema van de database bij naar deze versie.

    Voorbeeld: knooppunt beheer migreer
    """
    setup.create_stores(settings.load())
    _tell({"schema": newest()}, f"Het schema is nu {newest()}.", als_json=als_json)


def controleer(*, als_json: AlsJson = False) -> None:
    """Ga na of alles past, en wat te doen als dat niet zo is.

    Bekijkt sleutels, deelnemerslijst, schema, rollen, schijf, back-up, klok, log, vrijgave en getuigen. Exitcode 1 als er iets fout
    is; bij alleen een waarschuwing (let-op) is zij 0.

    Voorbeeld: knooppunt beheer controleer --json
    """
    chosen = settings.load()
    if not (chosen.lijst.exists() or chosen.keys.exists()):
        raise NotInitialisedError("Hier is nog niets ingericht.")
    found = list(check_all(chosen))
    good = all(item.stand != FOUT for item in found)
    lines = [f"{item.naam}: {item.tekst}" + (f"\n    -> {item.advies}" if item.advies else "") for item in found]
    value = {"goed": good, "onderdelen": {item.naam: item.to_json() for item in found}}
    _tell(value, "\n".join(lines), als_json=als_json)
    raise typer.Exit(ExitCode.DONE if good else ExitCode.FAILURE)


def _lines(path: Path) -> list[dict[str, Any]]:
    try:
        found = [jcs.decode(line) for line in setup.read_file(path).splitlines() if line.strip()]
    except jcs.CanonicalError:
        raise NotInitialisedError(f"Het bestand {path.name} is geen strikte JSON per regel.") from None
    return found


def _sentence(installed: bool) -> str:  # noqa: FBT001 - one question with two answers
    if installed:
        return "Het knooppunt is ingericht. Start het met `knooppunt serve`."
    return "Sleutels en opslag staan klaar. Geef antwoordsleutel en tlog-policy aan de deelnemers voor hun ceremonie."


def _tell(value: dict[str, Any], text: str, *, als_json: bool) -> None:
    typer.echo(json.dumps(value, ensure_ascii=False) if als_json else text)
