# SPDX-License-Identifier: EUPL-1.2
"""What the record gives: opened lines up to a fixed checkpoint, rules, register and deelnemerslijst.

Invariants:
- Lines are read up to the size of the checkpoint that is cited, not one further: whoever has that checkpoint counts the
  same lines.
- The rules are those of one release; their groups come from the files of that same release.
- Parts of lines about people are never looked at here.

It proves nothing about the log: `audit.verify` does.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from audit.feiten import read_feiten
from audit.proof import checkpoint, jcs
from audit.reader import LogReader
from audit.values import STAM
from core.exchange import releases
from policies.loader import check
from policies.release import Release

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from audit.values import Line
    from core.exchange.world import World
    from core.keychain.lijst import Deelnemerslijst
    from core.register import Register
    from gep.cijfers.hergebruik import Bewaarder
    from policies.groups import Closure
    from policies.ruleset import RuleSet

LANDELIJK = "landelijk"
_SHARD = re.compile(r"(?P<regio>.+)-(?P<jaar>[0-9]{4})")


@dataclass(frozen=True, slots=True)
class Logstand:
    """A shard at one checkpoint: its name, origin, size and root (base64)."""

    shard: str
    origin: str
    size: int
    root: str

    @property
    def regio(self) -> str:
        """The region of an act shard (`landelijk` for acts without one), the name itself for another shard."""
        found = _SHARD.fullmatch(self.shard)
        return self.shard if found is None else found["regio"]

    @property
    def jaar(self) -> int | None:
        """The year of an act shard, None for the stamlog."""
        found = _SHARD.fullmatch(self.shard)
        return None if found is None else int(found["jaar"])

    def to_json(self) -> dict[str, str | int]:
        """Return origin, size and root, as a checkpoint has them."""
        return {"origin": self.origin, "size": self.size, "root": self.root}


@dataclass(frozen=True)
class Bron:
    """Everything that an account is made from.

    Attributes:
        lines: gives the opened lines of a shard, from the first up to the cited size.
        feiten: gives the bytes of the accountability part of each line of a shard, from an index up to the cited size, in
            chunks; None for an erased one.
        standen: the checkpoints, stamlog included.
        ruleset: the rules of the release in force.
        groepen: what the groups in those rules stand for.
        register: partner kinds, regions, processing activities.
        lijst: the deelnemerslijst.
        gemaakt: when this was taken, ms since the epoch.
        bewaarder: keeps counts to go on from; None: everything is counted each time.
    """

    lines: Callable[[Logstand], Iterator[Line]] = field(repr=False)
    feiten: Callable[[Logstand, int], Iterator[list[bytes | None]]] = field(repr=False)
    standen: tuple[Logstand, ...]
    ruleset: RuleSet = field(repr=False)
    groepen: Closure = field(repr=False)
    register: Register = field(repr=False)
    lijst: Deelnemerslijst = field(repr=False)
    gemaakt: int
    bewaarder: Bewaarder | None = field(default=None, repr=False)

    @classmethod
    def of_world(cls, world: World, bewaarder: Bewaarder | None = None) -> Bron:
        """Take everything from an opened backbone, as it stands now."""
        reader = LogReader(world.log.engine, world.log.kluis)
        return cls(
            lines=lambda stand: reader.lines(stand.shard, 0, stand.size),
            feiten=lambda stand, start: read_feiten(
                world.log.engine, world.log.kluis, stand.shard, range(start, stand.size)
            ),
            standen=stands(world),
            ruleset=world.ruleset,
            groepen=check(_files(world)).closure,
            register=world.register,
            lijst=world.lijst,
            gemaakt=world.now(),
            bewaarder=bewaarder,
        )

    @property
    def stam(self) -> tuple[Logstand, ...]:
        """The checkpoint of the stamlog."""
        return tuple(stand for stand in self.standen if stand.shard == STAM)


def stands(world: World) -> tuple[Logstand, ...]:
    """Return the newest signed checkpoint of every shard."""
    return tuple(_stand(world, shard) for shard in world.log.shards())


def _stand(world: World, shard: str) -> Logstand:
    head, _ = checkpoint.parse(world.log.checkpoint(shard))
    return Logstand(shard, head.origin, head.size, jcs.b64(head.root))


def _files(world: World) -> Mapping[str, bytes]:
    """Return the rule files of the release in force: the groups stand in them.

    Raises:
        LookupError: the ledger does not hold it.
    """
    stored = releases.stored(world, world.ruleset.digest)
    if stored is None:
        raise LookupError("de vrijgave die geldt staat niet in het grootboek")
    return Release.from_json(stored).files
