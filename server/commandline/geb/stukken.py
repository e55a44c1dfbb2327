# SPDX-License-Identifier: EUPL-1.2
"""What the audit pack takes from the operator's side: files as they lie there, releases, authorisations, orders, decisions.

Invariant: files go in byte for byte. Authorisations show a keyed hash and never who it is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from audit.proof import jcs
from core.exchange import geb
from core.exchange.spoor.bevoegdheden import authorisations
from core.exchange.spoor.lezen import signed_index
from core.keychain import bewaarbesluit
from core.ledger.bewaring import bewaarbesluit as orders
from gep.wpg.auditpakket import GETUIGD, Stukken
from gep.wpg.kaderbesluiten import collect

if TYPE_CHECKING:
    from audit.bundel.steekproef import Steekproef
    from core.exchange.world import World
    from gep.periode import Periode
    from server.settings import Settings


def gathered(
    world: World,
    chosen: Settings,
    days: Periode,
    verified: dict[str, Any],
    sample: tuple[Steekproef | None, dict[int, bytes | str]],
) -> Stukken:
    """Return everything that the pack holds beside the figures."""
    drawn, found = sample
    named = {index: f"{drawn.shard if drawn else ''}-{index}.zip" for index in found}
    bundles = {named[index]: data for index, data in found.items() if isinstance(data, bytes)}
    told = {index: data if isinstance(data, str) else f"steekproef/{named[index]}" for index, data in found.items()}
    return Stukken(
        verificatie=verified,
        bestanden=_files(world, chosen),
        vrijgaven=_releases(world, days),
        bevoegdheden=_authorised(world),
        vernietigingen=_orders(world, days),
        gebbesluiten=[one for one in geb.said(world) if days.van <= one["tijd"] < days.tot],
        besluiten=collect(world, world.now()),
        steekproef=bundles,
        getrokken=None if drawn is None else {**drawn.to_json(), "shard": drawn.shard, "bundels": told},
    )


def _files(world: World, chosen: Settings) -> dict[str, bytes]:
    files = {"tlog-policy": chosen.tlog_policy.read_bytes(), "deelnemerslijst.json": world.lijst.bron}
    for shard in world.log.shards():
        files[f"log/{shard}.checkpoint"] = world.log.checkpoint(shard)
        witnessed = chosen.publication / "log" / shard / "getuigd"
        if witnessed.exists():
            files[f"log/{shard}{GETUIGD}"] = witnessed.read_bytes()
    return files


def _releases(world: World, days: Periode) -> list[dict[str, Any]]:
    """Return the releases that were in force at some time in the period, oldest first."""
    moments = [moment for moment in world.rulebook.moments if moment.gelogd <= days.laatste]
    last_before = max((at for at, moment in enumerate(moments) if moment.begint <= days.eerste), default=0)
    return [
        {
            "vrijgave": moment.wat.digest,
            "gelogd": moment.gelogd.isoformat(),
            "in_werking": None if moment.in_werking is None else moment.in_werking.isoformat(),
            "ondertekenaars": list(moment.wat.vrijgave.ondertekenaars),
            "opsteller": moment.wat.vrijgave.opsteller,
        }
        for moment in moments[last_before:]
    ]


def _authorised(world: World) -> list[dict[str, Any]]:
    index, _ = signed_index(world)
    now = world.now()
    return [
        {
            "kenmerk": item.kenmerk,
            "soort": item.soort,
            "oin": item.oin,
            "sinds": item.sinds,
            "tot": item.tot,
            "besluit": item.besluit,
            "verlopen": item.verlopen(now),
        }
        for party in world.parties
        for item in authorisations(world, party.oin, index.pseudonym)
    ]


def _orders(world: World, days: Periode) -> list[dict[str, Any]]:
    """Return the orders to destroy of the period. The declaration of each is with who gave it, and proves itself."""
    query = select(orders.c.tijd, orders.c.besluit).where(
        orders.c.soort == bewaarbesluit.VERNIETIGING, orders.c.tijd >= days.van, orders.c.tijd < days.tot
    )
    with world.reading() as connection:
        rows = [(row.tijd, bytes(row.besluit)) for row in connection.execute(query.order_by(orders.c.tijd))]
    made = [(tijd, bewaarbesluit.read(jcs.decode(data))) for tijd, data in rows]
    return [
        {
            "bevel_sha256": order.sha256,
            "oin": order.oin,
            "aantal": len(order.records),
            "grondslag": order.grondslag,
            "reden": order.reden,
            "tijd": tijd,
        }
        for tijd, order in made
    ]
