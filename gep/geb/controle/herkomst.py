# SPDX-License-Identifier: EUPL-1.2
"""Where an edition came from: the record as it is now, and what it still holds of the state that an edition cites.

Invariants:
- The past is taken from what proves itself: a release by its digest, a deelnemerslijst by its fingerprint, a checkpoint
  by the root that the stored leaves give at its size.
- What is not there any more is told by name; nothing of now is silently put in its place.

It reads only. What an edition says of its state is `core.contract.editie`.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from sqlalchemy import select

from audit.events import Event
from audit.proof import jcs
from audit.proof.tiles import TileError, TileReader
from audit.state import fetcher
from core.exchange import releases
from core.ledger import wisbevelen
from gep.bron import Bron, Logstand
from gep.cijfers.regel import decode
from gep.cijfers.toezicht import GEB
from policies.findings import PolicyError
from policies.loader import check
from policies.release import Release

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from core.exchange.world import World
    from core.keychain.lijst import Deelnemerslijst
    from policies.groups import Closure
    from policies.ruleset import RuleSet

TOEZICHT: Final = frozenset({Event.SPOOR_GELEZEN, Event.SPOOR_GEEXPORTEERD, Event.BUNDEL_GEMAAKT, *GEB})
"""Lines that an account leaves itself: reading the log, advising on an edition, adopting it."""


@dataclass(frozen=True, slots=True)
class Gewist:
    """Lines whose accountability part was erased on one order, as far as they lie under a cited checkpoint."""

    bevel: str
    shard: str
    regels: int
    reden: str


@dataclass(frozen=True)
class Herkomst:
    """The record now, and the ways to its past.

    Attributes:
        nu: everything as it is now.
        regels_van: the rules of a release with their groups, by digest; None when the ledger does not hold it.
        lijst_van: a deelnemerslijst by fingerprint, None when it is none of the chain.
        wortel: root (base64) of a shard at a size, None when the log has not so many lines.
        gewist: the erasures that touch lines before these sizes and were logged after a moment (ms).
    """

    nu: Bron = field(repr=False)
    regels_van: Callable[[str], tuple[RuleSet, Closure] | None] = field(repr=False)
    lijst_van: Callable[[str], Deelnemerslijst | None] = field(repr=False)
    wortel: Callable[[str, int], str | None] = field(repr=False)
    gewist: Callable[[Mapping[str, int], int], tuple[Gewist, ...]] = field(repr=False)

    @classmethod
    def of_world(cls, world: World) -> Herkomst:
        """Take everything from an opened backbone."""
        return cls(
            nu=Bron.of_world(world),
            regels_van=lambda digest: _rules(world, digest),
            lijst_van=lambda found: next((one for one in world.lijsten.alle if one.fingerprint == found), None),
            wortel=lambda shard, size: _root(world, shard, size),
            gewist=lambda sizes, since: tuple(_erased(world, sizes, since)),
        )

    def shard_of(self, origin: str) -> str | None:
        """Return the shard of this log with an origin."""
        return next((stand.shard for stand in self.nu.standen if stand.origin == origin), None)


def _rules(world: World, digest: str) -> tuple[RuleSet, Closure] | None:
    try:
        stored = releases.stored(world, digest)
        if stored is None:
            return None
        release = Release.from_json(stored)
        return release.rules(world.ruleset.omgeving), check(release.rule_files).closure
    except PolicyError:
        return None


def _root(world: World, shard: str, size: int) -> str | None:
    with world.reading() as connection:
        try:
            return jcs.b64(TileReader(size, fetcher(connection, shard)).root())
        except (TileError, IndexError):
            return None


def _erased(world: World, sizes: Mapping[str, int], since: int) -> Iterator[Gewist]:
    table = wisbevelen.wisbevel
    with world.reading() as connection:
        later = set(connection.execute(select(table.c.sleutel).where(table.c.tijd > since)).scalars())
        orders = [order for order in wisbevelen.stored(connection) if order.opening == "feit" and order.shard in sizes]
    for order in (order for order in orders if order.sha256 in later):
        count = sum(max(0, min(end, sizes[order.shard]) - start) for start, end in order.regels)
        if count:
            yield Gewist(order.sha256, order.shard, count, order.reden)


def without_accounts(bron: Bron, sizes: Mapping[str, int]) -> Bron:
    """Return the record without the lines after these sizes that accounts leave themselves.

    Whoever checks an edition leaves a line, and so does who signs it: that alone makes no answer stale.
    """

    def feiten(stand: Logstand, start: int) -> Iterator[list[bytes | None]]:
        at, known = start, sizes.get(stand.shard, 0)
        for chunk in bron.feiten(stand, start):
            yield [data for place, data in enumerate(chunk, at) if place < known or not _of_account(data)]
            at += len(chunk)

    return replace(bron, feiten=feiten)


def count_accounts(bron: Bron, sizes: Mapping[str, int], shards: Iterable[str]) -> int:
    """Return how many lines accounts left in these shards after these sizes."""
    chosen = set(shards)
    standen = [stand for stand in bron.standen if stand.shard in chosen]
    return sum(
        _of_account(data)
        for stand in standen
        for chunk in bron.feiten(stand, sizes.get(stand.shard, 0))
        for data in chunk
    )


def _of_account(data: bytes | None) -> bool:
    return data is not None and decode(data).gebeurtenis in TOEZICHT
