# SPDX-License-Identifier: EUPL-1.2
"""Reading the trail: who asks, for what, why; then the lines that this officer may see, each with its explanation.

Invariants:
- Before anything is read the question is decided by the rules (R-68, R-69) and its line stands in a signed checkpoint;
  the case, record or person that it asks about stands in that line, so that this read is in the trail too.
- An officer sees own people anywhere, and everybody on own data: records that the own organisation supplied, and what
  happened to a case as such that it supplied to. Of people of others the trail shows that there was one, never who.
- There is no question by data subject: the backbone has no index of people. A partner's own gateway says which records
  are about somebody; with those one asks here.

Norm: Wpg 32a; law.md R-68, R-69; design.md 6 ("Subjects").
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields, replace
from itertools import islice
from typing import TYPE_CHECKING, Final

from audit.proof import checkpoint
from audit.reader import LogReader
from audit.spoor import zoeken
from audit.spoor.index import Spoorindex
from audit.spoor.signalen import all_signals
from audit.spoor.waarom import explain
from audit.values import STAM
from core.exchange.logbook import LogRead, read_log
from core.exchange.results import Gedaan
from core.exchange.spoor.kennis import Ledgerkennis, open_at

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Engine

    from audit.spoor.index import Ingang
    from audit.spoor.signalen import Signaal
    from audit.spoor.values import Regel
    from audit.spoor.waarom import Uitleg
    from core.exchange.results import Uitkomst
    from core.exchange.world import World

PAGE: Final = 500


@dataclass(frozen=True, slots=True)
class Filter:
    """What an officer asks for; every field that is given narrows it. `persoon` is the pseudonym of an own person."""

    casus: str | None = None
    record: str | None = None
    persoon: str | None = field(default=None, repr=False)
    organisatie: str | None = None
    eenheid: str | None = None
    regel: str | None = None
    uitkomst: str | None = None
    van: int | None = None
    tot: int | None = None


@dataclass(frozen=True, slots=True)
class Spoorregel:
    """One line of the trail: the line, why it was, and who did it as far as this officer may know."""

    regel: Regel
    uitleg: Uitleg
    wie: str | None = field(repr=False)
    afgeschermd: bool
    nr: int = 0


@dataclass(frozen=True)
class Spoor:
    """A trail that may be read: the answer to one question that was decided and logged."""

    world: World = field(repr=False)
    request: LogRead
    zicht: str
    vraag: zoeken.Vraag = field(repr=False)
    index: Spoorindex = field(repr=False)
    kennis: Ledgerkennis = field(repr=False)
    lees: Engine = field(repr=False)

    def regels(self, na: tuple[int, int] | None = None, most: int | None = None) -> Iterator[Spoorregel]:
        """Yield the lines in order of time, after the one at `na` (tijd, nr), at most `most`."""
        rows = self._rows(na)
        listed = rows if most is None else islice(rows, most)
        while page := list(islice(listed, PAGE)):
            yield from self._explained(page)

    def signalen(self, regels: list[Spoorregel]) -> list[Signaal]:
        """Return the signals over lines of this trail."""
        lines = [item.regel for item in regels]
        return all_signals(lines, self.kennis.kader(lines), self.world.now())

    def naam(self, oin: str) -> str:
        """Return the name of an organisation."""
        return self.kennis.naam(oin)

    def _rows(self, na: tuple[int, int] | None) -> Iterator[Ingang]:
        while True:
            with self.lees.connect() as connection:
                rows = zoeken.find(connection, self.vraag, na, PAGE)
            yield from rows
            if len(rows) < PAGE:
                return
            na = rows[-1].tijd, rows[-1].nr

    def _explained(self, page: list[Ingang]) -> Iterator[Spoorregel]:
        with self.lees.connect() as connection:
            shards = zoeken.places(connection)
        placed = {zoeken.place_of(row, shards): row for row in page}
        lines = open_at(LogReader(self.lees, self.world.kluis), sorted(placed))
        opened = {regel.plaats: regel for regel in self.index.enriched(lines)}
        kader = self.kennis.kader(opened.values())
        for place, row in placed.items():
            regel = opened.get(place)
            if regel is not None:  # else it was erased since
                yield self._shown(regel, explain(regel, kader), row.nr)

    def _shown(self, regel: Regel, uitleg: Uitleg, nr: int) -> Spoorregel:
        own = regel.oin == self.zicht
        hidden = regel.wie is not None and not own
        return Spoorregel(replace(regel, wie=None), uitleg, regel.wie if own else None, hidden, nr)


def ask(world: World, request: LogRead, chosen: Filter) -> tuple[Uitkomst, Spoor | None]:
    """Decide and log a question about the trail; the trail itself only when it is allowed.

    Raises:
        core.exchange.logbook.ReadRequestError: the request is not sound.
    """
    index = Spoorindex(world.log.engine, world.kluis)
    hashed = None if chosen.persoon is None else index.pseudonym(chosen.persoon)
    about = {"casus": chosen.casus, "record": chosen.record, "betreft": hashed}
    named = replace(request, over={name: value for name, value in about.items() if value is not None})
    outcome = read_log(world, named)
    if not isinstance(outcome, Gedaan):
        return outcome, None
    zicht = world.lijst.functionaris(request.functionaris).oin
    index, _ = signed_index(world)
    lees = world.lezer()
    kennis = Ledgerkennis(world, index.pseudonym, lees)
    index.kennis = kennis
    given = {item.name: getattr(chosen, item.name) for item in fields(chosen)} | {"persoon": hashed}
    return outcome, Spoor(world, named, zicht, zoeken.Vraag(zicht=zicht, **given), index, kennis, lees)


def signed_index(world: World) -> tuple[Spoorindex, Ledgerkennis]:
    """Return the index, brought up to what is signed, with what the ledger knows now."""
    index = Spoorindex(world.log.engine, world.kluis)
    kennis = Ledgerkennis(world, index.pseudonym)
    index.catch_up(signed_sizes(world), kennis)
    return index, kennis


def signed_sizes(world: World) -> dict[str, int]:
    """Return up to where each shard is signed."""
    shards = (shard for shard in world.log.shards() if shard != STAM)
    return {shard: checkpoint.parse(world.log.checkpoint(shard))[0].size for shard in shards}
