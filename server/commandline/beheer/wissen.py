# SPDX-License-Identifier: EUPL-1.2
"""`knooppunt beheer herhaal-wissingen`: carry out every logged erasure and destruction again on stores that were put back.

Invariants:
- It needs no running log and starts none, so it also works on a backup that the log refuses to continue from.
- Orders come from the database and from the folder outside it (or a copy that a partner gives). The published stamlog says
  how many there must be: as long as one is missing nothing is done.
- Of a destruction that this database was never told of it takes the salts: nothing opens any more. The rows go when the log
  that goes on here has named them (`core.exchange.herhaling`), which is before it serves. The order is kept for that.
- What it does is told in counts and hashes; nothing of an opening is shown.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer
from sqlalchemy import Connection, inspect

from audit import tijdvak
from audit.database import create_engine
from audit.kluis import Kluis
from audit.proof import tlog_policy
from audit.publish import Publisher
from audit.wissen import Wisser
from core.contract.exitcodes import ExitCode
from core.exchange.bevelmap import Bevelmap, missing, named_in, published_entries
from core.keychain import bewaarbesluit
from core.keychain.bewaarbesluit import Bewaarbesluit
from core.ledger import bewaring, wisbevelen
from core.ledger.vernietiging import Vernietiger
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
    """Voer na het terugzetten van een back-up alle wissingen en vernietigingen opnieuw uit, voordat het knooppunt dient.

    Voorbeeld: knooppunt beheer herhaal-wissingen --bevelen partners/politie/wisbevelen
    """
    done = replay(settings.load(), bevelen or ())
    value = {
        "bevelen": done.bevelen,
        "gewist": done.gewist,
        "vernietigd": done.vernietigd,
        "ontbreekt": done.ontbreekt,
    }
    text = f"{done.bevelen} bevelen nagelopen, {done.gewist} openingen gewist, {done.vernietigd} records vernietigd."
    if done.ontbreekt:
        text = "Er is niets gewist: deze bevelen ontbreken. Vraag ze aan de partners.\n" + "\n".join(done.ontbreekt)
    typer.echo(json.dumps(value) if als_json else text)
    raise typer.Exit(ExitCode.FAILURE if done.ontbreekt else ExitCode.DONE)


@dataclass(frozen=True)
class Herhaald:
    """What replaying did: how many orders there were, how many openings and records went, which orders are missing."""

    bevelen: int
    gewist: int
    ontbreekt: list[str]
    vernietigd: int = 0


def replay(chosen: Settings, folders: Iterable[Path]) -> Herhaald:
    """Carry out every logged erasure and destruction again; nothing when an order is missing."""
    policy = tlog_policy.parse(setup.read_file(chosen.tlog_policy))
    engine = create_engine(chosen.database)
    kluis = Kluis.open(chosen.kluis, chosen.keys / setup.EPOCH_FILE)
    try:
        tijdvak.recover(kluis)
        with engine.connect() as connection:
            orders = {order.sha256: order for order in wisbevelen.stored(connection)}
            destroyed = {order.sha256: order for order in _destructions(connection)}
            known = set(destroyed)
        own = Bevelmap(chosen.wisbevelen)
        for folder in map(Bevelmap, folders):
            own.take_over(folder, policy)
        orders |= {order.sha256: order for order in own.orders(policy)}
        destroyed |= {order.sha256: order for order in own.destructions(policy)}
        entries = list(published_entries(Publisher(chosen.publication)))
        lost = missing(named_in(entries), orders.values())
        lost += missing(named_in(entries, bewaarbesluit.STAM_SOORT), destroyed.values())
        erased = 0 if lost else Wisser(engine, kluis).carry_out(orders.values(), sweep=True)
        gone = 0 if lost else _destroy(Vernietiger(engine, kluis), destroyed, known)
    finally:
        engine.dispose()
        kluis.engine.dispose()
    return Herhaald(len(orders) + len(destroyed), erased, lost, gone)


def _destroy(vernietiger: Vernietiger, orders: dict[str, Bewaarbesluit], known: set[str]) -> int:
    """Carry out the orders of this database; of those that it was never told of, take all that opens and leave its rows."""
    unsealed = vernietiger.unseal(order for sha256, order in orders.items() if sha256 not in known)
    return unsealed + vernietiger.carry_out(orders[sha256] for sha256 in known)


def _destructions(connection: Connection) -> Iterator[Bewaarbesluit]:
    """Yield the orders to destroy of this database; one of before there were any has none."""
    if inspect(connection).has_table(bewaring.bewaarbesluit.name):
        yield from bewaring.destructions(connection)
