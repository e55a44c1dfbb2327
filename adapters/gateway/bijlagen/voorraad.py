# SPDX-License-Identifier: EUPL-1.2
"""The store of attachments of one gateway: sealed files that wait for the outbox, and files that are coming in.

Invariants:
- A file is sealed in a stream, one piece at a time, to a file of its own that is on disk (fsync, rename) before the record
  that names it can be found by who sends. What breaks half-way leaves no file under a final name.
- What was looked at is what was sealed: a file that changed in between is refused.
- Files go when their entry of the outbox is done or replaced; what a crash left goes an hour later, with the next sending.
- Nothing here is readable for anybody but its owner; sealed files hold ciphertext.

`herverzegel-*` files hold plain bytes for as long as one re-sealing takes, in the partner's own folder.
"""

from __future__ import annotations

import hashlib
import os
import time
import uuid
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, BinaryIO, cast

from pydantic import ValidationError

from adapters.gateway.bijlagen.soort import SoortError, look
from adapters.gateway.errors import GatewayError
from core.contract.bijlagen import Bijlagebeschrijving

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from adapters.gateway.bijlagen.soort import Gezien
    from adapters.gateway.proposal import Bestand
    from adapters.gateway.store import Store
    from core.envelope import Sealing

FOLDER = "bijlagen"
SEALED, INCOMING = ".verzegeld", ".binnen"
LEFT_S = 3600
_SCHEMA = """
CREATE TABLE IF NOT EXISTS bijlagen_uit (bijlage TEXT PRIMARY KEY, sleutel TEXT NOT NULL) STRICT
"""
_ENDED = """
SELECT bijlage FROM bijlagen_uit LEFT JOIN outbox ON outbox.sleutel = bijlagen_uit.sleutel
WHERE outbox.staat IS NULL OR outbox.staat IN ('klaar', 'vervangen')
"""


_NAME = "De naam van dit bestand kan niet mee. Geef een andere naam, zonder nummers van personen."


@dataclass(frozen=True, slots=True)
class Klaar:
    """A file that was looked at and may be sealed as attachment `bijlage`."""

    bijlage: str
    pad: Path = field(repr=False)
    naam: str = field(repr=False)
    gezien: Gezien

    def to_json(self) -> dict[str, Any]:
        """Return how the sealed content describes it."""
        seen = self.gezien
        return {
            "bijlage": self.bijlage,
            "naam": self.naam,
            "type": seen.type,
            "lengte": seen.lengte,
            "sha256": seen.sha256,
        }


class Voorraad:
    """The folder `bijlagen/` of one partner, and which request each sealed file belongs to."""

    def __init__(self, folder: Path, store: Store) -> None:
        self.folder, self._store = folder / FOLDER, store
        store.db.execute(_SCHEMA)

    def looked(self, files: Sequence[Bestand], category: str) -> tuple[list[Klaar], list[tuple[int, str, str]]]:
        """Look at files; return what may go, and place, reason and sentence of what may not."""
        good: list[Klaar] = []
        wrong: list[tuple[int, str, str]] = []
        for place, item in enumerate(files):
            try:
                seen = look(item.pad, item.naam, category, item.type)
            except SoortError as error:
                wrong.append((place, error.reden, str(error)))
            except OSError:
                wrong.append((place, "bijlage-onleesbaar", "Dit bestand is er niet of is niet te lezen."))
            else:
                made = Klaar(str(uuid.uuid4()), item.pad, item.naam, seen)
                if _fits(made):
                    good.append(made)
                else:
                    wrong.append((place, "bijlage-naam", _NAME))
        return good, wrong

    def seal(self, act: Sealing, item: Klaar) -> None:
        """Seal one file in a stream, into its own file.

        Raises:
            GatewayError: it is not what it was when it was looked at.
            OSError: the disk is full, or the file cannot be read.
        """
        with item.pad.open("rb") as file, self.writing(self.path(item.bijlage)) as sink:
            source = _Hashing(file)
            act.attach(item.bijlage, cast("BinaryIO", source), sink)
            if (source.sha256, source.length) != (item.gezien.sha256, item.gezien.lengte):
                raise GatewayError("Een bijlage is veranderd terwijl zij werd verzegeld; lever opnieuw.")

    def path(self, bijlage: str) -> Path:
        """Return where the sealed bytes of an attachment lie."""
        return self.folder / f"{bijlage}{SEALED}"

    @contextmanager
    def writing(self, path: Path) -> Iterator[BinaryIO]:
        """Give a new file that gets its name when all of it is on disk, and goes when anything fails."""
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        new = path.with_name(path.name + ".nieuw")
        try:
            with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
                yield file
                file.flush()
                os.fsync(file.fileno())
            new.rename(path)
        except BaseException:
            new.unlink(missing_ok=True)
            raise
        _sync(path.parent)

    def keep(self, key: str, bijlagen: Iterable[str]) -> None:
        """Remember which request these belong to; part of the transaction that keeps its bytes."""
        rows = [(bijlage, key) for bijlage in bijlagen]
        self._store.db.executemany("INSERT INTO bijlagen_uit VALUES (?, ?)", rows)

    def of(self, key: str) -> list[str]:
        """Return the attachments of a request that waits."""
        query = "SELECT bijlage FROM bijlagen_uit WHERE sleutel = ? ORDER BY bijlage"
        return [row["bijlage"] for row in self._store.db.execute(query, (key,))]

    def tidy(self) -> None:
        """Delete what belongs to no waiting request any more, and what a crash left: what is young may be in the making."""
        for row in self._store.db.execute(_ENDED).fetchall():
            self.path(row["bijlage"]).unlink(missing_ok=True)
            self._store.db.execute("DELETE FROM bijlagen_uit WHERE bijlage = ?", (row["bijlage"],))
        named = {row["bijlage"] for row in self._store.db.execute("SELECT bijlage FROM bijlagen_uit")}
        for path in self.folder.glob("*"):
            waits = path.suffix == INCOMING or (path.suffix == SEALED and path.stem in named)
            if not waits and time.time() - path.stat().st_mtime > LEFT_S:
                path.unlink(missing_ok=True)


def _fits(item: Klaar) -> bool:
    try:
        Bijlagebeschrijving.model_validate(item.to_json())
    except ValidationError:
        return False
    return True


class _Hashing:
    """A file that hashes what is read from it."""

    def __init__(self, file: BinaryIO) -> None:
        self._file, self._hash, self.length = file, hashlib.sha256(), 0

    def read(self, size: int) -> bytes:
        piece = self._file.read(size)
        self._hash.update(piece)
        self.length += len(piece)
        return piece

    @property
    def sha256(self) -> str:
        return self._hash.hexdigest()


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
