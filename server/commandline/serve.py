# SPDX-License-Identifier: EUPL-1.2
"""`knooppunt serve`: the HTTP side, until it is asked to stop.

Invariants:
- Asked to stop, it first says that it is not ready, goes on serving for `KNOOPPUNT_DRAIN_SECONDS`, then finishes what
  it began. Asked twice, it stops at once.
- stdout holds JSON log lines only.
"""

import gc
import socket
import sys
import threading
from types import FrameType
from typing import Final

import uvicorn
from anyio import to_thread

from audit.getuige.verzamelen import Collector
from server import settings, toezicht, wiring
from server.api.app import create_app
from server.backbone import Backbone
from server.bedrijf import Bedrijf
from server.bewaring import stand
from server.drukte.verbinding import protocol_for
from server.settings import Settings
from server.telemetry import logs, tracing

# Objects made between two runs of the garbage collector: one push makes some thousands, and nearly all die by themselves.
GC_THRESHOLD: Final = 20_000
KEEP_SECONDS: Final = 60  # longer than any gateway keeps a connection that it does not use
# Threads beside those in which acts wait for their batch, so that whoever has no turn yet is known all the same.
OTHER_THREADS: Final = 16


def serve() -> None:
    """Bied de API aan, met de instellingen uit de omgeving (KNOOPPUNT_...).

    Met KNOOPPUNT_OMGEVING=demo en een lege map houden eerst verzonnen deelnemers een ceremonie, elk in een eigen map.

    Voorbeeld: KNOOPPUNT_PORT=8080 knooppunt serve
    """
    logs.configure()
    chosen = settings.load()
    if chosen.traces:
        tracing.export_to(sys.stderr)
    if chosen.omgeving == "demo" and not chosen.lijst.exists():
        _found_demo(chosen)
    backbone = wiring.open_backbone(chosen, tell=logs.release)
    try:
        settle()
        if backbone.collector is not None:
            ask_witnesses(backbone.collector)
        unwatch = toezicht.start(backbone)
        bedrijf = Bedrijf(backbone)
        bedrijf.start()
        logs.event("gestart", adres=chosen.host, poort=chosen.port)
        try:
            DrainingServer(backbone).run()
        finally:
            bedrijf.stop()
            unwatch()
    finally:
        backbone.close()
        logs.event("gestopt")


def ask_witnesses(collector: Collector) -> None:
    """Begin to ask the witnesses for cosignatures, once none of them turns out to be ahead of this log.

    Raises:
        OudeStandError: one is: an old backup, or a second log under this key.
    """
    stand.require_newest(collector.engine, collector.policy, collector.post)
    collector.start()


def settle() -> None:
    """Tell the garbage collector that rules, keys and code stay, so that it does not walk through them at every run."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(GC_THRESHOLD)


def _found_demo(chosen: Settings) -> None:
    """Let made-up partners, each in its own process and folder beside the data folder, hold a ceremony."""
    from server.demo import opbouw, processen

    stage = opbouw.Toneel(chosen.data_dir.parent, processen.ServerProcess(chosen.data_dir, chosen.port))
    try:
        opbouw.open_doors(stage)
        opbouw.hold_ceremony(stage)
    finally:
        stage.close()
    logs.event("demo-ingericht")


class DrainingServer(uvicorn.Server):
    """Uvicorn that flips readiness before it stops taking requests."""

    def __init__(self, backbone: Backbone) -> None:
        chosen = backbone.settings
        super().__init__(
            uvicorn.Config(
                create_app(backbone),
                host=chosen.host,
                port=chosen.port,
                log_config=None,
                access_log=False,
                server_header=False,
                proxy_headers=False,
                lifespan="off",
                http=protocol_for(chosen),
                timeout_keep_alive=KEEP_SECONDS,
                timeout_graceful_shutdown=30,
            )
        )
        self._readiness = backbone.readiness
        self._drain = chosen.drain_seconds
        self._threads = chosen.handelingen + OTHER_THREADS

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Begin to listen, with room for as many acts at a time as make a good batch."""
        to_thread.current_default_thread_limiter().total_tokens = self._threads
        await super().startup(sockets)

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:  # noqa: ARG002 - the shape of a signal handler
        """Take a signal to stop."""
        if self._readiness.stopping:
            self._stop()
            return
        self._readiness.stop()
        logs.event("stoppen-gevraagd")
        timer = threading.Timer(self._drain, self._stop)
        timer.daemon = True
        timer.start()

    def _stop(self) -> None:
        self.should_exit = True
