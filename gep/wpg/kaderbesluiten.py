# SPDX-License-Identifier: EUPL-1.2
"""Framework decisions: the admitted statements that many supplies rest on, with who made them, for what, and until when.

Invariants:
- What counts is the last that one body said of one subject and that began; a withdrawal takes the place of what it withdraws.
  What begins later takes no place yet: it stands beside what still holds, as at a decision (`core.facts.context`).
- Only what was signed and admitted is in it. Whether a decision is right in law is not judged here.
- No person and no casus is named: a decision about one casus or record counts in a total of its kind.

Norm: Wpg 19, 20 and R-25 (besluit), R-06, R-12, R-48, R-51, R-60. Certainty of those rules stands in `law.md` and the rule files.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import select

from core.ledger.tables import feitverklaring

if TYPE_CHECKING:
    from collections.abc import Iterable

    from core.exchange.world import World
    from core.facts.state import Toegelaten

FEITEN: Final = (
    "convenant-geldig",
    "protocol-geldig",
    "besluit-19-20",
    "hkp-aangewezen",
    "bsn-grondslag",
    "mandaat",
)
DAG_MS: Final = 24 * 3600 * 1000
BINNENKORT_MS: Final = 92 * DAG_MS
"""What ends within a quarter is told: there is time for a new decision then."""
GELDT, LOOPT_AF, NOG_NIET = "geldt", "loopt af", "nog niet"
VERLOPEN, INGETROKKEN = "verlopen", "ingetrokken"
IN_FORCE: Final = frozenset({GELDT, LOOPT_AF})


@dataclass(frozen=True, slots=True)
class Kaderbesluit:
    """One framework decision, or all of a kind that are about single cases (`aantal` tells how many).

    Attributes:
        feit: code of the fact that it states.
        uitgever: OIN of who said so.
        functie: in which function; None for the organisation itself.
        regio: the region that it is for; None for all.
        organisatie: the organisation that it is about, as with a mandate; None for no single one.
        grondslag: code of the basis that it names.
        van: from when it holds (ms).
        tot: until when (ms); None has no end.
        staat: how it stands at the moment of the account.
        per_casus: whether it is about single cases or records.
        aantal: how many decisions.
    """

    feit: str
    uitgever: str
    functie: str | None
    regio: str | None
    organisatie: str | None
    grondslag: str
    van: int
    tot: int | None
    staat: str
    per_casus: bool
    aantal: int = 1

    def to_json(self) -> dict[str, Any]:
        """Return it as JSON."""
        return {name: getattr(self, name) for name in self.__dataclass_fields__}


def collect(world: World, at: int) -> tuple[Kaderbesluit, ...]:
    """Return the framework decisions as they stand at ms `at`, in the order of `FEITEN`.

    Raises:
        core.ledger.errors.LedgerError: a stored statement does not verify.
    """
    table = feitverklaring.c
    query = select(table.bundel).where(table.feit.in_(FEITEN), table.tijd <= at).distinct().order_by(table.bundel)
    with world.reading() as connection:
        hashes = list(connection.execute(query).scalars())
        stated = world.bundles.statements(connection, hashes)
    return _ordered(_of(item, at) for item in _last(stated, at))


def _last(stated: Iterable[Toegelaten], at: int) -> Iterable[Toegelaten]:
    """Return what each body said last of each subject: of what began by `at`, and of what begins later."""
    found: dict[Any, Toegelaten] = {}
    for item in sorted(stated, key=lambda one: (one.verklaring.tijd, one.verklaring.hash)):
        if item.verklaring.feit in FEITEN:
            begins_later = item.verklaring.van > at
            found[begins_later, item.verklaring.feit, item.uitgever.orgaan, item.verklaring.over] = item
    return found.values()


def _of(item: Toegelaten, at: int) -> Kaderbesluit:
    said, over = item.verklaring, item.verklaring.over
    single = over.casus is not None or over.record is not None
    return Kaderbesluit(
        feit=said.feit,
        uitgever=item.uitgever.oin,
        functie=item.uitgever.functie,
        regio=over.regio or item.uitgever.regio,
        organisatie=over.organisatie,
        grondslag=said.grondslag,
        van=0 if single else said.van,
        tot=None if single else said.tot,
        staat=state(van=said.van, tot=said.tot, holds=said.waarde is True, at=at),
        per_casus=single,
    )


def state(*, van: int, tot: int | None, holds: bool, at: int) -> str:
    """Return how a decision stands at ms `at`."""
    if not holds:
        return INGETROKKEN
    if tot is not None and tot <= at:
        return VERLOPEN
    if van > at:
        return NOG_NIET
    return LOOPT_AF if tot is not None and tot - at <= BINNENKORT_MS else GELDT


def _ordered(found: Iterable[Kaderbesluit]) -> tuple[Kaderbesluit, ...]:
    """Return them in order, those about single cases added up."""
    counted = Counter(found)
    rows = [
        Kaderbesluit(**{name: getattr(one, name) for name in one.__dataclass_fields__} | {"aantal": count})
        for one, count in counted.items()
    ]
    return tuple(sorted(rows, key=_place))


def _place(one: Kaderbesluit) -> tuple[Any, ...]:
    return (
        FEITEN.index(one.feit),
        one.per_casus,
        one.regio or "",
        one.uitgever,
        one.organisatie or "",
        one.van,
        one.staat,
    )
