# SPDX-License-Identifier: EUPL-1.2
"""`knooppunt geb auditpakket`: the pack for the internal and external audit of police data (Wpg 33).

Invariants:
- The log is verified as `audit verifieer` does, before the pack is made; what was found goes into it, and exit code 3 tells it.
- A sample needs the checkpoint that the auditor kept and a seed chosen after that; each drawn bundle is a read of its own.
"""

import json
from datetime import date
from pathlib import Path
from typing import Annotated, Any

import typer

from audit.bundel.steekproef import SampleError, draw
from audit.proof import tlog_policy
from core.contract.exitcodes import ExitCode
from core.exchange import bewijs
from core.exchange.logbook import LogRead
from gep.cijfers import gather
from gep.periode import Periode
from gep.wpg import auditpakket as pakket
from gep.wpg.audits import Audits
from server import settings
from server.commandline.audit import steekproef, uitgeven
from server.commandline.audit.verifieer import check
from server.commandline.geb import stukken
from server.commandline.geb.bezig import bezig, bron
from server.commandline.geb.groep import Als, AlsJson, Dagen, Doel, Reden, Uit, admitted, app, period, usage
from server.commandline.geb.opslaan import store


@app.command()
def auditpakket(  # noqa: PLR0913 - typer: one parameter per option
    uit: Uit,
    als: Als,
    doel: Doel,
    reden: Reden,
    periode: Dagen = None,
    *,
    zaad: Annotated[str | None, typer.Option("--zaad", help="tekst die de auditor koos, na het checkpoint")] = None,
    checkpoint: Annotated[Path | None, typer.Option("--checkpoint", help="checkpoint dat de auditor bewaarde")] = None,
    aantal: Annotated[int, typer.Option("--aantal", min=1, max=200, help="hoeveel regels in de steekproef")] = 10,
    audit: Annotated[
        list[str] | None, typer.Option("--audit", help="eerdere audit: intern=DAG, extern=DAG of tekort=DAG; vaker mag")
    ] = None,
    als_json: AlsJson = False,
) -> None:
    """Maak het pakket voor de jaarlijkse interne en de vierjaarlijkse externe audit (artikel 33 Wpg).

    Het hele log wordt nagerekend. Met --zaad en --checkpoint komt er een steekproef bij, met een bewijsbundel per regel.

    Voorbeeld: knooppunt geb auditpakket --uit pakket --als fg-1 --doel controle --reden interne-audit --periode 2026-01-01..2026-12-31
    """
    if (zaad is None) != (checkpoint is None):
        raise usage("Geef --zaad en --checkpoint allebei, of geen van beide.")
    audits = _audits(audit or [])
    chosen = settings.load()
    with uitgeven.source() as source:
        world = source.world
        days = period(periode, world)
        admitted(world, LogRead(als, doel, reden, f"auditpakket:{days}"))
        sample = None if zaad is None or checkpoint is None else _sample(source, zaad, aantal, checkpoint.read_bytes())
        bundles = {} if sample is None else steekproef.bundles(source, sample, (als, doel, reden))
        record = bron(world)
        with bezig() as voortgang:
            cijfers = gather(record, days, voortgang=voortgang)
        verified = check(chosen)
        parts = stukken.gathered(world, chosen, days, verified.to_json(), (sample, bundles))
    store(uit, pakket.make(record, cijfers, parts, audits))
    _tell(uit, days, parts, als_json=als_json)


def _audits(given: list[str]) -> Audits:
    """Read what people say of earlier audits; end with a sentence (exit 2) when it is not to be read."""
    try:
        days = {name: date.fromisoformat(day) for name, _, day in (item.partition("=") for item in given)}
        return Audits(**days)
    except (ValueError, TypeError):
        raise usage("Geef een eerdere audit als intern=2026-03-01, extern=2024-05-01 of tekort=2026-03-01.") from None


def _sample(source: bewijs.Bron, zaad: str, aantal: int, signed: bytes) -> Any:
    try:
        drawn = draw(zaad, aantal, signed, tlog_policy.parse(source.policy))
    except SampleError as error:
        raise usage(str(error)) from None
    steekproef.still_begins(source.world.log, drawn)
    return drawn


def _tell(uit: Path, days: Periode, parts: pakket.Stukken, *, als_json: bool) -> None:
    valid = bool(parts.verificatie["geldig"])
    told = {
        "map": str(uit),
        "periode": str(days),
        "geldig": valid,
        "bevindingen": len(parts.verificatie["bevindingen"]),
        "steekproef": sorted(parts.steekproef),
        "vrijgaven": len(parts.vrijgaven),
    }
    verdict = "het log klopt" if valid else "het log klopt niet"
    typer.echo(json.dumps(told, ensure_ascii=False) if als_json else f"Auditpakket in {uit}: {verdict}.")
    raise typer.Exit(ExitCode.DONE if valid else ExitCode.VERIFICATION)
