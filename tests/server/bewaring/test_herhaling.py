# SPDX-License-Identifier: EUPL-1.2
"""A backup from before a destruction, put back where nothing newer is left: the log is told again, verifies, and nothing opens."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from audit.database import create_engine
from audit.events import Event, misfit
from audit.kluis import Kluis
from audit.proof import tlog_policy
from audit.values import SystemClock
from core.exchange import vernietigen
from core.exchange.results import Gedaan, Geweigerd
from core.keychain import verklaring
from core.keychain.kem import KemPrivateKey
from core.ledger import bewaring
from core.ledger.tables import omhulsel, verstrekking
from server import setup, wiring
from server.bewaring import herstellen, maken
from server.commandline.audit.verifieer import check
from server.commandline.beheer.wissen import replay
from server.settings import Settings
from tests.core.exchange.test_vernietigen import READER, WHO, Setting, prepared
from tests.kit import backbone
from tests.opgericht import set_up

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from core.keychain.bewaarbesluit import Bewaarbesluit


@dataclass
class Verleden:
    """A backbone that destroyed one record and, together with one that it never had in the backup, another; and its backup."""

    setting: Setting
    settings: Settings
    files: list[Path]
    key: KemPrivateKey
    weg: str
    later: str
    blijft: str
    bevelen: tuple[Bewaarbesluit, Bewaarbesluit]

    def back(self, place: Path) -> Settings:
        """Put the backup back in an empty place, without what came after it."""
        back = Settings(data_dir=place)
        herstellen.restore(back, self.files, self.key)
        return back


@pytest.fixture(scope="module")
def verleden(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Verleden]:
    """Backup first, destruction after it."""
    place, key = tmp_path_factory.mktemp("herhaling"), KemPrivateKey.generate()
    with backbone(place) as made:
        prepared(made)
        settings = set_up(made)
        setting = Setting(made)
        weg, blijft = setting.record(), setting.record()
        files = list(maken.make(settings, [key.public], place / "back-up", SystemClock()).bestanden)
        later = setting.record()
        setting.close()
        setting.ground()
        orders = setting.order(weg), setting.order(later)
        assert all(isinstance(setting.send(order), Gedaan) for order in orders)
        yield Verleden(setting, settings, files, key, weg, later, blijft, orders)


def test_a_log_that_lost_a_destruction_is_told_again_and_verifies(verleden: Verleden, tmp_path: Path) -> None:
    """Salts go at once, rows when a line names them; all verifies, says who and when, and a second start adds nothing."""
    back = verleden.back(tmp_path / "terug")
    assert _left(back, verleden.weg) == (True, 1, 2), "the control: the backup opens it"
    done = replay(back, [verleden.settings.wisbevelen])
    assert (done.ontbreekt, done.vernietigd) == ([], 1)
    assert _left(back, verleden.weg) == (False, 1, 2)
    found = [(one.soort, one.waar) for one in check(back).bevindingen]
    assert found == [("kluis-ontbreekt", f"kluis_waarden:zout|{verleden.weg}")], "no row without its line meanwhile"
    assert replay(back, ()).vernietigd == 0
    shift = verleden.setting.backbone.clock
    opened = wiring.open_backbone(back, shift, vergeleken=False)
    try:
        world = opened.exchange.world
        assert _left(back, verleden.weg) == (False, 0, 0)
        assert _left(back, verleden.blijft) == (True, 1, 2)
        made = verleden.setting.backbone
        told = opened.exchange.read(made[READER].caller(persoon=True), verleden.weg)
        assert isinstance(told, Geweigerd)
        assert told.soort == bewaring.VERNIETIGD
        state = opened.exchange.destruction(made[WHO].caller(), verleden.bevelen[0].sha256)
        assert isinstance(state, Gedaan)
        (line,) = state.bewijs
        assert (line["feit"]["gebeurtenis"], misfit(line["feit"])) == (Event.VERNIETIGING_HERHAALD, [])
        policy = tlog_policy.parse(setup.read_file(back.tlog_policy))
        document = verklaring.make(state.gegevens["bevel"], state.bewijs, state.gegevens["voltooid"])
        proven = verklaring.check(document, policy, world.keys)
        assert [part.record for part in proven.onderdelen] == [verleden.weg]
        assert proven.bevolen == line["feit"]["bevolen"] < line["feit"]["tijd"]
        before = world.log.shards()
        assert vernietigen.resume(world, policy) == 0
        assert world.log.shards() == before
        for path in back.wisbevelen.glob("*.json"):
            path.unlink()
        assert vernietigen.resume(world, policy) == 0, "kept again, by the line that told it again"
        assert vernietigen.resume(world, policy) == 0
    finally:
        opened.close()
    assert [one.soort for one in check(back).bevindingen] == []


def _left(back: Settings, record: str) -> tuple[bool, int, int]:
    """Whether the salt of a record is there, and how many bodies and wraps."""
    engine, kluis = create_engine(back.database), Kluis.open(back.kluis, back.keys / setup.EPOCH_FILE)
    try:
        with engine.connect() as connection:
            body = connection.execute(verstrekking.select().where(verstrekking.c.sleutel == record)).all()
            wraps = connection.execute(omhulsel.select().where(omhulsel.c.record == record)).all()
        return kluis.get("zout", record) is not None, len(body), len(wraps)
    finally:
        engine.dispose()
        kluis.engine.dispose()
