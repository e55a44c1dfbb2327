# SPDX-License-Identifier: EUPL-1.2
"""A ring with real witnesses and a clock that is moved: receipts become `getuigd`, a weekend without quorum, a fork, a day's count."""

from __future__ import annotations

import json
import uuid
from typing import TYPE_CHECKING, Any

import pytest

from adapters.gateway.errors import UnreachableError, VerificationError, WitnessesBehindError
from adapters.gateway.getuigd import IN_STRIJD, Peil
from adapters.gateway.supply import LEVERINGEN
from audit.proof import receipt, tree
from audit.reader import LogReader
from core.contract.dagtelling import Dagtellingen, Verschil
from core.contract.exitcodes import ExitCode
from tests.adapters.gateway.ring import Ring, case_with
from tests.adapters.gateway.test_ring import FACTS, proposal
from tests.kit import TestClock

if TYPE_CHECKING:
    from collections.abc import Iterator

    from adapters.gateway.gateway import Gateway

HOUR = 3_600_000
WPG_9 = {**FACTS, "functionaris-geraadpleegd": True, "persoonscategorie-ok": True}


@pytest.fixture(scope="module")
def ring(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ring]:
    """One backbone with three witnesses, of which two make the quorum, and five partners under one clock."""
    made = Ring(tmp_path_factory.mktemp("ring"), clock=TestClock(), getuigen=3)
    made.witness()
    yield made
    made.close()


@pytest.fixture
def casus(ring: Ring) -> Iterator[str]:
    """A casus in the phase in which wpg-8 and wpg-9 may be supplied; witnesses are on before and after."""
    assert ring.kring is not None
    made = case_with(ring, "politie", "om", phase="informatieanalyse")
    witnessed(ring)
    yield made
    ring.kring.on()
    witnessed(ring)


def witnessed(ring: Ring) -> None:
    """Let the witnesses sign, and every gateway see it."""
    ring.witness()
    ring.sync()


def later(ring: Ring, hours: float) -> None:
    assert isinstance(ring.clock, TestClock)
    ring.clock.shift += int(hours * HOUR)


def put(ring: Ring, casus: str, **more: Any) -> str:
    """Let the politie put a supply to the gemeente into its outbox; return its record."""
    (uitslag,) = ring["politie"].supply([proposal(ring, casus, "gemeente", **more)]).uitslagen
    assert uitslag.staat == "in-outbox", uitslag.to_json()
    return uitslag.records[0]


def staat(gateway: Gateway, kind: str, record: str) -> str | None:
    """Return the state of the kept receipt of a supply or read, after verifying it under the pinned policy."""
    query = "SELECT bewijs FROM bewijzen WHERE soort = ? AND ref LIKE ?"
    row = gateway.store.db.execute(query, (kind, f"{record}%")).fetchone()
    if row is None:
        return None
    kept = json.loads(row["bewijs"])
    line = receipt.verify(kept, gateway.partner.policy)
    assert line.staat == kept["staat"]
    return line.staat


def reasons(gateway: Gateway) -> set[str]:
    return {alarm["reden"] for alarm in gateway.alarms()}


def test_receipt_becomes_witnessed(ring: Ring, casus: str) -> None:
    """A kept receipt is `opgenomen`, and `getuigd` once the quorum signed, proven in the witnessed tree by the policy."""
    gateway = ring["politie"]
    record = put(ring, casus)
    assert gateway.drain().exit_code is ExitCode.DONE
    assert staat(gateway, "verstrekking", record) == "opgenomen"
    assert gateway.desk.getuigd.stand().wachtend > 0
    witnessed(ring)
    assert staat(gateway, "verstrekking", record) == "getuigd"
    assert gateway.desk.getuigd.stand().to_json()["wachtend"] == 0


def test_wpg_9_waits_for_the_quorum_on_both_sides(ring: Ring, casus: str) -> None:
    """Supply and read of wpg-9 count only when their lines are witnessed; until then the reader keeps the answer sealed."""
    politie, gemeente, person = ring["politie"], ring["gemeente"], ring.people["gemeente"]
    about: dict[str, Any] = {"casus": casus, "organisatie": ring.oin("politie"), "categorie": "wpg-9"}
    ring.state("om", ring.fact("om-toestemming", **about))
    ring.sync()
    record = put(ring, casus, categorie="wpg-9", feiten=WPG_9)
    sent = politie.drain()
    assert (sent.klaar, sent.wacht, sent.exit_code) == ([], 1, ExitCode.UNREACHABLE)
    assert staat(politie, "verstrekking", record) == "opgenomen"
    handled = count(ring)
    assert politie.drain(300).wacht == 1
    assert count(ring) == handled, "it is not sent again"
    gemeente.sync()
    result = gemeente.fetch(person, record)
    assert (result.geopend, result.wachtend, result.exit_code) == ([], [record], ExitCode.PARTLY)
    assert not opened(ring, record)
    asked = count(ring)
    assert gemeente.fetch(person, record).wachtend == [record]
    assert count(ring) == asked, "the read is not asked again"
    witnessed(ring)
    later(ring, 0.1)
    assert politie.drain().exit_code is ExitCode.DONE
    assert gemeente.fetch(person, record).geopend == [record]
    assert count(ring) == asked, "it was opened from the answer that was kept"
    assert opened(ring, record)
    assert staat(gemeente, "inzage", record) == "getuigd"


