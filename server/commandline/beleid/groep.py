# SPDX-License-Identifier: EUPL-1.2
"""What the commands of `knooppunt beleid` share: the group, its options, and how a report goes out.

Invariants:
    * what programs read (`--json`) goes to stdout alone; a page (`--html BESTAND`) is one self-contained file;
    * a rule set with mistakes is told whole, on stderr, with exit 1;
    * `--help` lists the commands in the order in which a change goes through them, as policies/LEESMIJ.md does.

Norm: design.md 5. Does not: know what the commands do.
"""

import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated, Any, Final, NoReturn

import typer
from typer.core import TyperGroup

from core.contract.exitcodes import ExitCode
from policies import OMGEVINGEN, PolicyError, Release, RuleSet, day_in_amsterdam
from policies.loader import read_folder
from policies.ruleset import FOLDER
from policies.verslag import Verslag, as_html, as_text

ORDER: Final = (
    "werkblad",
    "formatteer",
    "controleer",
    "verklaar",
    "beslis",
    "proef",
    "invarianten",
    "verschil",
    "matrix",
    "naspelen",
    "vrijgeven",
)


class _InOrder(TyperGroup):
    """A group whose help follows `ORDER`; the order of the imports says nothing to people."""

    def list_commands(self, _ctx: object) -> list[str]:
        """Return the names in order; a command without a place comes last."""
        place = {name: number for number, name in enumerate(ORDER)}
        return sorted(self.commands, key=lambda name: place.get(name, len(place)))


app = typer.Typer(
    name="beleid",
    help="De regels wijzigen, controleren, bewijzen en vrijgeven. De hele weg staat in policies/LEESMIJ.md.",
    no_args_is_help=True,
    cls=_InOrder,
)

Omgeving = Annotated[
    str,
    typer.Option("--omgeving", envvar="KNOOPPUNT_OMGEVING", help="demo, ketentest of productie"),
]
Regels = Annotated[Path | None, typer.Option("--regels", help="map met regels (standaard: die van deze installatie)")]
AlsJson = Annotated[bool, typer.Option("--json", help="een JSON-object op de uitvoer")]
AlsHtml = Annotated[Path | None, typer.Option("--html", help="schrijf het verslag ook als pagina naar dit bestand")]


def today() -> date:
    """Return the day it is in the Netherlands."""
    return day_in_amsterdam(int(datetime.now(UTC).timestamp() * 1000))


def load(folder: Path | None, omgeving: str) -> RuleSet:
    """Load a rule folder, or end with all findings (exit 1; exit 2 for an unknown environment)."""
    if omgeving not in OMGEVINGEN:
        refuse(f"Onbekende omgeving; kies uit {', '.join(OMGEVINGEN)}.", ExitCode.USAGE)
    try:
        return RuleSet.load(folder, omgeving)
    except PolicyError as error:
        refuse(error.diagnose(), ExitCode.FAILURE)


def rule_files(place: Path | None) -> dict[str, bytes]:
    """Read a rule folder, or a release bundle as `beleid vrijgeven` writes it; or end with all findings (exit 1)."""
    try:
        if place is None or place.is_dir():
            return read_folder(place or FOLDER)
        return dict(Release.from_json(json.loads(place.read_bytes())).files)
    except PolicyError as error:
        refuse(error.diagnose(), ExitCode.FAILURE)
    except (OSError, ValueError):
        refuse(f"{place} is geen map met regels en geen vrijgave.", ExitCode.USAGE)


def refuse(text: str, code: ExitCode) -> NoReturn:
    """End with a Dutch sentence on stderr."""
    typer.echo(text, err=True)
    raise typer.Exit(code) from None


def show(verslag: Verslag, data: dict[str, Any], *, als_json: bool, html: Path | None) -> None:
    """Give a report: JSON or text on stdout, and a page when asked."""
    if html is not None:
        html.write_text(as_html(verslag), "utf-8")
    typer.echo(json.dumps(data, ensure_ascii=False) if als_json else as_text(verslag), nl=als_json)
