# SPDX-License-Identifier: EUPL-1.2
"""A backup of a backbone with rows in every table, put back in either database: every row, file and proof is there again."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pytest
import sqlalchemy as sa
from pydantic import SecretStr

from audit.database import create_engine
from audit.kluis import KluisError
from audit.values import SystemClock
from core.exchange.results import Gedaan
from core.keychain.kem import KemPrivateKey
from server import migrate, wiring
from server.bewaring import herstellen, maken, rijen, stand
from server.commandline.audit.verifieer import check
from server.errors import BewaringError, OudeStandError
from server.settings import Settings
from tests import kit
from tests.core.exchange.conftest import Zaak
from tests.opgericht import set_up
from tests.releases import fill

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture(scope="module")
def key() -> KemPrivateKey:
    """The key of whom the backups are for."""
    return KemPrivateKey.generate()


@contextmanager
def _filled(folder: Path, url: str | None = None) -> Iterator[tuple[kit.Backbone, Settings]]:
    folder.mkdir(exist_ok=True)
    with kit.backbone(folder, url) as knooppunt:
        fill(knooppunt)
        yield knooppunt, set_up(knooppunt)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory, key: KemPrivateKey) -> tuple[Settings, list[Path]]:
    """A backbone on SQLite at rest, and the files of a backup of it."""
    place = tmp_path_factory.mktemp("bewaar")
    with _filled(place / "knooppunt") as (_, settings):
        return settings, list(maken.make(settings, [key.public], place / "back-up", SystemClock()).bestanden)


def _rows(settings: Settings) -> dict[str, list[Any]]:
    engine = create_engine(settings.database)
    try:
        with engine.connect() as connection:
            return {
                name: sorted(
                    repr(tuple(row))
                    for row in connection.execute(sa.select(sa.Table(name, sa.MetaData(), autoload_with=connection)))
                )
                for name in rijen.tables(connection)
            }
    finally:
        engine.dispose()


def _files(settings: Settings) -> dict[str, bytes]:
    root = settings.publication / "log"
    return {
        str(path.relative_to(root)): path.read_bytes()
        for path in root.rglob("*")
        if path.is_file() and path.name not in {".slot", ".nieuw"}
    }


def test_put_back_everything_is_as_it_was(made, key, tmp_path: Path) -> None:
    """Rows of all tables, published files, list and policy are the same bytes, and the whole log verifies."""
    settings, files = made
    back = Settings(data_dir=tmp_path / "terug")
    done = herstellen.restore(back, files, key)
    assert done.soorten == ["hoofd", "kluis", "sleutels"]
    assert done.rijen > 100
    assert _rows(back) == _rows(settings)
    assert _files(back).items() <= _files(settings).items()  # without the partial tiles that newer ones replaced
    assert {"stam/checkpoint", "stam/vkeys"} <= _files(back).keys()
    assert back.lijst.read_bytes() == settings.lijst.read_bytes()
    report = check(back)
    assert report.bevindingen == []
    assert report.regels > 30
    assert (back.keys / "tijdvak.json").stat().st_mode & 0o077 == 0


def test_from_sqlite_to_postgresql_and_back(made, key, tmp_path: Path, postgres_url: str) -> None:
    """A backup of the one database is put back in the other, goes on there, and comes back the same way."""
    settings, files = made
    there = Settings(data_dir=tmp_path / "pg", database_url=SecretStr(postgres_url))
    herstellen.restore(there, files, key)
    assert _rows(there) == _rows(settings)
    assert check(there).bevindingen == []
    again = list(maken.make(there, [key.public], tmp_path / "back-up", SystemClock()).bestanden)
    home = Settings(data_dir=tmp_path / "thuis")
    herstellen.restore(home, again, key)
    assert _rows(home) == _rows(settings)


def test_made_while_others_write(key, tmp_path: Path) -> None:
    """Pushes go on while the backup is made; put back, it is one sound moment of the log, with nothing half."""
    with _filled(tmp_path / "knooppunt") as (knooppunt, settings):
        zaak = Zaak(knooppunt)
        zaak.phase("verrijking-gesloten")
        with maken._views(settings) as seen:
            before = seen.main.execute(sa.text("SELECT count(*) FROM verstrekking")).scalar()
            levering = zaak.supply("politie", "wpg-8", "gemeente")
            assert isinstance(knooppunt.exchange.push(levering.caller, levering.body), Gedaan)
            assert seen.main.execute(sa.text("SELECT count(*) FROM verstrekking")).scalar() == before
        files = list(maken.make(settings, [key.public], tmp_path / "back-up", SystemClock()).bestanden)
    back = Settings(data_dir=tmp_path / "terug")
    herstellen.restore(back, files, key)
    assert check(back).bevindingen == []


def test_nothing_is_served_before_it_is_compared(made, key, tmp_path: Path) -> None:
    """A place that was put back does not open; a mark that was damaged counts as a mark."""
    _, files = made
    back = Settings(data_dir=tmp_path / "terug")
    herstellen.restore(back, files, key)
    with pytest.raises(OudeStandError, match="beheer hervat"):
        wiring.open_backbone(back)
    (back.data_dir / stand.MARK).write_bytes(b"weg")
    with pytest.raises(OudeStandError):
        stand.require_unmarked(back)
    stand.unmark(back)
    wiring.open_backbone(back).close()


def test_nothing_that_is_there_is_written_over(made, key) -> None:
    """Where database, kluis, keys and list stand, nothing is put back, and all of it is said at once."""
    settings, files = made
    before = _rows(settings)
    with pytest.raises(BewaringError) as caught:
        herstellen.restore(settings, files, key)
    for word in ("database", "kluis", "sleutels", "deelnemerslijst"):
        assert word in str(caught.value)
    assert stand.marked(settings) is None
    assert _rows(settings) == before


def test_files_must_be_of_one_backup_and_one_of_each(made, key, tmp_path: Path) -> None:
    """Two of a kind, files of two backups, a missing file and another key are each refused, before anything is there."""
    settings, files = made
    others = list(maken.make(settings, [key.public], tmp_path / "later", SystemClock()).bestanden)
    back = Settings(data_dir=tmp_path / "terug")
    for wrong, told in (
        ([files[0], files[0]], "van elke soort één"),
        ([files[0], others[1]], "niet van één back-up"),
        ([tmp_path / "weg.kpb"], "ontbreekt"),
    ):
        with pytest.raises(BewaringError, match=told):
            herstellen.restore(back, wrong, key)
        assert not back.data_dir.exists()
    with pytest.raises(BewaringError, match="niet verzegeld"):
        herstellen.restore(back, files, KemPrivateKey.generate())
    assert stand.marked(back) is not None  # begun and not ended: it stays shut


def test_the_kluis_alone_opens_nothing_and_the_main_file_holds_no_secret(made, key, tmp_path: Path) -> None:
    """Without the file of the keys the kluis does not open; salts and opening keys are not in the main file."""
    _settings, files = made
    by_kind = {path.name.partition("-")[0]: path for path in files}
    back = Settings(data_dir=tmp_path / "terug")
    herstellen.restore(back, [by_kind["hoofd"], by_kind["kluis"]], key)
    with pytest.raises(KluisError):
        check(back)
    assert "kluis_waarden" not in _rows(back)


def test_a_backup_of_a_newer_version_is_refused(made, key, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A schema that this version does not know is not guessed at."""
    monkeypatch.setattr(migrate, "revisions", lambda: ["0001"])
    with pytest.raises(BewaringError, match="nieuwere versie"):
        herstellen.restore(Settings(data_dir=tmp_path / "terug"), made[1], key)


