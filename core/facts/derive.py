# SPDX-License-Identifier: EUPL-1.2
"""From question and evidence to the tokens that the rules read: the same at the gateway and at the exchange.

Invariants:
- Each fact of the vocabulary has exactly one predicate, else nothing is derived at all.
- Three values: `x`, `niet-x`, or neither (unknown). In a closed world silence gives `niet-x`; a contradiction between
  entitled issuers stays unknown in both worlds.
- Each token that rests on statements cites their hashes. What was left out is listed with its reason.
- The request body is no input.

| fact | computed from records | or stated by |
|---|---|---|
| betrokken, ontvanger-betrokken, aan-mij-verstrekt, eigen-gegeven, ontvangers-ingelicht | case record, ledger | – (bureau: mandaat and aangewezen of a participant) |
| zelfde-regio | deelnemerslijst, case | – |
| oorsprong-erkend | opening event | – |
| thema-erkend | opening event | stuurgroep |
| logregel, brp-aantekening | same transaction | – |
| doel-vermeld, tweede-paar-ogen | the logged question, signatures | – |
| herkomst-riec | ledger (stored item) | supplier (new item) |
| uitsluitend-geautomatiseerd | a person's signature (other acts) | supplier (supply) |
| op-casus | case record, put there by the own partner | own partner |
| verzoek | uitvragen of the case | recipient |
| all others | – | the issuer that the vocabulary names |

Norm: policy-vocabulary.md; design.md 2, 4. It decides nothing: `policies` does, with these tokens.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from core.facts import entitlement
from core.facts.context import Context, Genegeerd
from core.facts.predicates import REGISTRY

if TYPE_CHECKING:
    from collections.abc import Mapping

    from core.facts.context import Oordeel
    from core.facts.state import Stand, Vocabulary, Vraag

GESLOTEN, OPEN = "gesloten", "open"


class VocabularyError(ValueError):
    """Vocabulary and predicates do not fit each other: the system must not start."""


@dataclass(frozen=True, slots=True)
class Feiten:
    """The tokens of one question, the statements they rest on (hashes), and the statements left out."""

    tokens: frozenset[str]
    bewijs: Mapping[str, tuple[str, ...]]
    genegeerd: tuple[Genegeerd, ...] = field(default=())


def derive(vraag: Vraag, stand: Stand, vocabulary: Vocabulary) -> Feiten:
    """Return the facts of this question.

    Raises:
        VocabularyError: a fact of the vocabulary has no predicate.
        ValueError: the evidence is about another case or item than the question (a programming error).
    """
    _check_same(vraag, stand)
    context = Context(vraag, stand, vocabulary)
    tokens, evidence = set(), {}
    for code, term in vocabulary.facts.items():
        function = REGISTRY.get(code)
        if function is None:
            raise VocabularyError(f"feit '{code}' heeft geen predicaat")
        oordeel = function(context)
        token = _token(code, oordeel, term.wereld)
        if token is not None:
            tokens.add(token)
            if oordeel.bewijs:
                evidence[token] = oordeel.bewijs
    used = {hashed for hashes in evidence.values() for hashed in hashes}
    ignored = tuple(item for hashed, item in context.genegeerd.items() if hashed not in used)
    return Feiten(frozenset(tokens), evidence, ignored)


def holds(feit: str, vraag: Vraag, stand: Stand, vocabulary: Vocabulary) -> bool:
    """Return whether this one fact is established, without weighing the others: `feit in derive(...).tokens`.

    Raises:
        VocabularyError: there is no such fact.
        ValueError: as `derive`.
    """
    if feit not in vocabulary.facts or feit not in REGISTRY:
        raise VocabularyError(f"feit '{feit}' heeft geen predicaat")
    _check_same(vraag, stand)
    return bool(REGISTRY[feit](Context(vraag, stand, vocabulary)))


def check_vocabulary(vocabulary: Vocabulary) -> tuple[str, ...]:
    """Return every reason why vocabulary and predicates are not each other's; empty means they are."""
    spare = sorted(set(REGISTRY) - set(vocabulary.facts))
    return unserved(vocabulary) + tuple(f"predicaat '{code}' hoort bij geen feit" for code in spare)


def unserved(vocabulary: Vocabulary) -> tuple[str, ...]:
    """Return every reason why this vocabulary cannot be used with these predicates; empty means it can.

    A predicate without a fact is no reason: rules of years ago do not know the facts that came later.
    """
    facts = vocabulary.facts
    found = [f"feit '{code}' heeft geen predicaat" for code in sorted(set(facts) - set(REGISTRY))]
    found += [
        f"feit '{code}' heeft geen bekende wereld" for code in facts if facts[code].wereld not in {GESLOTEN, OPEN}
    ]
    found += [f"feit '{code}' noemt niemand die bevoegd is" for code in facts if not facts[code].bevoegd]
    found += [f"soort afzender '{kind}' is onbekend" for kind in entitlement.unknown_kinds(vocabulary)]
    return tuple(found)


def _token(code: str, oordeel: Oordeel, wereld: str) -> str | None:
    if oordeel.waarde is True:
        return code
    silent = oordeel.waarde is None and not oordeel.beslist
    return f"niet-{code}" if oordeel.waarde is False or (silent and wereld == GESLOTEN) else None


def _check_same(vraag: Vraag, stand: Stand) -> None:
    if stand.casus is not None and stand.casus.casus != vraag.casus:
        raise ValueError("de stand gaat over een andere casus dan de vraag")
    if stand.record is not None and stand.record.record != vraag.record:
        raise ValueError("de stand gaat over een ander record dan de vraag")
