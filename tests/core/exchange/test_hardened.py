# SPDX-License-Identifier: EUPL-1.2
"""What one partner, or one failure, must not be able to do to the others: block acts, erase salts, brick a casus."""

from __future__ import annotations

import threading
import uuid
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from audit.proof import jcs
from audit.values import LogUnavailableError
from core.casus.events import Soort
from core.exchange.exchange import Exchange
from core.exchange.results import Gedaan, Ongeldig
from core.exchange.world import World
from core.keychain import events
from core.keychain.directory import KeyDirectory
from core.keychain.keys import HttpPrivateKey
from tests.core.exchange.conftest import Zaak
from tests.kit import DAY, REGIO, Backbone, backbone

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(scope="module")
def knooppunt(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Backbone]:
    """One backbone on SQLite for all tests here."""
    with backbone(tmp_path_factory.mktemp("backbone")) as made:
        yield made


@pytest.fixture(scope="module")
def zaak(knooppunt: Backbone) -> Zaak:
    """A casus in which the police may supply."""
    made = Zaak(knooppunt)
    made.phase("verrijking-gesloten")
    return made


def restarted(knooppunt: Backbone) -> Exchange:
    """Return an exchange that remembers nothing, as after a restart."""
    old = knooppunt.world
    return Exchange(
        World(
            engine=knooppunt.engine,
            sequencer=knooppunt.sequencer,
            kluis=knooppunt.kluis,
            lijst=old.lijst,
            register=old.register,
        )
    )


def test_statement_dated_before_its_key_blocks_nobody(zaak: Zaak, knooppunt: Backbone) -> None:
    """A statement that says it was made before its key existed is weighed as admitted, and stops no act of others."""
    old = replace(knooppunt.fact("eigen-bevoegdheid", casus=zaak.id), tijd=knooppunt.clock.now() - 30 * DAY)
    zaak.done(knooppunt.state("politie", old))
    fresh = restarted(knooppunt)
    assert isinstance(fresh.show_case(knooppunt["gemeente"].caller(persoon=True), zaak.id), Gedaan)


def sealed_title(zaak: Zaak, who: str, record: str, casus: str | None = None) -> dict[str, Any]:
    """Return a sealed text for a casus under a record id of choice."""
    kop = {"casus": casus or zaak.id, "categorie": "casus", "doel": "oc", "fase": zaak.fase, "record": record}
    return zaak.knooppunt.sealed(who, kop, b"titel", (), str(uuid.uuid4()))


def question(aan: str, onderwerp: dict[str, Any]) -> dict[str, Any]:
    """Return the body of a request with a sealed subject."""
    return {"uitvraag": str(uuid.uuid4()), "aan": aan, "categorie": "wpg-8", "onderwerp": onderwerp}


def test_sealed_subject_cannot_take_the_place_of_a_record(zaak: Zaak, knooppunt: Backbone) -> None:
    """A sealed subject under the id of somebody's record is refused, and that record keeps its salt and stays readable."""
    levering = zaak.supply("politie", "wpg-8", "gemeente")
    zaak.done(knooppunt.exchange.push(levering.caller, levering.body))
    salt = knooppunt.kluis.get("zout", levering.record)
    body = question(knooppunt["politie"].oin, sealed_title(zaak, "om", levering.record))
    outcome = zaak.event("om", Soort.UITVRAAG, **body)
    assert isinstance(outcome, Ongeldig), outcome
    assert knooppunt.kluis.get("zout", levering.record) == salt


def test_record_cannot_take_the_place_of_a_sealed_subject(zaak: Zaak, knooppunt: Backbone) -> None:
    """A record under the id of a sealed subject, and a second subject under one id, are refused; the salt stays."""
    record = str(uuid.uuid4())
    body = question(knooppunt["politie"].oin, sealed_title(zaak, "gemeente", record))
    zaak.done(zaak.event("gemeente", Soort.UITVRAAG, **body))
    salt = knooppunt.kluis.get("zout", record)
    kop = {"casus": zaak.id, "categorie": "wpg-8", "doel": "oc", "fase": zaak.fase, "record": record}
    levering = knooppunt.levering("politie", kop, b"x", ("gemeente",))
    assert isinstance(knooppunt.exchange.push(levering.caller, levering.body), Ongeldig)
    again = question(knooppunt["politie"].oin, sealed_title(zaak, "om", record))
    assert isinstance(zaak.event("om", Soort.UITVRAAG, **again), Ongeldig)
    assert knooppunt.kluis.get("zout", record) == salt


