# SPDX-License-Identifier: EUPL-1.2
"""Each row as one Dutch sentence with its source and how sure that source is.

Purpose: a refusal or a permission explains itself to an officer or a citizen.

Invariants: made from labels of the vocabulary only; the same row gives the same sentence; the
uncertainty of a source, the status concept, and the end of its validity when it has one, are always in it.

Norm: design.md 1.4 and 5. Does not: decide what may be shown to whom.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Final

from policies.rows import Row
from policies.sources import Source
from policies.vocabulary import Vocabulary
from policies.words import capital, day_in_words, enumerate_words

OPEN_EINDE: Final = "9999-12-31"


def render(row: Row, vocabulary: Vocabulary, sources: Mapping[str, Source]) -> str:
    """The sentence of a row, with core, sources and status."""
    cited = [sources[code] for code in row.bronnen]
    parts = [_rule(row, vocabulary)]
    parts += [_validity(row)] if _validity(row) else []
    parts += [source.kern for source in cited if source.kern]
    parts.append(f"Bron: {'; '.join(source.citaat for source in cited)}.")
    if row.status == "concept":
        parts.append("Deze regel is nog een concept: een jurist heeft haar nog niet vastgesteld.")
    return " ".join(parts)


def _rule(row: Row, vocabulary: Vocabulary) -> str:
    deny = row.eft == "deny"
    nobody = deny and row.wie == "*"
    who = "niemand" if nobody else vocabulary.label("wie", row.wie)
    done = act(row.handeling, row.wat, row.aan, vocabulary, niet=deny and not nobody)
    sentence = f"{capital(who)} mag {done}"
    place = [f"voor {vocabulary.label('doel', row.doel)}"] if row.doel != "*" else []
    place += [phase(row.fase, vocabulary)] if row.fase != "*" else []
    sentence += " " + ", ".join(place) if place else ""
    if row.tokens:
        sentence += f", als {conditions(row.tokens, vocabulary)}"
    return _tidy(sentence) + "."


def act(handeling: str, wat: str, aan: str, vocabulary: Vocabulary, *, niet: bool = False) -> str:
    """What is done, with what and to whom: `fiscale gegevens niet verstrekken aan een gemeente`."""
    term = vocabulary.codes["handeling"].get(handeling) or vocabulary.groups["handeling"][handeling]
    done = term.zin.format(wat=vocabulary.label("wat", wat), niet="niet " if niet else "")
    return done if aan in ("*", "-") else f"{done} {term.ontvanger.format(aan=vocabulary.label('wie', aan))}"


def phase(code: str, vocabulary: Vocabulary) -> str:
    """`in de fase weging`, or `in de fasen weging tot en met uitvoering` for a range."""
    several = code in vocabulary.groups["fase"]
    return f"in de {'fasen' if several else 'fase'} {vocabulary.label('fase', code)}"


def conditions(tokens: Iterable[str], vocabulary: Vocabulary) -> str:
    """Fact tokens as the words of a clause that begins with `als`."""
    return enumerate_words(condition(token, vocabulary) for token in tokens)


def condition(token: str, vocabulary: Vocabulary) -> str:
    """One fact token as the words of a clause."""
    fact = vocabulary.facts[token.removeprefix("niet-")]
    return fact.niet if token.startswith("niet-") else fact.als


def _validity(row: Row) -> str:
    """The period, when it has an end; nothing is said of a rule that runs until a jurist says otherwise."""
    if row.tm == OPEN_EINDE:
        return ""
    van, tm = date.fromisoformat(row.van), date.fromisoformat(row.tm)
    return f"Deze regel geldt van {day_in_words(van)} tot en met {day_in_words(tm)}."


def _tidy(sentence: str) -> str:
    """Dutch says `geen casus` for `niet een casus` and `niets` for `niet iets`; two commas are one."""
    for wrong, right in (("mag niet een ", "mag geen "), ("mag niet iets ", "mag niets "), (",,", ",")):
        sentence = sentence.replace(wrong, right)
    return sentence.rstrip(",")
