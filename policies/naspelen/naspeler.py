# SPDX-License-Identifier: EUPL-1.2
"""Replay: what would a candidate release have decided?

Invariants:
    * what was decided then is read from the record, never decided again; only the candidate decides;
    * incremental by default: a question that no changed row can concern keeps its answer (`policies.naspelen.wijziging`
      says why); `volledig` decides every question and finds the same;
    * memory is bounded: equal questions are decided once, of what was decided a bounded number is remembered, and
      of what changes only counts and five examples per cell are kept;
    * nothing rests on the order in which decisions are read;
    * facts are those of the record; which of them the candidate would establish otherwise is told, not guessed at.

Norm: reference/policy-engine.md 4d. Does not: say whether the record is right (`policies.naspelen.reconstructie`).
"""

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Final

from policies.decision import Uitkomst, Vraag
from policies.loader import natural
from policies.naspelen.effect import VOORBEELDEN, Cel, Effect, Oordeel, Regeltelling, Richting, Voorbeeld
from policies.naspelen.vastgelegd import Vastgelegd, Versie
from policies.naspelen.wijziging import GEWIJZIGD, NIEUW, VERVALLEN, Wijziging
from policies.plichten import PLICHT

if TYPE_CHECKING:
    from datetime import date

ONTHOUD: Final = 200_000
_NO_CODE: Final = "(geen code)"
_UITKOMSTEN: Final = frozenset(map(str, Uitkomst))
_KINDS: Final = (GEWIJZIGD, VERVALLEN, NIEUW)

Key = tuple[str, str, str, str, str, str, tuple[int, int], frozenset[str]]
CelKey = tuple[Richting, str, str, tuple[str, ...]]


@dataclass(slots=True)
class _Antwoord:
    """What is remembered of one question: the changed rows it touches, and the new answer when it had to be asked.

    `omslagen` remembers per logged answer what changes, since equal questions mostly had equal answers.
    """

    geraakt: tuple[str, ...]
    wordt: Oordeel | None
    omslagen: dict[Oordeel, "_Omslag | None"] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Omslag:
    """A change: the cell it counts in, and how it would stand there as an example."""

    cel: CelKey
    voorbeeld: Voorbeeld


class _Overgang:
    """From one release of the record to the candidate."""

    def __init__(self, oud: Versie, nieuw: Versie) -> None:
        self.wijziging = Wijziging(oud, nieuw)
        self._ids = frozenset(row.id for row in oud.regels.rows)
        self._plichten = frozenset(oud.gelezen.vocabulary.plichten)
        rows = [*oud.regels.rows, *nieuw.regels.rows]
        self._starts, self._ends = sorted({row.van for row in rows}), sorted({row.tm for row in rows})
        self._periods: dict[date, tuple[int, int]] = {}
        self.bekend: dict[Key, _Antwoord] = {}
        self.geraakt: Counter[tuple[str, ...]] = Counter()
        self.aantal = 0

    def key(self, vraag: Vraag) -> Key:
        """The question with its day widened to the days on which the same rows run."""
        period = self._periods.get(vraag.datum)
        if period is None:
            day = vraag.datum.isoformat()
            period = self._periods[vraag.datum] = (bisect_right(self._starts, day), bisect_left(self._ends, day))
        return (vraag.wie, vraag.aan, vraag.wat, vraag.handeling, vraag.doel, vraag.fase, period, vraag.feiten)

    def read(self, antwoord: Mapping[str, Any]) -> Oordeel | None:
        """What a logged answer came to; None when it holds anything that the release it names cannot have said."""
        try:
            was = logged(antwoord)
        except (KeyError, TypeError):
            return None
        sound = was.uitkomst in _UITKOMSTEN and self._ids.issuperset(was.regels)
        return was if sound and self._plichten.issuperset(was.plichten) else None


