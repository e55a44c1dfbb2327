# SPDX-License-Identifier: EUPL-1.2
"""How a predicate weighs statements: which of them are about the question, in force, and from an entitled issuer.

Invariants:
- *About*: every field of `over` fits the question. A statement about something else is not looked at.
- *In force*: made no later than the question (60 s of clock difference allowed), `van` reached and `tot` not. A `van`
  that is not after the statement's own `tijd` counts as reached.
- *Replaced*: of one body about the same object only the latest counts, also when that one has lapsed: an expired
  refusal does not bring the consent before it back.
- *Weighed*: of one body about different objects that all fit, the latest in force wins. Two bodies that contradict each
  other, or one body at the same moment, make the fact unknown, whatever its world: nobody can talk over somebody else.
- What was left out for its issuer or its time is reported in `genegeerd`, never used.

Norm: design.md 2; policy-vocabulary.md. It reads no clock and nothing of the request body.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING

from core.facts import entitlement

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from core.facts.state import Orgaan, Partij, Stand, Toegelaten, Vocabulary, Vraag
    from core.facts.statements import Over

SKEW_MS = 60_000


@dataclass(frozen=True, slots=True)
class Oordeel:
    """The answer of a predicate: established, established that not, or unknown, with the hashes it rests on.

    `beslist` marks an unknown that silence does not explain: a closed world does not turn it into "not".
    """

    waarde: bool | None
    bewijs: tuple[str, ...] = ()
    beslist: bool = False

    def __bool__(self) -> bool:
        return self.waarde is True


ONBEKEND = Oordeel(None)
JA = Oordeel(True)
NEE = Oordeel(False)
TEGENSTRIJDIG = Oordeel(None, beslist=True)


@dataclass(frozen=True, slots=True)
class Genegeerd:
    """A statement about the question that did not count; `reden` is a stable code."""

    hash: str
    feit: str
    reden: str


@dataclass(frozen=True, slots=True)
class Zoek:
    """Which statements a predicate asks for, beside those limits that always hold.

    Attributes:
        organisatie: OINs that `over.organisatie` may name; None: a party to the act.
        verplicht: fields of `over` that must be given, beside those of `onderwerp`.
        persoon: the person that the statement must name; None: it names nobody, or the one who acts.
        record: what `over.record` may name instead of the item of the question.
        uitgevers: OINs whose statements count; None: every entitled issuer.
    """

    organisatie: Collection[str] | None = None
    verplicht: tuple[str, ...] = ()
    persoon: str | None = None
    record: str | None = None
    uitgevers: Collection[str] | None = None


OVERAL = Zoek()


@dataclass
class Context:
    """One question with its evidence; collects what was ignored."""

    vraag: Vraag
    stand: Stand
    vocabulary: Vocabulary
    genegeerd: dict[str, Genegeerd] = field(default_factory=dict)
    _givers: dict[str, list[tuple[str, Oordeel]]] = field(default_factory=dict)

    @cached_property
    def regio(self) -> str | None:
        """The region of the case."""
        return self.stand.casus.regio if self.stand.casus else None

    @cached_property
    def verstrekker(self) -> str | None:
        """The supplier: of the stored item, or the one who now supplies."""
        if self.stand.record is not None:
            return self.stand.record.verstrekker
        return self.vraag.wie.oin if self.vraag.handeling == "verstrekken" else None

    def takes_part(self, oin: str) -> bool:
        """Return whether an organisation takes part in the case at the time of the question."""
        return self.stand.casus is not None and self.stand.casus.takes_part(oin, self.vraag.tijd)

    def stated(self, feit: str, zoek: Zoek = OVERAL) -> Oordeel:
        """Weigh the statements of one fact, as the module says."""
        about = [item for item in self.stand.by_fact.get(feit, ()) if self._about(item, zoek)]
        if not about:
            return ONBEKEND
        counted = (item for item in about if self._entitled(item, zoek) and self._wanted(item, zoek))
        in_force = self._in_force(counted)
        latest: dict[Orgaan, list[Toegelaten]] = {}
        for item in in_force:
            known = latest.setdefault(item.uitgever.orgaan, [item])
            if item.verklaring.tijd > known[0].verklaring.tijd:
                latest[item.uitgever.orgaan] = [item]
            elif item is not known[0]:
                known.append(item)
        return self._agree([item for items in latest.values() for item in items])

    def any_of(self, oordelen: Iterable[Oordeel]) -> Oordeel:
        """Return the first established answer, else one that says no, else unknown."""
        result = ONBEKEND
        for oordeel in oordelen:
            if oordeel:
                return oordeel
            result = oordeel if oordeel.waarde is False or (oordeel.beslist and result.waarde is None) else result
        return result

    def all_of(self, oordelen: Iterable[Oordeel]) -> Oordeel:
        """Return established only when each is (and there is one); no as soon as one says no; else unknown."""
        answers = list(oordelen)
        for answer in answers:
            if answer.waarde is False:
                return answer
        if answers and all(answers):
            return Oordeel(True, tuple(dict.fromkeys(h for answer in answers for h in answer.bewijs)))
        return TEGENSTRIJDIG if any(answer.beslist for answer in answers) else ONBEKEND

    def mandate_givers(self, bureau: str) -> list[tuple[str, Oordeel]]:
        """Return the partners that take part in the case and gave this bureau a mandate in its region."""
        if bureau not in self._givers:
            present = self.stand.casus.participants(self.vraag.tijd) if self.stand.casus else ()
            about = {oin: Zoek({bureau}, ("organisatie", "regio"), uitgevers={oin}) for oin in present if oin != bureau}
            answers = [(oin, self.stated("mandaat", zoek)) for oin, zoek in about.items()]
            self._givers[bureau] = [(oin, oordeel) for oin, oordeel in answers if oordeel]
        return self._givers[bureau]

    def designated(self, partij: Partij, persoon: str | None, uitgever: str) -> Oordeel:
        """Weigh the designations by `uitgever` of a person of `partij` in the region of the case; None: any person."""
        zoek = Zoek({partij.oin}, uitgevers={uitgever})
        people = [persoon] if persoon else self._people("aangewezen", uitgever)
        return self.any_of(self.stated("aangewezen", replace(zoek, persoon=person)) for person in people)

    def by_mandate(self, bureau: Partij, persoon: str | None) -> Oordeel:
        """Return whether a partner that takes part gave the mandate and designated the person (None: some person)."""
        return self.any_of(
            self.all_of([mandaat, self.designated(bureau, persoon, oin)])
            for oin, mandaat in self.mandate_givers(bureau.oin)
        )

    def _people(self, feit: str, uitgever: str) -> list[str]:
        items = self.stand.by_fact.get(feit, ())
        named = [item.verklaring.over.persoon for item in items if item.uitgever.oin == uitgever]
        return list(dict.fromkeys(person for person in named if person is not None))

    @cached_property
    def parties(self) -> frozenset[str]:
        """The OINs of those who have to do with the act: who acts, who receives, who supplied."""
        ontvanger = self.vraag.ontvanger.oin if self.vraag.ontvanger else None
        return frozenset(oin for oin in (self.vraag.wie.oin, ontvanger, self.verstrekker) if oin)

    def _about(self, item: Toegelaten, zoek: Zoek) -> bool:
        over, vraag = item.verklaring.over, self.vraag
        # A statement about a person that names no organisation is about a person of the one who states it.
        body = over.organisatie or (item.uitgever.oin if zoek.persoon else None)
        return (
            over.record in (None, zoek.record or vraag.record)
            and over.casus in (None, vraag.casus)
            and over.regio in (None, self.regio)
            and over.categorie in (None, vraag.categorie)
            and over.persoon in ((zoek.persoon,) if zoek.persoon else (None, vraag.persoon))
            and (body is None or body in (self.parties if zoek.organisatie is None else zoek.organisatie))
            and (over.eenheid is None or over.eenheid in self._units)
            and all(getattr(over, name) is not None for name in zoek.verplicht)
        )

    @cached_property
    def _units(self) -> tuple[str | None, ...]:
        ontvanger = self.vraag.ontvanger
        return self.vraag.wie.eenheid, ontvanger.eenheid if ontvanger else None

    def _wanted(self, item: Toegelaten, zoek: Zoek) -> bool:
        if zoek.uitgevers is None or item.uitgever.oin in zoek.uitgevers:
            return True
        self._ignore(item, "andere-afzender")
        return False

    def _entitled(self, item: Toegelaten, zoek: Zoek) -> bool:
        answer = entitlement.check(item.verklaring, item.uitgever, self.stand, self.vocabulary, self.vraag.tijd)
        if isinstance(answer, entitlement.Bevoegd) and self._right_side(item, answer.als, zoek):
            return True
        self._ignore(item, "niet-bevoegd")
        return False

    def _right_side(self, item: Toegelaten, kind: str, zoek: Zoek) -> bool:
        # Who may speak as supplier, as recipient or for itself is the one of *this* question.
        if kind == "verstrekker":
            return item.uitgever.oin == self.verstrekker
        if kind == "ontvanger":
            return self.vraag.ontvanger is not None and item.uitgever.oin == self.vraag.ontvanger.oin
        if kind == "eigen-partner" and zoek.uitgevers is None:
            return item.uitgever.oin == self.vraag.wie.oin
        return True

    def _in_force(self, items: Iterable[Toegelaten]) -> list[Toegelaten]:
        tijd = self.vraag.tijd
        newest: dict[tuple[Orgaan, Over], Toegelaten] = {}
        started = []
        for item in items:
            if not _started(item, tijd):
                self._ignore(item, "nog-niet-geldig")
                continue
            started.append(item)
            newest[item.uitgever.orgaan, item.verklaring.over] = item
        return [item for item in started if self._counts(item, newest, tijd)]

    def _counts(self, item: Toegelaten, newest: dict[tuple[Orgaan, Over], Toegelaten], tijd: int) -> bool:
        last = newest[item.uitgever.orgaan, item.verklaring.over]
        if item.verklaring.tijd < last.verklaring.tijd:
            self._ignore(item, "vervangen")
            return False
        if item.verklaring.tot is not None and tijd >= item.verklaring.tot:
            self._ignore(item, "verlopen")
            return False
        return True

    def _agree(self, items: list[Toegelaten]) -> Oordeel:
        if not items:
            return ONBEKEND
        values = {item.verklaring.waarde for item in items}
        if len(values) > 1:
            for item in items:
                self._ignore(item, "tegenstrijdig")
            return TEGENSTRIJDIG
        return Oordeel(values == {True}, tuple(item.verklaring.hash for item in items))

    def _ignore(self, item: Toegelaten, reden: str) -> None:
        hashed = item.verklaring.hash
        self.genegeerd[hashed] = Genegeerd(hashed, item.verklaring.feit, reden)


def _started(item: Toegelaten, tijd: int) -> bool:
    verklaring = item.verklaring
    if verklaring.tijd > tijd + SKEW_MS:
        return False
    return verklaring.van <= max(tijd, verklaring.tijd)
