# SPDX-License-Identifier: EUPL-1.2
"""The partner's self test against a running backbone: each point when all is well, and when its own thing is wrong."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from typer.testing import CliRunner

from adapters.gateway.client import Client, Operator
from adapters.gateway.commandline import app
from adapters.gateway.gateway import system_clock
from adapters.gateway.settings import GatewaySettings
from adapters.gateway.shards import STIL
from adapters.gateway.zelftest import Punt, Stand, Vraag, _look, exit_code, run
from adapters.gateway.zelftest_punten import Points
from core.contract.exitcodes import ExitCode
from core.contract.http_signature import OrgKey
from core.envelope import SelftestError
from core.keychain.directory import KeyDirectory
from core.keychain.keys import HttpPrivateKey
from core.keychain.keystore import Bestandsrol
from tests.adapters.gateway.ring import UNIT, Ring, case_with
from tests.adapters.gateway.test_ring import proposal, sent

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

ROOT = Path(__file__).resolve().parents[3]
DAY = 24 * 3600 * 1000
NAMES = (
    *("algoritmen", "map", "identiteit", "lijst", "certificaat", "klok", "stamlog", "sleutels", "verbinding"),
    *("schema", "vrijgave", "bewijsketen", "getuigen", "alarmen", "outbox"),
)


@pytest.fixture(scope="module")
def ring(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ring]:
    """A backbone and its partners; politie supplied something, so that there are receipts."""
    made = Ring(tmp_path_factory.mktemp("ring"), soorten=("politie", "gemeente", "om"))
    sent(made["politie"], proposal(made, case_with(made, "politie"), "gemeente"))
    made.sync("politie")
    yield made
    made.close()


@pytest.fixture
def folder(ring: Ring, tmp_path: Path) -> Path:
    """A copy of politie's folder, to spoil."""
    copy = tmp_path / "politie"
    ring["politie"].store.db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    shutil.copytree(ring.partners["politie"].folder, copy)
    return copy


@contextmanager
def _points(
    ring: Ring, folder: Path, clock: Callable[[], int] = system_clock, url: str | None = None
) -> Iterator[Points]:
    made = Points(GatewaySettings(server_url=url or ring.url, partner_dir=folder), clock)
    try:
        yield made
    finally:
        made.close()


def _all(ring: Ring, folder: Path, **how: Any) -> dict[str, Punt]:
    with _points(ring, folder, **how) as points:
        return {punt.naam: punt for punt in run(points.questions())}


def _one(points: Points, name: str) -> Punt:
    return _look(next(vraag for vraag in points.questions() if vraag.naam == name))


def _alone(ring: Ring, folder: Path, name: str, **how: Any) -> Punt:
    with _points(ring, folder, **how) as points:
        return _one(points, name)


def test_a_gateway_that_is_fit_passes_every_point(ring: Ring, folder: Path) -> None:
    """All points are looked at; what needs attention in a demo says so, and nothing is a fault."""
    found = _all(ring, folder)
    assert tuple(found) == NAMES
    assert {name for name, punt in found.items() if punt.stand is not Stand.GOED} == {"identiteit", "certificaat"}
    assert exit_code(tuple(found.values())) is ExitCode.DONE
    assert (
        "1 ontvangstbewijzen" in found["bewijsketen"].tekst or "ontvangstbewijzen kloppen" in found["bewijsketen"].tekst
    )
    assert all(punt.doe for punt in found.values() if punt.stand is not Stand.GOED)


def test_it_touches_no_real_data(ring: Ring, folder: Path) -> None:
    """No line in any log, no message and nothing to send more than before; no record is fetched or opened."""
    gateway = ring["politie"]
    sizes, before = gateway.check_logs(), gateway.store.feed_position()
    assert exit_code(tuple(_all(ring, folder).values())) is ExitCode.DONE
    with _points(ring, folder) as points:
        assert points._gateway.store.feed_position() == before
        assert points._gateway.outbox.entries("wacht") == []
        assert points._gateway.store.received() == {}
    assert gateway.check_logs() == sizes
    assert not (folder / "geopend").exists() or list((folder / "geopend").iterdir()) == []


