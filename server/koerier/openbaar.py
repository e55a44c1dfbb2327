# SPDX-License-Identifier: EUPL-1.2
"""The public files that a gateway without a line needs: of each log from what it knew on, and the rules in force.

Invariants:
- They prove themselves to who pinned the tlog-policy and the deelnemerslijst; nothing here is believed because it is here.
- Memory holds no full tile or bundle: those never change, and are streamed from where they are published.
- Of a tree come the tiles from the first leaf on that the gateway still has to look at, at every level: enough for each
  consistency and inclusion proof from there. Entries come of the stamlog only.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from audit.proof import jcs, note, tiles
from audit.proof.checkpoint import parse
from audit.publish import CHECKPOINT, LOG, WITNESSED
from audit.values import STAM
from core.contract.wire import MAX_MS
from core.ledger.tables import vrijgave

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from server.backbone import Backbone


def gather(backbone: Backbone, known: Mapping[str, Any]) -> dict[str, bytes | Path]:
    """Return public files by path (`/log/…`, `/v1/vrijgaven/…`) for who knows so much of each log (`logs`: name to size)."""
    found: dict[str, bytes | Path] = {}
    logs = known.get("logs")
    sizes = {str(name): _size(size) for name, size in (logs if isinstance(logs, dict) else {}).items()}
    published = backbone.settings.publication / LOG
    for name in sorted({STAM, *sizes} & {item.name for item in published.iterdir() if item.is_dir()}):
        logged = _log(published / name, sizes.get(name, 0), name == STAM)
        found |= {f"/{LOG}/{name}/{path}": data for path, data in logged}
    found |= {f"/v1/vrijgaven/{digest}": data for digest, data in _releases(backbone, known)}
    return found


def _size(value: object) -> int:
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= MAX_MS else 0


def _log(folder: Path, first: int, entries: bool) -> Iterator[tuple[str, bytes | Path]]:  # noqa: FBT001 - called in one place
    head = _read(folder / CHECKPOINT)
    if head is None:
        return
    yield CHECKPOINT, head
    witnessed = _read(folder / WITNESSED)
    if witnessed is not None:
        yield WITNESSED, witnessed
    try:
        size = parse(head)[0].size
    except note.NoteError:
        return
    for path, full in _paths(first, size, entries=entries):
        data = folder / path if full else _read(folder / path)
        if data is not None:
            yield path, data


def _paths(first: int, size: int, *, entries: bool) -> Iterator[tuple[str, bool]]:
    """Yield the paths of bundles and tiles of a tree of `size` from leaf `first` on, and whether they are full: fixed."""
    level = 0
    while (size >> tiles.HEIGHT * level) > 0:
        last = ((size >> tiles.HEIGHT * level) - 1) // tiles.WIDTH
        for number in range((first >> tiles.HEIGHT * level) // tiles.WIDTH, last + 1):
            width = tiles.tile_width(size, level, number)
            yield tiles.tile_path(level, number, width), width == tiles.WIDTH
            if entries and level == 0:
                yield tiles.bundle_path(number, width), width == tiles.WIDTH
        level += 1


def _releases(backbone: Backbone, known: Mapping[str, Any]) -> Iterator[tuple[str, bytes]]:
    """Yield every release up to the one in force that the gateway does not have."""
    there = known.get("vrijgaven")
    have = set(there) if isinstance(there, list) and all(isinstance(item, str) for item in there) else set()
    with backbone.exchange.world.reading() as connection:
        digests = list(connection.execute(select(vrijgave.c.sleutel).order_by(vrijgave.c.tijd)).scalars())
    for digest in digests:
        found = backbone.exchange.release(digest) if digest not in have else None
        if found is not None:
            yield digest, jcs.encode(dict(found))


def _read(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except OSError:
        return None
