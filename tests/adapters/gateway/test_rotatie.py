# SPDX-License-Identifier: EUPL-1.2
"""Rotation against a real backbone: what could be read can be read after it, wherever it was stopped, and the old key is gone."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest

from adapters.gateway.errors import ConfigError
from adapters.gateway.gateway import Gateway
from adapters.gateway.partner import load_partner
from adapters.gateway.publish import DAY_MS
from adapters.gateway.sealer import Sealer
from adapters.gateway.sleutels import gelekt, herpakken
from adapters.gateway.sleutels.rotatie import Rotatie
from core.contract.exitcodes import ExitCode
from core.keychain.errors import UnknownKey
from core.keychain.keystore import Bestandsrol
from tests.adapters.gateway.ring import UNIT, Ring, case_with
from tests.adapters.gateway.test_ring import proposal, sent

if TYPE_CHECKING:
    from collections.abc import Iterator

BATCH = 2


@pytest.fixture(scope="module")
def ring(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ring]:
    """One backbone and the partners that are needed, for all tests here."""
    made = Ring(tmp_path_factory.mktemp("ring"), soorten=("politie", "gemeente", "belastingdienst"))
    yield made
    made.close()


@pytest.fixture(scope="module")
def casus(ring: Ring) -> str:
    """A casus of gemeente, politie and belastingdienst."""
    return case_with(ring, "politie", "belastingdienst")


@pytest.fixture(autouse=True)
def _small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(herpakken, "BATCH", BATCH)


def given(ring: Ring, casus: str, times: int, to: str = "gemeente") -> list[str]:
    """Let the police supply so many records to one partner; return their ids."""
    ring.sync("politie")  # else it seals to a key of before, and seals again under another id
    found = [sent(ring["politie"], proposal(ring, casus, to)) for _ in range(times)]
    ring.sync()
    return found


def own(gateway: Gateway) -> dict[Bestandsrol, set[str]]:
    """The keys that lie at a partner, by role."""
    roles = (Bestandsrol.HTTP, Bestandsrol.TEKENEN, Bestandsrol.KEM)
    return {role: {key.sleutel_id for key in gateway.partner.keys.of_role(role)} for role in roles}


def reads_all(ring: Ring, soort: str, records: list[str]) -> None:
    """A partner opens all of these now."""
    for record in records:
        result = ring[soort].fetch(ring.people[soort], record, again=True)
        assert not result.afwijkend, result.to_json()
        assert not result.geweigerd, result.to_json()
    assert set(records) <= {one for one, state in ring[soort].store.received().items() if state == "geopend"}


def test_everything_is_rewrapped_and_the_old_keys_are_gone(ring: Ring, casus: str) -> None:
    """All three roles get a key of ninety days; read and unread records open; old files are gone and withdrawn for everybody."""
    gateway, records = ring["gemeente"], given(ring, casus, 5)
    reads_all(ring, "gemeente", records[:2])
    before, told = own(gateway), list[int]()
    done = Rotatie(gateway, tell=told.append).run()
    after, oin = own(gateway), ring.oin("gemeente")
    assert done.exit_code is ExitCode.DONE, done.to_json()
    assert set(done.vernietigd) == {key for keys in before.values() for key in keys}
    assert set(done.nieuw) == {key for keys in after.values() for key in keys}
    assert done.hersleuteld >= 5
    assert told == sorted(told)
    assert len(told) > 1
    gateway.store.db.execute("DELETE FROM ontvangen")
    ring.sync()
    reads_all(ring, "gemeente", records)
    directory = ring["politie"].desk.directory
    current = directory.kem_key(oin, UNIT, ring.clock.now())
    assert {current.sleutel_id} == after[Bestandsrol.KEM]
    assert current.geldig_tot - current.geldig_van == 90 * DAY_MS
    for key in directory.keys(oin):
        assert (key.ingetrokken_op is None) == (key.sleutel_id in done.nieuw)
    assert not gateway.alarms()
    assert Rotatie(gateway).voortgang.open() is None


def test_who_does_not_know_yet_seals_again_to_the_new_key(ring: Ring, casus: str) -> None:
    """A supply that was sealed to the old key before the rotation is refused and sealed again, and opens with the new key."""
    politie = ring["politie"]
    politie.supply([proposal(ring, casus, "gemeente")])
    assert Rotatie(ring["gemeente"]).run().exit_code is ExitCode.DONE
    assert politie.drain(5_000).exit_code is ExitCode.DONE
    ring.sync()
    result = ring["gemeente"].fetch(ring.people["gemeente"])
    assert len(result.geopend) >= 1
    assert not result.afwijkend


def test_nothing_is_sealed_to_a_key_that_no_longer_counts(ring: Ring, casus: str) -> None:
    """Past its term, or withdrawn, a recipient's key is not sealed to at this side already; before that it is."""
    politie, now = ring["politie"], ring.clock.now()
    desk = politie.desk
    content: dict[str, Any] = {"categorie": "zaakgegevens", "soort": "zaak", "titel": "Zaak"}
    readers = [(ring.oin("gemeente"), UNIT)]
    case = politie.case(casus)
    for at, sound in ((now, True), (now + 91 * DAY_MS, False), (now - 366 * DAY_MS, False)):
        sealer = Sealer(politie.partner, desk.directory, desk.decider.ruleset.digest, at)
        if sound:
            assert len(sealer._with_self(readers)) == 2
            assert sealer._kem(*readers[0]).valid_at(at)
            continue
        with pytest.raises(ConfigError, match="geen geldige sleutel"):
            sealer.text(case, casus, content, readers, "oc")
    with pytest.raises(UnknownKey):
        desk.directory.kem_key(ring.oin("gemeente"), UNIT, now + 91 * DAY_MS)


