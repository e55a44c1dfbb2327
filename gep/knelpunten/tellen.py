# SPDX-License-Identifier: EUPL-1.2
"""Counting refused questions, in one streaming pass: each once, with the rules that carried it and the facts it lacked.

Invariants:
- A question counts once, however many rules refused it; a refused act may hold several questions.
- A fact is missing when a rule that carried the refusal asks for it and nobody had stated it. What only the backbone
  itself establishes is not missing: nobody can state it.
- Which facts were missing is told only under the release that is in force; gateways report no facts. Then it is not known.
- For a region, a national line counts when its case stands in that region's shards.

Norm: law.md G, R-44 … R-89 (refusals explain themselves); design.md 5 (`ontbreekt`). It judges nothing.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, NamedTuple

from audit.events import Event
from audit.values import STAM
from gep.bron import LANDELIJK
from gep.cijfers.regel import NIEMAND, TOEGESTAAN
from gep.cijfers.weigeren import GATEWAY, GEWEIGERD, KNOOPPUNT
from gep.knelpunten.regel import decode
from gep.voortgang import silent

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from gep.bron import Bron, Logstand
    from gep.knelpunten.regel import Beslissing, Feit
    from gep.periode import Periode
    from gep.voortgang import Voortgang
    from policies.rows import Row

VERBODEN: Final = "verboden"
NIET_VASTSTELBAAR: Final = "niet-vaststelbaar"
NIET_GEREGELD: Final = "niet-geregeld"
_NIET: Final = "niet-"
_ZELF: Final = ("backbone",)
_REFUSED: Final = frozenset(GEWEIGERD)
_EVENT: Final = re.compile(rb'"gebeurtenis":"(?:' + "|".join(map(re.escape, sorted(_REFUSED))).encode() + rb')"')


class Weigering(NamedTuple):
    """A refused question: where, who asked what for whom, how it ended, on which rules, and which facts were missing.

    `mist` is None where that cannot be known.
    """

    waar: str
    vrager: str
    handeling: str
    categorie: str
    ontvanger: str
    uitkomst: str
    regels: tuple[str, ...]
    mist: tuple[str, ...] | None


@dataclass
class Weigeringen:
    """All refused questions of a period and region, each with its number."""

    periode: Periode
    regio: str | None
    standen: tuple[Logstand, ...]
    aantallen: Counter[Weigering] = field(default_factory=Counter)


def count(bron: Bron, periode: Periode, regio: str | None = None, voortgang: Voortgang | None = None) -> Weigeringen:
    """Read every shard that can matter once and count what was refused.

    Raises:
        audit.values.LogError: a line is missing or does not open: there are no figures of half a log.
        gep.voortgang.Onderbroken: somebody asked to stop.
    """
    standen = tuple(_chosen(bron, regio))
    found = Weigeringen(periode, regio, standen)
    reader = _Lezer(bron, found)
    done, total, tell = 0, sum(stand.size for stand in standen), voortgang or silent
    for stand in standen:
        for chunk in bron.feiten(stand, 0):
            reader.take(stand, chunk)
            done += len(chunk)
            tell(done, total)
    return found


def _chosen(bron: Bron, regio: str | None) -> list[Logstand]:
    """Return the shards: refusals stand in the national ones; those of a region tell which cases are its own."""
    acts = [stand for stand in bron.standen if stand.shard != STAM]
    chosen = [stand for stand in acts if stand.regio == LANDELIJK or regio is None or stand.regio == regio]
    return sorted(chosen, key=lambda stand: (stand.regio == LANDELIJK, stand.shard))


class _Lezer:
    """Takes lines chunk by chunk."""

    def __init__(self, bron: Bron, found: Weigeringen) -> None:
        self._found = found
        self._van, self._tot = found.periode.van, found.periode.tot
        self._soorten = {deelnemer.oin: deelnemer.soort for deelnemer in bron.lijst.deelnemers}
        self._missing = _Ontbreekt(bron)
        self._casussen: set[str] = set()

    def take(self, stand: Logstand, chunk: list[bytes | None]) -> None:
        """Count the refused questions of these lines."""
        for data in chunk:
            if data is None:
                continue
            mine = stand.regio != LANDELIJK and self._found.regio is not None
            if not mine and _EVENT.search(data) is None:
                continue
            feit = decode(data)
            casus = feit.casus or feit.gemeld_casus
            if mine and casus is not None:
                self._casussen.add(casus)
            if feit.gebeurtenis in _REFUSED and self._counts(stand, casus) and self._van <= feit.tijd < self._tot:
                self._found.aantallen.update(self._questions(feit))

    def _counts(self, stand: Logstand, casus: str | None) -> bool:
        return self._found.regio is None or stand.regio != LANDELIJK or casus in self._casussen

    def _questions(self, feit: Feit) -> Iterator[Weigering]:
        if feit.gebeurtenis == Event.GATEWAY_WEIGERDE:
            to = self._soorten.get(feit.gemeld_ontvanger, NIEMAND)
            asked = (self._soorten.get(feit.oin, NIEMAND), feit.gemeld_handeling, feit.gemeld_categorie, to)
            yield Weigering(GATEWAY, *asked, feit.gemeld_uitkomst, tuple(sorted(feit.gemeld_regels)), None)
        for beslissing in feit.beslissingen:
            if beslissing.uitkomst != TOEGESTAAN:
                vraag = beslissing.vraag
                asked = (vraag.wie, vraag.handeling, vraag.wat, vraag.aan)
                rules = tuple(sorted(beslissing.regels))
                yield Weigering(KNOOPPUNT, *asked, beslissing.uitkomst, rules, self._missing.of(beslissing))


class _Ontbreekt:
    """Tells which facts a refused question lacked, by the rows of the release in force."""

    def __init__(self, bron: Bron) -> None:
        self._digest = bron.ruleset.digest
        self._rows: Mapping[str, Row] = {row.id: row for row in bron.ruleset.rows}
        self._facts = bron.ruleset.vocabulary.facts

    def of(self, beslissing: Beslissing) -> tuple[str, ...] | None:
        """Return the codes of the missing facts; None under another release."""
        if beslissing.vrijgave != self._digest or any(id_ not in self._rows for id_ in beslissing.regels):
            return None
        tokens = (token for id_ in beslissing.regels for token in self._rows[id_].tokens)
        facts = {token.removeprefix(_NIET) for token in tokens if self._lacks(token, beslissing)}
        return tuple(sorted(code for code in facts if self._facts[code].bevoegd != _ZELF))

    def _lacks(self, token: str, beslissing: Beslissing) -> bool:
        """Tell whether nobody had stated the fact of a token: unknown, or `niet-x` because nobody said x."""
        fact, held = token.removeprefix(_NIET), beslissing.vraag.feiten
        if fact not in held and _NIET + fact not in held:
            return True
        return token == _NIET + fact and token in held and token not in beslissing.feiten
