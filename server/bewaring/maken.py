# SPDX-License-Identifier: EUPL-1.2
"""Making a backup while the backbone works: three sealed files from views that belong together.

Invariants:
- First the published log, then the main database, then kluis and keys: so the database is never behind what was published,
  and the kluis never lacks what the database needs. Kluis and keys are looked at while no epoch can be renewed.
- A file appears whole or not at all: written aside with mode 0600, synced, renamed. The three have one id.
- Of kluis and keys nothing older than their term stays in the folder, but for the newest: it would remember what was erased.

What is inside: `server.bewaring`. Sealing: `server.bewaring.vat`.
"""

from __future__ import annotations

import os
import uuid
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from importlib.metadata import version
from typing import IO, TYPE_CHECKING, Final

from alembic.runtime.migration import MigrationContext

from audit import tijdvak
from audit.database import create_engine
from audit.kluis import kluis_waarden
from audit.privaat import read_private, sync_folder
from audit.proof import checkpoint, jcs, tiles
from audit.publish import CHECKPOINT, VKEYS, WITNESSED, Publisher
from core.keychain.errors import KeychainError
from core.keychain.kem import KemPublicKey
from server import setup
from server.bewaring import rijen, vat
from server.errors import BewaringError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from sqlalchemy import Connection

    from audit.values import Clock
    from server.settings import Settings

SUFFIX: Final = ".kpb"
MANIFEST: Final = "back-up"
LIST, LISTS, POLICY = "bestand/deelnemerslijst", "bestand/deelnemerslijsten", "bestand/tlog-policy"
KEYS: Final = "sleutels"
LOG: Final = "log"
DAY_MS: Final = 24 * 3600 * 1000


@dataclass(frozen=True, slots=True)
class Gemaakt:
    """A backup that was made: its id, when (ms), and its files with their SHA-256."""

    id: str
    gemaakt: int
    bestanden: dict[Path, str]
    opgeruimd: tuple[Path, ...] = ()


def recipients(folder: Path) -> list[KemPublicKey]:
    """Return the public keys (`*.json`) of a folder, or the one of a file.

    Raises:
        BewaringError: there is none, or one is no public key.
    """
    paths = sorted(folder.glob("*.json")) if folder.is_dir() else [folder]
    try:
        found = [KemPublicKey.from_json(jcs.decode(path.read_bytes().strip())) for path in paths]
    except (OSError, jcs.CanonicalError, KeychainError):
        raise BewaringError("Een openbare sleutel voor back-ups is niet te lezen.") from None
    if not found:
        raise BewaringError("Er is geen openbare sleutel om de back-up voor te verzegelen.")
    return found


def make(
    settings: Settings, keys: Sequence[KemPublicKey], folder: Path, clock: Clock, number: str | None = None
) -> Gemaakt:
    """Make the three files in `folder` under the id `number` (else a new one) and return what was made."""
    now, number = clock.now(), number or str(uuid.uuid4())
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    done: dict[Path, str] = {}
    with _views(settings) as seen:
        writers: dict[str, Callable[[vat.Writer], None]] = {
            "hoofd": lambda writer: _main(writer, settings, seen),
            "kluis": lambda writer: _rows(writer, seen.kluis, [kluis_waarden.name]),
            "sleutels": lambda writer: _files(writer, seen.keys),
        }
        for soort, fill in writers.items():
            kop = vat.Kop(soort, number, now)
            path = folder / f"{soort}-{_stamp(now)}-{number[:8]}{SUFFIX}"
            done[path] = _write(path, kop, keys, fill)
    return Gemaakt(number, now, done)


def prune(folder: Path, now: int, days: dict[str, int | None]) -> tuple[Path, ...]:
    """Remove the files whose term has passed, but for the newest of each kind; return what went."""
    found: dict[str, list[tuple[int, Path]]] = {}
    for path in folder.glob(f"*{SUFFIX}"):
        with path.open("rb") as file:
            kop, _ = vat.head_of(file)
        found.setdefault(kop.soort, []).append((kop.gemaakt, path))
    gone = []
    for soort, items in found.items():
        term = days.get(soort)
        for made, path in sorted(items)[:-1]:
            if term is not None and now - made > term * DAY_MS:
                path.unlink()
                gone.append(path)
    sync_folder(folder)
    return tuple(sorted(gone))


