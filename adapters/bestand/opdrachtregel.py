# SPDX-License-Identifier: EUPL-1.2
"""What the `lever` commands of the formats share: options, opening the gateway, showing the result, the exit code.

Invariants: data on stdout, talk on stderr; `--json` gives one object; no value of the file in any output; no traceback
with local variables.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Never

import typer

from adapters.bestand.afbeelding import Afbeelding, AfbeeldingFout, load_mapping
from adapters.bestand.fouten import BestandsFout
from adapters.bestand.levering import Opties, Resultaat, run
from adapters.bestand.openstaand import work_list
from adapters.bestand.verslag import THUIS
from adapters.gateway import verslag as staten
from adapters.gateway.errors import GatewayError
from adapters.gateway.gateway import Gateway
from core.contract.exitcodes import ExitCode

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from adapters.bestand.bronnen import Bron
    from adapters.bestand.formaat import Omzetter
    from adapters.bestand.opdrachten import Werklijst
    from adapters.gateway.verslag import Uitslag

    Bouw = Callable[[Werklijst, Afbeelding], tuple[Bron, Omzetter]]

Bestand = Annotated[Path, typer.Argument(help="Het bestand dat u levert.", show_default=False)]
Droog = Annotated[bool, typer.Option("--droog", help="Alleen beslissen en tonen wie het zou lezen; er gaat niets weg.")]
AllesOfNiets = Annotated[bool, typer.Option("--alles-of-niets", help="Bij één bevinding of weigering gaat er niets.")]
Json = Annotated[bool, typer.Option("--json", help="Eén JSON-object op de uitvoer.")]
Als = Annotated[str | None, typer.Option("--als", help="Pseudoniem van de persoon die handelt.", show_default=False)]
OokAan = Annotated[
    list[str] | None,
    typer.Option(
        "--ook-aan", help="OIN die ook genoemd mag worden, zoals het RIEC-bureau. Vaker mag.", show_default=False
    ),
]
MetAfbeelding = Annotated[
    Path | None, typer.Option("--afbeelding", help="Eigen afbeeldingsbestand in plaats van dat van het formaat.")
]

_STATEN = {
    staten.IN_OUTBOX: "verzegeld en in de outbox",
    staten.DROOG: "zou gaan",
    staten.GEWEIGERD: "geweigerd door de regels",
    staten.ONGELDIG: "ongeldig",
    staten.TERUGGEHOUDEN: "teruggehouden (alles of niets)",
}


def make_app(help_text: str) -> typer.Typer:
    """Return an empty command line for a format; it shows no local variables when something breaks."""
    app = typer.Typer(help=help_text, no_args_is_help=True, pretty_exceptions_enable=False, add_completion=False)

    @app.callback()
    def _root() -> None:
        """Make the commands subcommands, also when there is only one."""

    return app


def deliver(
    build: Bouw, afbeelding: Path, opties: Opties, *, ook_aan: Sequence[str] = (), als_json: bool = False
) -> Never:
    """Run a delivery and end the process with its exit code."""
    try:
        mapping = load_mapping(afbeelding)
        with Gateway.open() as gateway:
            melding = gateway.sync_or_kept()
            bron, omzetter = build(work_list(gateway, ook_aan), mapping)
            resultaat = run(gateway, bron, omzetter, opties)
        resultaat.melding = melding
    except (BestandsFout, AfbeeldingFout, GatewayError) as fout:
        fail(fout, als_json=als_json)
    if als_json:
        typer.echo(json.dumps(resultaat.to_json(), ensure_ascii=False, sort_keys=True))
    else:
        _show(resultaat)
    raise typer.Exit(int(resultaat.exit_code))


def fail(fout: BestandsFout | AfbeeldingFout | GatewayError, *, als_json: bool) -> Never:
    """Tell of an error and end the process with its exit code."""
    code = ExitCode.FAILURE
    uit: dict[str, Any] = {"type": fout.type, "tekst": fout.diagnose()}
    if isinstance(fout, GatewayError):
        code, uit = fout.exit_code, fout.to_json()
    elif isinstance(fout, AfbeeldingFout):
        code = ExitCode.USAGE
    else:
        uit["bevindingen"] = [fout.bevinding.to_json()]
    if als_json:
        typer.echo(json.dumps({"fout": uit}, ensure_ascii=False, sort_keys=True))
    typer.echo(fout.diagnose(), err=True)
    raise typer.Exit(int(code)) from None


def _show(resultaat: Resultaat) -> None:
    verslag = resultaat.verslag
    if resultaat.melding:
        typer.echo(resultaat.melding, err=True)
    typer.echo(f"Gelezen: {verslag.gelezen}")
    for staat, aantal in sorted(resultaat.aantallen.items()):
        typer.echo(f"  {aantal} {_STATEN.get(staat, staat)}")
    _show_counts("Thuisgebleven", {f"{reden}: {THUIS[reden]}": n for reden, n in verslag.afgevallen.regels.items()})
    _show_counts("Weggelaten velden", dict(verslag.afgevallen.velden))
    for item in verslag.bevindingen:
        typer.echo(f"regel {item.regel} {item.veld} [{item.reden}] {item.tekst}", err=True)
    if (meer := sum(verslag.gevonden.values()) - len(verslag.bevindingen)) > 0:
        typer.echo(f"en nog {meer} bevindingen", err=True)
    for uitslag in resultaat.uitslagen:
        _show_result(uitslag)
    if resultaat.verzonden is not None:
        typer.echo(f"Bewezen opgenomen: {len(resultaat.verzonden.klaar)}; wacht: {resultaat.verzonden.wacht}")


def _show_counts(titel: str, aantallen: dict[str, int]) -> None:
    if aantallen:
        typer.echo(f"{titel}:")
        for naam, aantal in sorted(aantallen.items()):
            typer.echo(f"  {aantal} {naam}")


def _show_result(uitslag: Uitslag) -> None:
    """Tell per proposal what people want to know: who would read it, or why not."""
    if uitslag.staat == staten.DROOG:
        for oordeel in uitslag.oordelen:
            mag = "kan lezen" if oordeel else "krijgt het niet"
            typer.echo(f"regel {uitslag.regel} {oordeel.categorie}: {oordeel.ontvanger} {mag}")
    for item in uitslag.bevindingen:
        typer.echo(f"regel {item.regel} {item.veld} [{item.reden}] {item.tekst}", err=True)
    if uitslag.staat == staten.GEWEIGERD:
        for oordeel in uitslag.refusals:
            for regel in oordeel.to_json()["regels"]:
                typer.echo(f"regel {uitslag.regel} naar {oordeel.ontvanger}: {regel['id']} {regel['zin']}", err=True)
