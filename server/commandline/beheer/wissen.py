# SPDX-License-Identifier: EUPL-1.2
"""`knooppunt beheer herhaal-wissingen`: carry out every logged erasure again on stores that were put back.

Invariants:
- It needs no running log and starts none, so it also works on a backup that the log refuses to continue from.
- Orders come from the database and from the folder outside it (or a copy that a partner gives). The published stamlog says
  how many there must be: as long as one is missing nothing is done.
- What it does is told in counts and hashes; nothing of an opening is shown.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

from audit import tijdvak
from audit.database import create_engine
from audit.kluis import Kluis
from audit.proof import tlog_policy
from audit.publish import Publisher
from audit.wissen import Wisser
from core.contract.exitcodes import ExitCode
from core.exchange.bevelmap import Bevelmap, missing, named_in, published_entries
from core.ledger import wisbevelen
from server import settings, setup
from server.settings import Settings

AlsJson = Annotated[bool, typer.Option("--json", help="een JSON-object op de uitvoer")]


def herhaal_wissingen(
    bevelen: Annotated[
        list[Path] | None, typer.Option("--bevelen", help="map met wisbevelen; vaker mag, ook die van een partner")
    ] = None,
    *,
    als_json: AlsJson = False,
) -> None:
    """Voer na het terugzetten van een back-up alle wissingen opnieuw uit, voordat het knooppunt dient.

    Voorbeeld: knooppunt beheer herhaal-wissingen --bevelen partners/politie/wisbevelen
    """
    done = replay(settings.load(), bevelen or ())
    value = {"bevelen": done.bevelen, "gewist": done.gewist, "ontbreekt": done.ontbreekt}
    text = f"{done.bevelen} bevelen nagelopen, {done.gewist} openingen gewist."
    if done.ontbreekt:
        text = "Er is niets gewist: deze bevelen ontbreken. Vraag ze aan de partners.\n" + "\n".join(done.ontbreekt)
    typer.echo(json.dumps(value) if als_json else text)
    raise typer.Exit(ExitCode.FAILURE if done.ontbreekt else ExitCode.DONE)


@dataclass(frozen=True)
class Herhaald:
    """What replaying did: how many orders there were, how many openings went, and which orders are missing."""

    bevelen: int
    gewist: int
    ontbreekt: list[str]


def replay(chosen: Settings, folders: Iterable[Path]) -> Herhaald:
    """Carry out every logged erasure again; nothing when an order is missing."""
    policy = tlog_policy.parse(setup.read_file(chosen.tlog_policy))
    engine = create_engine(chosen.database)
    kluis = Kluis.open(chosen.kluis, chosen.keys / setup.EPOCH_FILE)
    try:
        tijdvak.recover(kluis)
        with engine.connect() as connection:
            orders = {order.sha256: order for order in wisbevelen.stored(connection)}
        for folder in (chosen.wisbevelen, *folders):
            orders |= {order.sha256: order for order in Bevelmap(folder).orders(policy)}
        lost = missing(named_in(published_entries(Publisher(chosen.publication))), orders.values())
        erased = 0 if lost else Wisser(engine, kluis).carry_out(orders.values(), sweep=True)
    finally:
        engine.dispose()
        kluis.engine.dispose()
    return Herhaald(len(orders), erased, lost)
