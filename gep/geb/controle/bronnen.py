# SPDX-License-Identifier: EUPL-1.2
"""What an edition rests on besides the log, then and now: release, rules, texts of sources, register, list, blueprint.

Invariants:
- Each difference is told once, with the sections that rest on it where they are known.
- A rule that ended on its own date is told too: nobody changed anything, and still it allows nothing more.

Norm: AVG 35(11); issue "GEP" ("a source whose text changed"). Which sections rest on a source: `gep.geb.herzien`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from gep.geb.controle.bevinding import Bevinding, Soort
from gep.geb.herzien import parts
from gep.periode import day_of
from policies.words import day_in_words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gep.bron import Bron
    from policies.rows import Row
    from policies.ruleset import RuleSet
    from policies.sources import Source

_TEXT: Final = ("wet", "artikel", "versie", "zekerheid", "onzeker", "kern", "tekst_sha256", "geldig_tm", "vervallen")
RECHTSGROND: Final = "11"
BRONNEN: Final = "9"


def changes(toen: Bron, nu: Bron) -> Iterator[Bevinding]:
    """Yield what changed between the state of an edition and now."""
    if toen.ruleset.digest != nu.ruleset.digest:
        text = f"De editie rust op vrijgave {toen.ruleset.digest}. Nu geldt vrijgave {nu.ruleset.digest}."
        yield Bevinding(Soort.BRON, text, {"bron": "vrijgave"}, toen.ruleset.digest, nu.ruleset.digest)
        yield from _rules(toen.ruleset, nu.ruleset)
        yield from _sources(toen.ruleset, nu.ruleset)
    yield from _expired(toen, nu)
    yield from _reviews(nu.ruleset)
    yield from _register(toen, nu)
    yield from _members(toen, nu)


def _rules(toen: RuleSet, nu: RuleSet) -> Iterator[Bevinding]:
    before, after = ({row.id: row for row in found.rows} for found in (toen, nu))
    for id_ in sorted({*before, *after}):
        what = _what_became(before.get(id_), after.get(id_))
        if what is not None:
            yield Bevinding(
                Soort.BRON, f"Regel {id_} is {what}.", {"bron": "regel", "regel": id_, "sectie": RECHTSGROND}
            )


def _what_became(before: Row | None, after: Row | None) -> str | None:
    if before is None:
        return "nieuw"
    if after is None:
        return "vervallen"
    return None if before.cellen == after.cellen else "veranderd"


def _sources(toen: RuleSet, nu: RuleSet) -> Iterator[Bevinding]:
    for code in sorted({*toen.sources, *nu.sources}):
        before, after = toen.sources.get(code), nu.sources.get(code)
        if before is None or after is None:
            known = before or after
            assert known is not None, "one of the two knows it"
            became = "nieuw" if before is None else "er niet meer"
            text = f"De bron {known.wet}, {known.artikel} is {became}."
        elif fields := [name for name in _TEXT if getattr(before, name) != getattr(after, name)]:
            text = f"De bron {after.wet}, {after.artikel} is veranderd ({', '.join(fields)})."
        else:
            continue
        yield Bevinding(Soort.BRON, text, {"bron": "bron", "code": code, "sectie": BRONNEN})


def _expired(toen: Bron, nu: Bron) -> Iterator[Bevinding]:
    then, today = (day_of(bron.gemaakt).isoformat() for bron in (toen, nu))
    for row in toen.ruleset.rows:
        plek = {"bron": "regel", "regel": row.id, "sectie": RECHTSGROND}
        if then <= row.tm < today:
            yield Bevinding(Soort.BRON, f"Regel {row.id} is geëindigd op {row.tm}.", plek)
        if then < row.van <= today:
            yield Bevinding(Soort.BRON, f"Regel {row.id} is ingegaan op {row.van}.", plek)
    for code, source in toen.ruleset.sources.items():
        if source.geldig_tm is not None and then <= source.geldig_tm.isoformat() < today:
            yield _ended(code, source)


def _ended(code: str, source: Source) -> Bevinding:
    assert source.geldig_tm is not None, "asked before"
    text = f"De bron {source.wet}, {source.artikel} gold tot en met {day_in_words(source.geldig_tm)}."
    return Bevinding(Soort.BRON, text, {"bron": "bron", "code": code, "sectie": BRONNEN})


def _reviews(nu: RuleSet) -> Iterator[Bevinding]:
    for code, sections in parts(nu).items():
        source = nu.sources[code]
        text = (
            f"De tekst van {source.wet}, {source.artikel} is veranderd sinds de regels ermee zijn vergeleken. "
            f"Te herzien: sectie {', '.join(sections) or BRONNEN}."
        )
        yield Bevinding(Soort.BRON, text, {"bron": "te herzien", "code": code, "sectie": " ".join(sections)})


def _register(toen: Bron, nu: Bron) -> Iterator[Bevinding]:
    if toen.register.digest != nu.register.digest:
        text = "Het register van verwerkingen is veranderd sinds deze editie."
        yield Bevinding(Soort.BRON, text, {"bron": "register"}, toen.register.digest, nu.register.digest)


def _members(toen: Bron, nu: Bron) -> Iterator[Bevinding]:
    before, after = ({one.oin: one.naam for one in bron.lijst.deelnemers} for bron in (toen, nu))
    for oin in sorted({*before, *after}):
        if oin not in before:
            yield Bevinding(Soort.BRON, f"{after[oin]} kwam op de deelnemerslijst.", {"bron": "deelnemer", "oin": oin})
        elif oin not in after:
            yield Bevinding(
                Soort.BRON, f"{before[oin]} ging van de deelnemerslijst.", {"bron": "deelnemer", "oin": oin}
            )
