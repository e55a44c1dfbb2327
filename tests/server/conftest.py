# SPDX-License-Identifier: EUPL-1.2
"""The HTTP side around a real backbone, and organisations that sign their requests themselves."""

from __future__ import annotations

import threading
import time
import uuid
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import httpx
import pytest
import uvicorn
from alembic.runtime.migration import MigrationContext

from audit.proof import jcs
from core.contract import http_signature as hs
from server import health, migrate
from server.api.app import create_app
from server.backbone import Backbone
from server.keys import CallerKeys
from server.nonces import Nonces
from server.settings import Settings
from tests import kit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from starlette.types import ASGIApp

BASE = "https://knooppunt.test"
TRACE = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"


def serve(operator: kit.Backbone) -> Backbone:
    """Put the HTTP side's parts around a real backbone."""
    settings = Settings(data_dir=operator.folder, public_url=BASE, max_body=1024 * 1024)
    with operator.engine.begin() as connection:  # the kit makes the same tables without the migrations
        MigrationContext.configure(connection).stamp(migrate.scripts(), "head")
    nonces = Nonces(settings.nonces, operator.clock)
    nonces.create()
    return Backbone(
        settings=settings,
        exchange=operator.exchange,
        keys=CallerKeys(operator.exchange),
        nonces=nonces,
        answer_key=hs.AnswerKey(operator.lijst.beheerder.oin, operator.answer_key.key_object),
        lijst=operator.lijst.bron,
        rules=lambda: operator.world.ruleset,
        rules_on=operator.world.rulebook.on,
        clock=operator.clock,
        checks=health.checks(operator.engine, operator.kluis, operator.sequencer),
        close=nonces.close,
        warnings={"vrijgave": lambda: operator.world.rulebook.problem},
    )


@contextmanager
def listening(app: ASGIApp) -> Iterator[str]:
    """Serve an application on a free port of this machine and give its address."""
    server = uvicorn.Server(
        uvicorn.Config(app, host="127.0.0.1", port=0, log_config=None, lifespan="off", timeout_keep_alive=60)
    )
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    port = server.servers[0].sockets[0].getsockname()[1]
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join(10)


@dataclass
class Caller:
    """An organisation that signs its requests and checks every answer."""

    http: httpx.Client
    operator: kit.Backbone
    partij: kit.Partij
    persoon: bool = False
    last: dict[str, str] = field(default_factory=dict)

    def sign(
        self, method: str, path: str, body: bytes = b"", *, key: str | None = None, created: int | None = None
    ) -> dict[str, str]:
        """Return signed headers for a request."""
        headers = {"Idempotency-Key": key or str(uuid.uuid4()), "traceparent": TRACE}
        if body:
            headers["Content-Type"] = "application/json"
        p = self.partij
        org = hs.OrgKey(p.oin, p.http.public.id, p.http.key_object)
        person = hs.PersonKey(p.oin, p.persoon, p.persoon_sleutel.key_object) if self.persoon else None
        now = self.operator.clock.now() if created is None else created
        return hs.sign_request(method, BASE + path, body, headers, org, person, now, hs.new_nonce())

    def send(self, method: str, path: str, value: Any = None, *, key: str | None = None) -> httpx.Response:
        """Send a signed request and check that its answer is signed for it."""
        body = b"" if value is None else jcs.encode(value)
        self.last = self.sign(method, path, body, key=key)
        response = self.http.request(method, path, content=body, headers=self.last)
        self.check(response)
        return response

    def check(self, response: httpx.Response) -> None:
        """Check the operator's signature over an answer to the last request."""
        beheerder = self.operator.lijst.beheerder
        hs.verify_response(
            response.status_code,
            response.headers.multi_items(),
            response.content,
            self.last["Signature"],
            oin=beheerder.oin,
            public_key=beheerder.antwoordsleutel.ed25519,
        )


@pytest.fixture(scope="module")
def operator(tmp_path_factory: pytest.TempPathFactory) -> Iterator[kit.Backbone]:
    """A real backbone with every organisation of the test kit."""
    with kit.backbone(tmp_path_factory.mktemp("backbone")) as made:
        yield made


@pytest.fixture(scope="module")
def served(operator: kit.Backbone) -> Iterator[Backbone]:
    """The same backbone as the HTTP side sees it."""
    backbone = serve(operator)
    yield backbone
    backbone.close()


@pytest.fixture(scope="module")
def http(served: Backbone) -> Iterator[httpx.Client]:
    """An unsigned client of the whole application."""
    with (
        listening(create_app(served)) as address,
        httpx.Client(base_url=address, trust_env=False, timeout=60) as client,
    ):
        yield client


@pytest.fixture
def politie(http: httpx.Client, operator: kit.Backbone) -> Caller:
    """The police, signing."""
    return Caller(http, operator, operator["politie"])


@pytest.fixture
def gemeente(http: httpx.Client, operator: kit.Backbone) -> Caller:
    """A municipality, signing."""
    return Caller(http, operator, operator["gemeente"])


@pytest.fixture
def bureau(http: httpx.Client, operator: kit.Backbone) -> Caller:
    """The RIEC bureau, signing."""
    return Caller(http, operator, operator["riec-bureau"])
