# SPDX-License-Identifier: EUPL-1.2
"""The two servers of row `push`, each a process of its own: `python -m bench.servers ours|bare FOLDER`.

`ours` is the real application over a real backbone on SQLite, with one casus and its participants. It also makes the
requests that both servers get: asked for `N` on its standard input it seals and signs N supplies, writes them to a
file and names that file on its standard output. Its log lines are written as always, to a file.

`bare` is what one would write without this project's promises: FastAPI, the same checks of the same bytes (HTTP
signature, both signatures on statement, grants and facts, all hashes of the envelope), then one durable row. It
decides nothing, keeps no log and no nonces on disk, and answers without proof.

Both: uvicorn as it comes, one process, threads and garbage collector set as `knooppunt serve` sets them, SQLite in WAL
with synchronous=FULL.
"""

from __future__ import annotations

import json
import os
import pickle
import sqlite3
import sys
import threading
import time
import uuid
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

import uvicorn
from anyio import to_thread
from fastapi import FastAPI, Request
from pydantic import AnyHttpUrl
from starlette.concurrency import run_in_threadpool
from starlette.responses import JSONResponse

from audit.proof import jcs
from core.contract import http_signature as hs
from core.envelope import SealedRecord, verify
from core.keychain.keys import DirectoryKey, Rol
from core.keychain.signatures import PublicKey, Signature
from core.keychain.signatures import verify as verify_signature
from server.commandline.serve import OTHER_THREADS, settle

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from starlette.responses import Response
    from starlette.types import ASGIApp

    from server.backbone import Backbone
    from tests import kit
    from tests.core.exchange.conftest import Zaak

    Say: TypeAlias = Callable[[dict[str, Any]], None]

BASE = "https://knooppunt.test"
PATH = "/v1/leveringen"
KEYS = "keys.json"
CONTENT = b"i" * 4000
SETTINGS = ("journal_mode", "synchronous")
THREADS = 128 + OTHER_THREADS


def main() -> None:
    """Serve until standard input ends."""
    which, folder = sys.argv[1], Path(sys.argv[2])
    say = _say_aside(folder / f"{which}.log")
    if which == "ours":
        from server.telemetry import logs
        from tests.kit import backbone

        logs.configure()
        with backbone(folder) as operator:
            maker = Maker(operator, folder)
            for count in serve(ours(operator, folder), _pragmas(operator), say):
                say({"file": str(maker.make(int(count)))})
    else:
        bare = Bare(folder)
        for _ in serve(bare.app(), bare.pragmas(), say):
            pass


def _say_aside(log: Path) -> Say:
    """Keep standard output for what `bench.push` reads, and let the log lines of the server go to a file."""
    aside = os.fdopen(os.dup(1), "w", buffering=1)
    with log.open("ab") as file:
        os.dup2(file.fileno(), 1)

    def say(value: dict[str, Any]) -> None:
        aside.write(json.dumps(value) + "\n")

    return say


