# SPDX-License-Identifier: EUPL-1.2
"""What the commands under `knooppunt audit` share: the group itself."""

import typer

app = typer.Typer(help="Het log narekenen, bewijzen en lezen.", no_args_is_help=True)


@app.callback()
def _group() -> None:
    """Het log narekenen, bewijzen en lezen."""
