# SPDX-License-Identifier: EUPL-1.2
"""Databases of released versions: the code of today migrates them, verifies every line and repeats every decision."""

from __future__ import annotations

import os
import shutil
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from audit.database import create_engine
from audit.kluis import Kluis
from audit.proof import jcs, tlog_policy
from audit.rows import existing_rows
from audit.verify import Rooms, verify
from core.ledger import tables
from policies.authzen import evaluate
from policies.release import Release
from server import migrate
from tests.releases import RELEASES, restore_log, restore_postgresql, restore_sqlite

if TYPE_CHECKING:
    from pathlib import Path

VERSIONS = sorted(path.name for path in RELEASES.iterdir() if path.is_dir())


def test_every_release_kept_its_databases() -> None:
    """The first release is there, and each release has a filled dump of both databases."""
    assert "v0.1.0" in VERSIONS
    for version in VERSIONS:
        assert {path.name for path in (RELEASES / version).iterdir()} == {"sqlite", "postgresql"}


@pytest.mark.parametrize("version", VERSIONS)
def test_old_release_decides_as_it_did(version: str, tmp_path: Path) -> None:
    """The rules of an earlier version still load, whole, and give each logged decision again: outcome, rows, duties, digest."""
    restore_sqlite(RELEASES / version / "sqlite" / "database.sql.gz", tmp_path / "knooppunt.sqlite")
    engine = create_engine(f"sqlite:///{tmp_path / 'knooppunt.sqlite'}")
    with engine.connect() as connection:
        bundles = connection.execute(select(tables.vrijgave.c.bundel)).scalars().all()
        records = connection.execute(select(tables.beslissing.c.adl)).scalars().all()
    engine.dispose()
    releases = {release.digest: release for release in (Release.from_json(jcs.decode(data)) for data in bundles)}
    rules = {digest: release.rules("demo") for digest, release in releases.items()}
    assert len(records) > 20
    for data in records:
        body = jcs.decode(data)["body"]
        then = body["adl.core.response"]
        now = evaluate(rules[then["vrijgave"]], body["adl.core.request"], date(2026, 11, 22))["context"]
        assert _told(now) == _told(then)


def _told(context: dict[str, Any]) -> tuple[Any, ...]:
    rows = [
        (rule["id"], rule["effect"], rule["bron"], rule["artikel"], rule["zekerheid"]) for rule in context["regels"]
    ]
    lacking = [(item["feit"], item["regel"]) for item in context["ontbreekt"]]
    return context["uitkomst"], rows, lacking, context["plichten"], context["vrijgave"]


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("name", ["sqlite", "postgresql"])
def test_old_record_migrates_and_still_verifies(
    version: str, name: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    """A filled database of an earlier version comes to today's schema, and its whole log still holds."""
    source = RELEASES / version / name
    restore_log(source / "log.tar.gz", tmp_path)
    shutil.copy(source / "tijdvak.json", tmp_path / "tijdvak.json")
    os.chmod(tmp_path / "tijdvak.json", 0o600)  # noqa: PTH101 - git keeps no modes
    restore_sqlite(source / "kluis.sql.gz", tmp_path / "kluis.sqlite")
    url = f"sqlite:///{tmp_path / 'knooppunt.sqlite'}"
    if name == "postgresql":
        url = request.getfixturevalue("postgres_url")
        restore_postgresql(source / "database.sql.gz", url)
    else:
        restore_sqlite(source / "database.sql.gz", tmp_path / "knooppunt.sqlite")
    engine = create_engine(url)
    kluis = Kluis.open(f"sqlite:///{tmp_path / 'kluis.sqlite'}", tmp_path / "tijdvak.json")
    migrate.upgrade(engine)
    policy = tlog_policy.parse((source / "tlog-policy").read_bytes())
    report = verify(engine, kluis, tmp_path, policy, Rooms(lambda connection: existing_rows(connection, tables.TABLES)))
    engine.dispose()
    kluis.engine.dispose()
    assert report.bevindingen == []
    assert report.regels > 30
    assert report.rijen > 100