def count(ring: Ring) -> int:
    """Return how many acts the backbone knows."""
    with ring.backbone.exchange.world.reading() as connection:
        return int(connection.exec_driver_sql("SELECT count(*) FROM handeling").scalar())


def opened(ring: Ring, record: str) -> bool:
    return (ring.partners["gemeente"].folder / "geopend" / f"{record}.json").exists()


def test_weekend_without_a_quorum(ring: Ring, casus: str) -> None:
    """Friday the witnesses stop: supplies wait after T1, reads go on with a warning; on Monday all is sent and witnessed."""
    assert ring.kring is not None
    politie, gemeente, person = ring["politie"], ring["gemeente"], ring.people["gemeente"]
    ring.kring.off("g0", "g1")
    friday = put(ring, casus)
    assert politie.drain().exit_code is ExitCode.DONE
    witnessed(ring)
    assert staat(politie, "verstrekking", friday) == "opgenomen"

    later(ring, 2)  # past T1, one hour
    saturday = put(ring, casus)
    result = politie.drain()
    assert (result.klaar, result.wacht) == ([], 1)
    assert result.waarschuwing is not None
    assert result.waarschuwing.startswith("De getuigen hebben het log sinds")
    entry = next(item for item in politie.outbox.entries("wacht") if item.path == LEVERINGEN)
    assert "blijven in de outbox" in str(entry.reason)
    assert "getuigen-achter" in reasons(politie)
    assert politie.sync()["getuigen"]["peil"] == "achter"

    gemeente.sync()
    read = gemeente.fetch(person, friday)
    assert read.geopend == [friday]
    assert "niet bevestigd" in str(read.to_json()["waarschuwing"])

    later(ring, 58)  # Monday morning, before T2
    assert gemeente.sync()["getuigen"]["peil"] == "achter"
    ring.kring.on()
    witnessed(ring)
    later(ring, 0.2)
    assert politie.drain().exit_code is ExitCode.DONE
    assert politie.sync()["getuigen"]["waarschuwing"] is None
    witnessed(ring)
    assert {staat(politie, "verstrekking", record) for record in (friday, saturday)} == {"getuigd"}
    assert staat(gemeente, "inzage", friday) == "getuigd"
    assert gemeente.fetch(person, saturday).geopend == [saturday]
    assert politie.store.unwitnessed_count() == 0


def test_too_long_without_a_quorum_nothing_is_read(ring: Ring, casus: str) -> None:
    """After T2 neither the gateway nor the backbone lets anybody read; with the quorum back all goes on."""
    assert ring.kring is not None
    politie, gemeente, person = ring["politie"], ring["gemeente"], ring.people["gemeente"]
    record = put(ring, casus)
    ring.kring.off()
    assert politie.drain().exit_code is ExitCode.DONE
    ring.sync()
    later(ring, 73)
    with pytest.raises(WitnessesBehindError, match="ook lezen kan nu niet"):
        gemeente.fetch(person, record)
    assert gemeente.desk.getuigd.stand().peil is Peil.TE_LANG
    path = f"/v1/verstrekkingen/{record}/inzagen"
    with pytest.raises(WitnessesBehindError, match="er kan nu ook niet worden gelezen"):
        gemeente.desk.client.post(path, {}, person=gemeente.desk.person_key(person))
    ring.kring.on()
    witnessed(ring)
    later(ring, 0.001)  # the backbone looks once a second
    assert gemeente.fetch(person, record).geopend == [record]


def test_backbone_takes_in_no_supply_without_quorum(ring: Ring, casus: str) -> None:
    """A gateway that looks away is stopped at the backbone: a signed 503 of its own type, and nothing is done."""
    assert ring.kring is not None
    politie = ring["politie"]
    ring.kring.off()
    ring.state("gemeente", ring.fact("noodzaak", casus=casus))
    later(ring, 2)
    put(ring, casus)
    entry = next(item for item in politie.outbox.entries("wacht") if item.path == LEVERINGEN)
    before = count(ring)
    with pytest.raises(WitnessesBehindError, match="geen nieuwe verstrekkingen aangenomen"):
        politie.desk.client.send("POST", entry.path, entry.body, key=entry.key)
    assert count(ring) == before
    ring.kring.on()
    witnessed(ring)
    later(ring, 0.2)
    assert politie.drain().exit_code is ExitCode.DONE


def test_idle_log_is_never_behind(ring: Ring, casus: str) -> None:
    """Nothing happened for a week: nobody is behind, and a supply goes at once."""
    later(ring, 7 * 24)
    put(ring, casus)
    ring.sync("politie")
    assert ring["politie"].drain().exit_code is ExitCode.DONE


