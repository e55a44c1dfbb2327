# SPDX-License-Identifier: EUPL-1.2
"""Erasure orders outside the database: one file per order with the proof that it was logged, so that a restore can replay.

Invariants:
- A file is written before its order is carried out, whole or not at all, and never changed.
- A file proves itself: the order, and the receipt of the line that logged it under the pinned tlog-policy. Where it comes
  from (this folder, a copy, a partner's gateway) makes no difference.
- The folder belongs in no backup of database or kluis: a backup from before an order must meet the order when it is put
  back. It holds no person (who ordered is left out of the receipt) and may be kept anywhere.
- The stamlog says how many there must be: `missing` names the orders of which no file is here.

Norm: design.md 7 ("a restore replays all logged destructions before it serves"). Carrying out: `audit.wissen`.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from audit.events import Event
from audit.proof import jcs, receipt, tiles
from audit.values import STAM, LogError
from core.keychain import bewaarbesluit, wisbevel
from core.keychain.bewaarbesluit import Bewaarbesluit
from core.keychain.errors import ShapeError
from core.keychain.wisbevel import Wisbevel

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from audit.proof.tlog_policy import TlogPolicy
    from audit.publish import Publisher

Bevel: TypeAlias = Wisbevel | Bewaarbesluit
SUFFIX: Final = ".json"
_NOBODY: Final = {"persoon": None, "persoon_sleutel": None}


class OrderError(LogError):
    """A file that is no logged order, or an order of which no file is there. The message names the hash only."""

    type = "wisbevel"


class Bevelmap:
    """The folder with orders."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def keep(self, bevel: Bevel, bewijs: Mapping[str, Any]) -> None:
        """Keep an order with the receipt of its line; one that is kept already stays as it is."""
        path = self.folder / f"{bevel.sha256}{SUFFIX}"
        if path.exists():
            return
        self.folder.mkdir(parents=True, exist_ok=True)
        fresh = path.with_name(f"{path.name}.nieuw")
        with fresh.open("wb") as file:
            file.write(document(bevel, bewijs))
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(path)
        handle = os.open(self.folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)

    def orders(self, policy: TlogPolicy) -> Iterator[Wisbevel]:
        """Yield every order to erase of the folder, proven.

        Raises:
            OrderError: a file that proves nothing. It may stand for an erasure that is then forgotten, so nobody goes on.
        """
        yield from (order for order in self._all(policy) if isinstance(order, Wisbevel))

    def destructions(self, policy: TlogPolicy) -> Iterator[Bewaarbesluit]:
        """Yield every order to destroy of the folder, proven.

        Raises:
            OrderError: a file that proves nothing.
        """
        yield from (order for order in self._all(policy) if isinstance(order, Bewaarbesluit))

    def take_over(self, other: Bevelmap, policy: TlogPolicy) -> None:
        """Keep what another folder has and this one lacks: the log has to be told of it at its next start.

        Raises:
            OrderError: a file of that folder proves nothing.
        """
        for path in other.files():
            data = path.read_bytes()
            bevel = proven(data, policy)
            self.keep(bevel, jcs.decode(data)["bewijs"])

    def said(self, bevel: Bevel, policy: TlogPolicy) -> dict[str, Any]:
        """Return what the line says that logged a kept order.

        Raises:
            OrderError: its file proves nothing.
        """
        return _opened((self.folder / f"{bevel.sha256}{SUFFIX}").read_bytes(), policy)[1]

    def files(self) -> list[Path]:
        """Return the files, sorted."""
        return sorted(self.folder.glob(f"*{SUFFIX}")) if self.folder.is_dir() else []

    def _all(self, policy: TlogPolicy) -> Iterator[Bevel]:
        for path in self.files():
            yield proven(path.read_bytes(), policy)


def document(bevel: Bevel, bewijs: Mapping[str, Any]) -> bytes:
    """Return the file of an order: with the receipt of its line, but for the part that says who gave it."""
    return jcs.encode({"bevel": dict(bevel.bron), "bewijs": {**bewijs, **_NOBODY}})


def proven(data: bytes, policy: TlogPolicy) -> Bevel:
    """Return the order of a file, when the line that logged it is proven under this policy.

    Raises:
        OrderError: another shape, no proof, or the proof of something else.
    """
    return _opened(data, policy)[0]


def _opened(data: bytes, policy: TlogPolicy) -> tuple[Bevel, dict[str, Any]]:
    try:
        value = jcs.decode(data)
        bevel, shown = _read(value["bevel"]), value["bewijs"]
        line = receipt.verify(shown, policy)
    except (jcs.CanonicalError, ShapeError, receipt.ReceiptError, KeyError, TypeError):
        raise OrderError("een bestand in de map met wisbevelen bewijst geen bevel") from None
    feit = dict(line.feit or {})
    if not any(named.items() <= feit.items() for named in _named(bevel)):
        raise OrderError(f"het bewijs bij wisbevel {bevel.sha256} hoort bij iets anders")
    return bevel, feit


def _read(value: Any) -> Bevel:
    if "bevel" in value:
        return wisbevel.read(value)
    order = bewaarbesluit.read(value)
    if order.soort != bewaarbesluit.VERNIETIGING:
        raise ShapeError("Dit is geen bevel.")
    return order


def _named(bevel: Bevel) -> list[dict[str, Any]]:
    """Return what the line of an order says of it: that of the order itself, or of the log that was told of it again."""
    if isinstance(bevel, Bewaarbesluit):
        named: dict[str, Any] = {"bevel_sha256": bevel.sha256, "grondslag": bevel.grondslag}
        return [
            {**named, "gebeurtenis": Event.VERNIETIGING_BEVOLEN, "oin": bevel.oin},
            {**named, "gebeurtenis": Event.VERNIETIGING_HERHAALD, "zorgdrager": bevel.oin},
        ]
    named = {"gebeurtenis": Event.WISSING_BEVOLEN, "shard_gewist": bevel.shard, "opening": bevel.opening}
    named["regels"] = [list(item) for item in bevel.regels]
    return [{**named, "bevel_sha256": bevel.sha256, "oin": bevel.oin}]


def named_in(entries: Iterable[bytes], soort: str = wisbevel.STAM_SOORT) -> list[str]:
    """Return the hash of every order of this kind that these entries of the stamlog name, in order."""
    found = []
    for entry in entries:
        try:
            value = jcs.decode(entry)
        except jcs.CanonicalError:
            continue
        if isinstance(value, dict) and value.get("soort") == soort:
            found.append(str(value.get("bevel_sha256")))
    return found


def published_entries(publisher: Publisher) -> Iterator[bytes]:
    """Yield every entry of the stamlog as it was published, so also beyond what an older database holds.

    Raises:
        OrderError: a bundle of entries is not there or not whole.
    """
    size, folder = publisher.published_size(STAM), publisher.folder(STAM)
    for number in range(-(-size // tiles.WIDTH)):
        width = tiles.tile_width(size, 0, number)
        try:
            entries = tiles.decode_bundle((folder / tiles.bundle_path(number, width)).read_bytes())
        except (OSError, tiles.TileError):
            raise OrderError("de gepubliceerde stamlog is niet heel") from None
        yield from entries[:width]


def missing(named: Iterable[str], orders: Iterable[Bevel], done: Iterable[str] = ()) -> list[str]:
    """Return the orders that the stamlog names and that are neither here nor carried out."""
    here = {order.sha256 for order in orders} | set(done)
    return [sha256 for sha256 in named if sha256 not in here]
