# SPDX-License-Identifier: EUPL-1.2
"""A hole in words: partners, category and phases as few words as possible.

Invariants: labels of the vocabulary only; the same hole gives the same sentence.

Does not: find holes.
"""

from policies.analyse.controle_leemten import PARTNERS, Gat
from policies.analyse.ruimte import Ruimte
from policies.analyse.woorden import Woorden
from policies.loader import Checked
from policies.words import capital, enumerate_words

_FEW = 5


class Gatwoorden:
    """The words of one rule set."""

    def __init__(self, checked: Checked) -> None:
        self._vocabulary = checked.vocabulary
        self._partners = checked.closure.leaves("wie", PARTNERS)
        self._woorden = Woorden(checked.vocabulary, checked.closure, Ruimte.of(checked))

    def hole(self, gat: Gat) -> str:
        """A sentence: who, what, to whom or not, in which phases, is not arranged."""
        what = self._woorden.codes("wat", gat.wat) or "gegevens van welke soort ook"
        whom = " aan een convenantpartner" if gat.handeling == "verstrekken" else ""
        act = self._vocabulary.label("handeling", gat.handeling)
        return f"{capital(self._who(gat.wie))}: {what} {act}{whom} is niet geregeld{self._when(gat.fase)}."

    def _who(self, wie: frozenset[str]) -> str:
        order = [code for code in self._vocabulary.codes["wie"] if code in self._partners]
        rest = [self._vocabulary.label("wie", code) for code in order if code not in wie]
        if len(rest) <= _FEW:
            return "elke convenantpartner" + (f" behalve {enumerate_words(rest)}" if rest else "")
        return enumerate_words(self._vocabulary.label("wie", code) for code in order if code in wie)

    def _when(self, fasen: frozenset[str]) -> str:
        order = self._vocabulary.fasen
        if fasen >= set(order):
            return ""
        runs: list[list[str]] = []
        for i, code in enumerate(order):
            if code in fasen:
                if not i or order[i - 1] not in fasen:
                    runs.append([])
                runs[-1].append(code)
        several = "n" if len(fasen) > 1 else ""
        return f", in de fase{several} {enumerate_words(map(self._run, runs))}"

    def _run(self, run: list[str]) -> str:
        first, last = (self._vocabulary.label("fase", code) for code in (run[0], run[-1]))
        return first if len(run) == 1 else f"{first} tot en met {last}"
