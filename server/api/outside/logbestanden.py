# SPDX-License-Identifier: EUPL-1.2
"""The published log as static files: checkpoint, what the quorum signed, keys and tiles of each shard.

Invariants:
- Only names of the C2SP layout are served, each in its one spelling, and only files below the publication folder.
- Tiles and bundles never change, full or partial: kept for a year. Checkpoint, `getuigd` and keys are asked again each time.
- A partial tile that was wanted and is gone (or was passed over while several processes published) is the beginning of
  what stands there now. An empty tile does not exist.
- Nobody needs to trust this path: the checkpoint is signed, tiles hash up to it.

Norm: c2sp.org/tlog-tiles v0.1.0. In production any static host may serve the same folder; there a client that misses a
partial tile takes the full one.
"""

import gzip
import re
from pathlib import Path
from typing import Final

from fastapi import APIRouter, Request
from starlette.responses import Response

from audit.proof import note, tiles, tree
from audit.publish import CHECKPOINT, LOG, VKEYS, WITNESSED, Publisher
from audit.values import LogError
from server.api.authentication import Knooppunt
from server.api.problems import ProblemError

router = APIRouter(include_in_schema=False)

_NAME: Final = re.compile(r"[a-z0-9][a-z0-9-]{0,62}")
_LEVEL: Final = r"[0-9]|[1-5][0-9]|6[0-3]"
_TILE: Final = re.compile(
    rf"tile/(?P<level>{_LEVEL}|entries)/(?P<number>(?:x[0-9]{{3}}/)*[0-9]{{3}})(?:\.p/(?P<width>[1-9][0-9]{{0,2}}))?"
)
_TEXTS: Final = frozenset({CHECKPOINT, WITNESSED, VKEYS})
IMMUTABLE: Final = "public, max-age=31536000, immutable"
FRESH: Final = "no-cache"
_MOST_GROUPS: Final = 7  # of three digits: more lines than any tree has


@router.api_route("/log/{naam}/{pad:path}", methods=["GET", "HEAD"])
def published(naam: str, pad: str, knooppunt: Knooppunt, request: Request) -> Response:
    """Give one file of the published log."""
    folder = knooppunt.settings.publication / LOG / naam
    if not _NAME.fullmatch(naam):
        raise ProblemError("niet-gevonden")
    headers = {"Access-Control-Allow-Origin": "*"}
    if pad in _TEXTS:
        headers["Cache-Control"] = FRESH
        return Response(_read(folder / pad), headers=headers, media_type="text/plain; charset=utf-8")
    data = _tile(knooppunt.settings.publication, naam, pad)
    headers["Cache-Control"] = IMMUTABLE
    if pad.startswith("tile/entries/"):
        headers["Vary"] = "Accept-Encoding"
        if "gzip" in request.headers.get("Accept-Encoding", ""):
            data, headers["Content-Encoding"] = gzip.compress(data, mtime=0), "gzip"
    return Response(data, headers=headers, media_type="application/octet-stream")


def _tile(publication: Path, naam: str, pad: str) -> bytes:
    """Return a tile or bundle; a partial one from what has grown over it, if need be."""
    found = _TILE.fullmatch(pad)
    groups = found["number"].split("/") if found else []
    if found is None or len(groups) > _MOST_GROUPS:
        raise ProblemError("niet-gevonden")
    number = int("".join(group.removeprefix("x") for group in groups))
    width = int(found["width"] or tiles.WIDTH)
    level = None if found["level"] == "entries" else int(found["level"])
    if (found["width"] and width >= tiles.WIDTH) or pad != _path(level, number, width):
        raise ProblemError("niet-gevonden")
    folder = publication / LOG / naam
    try:
        return (folder / pad).read_bytes()
    except OSError:
        return _grown(Publisher(publication), naam, (level, number, width))


def _grown(publisher: Publisher, naam: str, place: tuple[int | None, int, int]) -> bytes:
    """Return the beginning of the tile that stands there now."""
    level, number, width = place
    try:
        now = tiles.tile_width(publisher.published_size(naam), level or 0, number)
        if width >= now:
            raise ProblemError("niet-gevonden")
        data = _read(publisher.folder(naam) / _path(level, number, now))
        if level is not None:
            return data[: width * tree.HASH_SIZE]
        return tiles.encode_bundle(tiles.decode_bundle(data)[:width])
    except (LogError, note.NoteError, tiles.TileError):
        raise ProblemError("niet-gevonden") from None


def _path(level: int | None, number: int, width: int) -> str:
    return tiles.bundle_path(number, width) if level is None else tiles.tile_path(level, number, width)


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        raise ProblemError("niet-gevonden") from None
