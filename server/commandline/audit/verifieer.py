# SPDX-License-Identifier: EUPL-1.2
"""`knooppunt audit verifieer`: verify the log, without starting it and without believing anything it says about itself.

Invariants:
- It opens database, kluis and files as they lie there, so it also works on a log that refuses to start, and beside one
  that is at work.
- Trust is the tlog-policy: best a copy that a partner pinned (`--tlog-policy`). When the deelnemerslijst is there, the
  policy must be the one that the list names.
- Findings end in exit code 3, each with its place; nothing of any opening is ever printed.
"""

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import sqlalchemy as sa
import typer

from audit.database import create_engine
from audit.kluis import Kluis
from audit.proof import jcs, tlog_policy
from audit.rows import existing_rows
from audit.values import Finding, LogError
from audit.verify import Report, Rooms, verify
from core.contract.exitcodes import ExitCode
from core.keychain.errors import KeychainError
from core.keychain.lijst import Deelnemerslijst
from core.ledger import afstemmingen, tables, wisbevelen
from server import settings, setup
from server.commandline.audit.app import app
from server.settings import Settings

SHOWN = 50


@app.command()
def verifieer(
    tlog_policy_file: Annotated[
        Path | None, typer.Option("--tlog-policy", help="het tlog-policy dat een deelnemer heeft vastgezet")
    ] = None,
    *,
    als_json: Annotated[bool, typer.Option("--json", help="een JSON-object op de uitvoer")] = False,
) -> None:
    """Reken het hele log na: elke regel, opening, handtekening, tegel en rij. Bevindingen geven exitcode 3.

    Voorbeeld: knooppunt audit verifieer --tlog-policy partners/politie/tlog-policy --json
    """
    report = check(settings.load(), tlog_policy_file)
    typer.echo(json.dumps(report.to_json(), ensure_ascii=False) if als_json else _told(report))
    raise typer.Exit(ExitCode.DONE if report.geldig else ExitCode.VERIFICATION)


def check(chosen: Settings, policy_file: Path | None = None) -> Report:
    """Verify the backbone that these settings point at.

    Raises:
        LogError: the tlog-policy is none, or the kluis cannot be opened.
        NotInitialisedError: there is no tlog-policy.
    """
    source = setup.read_file(policy_file or chosen.tlog_policy)
    try:
        policy = tlog_policy.parse(source)
    except tlog_policy.PolicyError as error:
        raise LogError(str(error)) from None
    engine = create_engine(chosen.database)
    kluis = Kluis.open(chosen.kluis, chosen.keys / setup.EPOCH_FILE)
    try:
        report = verify(engine, kluis, chosen.publication, policy, Rooms(_rows, _secrets))
    finally:
        engine.dispose()
        kluis.engine.dispose()
    report.bevindingen[:0] = _policy_of_list(chosen, source)
    return report


def _rows(connection: sa.Connection) -> Iterator[tuple[str, str, str]]:
    return existing_rows(connection, (*tables.TABLES, wisbevelen.wisbevel, afstemmingen.afstemming))


def _secrets(connection: sa.Connection) -> Iterator[tuple[str, str]]:
    """Name the shred salt of every sealed record, and of every sealed title and code name of a case."""
    for record in connection.execute(sa.select(tables.verstrekking.c.sleutel)).scalars():
        yield "zout", record
    for event in connection.execute(sa.select(tables.casus_gebeurtenis.c.gebeurtenis)).scalars():
        for record in _sealed_in(bytes(event)):
            yield "zout", record


def _sealed_in(event: bytes) -> Iterator[str]:
    try:
        values = list(jcs.decode(event)["gegevens"].values())
        yield from [value["kop"]["record"] for value in values if isinstance(value, dict) and "kop" in value]
    except (jcs.CanonicalError, AttributeError, KeyError, TypeError):
        return  # a row that was altered: its digest names it


def _policy_of_list(chosen: Settings, source: bytes) -> list[Finding]:
    try:
        lijst = Deelnemerslijst.parse(chosen.lijst.read_bytes())
    except OSError:
        return []
    except KeychainError as error:
        return [Finding("deelnemerslijst-ongeldig", chosen.lijst.name, str(error))]
    if lijst.tlog_policy_sha256 == hashlib.sha256(source).hexdigest():
        return []
    return [Finding("tlog-policy-wijkt-af", chosen.tlog_policy.name, "De deelnemerslijst noemt een ander tlog-policy.")]


def _told(report: Report) -> str:
    head = f"{report.regels} regels en {report.rijen} rijen nagerekend, {len(report.checkpoints)} shards."
    if report.geldig:
        return f"{head} Alles klopt."
    lines = [f"{finding.waar}: {finding.tekst} [{finding.soort}]" for finding in report.bevindingen[:SHOWN]]
    more = len(report.bevindingen) - SHOWN
    tail = [f"... en nog {more} bevindingen (--json toont ze alle)."] if more > 0 else []
    return "\n".join([head, f"{len(report.bevindingen)} bevindingen:", *lines, *tail])
