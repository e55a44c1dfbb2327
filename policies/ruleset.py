# SPDX-License-Identifier: EUPL-1.2
"""A sealed rule set and its decision: the only door to the rules.

Purpose: the same files give the same answer to the same question, at the gateway, at the backbone
and years later.

Invariants (design.md 5, in this order):
    1. an unknown code or token, a group code, or `x` together with `niet-x`: niet-vaststelbaar;
    2. a deny matches: verboden;
    3. a deny would match but for an absent fact: niet-vaststelbaar;
    4. an allow matches: toegestaan;  5. an allow would but for an absent fact: niet-vaststelbaar;
    6. else niet-geregeld. Casbin itself allows exactly in case 4, or nothing is decided.
    Immutable after loading; swapping a release is swapping one reference.

Norm: design.md 5 and 6; reference/policy-engine.md 4c.
Does not: establish facts, check signatures, log, or look at a clock.
"""

import re
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Final

from policies.decision import Beslissing, Ontbreekt, Toelichting, Uitkomst, Vraag
from policies.findings import Finding
from policies.giveway import give_way
from policies.loader import Checked, check, read_folder
from policies.manifest import digest_of, make_manifest
from policies.rows import Row
from policies.sealed import SealedEnforcer
from policies.sentence import render
from policies.sources import Source
from policies.tokens import demands, opposite
from policies.vocabulary import Vocabulary

OMGEVINGEN: Final = ("demo", "ketentest", "productie")
_CODE: Final = re.compile(r"(?=.{1,40}\Z)(?!.*[0-9]{5})[a-z][a-z0-9]*(-[a-z0-9]+)*\Z|\*\Z|-\Z")
FOLDER: Final = Path(__file__).resolve().parent


