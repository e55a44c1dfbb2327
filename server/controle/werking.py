# SPDX-License-Identifier: EUPL-1.2
"""The checks on how it works: clock, log, rules in force, witnesses.

They open the backbone as the server does, each for itself: what keeps it from opening is told by every one of them that needs
it, with the advice that fits. Witnesses are asked over the network, at most some seconds each.
"""

from __future__ import annotations

import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final

import sqlalchemy as sa
from sqlalchemy.exc import SQLAlchemyError

from audit.database import create_engine
from audit.getuige import quorum
from audit.getuige.verzamelen import LATE, LATE_SECONDS
from audit.proof import checkpoint, note, tlog_policy
from audit.publish import Publisher
from audit.tables import log_shards
from audit.values import LogError, StartRefusedError
from server import setup, wiring
from server.bewaring import stand
from server.controle import LET_OP, Mis
from server.errors import OudeStandError, ServerError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from server.backbone import Backbone
    from server.settings import Settings

SKEW_MS: Final = 2000
TIME: Final = "Zet de klok gelijk (chrony of systemd-timesyncd) en start de server opnieuw."
OLD: Final = "Ga zo niet verder. Zie docs/handleiding/terugzetten.md, 'Als de back-up te oud is'."


def clock(settings: Settings) -> str:
    """The clock runs with that of the database, and not behind what the log signed."""
    now = time.time_ns() // 1_000_000
    for shard, signed in _signed(settings):
        if now // 1000 < signed:
            raise Mis(f"De klok loopt achter op het laatste checkpoint van {shard}.", TIME)
    engine = create_engine(settings.database)
    try:
        if engine.dialect.name != "postgresql":
            return "loopt niet achter op het log"
        with engine.connect() as connection:
            asked = time.time_ns() // 1_000_000
            there = int(connection.execute(sa.text("SELECT extract(epoch FROM clock_timestamp()) * 1000")).scalar_one())
    except SQLAlchemyError:
        raise Mis("De klok van de database is niet te vragen.", "Start de database.", LET_OP) from None
    finally:
        engine.dispose()
    if abs(there - asked) > SKEW_MS:
        raise Mis(f"De klok wijkt {abs(there - asked) / 1000:.0f} seconden af van die van de database.", TIME)
    return "gelijk met de database, niet achter op het log"


def _signed(settings: Settings) -> Iterator[tuple[str, int]]:
    """Yield when each published checkpoint was signed, in seconds."""
    publisher = Publisher(settings.publication)
    for folder in sorted(publisher.root.iterdir()) if publisher.root.is_dir() else ():
        data = publisher.published(folder.name) if folder.is_dir() else None
        if data is None:
            continue
        try:
            head, parsed = checkpoint.parse(data)
        except note.NoteError:
            raise Mis(f"Het checkpoint van {folder.name} is onleesbaar.", "Draai `knooppunt audit fsck`.") from None
        own = [line for line in parsed.signatures if line.name == head.origin and len(line.signature) > 64]
        yield folder.name, max((int.from_bytes(line.signature[:8], "big") for line in own), default=0)


def log(settings: Settings) -> str:
    """The log starts, continues what was published, and can be written."""
    with _opened(settings) as backbone:
        told = backbone.checks["log"]()
        if told is not None:
            raise Mis(told, "Kijk of de schijf vol is en of de database schrijft; draai daarna `knooppunt audit fsck`.")
        return f"{len(backbone.exchange.world.log.shards())} logs, schrijfbaar"


def release(settings: Settings) -> str:
    """Rules are in force, and the newest release counts."""
    with _opened(settings) as backbone:
        world = backbone.exchange.world
        if world.rulebook.problem is not None:
            advice = (
                "Vraag de juristen om een vrijgave die wel geldt; tot die tijd geldt de vorige (`knooppunt beleid`)."
            )
            raise Mis(world.rulebook.problem, advice, LET_OP)
        return f"van kracht: {world.ruleset.digest[:19]}"


def witnesses(settings: Settings) -> str:
    """Enough witnesses answer, none is ahead of this log, and the quorum is not late."""
    policy = tlog_policy.parse(setup.read_file(settings.tlog_policy))
    if not policy.witnesses:
        return "er zijn geen getuigen afgesproken"
    engine = create_engine(settings.database)
    try:
        asked, late = stand.require_newest(engine, policy), _late(engine, policy)
    except OudeStandError as error:
        raise Mis(str(error), OLD) from None
    finally:
        engine.dispose()
    if not asked.genoeg:
        advice = "Bel de partners van wie de getuige zwijgt. Zonder quorum stopt het verstrekken na een uur."
        raise Mis(f"Er antwoorden te weinig getuigen ({asked.antwoordden}).", advice, LET_OP)
    if late:
        raise Mis(LATE, "Kijk in het logboek van de server welke getuige hapert.", LET_OP)
    return f"{asked.antwoordden} getuigen antwoorden"


def _late(engine: sa.Engine, policy: tlog_policy.TlogPolicy) -> bool:
    with engine.connect() as connection:
        shards = connection.execute(sa.select(log_shards.c.shard)).scalars().all()
        since = [quorum.waiting_since(connection, shard, policy) for shard in shards]
    return any(one is not None and time.time() - one > LATE_SECONDS for one in since)


@contextmanager
def _opened(settings: Settings) -> Iterator[Backbone]:
    try:
        backbone = wiring.open_backbone(settings)
    except StartRefusedError as error:
        raise Mis(str(error), _start_advice(str(error))) from None
    except (ServerError, LogError) as error:
        raise Mis(str(error), getattr(error, "advies", "") or "Los eerst op wat de andere controles zeggen.") from None
    except SQLAlchemyError:
        raise Mis("De database is niet bereikbaar.", "Los eerst op wat de andere controles zeggen.") from None
    try:
        yield backbone
    finally:
        backbone.close()


def _start_advice(text: str) -> str:
    if "klok" in text:
        return TIME
    return (
        OLD if "back-up" in text else "Gooi niets weg. Draai `knooppunt audit fsck` en bel de partners met een getuige."
    )


CHECKS: Final[dict[str, Callable[[Settings], Any]]] = {
    "klok": clock,
    "log": log,
    "vrijgave": release,
    "getuigen": witnesses,
}