def serve(app: ASGIApp, pragmas: dict[str, Any], say: Say) -> Iterator[str]:
    """Serve on a free port and tell which; yield what is asked on standard input, until it ends."""

    class Server(uvicorn.Server):
        async def startup(self, sockets: Any = None) -> None:
            to_thread.current_default_thread_limiter().total_tokens = THREADS
            await super().startup(sockets)

    settle()
    server = Server(uvicorn.Config(app, port=0, log_config=None, access_log=False, lifespan="off"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    say({"port": server.servers[0].sockets[0].getsockname()[1], "sqlite": pragmas})
    yield from sys.stdin
    server.should_exit = True
    thread.join(10)


# --- ours


def ours(operator: kit.Backbone, folder: Path) -> ASGIApp:
    """Return the real application around a backbone of the test kit."""
    from server.api.app import create_app
    from server.backbone import Backbone
    from server.keys import CallerKeys
    from server.nonces import Nonces
    from server.settings import Settings

    # One partner sends everything here, faster than one partner may.
    settings = Settings(data_dir=folder, public_url=AnyHttpUrl(BASE), partner_per_seconde=0)
    nonces = Nonces(settings.nonces, operator.clock)
    nonces.create()
    made: Backbone = Backbone(
        settings=settings,
        exchange=operator.exchange,
        keys=CallerKeys(operator.exchange),
        nonces=nonces,
        answer_key=hs.AnswerKey(operator.lijst.beheerder.oin, operator.answer_key.key_object),
        lijst=operator.lijst.bron,
        rules=lambda: operator.world.ruleset,
        rules_on=operator.world.rulebook.on,
        clock=operator.clock,
        checks={},
        warnings={},
        close=nonces.close,
    )
    return create_app(made)


class Maker:
    """Makes signed pushes: one record of 4 KiB for three recipients, with the supplier's five statements about it."""

    def __init__(self, operator: kit.Backbone, folder: Path) -> None:
        from tests.core.exchange.conftest import Zaak

        self._zaak: Zaak = Zaak(operator)
        self._zaak.phase("verrijking-gesloten")
        self._folder = folder
        supplier = operator["politie"]
        keys = {
            "oin": supplier.oin,
            "tekenen": supplier.tekenen.public.to_json(),
            "http": {"id": supplier.http.public.id, "ed25519": jcs.b64(supplier.http.public.ed25519)},
        }
        (folder / KEYS).write_text(json.dumps(keys))
        (folder / "policy").write_text(operator.policy_text)

    def make(self, count: int) -> Path:
        """Write `count` requests, as the bytes that go over the wire, and return the file."""
        path = self._folder / f"requests-{uuid.uuid4()}"
        path.write_bytes(pickle.dumps([self._request() for _ in range(count)]))
        return path

    def _request(self) -> bytes:
        zaak, supplier = self._zaak, self._zaak.knooppunt["politie"]
        levering = zaak.supply("politie", "wpg-8", "gemeente", "belastingdienst", "om", content=CONTENT)
        body = jcs.encode(levering.body)
        headers = {
            "Idempotency-Key": levering.caller.verzoek,
            "traceparent": f"00-{uuid.uuid4().hex}-{uuid.uuid4().hex[:16]}-01",
            "Content-Type": "application/json",
        }
        key = hs.OrgKey(supplier.oin, supplier.http.public.id, supplier.http.key_object)
        now = zaak.knooppunt.clock.now()
        signed = hs.sign_request("POST", BASE + PATH, body, headers, key, None, now, hs.new_nonce())
        lines = {"Host": "knooppunt.test", "Content-Length": str(len(body)), **signed}
        head = "".join(f"{name}: {value}\r\n" for name, value in lines.items())
        return f"POST {PATH} HTTP/1.1\r\n{head}\r\n".encode() + body


def _pragmas(operator: kit.Backbone) -> dict[str, Any]:
    with operator.engine.connect() as connection:
        return {name: connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in SETTINGS}


# --- the bare service


class Bare:
    """One table, one connection, one durable insert per request."""

    def __init__(self, folder: Path) -> None:
        keys = json.loads((folder / KEYS).read_text())
        self._oin = keys["oin"]
        self._http = (keys["http"]["id"], jcs.unb64(keys["http"]["ed25519"]))
        far = 1 << 52
        self._signing = DirectoryKey(self._oin, None, Rol.TEKENEN, PublicKey.from_json(keys["tekenen"]), 0, far)
        self._nonces: set[tuple[str, str]] = set()
        self._lock = threading.Lock()
        self._database = sqlite3.connect(folder / "bare.sqlite", isolation_level=None, check_same_thread=False)
        for pragma in ("journal_mode=WAL", "synchronous=FULL"):
            self._database.execute(f"PRAGMA {pragma}")
        self._database.execute("CREATE TABLE IF NOT EXISTS levering (sleutel TEXT PRIMARY KEY, oin TEXT, inhoud BLOB)")

    def pragmas(self) -> dict[str, Any]:
        """Return the durability settings."""
        return {name: self._database.execute(f"PRAGMA {name}").fetchone()[0] for name in SETTINGS}

    def app(self) -> FastAPI:
        """Return the application."""
        app = FastAPI(openapi_url=None)

        @app.post(PATH)
        async def push(request: Request) -> Response:
            return await run_in_threadpool(self._take_in, request, await request.body())

        return app

    def _take_in(self, request: Request, body: bytes) -> Response:
        lines = [(key.decode("latin-1"), value.decode("latin-1")) for key, value in request.scope["headers"]]
        now = time.time_ns() // 1_000_000
        caller = hs.verify_request("POST", BASE + PATH, lines, body, keys=self, now=now, remember=self._remember)
        value = json.loads(body)
        for item in value["verstrekkingen"]:
            verify(SealedRecord.from_json(item), self._signing, now)
        for bundle in value["feiten"]:
            message = jcs.encode({"door": bundle["door"], "verklaringen": bundle["verklaringen"]})
            signature = Signature.from_json(bundle["handtekening"])
            verify_signature(self._signing.sleutel, "knooppunt/v1/feit", message, signature)
        with self._lock:
            row = (caller.idempotency_key, caller.oin, body)
            self._database.execute("INSERT INTO levering VALUES (?, ?, ?)", row)
        return JSONResponse({"levering": caller.idempotency_key}, 201)

    def org_key(self, oin: str, sleutel: str, at_ms: int) -> bytes | None:  # noqa: ARG002 - keys do not change here
        return self._http[1] if (oin, sleutel) == (self._oin, self._http[0]) else None

    def person_key(self, oin: str, persoon: str, at_ms: int) -> bytes | None:  # noqa: ARG002 - nobody acts here
        return None

    def _remember(self, keyid: str, nonce: str, created: int) -> bool:  # noqa: ARG002 - kept for the run
        pair = (keyid, nonce)
        fresh = pair not in self._nonces
        self._nonces.add(pair)
        return fresh


if __name__ == "__main__":
    main()
