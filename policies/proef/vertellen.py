# SPDX-License-Identifier: EUPL-1.2
"""The proof in words: what failed first, then the holes, then what survived, then the counts.

Invariants: every failure, hole and survivor is in it; plain Dutch; the same proof gives the same text.

Does not: judge; `Proefverslag.geslaagd` does.
"""

from collections.abc import Mapping
from typing import Final

from policies.proef.coverage import Dekking
from policies.proef.mutation import Mutatie
from policies.proef.running import Uitslag
from policies.proef.uitkomst import Proefverslag
from policies.verslag import Alinea, LetOp, Lijst, Sectie, Tabel, Verslag

_INLEIDING: Final = (
    "Scenario's laten zien wat de regels in een echte situatie doen en welke regel dat bepaalt. Een mutatie verandert "
    "één regel een klein beetje: dan hoort een scenario te mislukken."
)
_AANTALLEN: Final[Mapping[str, str]] = {
    "scenarios": "Scenario's",
    "vragen": "Verschillende vragen",
    "geslaagd": "Geslaagd",
    "mislukt": "Mislukt",
    "verwacht_mislukt": "Mag voorlopig mislukken",
}
_SOORTEN: Final[Mapping[str, str]] = {
    "weg": "regel weggelaten",
    "effect": "effect omgedraaid",
    "eis": "feit niet meer geëist",
    "van": "eerder ingegaan",
    "tm": "later geëindigd",
}


def tell(proef: Proefverslag) -> Verslag:
    """The report of a proof."""
    sections = [_wrong(proef)]
    if proef.dekking:
        sections.append(_holes(proef.dekking))
    if proef.mutatie:
        sections.append(_survivors(proef.mutatie))
    if proef.verwacht_mislukt:
        sections.append(Sectie("Mag voorlopig mislukken", (Lijst(tuple(map(_excused, proef.verwacht_mislukt))),)))
    if proef.dekking:
        sections.append(_counts(proef, proef.dekking))
    return Verslag("Proef van de regels", _INLEIDING, _facts(proef), tuple(sections))


def _facts(proef: Proefverslag) -> tuple[tuple[str, str], ...]:
    facts = [("Uitkomst", "geslaagd" if proef.geslaagd else "niet geslaagd"), ("Vrijgave", proef.vrijgave)]
    facts += [(_AANTALLEN[name], str(count)) for name, count in proef.aantallen.items()]
    if proef.dekking:
        facts.append(("Regels zonder volledig bewijs", f"{len(proef.dekking.gaten)} van {len(proef.dekking.raak)}"))
    if proef.mutatie:
        facts.append(("Mutaties", _sum(proef.mutatie)))
    if not proef.volledig:
        facts.append(("Let op", "niet alles is onderzocht; voor een vrijgave is de hele proef nodig"))
    return tuple(facts)


def _sum(found: Mutatie) -> str:
    piles = (
        f"{len(found.gedood)} opgemerkt",
        f"{len(found.gelijkwaardig)} zonder gevolg",
        f"{len(found.verklaard)} met uitleg",
        f"{len(found.onverklaard)} zonder uitleg",
    )
    return f"{len(found.namen)}: {', '.join(piles)}"


def _wrong(proef: Proefverslag) -> Sectie:
    points = [str(finding) for finding in proef.bevindingen]
    points += [f"{uitslag.scenario.plaats}: {uitslag.scenario.naam}: {_why(uitslag)}" for uitslag in proef.mislukt]
    if not proef.uitslagen:
        points.append("Er is geen scenario uitgevoerd.")
    if not points:
        return Sectie("Wat niet klopt", (Alinea("Er is geen fout gevonden in de scenario's."),))
    return Sectie(
        "Wat niet klopt", (LetOp("Eén punt." if len(points) == 1 else f"{len(points)} punten."), Lijst(tuple(points)))
    )


def _why(uitslag: Uitslag) -> str:
    return "; ".join(uitslag.waarom) + "."


def _excused(uitslag: Uitslag) -> str:
    scenario = uitslag.scenario
    return f"{scenario.plaats}: {scenario.naam}, tot en met {scenario.mislukt_tot}: {_why(uitslag)}"


def _holes(dekking: Dekking) -> Sectie:
    table = Tabel(
        "Regels die niet door een scenario zijn geraakt (raak), of waar geen scenario net naast zit (bijna raak)",
        ("Regel", "Mist"),
        dekking.gaten,
        "Elke regel is geraakt en heeft een scenario dat er net naast zit.",
    )
    return Sectie("Dekking", (table,))


def _survivors(mutatie: Mutatie) -> Sectie:
    return Sectie(
        "Mutaties die niemand merkt",
        (
            Tabel(
                "Zonder uitleg: schrijf een scenario met de vraag die erbij staat, of leg in overlevenden.toml uit waarom "
                "niet. Een mutatie leest u als regel, kolom, nieuwe waarde",
                ("Mutatie", "Een vraag die het verschil laat zien"),
                mutatie.onverklaard,
                "Er is geen mutatie zonder uitleg.",
            ),
            Tabel("Met uitleg", ("Mutatie", "Reden"), mutatie.verklaard, "Er is geen mutatie met uitleg."),
            Tabel(
                "Zonder gevolg: bij elke vraag en alle feiten hetzelfde besluit met dezelfde regels, omdat overal waar de "
                "mutatie telt een regel al verbiedt of nog kan verbieden",
                ("Mutatie", "Regel"),
                tuple((name, ", ".join(rows)) for name, rows in mutatie.gelijkwaardig),
            ),
            _table(
                "Mutaties per soort", "Soort", {_SOORTEN.get(k, f"{k} verruimd"): n for k, n in mutatie.soorten.items()}
            ),
        ),
    )


def _counts(proef: Proefverslag, dekking: Dekking) -> Sectie:
    return Sectie(
        "Waar de scenario's over gaan",
        (
            _table("Per besluit", "Besluit", dekking.uitkomsten),
            _table("Per fase", "Fase", dekking.fasen),
            _table("Per handelende partij", "Partij", dekking.partijen),
            _table("Per ontvanger", "Partij", dekking.ontvangers),
            _table("Per bron", "Bron", proef.per("bronnen")),
            _table("Per eigenaar", "Eigenaar", proef.per("eigenaar")),
        ),
    )


def _table(caption: str, head: str, counts: Mapping[str, int]) -> Tabel:
    return Tabel(caption, (head, "Aantal"), tuple(counts.items()))
