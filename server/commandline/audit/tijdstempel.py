# SPDX-License-Identifier: EUPL-1.2
"""`knooppunt audit tijdstempel`: let an outside authority state that the newest checkpoint of a shard exists now.

Invariants:
- Only a token that verified under the given roots is kept, beside the checkpoint, under the size of its tree.
- Sent is a hash of the head of the log, which is public: nothing of any line leaves.
"""

import json
from pathlib import Path
from typing import Annotated

import httpx
import typer

from audit import tijdstempel as stempels
from audit.publish import CHECKPOINT
from core.contract.exitcodes import ExitCode
from server import settings
from server.commandline.audit import uitgeven
from server.commandline.audit.groep import app

SECONDS = 30
_TYPE = "application/timestamp-query"


@app.command()
def tijdstempel(
    wortel: Annotated[Path, typer.Option("--wortel", help="PEM met de wortelcertificaten die u vertrouwt")],
    url: Annotated[
        str | None, typer.Option("--url", help="adres van de instantie; zonder: reken het bewaarde na")
    ] = None,
    shard: Annotated[str, typer.Option("--shard", help="naam van de shard")] = "stam",
    *,
    als_json: uitgeven.AlsJson = False,
) -> None:
    """Haal een tijdstempel (RFC 3161) op over het checkpoint van een shard, of reken het bewaarde na.

    Voorbeeld: knooppunt audit tijdstempel --url https://tijd.example/tsa --wortel wortels.pem --shard landelijk-2026
    """
    folder = settings.load().publication / "log" / shard
    try:
        signed, roots = (folder / CHECKPOINT).read_bytes(), stempels.roots_of(wortel.read_bytes())
    except OSError:
        uitgeven.usage("Het checkpoint van deze shard, of het bestand met wortels, is er niet.")
    except stempels.TijdstempelError as error:
        uitgeven.usage(str(error))
    try:
        made = (
            _kept(folder, signed, roots)
            if url is None
            else stempels.stamp(signed, roots, lambda body: _post(url, body))
        )
    except stempels.TijdstempelError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(ExitCode.VERIFICATION) from None
    path = stempels.path_of(folder, made.head.size)
    if url is not None:
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(made.token)
    told = {**made.head.to_json(), "tijd": made.tijd.isoformat(), "bestand": str(path)}
    typer.echo(
        json.dumps(told)
        if als_json
        else f"{made.head.origin}, {made.head.size} regels: {made.tijd.isoformat()} ({path})."
    )


def _kept(folder: Path, signed: bytes, roots: list[stempels.Certificate]) -> stempels.Tijdstempel:
    path = stempels.path_of(folder, stempels.size_of(signed))
    if not path.exists():
        uitgeven.failed("Over het checkpoint van nu is er geen tijdstempel. Geef --url om er een te halen.")
    return stempels.check(path.read_bytes(), signed, roots)


def _post(url: str, body: bytes) -> bytes:
    try:
        with httpx.Client(timeout=SECONDS, trust_env=False, follow_redirects=False) as client:
            answer = client.post(url, content=body, headers={"Content-Type": _TYPE})
            answer.raise_for_status()
    except (httpx.HTTPError, httpx.InvalidURL):
        typer.echo("De instantie voor tijdstempels is niet te bereiken.", err=True)
        raise typer.Exit(ExitCode.UNREACHABLE) from None
    return answer.content
