# SPDX-License-Identifier: EUPL-1.2
"""`knooppunt beleid beslis`: ask the rule folder as it stands, without a database and without a record.

Invariants:
    * one JSON line per input line on stdout, in order, and nothing else; talk goes to stderr;
    * an answer is an answer whatever it says: exit 0; a rule set with mistakes: exit 1 and no answers.

Norm: design.md 5. Does not: read ledger data, or log.
"""

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Annotated, Any, BinaryIO, Final

import typer

from core.contract.exitcodes import ExitCode
from policies import RuleSet
from policies.authzen import AuthzenError, evaluate_or_answer
from server.commandline.beleid.groep import Omgeving, Regels, app, load, today

_MAX_LINE: Final = 1_048_576


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
    ruleset = load(regels, omgeving)
    day = today()
    out = sys.stdout.buffer
    with _source(bestand) as source:
        for line in _lines(source):
            answer = _answer(ruleset, line, day)
            out.write(json.dumps(answer, ensure_ascii=False, separators=(",", ":")).encode() + b"\n")
            out.flush()


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


def _lines(source: BinaryIO) -> Iterator[bytes]:
    """Lines of bounded length; of a longer one only the start is kept, which makes it malformed."""
    while line := source.readline(_MAX_LINE):
        kept = line
        while line and not line.endswith(b"\n") and len(line) == _MAX_LINE:
            line = source.readline(_MAX_LINE)
        yield kept


def _answer(ruleset: RuleSet, line: bytes, day: date) -> dict[str, Any]:
    try:
        body = json.loads(line)
    except (ValueError, RecursionError):
        return AuthzenError("Deze regel is geen geldige JSON.").to_answer(ruleset.digest)
    return evaluate_or_answer(ruleset, body, day)
