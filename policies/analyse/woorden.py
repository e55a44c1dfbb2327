# SPDX-License-Identifier: EUPL-1.2
"""Blocks of requests and sets of facts in plain Dutch, with as few words as the vocabulary allows.

Invariants: labels of the vocabulary only; a set of codes is named by groups where these fit exactly; the same block
gives the same words.

Does not: decide what is worth telling.
"""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from policies.analyse.gedrag import Feiten
from policies.analyse.ruimte import BEGIN, KOLOM, Blok, Ruimte
from policies.groups import Closure
from policies.vocabulary import Vocabulary


class Woorden:
    """The words of one rule set."""

    def __init__(self, vocabulary: Vocabulary, closure: Closure, ruimte: Ruimte) -> None:
        self._vocabulary, self._ruimte = vocabulary, ruimte
        self._groups = {
            kolom: sorted(
                ((closure.leaves(kolom, code) - {"-"}, code) for code in groups if code != "*"),
                key=lambda found: (-len(found[0]), found[1]),
            )
            for kolom, groups in vocabulary.groups.items()
        }

    def block(self, blok: Blok) -> str:
        """A block as the beginning of a sentence: `de politie mag … verstrekken aan …, voor …, in de fase …`."""
        acts = [self._act(code, self.codes("wat", blok.cellen["wat"])) for code in self._ordered("handeling", blok)]
        who = self.codes("wie", blok.cellen["wie"]) or "iedereen"
        text = f"{who}: {joined(acts)}"
        whom = blok.cellen["aan"]
        if whom != {"-"} and (named := self.codes("aan", whom)):
            text += f", aan {named}"
        if goals := self.codes("doel", blok.cellen["doel"]):
            text += f", voor {goals}"
        if phases := self.codes("fase", blok.cellen["fase"]):
            text += f", in de fase {phases}"
        return text + self._days(blok.cellen["datum"])

    def codes(self, veld: str, codes: frozenset[str]) -> str:
        """A set of codes in words; empty when it is all of the column."""
        if codes >= set(self._ruimte.codes_of_column(veld)):
            return ""
        real = codes - {"-"}
        without = self._cover(KOLOM[veld], real)
        rest = frozenset(self._ruimte.codes_of_column(veld)) - {"-"} - real
        words = self._labels(veld, without)
        if rest and len(without) > 3 and len(self._cover(KOLOM[veld], rest)) < 3:
            words = [f"allen behalve {joined(self._labels(veld, self._cover(KOLOM[veld], rest)))}"]
        return joined([*words, "niemand in het bijzonder"] if "-" in codes and real else words or ["niemand"])

    def facts(self, tokens: Feiten) -> str:
        """A set of fact tokens as conditions: `het OM toestemming heeft gegeven en …`."""
        words = []
        for token in sorted(tokens):
            fact = self._vocabulary.facts.get(token.removeprefix("niet-"))
            words.append(token if fact is None else fact.niet if token.startswith("niet-") else fact.als)
        return joined(words, "en")

    def _labels(self, veld: str, codes: Iterable[str]) -> list[str]:
        return [self._vocabulary.label(KOLOM[veld], code) for code in codes]

    def _cover(self, kolom: str, codes: frozenset[str]) -> list[str]:
        """The fewest names found greedily: the largest groups that fit whole, then what is left."""
        left, names = codes, []
        for members, code in self._groups[kolom]:
            if len(members) > 1 and members <= left:
                names.append(code)
                left -= members
        order = list(self._vocabulary.codes[kolom])
        return names + sorted(left, key=lambda code: order.index(code) if code in order else len(order))

    def _ordered(self, veld: str, blok: Blok) -> list[str]:
        order = self._ruimte.codes_of_column(veld)
        return sorted(blok.cellen[veld], key=order.index)

    def _act(self, code: str, what: str) -> str:
        term = self._vocabulary.codes["handeling"].get(code)
        return code if term is None else term.zin.format(wat=what or "gegevens", niet="")

    def _days(self, firsts: frozenset[str]) -> str:
        periods = self._ruimte.codes_of_column("datum")
        if firsts >= set(periods):
            return ""
        runs: list[tuple[str, str]] = []
        for i, first in enumerate(periods):
            if first in firsts:
                last = "" if i + 1 == len(periods) else _before(periods[i + 1])
                if runs and i and periods[i - 1] in firsts:
                    runs[-1] = (runs[-1][0], last)
                else:
                    runs.append((first, last))
        return ", " + joined([_run(*run) for run in runs])


def joined(words: Sequence[str], last: str = "of") -> str:
    """`a, b of c`."""
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} {last} {words[-1]}"


def _run(first: str, last: str) -> str:
    if first == BEGIN:
        return f"tot en met {in_words(last)}"
    return f"vanaf {in_words(first)}" + (f" tot en met {in_words(last)}" if last else "")


def in_words(day: str) -> str:
    """`2026-11-22` as `22-11-2026`."""
    year, month, number = day.split("-")
    return f"{int(number)}-{int(month)}-{year}"


def _before(day: str) -> str:
    return (date.fromisoformat(day) - timedelta(days=1)).isoformat()
