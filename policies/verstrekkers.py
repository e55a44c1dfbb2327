# SPDX-License-Identifier: EUPL-1.2
"""Which partners' own supplies a release changes, worked out from the files of two releases.

Purpose: rows on the supplies of partner X ask for the signature of X's jurist; what changed is computed here by
whoever checks, never taken from what a release says of itself.

Invariants:
    * a row is on the supplies of X when its acts hold a supply (`verstrekken`, `doorverstrekken`, `exporteren`) and
      its `wie` names X specifically: X itself, or a group that does not hold every convenant partner. In such a group
      *every* partner kind is touched: each of them has a law of its own, so nobody speaks for another. A row on
      all partners (`*`, `convenantpartner`) is nobody's in particular: the two general signatures cover it;
    * rows are compared by what they mean, not by what they say: groups written out to their leaves, each fact with who
      may state it and its world, each obligation with its place, work and term, and who may be told of the row. So an
      edit of a group or of the vocabulary is an edit of the row;
    * without an earlier release, or with one that no longer loads, every such row is new.

Norm: issue of the policy layer; design.md 2. Does not: know organisations or signatures (`core.keychain.release`).
"""

from collections.abc import Iterable, Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import Final

from policies.findings import PolicyError
from policies.loader import Checked, check
from policies.rows import Row

LEVERINGEN: Final = frozenset({"verstrekken", "doorverstrekken", "exporteren"})
_PARTNER: Final = "partner"
_GROUPED: Final = ("aan", "wat", "handeling", "doel", "fase")
_Meaning = tuple[object, ...]
_OwnRows = Mapping[str, frozenset[tuple[str, _Meaning]]]
# A chain of releases asks each of them twice, and a gateway asks the same chain at every start.
_REMEMBERED: Final = 16


def touched(files: Mapping[str, bytes], earlier: Mapping[str, bytes] | None) -> dict[str, tuple[str, ...]]:
    """Return per partner kind the ids of the rows on its own supplies that were added, changed or removed.

    Raises:
        RuleSetError: when the rules of `files` have mistakes.
    """
    now, before = _own_rows(_content(files)), _earlier(earlier)
    found: dict[str, tuple[str, ...]] = {}
    for kind in sorted({*now, *before}):
        differ = now.get(kind, frozenset()) ^ before.get(kind, frozenset())
        if differ:
            found[kind] = tuple(sorted({str(row_id) for row_id, _ in differ}))
    return found


def _content(files: Mapping[str, bytes]) -> tuple[tuple[str, bytes], ...]:
    return tuple(sorted(files.items()))


@lru_cache(maxsize=_REMEMBERED)
def _own_rows(content: tuple[tuple[str, bytes], ...]) -> _OwnRows:
    """Return per partner kind its own supply rows: their ids with what they mean.

    Remembered by the bytes themselves, never by what somebody says that they are.
    """
    checked = check(dict(content))
    partners = {code for code, term in checked.vocabulary.codes["wie"].items() if term.soort == _PARTNER}
    found: dict[str, set[tuple[str, _Meaning]]] = {}
    for row in checked.rows:
        kinds = _suppliers(row, checked, partners)
        meaning = _meaning(row, checked) if kinds else ()
        for kind in kinds:
            found.setdefault(kind, set()).add((row.id, meaning))
    return MappingProxyType({kind: frozenset(rows) for kind, rows in found.items()})


def _earlier(files: Mapping[str, bytes] | None) -> _OwnRows:
    try:
        return {} if files is None else _own_rows(_content(files))
    except PolicyError:
        return {}


def _suppliers(row: Row, checked: Checked, partners: set[str]) -> Iterable[str]:
    if not LEVERINGEN & checked.closure.leaves("handeling", row.handeling):
        return ()
    named = partners & checked.closure.leaves("wie", row.wie)
    return () if named == partners else named


def _meaning(row: Row, checked: Checked) -> _Meaning:
    words = checked.vocabulary
    leaves = tuple(checked.closure.leaves("wie" if veld == "aan" else veld, getattr(row, veld)) for veld in _GROUPED)
    stated = tuple((token, words.facts[token.removeprefix("niet-")].bevoegd, words.facts[token.removeprefix("niet-")].wereld)
                   for token in sorted(row.tokens))  # fmt: skip
    told = words.toonbaar[row.toonbaar]
    done = tuple(
        (duty.code, duty.plaats, duty.werk, duty.jaren) for duty in map(words.plichten.__getitem__, row.plichten)
    )
    rest = (row.van, row.tm, row.eft, row.bron, row.plicht, row.toonbaar, row.status)
    return (*leaves, stated, done, (told.relaties, told.soorten), *rest)
