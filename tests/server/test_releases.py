# SPDX-License-Identifier: EUPL-1.2
"""Databases of released versions: the code of today migrates them and verifies every line in them."""

from __future__ import annotations

import os
import shutil
from typing import TYPE_CHECKING

import pytest

from audit.database import create_engine
from audit.kluis import Kluis
from audit.proof import tlog_policy
from audit.rows import existing_rows
from audit.verify import verify
from core.ledger import tables
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
    report = verify(engine, kluis, tmp_path, policy, rows=lambda connection: existing_rows(connection, tables.TABLES))
    engine.dispose()
    kluis.engine.dispose()
    assert report.bevindingen == []
    assert report.regels > 30
    assert report.rijen > 100
