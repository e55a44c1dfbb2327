# SPDX-License-Identifier: EUPL-1.2
"""Row `lezen`: records read over HTTP and opened at the reader, beside a bare signed GET of the same bytes and a bare opening.

*Ours* is the whole read: decided and logged by `knooppunt serve`, answered with proof under a signature; the reader verifies
that signature and the receipt under the pinned policy, verifies the record and opens it. *Theirs*: the bare service
(`bench.bare`) checks the same two signatures of the request and answers the bytes that ours once answered, from its table;
the reader parses them and makes the bare cryptography calls of opening (`bench.envelope.Bare`, on input of the same size).
The reader is one process that opens what comes in while it waits for more.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from audit.proof import jcs, receipt, tlog_policy
from bench import envelope
from bench.bare import Table
from bench.measure import in_turns, result
from bench.over_http import CONTENT, FOREVER, HOLDERS, KEYS, POLICY, SECRETS
from bench.servers import CLIENTS, stage_for
from core.contract import http_signature as hs
from core.envelope import SealedRecord, open_record
from core.keychain.kem import KemPrivateKey
from core.keychain.keys import DirectoryKey, Rol
from core.keychain.signatures import PublicKey
from tests.kit import UNIT

if TYPE_CHECKING:
    from pathlib import Path

    from bench.measure import Effort, Result
    from bench.servers import Stage


def measure(effort: Effort) -> dict[str, Result]:
    """Return the row."""
    count = effort.count(128, 4)
    with stage_for(effort) as stage:
        stage.start(1)
        records = _supplied(stage, effort.count(32, 2))
        reader, bare = Reader(stage.folder), BareReader()
        _give_bare(stage, reader, records)
        stage.ours.forget()

        def ours() -> float:
            return stage.ours.load(_reads(stage, "ours", records, count), reader.take)

        def theirs() -> float:
            return stage.bare.load(_reads(stage, "bare", records, count), bare.take)

        rates = in_turns(ours, theirs, effort)
        found = {**stage.durability, **stage.ours.detail("ours"), **stage.bare.detail("theirs")}
        return {"lezen": result(*rates, "per_second", clients=CLIENTS, record="4 KiB", **found)}


def _supplied(stage: Stage, count: int) -> list[str]:
    """Push so many records; return their ids."""
    stage.ours.load(stage.make(soort="push", aantal=1, records=count)["ours"])
    return [item["record"] for item in json.loads(stage.ours.answers[0])["verstrekkingen"]]


def _reads(stage: Stage, who: str, records: list[str], count: int) -> list[bytes]:
    return stage.make(soort="lees", aantal=count, records=records)[who]


def _give_bare(stage: Stage, reader: Reader, records: list[str]) -> None:
    """Read every record once, and put the answers in the table of the bare service."""
    stage.ours.forget()
    stage.ours.load(_reads(stage, "ours", records, len(records)), reader.take)
    known = [(json.loads(answer)["record"]["kop"]["record"], "", answer) for answer in stage.ours.answers]
    Table(stage.folder, None).insert(known)


class Reader:
    """Verifies everything about the answer to a read, and opens the record."""

    def __init__(self, folder: Path) -> None:
        keys = json.loads((folder / KEYS).read_text())
        self._policy = tlog_policy.parse((folder / POLICY).read_bytes())
        self._answer = (keys["antwoord"]["oin"], jcs.unb64(keys["antwoord"]["ed25519"]))
        self._oin = keys["lezer"]["oin"]
        self._kem = KemPrivateKey.from_json(json.loads((folder / SECRETS).read_text()))
        public = PublicKey.from_json(keys["verstrekker"]["tekenen"])
        self._signer = DirectoryKey(keys["verstrekker"]["oin"], None, Rol.TEKENEN, public, 0, FOREVER)

    def take(self, request: bytes, head: bytes, body: bytes) -> None:
        """Verify and open one answer."""
        signed = dict(_headers(request.partition(b"\r\n\r\n")[0]))["signature"]
        oin, public = self._answer
        hs.verify_response(201, _headers(head), body, signed, oin=oin, public_key=public)
        data = json.loads(body)
        receipt.verify(data["bewijs"], self._policy)
        record = SealedRecord.from_json(data["record"])
        opened = open_record(record, self._kem, self._oin, UNIT, self._signer, record.kop["gemaakt"])
        assert opened == CONTENT


class BareReader:
    """Parses the answer and makes the bare calls."""

    def __init__(self) -> None:
        self._calls = envelope.Bare(HOLDERS)

    def take(self, _request: bytes, _head: bytes, body: bytes) -> None:
        """Open as much as stood in one answer."""
        json.loads(body)
        self._calls.open()


def _headers(head: bytes) -> list[tuple[str, str]]:
    lines = (line.partition(": ") for line in head.decode("latin-1").split("\r\n")[1:] if line)
    return [(name.lower(), value) for name, _, value in lines]