@pytest.mark.parametrize("name", ["log/../x", "log/stam/../../x", "/etc/x", "log/stam/checkpoint/../../../x"])
def test_names_inside_a_backup_reach_no_other_place(name: str, tmp_path: Path) -> None:
    """A name that leads elsewhere is refused, of a published file and of a key alike."""
    settings = Settings(data_dir=tmp_path)
    with pytest.raises(BewaringError, match="vreemde naam"):
        herstellen._publish(settings, name, b"x")
    with pytest.raises(BewaringError, match="vreemde naam"):
        herstellen._plain(f"sleutels/../{name}", "sleutels")


def test_kluis_and_keys_leave_after_their_term_and_the_newest_stays(made, key, tmp_path: Path) -> None:
    """After the short term the older files of kluis and keys go; those of the database stay, and so does the newest."""

    class Clock:
        time = 1_790_000_000_000

        def now(self) -> int:
            return self.time

    clock, days = Clock(), {"hoofd": None, "kluis": 14, "sleutels": 14}
    maken.make(made[0], [key.public], tmp_path, clock)
    clock.time += 13 * maken.DAY_MS
    maken.make(made[0], [key.public], tmp_path, clock)
    assert maken.prune(tmp_path, clock.time, days) == ()
    clock.time += 20 * maken.DAY_MS
    gone = [path.name.partition("-")[0] for path in maken.prune(tmp_path, clock.time, days)]
    assert gone == ["kluis", "sleutels"]
    assert len(list(tmp_path.iterdir())) == 4
