# SPDX-License-Identifier: EUPL-1.2
"""What a gateway keeps for requests of citizens: a folder per request, restrictions, decisions on informing, own supplies.

Invariants:
- What says about whom a request is stands in files for their owner only, in the folder of that request, and goes when it is done.
- Tables hold keyed hashes of persons, never a name or number; the key is that of the local index.
- What was supplied is kept here with its header fields, so that "to whom, in the last four years" needs nobody else.

It asks nothing of the network and decides nothing.
"""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING, Any, Final

from adapters.gateway.errors import ConfigError
from adapters.gateway.keyring import write_private
from core.keychain import shape
from core.keychain.errors import ShapeError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from adapters.gateway.partner import Partner
    from adapters.gateway.store import Store

FOLDER: Final = "rechten"
VRAAG, GEVONDEN, ANTWOORD = "vraag.json", "gevonden.json", "antwoord.json"
_SCHEMA: Final = """
CREATE TABLE IF NOT EXISTS rechtenbeperkingen (
  beperking TEXT PRIMARY KEY, persoon TEXT NOT NULL, record TEXT NOT NULL, grond TEXT NOT NULL, tot INTEGER NOT NULL,
  noemen INTEGER NOT NULL, stuk BLOB NOT NULL, geheim BLOB NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS informeerbesluiten (
  stuk_sha256 TEXT PRIMARY KEY, persoon TEXT NOT NULL, besluit TEXT NOT NULL, tot INTEGER, tijd INTEGER NOT NULL,
  stuk BLOB NOT NULL, geheim BLOB NOT NULL) STRICT;
"""


class Kast:
    """The cupboard of one gateway.

    Args:
        store: the gateway's database.
        partner: whose folder it is.
    """

    def __init__(self, store: Store, partner: Partner) -> None:
        self._store, self._root = store, partner.folder / FOLDER
        store.db.executescript(_SCHEMA)

    def keep(self, verzoek: str, name: str, value: Mapping[str, Any]) -> Path:
        """Write a file of one request."""
        folder = self.folder(verzoek)
        write_private(folder / name, json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True).encode() + b"\n")
        return folder / name

    def kept(self, verzoek: str, name: str) -> dict[str, Any] | None:
        """Return a file of one request, None when it is not there."""
        try:
            return dict(json.loads((self._root / _id(verzoek) / name).read_text("utf-8")))
        except FileNotFoundError:
            return None

    def folder(self, verzoek: str) -> Path:
        """Return the folder of one request, made when it is not there."""
        folder = self._root / _id(verzoek)
        for made in (self._root, folder):  # `parents` would make the first one for everybody
            made.mkdir(mode=0o700, exist_ok=True)
        return folder

    def requests(self) -> list[str]:
        """Return the requests of which something is kept, sorted."""
        return sorted(path.name for path in self._root.iterdir() if path.is_dir()) if self._root.is_dir() else []

    def forget(self, verzoek: str, keep: Iterable[str] = ()) -> None:
        """Take everything of a request away, but for the named files."""
        folder, kept = self._root / _id(verzoek), set(keep)
        for path in folder.iterdir() if folder.is_dir() else ():
            if path.name not in kept:
                path.unlink()
        if folder.is_dir() and not any(folder.iterdir()):
            shutil.rmtree(folder)

    def drop(self, verzoek: str, *names: str) -> None:
        """Take these files of a request away, as far as they are there."""
        for name in names:
            (self._root / _id(verzoek) / name).unlink(missing_ok=True)
        self.forget(verzoek, self._kept(verzoek))

    def _kept(self, verzoek: str) -> set[str]:
        folder = self._root / verzoek
        return {path.name for path in folder.iterdir()} if folder.is_dir() else set()

    def restricted(self, beperking: Mapping[str, Any]) -> None:
        """Keep a restriction that stands in the log."""
        names = ("beperking", "persoon", "record", "grond", "tot", "noemen", "stuk", "geheim")
        row = [beperking[name] for name in names]
        self._store.db.execute("INSERT INTO rechtenbeperkingen VALUES (?, ?, ?, ?, ?, ?, ?, ?)", row)

    def restrictions(self) -> list[dict[str, Any]]:
        """Return all restrictions, the last to end comes last."""
        rows = self._store.db.execute("SELECT * FROM rechtenbeperkingen ORDER BY tot, beperking")
        return [dict(row) for row in rows]

    def informed(self, row: tuple[str, str, str, int | None, int, bytes, bytes]) -> None:
        """Keep a decision on informing that stands in the log."""
        self._store.db.execute("INSERT INTO informeerbesluiten VALUES (?, ?, ?, ?, ?, ?, ?)", row)

    def decisions(self) -> list[dict[str, Any]]:
        """Return the decisions on informing, oldest first."""
        rows = self._store.db.execute("SELECT * FROM informeerbesluiten ORDER BY tijd, stuk_sha256")
        return [dict(row) for row in rows]


def _id(verzoek: str) -> str:
    """Return the id when it is one: it becomes the name of a folder.

    Raises:
        ConfigError: it is not.
    """
    try:
        return shape.uuid4({"verzoek": verzoek}, "verzoek")
    except ShapeError:
        raise ConfigError("Dit is geen nummer van een rechtenverzoek.") from None
