# SPDX-License-Identifier: EUPL-1.2
"""What one rule set does otherwise than another, over all requests and all facts, told in few sentences.

Purpose: a jurist who edits a row on a Tuesday sees its consequences before it is in force, not the edit itself.

Invariants:
    * complete: a request with another outcome, obligation or deciding row for some facts lies in a change, and never in
      one of another kind;
    * quiet: where nothing changes nothing is told; two equal rule sets have no change;
    * opening and closing are told apart: `ruimer` is never hidden inside `anders`;
    * both ways of counting are told: a row that is adopted opens something outside the demo, though nothing in it;
    * what is no row is told too: every list of the vocabulary, every source and every file that travels along.

Norm: design.md 1 (3); reference/policy-engine.md 4d. Does not: look at requests that were really made
(`policies.naspelen` does).
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from types import MappingProxyType
from typing import Any, Final, TypeAlias

from policies.analyse.dekking import cover
from policies.analyse.gedrag import Gedrag
from policies.analyse.lijsten import (
    RijVerschil,
    compare_attachments,
    compare_codes,
    compare_lists,
    compare_rows,
    compare_sources,
)
from policies.analyse.ruimte import KOLOM, Blok, Ruimte, Selectie
from policies.analyse.woorden import Woorden, joined
from policies.loader import Checked
from policies.rows import Row
from policies.ruleset import counts

SOORTEN: Final = MappingProxyType(
    {
        "ruimer": "Wordt ruimer",
        "strenger": "Wordt strenger",
        "anders": "Kan onder andere voorwaarden",
        "weigering": "Blijft dicht, maar om een andere reden",
        "plichten": "Andere plichten",
        "onderbouwing": "Zelfde uitkomst, andere onderbouwing",
    }
)
_WEEGT: Final = ("ruimer", "strenger", "anders", "plichten")


@dataclass(frozen=True, slots=True)
class Verandering:
    """One block of requests that is treated otherwise: what was, what becomes, and which rows make the difference."""

    soort: str
    was: str
    wordt: str
    rijen: tuple[str, ...]


Verteld: TypeAlias = tuple[str, Blok, Verandering]


@dataclass(frozen=True, slots=True)
class Verschil:
    """All differences: of what requests get, and of every list and file.

    Attributes:
        rijen, bronnen, codes: what came, went or changed, with the cells that differ.
        lijsten: the same of the rest of the vocabulary: groups, facts, obligations, places, the request, who is told.
        bijlagen: the same of what proves the rules: invariants one by one, other files by name.
        veranderingen: what requests get, when every row counts.
        vastgesteld: what requests get when allow rows count once adopted, as outside the demo; only what opens,
            closes or obliges otherwise there and is not said in `veranderingen` already.
    """

    rijen: tuple[RijVerschil, ...]
    bronnen: tuple[RijVerschil, ...]
    codes: tuple[RijVerschil, ...]
    lijsten: tuple[RijVerschil, ...]
    bijlagen: tuple[RijVerschil, ...]
    veranderingen: tuple[Verteld, ...]
    vastgesteld: tuple[Verteld, ...]

    @property
    def leeg(self) -> bool:
        """Whether nothing differs at all."""
        return not any(getattr(self, name) for name in self.__slots__)

    @property
    def opent(self) -> bool:
        """Whether anything becomes possible that was not, in any environment."""
        return any(change.soort in ("ruimer", "anders") for _, _, change in (*self.veranderingen, *self.vastgesteld))

    def to_json(self) -> dict[str, Any]:
        """The differences as a JSON object, the same bytes for the same rule sets."""
        return {
            **{name: [one.to_json() for one in getattr(self, name)] for name in _LIJSTEN},
            # One list: who signs is read all of it, and `telt` says of which rows it speaks.
            "veranderingen": [
                *(_told_json(one, "alle rijen") for one in self.veranderingen),
                *(_told_json(one, "vastgestelde rijen") for one in self.vastgesteld),
            ],
        }


_LIJSTEN: Final = ("rijen", "bronnen", "codes", "lijsten", "bijlagen")


def _told_json(told: Verteld, telt: str) -> dict[str, Any]:
    zin, blok, change = told
    return {
        "soort": change.soort,
        "telt": telt,
        "zin": zin,
        "was": change.was,
        "wordt": change.wordt,
        "rijen": list(change.rijen),
        "cellen": {veld: sorted(codes) for veld, codes in sorted(blok.cellen.items())},
    }


def compare(oud: Checked, nieuw: Checked) -> Verschil:
    """Tell what `nieuw` does otherwise than `oud`."""
    told = _changes(oud, nieuw)
    adopted = _changes(_adopted(oud), _adopted(nieuw))
    return Verschil(
        compare_rows(oud.rows, nieuw.rows),
        compare_sources(oud, nieuw),
        compare_codes(oud, nieuw),
        compare_lists(oud, nieuw),
        compare_attachments(oud, nieuw),
        told,
        tuple(one for one in adopted if one[2].soort in _WEEGT and one not in told),
    )


def _adopted(checked: Checked) -> Checked:
    """The rows that count outside the demo: a row that is adopted opens there what it seemed to open all along."""
    return replace(checked, rows=tuple(row for row in checked.rows if counts(row, "productie")))


def _changes(oud: Checked, nieuw: Checked) -> tuple[Verteld, ...]:
    ruimte = Ruimte.of(oud, nieuw)
    woorden = Woorden(nieuw.vocabulary, nieuw.closure, ruimte)
    found = ruimte.blocks(partial(_change, ruimte, woorden), _touched(oud, nieuw, ruimte))
    order = list(SOORTEN)
    return tuple(
        sorted(
            ((f"{woorden.block(blok)}.", blok, change) for blok, change in _fewest(found)),
            key=lambda one: (order.index(one[2].soort), one[2].rijen, one[0]),
        )
    )


def _fewest(found: Iterable[tuple[Blok, Verandering]]) -> Iterator[tuple[Blok, Verandering]]:
    kinds: dict[Verandering, list[Blok]] = {}
    for blok, change in found:
        kinds.setdefault(change, []).append(blok)
    for change, blocks in kinds.items():
        yield from ((blok, change) for blok in cover(blocks))


def _touched(oud: Checked, nieuw: Checked, ruimte: Ruimte) -> Selectie:
    """The codes in reach of a row that changed; everything when groups or codes changed too."""
    if any(
        oud.vocabulary.codes[kolom].keys() != nieuw.vocabulary.codes[kolom].keys()
        or any(oud.closure.leaves(kolom, group) != nieuw.closure.leaves(kolom, group) for group in groups)
        for kolom, groups in nieuw.vocabulary.groups.items()
    ):
        return {}
    before, after = {row.cellen for row in oud.rows}, {row.cellen for row in nieuw.rows}
    # Each row by the groups of its own set: a group that went has no members in the other.
    reach = [(row, oud.closure) for row in oud.rows if row.cellen not in after]
    reach += [(row, nieuw.closure) for row in nieuw.rows if row.cellen not in before]
    return {
        veld: frozenset(leaf for row, closure in reach for leaf in closure.leaves(kolom, getattr(row, veld)))
        & frozenset(ruimte.codes_of_column(veld))
        for veld, kolom in KOLOM.items()
    }


def _change(ruimte: Ruimte, woorden: Woorden, mask: int) -> Verandering | None:
    oud, nieuw = (Gedrag(ruimte.rows_of(mask & own)) for own in ruimte.maskers)
    pair = _Paar(oud, nieuw, _without(_deciding(oud), _deciding(nieuw)), _without(_deciding(nieuw), _deciding(oud)))
    if not pair.weg and not pair.erbij:
        return None
    ids = tuple(sorted({row.id for row in (*pair.weg, *pair.erbij)}))
    if not oud.same_outcomes(nieuw):
        return _outcome(pair, woorden, ids)
    if not oud.same_duties(nieuw):
        return Verandering("plichten", f"plichten van de regel: {_duties(pair.weg)}", _duties(pair.erbij), ids)
    return Verandering("onderbouwing", _named(pair.weg), _named(pair.erbij), ids)


@dataclass(frozen=True, slots=True)
class _Paar:
    """Two behaviours of the same requests, and the rows that only one of them has."""

    oud: Gedrag
    nieuw: Gedrag
    weg: tuple[Row, ...]
    erbij: tuple[Row, ...]


def _deciding(gedrag: Gedrag) -> tuple[Row, ...]:
    """The rows that can carry an outcome: beside an unconditional refusal no permission ever does."""
    return gedrag.verbiedend if frozenset() in gedrag.verbiedt else gedrag.rijen


def _outcome(pair: _Paar, woorden: Woorden, ids: tuple[str, ...]) -> Verandering:
    oud, nieuw = pair.oud, pair.nieuw
    opens = any(not any(other <= one for other in oud.opent) for one in nieuw.opent)
    closes = any(not any(other <= one for other in nieuw.opent) for one in oud.opent)
    if not opens and not closes:
        return Verandering("weigering", _refused(pair.weg, woorden), _refused(pair.erbij, woorden), ids)
    if not oud.opent:
        return Verandering("ruimer", _closed(oud, pair.weg), _open(nieuw, woorden), ids)
    if not nieuw.opent:
        return Verandering("strenger", _open(oud, woorden), _closed(nieuw, pair.erbij), ids)
    soort = "anders" if opens and closes else "ruimer" if opens else "strenger"
    return Verandering(soort, *_conditions(oud, nieuw, woorden), ids)


def _conditions(oud: Gedrag, nieuw: Gedrag, woorden: Woorden) -> tuple[str, str]:
    """What had to be established always, and does not any more; and the reverse."""
    before, after = (frozenset.intersection(*one.opent) for one in (oud, nieuw))
    was, wordt = woorden.facts(before - after), woorden.facts(after - before)
    return (
        f"nodig was dat {was}" if was else "kon al worden toegestaan",
        f"nodig is dat {wordt}" if wordt else "dat is niet meer nodig" if was else "kan ook op een andere grond",
    )


def _closed(gedrag: Gedrag, rows: tuple[Row, ...]) -> str:
    """Why nothing can be allowed on this side, in terms of the rows that only this side has."""
    denies = sorted(row.id for row in rows if row.eft != "allow")
    if denies:
        return f"verboden door {joined(denies, 'en')}"
    return "kan niet worden toegestaan: geen regel staat het toe" if gedrag.rijen else "niet geregeld"


def _open(gedrag: Gedrag, woorden: Woorden) -> str:
    """With what it can be allowed: the demands of the allow rows; what refusals ask goes without saying."""
    rows = [row for row in gedrag.toestaand if gedrag.opens_with(row)]
    ids = joined(sorted(row.id for row in rows), "en")
    ways = sorted({woorden.facts(frozenset(row.tokens)) for row in rows})
    how = "" if "" in ways else f" als {joined(ways)}"
    return f"kan worden toegestaan{how} ({ids})"


def _refused(rows: tuple[Row, ...], woorden: Woorden) -> str:
    """What these rows, which only one side has, said of requests that stay closed."""
    told = [
        f"{row.id} {'verbiedt het' if row.eft != 'allow' else 'stond klaar'}"
        + (f" als {woorden.facts(frozenset(row.tokens))}" if row.tokens else "")
        for row in rows
    ]
    return joined(told, "en") or "dat vervalt; het blijft dicht om een andere reden"


def _duties(rows: Iterable[Row]) -> str:
    return ", ".join(sorted({plicht for row in rows for plicht in row.plichten})) or "geen"


def _named(rows: Iterable[Row]) -> str:
    found = (f"{row.id} (bron {row.bron}, toonbaar {row.toonbaar}, {row.status})" for row in rows)
    return joined(list(found), "en") or "geen van deze regels"


def _without(rows: Iterable[Row], others: Iterable[Row]) -> tuple[Row, ...]:
    known = {row.cellen for row in others}
    return tuple(row for row in rows if row.cellen not in known)
