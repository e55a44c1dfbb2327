# SPDX-License-Identifier: EUPL-1.2
"""Two server processes over one PostgreSQL, and many callers at once: one history, and each sees the other's acts."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

import pytest

from audit.database import create_engine
from audit.kluis import Kluis
from audit.proof import receipt, tlog_policy
from audit.sequencer import Sequencer
from audit.verify import verify
from core.casus.events import Soort
from core.exchange.exchange import Exchange
from core.exchange.results import Conflict, Gedaan, Ongeldig
from core.exchange.world import World
from core.keychain import events
from core.keychain.keys import HttpPrivateKey
from tests.core.exchange.conftest import Zaak
from tests.core.exchange.test_hardened import together
from tests.kit import DAY, ORIGIN, Backbone, backbone

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def pair(postgres_url: str, tmp_path: Path) -> Iterator[tuple[Backbone, Exchange]]:
    """A backbone on PostgreSQL and a second process over the same database, kluis and folder."""
    with backbone(tmp_path, postgres_url) as first:
        engine = create_engine(postgres_url)
        kluis = Kluis(create_engine(f"sqlite:///{tmp_path / 'kluis.sqlite'}"), first.kluis._key)
        sequencer = Sequencer(engine, kluis, first.signer, tmp_path, ORIGIN, first.clock)
        sequencer.start()
        world = first.world
        second = Exchange(
            World(
                engine=engine,
                sequencer=sequencer,
                kluis=kluis,
                lijst=world.lijst,
                register=world.register,
            )
        )
        yield first, second
        sequencer.stop()
        engine.dispose()
        kluis.engine.dispose()


def test_two_processes_see_each_others_acts(pair: tuple[Backbone, Exchange]) -> None:
    """A casus, phase, statement, key and record of one process count at once in the other; the log is one and sound."""
    first, second = pair
    zaak = Zaak(first)
    own = Exchange(first.world)
    first.exchange = second
    zaak.phase("verrijking-gesloten")
    levering = zaak.supply("politie", "wpg-8", "gemeente")
    pushed = second.push(levering.caller, levering.body)
    assert isinstance(pushed, Gedaan)
    assert own.push(levering.caller, levering.body) == pushed
    reader = first["gemeente"].caller(persoon=True)
    assert isinstance(own.read(reader, levering.record), Gedaan)
    zaak.done(first.state("gemeente", first.fact("gescreend", waarde=False, persoon=first["gemeente"].persoon)))
    assert not isinstance(own.read(first["gemeente"].caller(persoon=True), levering.record), Gedaan)
    fiod, now, key = first["fiod"], first.clock.now(), HttpPrivateKey.generate()
    event = events.publish(fiod.identiteit, fiod.oin, key, (now, now + DAY), now)
    zaak.done(second.admit_key_event(fiod.caller(), event))
    assert own.world.keys.http_key(fiod.oin, key.public.id, first.clock.now()).sleutel == key.public
    policy = tlog_policy.parse(first.policy_text.encode())
    assert receipt.verify(pushed.bewijs[0], policy).feit is not None
    assert verify(first.engine, first.kluis, first.folder, policy).geldig


def test_one_request_at_two_processes_is_one_act(pair: tuple[Backbone, Exchange]) -> None:
    """The same push, sent to both at the same moment and often, gives one answer with one proof."""
    first, second = pair
    zaak = Zaak(first)
    zaak.phase("verrijking-gesloten")
    levering = zaak.supply("politie", "wpg-8", "gemeente")
    calls = [lambda one=one: one.push(levering.caller, levering.body) for one in (first.exchange, second) * 3]
    outcomes = together(calls)
    assert isinstance(outcomes[0], Gedaan), outcomes
    assert [outcome for outcome in outcomes if outcome != outcomes[0]] == []


def test_many_events_of_one_casus_at_once(pair: tuple[Backbone, Exchange]) -> None:
    """Participants who act on one casus at the same moment at two processes leave consecutive events, each once."""
    first, second = pair
    zaak = Zaak(first)
    zaak.phase("weging")
    start = zaak.done(first.exchange.show_case(first["om"].caller(persoon=True), zaak.id))["casus"]["volgnr"]
    caller = first["gemeente"].caller

    def advise(exchange: Exchange) -> Any:
        return exchange.add_event(caller(persoon=True), zaak.id, Soort.ADVIES, {"record": str(uuid.uuid4())})

    outcomes = together([lambda one=one: advise(one) for one in (first.exchange, second) * 5])
    numbers = sorted(zaak.done(outcome)["volgnr"] for outcome in outcomes)
    assert numbers == list(range(start + 1, start + 11))
    body = {"streng": "bibob", "fase": "weging", "reden": None}
    same = together(
        [
            lambda one=one: one.add_event(caller(persoon=True), zaak.id, Soort.FASE_GEZET, body)
            for one in (first.exchange, second) * 2
        ]
    )
    assert sum(isinstance(outcome, Gedaan) for outcome in same) == 1
    assert sum(isinstance(outcome, Ongeldig) for outcome in same) == 3


def test_opening_of_one_number_at_two_processes(pair: tuple[Backbone, Exchange]) -> None:
    """Two who open a casus under one number at the same moment: one does, the other is told that it exists."""
    first, second = pair
    zaak = Zaak(first)
    casus, body = str(uuid.uuid4()), zaak.opening()
    calls = [
        lambda one=one, who=who: one.open_case(first[who].caller(), casus, body)
        for one, who in ((first.exchange, "gemeente"), (second, "politie"))
    ]
    outcomes = together(calls)
    assert sorted(type(outcome).__name__ for outcome in outcomes) == [Conflict.__name__, Gedaan.__name__]
