# SPDX-License-Identifier: EUPL-1.2
"""Two real set-ups for tests across the rooms: requests signed by hand, and real gateways with their own folders.

`net` is a backbone with nine organisations behind a real server, spoken to with signed requests. `ring` is a backbone
that was set up by ceremony through `server.setup`, opened by `server.wiring`, with five real gateways around it. Both
are made once per module.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import httpx
import pytest

from server.api.app import create_app
from tests import kit
from tests.adapters.gateway.ring import Ring
from tests.end_to_end.net import Net
from tests.server.conftest import listening, serve

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(scope="module")
def operator(tmp_path_factory: pytest.TempPathFactory) -> Iterator[kit.Backbone]:
    """A real backbone on SQLite with every organisation of the test kit."""
    with kit.backbone(tmp_path_factory.mktemp("backbone")) as made:
        yield made


@pytest.fixture(scope="module")
def net(operator: kit.Backbone) -> Iterator[Net]:
    """That backbone behind a real HTTP server."""
    backbone = serve(operator)
    with listening(create_app(backbone)) as address, httpx.Client(base_url=address, trust_env=False) as client:
        yield Net(operator, client)
    backbone.close()


@pytest.fixture(scope="module")
def ring(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ring]:
    """Operator and partners, brought together by a ceremony, with real gateways."""
    made = Ring(tmp_path_factory.mktemp("ring"))
    yield made
    made.close()