class _StoppedError(Exception):
    pass


def _stop(*_: object) -> None:
    raise _StoppedError


@pytest.mark.parametrize("where", ["na-een-deel", "antwoord-weg", "voor-vernietigen"])
def test_a_stopped_rotation_goes_on(ring: Ring, casus: str, where: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Stopped at any step, run again it ends: all is wrapped once for one new key, and each old key stays until then."""
    gateway, records = ring["gemeente"], given(ring, casus, 3)
    before, rotatie = own(gateway), Rotatie(gateway, tell=_stop if where == "na-een-deel" else lambda _: None)
    with monkeypatch.context() as patch:
        match where:
            case "antwoord-weg":
                patch.setattr(herpakken, "_outcome", _stop)
            case "voor-vernietigen":
                patch.setattr(gateway.store, "end_waiting_reads", _stop)
        with pytest.raises(_StoppedError):
            rotatie.run()
    half = own(gateway)
    assert all(before[role] <= half[role] for role in before)
    done = Rotatie(gateway).run()
    assert done.exit_code is ExitCode.DONE, done.to_json()
    after = own(gateway)
    assert all(len(keys) == 1 and not keys & before[role] for role, keys in after.items())
    assert after == {role: half[role] - before[role] for role in half}
    ring.sync()
    reads_all(ring, "gemeente", records)


PROGRAM = """
import sys
from pathlib import Path
from adapters.gateway.gateway import Gateway
from adapters.gateway.sleutels import gelekt, herpakken
from adapters.gateway.sleutels.rotatie import Rotatie
herpakken.BATCH = 1
with Gateway.open(Path(sys.argv[1]), sys.argv[2]) as gateway:
    gateway.sync()
    Rotatie(gateway, tell=lambda count: print(count, flush=True)).run()
"""


def test_a_killed_rotation_goes_on(ring: Ring, casus: str) -> None:
    """After SIGKILL in the middle of re-wrapping another process ends it; no record is left behind and none is done twice."""
    records, folder = given(ring, casus, 3), ring.partners["gemeente"].folder
    before = own(ring["gemeente"])
    ring["gemeente"].close()
    command = [sys.executable, "-c", PROGRAM, str(folder), ring.url]
    with subprocess.Popen(command, stdout=subprocess.PIPE, env=os.environ | {"PYTHONPATH": "."}) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"1\n"
        process.send_signal(signal.SIGKILL)
    gateway = ring.gateways["gemeente"] = Gateway(load_partner(folder), ring.url, clock=ring.clock.now)
    gateway.sync()
    done = Rotatie(gateway).run()
    assert done.exit_code is ExitCode.DONE, done.to_json()
    assert {key for keys in before.values() for key in keys} == set(done.vernietigd)
    [new] = own(gateway)[Bestandsrol.KEM]
    held = list(
        herpakken.Herpakker(gateway.desk, Rotatie(gateway).voortgang, gateway.partner.keys.signing(), print).wraps(new)
    )
    assert len(held) == len({item["kop"]["record"] for item in held})
    assert set(records) <= {item["kop"]["record"] for item in held}
    reads_all(ring, "gemeente", records)


def test_what_cannot_be_reached_keeps_its_key_until_somebody_lets_go(ring: Ring) -> None:
    """A record of a casus that the partner left is passed over by name; its key stays, withdrawn, until it is let go of."""
    casus = case_with(ring, "politie", "belastingdienst")
    [record] = given(ring, casus, 1, to="belastingdienst")
    gateway = ring["belastingdienst"]
    [old] = own(gateway)[Bestandsrol.KEM]
    ring["gemeente"].cases().end_participant(casus, ring.oin("belastingdienst"), ring.clock.now() + 50)
    ring.sync()
    done = Rotatie(gateway).run()
    assert done.exit_code is ExitCode.PARTLY
    assert done.onbereikbaar == {old: {record: "onbekend"}}
    assert old in own(gateway)[Bestandsrol.KEM]
    assert old not in done.vernietigd
    current = gateway.desk.directory.kem_key(gateway.partner.oin, UNIT, ring.clock.now()).sleutel_id
    gone = Rotatie(gateway, let_go=True).run()
    assert gone.exit_code is ExitCode.DONE, gone.to_json()
    assert gone.vernietigd == [old]
    assert own(gateway)[Bestandsrol.KEM] == {current}


def test_a_wrap_that_does_not_open_holds_up_nothing(ring: Ring, casus: str) -> None:
    """A wrap that its supplier made of nothing is an alarm and passed over; everything else is re-wrapped and the key goes."""
    [good] = given(ring, casus, 1)
    gateway = ring["gemeente"]
    [old] = own(gateway)[Bestandsrol.KEM]
    sequencer = ring.backbone.exchange.world.runner._sequencer
    copied = (
        "INSERT INTO omhulsel SELECT replace(sleutel, '/', '-'), '{}', ontvanger, eenheid, kem_sleutel, zeroblob(1168) "
    )
    other = sent(ring["politie"], proposal(ring, casus, "belastingdienst"))
    with sequencer.engine.begin() as connection:
        connection.exec_driver_sql(
            f"{copied.format(other)} FROM omhulsel WHERE record = ? AND kem_sleutel = ?", (good, old)
        )
    done = Rotatie(gateway).run()
    assert done.exit_code is ExitCode.DONE, done.to_json()
    assert old in done.vernietigd
    alarms = [alarm for alarm in gateway.alarms() if alarm["reden"] == "omhulsel-gaat-niet-open"]
    assert [alarm["gegevens"]["record"] for alarm in alarms] == [other]
    gateway.store.db.execute("DELETE FROM alarmen")
    reads_all(ring, "gemeente", [good])


def _interrupted(gateway: Gateway, monkeypatch: pytest.MonkeyPatch) -> tuple[str, str]:
    """Stop a rotation when its new keys are published and nothing is re-wrapped yet; return old and new reading key."""
    [old] = own(gateway)[Bestandsrol.KEM]
    with monkeypatch.context() as patch:
        patch.setattr(herpakken.Herpakker, "finish_sending", _stop)
        with pytest.raises(_StoppedError):
            Rotatie(gateway).run()
    [new] = own(gateway)[Bestandsrol.KEM] - {old}
    return old, new


def test_a_new_key_that_leaks_while_the_rotation_lies_still_goes_too(
    ring: Ring, casus: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both the old and the leaked key are replaced by a third, and what either opened opens with that one."""
    gateway, records = ring["gemeente"], given(ring, casus, 1)
    old, leaked = _interrupted(gateway, monkeypatch)
    records += given(ring, casus, 1)
    found, _, done = gelekt.handle(gateway, leaked)
    assert set(found.records) == {records[1]}
    assert done.exit_code is ExitCode.DONE, done.to_json()
    assert {old, leaked} <= set(done.vernietigd)
    [current] = own(gateway)[Bestandsrol.KEM]
    directory = gateway.desk.directory
    assert directory.kem_key(gateway.partner.oin, UNIT, ring.clock.now()).sleutel_id == current
    assert current not in (old, leaked)
    ring.sync()
    reads_all(ring, "gemeente", records)


def test_a_false_wrap_for_the_new_key_keeps_the_old_one(
    ring: Ring, casus: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A wrap under the new key that this gateway did not make and that opens nothing takes the place of no good one."""
    gateway = ring["gemeente"]
    [record] = given(ring, casus, 1)
    old, new = _interrupted(gateway, monkeypatch)
    engine = ring.backbone.exchange.world.runner._sequencer.engine
    false = (
        "INSERT INTO omhulsel SELECT 'vals/' || record, record, ontvanger, eenheid, ?, zeroblob(1168) "
        "FROM omhulsel WHERE record = ? AND kem_sleutel = ?"
    )
    with engine.begin() as connection:
        connection.exec_driver_sql(false, (new, record, old))
    done = Rotatie(gateway).run()
    assert done.exit_code is ExitCode.PARTLY
    assert done.onbereikbaar == {old: {record: "niet-bewezen"}}
    assert old in own(gateway)[Bestandsrol.KEM]
    assert {alarm["gegevens"]["record"] for alarm in gateway.alarms()} == {record}
    with engine.begin() as connection:
        connection.exec_driver_sql("INSERT INTO vervallen VALUES ('omhulsel/vals/' || ?, 'proef', 0)", (record,))
        connection.exec_driver_sql("DELETE FROM omhulsel WHERE sleutel = 'vals/' || ?", (record,))
    gateway.store.db.execute("DELETE FROM alarmen")
    assert {old, new} <= set(Rotatie(gateway).run().vernietigd)
    reads_all(ring, "gemeente", [record])


def test_a_partner_without_published_keys_has_nothing_to_rotate(ring: Ring) -> None:
    """Keys that nobody knows are not rotated: publish them first."""
    gateway = ring["belastingdienst"]
    for role in own(gateway):
        for key in gateway.partner.keys.of_role(role):
            gateway.partner.keys.destroy(key.sleutel_id)
        gateway.partner.keys.generate(role, UNIT if role is Bestandsrol.KEM else None)
    with pytest.raises(ConfigError, match="geen gepubliceerde sleutel"):
        Rotatie(gateway).run()
    assert len(gateway.publish_keys()) == 3
    gateway.sync()
