# SPDX-License-Identifier: EUPL-1.2
"""What an operator on the wire may try with the feed and the answers of a read, and what the gateway then does."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
import sqlalchemy as sa

from audit.proof import jcs
from core.ledger import verstrekkingen
from tests.adapters.gateway.ring import Ring, case_with
from tests.adapters.gateway.test_ring import proposal, sent
from tests.end_to_end.operator import Operator, visit

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

FEED = "/v1/berichten"


@pytest.fixture(scope="module")
def ring(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ring]:
    """Operator and partners with real gateways."""
    made = Ring(tmp_path_factory.mktemp("ring"))
    yield made
    made.close()


@pytest.fixture(scope="module")
def records(ring: Ring) -> tuple[str, str]:
    """Two records of the police for the gemeente, in one casus."""
    casus = case_with(ring, "politie")
    first, second = (sent(ring["politie"], proposal(ring, casus, "gemeente")) for _ in range(2))
    ring.sync("gemeente")
    return first, second


def test_record_is_not_opened_under_the_line_of_another(ring: Ring, records: tuple[str, str], tmp_path: Path) -> None:
    """An operator that announces and serves one record under the id, and so the line, of another opens nothing."""
    first, second = records
    world, operator = ring.backbone.exchange.world, Operator(ring)
    with world.reading() as connection:
        hidden = verstrekkingen.sealed_for(connection, second, ring.oin("gemeente"))
    hidden["zout"] = jcs.b64(world.kluis.get("zout", second) or b"")

    def change(path: str, data: Any) -> Any:
        if path == FEED:
            for message in data["berichten"]:
                if message["gegevens"].get("record") == second:
                    message["gegevens"]["record"] = first
        if path.endswith(f"{first}/inzagen") and operator.seen.count(path) > 1:
            data["record"] = hidden
        return data

    operator.change = change
    gateway = visit(ring, "gemeente", operator, tmp_path / "gemeente", remembers=False)
    gateway.sync()
    result = gateway.fetch(ring.people["gemeente"])
    alarms, folder = gateway.alarms(), tmp_path / "gemeente" / "geopend"
    gateway.close()
    operator.close()
    assert first in result.afwijkend, (result, alarms)
    opened = [json.loads(path.read_text()) for path in folder.glob("*.json")]
    assert second not in {value["kop"]["record"] for value in opened}


def test_record_id_of_the_feed_is_no_path(ring: Ring, records: tuple[str, str], tmp_path: Path) -> None:
    """An id in the feed that points to another file writes nothing there: the pinned list stays what it was."""
    first, second = records
    operator, name = Operator(ring), "../deelnemerslijst"
    world = ring.backbone.exchange.world

    def change(path: str, data: Any) -> Any:
        if path == FEED:
            for message in data["berichten"]:
                if message["gegevens"].get("record") == second:
                    message["gegevens"]["record"] = name
        return data

    operator.change = change
    gateway = visit(ring, "gemeente", operator, tmp_path / "gemeente", remembers=False)
    before = {path: path.read_bytes() for path in (tmp_path / "gemeente").glob("*.json")}
    gateway.sync()
    result = gateway.fetch(ring.people["gemeente"])
    gateway.close()
    operator.close()
    assert name not in result.geopend
    assert {path: path.read_bytes() for path in before} == before
    assert first in result.geopend
    with world.reading() as connection:
        assert connection.execute(sa.text("SELECT count(*) FROM verstrekking")).scalar_one() >= 2
