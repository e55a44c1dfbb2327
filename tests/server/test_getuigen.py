# SPDX-License-Identifier: EUPL-1.2
"""The serving process and its witnesses: who asks them, and what health says about them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from audit.getuige.verzamelen import LATE, Collector
from audit.proof import tlog_policy
from server import health, wiring
from server.settings import Settings
from tests.kit import Backbone

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def operator(tmp_path: Path) -> Iterator[Backbone]:
    """A backbone whose partners run three witnesses."""
    made = Backbone(tmp_path, getuigen=3)
    yield made
    made.close()


def test_health_warns_when_the_quorum_is_late(operator: Backbone, monkeypatch: pytest.MonkeyPatch) -> None:
    """Well while the quorum stands, a warning after a minute without, well again when the witnesses are back."""
    monkeypatch.setattr(health, "KEEP_S", -1.0)
    (check,) = health.witnesses(operator.collector).values()
    operator.witness()
    assert check() is None
    assert operator.kring is not None
    operator.kring.off()
    operator.state("politie", operator.fact("gescreend", persoon=operator["politie"].persoon))
    operator.witness()
    assert check() is None
    operator.clock.shift += 62_000
    assert check() == LATE
    operator.kring.on()
    operator.witness()
    assert check() is None
    assert health.witnesses(None) == {}


def test_only_a_policy_with_witnesses_has_a_collector(operator: Backbone) -> None:
    """Without witnesses nothing is asked; with them the collector has the addresses and the pace of the settings."""
    settings = Settings(data_dir=operator.folder, witness_seconds=7.5)
    assert operator.kring is not None
    made = wiring._collector(operator.sequencer, operator.kring.policy, settings)
    assert isinstance(made, Collector)
    assert sorted(e.address for e in made.endpoints) == [
        f"http://g{n}.getuige.example/add-checkpoint" for n in range(3)
    ]
    assert made._seconds == 7.5
    made.stop()
    lines = [line for line in operator.policy_text.splitlines() if line.startswith("log ")]
    bare = tlog_policy.parse(("\n".join(lines) + "\nquorum none\n").encode())
    assert wiring._collector(operator.sequencer, bare, settings) is None
