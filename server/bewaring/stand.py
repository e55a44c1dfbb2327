# SPDX-License-Identifier: EUPL-1.2
"""Is the log that lies here the newest? Compared with what the witnesses signed and what partners saw, before it serves.

Invariants:
- A log that goes on from an old state is a second log under one name: what was acknowledged since is gone, and every
  gateway and witness will say so. So an older state is never served.
- A place that was put back from a backup is marked, and the mark goes only after a comparison. Where witnesses are, so many
  must answer that those who are silent could not have made a quorum of their own.
- A witness that is ahead is believed only when it stays ahead: another process may publish meanwhile.
- What partners show counts only when the log itself signed it.

What survived in `log/` is compared by `audit.startup`. Norm: c2sp.org/tlog-witness ("409" with a larger size).
"""

from __future__ import annotations

import json
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import func, select

from audit.getuige import klant
from audit.getuige.verzamelen import endpoints
from audit.proof import checkpoint, jcs, note, tiles
from audit.startup import last_checkpoint
from audit.state import fetcher
from audit.tables import log_hoofden, log_shards
from server.errors import BewaringError, OudeStandError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from sqlalchemy import Engine

    from audit.proof.tlog_policy import TlogPolicy
    from server.settings import Settings

MARK: Final = "teruggezet.json"
TRIES: Final = 3
PAUSE_S: Final = 0.5


@dataclass(frozen=True, slots=True)
class Peiling:
    """What the witnesses said: which are ahead of this log, and whether enough of them answered to be sure."""

    verder: tuple[str, ...]
    antwoordden: int
    genoeg: bool


def mark(settings: Settings, about: dict[str, Any]) -> None:
    """Mark the place as put back and not yet compared."""
    (settings.data_dir / MARK).write_bytes(jcs.encode(about))


def marked(settings: Settings) -> dict[str, Any] | None:
    """Return what the mark says, None when there is none."""
    try:
        found = jcs.decode((settings.data_dir / MARK).read_bytes())
    except FileNotFoundError:
        return None
    except (OSError, jcs.CanonicalError):
        return {}
    return found if isinstance(found, dict) else {}


def unmark(settings: Settings) -> None:
    """Take the mark away."""
    (settings.data_dir / MARK).unlink(missing_ok=True)


def require_unmarked(settings: Settings) -> None:
    """Return only when no restore waits to be compared.

    Raises:
        OudeStandError: it does.
    """
    if marked(settings) is not None:
        raise OudeStandError(
            "Dit knooppunt is teruggezet uit een back-up en nog niet vergeleken. Draai eerst `knooppunt beheer hervat`."
        )


def ask(engine: Engine, policy: TlogPolicy, post: klant.Post | None = None) -> Peiling:
    """Ask every witness of the policy how far it saw each shard. Nothing is stored and nothing is signed by us."""
    found = _ask_once(engine, policy, post)
    for _ in range(TRIES - 1):
        if not found.verder:
            break
        time.sleep(PAUSE_S)
        found = _ask_once(engine, policy, post)
    return found


def require_newest(engine: Engine, policy: TlogPolicy, post: klant.Post | None = None) -> Peiling:
    """Return only when no witness that answers is ahead of this log.

    Raises:
        OudeStandError: one is.
    """
    found = ask(engine, policy, post)
    if found.verder:
        raise OudeStandError(f"Dit log is ouder dan wat een getuige zag: {'; '.join(found.verder)}.")
    return found


def compare(engine: Engine, policy: TlogPolicy, files: Iterable[Path]) -> int:
    """Compare this log with the checkpoints that partners kept; return how many there were.

    Raises:
        OudeStandError: a partner saw more, or another log.
        BewaringError: a file holds no checkpoint that this log signed.
    """
    count = 0
    for path in files:
        for data in _notes(path):
            count += 1
            if (wrong := _differs(engine, policy, data)) is not None:
                raise OudeStandError(f"{wrong} ({path.name}).")
    return count


def _ask_once(engine: Engine, policy: TlogPolicy, post: klant.Post | None) -> Peiling:
    http = klant.HttpPost() if post is None else None
    silent: set[note.VKey] = set(policy.witnesses.values())
    ahead, answered = [], 0
    try:
        for endpoint in endpoints(policy):
            try:
                ahead += [told for shard in _shards(engine) if (told := _one(engine, endpoint, shard, post or http))]
            except klant.WitnessError:
                continue  # no answer, or trouble of its own: it vouches for nothing
            answered += 1
            silent -= set(endpoint.keys)
    finally:
        if http is not None:
            http.close()
    return Peiling(tuple(ahead), answered, not policy.satisfied(silent))


def _one(engine: Engine, endpoint: klant.Endpoint, shard: str, post: klant.Post | None) -> str | None:
    """Return what a witness that is ahead says about one shard."""
    with engine.connect() as connection:
        data = last_checkpoint(connection, shard)
    if data is None or post is None:
        return None
    size = checkpoint.parse(data)[0].size

    def prove(old: int, new: int) -> Sequence[bytes]:
        with engine.connect() as connection:
            return tiles.TileReader(new, fetcher(connection, shard)).consistency(old)

    try:
        klant.ask(post, endpoint, data, size, prove, time.time_ns() // 1_000_000_000)
    except klant.FurtherError as error:
        return str(error)
    return None


def _shards(engine: Engine) -> list[str]:
    with engine.connect() as connection:
        return list(connection.execute(select(log_shards.c.shard).order_by(log_shards.c.shard)).scalars())


def _notes(path: Path) -> Iterator[bytes]:
    """Yield the notes of a file: one note, or JSON `{"standen": [note, ...]}`."""
    try:
        data = path.read_bytes()
    except OSError:
        raise BewaringError(f"Het bestand {path.name} ontbreekt of is niet leesbaar.") from None
    if not data.lstrip().startswith(b"{"):
        yield data
        return
    try:
        yield from [str(one).encode() for one in json.loads(data)["standen"]]
    except (ValueError, KeyError, TypeError):
        raise BewaringError(f"Het bestand {path.name} is geen lijst met standen.") from None


def _differs(engine: Engine, policy: TlogPolicy, data: bytes) -> str | None:
    try:
        origin = checkpoint.parse(data)[0].origin
        seen = checkpoint.open_signed(data, policy.log_keys(origin))
    except note.NoteError:
        raise BewaringError("Een stand van een partner is niet door dit log ondertekend.") from None
    if not seen.signed_by:
        raise BewaringError("Een stand van een partner is niet door dit log ondertekend.")
    head, shard = seen.checkpoint, origin.rpartition("/")[2]
    heads = log_hoofden.c
    with engine.connect() as connection:
        size = connection.execute(select(func.max(heads.omvang)).where(heads.shard == shard)).scalar() or 0
        if head.size > size:
            return f"Een partner zag {head.size} regels van {shard}, hier zijn er {size}"
        root = tiles.TileReader(head.size, fetcher(connection, shard)).root()
    return None if root == head.root else f"Een partner zag een andere geschiedenis van {shard}"