def test_algorithms_that_compute_wrongly_are_a_fault() -> None:
    """A failed self test of the algorithms is not proven (3), with what to install."""

    def fails() -> str:
        raise SelftestError("Zelftest mislukt: SHA-256.")

    punt = _look(Vraag("algoritmen", fails, doe="Installeer."))
    assert (punt.stand, punt.code, punt.doe) == (Stand.FOUT, ExitCode.VERIFICATION, "Installeer.")


def test_a_key_file_open_to_others_is_a_fault_of_the_folder(ring: Ring, folder: Path) -> None:
    """The mode of one key file stops `map`, and what needs it is not looked at; the rest is."""
    next(iter((folder / "sleutels").glob("http-*.json"))).chmod(0o644)
    found = _all(ring, folder)
    assert found["map"].stand is Stand.FOUT
    assert found["map"].code is ExitCode.USAGE
    assert "0600" in found["map"].tekst
    assert found["lijst"].stand is found["stamlog"].stand is found["outbox"].stand is Stand.NIET_GEKEKEN
    assert found["algoritmen"].stand is Stand.GOED
    assert exit_code(tuple(found.values())) is ExitCode.USAGE


def test_an_absent_reading_key_is_a_fault_of_the_folder(ring: Ring, folder: Path) -> None:
    """Without a key to read with, the folder is not fit."""
    for path in (folder / "sleutels").glob("kem-*.json"):
        path.unlink()
    assert "leessleutel" in _alone(ring, folder, "map").tekst


def test_a_damaged_database_is_found(ring: Ring, folder: Path) -> None:
    """A database with spoiled pages, or that is none at all, is told with what to do."""
    path = folder / "gateway.sqlite"
    data = bytearray(path.read_bytes())
    for start in range(4096, len(data), 4096):
        data[start : start + 8] = b"\xff" * 8
    for spoiled in (bytes(data), b"geen database" * 500):
        path.write_bytes(spoiled)
        punt = _alone(ring, folder, "map")
        assert (punt.stand, punt.code) == (Stand.FOUT, ExitCode.FAILURE)
        assert "reservekopie" in str(punt.doe)


def test_an_identity_key_elsewhere_is_as_it_should_be(ring: Ring, folder: Path) -> None:
    """With the identity key on its carrier the point is good; beside the others it asks for attention."""
    assert _alone(ring, folder, "identiteit").stand is Stand.LET_OP
    (folder / "sleutels" / "identiteit.json").unlink()
    assert _alone(ring, folder, "identiteit").stand is Stand.GOED
    assert _alone(ring, folder, "lijst").stand is Stand.GOED


def test_a_changed_list_is_not_proven(ring: Ring, folder: Path) -> None:
    """A list that is not the pinned one stops everything that rests on it."""
    path = folder / "deelnemerslijst.json"
    path.write_bytes(path.read_bytes().replace(b'"versie":1', b'"versie":2'))
    found = _all(ring, folder)
    assert (found["lijst"].stand, found["lijst"].code) == (Stand.FOUT, ExitCode.VERIFICATION)
    assert "zet-vast" in str(found["lijst"].doe)
    assert found["certificaat"].stand is Stand.NIET_GEKEKEN


@pytest.mark.parametrize(
    ("off", "stand"),
    [(0, Stand.GOED), (20_000, Stand.LET_OP), (-20_000, Stand.LET_OP), (70_000, Stand.FOUT), (-70_000, Stand.FOUT)],
)
def test_clocks_apart_are_told(ring: Ring, folder: Path, off: int, stand: Stand) -> None:
    """Small differences ask for NTP, large ones are a fault, in both directions."""
    punt = _alone(ring, folder, "klok", clock=lambda: system_clock() + off)
    assert punt.stand is stand
    if off:
        assert "voor" in punt.tekst if off > 0 else "achter" in punt.tekst


