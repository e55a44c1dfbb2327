# SPDX-License-Identifier: EUPL-1.2
"""Replay and reconstruction as reports that a jurist reads.

Invariants: everything of the value stands in the report, refused → allowed first; an example is told in labels of the
vocabulary, with only the facts that its deciding rows ask about.

Does not: count or decide.
"""

from collections.abc import Mapping
from typing import Final

from policies.naspelen.effect import Cel, Effect, Oordeel, Richting, Voorbeeld
from policies.naspelen.reconstructie import Afwijking, Reconstructie
from policies.naspelen.vastgelegd import Versie
from policies.verslag import Alinea, Blok, LetOp, Lijst, Sectie, Tabel, Verslag

TITELS: Final[Mapping[Richting, str]] = {
    Richting.RUIMER: "Was geweigerd, wordt toegestaan",
    Richting.STRENGER: "Was toegestaan, wordt geweigerd",
    Richting.ANDERE_WEIGERING: "Blijft geweigerd, om een andere reden",
    Richting.ANDERE_PLICHT: "Zelfde uitkomst, andere plichten",
    Richting.NIET_TE_BEOORDELEN: "Niet te beoordelen: de kandidaat kent een code of feit niet",
}
_KORT: Final[Mapping[Richting, str]] = {
    Richting.RUIMER: "Ruimer",
    Richting.STRENGER: "Strenger",
    Richting.ANDERE_WEIGERING: "Andere weigering",
    Richting.ANDERE_PLICHT: "Andere plicht",
    Richting.NIET_TE_BEOORDELEN: "Niet te beoordelen",
}
_FOUTEN: Final[Mapping[Afwijking, str]] = {
    Afwijking.BESLISSING: "de beslissing zelf is anders",
    Afwijking.TEKST: "alleen de woorden bij de regels zijn anders",
    Afwijking.VRIJGAVE: "de vrijgave is er niet, of niet te laden",
    Afwijking.VORM: "de vastlegging is niet te lezen",
}


def report_effect(effect: Effect, kandidaat: Versie) -> Verslag:
    """Return the impact report."""
    changed = [_section(effect, richting, kandidaat) for richting in Richting if effect.count(richting)]
    return Verslag(
        titel="Naspelen: wat een kandidaat met echte beslissingen doet",
        inleiding="Elke vastgelegde beslissing van de periode is naast de kandidaat gelegd. Hieronder staat wat verandert.",
        gegevens=(
            ("Periode", effect.periode),
            ("Kandidaat", effect.kandidaat),
            ("Beslissingen", str(effect.beslissingen)),
            ("Daarvan veranderd", str(effect.omgeslagen)),
            *((f"Genomen onder {digest}", str(count)) for digest, count in sorted(effect.vrijgaven.items())),
        ),
        secties=(_summary(effect, kandidaat), *changed, _rules(effect)),
    )


def report_reconstruction(found: Reconstructie, periode: str) -> Verslag:
    """Return the report of a reconstruction."""
    blocks: list[Blok] = [Alinea("Elke beslissing is opnieuw genomen met de vrijgave die zij noemt, en is gelijk.")]
    if not found.gelijk:
        rows = tuple((_FOUTEN[kind], found.afwijkingen[kind]) for kind in sorted(found.afwijkingen))
        named = tuple((name, _FOUTEN[kind]) for name, kind in found.genoemd)
        blocks = [
            LetOp("Niet elke beslissing is gelijk. Dit is een incident: meld het bij de beheerder en de FG."),
            Tabel("Wat er anders is", ("Soort", "Aantal"), rows),
            Tabel("De beslissingen, hoogstens honderd", ("Beslissing", "Soort"), named),
        ]
    return Verslag(
        titel="Reconstructie: zijn de beslissingen te herhalen?",
        inleiding="Dezelfde vraag met dezelfde regels hoort hetzelfde antwoord te geven, ook jaren later.",
        gegevens=(
            ("Periode", periode),
            ("Beslissingen", str(found.beslissingen)),
            *((f"Genomen onder {digest}", str(count)) for digest, count in sorted(found.vrijgaven.items())),
        ),
        secties=(Sectie("Uitkomst", tuple(blocks)),),
    )


