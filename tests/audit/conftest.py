# SPDX-License-Identifier: EUPL-1.2
"""A small backbone for tests of the log: database, kluis, keys, folder and a clock that the test moves."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa

from audit import database, tables
from audit.getuige import tabel
from audit.kluis import EpochKey, Kluis
from audit.log import Log
from audit.proof import tlog_policy
from audit.reader import LogReader
from audit.sequencer import Sequencer
from audit.signer import LogSigner, policy_text

if TYPE_CHECKING:
    from pathlib import Path

PREFIX = "log.example/knooppunt"
START = 1_790_000_000_000

# A table of "the business" beside the log, as core has them.
business = sa.MetaData()
feiten = sa.Table(
    "proef_feiten", business, sa.Column("id", sa.Text, primary_key=True), sa.Column("waarde", sa.Text, nullable=False)
)


class TestClock:
    """A clock that stands still until it is moved."""

    __test__ = False

    def __init__(self, now=START):
        self.time = now

    def now(self):
        return self.time


@dataclass
class Backbone:
    """All parts of one log; `sequencer()` makes a new one on them."""

    url: str
    folder: Path
    clock: TestClock = field(default_factory=TestClock)

    def __post_init__(self):
        self.folder.mkdir(exist_ok=True)
        self.key_file = self.folder / "tijdvak.json"
        self.seed_file = self.folder / "log.json"
        self.engine = database.create_engine(self.url)
        self.kluis_url = f"sqlite:///{self.folder}/kluis.sqlite"
        if not self.key_file.exists():
            EpochKey.generate().write(self.key_file)
            LogSigner.generate().write(self.seed_file)
            tables.create(self.engine)
            tabel.create(self.engine)
            business.create_all(self.engine)
        self.kluis = Kluis.open(self.kluis_url, self.key_file)
        self.kluis.create()
        self.signer = LogSigner.read(self.seed_file)
        self.log = Log(self.engine, self.kluis)
        self.reader = LogReader(self.engine, self.kluis)
        self.policy = tlog_policy.parse(policy_text(self.signer, PREFIX).encode())

    def sequencer(self, **changes):
        parts = {"engine": self.engine, "kluis": self.kluis, "signer": self.signer, "directory": self.folder}
        parts |= {"origin_prefix": PREFIX, "clock": self.clock} | changes
        return Sequencer(**parts)

    def close(self):
        self.engine.dispose()
        self.kluis.engine.dispose()


@pytest.fixture
def backbone(tmp_path):
    """A backbone on SQLite."""
    made = Backbone(f"sqlite:///{tmp_path}/hoofd.sqlite", tmp_path / "b")
    yield made
    made.close()


@pytest.fixture(params=["sqlite", "postgresql"])
def any_backbone(request, tmp_path):
    """A backbone on each of both databases."""
    url = f"sqlite:///{tmp_path}/hoofd.sqlite" if request.param == "sqlite" else request.getfixturevalue("postgres_url")
    made = Backbone(url, tmp_path / "b")
    yield made
    made.close()


@pytest.fixture
def running(any_backbone):
    """A started sequencer on each of both databases; stopped at the end."""
    sequencer = any_backbone.sequencer()
    sequencer.start()
    yield any_backbone, sequencer
    sequencer.stop()
