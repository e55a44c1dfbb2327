# SPDX-License-Identifier: EUPL-1.2
"""The bare service: what one would write without this project's promises. `python -m bench.bare PORT FOLDER AS_OURS [DATABASE_URL]`.

FastAPI, the same checks of the same bytes (HTTP signatures, both signatures on statement, grants and facts, all hashes of
the envelope), then one durable transaction: one row, or with more records in a delivery one row for each of its parts. A record is read
as it stands in the table, after the checks of the request. It decides nothing, keeps no log and no nonces on
disk, and answers without proof or signature.

As ours: uvicorn as it comes, threads, connections and garbage collector set as `knooppunt serve` sets them (AS_OURS is
`over_http.AsOurs` as JSON), SQLite in WAL with synchronous=FULL or PostgreSQL with fsync and synchronous_commit on, any
number of processes beside one database.
"""

from __future__ import annotations

import gc
import json
import sqlite3
import sys
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import uvicorn
from anyio import to_thread
from fastapi import FastAPI, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import JSONResponse, Response

from audit.proof import jcs
from bench.over_http import ADDRESS, DURABILITY, FOREVER, KEYS, PUSH, RECORDS, AsOurs
from core.contract import http_signature as hs
from core.envelope import SealedRecord, verify
from core.keychain.keys import DirectoryKey, Rol
from core.keychain.signatures import PublicKey, Signature
from core.keychain.signatures import verify as verify_signature

if TYPE_CHECKING:
    from collections.abc import Sequence


def main() -> None:
    """Serve until asked to stop."""
    port, folder, as_ours, *url = sys.argv[1:]
    bare, set_as = Bare(Path(folder), url[0] if url else None), AsOurs(**json.loads(as_ours))

    class Server(uvicorn.Server):
        async def startup(self, sockets: Any = None) -> None:
            to_thread.current_default_thread_limiter().total_tokens = set_as.threads
            await super().startup(sockets)

    gc.collect()
    gc.freeze()
    gc.set_threshold(set_as.gc_threshold)
    config = uvicorn.Config(
        bare.app(),
        port=int(port),
        log_config=None,
        access_log=False,
        lifespan="off",
        timeout_keep_alive=set_as.keep_seconds,
    )
    Server(config).run()


class Bare:
    """One table, one connection, one durable transaction per request."""

    def __init__(self, folder: Path, url: str | None) -> None:
        keys = json.loads((folder / KEYS).read_text())
        supplier, reader = keys["verstrekker"], keys["lezer"]
        self._http = {(who["oin"], who["http"]["id"]): jcs.unb64(who["http"]["ed25519"]) for who in (supplier, reader)}
        self._person = (reader["oin"], reader["persoon"]["id"]), jcs.unb64(reader["persoon"]["ed25519"])
        public = PublicKey.from_json(supplier["tekenen"])
        self._signing = DirectoryKey(supplier["oin"], None, Rol.TEKENEN, public, 0, FOREVER)
        self._nonces: set[tuple[str, str]] = set()
        self._table = Table(folder, url)

    def app(self) -> FastAPI:
        """Return the application."""
        app = FastAPI(openapi_url=None)

        @app.get("/gezond/klaar")
        def ready() -> dict[str, Any]:
            return self._table.durability()

        @app.post(PUSH)
        async def push(request: Request) -> Response:
            return await run_in_threadpool(self._take_in, request, await request.body())

        @app.get(RECORDS + "{record}")
        def read(request: Request, record: str) -> Response:
            self._caller(request, b"")
            return Response(self._table.get(record), 200, media_type="application/json")

        return app

    def _caller(self, request: Request, body: bytes) -> hs.VerifiedRequest:
        lines = [(key.decode("latin-1"), value.decode("latin-1")) for key, value in request.scope["headers"]]
        now = time.time_ns() // 1_000_000
        url = ADDRESS + request.url.path
        return hs.verify_request(request.method, url, lines, body, keys=self, now=now, remember=self._remember)

    def _take_in(self, request: Request, body: bytes) -> Response:
        caller, now = self._caller(request, body), time.time_ns() // 1_000_000
        value = json.loads(body)
        for item in value["verstrekkingen"]:
            verify(SealedRecord.from_json(item), self._signing, now)
        for bundle in value["feiten"]:
            message = jcs.encode({"door": bundle["door"], "verklaringen": bundle["verklaringen"]})
            signature = Signature.from_json(bundle["handtekening"])
            verify_signature(self._signing.sleutel, "knooppunt/v1/feit", message, signature)
        items = [*value["verstrekkingen"], *value["feiten"]]
        parts = [body] if len(value["verstrekkingen"]) == 1 else [json.dumps(item).encode() for item in items]
        self._table.insert([(f"{caller.idempotency_key}/{n}", caller.oin, part) for n, part in enumerate(parts)])
        return JSONResponse({"levering": caller.idempotency_key}, 201)

    def org_key(self, oin: str, sleutel: str, at_ms: int) -> bytes | None:  # noqa: ARG002 - keys do not change here
        return self._http.get((oin, sleutel))

    def person_key(self, oin: str, persoon: str, at_ms: int) -> bytes | None:  # noqa: ARG002 - keys do not change here
        who, key = self._person
        return key if (oin, persoon) == who else None

    def _remember(self, keyid: str, nonce: str, created: int) -> bool:  # noqa: ARG002 - kept for the run
        pair = (keyid, nonce)
        fresh = pair not in self._nonces
        self._nonces.add(pair)
        return fresh


class Table:
    """The table, on SQLite or PostgreSQL, over one connection that threads use one after the other."""

    def __init__(self, folder: Path, url: str | None) -> None:
        self._lock = threading.Lock()
        self._database: Any = _postgres(url) if url else _sqlite(folder)
        self._dialect, blob, mark = ("postgresql", "BYTEA", "%s") if url else ("sqlite", "BLOB", "?")
        columns = f"(sleutel TEXT PRIMARY KEY, oin TEXT, inhoud {blob})"
        self._database.execute(f"CREATE TABLE IF NOT EXISTS levering {columns}")
        self._insert = f"INSERT INTO levering VALUES ({mark}, {mark}, {mark})"
        self._select = f"SELECT inhoud FROM levering WHERE sleutel = {mark}"

    def insert(self, rows: Sequence[tuple[str, str, bytes]]) -> None:
        """Insert these rows in one durable transaction."""
        with self._lock:
            if len(rows) == 1:
                self._database.execute(self._insert, rows[0])
                return
            self._database.execute("BEGIN")
            self._database.cursor().executemany(self._insert, rows)
            self._database.execute("COMMIT")

    def get(self, record: str) -> bytes:
        """Return what was inserted under this name."""
        with self._lock:
            return bytes(self._database.execute(self._select, (record,)).fetchone()[0])

    def durability(self) -> dict[str, Any]:
        """Return the settings that say what is on disk when a request is answered."""
        word, *names = DURABILITY[self._dialect]
        with self._lock:
            return {name: self._database.execute(f"{word} {name}").fetchone()[0] for name in names}


def _sqlite(folder: Path) -> sqlite3.Connection:
    made = sqlite3.connect(folder / "bare.sqlite", isolation_level=None, check_same_thread=False, timeout=30)
    for pragma in ("journal_mode=WAL", "synchronous=FULL"):
        made.execute(f"PRAGMA {pragma}")
    return made


def _postgres(url: str) -> Any:
    import psycopg

    return psycopg.connect(url.replace("postgresql+psycopg:", "postgresql:"), autocommit=True)


if __name__ == "__main__":
    main()