def _summary(effect: Effect, kandidaat: Versie) -> Sectie:
    totals = tuple((TITELS[richting], effect.count(richting)) for richting in Richting)
    blocks: list[Blok] = [Tabel("Wat verandert", ("Verandering", "Beslissingen"), totals)]
    if effect.onleesbaar:
        blocks.insert(0, LetOp(f"{effect.onleesbaar} vastleggingen zijn niet te lezen; laat eerst reconstrueren."))
    if effect.feiten_anders:
        named = ", ".join(_fact_label(kandidaat, code) for code in effect.feiten_anders)
        text = f"De kandidaat stelt deze feiten anders vast: {named}. Naspelen gebruikt de feiten van toen."
        blocks.insert(0, LetOp(f"{text} Wat de andere vaststelling verandert, staat dus niet in dit rapport."))
    for naam, kolom in (("partij", "wie"), ("categorie", "wat"), ("regel", "")):
        heads = (naam.capitalize(), *(_KORT[richting] for richting in Richting))
        rows = tuple(_row(_label(kandidaat, kolom, key), counts) for key, counts in effect.per(naam).items())
        blocks.append(Tabel(f"Per {naam}", heads, rows, leeg="Er verandert niets."))
    return Sectie("Overzicht", tuple(blocks))


def _row(head: str, counts: Mapping[str, int]) -> tuple[str | int, ...]:
    return (head, *(counts.get(str(richting), 0) for richting in Richting))


def _section(effect: Effect, richting: Richting, kandidaat: Versie) -> Sectie:
    blocks: list[Blok] = []
    for cel in effect.cellen:
        if cel.richting is richting:
            blocks += [Alinea(_told(cel, kandidaat)), Lijst(tuple(_example(one, kandidaat) for one in cel.voorbeelden))]
    return Sectie(f"{TITELS[richting]} ({effect.count(richting)})", tuple(blocks))


def _told(cel: Cel, kandidaat: Versie) -> str:
    by = f"door {', '.join(cel.regels)}" if cel.regels else "door andere codes of feiten"
    who, what = _label(kandidaat, "wie", cel.wie), _label(kandidaat, "wat", cel.wat)
    return f"{who}, {what}: {cel.aantal} beslissingen, {by}. Voorbeelden:"


def _example(one: Voorbeeld, kandidaat: Versie) -> str:
    wie, aan, wat, handeling, doel, fase = one.codes
    facts = _facts(one, kandidaat)
    given = f", feiten {', '.join(facts)}" if facts else ""
    return (
        f"{wie} {handeling} {wat} aan {aan}, doel {doel}, fase {fase}, op {one.datum}{given} ({one.aantal} keer): "
        f"was {_outcome(one.was)}, wordt {_outcome(one.wordt)}"
    )


def _facts(one: Voorbeeld, kandidaat: Versie) -> tuple[str, ...]:
    """The facts of an example that its deciding rows ask about."""
    wanted = {
        token.removeprefix("niet-")
        for row in kandidaat.regels.rows
        if row.id in one.was.regels or row.id in one.wordt.regels
        for token in row.tokens
    }
    return tuple(token for token in one.feiten if token.removeprefix("niet-") in wanted)


def _outcome(oordeel: Oordeel) -> str:
    why = ", ".join(oordeel.regels or oordeel.onbekend)
    duties = f" met {', '.join(oordeel.plichten)}" if oordeel.plichten else ""
    return f"{oordeel.uitkomst}{f' ({why})' if why else ''}{duties}"


def _rules(effect: Effect) -> Sectie:
    rows = tuple((regel.id, regel.soort, regel.geraakt, regel.omgeslagen) for regel in effect.regels)
    without, untouched = len(effect.geraakt_zonder_omslag), len(effect.niet_geraakt)
    return Sectie(
        "De regels die verschillen",
        (
            Alinea(
                f"{len(effect.regels)} rijen verschillen. {without} daarvan raken een beslissing zonder haar te veranderen; "
                f"van {untouched} zegt deze periode niets, want geen beslissing had ermee te maken."
            ),
            Tabel(
                "Per rij",
                ("Regel", "Verschil", "Geraakt", "Veranderd"),
                rows,
                leeg="De kandidaat verschilt in geen rij.",
            ),
        ),
    )


def _fact_label(kandidaat: Versie, code: str) -> str:
    return f"{kandidaat.gelezen.vocabulary.facts[code].label} ({code})"


def _label(kandidaat: Versie, kolom: str, code: str) -> str:
    """The label with its code, so that two terms with one label stay apart."""
    label = kandidaat.gelezen.vocabulary.label(kolom, code) if kolom else code
    return code if label == code else f"{label} ({code})"
