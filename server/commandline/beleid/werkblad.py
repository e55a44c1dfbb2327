# SPDX-License-Identifier: EUPL-1.2
"""`knooppunt beleid werkblad uit | in`: the rules as a spreadsheet, and back through the checker.

Invariants: the CSV files are the authority; on the way back everything is written or, with any finding, nothing.

Norm: reference/policy-engine.md 4a. The work is in `policies.werkblad`.
"""

import json
from pathlib import Path
from typing import Annotated, Final

import typer

from core.contract.exitcodes import ExitCode
from policies import RuleSetError
from policies.loader import MAPPEN, read_folder
from policies.ruleset import FOLDER
from policies.werkblad import make_workbook, read_workbook
from server.commandline.beleid.bestanden import write_all
from server.commandline.beleid.groep import AlsJson, Regels, app, refuse

MAX_BYTES: Final = 64 * 1024 * 1024

groep = typer.Typer(help="De regels als spreadsheet, en terug.", no_args_is_help=True)
app.add_typer(groep, name="werkblad")


@groep.callback()
def _group() -> None:
    """De regels als spreadsheet, en terug."""


@groep.command("uit")
def uit(
    bestand: Annotated[Path, typer.Argument(help="het xlsx-bestand dat gemaakt wordt")],
    regels: Regels = None,
    *,
    als_json: AlsJson = False,
) -> None:
    """Maak een spreadsheet van de regels, met keuzelijsten en bij elke regel wat zij zegt.

    Voorbeeld: knooppunt beleid werkblad uit regels.xlsx --regels policies
    """
    if bestand.exists():
        refuse(f"{bestand} bestaat al; er kan werk in staan. Kies een andere naam.", ExitCode.USAGE)
    try:
        data = make_workbook(read_folder(regels or FOLDER))
    except RuleSetError as error:
        refuse(error.diagnose(), ExitCode.FAILURE)
    try:
        bestand.write_bytes(data)
    except OSError:
        refuse(f"Het bestand {bestand} is niet te schrijven.", ExitCode.USAGE)
    if als_json:
        typer.echo(json.dumps({"bestand": str(bestand), "bytes": len(data)}, ensure_ascii=False))
    else:
        typer.echo(f"{bestand} is gemaakt.")


@groep.command("in")
def terug(
    bestand: Annotated[Path, typer.Argument(help="het xlsx-bestand dat met `werkblad uit` is gemaakt")],
    naar: Annotated[Path, typer.Option("--uit", help="map waarin de regels komen; mag de map van --regels zijn")],
    regels: Regels = None,
    *,
    als_json: AlsJson = False,
) -> None:
    """Lees een spreadsheet terug, controleer alles, en schrijf de regels; bij een bevinding wordt niets geschreven.

    Voorbeeld: knooppunt beleid werkblad in regels.xlsx --uit voorstel
    """
    data = _bytes(bestand)
    try:
        made = read_workbook(data, read_folder(regels or FOLDER))
    except RuleSetError as error:
        refuse(error.diagnose(), ExitCode.FAILURE)
    others = sorted(name for name in _present(naar) if name not in made)
    if others:
        refuse(f"In {naar} staan regels die niet in het werkblad staan: {', '.join(others)}.", ExitCode.FAILURE)
    changed = {name: content for name, content in made.items() if not _holds(naar / name, content)}
    write_all(naar, changed)
    if als_json:
        typer.echo(json.dumps({"geschreven": sorted(changed), "bestanden": len(made)}, ensure_ascii=False))
    else:
        typer.echo(
            "\n".join([*(f"{name} is geschreven." for name in sorted(changed)), f"{len(made)} bestanden bekeken."])
        )


def _bytes(path: Path) -> bytes:
    try:
        if path.stat().st_size > MAX_BYTES:
            refuse(f"Het bestand {path} is te groot.", ExitCode.FAILURE)
        return path.read_bytes()
    except OSError:
        refuse(f"Het bestand {path} is niet te lezen.", ExitCode.USAGE)


def _present(folder: Path) -> list[str]:
    """The rule and group files that stand in a folder already: with others beside them the set was not checked."""
    return [f"{sub}/{path.name}" for sub in MAPPEN for path in (folder / sub).glob("*.csv")]


def _holds(path: Path, content: bytes) -> bool:
    return path.is_file() and path.read_bytes() == content
