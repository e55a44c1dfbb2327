# SPDX-License-Identifier: EUPL-1.2
"""A monitor: does everybody see one log? What the log shows, what each witness signed last, and what was seen before.

Invariants:
- Of each shard every checkpoint that can be had must be part of one growing tree: equal sizes have equal roots, and the
  published tiles prove each step from a smaller to a larger one. Tiles are not believed: the proof must lead to both
  signed roots.
- When two do not fit, both signed notes are kept side by side in `bewijs/`: together they prove a split view, for both
  carry the signatures of the log.
- Of the stamlog too nothing is read that is not under a verified checkpoint; a shard whose name is none is told of, and
  never becomes a path.
- What was seen last is only replaced by what was proven to grow from it, so a log that was rolled back is met the next
  time, also when nobody else remembers.

Norm: c2sp.org/tlog-witness (monitoring), tlog-tiles. It holds no key and needs nobody's permission: all it reads is public.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING, TypeAlias

import httpx

from audit.getuige.getuige import log_name
from audit.getuige.klant import SECONDS, UnreachableError
from audit.getuige.verzamelen import endpoints
from audit.proof import checkpoint, jcs, note, receipt, tiles, tree
from audit.values import STAM, Finding

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from audit.proof.tlog_policy import TlogPolicy

# The bytes at an address; None when there are none (404); raises UnreachableError.
Get: TypeAlias = Callable[[str], "bytes | None"]

MAX_FILE = 64 * 1024 * 1024
LAST, PROOF = "laatst", "bewijs"
_OPENED = "shard-geopend"
_SHARD = re.compile(r"[a-z0-9][a-z0-9-]{0,62}")


class HttpGet:
    """Gets over HTTP, bounded in time and size."""

    def __init__(self, seconds: float = SECONDS) -> None:
        self._client = httpx.Client(timeout=seconds, follow_redirects=False, trust_env=False)

    def __call__(self, url: str) -> bytes | None:
        """Return the bytes at an address, None for 404."""
        try:
            with self._client.stream("GET", url) as answer:
                if answer.status_code == 404:
                    return None
                data = b""
                for part in answer.iter_bytes():
                    data += part
                    if len(data) > MAX_FILE:
                        break
        except (httpx.HTTPError, httpx.InvalidURL):
            raise UnreachableError("een adres is niet bereikbaar") from None
        if answer.status_code != 200 or len(data) > MAX_FILE:
            raise UnreachableError(f"een adres antwoordt {answer.status_code}")
        return data

    def close(self) -> None:
        """Give the connections back."""
        self._client.close()


@dataclass(frozen=True, slots=True)
class Seen:
    """A checkpoint, verified, and who showed it."""

    bron: str
    notitie: bytes = field(repr=False)
    head: checkpoint.Checkpoint


@dataclass(slots=True)
class Outcome:
    """What a round of the monitor found; `omvang` is the largest proven size by shard."""

    bevindingen: list[Finding] = field(default_factory=list)
    omvang: dict[str, int] = field(default_factory=dict)
    onbereikbaar: list[str] = field(default_factory=list)


class Monitor:
    """Watches one log.

    Args:
        folder: what was seen last, and proofs of split views.
        policy: the pinned tlog-policy.
        log: the address above `/log/<shard>/`.
        get: how something is fetched.
    """

    def __init__(self, folder: Path, policy: TlogPolicy, log: str, get: Get) -> None:
        self._folder = folder
        self._policy = policy
        self._log = f"{log.rstrip('/')}/log"
        self._get = get
        self._family = next(key.name for key in policy.logs if key.name.endswith(f"/{STAM}")).rpartition("/")[0]

    def round(self) -> Outcome:
        """Look at every shard that the stamlog opened, once."""
        outcome = Outcome()
        for shard in (STAM, *self._opened(outcome)):
            self._shard(shard, outcome)
        return outcome

    def _shard(self, shard: str, outcome: Outcome) -> None:
        seen = sorted(self._all(shard, outcome), key=lambda item: item.head.size)
        good = True
        for one, other in pairwise(seen):
            problem = self._compare(shard, one, other)
            if problem is not None:
                good = False
                where = self._keep(shard, one, other)
                text = f"{problem} Gezien bij {one.bron} en bij {other.bron}; beide staan in {where}."
                outcome.bevindingen.append(Finding("log-gesplitst", f"log/{shard}", text))
        if good and seen:
            outcome.omvang[shard] = seen[-1].head.size
            _write(self._folder / shard / LAST, seen[-1].notitie)

    def _all(self, shard: str, outcome: Outcome) -> Iterator[Seen]:
        """Yield every checkpoint of the shard that can be had and holds; tell of those that do not hold."""
        origin = f"{self._family}/{shard}"
        places = [(f"het log ({name})", f"{self._log}/{shard}/{name}") for name in ("checkpoint", "getuigd")]
        name = log_name(origin)
        places += [(f"getuige {e}", f"{e.url.rstrip('/')}/{name}/checkpoint") for e in endpoints(self._policy)]
        path = self._folder / shard / LAST
        found: list[tuple[str, bytes | None]] = [("de vorige ronde", path.read_bytes() if path.exists() else None)]
        for bron, url in places:
            try:
                found.append((bron, self._get(url)))
            except UnreachableError:
                outcome.onbereikbaar.append(bron)
        for bron, data in found:
            if data is not None:
                seen = self._verified(bron, origin, data)
                if isinstance(seen, Seen):
                    yield seen
                else:
                    outcome.bevindingen.append(Finding("checkpoint-ongeldig", f"log/{shard}", f"{bron}: {seen}"))

    def _verified(self, bron: str, origin: str, data: bytes) -> Seen | str:
        try:
            signed, _ = receipt.check_log(data, self._policy)
        except (receipt.ReceiptError, note.NoteError) as error:
            return str(error)
        if signed.checkpoint.origin != origin:
            return "dit is een checkpoint van een ander log"
        return Seen(bron, data, signed.checkpoint)

    def _compare(self, shard: str, one: Seen, other: Seen) -> str | None:
        """Return what is wrong between a checkpoint and an equal or larger one, None when the larger one goes on from it."""
        small, large = one.head, other.head
        if small.size == large.size:
            return None if small.root == large.root else "Twee checkpoints van gelijke omvang hebben een andere wortel."
        if small.size == 0:
            return None
        try:
            proof = tiles.TileReader(large.size, self._fetcher(shard)).consistency(small.size)
            tree.verify_consistency(small.size, large.size, small.root, large.root, proof)
        except (tiles.TileError, tree.ProofError):
            return "Het log bewijst niet dat het grotere checkpoint op het kleinere verder gaat."
        return None

    def _fetcher(self, shard: str) -> tiles.Fetch:
        def fetch(level: int, number: int, width: int) -> bytes:
            for path in (tiles.tile_path(level, number, width), tiles.tile_path(level, number)):
                data = self._get(f"{self._log}/{shard}/{path}")
                if data is not None:
                    return data[: width * tree.HASH_SIZE]
            raise tiles.TileError("een tegel is er niet")

        return fetch

    def _opened(self, outcome: Outcome) -> list[str]:
        """Return the shards that the stamlog opened, as its bundles say; those make the root or count for nothing."""
        try:
            values = self._stamlog()
        except (UnreachableError, note.NoteError, tiles.TileError, jcs.CanonicalError):
            outcome.bevindingen.append(Finding("stamlog-onleesbaar", f"log/{STAM}", "De stamlog is niet te lezen."))
            return []
        entries = (value for value in values if isinstance(value, dict) and value.get("soort") == _OPENED)
        names = []
        for origin in dict.fromkeys(str(entry.get("origin")) for entry in entries):
            family, _, name = origin.rpartition("/")
            if family == self._family and _SHARD.fullmatch(name):
                names.append(name)
            else:
                text = "De stamlog opende een shard met een naam die er geen is."
                outcome.bevindingen.append(Finding("shard-naam", f"log/{STAM}", text))
        return [name for name in names if name != STAM]

    def _stamlog(self) -> list[object]:
        """Return the entries of the stamlog; they make the root of a checkpoint that the log signed."""
        seen = self._verified(STAM, f"{self._family}/{STAM}", self._get(f"{self._log}/{STAM}/checkpoint") or b"")
        if not isinstance(seen, Seen):
            raise note.NoteError(seen)
        entries = list(self._entries(seen.head.size))
        if tree.root_of([tree.hash_leaf(entry) for entry in entries]) != seen.head.root:
            raise tiles.TileError("de bundels maken een andere wortel")
        return [jcs.decode(entry) for entry in entries]

    def _entries(self, size: int) -> Iterator[bytes]:
        for number in range((size + tiles.WIDTH - 1) // tiles.WIDTH):
            width = tiles.tile_width(size, 0, number)
            for path in (tiles.bundle_path(number, width), tiles.bundle_path(number)):
                data = self._get(f"{self._log}/{STAM}/{path}")
                if data is not None:
                    yield from tiles.decode_bundle(data)[:width]
                    break
            else:
                raise tiles.TileError("een bundel is er niet")

    def _keep(self, shard: str, one: Seen, other: Seen) -> str:
        """Keep two notes that cannot both be true; return where."""
        name = hashlib.sha256(b"\0".join(sorted((one.notitie, other.notitie)))).hexdigest()[:16]
        folder = self._folder / PROOF / f"{shard}-{name}"
        _write(folder / "een.checkpoint", one.notitie)
        _write(folder / "ander.checkpoint", other.notitie)
        return f"{PROOF}/{folder.name}"


def _write(path: Path, data: bytes) -> None:
    """Put bytes at a path, durably and whole."""
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.nieuw")
    with temporary.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(path)
