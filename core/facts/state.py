# SPDX-License-Identifier: EUPL-1.2
"""What the predicates look at: the question, the issuers, and the evidence (`Stand`).

Invariants:
- `Stand` is evidence only: statements that were verified and admitted, the folded case, what the ledger holds of a
  record. Nothing of it comes from the body of the request that is being decided.
- The gateway builds it from its feed, the exchange from the ledger; the predicates cannot tell the difference.
- An issuer is a body: an organisation, or an organ in a function and region. Persons within one body speak for it.

Norm: design.md 2, 4; policy-vocabulary.md ("in an act each token follows from ..."). It derives nothing itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Protocol, TypeAlias

from core.facts.onderwerp import fits_subject

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from core.casus.state import CasusStand
    from core.facts.statements import Feitverklaring

BUREAU = "riec-bureau"
WERKERS = frozenset({BUREAU, "liec"})

Orgaan: TypeAlias = tuple[str, str, str]


class FactTerm(Protocol):
    """What the vocabulary says of one fact: who may state it, and whether silence means no (`gesloten`)."""

    @property
    def bevoegd(self) -> Sequence[str]: ...  # noqa: D102 - the class tells
    @property
    def wereld(self) -> str: ...  # noqa: D102 - the class tells


class Vocabulary(Protocol):
    """The facts of the policy vocabulary by code (`policies` gives the real one)."""

    @property
    def facts(self) -> Mapping[str, FactTerm]: ...  # noqa: D102 - the class tells


@dataclass(frozen=True, slots=True)
class Uitgever:
    """Who signed: organisation `oin` of kind `soort`, or its officer in `functie` (for a stuurgroep with `regio`)."""

    oin: str
    soort: str
    functie: str | None = None
    regio: str | None = None
    functionaris: str | None = None

    @property
    def orgaan(self) -> Orgaan:
        """The body that speaks: later statements of the same body replace its earlier ones."""
        return (self.oin, self.functie or "", self.regio or "")


@dataclass(frozen=True, slots=True)
class Toegelaten:
    """A statement whose signature was verified, with its issuer."""

    verklaring: Feitverklaring
    uitgever: Uitgever


@dataclass(frozen=True, slots=True)
class RecordInfo:
    """What the record holds of one supplied item: never its content. `ontvangers` are OINs, the supplier apart."""

    record: str
    casus: str | None
    verstrekker: str
    ontvangers: frozenset[str]
    categorie: str
    fase: str


@dataclass(frozen=True, slots=True)
class Partij:
    """An organisation in a question; `regios` empty means that it works nationally."""

    oin: str
    soort: str
    eenheid: str | None = None
    regios: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Vraag:
    """The act that is to be decided, at `tijd` (ms): one recipient per question.

    `persoon` is the person (opaque id) whose signature came with the request, None when only the organisation signed.
    `record` is the id of the item, also when it is not stored yet; `meetekenaar` a second person who signed.
    """

    handeling: str
    wie: Partij
    ontvanger: Partij | None
    categorie: str
    casus: str | None
    record: str | None
    persoon: str | None
    tijd: int
    doel: str | None = None
    meetekenaar: str | None = None


@dataclass(frozen=True)
class Stand:
    """The evidence: the folded case, the admitted statements, and the stored item that the act is about.

    For `openen` the case is the fold of the opening event itself: that event is the record.
    """

    casus: CasusStand | None
    verklaringen: tuple[Toegelaten, ...] = ()
    record: RecordInfo | None = None

    @cached_property
    def by_fact(self) -> Mapping[str, tuple[Toegelaten, ...]]:
        """The statements by fact code, oldest first; one that does not name what its fact must be about is not there."""
        result: dict[str, list[Toegelaten]] = {}
        for item in sorted(self.verklaringen, key=lambda entry: (entry.verklaring.tijd, entry.verklaring.hash)):
            if fits_subject(item.verklaring):
                result.setdefault(item.verklaring.feit, []).append(item)
        return {feit: tuple(items) for feit, items in result.items()}
