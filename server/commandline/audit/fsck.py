# SPDX-License-Identifier: EUPL-1.2
"""`knooppunt audit fsck`: make root and every tile again from the entries, of a copy of the files or of the whole store.

Invariants:
- With `--map` nothing is needed but that folder and a pinned tlog-policy: no settings, no database, no key. That is what an
  outsider has.
- Without it the entries come from the database, and its heads, checkpoints, cosignatures and tile roots are compared too.
- Nothing is opened: what lines say is for `knooppunt audit verifieer`.
"""

from pathlib import Path
from typing import Annotated

import typer

from audit.database import create_engine
from audit.proof import tlog_policy
from audit.values import LogError
from audit.verify import Report
from audit.verify import fsck as fsck_store
from audit.verify.published import check_published
from audit.verify.report import Progress
from server import settings, setup
from server.commandline.audit import verslag
from server.commandline.audit.groep import app


@app.command()
def fsck(
    folder: Annotated[
        Path | None, typer.Option("--map", help="een kopie van de gepubliceerde bestanden: van één shard of van alle")
    ] = None,
    tlog_policy_file: Annotated[
        Path | None, typer.Option("--tlog-policy", help="het tlog-policy dat een deelnemer heeft vastgezet")
    ] = None,
    *,
    als_json: Annotated[bool, typer.Option("--json", help="een JSON-object op de uitvoer")] = False,
) -> None:
    """Bouw wortel en tegels opnieuw uit de regels en vergelijk ze. Bevindingen geven exitcode 3.

    Voorbeeld: knooppunt audit fsck --map kopie/log --tlog-policy partners/politie/tlog-policy
    """
    if folder is not None and tlog_policy_file is None:
        raise typer.BadParameter(
            "Bij een kopie hoort het tlog-policy dat u zelf hebt vastgezet: --tlog-policy BESTAND."
        )
    if folder is not None and not folder.is_dir():
        raise typer.BadParameter("Deze map is er niet.", param_hint="--map")
    with verslag.watched(quiet=als_json) as tell:
        report = check(folder, tlog_policy_file, tell)
    verslag.finish(report, als_json=als_json)


def check(folder: Path | None, policy_file: Path | None, tell: Progress | None = None) -> Report:
    """Check a copy in a folder, or (None) the backbone that the settings point at.

    Raises:
        LogError: the tlog-policy is none.
        NotInitialisedError: there is no tlog-policy.
    """
    if folder is not None and policy_file is not None:
        return check_published(folder, _policy(policy_file), tell)
    chosen = settings.load()
    engine = create_engine(chosen.database_auditor)
    try:
        return fsck_store(engine, chosen.publication, _policy(policy_file or chosen.tlog_policy), tell)
    finally:
        engine.dispose()


def _policy(path: Path) -> tlog_policy.TlogPolicy:
    try:
        return tlog_policy.parse(setup.read_file(path))
    except tlog_policy.PolicyError as error:
        raise LogError(str(error)) from None
