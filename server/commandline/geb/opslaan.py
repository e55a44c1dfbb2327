# SPDX-License-Identifier: EUPL-1.2
"""Writing the files of an account into a folder, all or none, and telling so."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import typer

from core.contract.exitcodes import ExitCode
from gep.document import bestanden


def store(uit: Path, files: Mapping[str, bytes]) -> list[str]:
    """Write these files as the content of a folder and return their paths; end with a sentence when it holds others."""
    try:
        bestanden.write(uit, files)
    except bestanden.ForeignFilesError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(ExitCode.FAILURE) from None
    return [str(uit / name) for name in files]


def tell(summary: dict[str, Any], sentence: str, *, als_json: bool) -> None:
    """Tell what was made, as one object or one sentence."""
    typer.echo(json.dumps(summary, ensure_ascii=False) if als_json else sentence)
