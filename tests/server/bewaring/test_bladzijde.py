# SPDX-License-Identifier: EUPL-1.2
"""The page about backups, rehearsed: its own commands, on a served backbone with gateways that acted, up to total loss."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from audit.reader import LogReader
from core.contract.exitcodes import ExitCode
from server.errors import OudeStandError
from tests.adapters.gateway.ring import Ring, case_with
from tests.bladzijden import Bladzijde
from tests.opgericht import environ

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

HERSTEL = "beheer herstel back-up/hoofd-*.kpb back-up/kluis-*.kpb back-up/sleutels-*.kpb --sleutel geheim.json"


@pytest.fixture
def ring(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Ring]:
    """A served backbone and its gateways, and the environment of its operator and of one partner."""
    made = Ring(tmp_path)
    environ(monkeypatch, made.settings)
    monkeypatch.setenv("KNOOPPUNT_PARTNER_DIR", str(made.partners["politie"].folder))
    monkeypatch.setenv("KNOOPPUNT_SERVER_URL", made.url)
    yield made
    made.close()


def _told(result: Any) -> Any:
    assert result.exit_code == ExitCode.DONE, (result.output, result.exception)
    return json.loads(result.stdout)


def _lose(ring: Ring, name: str) -> None:
    """The machine of the operator is gone, with everything on it."""
    ring.stop()
    ring.settings.data_dir.rename(ring.root / name)


def test_from_backup_to_total_loss_and_on(ring: Ring, tmp_path: Path) -> None:
    """All commands of the page: what was backed up serves again and gateways go on; later acts make it old, and it stops."""
    page, gone = Bladzijde("terugzetten"), tmp_path / "weg"
    casus = case_with(ring, "politie")
    assert page.run("beheer back-upsleutel", tmp_path).exit_code == ExitCode.DONE
    made = _told(page.run("beheer bewaar", tmp_path))
    assert (made["geldig"], made["regel"], len(made["bestanden"])) == (True, True, 3)
    tried = _told(page.run(f"{HERSTEL} --proef", tmp_path))
    assert (tried["geldig"], tried["id"]) == (True, made["id"])

    ring.sync()
    _lose(ring, "weg")
    assert _told(page.run(f"{HERSTEL} --json", tmp_path))["id"] == made["id"]
    with pytest.raises(OudeStandError):
        ring.start()
    assert _told(page.run("audit verifieer", tmp_path))["geldig"]
    assert page.run("adapter gateway standen", tmp_path).exit_code == ExitCode.DONE
    assert _told(page.run("beheer hervat", tmp_path))["standen"] > 1
    assert page.left == []

    ring.start()
    ring.sync()
    ring["politie"].cases().add_person(casus, ring.people["politie"])
    assert ring["politie"].alarms() == []
    log = ring.backbone.exchange.world.log
    lines = [
        line.feit for shard in log.shards() if shard != "stam" for line in LogReader(log.engine, log.kluis).lines(shard)
    ]
    told = [(line["gebeurtenis"], line["back_up"]) for line in lines if line and "back_up" in line]
    assert told == [("beheer:back-up:begonnen", made["id"]), ("beheer:back-up:teruggezet", made["id"])]

    ring.sync()
    _lose(ring, "weg-2")
    _told(page.run(f"{HERSTEL} --json", tmp_path))
    page.run("adapter gateway standen", tmp_path)
    assert isinstance(page.run("beheer hervat", tmp_path).exception, OudeStandError)
    assert gone.exists()
    (ring.root / "weg-2").rename(ring.root / "weg-3")
    ring.settings.data_dir.rename(ring.root / "oud")
    (ring.root / "weg-3").rename(ring.settings.data_dir)
    ring.start()
