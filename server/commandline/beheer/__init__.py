# SPDX-License-Identifier: EUPL-1.2
"""`knooppunt beheer`: everything the operator does, one module per task; this one only lists the commands.

Invariants:
- Nothing here reads content: the operator has no key that could.
"""

from typing import Final

import typer

from server.commandline.beheer import bewaartermijn, bewaren, inrichten, koerier, rollen, wissen
from server.commandline.logsleutel import app as logsleutel_app
from server.commandline.logsleutel import neem_lijst_over

app: Final = typer.Typer(help="Het knooppunt inrichten en onderhouden.", no_args_is_help=True)

app.command()(inrichten.init)
app.command()(inrichten.migreer)
app.command()(inrichten.controleer)
app.command()(rollen.rollen)
app.command("back-upsleutel")(bewaren.back_upsleutel)
app.command()(bewaren.bewaar)
app.command()(bewaren.herstel)
app.command()(bewaren.hervat)
app.command()(bewaartermijn.termijnen)
app.command()(bewaartermijn.bewaartermijn)
app.command()(bewaartermijn.mdto)
app.command("herhaal-wissingen")(wissen.herhaal_wissingen)
app.command("neem-lijst-over")(neem_lijst_over)
app.command()(koerier.koerier)
app.add_typer(logsleutel_app, name="logsleutel")
