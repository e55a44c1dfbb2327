# SPDX-License-Identifier: EUPL-1.2
"""`fsck` of a copy of the published files, for who has nothing else: a folder, and a pinned tlog-policy.

Invariants:
- Every leaf hash is computed anew from the bundles; from these every tile of every level and the root. What the files say
  about themselves is compared, never used.
- The checkpoint carries both signatures of a log of the policy over exactly that root; `getuigd`, when there, those of a
  quorum, over the root that the tree had at its size.
- No file too many; of a whole copy no shard too many or too few, by what the stamlog opened.
- Streaming: memory holds a tile per level, and the names of the files.

Norm: c2sp.org/tlog-tiles v0.1.0. Not seen from here: what leaves hide, and a log rolled back with its key.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from audit.proof import checkpoint, note, tiles
from audit.proof.tree import hash_leaf
from audit.publish import CHECKPOINT, LOCK, LOG, TEMPORARY, WITNESSED
from audit.values import STAM, Finding
from audit.verify.files import Files
from audit.verify.report import Report
from audit.verify.trust import Trust, family
from audit.verify.walk import NEVER, Walk

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from audit.proof.tlog_policy import TlogPolicy
    from audit.verify.report import Progress


def check_published(folder: Path, policy: TlogPolicy, progress: Progress | None = None) -> Report:
    """Check a copy: the folder of one shard, the folder of all shards, or the folder in which that one is called `log`."""
    report = Report()
    whole = folder / LOG if (folder / LOG).is_dir() else folder
    if (whole / CHECKPOINT).exists():
        for finding in _Copy(whole, _name(whole), policy, report, progress).check():
            report.add(finding)
        return report
    for finding in _all(whole, policy, report, progress):
        report.add(finding)
    return report


def _all(folder: Path, policy: TlogPolicy, report: Report, progress: Progress | None) -> Iterator[Finding]:
    found = {path.name: path for path in folder.iterdir()} if folder.is_dir() else {}
    present = sorted(name for name, path in found.items() if path.is_dir())
    for name in sorted(found.keys() - set(present) - {LOCK, TEMPORARY}):
        yield Finding("bestand-toegevoegd", f"log/{name}", "Dit bestand hoort niet bij het log.")
    opened: set[str] = {STAM}
    for shard in sorted(present, key=lambda name: name != STAM):
        copy = _Copy(found[shard], shard, policy, report, progress)
        yield from copy.check()
        if shard == STAM:
            opened |= copy.opened
    for shard in sorted(opened - set(present)):
        yield Finding("shard-ontbreekt", f"log/{shard}", "De stamlog opende deze shard; hier is hij niet.")
    for shard in sorted(set(present) - opened):
        yield Finding("shard-toegevoegd", f"log/{shard}", "De stamlog opende deze shard niet.")


def _name(folder: Path) -> str:
    """Return the shard of a single folder: what its checkpoint says, which the keys of the policy then must confirm."""
    try:
        return checkpoint.parse((folder / CHECKPOINT).read_bytes())[0].origin.rpartition("/")[2]
    except (OSError, note.NoteError):
        return folder.name


class _Copy:
    """One shard of a copy. `opened` are the shards that it opened, when it is the stamlog."""

    def __init__(self, folder: Path, shard: str, policy: TlogPolicy, report: Report, progress: Progress | None) -> None:
        self._shard, self._report, self._progress = shard, report, progress
        self._trust = Trust(f"{family(policy)}/{shard}", policy)
        self._files = Files(folder, shard, bundles=False)
        self.opened: set[str] = set()

    def check(self) -> Iterator[Finding]:
        """Yield all findings of the shard."""
        signed, size = None, self._files.size
        if self._files.checkpoint is not None:
            signed = self._trust.open(self._files.checkpoint)
        where = f"log/{self._shard}"
        if signed is None or signed.checkpoint.origin != self._trust.origin:
            text = "Er is geen checkpoint dat het log van het tlog-policy met beide sleutels tekende."
            yield Finding("checkpoint-gewijzigd", f"{where}/{CHECKPOINT}", text)
        witnessed, found = self._trust.witnessed(self._files.witnessed, f"{where}/{WITNESSED}")
        yield from found
        stated = _Stated([(CHECKPOINT, signed.checkpoint if signed else None), (WITNESSED, witnessed)], where)
        walk = Walk(self._shard, self._files, stated)
        yield from self._grow(walk, size)
        yield from stated.finish(walk.size)
        yield from self._files.rest(walk.size, self._trust.keys)
        self._report.regels += walk.size
        if signed is not None:
            self._report.checkpoints.append(signed.checkpoint.to_json())

    def _grow(self, walk: Walk, size: int) -> Iterator[Finding]:
        while walk.size < size:
            number = walk.size // tiles.WIDTH
            width = tiles.tile_width(size, 0, number)
            entries = self._files.entries(number, width)
            path = f"log/{self._shard}/{tiles.bundle_path(number, width)}"
            if entries is None or len(entries) != width:
                kind = "bestand-ontbreekt" if entries is None else "bestand-gewijzigd"
                yield Finding(kind, path, f"Deze bundel heeft geen {width} regels; de boom is niet na te rekenen.")
                return
            self._note(entries)
            hashes = [hash_leaf(entry) for entry in entries]
            tile = [self._files.leaf_hash(number * tiles.WIDTH + at) for at in range(width)]
            if None not in tile and tile != hashes:  # which of both was changed is told by nothing but the root
                yield Finding("bestand-gewijzigd", path, "De regels in deze bundel zijn niet die van haar tegel.")
            yield from walk.take(hashes, [None] * width)
            if self._progress is not None:
                self._progress(self._shard, walk.size, size)
        yield from walk.finish()

    def _note(self, entries: list[bytes]) -> None:
        if self._shard != STAM:
            return
        for entry in entries:
            said = _object(entry)
            if said.get("soort") == "shard-geopend":
                self.opened.add(str(said.get("origin", "")).rpartition("/")[2])


class _Stated:
    """The roots that checkpoint files state, each with its file."""

    def __init__(self, points: list[tuple[str, checkpoint.Checkpoint | None]], where: str) -> None:
        self._where = where
        self._points = sorted((point.size, name, point.root) for name, point in points if point is not None)

    @property
    def next_size(self) -> int:
        """The size of the smallest of them that was not reached."""
        return self._points[0][0] if self._points else NEVER

    def at(self, tree: Walk) -> Iterator[Finding]:
        """Compare those that the tree has reached."""
        while self._points and self._points[0][0] <= tree.size:
            size, name, root = self._points.pop(0)
            if size != tree.size or root != tree.root():
                text = f"De bundels geven bij {size} regels een andere wortel."
                yield Finding("wortel-wijkt-af", f"{self._where}/{name}", text)

    def finish(self, size: int) -> Iterator[Finding]:
        """Name those that the tree never reached."""
        for stated, name, _ in self._points:
            if stated:
                text = f"Dit checkpoint gaat over {stated} regels; hier zijn er {size} na te rekenen."
                yield Finding("wortel-wijkt-af", f"{self._where}/{name}", text)


def _object(entry: bytes) -> dict[str, Any]:
    try:
        value = json.loads(entry)
    except ValueError:
        return {}
    return value if isinstance(value, dict) else {}
