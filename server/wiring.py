# SPDX-License-Identifier: EUPL-1.2
"""Opening a backbone that was set up: every part in its place, or a refusal that says which part is wrong.

Invariants:
- Nothing starts half: what was opened before something failed is closed again.
- The rules are those that the stamlog and the calendar say, verified against the deelnemerslijst like a gateway does; the
  mode is that of the list. Nothing of either is a setting. Without a release in force nothing starts; a newer one that
  does not hold is told (`vrijgave-geweigerd`) and the one before it stays.
- Whatever was ordered to be erased and is not, is erased before anything is served.
- The list must name this server's own answer key and tlog-policy, with the witnesses that its mode asks for. Asking them
  for cosignatures begins when the process serves (`Collector.start`).

Norm: design.md 2, 4 and 9 ("partial load = refuse to start").
"""

from __future__ import annotations

from contextlib import ExitStack
from typing import TYPE_CHECKING

from audit import tijdvak
from audit.database import create_engine
from audit.kluis import Kluis
from audit.sequencer import Sequencer
from audit.signer import LogSigner
from audit.values import SystemClock
from core.contract import verwerkingen
from core.contract.http_signature import AnswerKey
from core.envelope import selftest
from core.exchange import merksleutels, vernietigen, wissen
from core.exchange.bevelmap import Bevelmap
from core.exchange.exchange import Exchange
from core.exchange.getuigen import Getuigen
from core.exchange.rulebook import NoRulesError
from core.exchange.world import World
from core.keychain.lijst import Deelnemerslijst
from core.keychain.lijsten import Lijsten, read_earlier
from core.register import Register
from server import health, oudschema, setup
from server.backbone import Backbone
from server.bewaring import stand
from server.errors import NotInitialisedError, SettingsError
from server.keys import CallerKeys
from server.nonces import Nonces
from server.replica import Lezer
from server.telemetry import logs

if TYPE_CHECKING:
    from collections.abc import Callable

    from audit.getuige.verzamelen import Collector
    from audit.proof.tlog_policy import TlogPolicy
    from audit.values import Clock
    from server.settings import Settings


def open_backbone(
    settings: Settings,
    clock: Clock | None = None,
    tell: Callable[[str, str], None] = lambda _event, _digest: None,
    *,
    vergeleken: bool = True,
) -> Backbone:
    """Open everything and start the sequencer; call `close` of the result at the end.

    `tell` hears what happens to releases of the rules: the server logs it, a command keeps its output to itself.
    `vergeleken` is False only for the command that has just compared a restored place (`server.bewaring.stand`).

    Raises:
        ServerError: not set up, another schema, or a part that does not fit the deelnemerslijst.
        audit.values.LogError: the log refuses to start.
    """
    selftest()
    if vergeleken:
        stand.require_unmarked(settings)
    if settings.verwerkingen_uri != verwerkingen.base():
        raise SettingsError(f"{verwerkingen.SETTING}: alleen uit de omgeving, want ook gateways lezen haar daar")
    now: Clock = clock or SystemClock()
    with ExitStack() as undo:
        source = setup.read_file(settings.lijst)
        lijst = Deelnemerslijst.parse(source)
        policy = setup.check_own_part(settings, lijst)
        engine = create_engine(settings.database)
        undo.callback(engine.dispose)
        oudschema.serve_on(engine)
        kluis = Kluis.open(settings.kluis, settings.keys / setup.EPOCH_FILE)
        undo.callback(kluis.engine.dispose)
        tijdvak.recover(kluis)
        signer = LogSigner.read(settings.keys / setup.LOG_FILE)
        sequencer = Sequencer(engine, kluis, signer, settings.publication, settings.origin_prefix, now)
        sequencer.start()
        undo.callback(sequencer.stop)
        world = World(
            engine=engine,
            sequencer=sequencer,
            kluis=kluis,
            lijst=Lijsten(lijst, read_earlier(settings.lijsten)),
            register=Register.load(),
            tell=tell,
            bevelen=Bevelmap(settings.wisbevelen),
        )
        world.lezer = lezer = Lezer(engine, settings.database_reader)
        undo.callback(lezer.close)
        world.bijlage_grenzen = settings.bijlage_grenzen
        world.kluis_backup_dagen = settings.kluis_back_up_days
        wissen.resume(world, policy)
        vernietigen.resume(world, policy)
        merksleutels.sweep(world)
        world.getuigen = Getuigen(engine, policy, now.now, stop_ms=settings.t1_ms, einde_ms=settings.t2_ms)
        _require_rules(world)
        collector = _collector(sequencer, policy, settings)
        if collector is not None:
            undo.callback(collector.stop)
        nonces = Nonces(settings.nonces, now)
        undo.callback(nonces.close)
        exchange = Exchange(world)
        return Backbone(
            settings=settings,
            exchange=exchange,
            keys=CallerKeys(exchange),
            nonces=nonces,
            answer_key=AnswerKey(lijst.beheerder.oin, setup.answer_key(settings).key_object),
            lijst=source,
            rules=lambda: world.ruleset,
            rules_on=world.rulebook.on,
            clock=now,
            checks=health.checks(engine, kluis, sequencer),
            sequencer=sequencer,
            warnings={"vrijgave": lambda: world.rulebook.problem, **health.witnesses(collector)},
            collector=collector,
            close=undo.pop_all().close,
        )


def _collector(sequencer: Sequencer, policy: TlogPolicy, settings: Settings) -> Collector | None:
    """Return what asks the witnesses of the policy, None when it names none with an address."""
    if not policy.witnesses:
        return None
    from audit.getuige.verzamelen import Collector

    seconds = settings.witness_seconds
    made = Collector(sequencer.engine, sequencer.publisher, policy, sequencer.clock, seconds=seconds)
    made.tell = lambda text: logs.event("getuige-hapert", reden=text)
    return made


def _require_rules(world: World) -> None:
    """Return only when a release is in force."""
    try:
        _ = world.ruleset
    except NoRulesError as error:
        raise NotInitialisedError(str(error)) from None