def test_a_backbone_that_is_away_is_told_once(ring: Ring, folder: Path) -> None:
    """Nothing listens: exit 5 at the clock, and what needs the backbone is not looked at; own points are."""
    found = _all(ring, folder, url="http://127.0.0.1:1")
    assert (found["klok"].stand, found["klok"].code) == (Stand.FOUT, ExitCode.UNREACHABLE)
    assert found["stamlog"].stand is found["schema"].stand is found["bewijsketen"].stand is Stand.NIET_GEKEKEN
    assert found["alarmen"].stand is found["outbox"].stand is Stand.GOED


def test_a_damaged_copy_of_the_stamlog_is_not_proven(ring: Ring, folder: Path) -> None:
    """A line that went from the own copy of the stamlog is found."""
    with _points(ring, folder) as points:
        points._gateway.store.db.execute("DELETE FROM stamlog WHERE nr = 1")
        punt = _one(points, "stamlog")
    assert (punt.stand, punt.code) == (Stand.FOUT, ExitCode.VERIFICATION)


def test_a_key_that_does_not_count_is_named_by_role(ring: Ring, folder: Path) -> None:
    """Own keys that were never published, or are past their term, are told; those that end soon ask for attention."""
    assert _alone(ring, folder, "sleutels", clock=lambda: system_clock() + 75 * DAY).stand is Stand.LET_OP
    late = _alone(ring, folder, "sleutels", clock=lambda: system_clock() + 400 * DAY)
    assert late.stand is Stand.FOUT
    assert "http" in late.tekst
    next(iter((folder / "sleutels").glob("http-*.json"))).unlink()
    absent = _alone(ring, folder, "sleutels")
    assert absent.stand is Stand.FOUT
    assert "HTTP-sleutel" in absent.tekst


def test_a_key_on_our_name_that_is_not_here_is_an_incident(ring: Ring, tmp_path: Path) -> None:
    """A published key whose private half this gateway lacks is told as what it may be: somebody else's."""
    gateway = ring["om"]
    made = gateway.partner.keys.generate(Bestandsrol.KEM, UNIT)
    gateway.publish_keys()
    copy = tmp_path / "om"
    shutil.copytree(gateway.partner.folder, copy)
    assert _alone(ring, copy, "sleutels").stand is Stand.GOED
    (copy / "sleutels" / f"kem-{UNIT}-{made.sleutel_id[:8]}.json").unlink()
    punt = _alone(ring, copy, "sleutels")
    assert (punt.stand, punt.code) == (Stand.FOUT, ExitCode.VERIFICATION)
    assert "incident" in str(punt.doe)


@contextmanager
def _stranger(answer: bytes) -> Iterator[str]:
    """A server that gives everyone the same unsigned answer."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *_: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)


def _instead(ring: Ring, folder: Path, name: str, answer: bytes) -> Punt:
    key = HttpPrivateKey.generate()
    operator = Operator("00000099000000009900", HttpPrivateKey.generate().public.ed25519)
    with _stranger(answer) as url, _points(ring, folder) as points:
        client = Client(url, OrgKey(ring.oin("politie"), key.id, key.key_object), operator, system_clock)
        points.__dict__["_client"] = client
        try:
            return _one(points, name)
        finally:
            client.close()


def test_an_unsigned_answer_is_not_proven(ring: Ring, folder: Path) -> None:
    """Whoever answers without the operator's key is not the backbone."""
    punt = _instead(ring, folder, "verbinding", b"{}")
    assert (punt.stand, punt.code) == (Stand.FOUT, ExitCode.VERIFICATION)


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ({"info": {"version": "2.0.0"}, "components": {"schemas": {"Kop": {"properties": {"v": {}}}}}}, "versie 2.0.0"),
        ({"info": {"version": "1.1.0"}, "components": {"schemas": {"Kop": {"properties": {"v": {}}}}}}, "verschilt"),
        ({"info": {}}, "niet te lezen"),
    ],
)
def test_another_contract_is_told(ring: Ring, folder: Path, told: dict[str, Any], said: str) -> None:
    """Another major version, another header, or no description at all: each its own sentence."""
    punt = _instead(ring, folder, "schema", json.dumps(told).encode())
    assert punt.stand is Stand.FOUT
    assert said in punt.tekst


