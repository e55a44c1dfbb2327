# SPDX-License-Identifier: EUPL-1.2
"""The group `knooppunt sleutels`, and what its commands share: options, the folder of keys, and how an error is told.

Invariants:
- private keys go into the partner's own folder, its token or its carrier (`bewaring`), never to the screen;
- nothing here opens a connection: every step reads and writes files that people carry;
- what was made is never overwritten; a list or draft that is not sound ends with exit code 3;
- data goes to stdout (with `--json` one object), talk to stderr.

The folder comes from `--map` or `KNOOPPUNT_PARTNER_DIR`; with `KNOOPPUNT_PARTNER_WACHTZIN` set, key files are
encrypted under it. Norm: design.md 2 and 5. Rules of keys and signatures are in `core.keychain`.
"""

from __future__ import annotations

import os
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from core.contract.exitcodes import ExitCode
from core.keychain.errors import KeychainError, KeystoreError, ListError, ShapeError

if TYPE_CHECKING:
    from collections.abc import Iterator

app = typer.Typer(no_args_is_help=True, help="Sleutels maken en tonen, en de deelnemerslijst ondertekenen.")

PASSPHRASE = "KNOOPPUNT_PARTNER_WACHTZIN"  # noqa: S105 - the name of the setting

Folder = Annotated[
    Path,
    typer.Option("--map", envvar="KNOOPPUNT_PARTNER_DIR", help="Map van de partner; de sleutels staan in sleutels/."),
]
AsJson = Annotated[bool, typer.Option("--json", help="Schrijf één JSON-object naar de uitvoer.")]
Out = Annotated[Path, typer.Option("--uit", help="Bestand om te maken; het mag nog niet bestaan.")]


def key_folder(folder: Path) -> Path:
    """Return where the keys of a partner folder stand."""
    return folder / "sleutels"


def passphrase() -> bytes | None:
    """Return the passphrase of the environment, or None when there is none."""
    value = os.environ.get(PASSPHRASE)
    return value.encode() if value else None


def write(path: Path, data: bytes) -> None:
    """Write a new file; one that is there already stays."""
    try:
        with path.open("xb") as file:
            file.write(data)
    except OSError:
        raise KeystoreError(f"{path} bestaat al of is niet te schrijven.") from None


def say(text: str) -> None:
    """Tell a person something, apart from the data."""
    typer.echo(text, err=True)


@contextmanager
def telling() -> Iterator[None]:
    """End the command with a Dutch sentence and the exit code of the error."""
    try:
        yield
    except ListError as error:
        _fail(error, ExitCode.VERIFICATION)
    except ShapeError as error:
        _fail(error, ExitCode.USAGE)
    except KeychainError as error:
        _fail(error, ExitCode.FAILURE)


def _fail(error: KeychainError, code: ExitCode) -> NoReturn:
    say(f"Fout: {error.diagnose()}")
    raise typer.Exit(code) from None