def test_statement_that_is_there_already_is_named(zaak: Zaak, knooppunt: Backbone) -> None:
    """A levering whose statement was stated before is refused as invalid, not as a fault of the server."""
    levering = zaak.supply("politie", "wpg-8", "gemeente")
    zaak.done(knooppunt.exchange.admit_statements(knooppunt["politie"].caller(), levering.body["feiten"][0]))
    outcome = knooppunt.exchange.push(levering.caller, levering.body)
    assert isinstance(outcome, Ongeldig), outcome
    assert outcome.bevindingen[0].reden == "bestaat-al"
    twice = zaak.supply("politie", "wpg-8", "gemeente")
    body = {**twice.body, "feiten": twice.body["feiten"] * 2}
    assert isinstance(knooppunt.exchange.push(twice.caller, body), Ongeldig)


def test_same_key_event_at_the_same_moment_enters_the_stamlog_once(knooppunt: Backbone) -> None:
    """A key event that is sent several times at once is one entry: no gateway gets to see a wrong one."""
    fiod, now = knooppunt["fiod"], knooppunt.clock.now()
    event = events.publish(fiod.identiteit, fiod.oin, HttpPrivateKey.generate(), (now, now + DAY), now)
    outcomes = together([lambda: knooppunt.exchange.admit_key_event(fiod.caller(), event)] * 6)
    assert sum(isinstance(outcome, Gedaan) for outcome in outcomes) == 1, outcomes
    directory = KeyDirectory(knooppunt.lijst)
    directory.extend(line.entry for line in knooppunt.world.keys._reader.lines("stam"))
    assert directory.findings == []


def together(calls: list[Any]) -> list[Any]:
    """Make the calls at the same time and return what each gave."""
    outcomes: list[Any] = [None] * len(calls)
    gate = threading.Barrier(len(calls))

    def run(number: int) -> None:
        gate.wait()
        try:
            outcomes[number] = calls[number]()
        except Exception as error:  # noqa: BLE001 - the test looks at it
            outcomes[number] = error

    threads = [threading.Thread(target=run, args=(number,)) for number in range(len(calls))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return outcomes


def test_failed_batch_leaves_no_hole_in_a_casus(zaak: Zaak, knooppunt: Backbone, monkeypatch: Any) -> None:
    """Events that a failed batch took back are not counted on by the acts that follow right behind them."""
    from audit.batch import Batch

    real, failed = Batch.write, []

    def faulty(batch: Batch, now: int) -> Any:
        if len(batch._done) > 1 and not failed:
            failed.append(len(batch._done))
            raise RuntimeError
        return real(batch, now)

    monkeypatch.setattr(Batch, "write", faulty)
    monkeypatch.setattr(World, "forget", lambda self: None)  # the slowest caller: it comes after the next batch
    phases = ("bestuurlijk", "fiscaal", "overig", "strafrechtelijk")
    calls = [
        lambda streng=streng: zaak.event("gemeente", Soort.FASE_GEZET, streng=streng, fase="weging", reden=None)
        for streng in phases
    ]
    for _ in range(10):
        outcomes = together(calls)
        if failed:
            break
    assert failed
    assert any(isinstance(outcome, LogUnavailableError) for outcome in outcomes)
    zaak.done(zaak.event("gemeente", Soort.FASE_GEZET, streng="bibob", fase="weging", reden=None))
    fresh = restarted(knooppunt).show_case(knooppunt["gemeente"].caller(persoon=True), zaak.id)
    assert isinstance(fresh, Gedaan), fresh
    assert jcs.encode(fresh.gegevens)
    assert fresh.gegevens["casus"]["regio"] == REGIO
