# SPDX-License-Identifier: EUPL-1.2
"""The published log as static files: checkpoint, keys and tiles of each shard.

Invariants:
- Only names of the C2SP layout are served, and only files below the publication folder.
- Full tiles never change: kept for a year. Partial tiles, checkpoint and keys are asked again each time.
- Files come as they lie there. Nobody needs to trust this path: the checkpoint is signed, tiles hash up to it.

Norm: c2sp.org/tlog-tiles. In production any static host may serve the same folder.
"""

import re
from pathlib import Path
from typing import Final

from fastapi import APIRouter
from starlette.responses import Response

from server.api.authentication import Knooppunt
from server.api.problems import ProblemError

router = APIRouter(include_in_schema=False)

_NAME: Final = re.compile(r"[a-z0-9][a-z0-9-]{0,62}")
_INDEX: Final = r"(?:x[0-9]{3}/)*[0-9]{3}"
_TILE: Final = re.compile(rf"tile/(?:[0-9]{{1,2}}|entries)/{_INDEX}(\.p/[0-9]{{1,3}})?")
IMMUTABLE: Final = "public, max-age=31536000, immutable"
FRESH: Final = "no-cache"


@router.api_route("/log/{naam}/{pad:path}", methods=["GET", "HEAD"])
def published(naam: str, pad: str, knooppunt: Knooppunt) -> Response:
    """Give one file of the published log."""
    tile = _TILE.fullmatch(pad)
    if not _NAME.fullmatch(naam) or (pad not in {"checkpoint", "vkeys"} and tile is None):
        raise ProblemError("niet-gevonden")
    data = _read(knooppunt.settings.publication / "log" / naam / pad)
    full = tile is not None and tile[1] is None
    headers = {"Cache-Control": IMMUTABLE if full else FRESH, "Access-Control-Allow-Origin": "*"}
    media = "text/plain; charset=utf-8" if tile is None else "application/octet-stream"
    return Response(data, headers=headers, media_type=media)


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        raise ProblemError("niet-gevonden") from None
