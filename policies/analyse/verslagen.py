# SPDX-License-Identifier: EUPL-1.2
"""The analyses as reports that a jurist reads: invariants, matrix and difference.

Does not: work anything out (`invarianten`, `matrix`, `verschil` do).
"""

from collections.abc import Iterable, Sequence

from policies.analyse.invarianten import SOORTEN as KINDS
from policies.analyse.invarianten import Uitslag
from policies.analyse.lijsten import RijVerschil
from policies.analyse.matrix import Vak
from policies.analyse.ruimte import KOLOM, VELDEN
from policies.analyse.verschil import SOORTEN, Verandering, Verschil
from policies.analyse.woorden import joined
from policies.loader import Checked
from policies.verslag import Alinea, Blok, LetOp, Lijst, Sectie, Tabel, Verslag

_TOLD_WHOLE = ("ruimer", "strenger", "anders", "plichten")
_ADOPTED = " buiten de demo, waar alleen vastgestelde regels iets toestaan"
_MANY = 25  # of changes that open or close nothing, so many are told one by one


def of_invariants(uitslagen: Sequence[Uitslag], checked: Checked, vrijgave: str) -> Verslag:
    """Which sentences are proven, and for each that is not one request that breaks it."""
    broken = [one for one in uitslagen if not one.geldt]
    empty = [one for one in uitslagen if one.loos]
    sections = [
        Sectie(
            "Zinnen die niet gelden",
            tuple(LetOp(_counterexample(one, checked)) for one in broken)
            or (Alinea("Alle zinnen zijn bewezen, over alle vragen, alle dagen en alle feiten."),),
        )
    ]
    if empty:
        points = tuple(f"{one.invariant.id}: {one.invariant.zin}" for one in empty)
        sections.append(
            Sectie(
                "Zinnen die nu niets zeggen",
                (Alinea("Niets waarover zij gaan, kan nu worden toegestaan."), Lijst(points)),
            )
        )
    rows = tuple(
        (one.invariant.id, one.invariant.zin, "bewezen" if one.geldt else "geldt niet", KINDS[one.invariant.soort],
         "; ".join(checked.sources[code].citaat for code in one.invariant.bron), one.invariant.status)
        for one in uitslagen
    )  # fmt: skip
    heads = ("Nummer", "Zin", "Uitkomst", "Wat is bewezen", "Bron", "Status")
    sections.append(Sectie("Alle zinnen", (Tabel(f"{len(uitslagen)} zinnen", heads, rows),)))
    return Verslag(
        "Zinnen die altijd moeten gelden",
        "Elke zin is nagerekend over alle vragen die de vocabulaire toelaat, niet over een steekproef.",
        (("Regels", vrijgave), ("Bewezen", f"{len(uitslagen) - len(broken)} van {len(uitslagen)}")),
        tuple(sections),
    )


def _counterexample(one: Uitslag, checked: Checked) -> str:
    found = one.tegenvoorbeeld
    assert found is not None
    facts = f" met de feiten {joined(found.feiten, 'en')}" if found.feiten else " zonder enig feit"
    rows = f" door {joined(found.rijen, 'en')}" if found.rijen else ""
    cell = joined([f"{veld} {checked.vocabulary.label(KOLOM[veld], found.cel[veld])}" for veld in KOLOM], "en")
    return f"{one.invariant.id}: {one.invariant.zin} Tegenvoorbeeld: {cell},{facts}: {found.uitkomst}{rows}."


