# SPDX-License-Identifier: EUPL-1.2
"""A backbone from nothing: the operator prepares, partners hold their ceremony, it is installed, served and stopped."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from audit.proof import jcs
from core.keychain import ceremony, events
from core.keychain.lijst import least_threshold
from core.keychain.release import sign_release
from server import setup, wiring
from server.demo.processen import free_port
from server.errors import NotInitialisedError, SchemaError
from server.settings import Settings
from server.telemetry.logs import ALLOWED
from tests import kit

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

PARTNERS = ("politie", "gemeente", "om")


class Operator:
    """A folder of an operator, and what the ceremony of three partners hands over."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = free_port()
        self.settings = Settings(data_dir=folder / "backbone", port=self.port, drain_seconds=1.5)
        self.now = time.time_ns() // 1_000_000
        self.parties = [kit.Partij(f"0000009900000000{n}000", soort) for n, soort in enumerate(PARTNERS, 2)]
        self.officers = [kit.Functionaris(f"jurist-{n}", party.oin, "jurist") for n, party in enumerate(self.parties)]

    def command(self, *words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "server.commandline", *words],
            env=self.environment(), capture_output=True, text=True, check=False,
        )  # fmt: skip

    def environment(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith("KNOOPPUNT_")}
        own = {"DATA_DIR": str(self.settings.data_dir), "PORT": str(self.port), "DRAIN_SECONDS": "1.5"}
        return kept | {f"KNOOPPUNT_{name}": value for name, value in own.items()}

    def lijst(self, prepared: dict[str, Any]) -> bytes:
        applications = [ceremony.apply(p.identiteit, oin=p.oin, naam=p.soort, soort=p.soort) for p in self.parties]
        fields = {
            "modus": "demo",
            "versie": 1,
            "gemaakt": self.now,
            "drempel": least_threshold(len(self.parties)),
            "functionarissen": [officer.to_json() for officer in self.officers],
            "beheerder": {"oin": "00000099000000009900", "antwoordsleutel": prepared["antwoordsleutel"]},
            "getuigen": [],
            "tlog_policy_sha256": prepared["tlog_policy_sha256"],
        }
        body = ceremony.draft(fields, applications)
        return ceremony.assemble(body, [ceremony.sign(body, p.oin, p.identiteit) for p in self.parties])

    def release(self) -> bytes:
        made = kit.demo_release()
        signed = tuple(sign_release(made.manifest, officer.id, officer.sleutel) for officer in self.officers)
        return jcs.encode(made.signed_by(signed).to_json())

    def key_events(self) -> list[dict[str, Any]]:
        term = (self.now, self.now + 100 * kit.DAY)
        return [events.publish(p.identiteit, p.oin, p.http, term, self.now) for p in self.parties]

    def install(self) -> None:
        prepared = setup.prepare(self.settings).to_json()
        setup.install_ceremony(self.settings, self.lijst(prepared), self.release(), self.key_events())


@pytest.fixture
def beheerder(tmp_path: Path) -> Operator:
    """An operator with an empty folder."""
    return Operator(tmp_path)


@pytest.fixture
def running(beheerder: Operator) -> Iterator[subprocess.Popen[str]]:
    """Its server process, ready."""
    beheerder.install()
    command = [sys.executable, "-m", "server.commandline", "serve"]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    with subprocess.Popen(command, env=beheerder.environment(), text=True, **pipes) as process:
        deadline = time.monotonic() + 60
        while _health(beheerder.port) != 200:
            assert process.poll() is None, process.stderr.read()
            assert time.monotonic() < deadline
            time.sleep(0.1)
        yield process
        process.kill()


def _health(port: int) -> int:
    try:
        return httpx.get(f"http://127.0.0.1:{port}/gezond/klaar", trust_env=False).status_code
    except httpx.HTTPError:
        return 0


