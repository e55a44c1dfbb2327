# SPDX-License-Identifier: EUPL-1.2
"""What the gateway's commands share: opening, showing, ending with the right exit code.

Invariants: data on stdout, talk on stderr; `--json` gives one object; an error is one Dutch sentence and an exit code, never a
traceback; content is never shown, it stands in `geopend/`.
"""

from __future__ import annotations

import json
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated, Any, Never

import typer

from adapters.gateway.errors import GatewayError
from adapters.gateway.gateway import Gateway
from core.contract.bevindingen import OngeldigeInvoer
from core.contract.exitcodes import ExitCode
from core.keychain.errors import KeychainError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

Json = Annotated[bool, typer.Option("--json", help="Eén JSON-object op de uitvoer.")]
Als = Annotated[str | None, typer.Option("--als", help="Pseudoniem van de persoon die handelt.", show_default=False)]


def make_app(help_text: str) -> typer.Typer:
    """Return an empty command line; it shows no local variables when something breaks."""
    return typer.Typer(help=help_text, no_args_is_help=True, pretty_exceptions_enable=False, add_completion=False)


@contextmanager
def errors_told(*, als_json: bool) -> Iterator[None]:
    """End the process with a sentence and the exit code of what went wrong inside the block."""
    try:
        yield
    except GatewayError as error:
        _fail(error.to_json(), error.diagnose(), error.exit_code, als_json=als_json)
    except KeychainError as error:
        shown = {"type": f"urn:knooppunt:fout:{error.soort}", "tekst": error.diagnose()}
        _fail(shown, error.diagnose(), ExitCode.VERIFICATION, als_json=als_json)
    except OngeldigeInvoer as error:
        found = {"type": "urn:knooppunt:fout:ongeldige-invoer", "bevindingen": [b.to_json() for b in error.bevindingen]}
        _fail(found, error.diagnose(), ExitCode.FAILURE, als_json=als_json)
    except OSError as error:
        text = f"Een bestand is niet te lezen of te schrijven ({error.strerror})."
        _fail({"type": "urn:knooppunt:fout:bestand", "tekst": text}, text, ExitCode.FAILURE, als_json=als_json)


@contextmanager
def opened(*, als_json: bool, sync: bool = True) -> Iterator[Gateway]:
    """Give the gateway of the settings, synchronised; tell errors and alarms."""
    with errors_told(als_json=als_json), Gateway.open() as gateway:
        before = len(gateway.alarms())
        try:
            if sync:
                gateway.sync()
            yield gateway
        finally:
            for alarm in gateway.alarms()[before:]:
                typer.echo(f"ALARM [{alarm['reden']}] {alarm['tekst']}", err=True)


def show(value: Any, lines: Callable[[], list[str]], *, als_json: bool) -> None:
    """Write the result: one JSON object, or lines for people."""
    if als_json:
        typer.echo(json.dumps(value, ensure_ascii=False, sort_keys=True))
        return
    for line in lines():
        typer.echo(line)


def warn(text: str | None) -> None:
    """Say on stderr what the reader of the result has to know beside it."""
    if text:
        typer.echo(f"LET OP: {text}", err=True)


def done(value: Any, text: str, *, als_json: bool) -> None:
    """Write a result of one line."""
    show(value, lambda: [text], als_json=als_json)


def leave(code: ExitCode) -> Never:
    """End the process."""
    raise typer.Exit(int(code))


def _fail(shown: dict[str, Any], text: str, code: ExitCode, *, als_json: bool) -> Never:
    if als_json:
        typer.echo(json.dumps({"fout": shown}, ensure_ascii=False, sort_keys=True))
    typer.echo(text, err=True)
    for found in shown.get("bevindingen") or []:
        typer.echo(f"  {found.get('tekst')}", err=True)
    for rule in shown.get("regels") or []:
        typer.echo(f"  {rule.get('id')}: {rule.get('zin')} ({rule.get('bron')}, {rule.get('artikel')})", err=True)
    for missing in shown.get("ontbreekt") or []:
        typer.echo(f"  ontbreekt: {missing.get('feit')} (te verklaren door: {missing.get('bij')})", err=True)
    for advice in shown.get("adviezen") or []:
        typer.echo(f"  {advice.get('tekst')} ({advice.get('plicht')})", err=True)
    raise typer.Exit(int(code)) from None
