# SPDX-License-Identifier: EUPL-1.2
"""`knooppunt beheer rollen`: show or apply the roles and rights of PostgreSQL.

Invariants:
- Without `--toepassen` nothing changes: the statements are for the administrator of the database to read and run.
- It makes no users and knows no password.
"""

import json
from typing import Annotated

import typer

from audit.database import create_engine
from server import rollen as roles
from server import settings
from server.errors import SettingsError

AlsJson = Annotated[bool, typer.Option("--json", help="een JSON-object op de uitvoer")]


def rollen(
    *,
    toepassen: Annotated[
        bool, typer.Option("--toepassen", help="voer de opdrachten uit in plaats van ze te tonen")
    ] = False,
    als_json: AlsJson = False,
) -> None:
    """Toon de rollen en rechten voor PostgreSQL als SQL, of pas ze toe: eigenaar, schrijver, lezer en auditor.

    Draai dit als gebruiker die rollen mag maken, na `beheer migreer`. Maak daarna per rol een gebruiker die er lid van is.

    Voorbeeld: knooppunt beheer rollen > rollen.sql
    """
    chosen = settings.load()
    listed: list[str] = []
    for url in dict.fromkeys((chosen.database_owner, chosen.kluis)):
        engine = create_engine(url)
        try:
            if engine.dialect.name != "postgresql":
                continue
            with engine.begin() as connection:
                listed += roles.statements(connection)
                if toepassen:
                    roles.apply(connection)
        finally:
            engine.dispose()
    if not listed:
        raise SettingsError("Rollen zijn er alleen in PostgreSQL; DATABASE_URL is een andere database.")
    if toepassen or als_json:
        text = f"{len(listed)} opdrachten uitgevoerd."
        typer.echo(json.dumps({"toegepast": toepassen, "opdrachten": listed}) if als_json else text)
        return
    for statement in listed:
        typer.echo(f"{statement};")
