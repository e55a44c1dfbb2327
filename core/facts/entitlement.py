# SPDX-License-Identifier: EUPL-1.2
"""May this issuer state this fact about this object? The answer is a value with its reason.

Invariants:
- The vocabulary names the kinds of issuer per fact (`bevoegd`); a fact without kinds, and a kind that is not in the
  table below, entitles nobody.
- `backbone` entitles nobody at all: such a fact is computed.
- An officer speaks only in its function: what a partner may state needs the organisation's own key (or that of its
  autorisatiebeheerder), not that of a jurist who happens to work there.

| kind | who |
|---|---|
| `om` | an organisation of kind `om`, or its officier |
| `stuurgroep` | the stuurgroep of the region of the case, or of the region that the statement names |
| `eigen-partner` | the organisation the statement names, or none named: about itself; about people of the bureau also any partner, for its own part |
| `verstrekker` | the supplier of the stored item; before it is stored any organisation, about its own supply |
| `ontvanger` | a recipient of the stored item; before that any organisation, about its own receipt |
| `deelnemer` | an organisation that takes part in the case at that time; for a mandate: any partner, and it counts where that partner takes part |
| `jurist` | a jurist of the deelnemerslijst |
| `fg` | an FG: of the organisation named; none named: of one that takes part in the case; the coördinerend FG: of all |

"Before it is stored" is safe, because a predicate counts only what *the* supplier or *the* recipient of its question
stated. Norm: policy-vocabulary.md ("who may state it"); design.md 2. It looks at no signature (`bundle`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.facts.state import WERKERS
from core.facts.statements import REGISTRATIES, TOEKENRECHT, ZORGDRAGER

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from core.facts.state import Stand, Uitgever, Vocabulary
    from core.facts.statements import Feitverklaring

MANDAAT = "mandaat"
# A partner states these about the bureau or its people: that they work for it.
VOOR_BUREAU = frozenset({"aangewezen", "gescreend", "op-casus"})
# A partner states this about its own act towards another, or about who cares for its archive.
OVER_ANDER = frozenset({"verenigbaar", ZORGDRAGER})
_NAMENS_ORGANISATIE = frozenset({None, "autorisatiebeheerder"})


@dataclass(frozen=True, slots=True)
class Bevoegd:
    """The issuer is entitled, as this kind."""

    als: str


@dataclass(frozen=True, slots=True)
class NietBevoegd:
    """The issuer is not entitled; `reden` is a stable code, `tekst` a Dutch sentence."""

    reden: str
    tekst: str


def check(
    verklaring: Feitverklaring, uitgever: Uitgever, stand: Stand, vocabulary: Vocabulary, tijd: int
) -> Bevoegd | NietBevoegd:
    """Decide whether `uitgever` may state `verklaring`, given the evidence at `tijd` (ms)."""
    kinds = _kinds(verklaring.feit, vocabulary)
    if not kinds or set(kinds) == {"backbone"}:
        return NietBevoegd("niemand-bevoegd", "Dit feit leidt het knooppunt zelf af; niemand kan het verklaren.")
    for kind in kinds:
        rule = _KINDS.get(kind)
        if rule is not None and rule(verklaring, uitgever, stand, tijd):
            return Bevoegd(kind)
    return NietBevoegd("niet-bevoegd", "Deze afzender mag dit feit niet over dit onderwerp verklaren.")


def unknown_kinds(vocabulary: Vocabulary) -> tuple[str, ...]:
    """Return the kinds of the vocabulary that are not in the table: a reason to refuse to start."""
    named = {kind for term in vocabulary.facts.values() for kind in term.bevoegd}
    return tuple(sorted(named - set(_KINDS) - {"backbone"}))


def _kinds(feit: str, vocabulary: Vocabulary) -> Sequence[str]:
    if feit == TOEKENRECHT:
        return ("verstrekker",)
    if feit in REGISTRATIES:
        return ("eigen-partner",)
    term = vocabulary.facts.get(feit)
    return term.bevoegd if term is not None else ()


def _for_organisation(uitgever: Uitgever) -> bool:
    return uitgever.functie in _NAMENS_ORGANISATIE


def _is_om(_: Feitverklaring, uitgever: Uitgever, _stand: Stand, _tijd: int) -> bool:
    return uitgever.soort == "om" and (_for_organisation(uitgever) or uitgever.functie == "officier")


def _is_board(verklaring: Feitverklaring, uitgever: Uitgever, stand: Stand, _tijd: int) -> bool:
    if uitgever.functie != "stuurgroep" or uitgever.regio is None:
        return False
    over, casus = verklaring.over, stand.casus
    regions: set[str | None] = {over.regio} if over.regio else set()
    if over.casus:
        regions.add(casus.regio if casus is not None and casus.casus == over.casus else None)
    return regions == {uitgever.regio}


def _is_own(verklaring: Feitverklaring, uitgever: Uitgever, _stand: Stand, _tijd: int) -> bool:
    if not _for_organisation(uitgever):
        return False
    named = verklaring.over.organisatie
    if named is None or named == uitgever.oin or verklaring.feit in OVER_ANDER:
        return True
    return verklaring.feit in VOOR_BUREAU and uitgever.soort not in WERKERS


def _is_supplier(verklaring: Feitverklaring, uitgever: Uitgever, stand: Stand, _tijd: int) -> bool:
    if not _for_organisation(uitgever):
        return False
    record = stand.record
    if record is not None and verklaring.over.record == record.record:
        return uitgever.oin == record.verstrekker
    return True


def _is_recipient(verklaring: Feitverklaring, uitgever: Uitgever, stand: Stand, _tijd: int) -> bool:
    if not _for_organisation(uitgever):
        return False
    record = stand.record
    if record is not None and verklaring.over.record == record.record:
        return uitgever.oin in record.ontvangers
    return True


def _is_participant(verklaring: Feitverklaring, uitgever: Uitgever, stand: Stand, tijd: int) -> bool:
    if verklaring.feit == MANDAAT and _for_organisation(uitgever):
        # Given for a region, before any case: whether the giver takes part is asked when it is used.
        return uitgever.soort not in WERKERS and verklaring.over.organisatie not in {None, uitgever.oin}
    if not _for_organisation(uitgever) or stand.casus is None:
        return False
    return verklaring.over.casus in {None, stand.casus.casus} and stand.casus.takes_part(uitgever.oin, tijd)


def _is_jurist(_: Feitverklaring, uitgever: Uitgever, _stand: Stand, _tijd: int) -> bool:
    return uitgever.functie == "jurist"


def _is_fg(verklaring: Feitverklaring, uitgever: Uitgever, stand: Stand, tijd: int) -> bool:
    if uitgever.functie == "coordinerend-fg":
        return True
    if uitgever.functie != "fg":
        return False
    if verklaring.over.organisatie is not None:
        return verklaring.over.organisatie == uitgever.oin
    return stand.casus is not None and stand.casus.takes_part(uitgever.oin, tijd)


_KINDS: Mapping[str, Callable[[Feitverklaring, Uitgever, Stand, int], bool]] = {
    "om": _is_om,
    "stuurgroep": _is_board,
    "eigen-partner": _is_own,
    "verstrekker": _is_supplier,
    "ontvanger": _is_recipient,
    "deelnemer": _is_participant,
    "jurist": _is_jurist,
    "fg": _is_fg,
}
