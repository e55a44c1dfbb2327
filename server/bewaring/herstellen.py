# SPDX-License-Identifier: EUPL-1.2
"""Putting a backup back in an empty place, and marking that place until somebody has compared it with what others saw.

Invariants:
- Nothing that is there is overwritten: a database with tables, a kluis with values or a key file in the way stops it at once.
  A published log that survived stays: it is newer, and it is how an old backup is recognised.
- The mark is written before the first row, so a restore that stopped half-way is never served; databases are filled in one
  transaction each.
- The database gets the schema that it had, is filled, and is then migrated like any other.
- Folder and table names come out of the file and are checked: nothing is written outside the places of the settings.

Orders to erase are carried out afterwards, before anything is served (`core.exchange.wissen.resume`). Comparing, and taking
the mark away: `server.bewaring.stand`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

import sqlalchemy as sa

from audit.database import create_engine, writing
from audit.kluis import kluis_waarden
from audit.kluis import metadata as kluis_metadata
from audit.privaat import write_private
from audit.proof import jcs
from audit.publish import CHECKPOINT, Publisher
from audit.values import STAM, SystemClock
from server import migrate
from server.bewaring import maken, rijen, stand, vat
from server.errors import BewaringError
from server.nonces import Nonces

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from core.keychain.kem import KemPrivateKey
    from server.settings import Settings

_FILE: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,200}")
_LOG_FILE: Final = re.compile(r"log/[a-z0-9][a-z0-9-]{0,62}/(checkpoint|getuigd|vkeys|tile/[0-9a-z/.]{1,200})")


@dataclass
class Teruggezet:
    """What was put back: of which backup, from when (ms), and how many rows and files."""

    id: str
    gemaakt: int
    soorten: list[str] = field(default_factory=list)
    rijen: int = 0
    bestanden: int = 0


def restore(settings: Settings, files: Sequence[Path], key: KemPrivateKey) -> Teruggezet:
    """Put the files of one backup back.

    Raises:
        BewaringError: they do not belong together, something is in the way, or a file is not what it should be.
    """
    heads = _heads(files)
    first = next(iter(heads.values()))[0]
    _require_room(settings, set(heads))
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    stand.mark(settings, {"back_up": first.id, "gemaakt": first.gemaakt, "teruggezet": SystemClock().now()})
    done = Teruggezet(first.id, first.gemaakt, sorted(heads))
    for soort, put in (("sleutels", _keys), ("kluis", _kluis), ("hoofd", _main)):
        if soort in heads:
            with heads[soort][1].open("rb") as file:
                put(settings, vat.read(file, key), done)
    nonces = Nonces(settings.nonces, SystemClock())
    nonces.create()
    nonces.close()
    return done


def _heads(files: Iterable[Path]) -> dict[str, tuple[vat.Kop, Path]]:
    heads: dict[str, tuple[vat.Kop, Path]] = {}
    for path in files:
        try:
            with path.open("rb") as file:
                kop, _ = vat.head_of(file)
        except OSError:
            raise BewaringError(f"Het bestand {path.name} ontbreekt of is niet leesbaar.") from None
        if kop.soort in heads:
            raise BewaringError("Geef van elke soort één bestand: hoofd, kluis en sleutels.")
        heads[kop.soort] = (kop, path)
    if len({kop.id for kop, _ in heads.values()}) != 1:
        raise BewaringError("Deze bestanden zijn niet van één back-up.")
    return heads


def _require_room(settings: Settings, soorten: set[str]) -> None:
    """Return only when nothing stands where something will be written."""
    wrong = []
    if "hoofd" in soorten and _tables(settings.database) - {"nonce"}:
        wrong.append("De database is niet leeg.")
    if "kluis" in soorten and _tables(settings.kluis):
        wrong.append("De kluis is niet leeg.")
    if "sleutels" in soorten and settings.keys.is_dir() and any(settings.keys.glob("*.json")):
        wrong.append("In de map met sleutels staan al sleutels.")
    if "hoofd" in soorten and (settings.lijst.exists() or settings.tlog_policy.exists()):
        wrong.append("Er staat al een deelnemerslijst of tlog-policy.")
    if wrong:
        raise BewaringError(" ".join([*wrong, "Zet een back-up terug in een lege map."]))


def _tables(url: str) -> set[str]:
    engine = create_engine(url)
    try:
        with engine.connect() as connection:
            return set(sa.inspect(connection).get_table_names())
    except sa.exc.OperationalError:  # SQLite: the folder is not there yet
        if engine.dialect.name == "sqlite":
            return set()
        raise BewaringError("De database is niet bereikbaar.") from None
    finally:
        engine.dispose()


def _keys(settings: Settings, parts: Iterator[tuple[str, bytes]], done: Teruggezet) -> None:
    settings.keys.mkdir(parents=True, exist_ok=True, mode=0o700)
    for name, data in parts:
        write_private(settings.keys / _plain(name, maken.KEYS), data)
        done.bestanden += 1


def _kluis(settings: Settings, parts: Iterator[tuple[str, bytes]], done: Teruggezet) -> None:
    engine = create_engine(settings.kluis)
    try:
        kluis_metadata.create_all(engine)
        with writing(engine, lock=None) as connection:
            filler = rijen.Filler(connection, [kluis_waarden.name])
            for name, data in parts:
                filler.add(name.removeprefix("rijen/"), data)
        done.rijen += filler.rijen
    finally:
        engine.dispose()


def _main(settings: Settings, parts: Iterator[tuple[str, bytes]], done: Teruggezet) -> None:
    manifest, data = next(parts, ("", b"{}"))
    if manifest != maken.MANIFEST:
        raise BewaringError("De back-up begint niet met zijn eigen beschrijving.")
    schema = str(jcs.decode(data).get("schema"))
    if schema not in migrate.revisions():
        raise BewaringError("De back-up is van een nieuwere versie. Gebruik die versie om hem terug te zetten.")
    keep_log = Publisher(settings.publication).published(STAM) is not None
    last: dict[str, bytes] = {}
    engine = create_engine(settings.database)
    try:
        migrate.upgrade(engine, schema)
        with writing(engine) as connection:
            filler = rijen.Filler(connection, rijen.tables(connection))
            for name, content in parts:
                if name.startswith("rijen/"):
                    filler.add(name.removeprefix("rijen/"), content)
                elif name.startswith("bestand/"):
                    _place(settings, name, content)
                elif name.endswith(f"/{CHECKPOINT}"):
                    last[name] = content  # after the tiles that it needs
                elif not keep_log:
                    _publish(settings, name, content)
                done.bestanden += not name.startswith("rijen/")
        migrate.upgrade(engine)
        for name, content in last.items() if not keep_log else ():
            _publish(settings, name, content)
        done.rijen += filler.rijen
    finally:
        engine.dispose()


def _place(settings: Settings, name: str, data: bytes) -> None:
    places: dict[str, Any] = {maken.LIST: settings.lijst, maken.POLICY: settings.tlog_policy}
    path = places.get(name) or settings.lijsten / _plain(name, maken.LISTS)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)


def _publish(settings: Settings, name: str, data: bytes) -> None:
    if not _LOG_FILE.fullmatch(name) or ".." in name:
        raise BewaringError("De back-up heeft een bestand met een vreemde naam.")
    path = settings.publication / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)


def _plain(name: str, folder: str) -> str:
    """Return the name of a file that stands right in `folder`."""
    found = name.removeprefix(f"{folder}/")
    if not name.startswith(f"{folder}/") or not _FILE.fullmatch(found):
        raise BewaringError("De back-up heeft een bestand met een vreemde naam.")
    return found
