# SPDX-License-Identifier: EUPL-1.2
"""`knooppunt beleid`: work on the rule folder as it stands, without a database and without a record.

Purpose: jurists and outside tests ask the rules (`beslis`) and check them (`controleer`).

Invariants:
    * `beslis` writes one JSON line per input line on stdout, in order, and nothing else; talk goes to stderr;
    * an answer is an answer whatever it says: exit 0; a rule set with mistakes: exit 1 and no answers.

Norm: design.md 5. Does not: read ledger data, sign, or log.
"""

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated, Any, BinaryIO, Final

import typer

from core.contract.exitcodes import ExitCode
from policies import OMGEVINGEN, PolicyError, RuleSet, RuleSetError, day_in_amsterdam
from policies.authzen import AuthzenError, evaluate_or_answer
from policies.loader import check, read_folder
from policies.manifest import digest_of, make_manifest
from policies.ruleset import FOLDER

app = typer.Typer(name="beleid", help="De regels controleren en bevragen.", no_args_is_help=True)

_MAX_LINE: Final = 1_048_576

Omgeving = Annotated[
    str,
    typer.Option("--omgeving", envvar="KNOOPPUNT_OMGEVING", help="demo, ketentest of productie"),
]
Regels = Annotated[Path | None, typer.Option("--regels", help="map met regels (standaard: die van deze installatie)")]


@app.command()
def beslis(
    bestand: Annotated[str, typer.Argument(help="bestand met een vraag per regel, of - voor de invoer")] = "-",
    omgeving: Omgeving = "productie",
    regels: Regels = None,
    *,
    _als_json: Annotated[bool, typer.Option("--json", help="de uitvoer is altijd JSON, een object per regel")] = True,
) -> None:
    """Beantwoord AuthZEN-vragen: een JSON-vraag per regel in, een JSON-antwoord per regel uit.

    Voorbeeld: knooppunt beleid beslis vragen.ndjson --omgeving demo
    """
    ruleset = _load(regels, omgeving)
    today = day_in_amsterdam(int(datetime.now(UTC).timestamp() * 1000))
    out = sys.stdout.buffer
    with _source(bestand) as source:
        for line in _lines(source):
            answer = _answer(ruleset, line, today)
            out.write(json.dumps(answer, ensure_ascii=False, separators=(",", ":")).encode() + b"\n")
            out.flush()


@app.command()
def controleer(
    regels: Regels = None,
    *,
    als_json: Annotated[bool, typer.Option("--json", help="een JSON-object op de uitvoer")] = False,
    alleen_fouten: Annotated[bool, typer.Option("--alleen-fouten", help="laat meldingen weg")] = False,
) -> None:
    """Controleer een map met regels; noem elke fout met bestand en regel.

    Voorbeeld: knooppunt beleid controleer --regels policies
    """
    folder = regels or FOLDER
    try:
        files = read_folder(folder)
        checked = check(files)
    except RuleSetError as error:
        findings, digest, rows = error.findings, None, 0
    else:
        findings, digest, rows = checked.meldingen, digest_of(make_manifest(files)), len(checked.rows)
    shown = [f for f in findings if f.ernst == "fout" or not alleen_fouten]
    if als_json:
        result = {"geldig": digest is not None, "regels": rows, "vrijgave": digest}
        typer.echo(json.dumps({**result, "bevindingen": [f.to_json() for f in shown]}, ensure_ascii=False))
    else:
        for finding in shown:
            typer.echo(str(finding))
        typer.echo(f"{rows} regels, {digest}" if digest else "De regels zijn geweigerd.")
    raise typer.Exit(ExitCode.DONE if digest else ExitCode.FAILURE)


@contextmanager
def _source(bestand: str) -> Iterator[BinaryIO]:
    if bestand == "-":
        yield sys.stdin.buffer
        return
    try:
        with Path(bestand).open("rb") as opened:
            yield opened
    except OSError:
        typer.echo(f"Het bestand {bestand} is niet te lezen.", err=True)
        raise typer.Exit(ExitCode.USAGE) from None


def _load(folder: Path | None, omgeving: str) -> RuleSet:
    if omgeving not in OMGEVINGEN:
        typer.echo(f"Onbekende omgeving; kies uit {', '.join(OMGEVINGEN)}.", err=True)
        raise typer.Exit(ExitCode.USAGE)
    try:
        return RuleSet.load(folder, omgeving)
    except PolicyError as error:
        typer.echo(error.diagnose(), err=True)
        raise typer.Exit(ExitCode.FAILURE) from None


def _lines(source: BinaryIO) -> Iterator[bytes]:
    """Lines of bounded length; of a longer one only the start is kept, which makes it malformed."""
    while line := source.readline(_MAX_LINE):
        kept = line
        while line and not line.endswith(b"\n") and len(line) == _MAX_LINE:
            line = source.readline(_MAX_LINE)
        yield kept


def _answer(ruleset: RuleSet, line: bytes, today: date) -> dict[str, Any]:
    try:
        body = json.loads(line)
    except (ValueError, RecursionError):
        return AuthzenError("Deze regel is geen geldige JSON.").to_answer(ruleset.digest)
    return evaluate_or_answer(ruleset, body, today)
