# SPDX-License-Identifier: EUPL-1.2
"""`knooppunt beleid naspelen`: logged decisions against a candidate, or against the release that each one names.

Invariants:
- It reads decisions and releases and writes nothing: no line, no row. Counts and bare questions without person, case or
  record are no reading of the log, so it asks for no officer; organisations and ids of records never leave the reader.
- A decision that cannot be repeated is an incident: its id goes to stderr as a log event, and the exit code is 3.

Norm: policy-vocabulary.md, "Not logboek-lezen"; design.md 5. The work is in `policies.naspelen`.
"""

import json
import sys
from contextlib import contextmanager, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from audit.database import create_engine
from audit.values import SystemClock
from core.contract.exitcodes import ExitCode
from core.exchange import beslissingen
from core.keychain.lijst import Deelnemerslijst
from gep.periode import Periode, PeriodeError
from policies import PolicyError, Release
from policies.loader import read_folder
from policies.naspelen import Afwijking, Naspeler, Versie, reconstruct
from policies.naspelen.verslag import report_effect, report_reconstruction
from server import migrate, settings, setup
from server.commandline.beleid.groep import AlsHtml, AlsJson, app, refuse, show
from server.telemetry import logs

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection

INCIDENT: Final = "beslissing-niet-herhaalbaar"


@dataclass(frozen=True, slots=True)
class _Record:
    """The database of the backbone, open for reading, and the mode of its deelnemerslijst."""

    connection: "Connection"
    modus: str


@app.command()
def naspelen(
    kandidaat: Annotated[Path | None, typer.Option("--kandidaat", help="map met regels om te proberen")] = None,
    vrijgave: Annotated[Path | None, typer.Option("--vrijgave", help="bestand van een vrijgave om te proberen")] = None,
    periode: Annotated[str | None, typer.Option("--periode", help="EERSTE..LAATSTE dag; anders dit jaar")] = None,
    html: AlsHtml = None,
    *,
    reconstrueer: Annotated[
        bool, typer.Option("--reconstrueer", help="herhaal elke beslissing met haar eigen vrijgave; anders dan toen: 3")
    ] = False,
    volledig: Annotated[
        bool, typer.Option("--volledig", help="beslis ook wat geen gewijzigde regel raakt; vindt hetzelfde, langzamer")
    ] = False,
    als_json: AlsJson = False,
) -> None:
    """Leg de vastgelegde beslissingen van een periode naast een kandidaat, of herhaal ze met hun eigen vrijgave.

    Voorbeeld: knooppunt beleid naspelen --kandidaat voorstel --periode 2026-01-01..2026-12-31 --html effect.html
    """
    if [kandidaat is not None, vrijgave is not None, reconstrueer].count(True) != 1:
        refuse("Kies een van drie: --kandidaat MAP, --vrijgave BESTAND of --reconstrueer.", ExitCode.USAGE)
    days = _period(periode)
    with _record() as record:
        versions = beslissingen.version_of(record.connection, record.modus)
        log = beslissingen.logged(record.connection, days.van, days.tot)
        if reconstrueer:
            found = reconstruct(log, versions, _incident)
            show(report_reconstruction(found, str(days)), found.to_json(), als_json=als_json, html=html)
            raise typer.Exit(ExitCode.DONE if found.gelijk else ExitCode.VERIFICATION)
        candidate = _candidate(kandidaat, vrijgave, record.modus)
        effect = Naspeler(candidate, versions, volledig=volledig).add_all(log).effect(str(days))
        show(report_effect(effect, candidate), effect.to_json(), als_json=als_json, html=html)


def _period(text: str | None) -> Periode:
    if text is None:
        return Periode.year_of(SystemClock().now())
    try:
        return Periode.parse(text)
    except PeriodeError as error:
        refuse(str(error), ExitCode.USAGE)


@contextmanager
def _record() -> "Iterator[_Record]":
    chosen = settings.load()
    lijst = Deelnemerslijst.parse(setup.read_file(chosen.lijst))
    engine = create_engine(chosen.database)
    try:
        migrate.require(engine)
        with engine.connect() as connection:
            yield _Record(connection, lijst.modus.value)
    finally:
        engine.dispose()


def _candidate(folder: Path | None, bundle: Path | None, modus: str) -> Versie:
    try:
        if folder is not None:
            return Versie.of_files(read_folder(folder), modus, deur=beslissingen.door)
        assert bundle is not None
        return beslissingen.version(Release.from_json(_json(bundle)), modus)
    except PolicyError as error:
        refuse(error.diagnose(), ExitCode.FAILURE)


def _json(path: Path) -> Any:
    try:
        return json.loads(path.read_bytes())
    except OSError:
        refuse(f"Het bestand {path} is niet te lezen.", ExitCode.USAGE)
    except (ValueError, RecursionError):
        return None  # `Release.from_json` says what is missing


def _incident(sleutel: str, afwijking: Afwijking) -> None:
    with redirect_stdout(sys.stderr):  # stdout is the report
        logs.event(INCIDENT, beslissing=sleutel, reden=str(afwijking))