class RuleSet:
    """Load with `RuleSet.load` (folder) or `RuleSet.of_files` (release); then only `decide`."""

    __slots__ = (
        "_carried",
        "_closed",
        "_engine",
        "_fact_of",
        "_known",
        "_nothing",
        "_told",
        "digest",
        "meldingen",
        "omgeving",
        "rows",
        "sources",
        "te_herzien",
        "vocabulary",
        "vragen",
    )

    digest: str
    meldingen: tuple[Finding, ...]
    omgeving: str
    rows: tuple[Row, ...]
    sources: Mapping[str, Source]
    te_herzien: Mapping[str, tuple[str, ...]]
    vocabulary: Vocabulary
    vragen: Mapping[int, str]

    def __init__(self, checked: Checked, omgeving: str, digest: str) -> None:
        """Seal a checked set; `rows` are those that count in this `omgeving`."""
        if omgeving not in OMGEVINGEN:
            raise ValueError(f"onbekende omgeving `{omgeving}`: kies {', '.join(OMGEVINGEN)}")
        self.digest, self.omgeving, self.meldingen = digest, omgeving, checked.meldingen
        self.vocabulary, self.sources = checked.vocabulary, checked.sources
        self.vragen, self.te_herzien = checked.vragen, checked.te_herzien
        self.rows = tuple(row for row in checked.rows if counts(row, omgeving))
        self._engine = SealedEnforcer(checked.model, self.rows, checked.closure)
        self._known = _leaves(checked.vocabulary)
        self._fact_of = {token: token.removeprefix("niet-") for token in checked.vocabulary.tokens}
        self._told = {row.id: _told(row, checked.vocabulary, checked.sources) for row in give_way(self.rows)}
        self._carried = tuple(
            _Carried(row, self._told[row.id], checked.vocabulary) for row in give_way(self._engine.rows, 32)
        )
        self._nothing = Beslissing(Uitkomst.NIET_GEREGELD, (), (), (), digest, concept=False)
        self._closed = True

    def __setattr__(self, name: str, value: object) -> None:
        if getattr(self, "_closed", False):
            raise AttributeError("een regelset is verzegeld")
        object.__setattr__(self, name, value)

    @classmethod
    def load(cls, folder: Path | str | None = None, omgeving: str = "productie") -> "RuleSet":
        """Load the rule folder as it stands (default: the one of this distribution), signed or not.

        Raises:
            RuleSetError: with every finding.
        """
        return cls.of_files(read_folder(Path(folder) if folder is not None else FOLDER), omgeving)

    @classmethod
    def of_files(cls, files: Mapping[str, bytes], omgeving: str, digest: str | None = None) -> "RuleSet":
        """Load from file contents; `digest` is that of the release manifest, else one without adoption data.

        Raises:
            RuleSetError: with every finding.
        """
        return cls(check(files), omgeving, digest or digest_of(make_manifest(files)))

    def decide(self, vraag: Vraag) -> Beslissing:
        """Decide one question.

        Raises:
            EngineDisagreementError: when casbin and the explanation differ; nothing is decided then.
        """
        onbekend = self._unknown(vraag)
        if onbekend:
            return Beslissing(Uitkomst.NIET_VASTSTELBAAR, (), (), (), self.digest, concept=False, onbekend=onbekend)
        request = _request(vraag)
        numbers = self._engine.candidates(request)
        if not numbers:
            return self._nothing
        return self._weigh(self._engine.decide(request, numbers), numbers, vraag.feiten)

    def candidates(self, vraag: Vraag) -> tuple[Row, ...]:
        """The rows that can match this question when facts are left aside, those that deny first."""
        return tuple(self._engine.rows[i] for i in self._engine.candidates(_request(vraag)))

    def leaves(self, kolom: str, code: str) -> frozenset[str]:
        """The codes that a code or group of a column (`wie`, `wat`, `handeling`, `doel`, `fase`) stands for."""
        return self._engine.closure.leaves(kolom, code)

    def explain(self, row_id: str) -> Toelichting:
        """One row in words, by its id; KeyError when it does not count here."""
        return self._told[row_id]

    def _weigh(self, matched: Iterable[int], candidates: Iterable[int], feiten: frozenset[str]) -> Beslissing:
        carried = self._carried
        allows: list[_Carried] = []
        certain: list[_Carried] = []
        unsure: list[_Carried] = []
        for i in matched:
            row = carried[i]
            (allows if row.allows else certain if row.wanted <= feiten else unsure).append(row)
        if certain:
            return self._answer(Uitkomst.VERBODEN, certain)
        if unsure:
            return self._answer(Uitkomst.NIET_VASTSTELBAAR, unsure, feiten)
        if allows:
            return self._answer(Uitkomst.TOEGESTAAN, allows)
        almost = [row for i in candidates if (row := carried[i]).allows and row.is_open(feiten)]
        return self._answer(Uitkomst.NIET_VASTSTELBAAR, almost, feiten) if almost else self._nothing

    def _answer(self, uitkomst: Uitkomst, rows: list["_Carried"], feiten: frozenset[str] | None = None) -> Beslissing:
        """The answer that these rows carry; with `feiten` also which tokens they lack."""
        ontbreekt = () if feiten is None else tuple([lack for row in rows for lack in row.lacking(feiten)])
        if len(rows) == 1:
            row = rows[0]
            return Beslissing(uitkomst, (row.told,), row.plichten, ontbreekt, self.digest, row.told.concept)
        return Beslissing(
            uitkomst,
            tuple([row.told for row in rows]),
            tuple(dict.fromkeys([plicht for row in rows for plicht in row.plichten])),
            ontbreekt,
            self.digest,
            True in [row.told.concept for row in rows],
        )

    def _is_known(self, vraag: Vraag) -> bool:
        """The quick answer: every code is a leaf, every token known, no fact both ways."""
        known = self._known
        try:
            facts = set(map(self._fact_of.__getitem__, vraag.feiten))
        except KeyError:
            return False
        return (
            len(facts) == len(vraag.feiten)
            and vraag.wie in known["wie"]
            and vraag.aan in known["aan"]
            and vraag.wat in known["wat"]
            and vraag.handeling in known["handeling"]
            and vraag.doel in known["doel"]
            and vraag.fase in known["fase"]
            and type(vraag.datum) is date
        )

    def _unknown(self, vraag: Vraag) -> tuple[str, ...]:
        known, feiten = self._known, vraag.feiten
        if self._is_known(vraag):
            return ()
        found = [f"{kolom}: {_shown(code)}" for kolom, code in _codes(vraag) if code not in known[kolom]]
        if not feiten <= self.vocabulary.tokens:
            found += sorted(f"feit: {_shown(token)}" for token in feiten - self.vocabulary.tokens)
        found += sorted(
            f"tegenspraak: {_shown(token)}"
            for token in feiten
            if token.startswith("niet-") and opposite(token) in feiten
        )
        if type(vraag.datum) is not date:
            found.append("datum")
        return tuple(found)


