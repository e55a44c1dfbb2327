# SPDX-License-Identifier: EUPL-1.2
"""Which rows differ between two versions, and which questions they can concern.

Purpose: of a million logged decisions only those have to be decided again for which a changed row is a candidate.

Invariants:
    * a row has changed when a cell of it differs, when a group in one of its cells has other members, when one of its
      obligations is described otherwise, or when it counts in only one of the two versions;
    * a question that no changed row is a candidate for, and whose codes both versions know or both do not, has the
      same outcome, the same rows and the same obligations in both: the outcome rests on the candidates alone;
    * a fact that is established otherwise is named: the record holds facts as they were established then.

Norm: reference/policy-engine.md 4d (incremental replay). Does not: decide.
"""

from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from policies.decision import Vraag
from policies.loader import Checked, natural
from policies.naspelen.vastgelegd import Versie
from policies.rows import Row
from policies.sealed import SealedEnforcer
from policies.vocabulary import Vocabulary

if TYPE_CHECKING:
    from collections.abc import Mapping

NIEUW: Final = "nieuw"
VERVALLEN: Final = "vervallen"
GEWIJZIGD: Final = "gewijzigd"
_COLUMNS: Final = (
    ("wie", "wie"), ("aan", "wie"), ("wat", "wat"), ("handeling", "handeling"), ("doel", "doel"), ("fase", "fase"),
)  # fmt: skip


class Wijziging:
    """The difference between two versions, seen from questions."""

    def __init__(self, oud: Versie, nieuw: Versie) -> None:
        before = {row.id: row for row in oud.regels.rows}
        after = {row.id: row for row in nieuw.regels.rows}
        kinds = dict.fromkeys(before.keys() - after.keys(), VERVALLEN)
        kinds |= dict.fromkeys(after.keys() - before.keys(), NIEUW)
        for row_id in before.keys() & after.keys():
            if _meaning(before[row_id], oud.gelezen) != _meaning(after[row_id], nieuw.gelezen):
                kinds[row_id] = GEWIJZIGD
        self.regels: Mapping[str, str] = MappingProxyType({row: kinds[row] for row in sorted(kinds, key=natural)})
        self._indexes = [
            _index([rows[row_id] for row_id in kinds if row_id in rows], versie.gelezen)
            for rows, versie in ((before, oud), (after, nieuw))
        ]
        words = _words(oud.gelezen.vocabulary), _words(nieuw.gelezen.vocabulary)
        self._words = words if words[0] != words[1] else None
        self.feiten = _established_otherwise(oud, nieuw)

    def touched(self, vraag: Vraag) -> tuple[str, ...]:
        """The changed rows that are a candidate for this question in either version, in order."""
        request = (
            vraag.wie, vraag.aan, vraag.wat, vraag.handeling, vraag.doel, vraag.fase,
            vraag.datum.isoformat(), vraag.feiten,
        )  # fmt: skip
        found = {index.rows[i].id for index in self._indexes if index for i in index.candidates(request)}
        return tuple(sorted(found, key=natural)) if found else ()

    def known_otherwise(self, vraag: Vraag) -> bool:
        """Whether one version knows all codes and facts of this question and the other does not."""
        return self._words is not None and _knows(self._words[0], vraag) is not _knows(self._words[1], vraag)


def _meaning(row: Row, checked: Checked) -> tuple[object, ...]:
    leaves = [checked.closure.leaves(kolom, getattr(row, veld)) for veld, kolom in _COLUMNS]
    return (*row.cellen, *leaves, *(checked.vocabulary.plichten[code] for code in row.plichten))


def _established_otherwise(oud: Versie, nieuw: Versie) -> frozenset[str]:
    """The facts that rows of either ask about, and that are new or have another world or other sayers now."""
    asked = {token.removeprefix("niet-") for one in (oud, nieuw) for row in one.regels.rows for token in row.tokens}
    facts = [one.gelezen.vocabulary.facts for one in (oud, nieuw)]
    before, after = ({code: (fact.wereld, fact.bevoegd) for code, fact in one.items()} for one in facts)
    return frozenset(code for code in asked & after.keys() if before.get(code) != after[code])


def _index(rows: list[Row], checked: Checked) -> SealedEnforcer | None:
    return SealedEnforcer(checked.model, rows, checked.closure) if rows else None


def _words(vocabulary: Vocabulary) -> tuple[frozenset[str], ...]:
    codes = {kolom: frozenset(vocabulary.codes[kolom]) for _, kolom in _COLUMNS}
    return (*(codes[kolom] | ({"-"} if veld == "aan" else set()) for veld, kolom in _COLUMNS), vocabulary.tokens)


def _knows(words: tuple[frozenset[str], ...], vraag: Vraag) -> bool:
    asked = (vraag.wie, vraag.aan, vraag.wat, vraag.handeling, vraag.doel, vraag.fase)
    return all(code in known for code, known in zip(asked, words, strict=False)) and vraag.feiten <= words[-1]
