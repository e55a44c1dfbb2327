# SPDX-License-Identifier: EUPL-1.2
"""Row `bijlage`: an attachment of 1 GiB from the partner's disk to the backbone's database, beside hashing and writing it.

Ours: looking at the file, sealing it in a stream to a file that is synced, and per part of 1 MiB a signed request, its
verification, and a durable row in SQLite through the log's own writer; at the end the hash over all. Not in it: the time
that bytes are on the wire. The floor reads the same file once, hashes it with SHA-256 and writes it to a synced file.

So ours reads the bytes three times and hashes them five times, and writes them three times (sealed file, write-ahead log,
database). The ratio is of bytes per second.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
import time
import uuid
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import text

from adapters.gateway.bijlagen.soort import look
from bench.a_log import ALog
from bench.measure import in_turns, result
from core.contract import http_signature
from core.contract.bijlagen import DEEL
from core.envelope import attachments
from core.exchange.bijlagen import Uploads
from core.ledger import bijlagen, vervallen

if TYPE_CHECKING:
    from bench.measure import Effort, Result
    from core.envelope.record import Bijlage

OIN, KEY_ID = "00000099000000001000", "0" * 64
KEY = Ed25519PrivateKey.generate()
HEADERS = {"Idempotency-Key": str(uuid.uuid4()), "traceparent": f"00-{'1' * 32}-{'2' * 16}-01"}


class _Keys:
    """Knows the one key of this bench."""

    def org_key(self, _oin: str, _sleutel: str, _at_ms: int) -> bytes:
        return KEY.public_key().public_bytes_raw()

    def person_key(self, _oin: str, _persoon: str, _at_ms: int) -> bytes | None:
        return None


def measure(effort: Effort) -> dict[str, Result]:
    """Return the row."""
    mebibytes = effort.count(1024, 2)
    with tempfile.TemporaryDirectory(prefix="knooppunt-bench-") as name:
        source = Path(name) / "bron.pdf"
        with source.open("wb") as file:
            file.write(b"%PDF-1.7\n")
            for _ in range(mebibytes):
                file.write(os.urandom(DEEL))
        rates = in_turns(lambda: ours(source), lambda: floor(source), effort)
        return {"bijlage": result(*rates, "mib_per_second", mib=mebibytes, part_kib=DEEL // 1024, reads=3, hashes=5)}


def floor(source: Path) -> float:
    """Read, hash and write once; return MiB per second."""
    start, total, target = time.perf_counter(), hashlib.sha256(), source.with_name("kopie")
    with source.open("rb") as file, target.open("wb") as sink:
        while piece := file.read(DEEL):
            total.update(piece)
            sink.write(piece)
        sink.flush()
        os.fsync(sink.fileno())
    target.unlink()
    return source.stat().st_size / DEEL / (time.perf_counter() - start)


def ours(source: Path) -> float:
    """Bring the file from disk to database; return MiB per second."""
    folder = source.with_name("ronde")
    folder.mkdir()
    try:
        with ALog(folder, f"sqlite:///{folder / 'log.sqlite'}") as log:
            _tables(log)
            start = time.perf_counter()
            look(source, source.name, "wpg-8")
            named = _sealed(source, folder / "verzegeld")
            _sent(log, folder / "verzegeld", named)
            return source.stat().st_size / DEEL / (time.perf_counter() - start)
    finally:
        shutil.rmtree(folder)


def _tables(log: ALog) -> None:
    with log.engine.begin() as connection:
        for metadata in (vervallen.metadata, bijlagen.metadata):
            metadata.create_all(connection)
        for statement in bijlagen.ddl("sqlite"):
            connection.execute(text(statement))


def _sealed(source: Path, target: Path) -> Bijlage:
    with source.open("rb") as file, target.open("wb") as sink:
        named = attachments.encrypt(os.urandom(32), os.urandom(32), bytes(32), str(uuid.uuid4()), file, sink)
        sink.flush()
        os.fsync(sink.fileno())
    return named


def _sent(log: ALog, path: Path, named: Bijlage) -> None:
    uploads, key = Uploads(), named.bijlage
    made = bijlagen.Upload(key, OIN, named.lengte, 0, None, None)
    with path.open("rb") as file:
        for number in range(made.delen):
            data = _received(f"http://127.0.0.1/v1/bijlagen/{key}/delen/{number}", file.read(DEEL))
            _stored(log, key, number, data)
            uploads.add(made, number, data)
    total = uploads.total(made)
    if total != (named.sha256, named.binding):
        raise AssertionError("what was stored is not what was sealed")
    log.sequencer.submit(lambda act: bijlagen.whole(act.connection, key, *total)).result(60)


def _received(url: str, data: bytes) -> bytes:
    """Sign a request with this part, and verify it as the server does."""
    now = time.time_ns() // 1_000_000
    org = http_signature.OrgKey(OIN, KEY_ID, KEY)
    signed = http_signature.sign_request("PUT", url, data, HEADERS, org, None, now, http_signature.new_nonce())
    remember: Any = lambda *_: True  # noqa: E731 - the memory of nonces is in row `push`
    http_signature.verify_request("PUT", url, signed, data, keys=_Keys(), now=now, remember=remember)
    return data


def _stored(log: ALog, key: str, number: int, data: bytes) -> None:
    sha256 = hashlib.sha256(data).hexdigest()
    log.sequencer.submit(lambda act: bijlagen.keep_part(act.connection, key, number, sha256, data)).result(60)
