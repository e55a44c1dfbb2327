# SPDX-License-Identifier: EUPL-1.2
"""The decision matrix: for every class of equal codes the candidate rows, with the facts left open; frozen as bytes.

Purpose: the whole meaning of a release in one small file, with a digest that goes into its manifest, so that a change
of an engine or a file that changes any candidate anywhere is noticed.

Invariants:
    * canonical: the same rules give the same bytes on every machine, whatever the order of files and rows;
    * complete: `lookup` finds the candidates of every request with known codes;
    * a matrix decides nothing; the engine does.

Norm: reference/policy-engine.md 4d (decision matrix). Does not: weigh facts.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from policies.analyse.gedrag import Gedrag
from policies.analyse.ruimte import VELDEN, Ruimte, Selectie
from policies.analyse.woorden import Woorden, joined
from policies.loader import Checked

VERSIE: Final = 1


@dataclass(frozen=True, slots=True)
class Vak:
    """One block of the matrix in words: `kan`, `verboden`, `dicht` or `niet-geregeld`, and the rows behind it."""

    soort: str
    zin: str
    als: str
    regels: tuple[str, ...]

    def to_json(self) -> dict[str, Any]:
        """The block as a JSON object."""
        return {"soort": self.soort, "zin": self.zin, "als": self.als, "regels": list(self.regels)}


def freeze(checked: Checked) -> dict[str, Any]:
    """The matrix of a rule set as data: classes per column, a table of nodes per column, and sets of rows at the end."""
    ruimte = Ruimte.of(checked)
    classes = {veld: sorted(map(sorted, ruimte.klassen[veld])) for veld in VELDEN}
    levels: list[list[list[int]]] = []
    masks = [ruimte.alles]
    for veld in VELDEN:
        own = [ruimte.candidates({veld: codes[0]}) for codes in classes[veld]]
        grown = list(dict.fromkeys(mask & one for mask in masks for one in own))
        place = {mask: i for i, mask in enumerate(grown)}
        levels.append([[place[mask & one] for one in own] for mask in masks])
        masks = grown
    ends = [[row.id for row in ruimte.rows_of(mask)] for mask in masks]
    return {"v": VERSIE, "velden": list(VELDEN), "klassen": classes, "knopen": levels, "einden": ends}


def encode(matrix: Mapping[str, Any]) -> bytes:
    """The canonical bytes of a matrix."""
    return json.dumps(matrix, sort_keys=True, separators=(",", ":")).encode("ascii") + b"\n"


def digest_of(matrix: Mapping[str, Any]) -> str:
    """`sha256:…` of the canonical bytes."""
    return f"sha256:{hashlib.sha256(encode(matrix)).hexdigest()}"


def lookup(matrix: Mapping[str, Any], cel: Mapping[str, str]) -> list[str]:
    """The ids of the candidate rows of one request; `datum` an ISO day.

    Raises:
        KeyError: for a code that the matrix does not know.
    """
    node = 0
    for level, veld in enumerate(matrix["velden"]):
        classes = matrix["klassen"][veld]
        code = cel[veld]
        if veld == "datum":
            code = max(day for days in classes for day in days if day <= code)
        at = next((i for i, codes in enumerate(classes) if code in codes), None)
        if at is None:
            raise KeyError(code)
        node = matrix["knopen"][level][node][at]
    return list(matrix["einden"][node])


def view(checked: Checked, selectie: Selectie | None = None) -> tuple[Vak, ...]:
    """The matrix in words: the fewest blocks found that tell what can be allowed, is forbidden, or is not arranged."""
    ruimte = Ruimte.of(checked)
    woorden = Woorden(checked.vocabulary, checked.closure, ruimte)

    def label(mask: int) -> tuple[str, str, tuple[str, ...]]:
        gedrag = Gedrag(ruimte.rows_of(mask))
        opening = [row for row in gedrag.toestaand if gedrag.opens_with(row)]
        if opening:
            ways = dict.fromkeys(
                woorden.facts(frozenset(row.tokens)) or "er verder niets in de weg staat" for row in opening
            )
            return "kan", joined(list(ways)), tuple(row.id for row in opening)
        if frozenset() in gedrag.verbiedt:
            return "verboden", "", tuple(row.id for row in gedrag.verbiedend if not row.tokens)
        return ("dicht" if gedrag.rijen else "niet-geregeld"), "", ()

    # Every request has a label here: one order of columns is enough, trying more takes long and saves few blocks.
    found = ruimte.blocks(label, selectie, None if selectie else (VELDEN,))
    return tuple(Vak(label[0], woorden.block(blok), label[1], label[2]) for blok, label in found)
