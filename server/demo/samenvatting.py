# SPDX-License-Identifier: EUPL-1.2
"""What the demo leaves for machines and people: `samenvatting.json`, and a table.

Invariants:
- Every figure is counted in the record that the demo left (ledger and log), not remembered from running it.
- `geweigerd` takes its rows from the decision lines and from what gateways reported, hidden rows included: this is the
  operator's own demo of made-up cases, and it holds codes only.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rich.table import Table
from sqlalchemy import func, select

from audit.database import create_engine
from audit.events import Event
from audit.kluis import Kluis
from audit.log import Log
from audit.proof import checkpoint, jcs
from audit.reader import LogReader
from audit.values import STAM
from core.keychain.lijst import Deelnemerslijst
from core.ledger.tables import casus_gebeurtenis, omhulsel, verstrekking
from server import setup

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection

    from audit.values import Line
    from server.demo.beheerder import Poging
    from server.settings import Settings

TOEGESTAAN = "toegestaan"


def summarise(chosen: Settings, verificatie: dict[str, Any]) -> dict[str, Any]:
    """Return the summary of a backbone that lies still; see design.md 5 for its fields."""
    lijst = Deelnemerslijst.parse(chosen.lijst.read_bytes())
    kinds = {deelnemer.oin: deelnemer.soort for deelnemer in lijst.deelnemers}
    engine = create_engine(chosen.database)
    kluis = Kluis.open(chosen.kluis, chosen.keys / setup.EPOCH_FILE)
    try:
        log, lines = Log(engine, kluis), list(_act_lines(LogReader(engine, kluis), Log(engine, kluis)))
        with engine.connect() as connection:
            counts = _counts(connection)
        return {
            "partners": len(kinds),
            **counts,
            "gelezen": sum(_event(line) == Event.VERSTREKKING_GELEZEN for line in lines),
            "auditregels": len(lines),
            "geweigerd": [refusal for line in lines for refusal in _refusals(line, kinds)],
            "checkpoints": [_checkpoint(log, shard) for shard in sorted(log.shards())],
            "verificatie": verificatie,
        }
    finally:
        engine.dispose()
        kluis.engine.dispose()


def _act_lines(reader: LogReader, log: Log) -> Iterator[Line]:
    for shard in sorted(log.shards()):
        if shard != STAM:
            yield from reader.lines(shard)


def _counts(connection: Connection) -> dict[str, int]:
    wrapped = select(omhulsel.c.record, omhulsel.c.ontvanger).distinct().subquery()
    others = (
        select(func.count())
        .select_from(wrapped.join(verstrekking, verstrekking.c.sleutel == wrapped.c.record))
        .where(wrapped.c.ontvanger != verstrekking.c.verstrekker)
    )
    return {
        "casussen": connection.execute(select(func.count(casus_gebeurtenis.c.casus.distinct()))).scalar_one(),
        "verstrekkingen": connection.execute(select(func.count()).select_from(verstrekking)).scalar_one(),
        "ontvangers": connection.execute(others).scalar_one(),
    }


def _event(line: Line) -> str:
    return "" if line.feit is None else str(line.feit["gebeurtenis"])


def _refusals(line: Line, kinds: dict[str, str]) -> Iterator[dict[str, Any]]:
    feit = line.feit or {}
    for decision in feit.get("beslissingen", ()):
        if decision["uitkomst"] != TOEGESTAAN:
            asked = decision["vraag"]
            yield _refusal(asked["wie"], asked["handeling"], asked["wat"], decision["uitkomst"], decision["regels"])
    if _event(line) == Event.GATEWAY_WEIGERDE:
        told = {name: feit[f"gemeld_{name}"] for name in ("handeling", "categorie", "uitkomst", "regels")}
        yield _refusal(kinds[feit["oin"]], *told.values())


def _refusal(partner: str, handeling: str, categorie: str, uitkomst: str, regels: list[str]) -> dict[str, Any]:
    return {
        "partner": partner,
        "handeling": handeling,
        "categorie": categorie,
        "uitkomst": uitkomst,
        "regels": list(regels),
    }


def _checkpoint(log: Log, shard: str) -> dict[str, Any]:
    head, _ = checkpoint.parse(log.checkpoint(shard))
    return {"origin": head.origin, "size": head.size, "root": jcs.b64(head.root)}


def table(summary: dict[str, Any], pogingen: list[Poging], seconds: float) -> list[Table]:
    """Return the tables with which the demo ends."""
    return [_figures(summary, seconds), _refused(summary), _attempts(pogingen)]


def _figures(summary: dict[str, Any], seconds: float) -> Table:
    found = Table(title="Wat er is gebeurd", title_justify="left")
    found.add_column("")
    found.add_column("aantal", justify="right")
    for name, label in (
        ("partners", "organisaties, elk met een eigen proces en eigen sleutels"),
        ("casussen", "casussen in drie regio's"),
        ("verstrekkingen", "verzegelde verstrekkingen"),
        ("ontvangers", "keer een ontvanger die een verstrekking kan openen"),
        ("gelezen", "keer gelezen, elk met een eigen regel"),
        ("auditregels", "regels in het log"),
    ):
        found.add_row(label, str(summary[name]))
    found.add_row("vragen geweigerd", str(len(summary["geweigerd"])))
    found.add_row("het log is nagerekend en klopt", "ja" if summary["verificatie"]["geldig"] else "NEE")
    found.add_row("bewijzen in de GEB van dit jaar", str(summary["geb"]["bewijzen"]))
    found.add_row("de GEB is nageteld en klopt", "ja" if summary["geb"]["controle"]["geldt"] else "NEE")
    found.add_row("GEB vastgesteld door", ", ".join(summary["geb"]["vastgesteld"]))
    found.add_row("organisaties die dat nog niet deden", str(len(summary["geb"]["ontbreekt"])))
    found.add_row("duur in seconden", f"{seconds:.0f}")
    return found


def _refused(summary: dict[str, Any]) -> Table:
    found = Table(title="Wat is geweigerd, en door welke regel", title_justify="left")
    for name in ("partner", "handeling", "gegevens", "uitkomst", "regels", "keer"):
        found.add_column(name, justify="right" if name == "keer" else "left")
    counted: dict[tuple[str, ...], int] = {}
    for item in summary["geweigerd"]:
        rules = ", ".join(dict.fromkeys(item["regels"]))
        key: tuple[str, ...] = (item["partner"], item["handeling"], item["categorie"], item["uitkomst"], rules)
        counted[key] = counted.get(key, 0) + 1
    for shown, count in sorted(counted.items()):
        found.add_row(*shown, str(count))
    return found


def _attempts(pogingen: list[Poging]) -> Table:
    found = Table(title="Wat de beheerder probeerde (op een kopie), en wie het vond", title_justify="left")
    for name in ("de beheerder", "gevonden door", "melding"):
        found.add_column(name)
    for poging in pogingen:
        found.add_row(poging.daad, poging.gevonden_door, poging.melding)
    return found
