# SPDX-License-Identifier: EUPL-1.2
"""Each row as one Dutch sentence with its source and how sure that source is.

Purpose: a refusal or a permission explains itself to an officer or a citizen.

Invariants: made from labels of the vocabulary only; the same row gives the same sentence; the
uncertainty of a source and the status concept are always in it.

Norm: design.md 1.4 and 5. Does not: decide what may be shown to whom.
"""

from collections.abc import Mapping

from policies.rows import Row
from policies.sources import Source
from policies.vocabulary import Vocabulary


def render(row: Row, vocabulary: Vocabulary, sources: Mapping[str, Source]) -> str:
    """The sentence of a row, with core, sources and status."""
    cited = [sources[code] for code in row.bronnen]
    parts = [_rule(row, vocabulary)]
    parts += [source.kern for source in cited if source.kern]
    parts.append(f"Bron: {'; '.join(source.citaat for source in cited)}.")
    if row.status == "concept":
        parts.append("Deze regel is nog een concept: een jurist heeft haar nog niet vastgesteld.")
    return " ".join(parts)


def _rule(row: Row, vocabulary: Vocabulary) -> str:
    deny = row.eft == "deny"
    nobody = deny and row.wie == "*"
    who = "niemand" if nobody else vocabulary.label("wie", row.wie)
    act = vocabulary.codes["handeling"].get(row.handeling) or vocabulary.groups["handeling"][row.handeling]
    what = act.zin.format(wat=vocabulary.label("wat", row.wat), niet="niet " if deny and not nobody else "")
    sentence = f"{who[:1].upper()}{who[1:]} mag {what}"
    if row.aan not in ("*", "-"):
        sentence += " " + act.ontvanger.format(aan=vocabulary.label("wie", row.aan))
    if row.doel != "*":
        sentence += f", voor {vocabulary.label('doel', row.doel)}"
    if row.fase != "*":
        sentence += f", in de fase {vocabulary.label('fase', row.fase)}"
    if row.tokens:
        sentence += f", als {_conditions(row, vocabulary)}"
    return sentence.replace(",,", ",") + "."


def _conditions(row: Row, vocabulary: Vocabulary) -> str:
    words = []
    for token in row.tokens:
        fact = vocabulary.facts[token.removeprefix("niet-")]
        words.append(fact.niet if token.startswith("niet-") else fact.als)
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} en {words[-1]}"
