# SPDX-License-Identifier: EUPL-1.2
"""Step 7: what an operator could try, tried on copies, and who finds it.

Each attempt works on a fresh copy of the backbone and of one partner's folder, in a temporary folder outside the demo, so
that what the demo leaves is the true record. The operator has everything that an operator has: database, files, log keys.
"""

from __future__ import annotations

import contextlib
import shutil
import sqlite3
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from audit.database import create_engine, drop_append_only
from audit.kluis import Kluis
from audit.sequencer import Sequencer
from audit.signer import LogSigner
from core.keychain import events
from core.keychain.keys import HttpPrivateKey
from core.keychain.signatures import PrivateKey
from server import setup
from server.demo.processen import DemoError, PartnerProcess, ServerProcess, free_port
from server.demo.rollen import BEHEERDER_OIN, ROLLEN
from server.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from audit.proof import jcs

WATCHER = "gemeente"
VICTIM = next(rol for rol in ROLLEN if rol.soort == "om")
YEAR_MS = 365 * 24 * 3600 * 1000


@dataclass(frozen=True, slots=True)
class Poging:
    """One attempt of the operator: what it did, who found it, and in which words."""

    daad: str
    gevonden_door: str
    melding: str


def try_everything(folder: Path, record: str, unread: str) -> list[Poging]:
    """Try each misdeed on copies of the demo in `folder`.

    Args:
        folder: of the demo; its server must not be running.
        record: a supply in the ledger.
        unread: a supply to the watching partner that it has not opened yet.

    Raises:
        DemoError: one of them was not found.
    """
    attempts = (
        lambda: _found_by_gateway(folder, "voegt zichzelf als lezer toe", _add_reader, BEHEERDER_OIN),
        lambda: _found_by_gateway(folder, "verwisselt de sleutel van het OM", _swap_key, VICTIM.oin),
        lambda: _served_without_line(folder, unread),
        lambda: _found_by_verification(folder, record),
    )
    with ThreadPoolExecutor(max_workers=len(attempts)) as pool:
        return [future.result() for future in [pool.submit(attempt) for attempt in attempts]]


def _add_reader(backbone: Path) -> None:
    """Publish a key for the operator's own OIN, in the log and signed with a key of its own making."""
    own = PrivateKey.generate()
    _log(backbone, events.publish(own, BEHEERDER_OIN, HttpPrivateKey.generate(), *_term()))


def _swap_key(backbone: Path) -> None:
    """Publish another signing key for OM, signed with a key of the operator's own making."""
    forged = PrivateKey.generate()
    _log(backbone, events.publish(forged, VICTIM.oin, PrivateKey.generate(), *_term()))


def _term() -> tuple[tuple[int, int], int]:
    now = time.time_ns() // 1_000_000
    return (now, now + YEAR_MS), now


def _log(backbone: Path, entry: dict[str, Any]) -> None:
    """Write an entry in the stamlog with the true log keys: the operator has them."""
    chosen = Settings(data_dir=backbone)
    engine = create_engine(chosen.database)
    kluis = Kluis.open(chosen.kluis, chosen.keys / setup.EPOCH_FILE)
    signer = LogSigner.read(chosen.keys / setup.LOG_FILE)
    sequencer = Sequencer(engine, kluis, signer, chosen.publication, chosen.origin_prefix)
    sequencer.start()
    try:
        sequencer.submit(lambda tx: tx.stam(entry)).result()
    finally:
        sequencer.stop()
        engine.dispose()
        kluis.engine.dispose()


def _found_by_gateway(folder: Path, daad: str, misdeed: Callable[[Path], None], named: str) -> Poging:
    with _copies(folder) as (backbone, partner):
        misdeed(backbone)
        with _running(backbone, partner) as gateway:
            gateway.attempt("bijwerken")
            alarms = gateway.do("alarmen")["alarmen"]
    texts = [alarm["tekst"] for alarm in alarms if named in alarm["tekst"]]
    if not texts:
        raise DemoError(f"de beheerder {daad} en geen gateway zag het: {alarms}")
    return Poging(daad, "gateway", texts[-1])


def _served_without_line(folder: Path, record: str) -> Poging:
    daad = "geeft een verstrekking zonder regel in het log"
    with _copies(folder) as (backbone, partner), _rogue(backbone) as url:
        gateway = PartnerProcess(WATCHER, partner, url)
        try:
            gateway.do("bijwerken")
            found = gateway.do("haal", record=record, opnieuw=True)
        finally:
            gateway.stop()
    if record in found["geopend"] or record not in found["afwijkend"]:
        raise DemoError(f"de beheerder {daad} en de gateway opende haar: {found}")
    return Poging(daad, "gateway", found["afwijkend"][record])


def _found_by_verification(folder: Path, record: str) -> Poging:
    daad = "verandert één byte van een verstrekking"
    with _copies(folder) as (backbone, _):
        with contextlib.closing(sqlite3.connect(backbone / "knooppunt.sqlite")) as database:
            for statement in drop_append_only("verstrekking", "sqlite"):
                database.execute(statement)
            body = bytearray(
                database.execute("SELECT inhoud FROM verstrekking WHERE sleutel = ?", (record,)).fetchone()[0]
            )
            body[len(body) // 2] ^= 1
            database.execute("UPDATE verstrekking SET inhoud = ? WHERE sleutel = ?", (bytes(body), record))
            database.commit()
        report = ServerProcess(backbone, free_port()).run("audit", "verifieer")
    texts = [f"{found['waar']}: {found['tekst']}" for found in report["bevindingen"] if record in found["waar"]]
    if not texts:
        raise DemoError(f"de beheerder {daad} en `audit verifieer` zag het niet")
    return Poging(daad, "audit verifieer", texts[0])


@contextlib.contextmanager
def _copies(folder: Path) -> Iterator[tuple[Path, Path]]:
    with tempfile.TemporaryDirectory(prefix="knooppunt-demo-") as temporary:
        backbone, partner = Path(temporary) / "backbone", Path(temporary) / WATCHER
        shutil.copytree(folder / "backbone", backbone)
        shutil.copytree(folder / "partners" / WATCHER, partner)
        yield backbone, partner


@contextlib.contextmanager
def _running(backbone: Path, partner: Path) -> Iterator[PartnerProcess]:
    server = ServerProcess(backbone, free_port())
    server.start()
    gateway = PartnerProcess(WATCHER, partner, server.url)
    try:
        yield gateway
    finally:
        gateway.stop()
        server.stop()


@contextlib.contextmanager
def _rogue(backbone: Path) -> Iterator[str]:
    """Run a server that hands out items with the receipt of another act instead of writing a line."""
    server = ServerProcess(backbone, free_port())
    server.start(module="server.demo.zonderregel")
    try:
        yield server.url
    finally:
        server.stop()


def describe(pogingen: list[Poging]) -> jcs.Json:
    """Return the attempts as JSON."""
    return [{"daad": item.daad, "gevonden_door": item.gevonden_door, "melding": item.melding} for item in pogingen]