class Naspeler:
    """Takes logged decisions one by one; `effect` at the end."""

    def __init__(
        self, kandidaat: Versie, versie_van: Callable[[str], Versie], *, volledig: bool = False, onthoud: int = ONTHOUD
    ) -> None:
        """Prepare.

        Args:
            kandidaat: what is tried.
            versie_van: gives the version that a digest of the record names; may raise `PolicyError`.
            volledig: decide every question again, also those that no changed row can concern.
            onthoud: how many different questions to remember per release; 0 decides each one anew.
        """
        self._nieuw, self._versie_van, self._volledig, self._onthoud = kandidaat, versie_van, volledig, onthoud
        self._codes = _codes(kandidaat)
        self._overgangen: dict[str, _Overgang] = {}
        self._aantallen: Counter[CelKey] = Counter()
        self._voorbeelden: dict[CelKey, list[Voorbeeld]] = {}
        self._onleesbaar = 0
        self.beslist = 0

    def add_all(self, records: Iterable[Vastgelegd]) -> "Naspeler":
        """Take a stream of logged decisions."""
        for record in records:
            self.add(record)
        return self

    def add(self, record: Vastgelegd) -> None:
        """Take one logged decision.

        Raises:
            PolicyError: the release it names is not there.
        """
        overgang = self._overgangen.get(record.vrijgave) or self._open(record.vrijgave)
        overgang.aantal += 1
        vraag, was = record.vraag, overgang.read(record.antwoord)
        if vraag is None or was is None:
            self._onleesbaar += 1
            return
        antwoord = self._remembered(overgang, vraag)
        if antwoord.geraakt:
            overgang.geraakt[antwoord.geraakt] += 1
        if antwoord.wordt is None:
            return
        if was not in antwoord.omslagen:
            antwoord.omslagen[was] = self._omslag(overgang, vraag, was, antwoord.wordt)
        omslag = antwoord.omslagen[was]
        if omslag is not None:
            self._aantallen[omslag.cel] += 1
            _keep(self._voorbeelden.setdefault(omslag.cel, []), omslag.voorbeeld, vraag.datum.isoformat())

    def effect(self, periode: str) -> Effect:
        """Return what was found; `periode` is only written down."""
        return Effect(
            kandidaat=self._nieuw.regels.digest,
            periode=periode,
            vrijgaven={digest: overgang.aantal for digest, overgang in self._overgangen.items()},
            beslissingen=sum(overgang.aantal for overgang in self._overgangen.values()),
            onleesbaar=self._onleesbaar,
            cellen=tuple(
                Cel(*key, self._aantallen[key], tuple(self._voorbeelden[key]))
                for key in sorted(self._aantallen, key=_order)
            ),
            regels=tuple(self._rules()),
            feiten_anders=tuple(
                sorted(frozenset().union(*(one.wijziging.feiten for one in self._overgangen.values())))
            ),
        )

    def _open(self, digest: str) -> _Overgang:
        oud = self._versie_van(digest)
        self._codes |= _codes(oud)
        self._overgangen[digest] = overgang = _Overgang(oud, self._nieuw)
        return overgang

    def _remembered(self, overgang: _Overgang, vraag: Vraag) -> _Antwoord:
        key = overgang.key(vraag)
        antwoord = overgang.bekend.get(key)
        if antwoord is None:
            antwoord = self._ask(overgang, vraag)
            if len(overgang.bekend) >= self._onthoud:
                overgang.bekend.clear()
            if self._onthoud:
                overgang.bekend[key] = antwoord
        return antwoord

    def _ask(self, overgang: _Overgang, vraag: Vraag) -> _Antwoord:
        geraakt = overgang.wijziging.touched(vraag)
        if not (self._volledig or geraakt or overgang.wijziging.known_otherwise(vraag)):
            return _Antwoord((), None)
        self.beslist += 1
        answer = self._nieuw.decide(vraag)
        ids = tuple(regel.id for regel in answer.regels)
        return _Antwoord(geraakt, Oordeel(str(answer.uitkomst), ids, answer.plichten, answer.onbekend))

    def _omslag(self, overgang: _Overgang, vraag: Vraag, was: Oordeel, wordt: Oordeel) -> _Omslag | None:
        richting = direction(was, wordt)
        if richting is None:
            return None
        carried = {row for row in (*was.regels, *wordt.regels) if row in overgang.wijziging.regels}
        asked = (vraag.wie, vraag.aan, vraag.wat, vraag.handeling, vraag.doel, vraag.fase)
        codes = tuple(map(self._shown, asked))
        feiten = tuple(sorted(map(self._shown, vraag.feiten)))
        cel = (richting, codes[0], codes[2], tuple(sorted(carried, key=natural)))
        example = Voorbeeld(codes, feiten, "", self._bare(was), self._bare(wordt), 1)
        return _Omslag(cel, example)

    def _shown(self, code: str) -> str:
        """A code that some version knows; anything else may be anything."""
        return code if code in self._codes else _NO_CODE

    def _bare(self, oordeel: Oordeel) -> Oordeel:
        parts = [one.partition(": ") for one in oordeel.onbekend]
        return replace(oordeel, onbekend=tuple(f"{kind}: {self._shown(code)}" for kind, _, code in parts))

    def _rules(self) -> Iterable[Regeltelling]:
        kinds: dict[str, set[str]] = {}
        touched: Counter[str] = Counter()
        for overgang in self._overgangen.values():
            for row, kind in overgang.wijziging.regels.items():
                kinds.setdefault(row, set()).add(kind)
            for rows, times in overgang.geraakt.items():
                touched.update(dict.fromkeys(rows, times))
        flipped: Counter[str] = Counter()
        for (_, _, _, rows), times in self._aantallen.items():
            flipped.update(dict.fromkeys(rows, times))
        for row in sorted(kinds, key=natural):
            kind = next(kind for kind in _KINDS if kind in kinds[row])
            yield Regeltelling(row, kind, touched[row], flipped[row])


