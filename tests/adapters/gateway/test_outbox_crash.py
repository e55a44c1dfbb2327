# SPDX-License-Identifier: EUPL-1.2
"""The outbox survives kill -9 at every step: nothing is lost, and what goes again goes with the same key and bytes."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from adapters.gateway.outbox import Outbox
from adapters.gateway.store import Store
from tests.adapters.gateway.conftest import Backbone, Reply

if TYPE_CHECKING:
    from adapters.gateway.client import Client

ROOT = Path(__file__).resolve().parents[3]

WRITER = """
import sys, pathlib
from adapters.gateway.store import Store
from adapters.gateway.outbox import Outbox
box = Outbox(Store(pathlib.Path(sys.argv[1])))
n = 0
while True:
    entry = box.put(casus=f"c{n % 3}", path="/v1/leveringen", body=f"lichaam {n}".encode(), person=None, now=0)
    print(entry.key, flush=True)
    n += 1
"""

SENDER = """
import sys, pathlib
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from adapters.gateway.client import Client, Operator
from adapters.gateway.deliver import Sender
from adapters.gateway.outbox import Outbox
from adapters.gateway.store import Store
from core.contract.http_signature import OrgKey
folder, url, oin, key = pathlib.Path(sys.argv[1]), sys.argv[2], sys.argv[3], bytes.fromhex(sys.argv[4])
org = OrgKey("00000099000000001000", "ab" * 32, Ed25519PrivateKey.generate())
client = Client(url, org, Operator(oin, key), lambda: 1_790_000_000_000, timeout=20)
class Courier:
    def post_entry(self, entry): return client.send("POST", entry.path, entry.body, key=entry.key)
    def check_answer(self, entry, answer): return []
    def settled(self, entry): return None
    def reseal(self, entry): raise AssertionError
store = Store(folder / "gateway.sqlite")
Sender(store, Outbox(store), Courier(), lambda: 1, folder / "slot").drain()
"""


def test_every_put_that_returned_is_on_disk(tmp_path: Path) -> None:
    """A process killed while it fills the outbox leaves every entry that it reported, whole and in order."""
    path = tmp_path / "gateway.sqlite"
    process = subprocess.Popen([sys.executable, "-c", WRITER, str(path)], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    reported = [process.stdout.readline().strip() for _ in range(40)]
    os.kill(process.pid, signal.SIGKILL)
    reported += process.stdout.read().split()
    process.stdout.close()
    process.wait()
    store = Store(path)
    found = Outbox(store).entries("wacht")
    store.close()
    assert [entry.key for entry in found][: len(reported)] == reported
    assert [entry.body for entry in found] == [f"lichaam {n}".encode() for n in range(len(found))]


@pytest.mark.parametrize("moment", ["before-answer", "after-answer"])
def test_killed_sender_sends_the_same_again(
    store: Store, backbone: Backbone, client: Client, tmp_path: Path, moment: str
) -> None:
    """A sender killed after the server took the request sends the same bytes under the same key, and ends with one entry klaar."""
    box = Outbox(store)
    entry = box.put(casus="c1", path="/v1/leveringen", body=b'{"a":1}', person=None, now=0)
    arguments = [backbone.url, "00000099000000009000", backbone.key.public_key().public_bytes_raw().hex()]
    command = [sys.executable, "-c", SENDER, str(tmp_path), *arguments]
    if moment == "before-answer":
        backbone.rule = lambda *_: time.sleep(1.0) or Reply(201, {})  # type: ignore[func-returns-value]
    else:
        backbone.rule = lambda *_: Reply(201, {})
        store.db.execute("BEGIN IMMEDIATE")  # the sender gets its answer and then cannot write: killed just there
    process = subprocess.Popen(command, cwd=ROOT)
    for _ in range(400):
        if backbone.seen:
            break
        time.sleep(0.02)
    time.sleep(0.2)
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    if store.db.in_transaction:
        store.db.execute("ROLLBACK")
    assert box.counts() == {"wacht": 1}
    backbone.rule = lambda *_: Reply(201, {})
    subprocess.run(command, cwd=ROOT, check=True, timeout=60)
    assert box.counts() == {"klaar": 1}
    assert {(key, body) for _, key, body in backbone.seen} == {(entry.key, b'{"a":1}')}