def of_difference(verschil: Verschil, namen: tuple[str, str]) -> Verslag:
    """What becomes possible, impossible or otherwise; first what opens."""
    sections = [
        Sectie(f"{titel}{waar}", tuple(_changes(soort, changes)))
        for changes, waar in ((verschil.veranderingen, ""), (verschil.vastgesteld, _ADOPTED))
        for soort, titel in SOORTEN.items()
        if any(change.soort == soort for _, _, change in changes)
    ]
    if not sections:
        sections = [
            Sectie("Gevolgen", (Alinea("Geen enkele vraag krijgt een andere uitkomst, plicht of onderbouwing."),))
        ]
    sections += [
        Sectie(titel, (_row_table(titel, rows),))
        for titel, rows in (
            ("Gewijzigde regels", verschil.rijen),
            ("Gewijzigde bronnen", verschil.bronnen),
            ("Gewijzigde codes", verschil.codes),
            ("Andere wijzigingen in de vocabulaire", verschil.lijsten),
            ("Gewijzigde bijlagen", verschil.bijlagen),
        )
        if rows
    ]
    return Verslag(
        "Wat verandert er",
        "De gevolgen van de wijziging over alle vragen en alle feiten, met het ruimste vooraan.",
        (("Was", namen[0]), ("Wordt", namen[1])),
        tuple(sections),
    )


def _changes(soort: str, changes: Iterable[tuple[str, object, Verandering]]) -> Iterable[Blok]:
    mine = [(zin, change) for zin, _, change in changes if change.soort == soort]
    if soort in _TOLD_WHOLE or len(mine) <= _MANY:
        rows = tuple((zin, change.was, change.wordt, joined(change.rijen, "en")) for zin, change in mine)
        yield Tabel(f"{len(mine)} keer", ("Waar", "Was", "Wordt", "Door"), rows)
        return
    yield Alinea("Hier gaat niets open of dicht. Per reden staat er één voorbeeld; met --json staan ze er alle.")
    kinds: dict[tuple[str, str], list[str]] = {}
    for zin, change in mine:
        kinds.setdefault((change.was, change.wordt), []).append(zin)
    rows_of = tuple((was, wordt, len(found), found[0]) for (was, wordt), found in kinds.items())
    yield Tabel(f"{len(mine)} keer", ("Was", "Wordt", "Aantal", "Bijvoorbeeld"), rows_of)


def _row_table(titel: str, rows: tuple[RijVerschil, ...]) -> Tabel:
    told = tuple(
        (one.id, one.soort, "; ".join(_cell(veld, was or "-", wordt or "-") for veld, was, wordt in one.cellen))
        for one in rows
    )
    return Tabel(titel, ("Nummer", "Wat", "Welke kolommen"), told)


def _cell(veld: str, was: str, wordt: str) -> str:
    """A changed cell in words; of a whole file nobody reads the digest, which `--json` still gives."""
    return "de inhoud van het bestand" if veld == "sha256" else f"{veld}: {was} wordt {wordt}"


def of_matrix(vakken: Sequence[Vak], vrijgave: str, digest: str, gekozen: str) -> Verslag:
    """What can be allowed, what is always forbidden and what is not arranged, in as few sentences as possible."""
    titles = {
        "kan": "Wat kan worden toegestaan",
        "verboden": "Wat altijd verboden is",
        "dicht": "Wat niet kan, zonder dat een regel het altijd verbiedt",
        "niet-geregeld": "Wat niet geregeld is",
    }
    return Verslag(
        "Beslismatrix",
        "Alle vragen die de vocabulaire toelaat, met de feiten opengelaten. Wat een regel eist, staat bij `als`.",
        (("Regels", vrijgave), ("Matrix", digest), ("Keuze", gekozen or f"alle kolommen ({', '.join(VELDEN)})")),
        tuple(Sectie(titel, (_cells(soort, vakken),)) for soort, titel in titles.items()),
    )


def _cells(soort: str, vakken: Sequence[Vak]) -> Tabel:
    mine = [vak for vak in vakken if vak.soort == soort]
    heads = ("Wie en wat", "Als", "Regels") if soort == "kan" else ("Wie en wat", "Regels")
    rows: list[tuple[str, ...]] = [
        (vak.zin, vak.als, joined(vak.regels, "en")) if soort == "kan" else (vak.zin, joined(vak.regels, "en"))
        for vak in mine
    ]
    return Tabel(f"{len(mine)} keer", heads, tuple(rows), leeg="Niets.")