def test_set_up_by_command_line_in_two_steps(beheerder: Operator) -> None:
    """`beheer init` first shows what partners pin, then takes in what their ceremony made; `controleer` finds all well."""
    first = beheerder.command("beheer", "init", "--json")
    assert first.returncode == 0, first.stderr
    handed = beheerder.folder / "ceremonie"
    handed.mkdir()
    (handed / "lijst.json").write_bytes(beheerder.lijst(json.loads(first.stdout)))
    (handed / "vrijgave.json").write_bytes(beheerder.release())
    (handed / "sleutels.ndjson").write_bytes(b"\n".join(jcs.encode(event) for event in beheerder.key_events()))
    words = ["--lijst", f"{handed}/lijst.json", "--vrijgave", f"{handed}/vrijgave.json"]
    second = beheerder.command("beheer", "init", *words, "--sleutels", f"{handed}/sleutels.ndjson", "--json")
    assert second.returncode == 0, second.stderr
    assert json.loads(second.stdout) == {**json.loads(first.stdout), "ingericht": True}
    found = beheerder.command("beheer", "controleer", "--json")
    assert json.loads(found.stdout)["goed"] is True
    again = beheerder.command("beheer", "init", *words, "--json")
    assert again.returncode == 1
    assert "niet leeg" in again.stderr
    assert "Traceback" not in again.stderr


def test_server_serves_and_stops_in_good_order(beheerder: Operator, running: subprocess.Popen[str]) -> None:
    """Asked to stop, the server is first not ready and still answers, then ends with 0; stdout holds JSON lines only."""
    base = f"http://127.0.0.1:{beheerder.port}"
    canary = "123456782"
    httpx.get(f"{base}/v1/berichten?na={canary}", headers={"X-Request-ID": canary}, trust_env=False)
    httpx.post(f"{base}/v1/{canary}", content=canary, trust_env=False)
    running.send_signal(signal.SIGTERM)
    deadline = time.monotonic() + 5
    while _health(beheerder.port) != 503:
        assert time.monotonic() < deadline
        time.sleep(0.05)
    assert httpx.get(f"{base}/gezond/leeft", trust_env=False).status_code == 200
    out, err = running.communicate(timeout=30)
    assert running.returncode == 0, err
    assert err == ""
    assert canary not in out
    lines = [json.loads(line) for line in out.splitlines()]
    assert {line["event"] for line in lines} >= {"gestart", "verzoek", "stoppen-gevraagd", "gestopt"}
    assert all(set(line) <= ALLOWED | {"weggelaten"} for line in lines)


def test_list_with_another_answer_key_is_refused(beheerder: Operator) -> None:
    """An operator cannot serve under a list that names another answer key or tlog-policy than its own."""
    prepared = setup.prepare(beheerder.settings).to_json()
    other = beheerder.parties[0].http.public.to_json()
    for wrong in ({"antwoordsleutel": other}, {"tlog_policy_sha256": "0" * 64}):
        lijst = beheerder.lijst(prepared | wrong)
        with pytest.raises(NotInitialisedError, match="een ander"):
            setup.install_ceremony(beheerder.settings, lijst, beheerder.release(), [])
    with pytest.raises(NotInitialisedError):
        wiring.open_backbone(beheerder.settings)


def test_release_with_one_jurist_is_refused(beheerder: Operator) -> None:
    """Without two jurists nothing is installed, and the log stays empty for the next attempt."""
    prepared = setup.prepare(beheerder.settings).to_json()
    whole = beheerder.officers
    beheerder.officers = whole[:1]
    with pytest.raises(NotInitialisedError, match="jurist van gemeente"):
        setup.install_ceremony(beheerder.settings, beheerder.lijst(prepared), beheerder.release(), [])
    beheerder.officers = whole
    beheerder.install()
    wiring.open_backbone(beheerder.settings).close()


def test_another_schema_is_refused(beheerder: Operator) -> None:
    """The server does not start on a database of another release."""
    beheerder.install()
    from sqlalchemy import text

    from audit.database import create_engine

    engine = create_engine(beheerder.settings.database)
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = 'anders'"))
    engine.dispose()
    with pytest.raises(SchemaError, match="schema anders"):
        wiring.open_backbone(beheerder.settings)


def test_keys_are_private_files_and_stay(beheerder: Operator) -> None:
    """Key files have mode 0600, are never overwritten, and are refused when others can read them."""
    first = setup.prepare(beheerder.settings)
    assert setup.prepare(beheerder.settings) == first
    for path in beheerder.settings.keys.iterdir():
        assert path.stat().st_mode & 0o777 == 0o600
    (beheerder.settings.keys / setup.ANSWER_FILE).chmod(0o644)
    with pytest.raises(NotInitialisedError):
        setup.answer_key(beheerder.settings)
