# SPDX-License-Identifier: EUPL-1.2
"""`knooppunt audit verifieer`: verify the log, without starting it and without believing anything it says about itself.

Invariants:
- It opens database, kluis and files as they lie there, so it also works on a log that refuses to start, and beside one
  that is at work.
- Trust is the tlog-policy: best a copy that a partner pinned (`--tlog-policy`). When the deelnemerslijst is there, the
  policy must be the one that the list names.
- Findings end in exit code 3, each with its place; nothing of any opening is ever printed.
- With `--als`, `--doel` and `--reden` the outcome is left in the log, by the rules for who may read it; verifying itself
  reads nothing out and needs nobody's leave.
"""

import hashlib
import os
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import sqlalchemy as sa
import typer

from audit.database import create_engine
from audit.kluis import Kluis
from audit.proof import jcs, tlog_policy
from audit.rows import existing_rows
from audit.tables import log_bladen
from audit.values import Finding, LogError
from audit.verify import Report, Rooms, Run, Voortgang, verify
from audit.verify.report import Progress
from audit.verify.trust import family
from core.exchange.logbook import LogRead
from core.keychain.errors import KeychainError
from core.keychain.lijst import Deelnemerslijst
from core.keychain.lijsten import Lijsten, read_earlier
from core.ledger import tables
from server import settings, setup
from server.commandline.audit import verslag
from server.commandline.audit.groep import app
from server.samenhang import Samenhang, gewist
from server.samenhang.gewist import LOGGED
from server.settings import Settings

MANY = 20_000  # lines from which on other processes help


@dataclass(frozen=True)
class Wijze:
    """How to verify: who is told, the file that remembers an earlier time, and with which policy."""

    policy_file: Path | None = None
    voortgang: Path | None = None
    tell: Progress | None = None


@app.command()
def verifieer(
    tlog_policy_file: Annotated[
        Path | None, typer.Option("--tlog-policy", help="het tlog-policy dat een deelnemer heeft vastgezet")
    ] = None,
    voortgang: Annotated[
        Path | None,
        typer.Option("--voortgang", help="bestand dat onthoudt wat al is nagerekend, om daar verder te gaan"),
    ] = None,
    als: Annotated[str | None, typer.Option("--als", help="wie dit controleert: functionaris op de lijst")] = None,
    doel: Annotated[str, typer.Option("--doel", help="waarvoor: code van een doel")] = "controle",
    reden: Annotated[str | None, typer.Option("--reden", help="waarom: een korte code, zonder namen")] = None,
    *,
    als_json: Annotated[bool, typer.Option("--json", help="een JSON-object op de uitvoer")] = False,
) -> None:
    """Reken het hele log na: regels, openingen, handtekeningen, beslissingen en rijen. Bevindingen geven exitcode 3.

    Voorbeeld: knooppunt audit verifieer --tlog-policy partners/politie/tlog-policy --json
    """
    if (als is None) != (reden is None):
        raise typer.BadParameter("Geef --als en --reden allebei, of geen van beide.")
    chosen = settings.load()
    with verslag.watched(quiet=als_json) as tell:
        report = check(chosen, Wijze(tlog_policy_file, voortgang, tell))
    if als is not None and reden is not None:
        verslag.leave_line(chosen, LogRead(als, doel, reden, "verificatie"), report)
    verslag.finish(report, als_json=als_json)


def check(chosen: Settings, wijze: Wijze | None = None) -> Report:
    """Verify the backbone that these settings point at.

    Raises:
        LogError: the tlog-policy is none, the kluis cannot be opened, or the file of an earlier time does not fit.
        NotInitialisedError: there is no tlog-policy.
    """
    how = wijze or Wijze()
    source = setup.read_file(how.policy_file or chosen.tlog_policy)
    try:
        policy = tlog_policy.parse(source)
    except tlog_policy.PolicyError as error:
        raise LogError(str(error)) from None
    digest = hashlib.sha256(source).hexdigest()
    since = Voortgang.read(how.voortgang, digest) if how.voortgang else None
    lijsten, found = _lijst(chosen, digest)
    samenhang = lijsten and Samenhang(lijsten, family(policy), time.time_ns() // 1_000_000, whole=since is None)
    rooms = Rooms(_rows, _secrets, *((samenhang.extract, samenhang.findings, gewist.explained) if samenhang else ()))
    engine = create_engine(chosen.database_auditor)
    kluis = Kluis.open(chosen.kluis, chosen.keys / setup.EPOCH_FILE)
    try:
        run = Run(how.tell, since, _processes(engine))
        report = verify(engine, kluis, chosen.publication, policy, rooms, run)
    finally:
        engine.dispose()
        kluis.engine.dispose()
    report.bevindingen[:0] = found
    if how.voortgang and report.geldig:
        Voortgang.of_report(report, digest).write(how.voortgang)
    return report


def _processes(engine: sa.Engine) -> int:
    """Return how many processes should help: none for a log of which everything is done before they have started."""
    with engine.connect() as connection:
        many = connection.execute(sa.select(log_bladen.c.volgnr).where(log_bladen.c.volgnr >= MANY).limit(1)).first()
    return os.cpu_count() or 1 if many else 0


def _rows(connection: sa.Connection) -> Iterator[tuple[str, str, str]]:
    known = sa.inspect(connection)
    return existing_rows(connection, [table for table in LOGGED if known.has_table(table.name)])


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


def _lijst(chosen: Settings, policy_digest: str) -> tuple[Lijsten | None, list[Finding]]:
    """Return the deelnemerslijst with those before it, and what is wrong with it or with the policy that it names."""
    try:
        lijst = Deelnemerslijst.parse(chosen.lijst.read_bytes())
        lijsten = Lijsten(lijst, read_earlier(chosen.lijsten))
    except OSError:
        text = "De deelnemerslijst is er niet; sleutels en vrijgaven zijn zonder haar niet te controleren."
        return None, [Finding("deelnemerslijst-ontbreekt", chosen.lijst.name, text)]
    except KeychainError as error:
        return None, [Finding("deelnemerslijst-ongeldig", chosen.lijst.name, str(error))]
    if lijst.tlog_policy_sha256 == policy_digest:
        return lijsten, []
    text = "De deelnemerslijst noemt een ander tlog-policy."
    return lijsten, [Finding("tlog-policy-wijkt-af", chosen.tlog_policy.name, text)]
