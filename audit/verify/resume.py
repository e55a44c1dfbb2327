# SPDX-License-Identifier: EUPL-1.2
"""Going on from an earlier verification that found nothing: what it remembered, and the tree made again from its parts.

Invariants:
- Remembered are size and root of each shard and the hash of the tlog-policy, in a file that the verifier keeps. What the
  database says of then is used only after it gave exactly that root.
- A shard that shrank or gives another root is verified from its beginning again, and that it did is a finding.
- The file is replaced whole, after a verification without findings.

Limit: who wants to know that nothing old was changed since verifies from the beginning, without the file.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from audit.proof import jcs, tiles
from audit.proof.tree import CompactRange
from audit.tables import log_bladen, log_tegels
from audit.values import Finding, LogError
from audit.verify.walk import Walk

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from sqlalchemy import Connection

    from audit.verify.files import Files
    from audit.verify.heads import Heads
    from audit.verify.report import Report


class ProgressFileError(LogError):
    """The file of an earlier verification cannot be used; the message says why."""

    type = "voortgang"


@dataclass(frozen=True, slots=True)
class Punt:
    """A shard as it was verified."""

    omvang: int
    wortel: bytes


@dataclass(frozen=True, slots=True)
class Voortgang:
    """What an earlier verification remembered: under which tlog-policy, and each shard by name."""

    policy_sha256: str
    shards: Mapping[str, Punt] = field(default_factory=dict)

    def of(self, shard: str) -> Punt | None:
        """Return what was verified of a shard."""
        return self.shards.get(shard)

    @classmethod
    def of_report(cls, report: Report, policy_sha256: str) -> Voortgang:
        """Return what a verification without findings may remember."""
        found = {}
        for point in report.checkpoints:
            shard = str(point["origin"]).rpartition("/")[2]
            found[shard] = Punt(int(str(point["size"])), jcs.unb64(str(point["root"])))
        return cls(policy_sha256, found)

    @classmethod
    def read(cls, path: Path, policy_sha256: str) -> Voortgang | None:
        """Read the file, None when there is none yet.

        Raises:
            ProgressFileError: it is no such file, or it was made under another tlog-policy.
        """
        if not path.exists():
            return None
        try:
            value = jcs.decode(path.read_bytes())
            shards = {
                str(name): Punt(_size(one["omvang"]), jcs.unb64(one["wortel"])) for name, one in value["shards"].items()
            }
            known = str(value["tlog_policy_sha256"])
        except (OSError, jcs.CanonicalError, KeyError, TypeError, AttributeError):
            raise ProgressFileError(f"{path.name} is geen voortgang van een eerdere verificatie") from None
        if known != policy_sha256:
            raise ProgressFileError(
                f"{path.name} is gemaakt met een ander tlog-policy; begin opnieuw zonder dit bestand"
            )
        return cls(known, shards)

    def write(self, path: Path) -> None:
        """Replace the file whole."""
        shards: dict[str, Any] = {
            name: {"omvang": one.omvang, "wortel": jcs.b64(one.wortel)} for name, one in self.shards.items()
        }
        aside = path.with_name(f"{path.name}.nieuw")
        aside.write_bytes(jcs.encode({"v": 1, "tlog_policy_sha256": self.policy_sha256, "shards": shards}))
        aside.replace(path)


def resumed(connection: Connection, before: Punt, parts: tuple[Heads, Files]) -> tuple[Walk | None, list[Finding]]:
    """Return the tree of then, made from the stored tile roots and leaf hashes, when it has the remembered root."""
    heads, files = parts
    shard = files.shard
    rows = _rows(connection, shard, before.omvang)
    if rows is not None and root_of_rows(rows) == before.wortel:
        files.pass_over(before.omvang)
        return Walk(shard, files, heads, _tegels_after(connection, shard, before.omvang), rows), []
    text = f"De eerste {before.omvang} regels geven niet meer de wortel van de vorige verificatie."
    return None, [Finding("voortgang-wijkt-af", f"log_hoofden:{shard}|{before.omvang}", text)]


def root_of_rows(rows: list[list[bytes]]) -> bytes:
    """Return the root of the tree whose open tiles, level by level, hold these hashes."""
    nodes = [node for row in reversed(rows) for node in _grown(row).nodes]
    whole = CompactRange()
    whole.nodes = nodes
    return whole.root()


def _grown(row: list[bytes]) -> CompactRange:
    grown = CompactRange()
    grown.extend(row)
    return grown


def _rows(connection: Connection, shard: str, size: int) -> list[list[bytes]] | None:
    """Return the hashes of the open tile of each level at this size, None when some are not there."""
    table = log_bladen
    start = size - size % tiles.WIDTH
    query = select(table.c.hash).where(table.c.shard == shard, table.c.volgnr >= start, table.c.volgnr < size)
    rows = [[bytes(item) for item in connection.execute(query.order_by(table.c.volgnr)).scalars()]]
    level = 0
    while size >> tiles.HEIGHT * (level + 1):
        rows.append(_tile(connection, shard, level, size >> tiles.HEIGHT * (level + 1)))
        level += 1
    widths = [(size >> tiles.HEIGHT * height) % tiles.WIDTH for height in range(len(rows))]
    return rows if [len(row) for row in rows] == widths else None


def _tile(connection: Connection, shard: str, level: int, end: int) -> list[bytes]:
    table = log_tegels
    start = end - end % tiles.WIDTH
    query = select(table.c.wortel).where(
        table.c.shard == shard, table.c.niveau == level, table.c.nummer >= start, table.c.nummer < end
    )
    return [bytes(item) for item in connection.execute(query.order_by(table.c.nummer)).scalars()]


def _tegels_after(connection: Connection, shard: str, size: int) -> dict[tuple[int, int], bytes]:
    """Return the stored tile roots that did not belong to the tree of then."""
    rows = connection.execute(select(log_tegels).where(log_tegels.c.shard == shard))
    every = {(row.niveau, row.nummer): bytes(row.wortel) for row in rows}
    return {key: root for key, root in every.items() if key[1] >= size >> tiles.HEIGHT * (key[0] + 1)}


def _size(value: Any) -> int:
    if type(value) is not int or value < 1:
        raise TypeError
    return value