@dataclass(frozen=True)
class _Views:
    """What belongs together: files of the log, both databases, and the keys."""

    small: dict[str, bytes]
    full: dict[str, Path]
    main: Connection
    kluis: Connection
    keys: dict[str, bytes]


@contextmanager
def _views(settings: Settings) -> Iterator[_Views]:
    with ExitStack() as stack:
        small, full = _published(Publisher(settings.publication))
        engines = [create_engine(url) for url in (settings.database, settings.kluis)]
        for engine in engines:
            stack.callback(engine.dispose)
        main = stack.enter_context(rijen.snapshot(engines[0]))
        with tijdvak.still(settings.keys / setup.EPOCH_FILE):
            kluis = stack.enter_context(rijen.snapshot(engines[1]))
            keys = {
                f"{KEYS}/{path.name}": read_private(path)
                for path in sorted(settings.keys.iterdir())
                if path.is_file() and path.suffix == ".json"
            }
        yield _Views(small, full, main, kluis, keys)


def _published(publisher: Publisher) -> tuple[dict[str, bytes], dict[str, Path]]:
    """Return the files of the log that change, as they are at one moment, and where those stand that do not."""
    small: dict[str, bytes] = {}
    full: dict[str, Path] = {}
    with publisher.still():
        for folder in sorted(path for path in publisher.root.iterdir() if path.is_dir()):
            base = f"{LOG}/{folder.name}"
            for name in (CHECKPOINT, WITNESSED, VKEYS):
                if (folder / name).exists():
                    small[f"{base}/{name}"] = (folder / name).read_bytes()
            size = checkpoint.parse((folder / CHECKPOINT).read_bytes())[0].size
            for path, whole in _tiles(size):
                if whole:
                    full[f"{base}/{path}"] = folder / path
                else:
                    small[f"{base}/{path}"] = (folder / path).read_bytes()
    return small, full


def _tiles(size: int) -> Iterator[tuple[str, bool]]:
    """Yield the path of every tile and bundle of a tree, and whether it is full."""
    level = 0
    while count := size >> tiles.HEIGHT * level:
        for number in range(-(-count // tiles.WIDTH)):
            width = tiles.tile_width(size, level, number)
            yield tiles.tile_path(level, number, width), width == tiles.WIDTH
            if level == 0:
                yield tiles.bundle_path(number, width), width == tiles.WIDTH
        level += 1


def _main(writer: vat.Writer, settings: Settings, seen: _Views) -> None:
    schema = MigrationContext.configure(seen.main).get_current_revision()
    writer.add(MANIFEST, jcs.encode({"schema": schema or "", "versie": version("knooppunt")}))
    writer.add(LIST, setup.read_file(settings.lijst))
    writer.add(POLICY, setup.read_file(settings.tlog_policy))
    for path in sorted(settings.lijsten.glob("*")) if settings.lijsten.is_dir() else ():
        writer.add(f"{LISTS}/{path.name}", path.read_bytes())
    _rows(writer, seen.main, rijen.tables(seen.main))
    _files(writer, seen.small)
    for name, path in seen.full.items():
        writer.add(name, path.read_bytes())


def _rows(writer: vat.Writer, connection: Connection, tables: Sequence[str]) -> None:
    for table in tables:
        for name, data in rijen.parts(connection, table):
            writer.add(f"rijen/{name}", data)


def _files(writer: vat.Writer, files: dict[str, bytes]) -> None:
    for name, data in files.items():
        writer.add(name, data)


def _write(path: Path, kop: vat.Kop, keys: Sequence[KemPublicKey], fill: Callable[[vat.Writer], None]) -> str:
    """Write one file whole; return its SHA-256."""
    fresh = path.with_name(f"{path.name}.nieuw")
    handle = os.open(fresh, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "w+b") as file:
            writer = vat.Writer(file, kop, keys)
            fill(writer)
            writer.close()
            file.flush()
            os.fsync(file.fileno())
            digest = _digest(file)
    except BaseException:
        fresh.unlink(missing_ok=True)
        raise
    fresh.replace(path)
    sync_folder(path.parent)
    return digest


def _digest(file: IO[bytes]) -> str:
    file.seek(0)
    found = sha256()
    while chunk := file.read(1024 * 1024):
        found.update(chunk)
    return found.hexdigest()


def _stamp(now: int) -> str:
    return datetime.fromtimestamp(now / 1000, UTC).strftime("%Y%m%dT%H%M%SZ")