def logged(antwoord: Any) -> Oordeel:
    """Read what a logged answer came to."""
    return Oordeel(
        antwoord["uitkomst"],
        tuple([regel["id"] for regel in antwoord["regels"]]),
        tuple(antwoord["plichten"]),
        tuple(antwoord.get("onbekend", ())),
    )


def direction(was: Oordeel, wordt: Oordeel) -> Richting | None:
    """Say how a decision changes; None when its outcome and its obligations stay."""
    if _unknown(wordt) and not _unknown(was):
        return Richting.NIET_TE_BEOORDELEN
    if was.uitkomst == wordt.uitkomst:
        return None if set(was.plichten) == set(wordt.plichten) else Richting.ANDERE_PLICHT
    if wordt.uitkomst == Uitkomst.TOEGESTAAN:
        return Richting.RUIMER
    return Richting.STRENGER if was.uitkomst == Uitkomst.TOEGESTAAN else Richting.ANDERE_WEIGERING


def _unknown(oordeel: Oordeel) -> bool:
    """Whether a code or fact was not known; an obligation that nobody carries out is another reason to refuse."""
    return any(not one.startswith(PLICHT) for one in oordeel.onbekend)


def _keep(kept: list[Voorbeeld], new: Voorbeeld, day: str) -> None:
    """Keep the first five different examples in the order of their codes, each with its count and first day."""
    place = bisect_left(kept, _place(new), key=_place)
    if place < len(kept) and _place(kept[place]) == _place(new):
        old = kept[place]
        kept[place] = replace(old, datum=min(old.datum, day), aantal=old.aantal + 1)
    elif place < VOORBEELDEN:
        kept.insert(place, replace(new, datum=day))
        del kept[VOORBEELDEN:]


def _place(example: Voorbeeld) -> tuple[Any, ...]:
    return example.codes, example.feiten, example.was, example.wordt


def _order(key: CelKey) -> tuple[Any, ...]:
    richting, wie, wat, regels = key
    return list(Richting).index(richting), wie, wat, [natural(row) for row in regels]


def _codes(versie: Versie) -> frozenset[str]:
    vocabulary = versie.gelezen.vocabulary
    codes = frozenset().union(*vocabulary.codes.values())
    return codes | vocabulary.tokens | frozenset(vocabulary.plichten) | {"-"}