class _Carried:
    """What a row brings to an answer, made once."""

    __slots__ = ("_lacks", "_opposites", "allows", "plichten", "told", "wanted")

    def __init__(self, row: Row, told: Toelichting, vocabulary: Vocabulary) -> None:
        self.allows, self.told, self.plichten = row.eft == "allow", told, row.plichten
        self.wanted, self._opposites = demands(row.eis)
        self._lacks = tuple(
            Ontbreekt(token, row.id, ", ".join(vocabulary.facts[token.removeprefix("niet-")].bevoegd))
            for token in row.tokens
        )

    def is_open(self, feiten: frozenset[str]) -> bool:
        """Whether no fact contradicts the row and at least one is missing."""
        return self._opposites.isdisjoint(feiten) and not self.wanted <= feiten

    def lacking(self, feiten: frozenset[str]) -> list[Ontbreekt]:
        """The tokens it asks for that are unknown, in the order of the cell."""
        return [lack for lack in self._lacks if lack.feit not in feiten]


def _request(vraag: Vraag) -> tuple[object, ...]:
    """The columns of a question as casbin takes them."""
    return (
        vraag.wie, vraag.aan, vraag.wat, vraag.handeling, vraag.doel, vraag.fase,
        vraag.datum.isoformat(), vraag.feiten,
    )  # fmt: skip


def _shown(code: str) -> str:
    """A code as it was asked, or a neutral word: what looks like no code may hold anything."""
    return code if _CODE.match(code) else "(geen code)"


def _codes(vraag: Vraag) -> tuple[tuple[str, str], ...]:
    return (
        ("wie", vraag.wie),
        ("aan", vraag.aan),
        ("wat", vraag.wat),
        ("handeling", vraag.handeling),
        ("doel", vraag.doel),
        ("fase", vraag.fase),
    )


def counts(row: Row, omgeving: str) -> bool:
    """Whether a row counts: denies always, allows only when `vastgesteld`, in `demo` all.

    In `ketentest` it is the signatures of the test jurists, in their own deelnemerslijst with test
    OINs only, that make `vastgesteld` mean something; the rows are the same.
    """
    return omgeving == "demo" or row.eft == "deny" or row.status == "vastgesteld"


def _leaves(vocabulary: Vocabulary) -> dict[str, frozenset[str]]:
    known = {kolom: frozenset(codes) for kolom, codes in vocabulary.codes.items()}
    return {**known, "aan": known["wie"] | {"-"}}


def _told(row: Row, vocabulary: Vocabulary, sources: Mapping[str, Source]) -> Toelichting:
    cited = [sources[code] for code in row.bronnen]
    return Toelichting(
        row.id,
        row.eft,
        "; ".join(dict.fromkeys(source.wet for source in cited)),
        "; ".join(f"{source.wet}, {source.artikel}" for source in cited) if len(cited) > 1 else cited[0].artikel,
        render(row, vocabulary, sources),
        cited[0].zekerheid,
        row.toonbaar,
        row.status == "concept",
        any(source.onzeker or source.vervallen for source in cited),
    )
