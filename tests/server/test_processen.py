# SPDX-License-Identifier: EUPL-1.2
"""Two real server processes beside one PostgreSQL, as writers: one history, shared nonces, and one of them may die."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import httpx
import pytest
from pydantic import SecretStr

from audit.proof import jcs, receipt, tlog_policy
from server.commandline.audit.verifieer import check
from server.demo.processen import free_port
from server.nonces import Nonces
from tests.core.exchange.conftest import Zaak
from tests.core.exchange.test_hardened import together
from tests.kit import Backbone
from tests.opgericht import environment, set_up
from tests.server.conftest import BASE, Caller

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from server.settings import Settings


class Twee:
    """Two processes and a client of each."""

    def __init__(self, settings: Settings) -> None:
        self.ports = (free_port(), free_port())
        self.processes = [
            subprocess.Popen(
                [sys.executable, "-m", "server.commandline", "serve"],
                env=environment(settings) | {"KNOOPPUNT_PORT": str(port)},
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
            for port in self.ports
        ]
        self.clients = [httpx.Client(base_url=f"http://127.0.0.1:{port}", trust_env=False) for port in self.ports]

    def wait(self) -> None:
        """Return when both are ready."""
        deadline = time.monotonic() + 90
        for client, process in zip(self.clients, self.processes, strict=True):
            while not _ready(client):
                assert process.poll() is None
                assert time.monotonic() < deadline
                time.sleep(0.1)

    def close(self) -> None:
        """Stop both."""
        for process in self.processes:
            process.kill()
            process.wait(10)
        for client in self.clients:
            client.close()


def _ready(client: httpx.Client) -> bool:
    try:
        return client.get("/gezond/klaar").status_code == 200
    except httpx.HTTPError:
        return False


@pytest.fixture
def operator(tmp_path: Path, postgres_url: str) -> Iterator[tuple[Backbone, Settings]]:
    """A backbone on PostgreSQL with the folder of its operator."""
    made = Backbone(tmp_path, postgres_url)
    nonces = Nonces(postgres_url, made.clock)
    nonces.create()
    nonces.close()
    yield made, set_up(made, database_url=SecretStr(postgres_url), public_url=BASE)
    made.close()


def test_two_processes_serve_one_history(operator: tuple[Backbone, Settings]) -> None:
    """One push at both at once is one act; what the one took in the other serves; a replay is refused by both; one dies."""
    knooppunt, settings = operator
    zaak = Zaak(knooppunt)
    zaak.phase("verrijking-gesloten")
    pushes = [zaak.supply("politie", "wpg-8", "gemeente") for _ in range(3)]
    twee = Twee(settings)
    try:
        twee.wait()
        police = [Caller(client, knooppunt, knooppunt["politie"]) for client in twee.clients * 2]  # one per thread
        town = [Caller(client, knooppunt, knooppunt["gemeente"], persoon=True) for client in twee.clients]
        one = pushes[0]
        answers = together(
            [lambda who=who: who.send("POST", "/v1/leveringen", one.body, key=one.caller.verzoek) for who in police]
        )
        assert {answer.status_code for answer in answers} <= {200, 201}, [answer.text for answer in answers]
        assert len({answer.content for answer in answers}) == 1
        read = town[1].send("POST", f"/v1/verstrekkingen/{one.record}/inzagen", {})
        assert read.status_code == 201
        headers = police[0].sign("GET", "/v1/berichten")
        replayed = [client.get("/v1/berichten", headers=headers).status_code for client in twee.clients]
        assert replayed[0] == 200
        assert replayed[1] >= 400

        twee.processes[0].send_signal(signal.SIGKILL)
        twee.processes[0].wait(10)
        for push in pushes[1:]:
            done = police[1].send("POST", "/v1/leveringen", push.body, key=push.caller.verzoek)
            assert done.status_code == 201, done.text
        proof = jcs.decode(done.content)["verstrekkingen"][0]["bewijs"]
        assert receipt.verify(proof, tlog_policy.parse(knooppunt.policy_text.encode())).feit is not None
    finally:
        twee.close()
    assert check(settings).bevindingen == []