def test_witnessed_log_that_contradicts_a_receipt_stops_supplies(ring: Ring, casus: str) -> None:
    """A witnessed tree in which the own line is another one is an alarm with both, and supplies stop until a person lifts it."""
    gateway = ring["politie"]
    record = put(ring, casus)
    assert gateway.drain().exit_code is ExitCode.DONE
    ring.witness()
    kept = gateway.store.receipt("verstrekking", record)
    assert kept is not None
    other = next(line for line in lines_of(ring, kept["log"]) if line.index != kept["index"])
    wrong = {**kept, "blad": json.loads(other.entry)}
    blob = json.dumps(wrong).encode()
    gateway.store.db.execute("UPDATE bewijzen SET bewijs = ? WHERE ref = ?", (blob, record))
    with pytest.raises(VerificationError) as caught:
        gateway.desk.getuigd.upgrade()
    assert caught.value.reden == IN_STRIJD
    alarm = next(item for item in gateway.alarms() if item["reden"] == IN_STRIJD)
    assert {"eerder", "getuigd", "bewijs"} <= set(alarm["gegevens"])
    with pytest.raises(WitnessesBehindError, match="spreekt zichzelf tegen"):
        gateway.desk.getuigd.require_supply()
    gateway.store.db.execute("UPDATE bewijzen SET bewijs = ? WHERE ref = ?", (json.dumps(kept).encode(), record))
    assert gateway.lift("onderzocht")
    assert not gateway.lift("onderzocht")
    gateway.desk.getuigd.require_supply()
    assert IN_STRIJD in reasons(gateway)


def test_file_without_the_quorum_is_not_witnessed(ring: Ring, casus: str) -> None:
    """A checkpoint published as witnessed with one witness of two is refused and is an alarm."""
    gateway = ring["politie"]
    put(ring, casus)
    assert gateway.drain().exit_code is ExitCode.DONE
    checkpoint = gateway.desk.client.get_file
    getuigd = gateway.desk.getuigd
    getuigd._fetch = lambda path: checkpoint(path.replace("/getuigd", "/checkpoint"))
    with pytest.raises(VerificationError) as caught:
        getuigd.upgrade()
    getuigd._fetch = checkpoint
    assert caught.value.reden == "getuigd-ongeldig"
    assert "getuigd-ongeldig" in reasons(gateway)


def lines_of(ring: Ring, origin: str) -> list[Any]:
    world = ring.backbone.exchange.world
    return list(LogReader(world._sequencer.engine, world.kluis).lines(origin.rpartition("/")[2]))


def differences(ring: Ring, *, without: str | None = None) -> list[Verschil]:
    """Compare the afstemmingen in the log with its lines; `without` hides the line of one record's reads."""
    counted = Dagtellingen()
    for shard, origin in ring.backbone.exchange.world.log.shards().items():
        for line in lines_of(ring, origin) if shard != "stam" else ():
            hidden = (
                without is not None
                and line.feit["gebeurtenis"].endswith(":gelezen")
                and line.feit.get("record") == without
            )
            if not hidden:
                counted.add(origin, line.index, tree.hash_leaf(line.entry), line.feit)
    return list(counted.compare(ring.clock.now()))


def test_days_are_counted_and_agree_with_the_log(ring: Ring, casus: str) -> None:
    """Every gateway hands in its past days by itself; they agree with the lines, and a hidden read or an unsent count shows.

    With it a request whose answer never came, and one that nobody took in: the gateway asks what became of them.
    """
    politie, gemeente, person = ring["politie"], ring["gemeente"], ring.people["gemeente"]
    record = put(ring, casus)
    assert politie.drain().exit_code is ExitCode.DONE
    witnessed(ring)
    assert gemeente.fetch(person, record).geopend == [record]
    lost = str(uuid.uuid4())
    client: Any = gemeente.desk.client
    real = client._exchange

    def cut_off(*given: Any) -> Any:
        """The wire breaks after the request arrived."""
        real(*given)
        raise UnreachableError("weg")

    client._exchange = cut_off
    path = f"/v1/verstrekkingen/{record}/inzagen"
    with pytest.raises(UnreachableError):
        client.post(path, {}, person=gemeente.desk.person_key(person), key=lost)
    client._exchange = real
    never = str(uuid.uuid4())
    client._telling.sent(never, b"{}", ring.clock.now())
    later(ring, 25)
    witnessed(ring)
    for gateway in ring.gateways.values():
        assert gateway.sync()["vrijgave"]
        assert gateway.drain(1000).exit_code is ExitCode.DONE
        assert not gateway.outbox.entries("dood")
    witnessed(ring)
    assert differences(ring) == []
    found = differences(ring, without=record)
    assert {(item.oin, item.wat) for item in found} == {
        (ring.oin("gemeente"), wat) for wat in ("verzoeken", "bewijzen", "openingen")
    }
    row = gemeente.store.db.execute("SELECT staat FROM verzonden WHERE sleutel = ?", (lost,)).fetchone()
    assert row["staat"] == "vastgelegd"
    assert gemeente.store.db.execute("SELECT 1 FROM verzonden WHERE sleutel = ?", (never,)).fetchone() is None
