# SPDX-License-Identifier: EUPL-1.2
"""The hand-made peer: what a good engineer writes when this decision is all that is asked, without casbin.

A dictionary on (act, category), in it one on the cell of the partner, in it the rows; the other columns are set
lookups. Groups of acts and categories are written out beforehand, a partner is looked up once per group it is in.
It gives the same answer as ours, checked by the bench: outcome, all rows in words, obligations, missing facts with who
can supply them; and it refuses the same unknown codes and contradictions. It does not check itself against anything.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from policies import Beslissing, Ontbreekt, Uitkomst, Vraag
from policies.tokens import opposite

if TYPE_CHECKING:
    from policies import RuleSet
    from policies.rows import Row


class DictIndex:
    """The same rules as a rule set, indexed by hand."""

    def __init__(self, rules: RuleSet) -> None:
        """Index the rows."""
        self.digest = rules.digest
        self.nothing = Beslissing(Uitkomst.NIET_GEREGELD, (), (), (), rules.digest, concept=False)
        self.fact_of = {token: token.removeprefix("niet-") for token in rules.vocabulary.tokens}
        codes = rules.vocabulary.codes
        self.parties = frozenset(codes["wie"])
        self.recipients = self.parties | {"-"}
        self.purposes, self.phases = frozenset(codes["doel"]), frozenset(codes["fase"])
        self.index: dict[tuple[str, str], dict[str, list[Any]]] = {
            (h, w): {} for h in codes["handeling"] for w in codes["wat"]
        }
        cells = {row.wie for row in rules.rows}
        self.up = {code: [cell for cell in cells if code in rules.leaves("wie", cell)] for code in codes["wie"]}
        for row in rules.rows:
            entry = self._entry(rules, row)
            for act in rules.leaves("handeling", row.handeling):
                for category in rules.leaves("wat", row.wat):
                    self.index[act, category].setdefault(row.wie, []).append(entry)

    def _entry(self, rules: RuleSet, row: Row) -> tuple[Any, ...]:
        facts = rules.vocabulary.facts
        lacks = tuple(Ontbreekt(t, row.id, ", ".join(facts[t.removeprefix("niet-")].bevoegd)) for t in row.tokens)
        return (
            rules.leaves("wie", row.aan), rules.leaves("doel", row.doel), rules.leaves("fase", row.fase),
            row.van, row.tm, frozenset(map(opposite, row.tokens)), frozenset(row.tokens), row.eft == "deny",
            rules.explain(row.id), row.plichten, lacks,
        )  # fmt: skip

    def decide(self, vraag: Vraag) -> Beslissing | None:
        """Decide one question; None when a code is unknown or facts contradict each other."""
        feiten, day = vraag.feiten, vraag.datum.isoformat()
        partners = self.index.get((vraag.handeling, vraag.wat))
        if (
            partners is None
            or vraag.wie not in self.parties
            or vraag.aan not in self.recipients
            or vraag.doel not in self.purposes
            or vraag.fase not in self.phases
            or not feiten <= self.fact_of.keys()
            or len({self.fact_of[token] for token in feiten}) != len(feiten)
        ):
            return None
        deny: list[Any] = []
        unsure: list[Any] = []
        allow: list[Any] = []
        almost: list[Any] = []
        for cell in self.up[vraag.wie]:
            for entry in partners.get(cell, ()):
                aan, doel, fase, van, tm, against, wanted, denies = entry[:8]
                if (
                    vraag.aan in aan and vraag.doel in doel and vraag.fase in fase
                    and van <= day <= tm and against.isdisjoint(feiten)
                ):  # fmt: skip
                    met = wanted <= feiten
                    (deny if denies and met else unsure if denies else allow if met else almost).append(entry)
        if deny:
            return self._answer(Uitkomst.VERBODEN, deny, ())
        if unsure:
            return self._answer(Uitkomst.NIET_VASTSTELBAAR, unsure, _lacking(unsure, feiten))
        if allow:
            return self._answer(Uitkomst.TOEGESTAAN, allow, ())
        return self._answer(Uitkomst.NIET_VASTSTELBAAR, almost, _lacking(almost, feiten)) if almost else self.nothing

    def _answer(self, uitkomst: Uitkomst, entries: list[Any], ontbreekt: tuple[Ontbreekt, ...]) -> Beslissing:
        told = tuple([entry[8] for entry in entries])
        duties = tuple(dict.fromkeys([duty for entry in entries for duty in entry[9]]))
        return Beslissing(uitkomst, told, duties, ontbreekt, self.digest, True in [t.concept for t in told])


def _lacking(entries: list[Any], feiten: frozenset[str]) -> tuple[Ontbreekt, ...]:
    return tuple([lack for entry in entries for lack in entry[10] if lack.feit not in feiten])