def test_without_a_release_in_force_nothing_can_be_decided(ring: Ring, folder: Path) -> None:
    """A stamlog that names no release gives no rules, and the point says who to ask."""
    with _points(ring, folder) as points:
        entries = [entry for entry in points._gateway.store.stam_entries() if b'"soort":"vrijgave"' not in entry]
        points.__dict__["_directory"] = KeyDirectory.replay(points._partner.lijst, entries)
        punt = _one(points, "vrijgave")
    assert (punt.stand, punt.code) == (Stand.FOUT, ExitCode.VERIFICATION)
    assert "jurist" in str(punt.doe)


def test_a_changed_receipt_breaks_the_chain(ring: Ring, folder: Path) -> None:
    """A kept receipt that no longer proves its line is found."""
    with _points(ring, folder) as points:
        db = points._gateway.store.db
        [row] = db.execute("SELECT ref, bewijs FROM bewijzen WHERE soort = 'verstrekking'").fetchall()
        value = json.loads(row["bewijs"])
        value["index"] = value["index"] + 1
        db.execute("UPDATE bewijzen SET bewijs = ? WHERE ref = ?", (json.dumps(value).encode(), row["ref"]))
        punt = _one(points, "bewijsketen")
    assert (punt.stand, punt.code) == (Stand.FOUT, ExitCode.VERIFICATION)


def test_a_contradiction_in_the_log_stops_everything(ring: Ring, folder: Path) -> None:
    """When supplies were stopped because the log contradicted itself, the test does not pass."""
    with _points(ring, folder) as points:
        points._gateway.store.set_meta(STIL, "1")
        punt = _one(points, "getuigen")
    assert (punt.stand, punt.code) == (Stand.FOUT, ExitCode.VERIFICATION)


def test_alarms_and_dead_entries_are_told(ring: Ring, folder: Path) -> None:
    """An alarm is a fault until a person looked; what could not be sent asks for attention."""
    with _points(ring, folder) as points:
        store = points._gateway.store
        store.alarm(1, "proef", "Een proefalarm.", {})
        store.db.execute("UPDATE outbox SET staat = 'dood'")
        alarm, box = _one(points, "alarmen"), _one(points, "outbox")
    assert (alarm.stand, alarm.code) == (Stand.FOUT, ExitCode.VERIFICATION)
    assert box.stand is Stand.LET_OP


def test_the_command_says_it_all_and_ends_with_its_code(
    ring: Ring, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`knooppunt adapter zelftest --json` gives one object and 0; without --json a line per point, what to do, and 5."""
    environment = {**os.environ, "KNOOPPUNT_PARTNER_DIR": str(folder), "KNOOPPUNT_SERVER_URL": ring.url}
    words = [sys.executable, "-m", "server.commandline", "adapter", "zelftest", "--json"]
    done = subprocess.run(words, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    told = json.loads(done.stdout)
    assert told["geslaagd"] is True
    assert [punt["punt"] for punt in told["punten"]] == list(NAMES)
    monkeypatch.setenv("KNOOPPUNT_PARTNER_DIR", str(folder))
    monkeypatch.setenv("KNOOPPUNT_SERVER_URL", "http://127.0.0.1:1")
    away = CliRunner().invoke(app, ["zelftest"])
    assert away.exit_code == ExitCode.UNREACHABLE
    assert "FOUT    klok" in away.stdout
    assert "Doe: " in away.stdout
