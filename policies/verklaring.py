# SPDX-License-Identifier: EUPL-1.2
"""An explanation in words: a question and everything about its outcome as a report.

Purpose: any hypothetical request in plain Dutch, for a jurist or an officer.

Invariants: made from labels and sentences of the rule set only; nothing of the explanation is left out, and what was
capped is counted; the JSON holds the same.

Norm: design.md 1 (4). Does not: decide or explain (`policies.analyse.verklaar`).
"""

from collections.abc import Iterable
from datetime import date
from typing import Any, Final

from policies.analyse.verklaar import DATUM, FEITEN, Bijna, Nodig, Verklaring
from policies.decision import Uitkomst, Vraag
from policies.findings import nearest
from policies.rows import Row
from policies.ruleset import RuleSet
from policies.sentence import OPEN_EINDE, act, condition, conditions, phase
from policies.tokens import opposite
from policies.verslag import Alinea, Blok, LetOp, Lijst, Sectie, Tabel, Verslag
from policies.words import capital, counted, day_in_words, enumerate_words

UITKOMST: Final = {
    Uitkomst.TOEGESTAAN: "Ja, dit is toegestaan.",
    Uitkomst.VERBODEN: "Nee, dit is verboden.",
    Uitkomst.NIET_VASTSTELBAAR: "Dat is niet vast te stellen, en dan mag het niet.",
    Uitkomst.NIET_GEREGELD: "Nee: hiervoor is niets geregeld, en wat niet is geregeld mag niet.",
}
_PLAATS: Final = {
    "verzegelen": "bij de verstrekker, bij het verzegelen",
    "server": "door het knooppunt",
    "openen": "bij de lezer, bij het openen",
}


def question_in_words(ruleset: RuleSet, vraag: Vraag) -> str:
    """The question as one Dutch sentence."""
    words = ruleset.vocabulary
    asked = act(vraag.handeling, vraag.wat, vraag.aan, words)
    place = f"voor {words.label('doel', vraag.doel)}, {phase(vraag.fase, words)}, op {day_in_words(vraag.datum)}"
    sentence = f"Mag {words.label('wie', vraag.wie)} {asked} {place}"
    if vraag.feiten:
        sentence += f", als {conditions(sorted(vraag.feiten), words)}"
    return sentence.replace(",,", ",") + "?"


def as_report(ruleset: RuleSet, uitleg: Verklaring) -> Verslag:
    """The explanation as a report."""
    beslissing = uitleg.beslissing
    facts = (
        ("Uitkomst", str(beslissing.uitkomst)),
        ("Omgeving", ruleset.omgeving),
        ("Regels", beslissing.vrijgave),
    )
    if beslissing.onbekend:
        return Verslag("Uitleg bij een vraag", "Deze vraag is niet te begrijpen.", facts, (_unknown(ruleset, uitleg),))
    sections = (
        Sectie("Antwoord", tuple(_answer(ruleset, uitleg))),
        Sectie("Regels die dit bepalen", tuple(_carrying(ruleset, uitleg))),
        Sectie("Feiten die ontbreken", tuple(_missing(ruleset, uitleg))),
        Sectie("Wat nodig is om toegestaan te zijn", tuple(_needed(ruleset, uitleg))),
        Sectie("Wat er bij hoort te gebeuren", tuple(_duties(ruleset, uitleg))),
        Sectie("Regels die bijna gelden", tuple(_near(ruleset, uitleg))),
    )
    return Verslag("Uitleg bij een vraag", question_in_words(ruleset, uitleg.vraag), facts, sections)


def as_json(ruleset: RuleSet, uitleg: Verklaring) -> dict[str, Any]:
    """The explanation for programs: the answer of `beslis` with what lies around it."""
    vraag = uitleg.vraag
    codes = {veld: getattr(vraag, veld) for veld in ("wie", "aan", "wat", "handeling", "doel", "fase")}
    return {
        "vraag": {**codes, "datum": vraag.datum.isoformat(), "feiten": sorted(vraag.feiten)},
        "zin": "" if uitleg.beslissing.onbekend else question_in_words(ruleset, vraag),
        "decision": uitleg.beslissing.toegestaan,
        "context": uitleg.beslissing.to_json(),
        "opzij": [row.id for row in uitleg.opzij],
        "nodig": [{"erbij": list(way.erbij), "anders": list(way.anders)} for way in uitleg.nodig],
        "bijna": [
            {"regel": one.rij.id, "effect": one.rij.eft, "kolom": one.kolom, "zin": near_in_words(ruleset, vraag, one)}
            for one in uitleg.bijna
        ],
        "bijna_meer": uitleg.bijna_meer,
    }


def near_in_words(ruleset: RuleSet, vraag: Vraag, one: Bijna) -> str:
    """A near row in words, as `R-12.1 (staat toe) zou gelden als de fase verrijking (gesloten) was; nu is dat weging`."""
    effect = "staat toe" if one.rij.eft == "allow" else "verbiedt"
    rest = f" Dan moet ook vaststaan dat {conditions(one.open, ruleset.vocabulary)}." if one.open else ""
    return f"{one.rij.id} ({effect}) zou gelden als {_otherwise(ruleset, vraag, one)}.{rest}"


def _otherwise(ruleset: RuleSet, vraag: Vraag, one: Bijna) -> str:
    words, row = ruleset.vocabulary, one.rij
    if one.kolom == FEITEN:
        now = conditions(map(opposite, one.tegen), words)
        return f"vaststond dat {conditions(one.tegen, words)}; nu staat vast dat {now}"
    if one.kolom == DATUM:
        return f"de dag {_period(row)} lag; gevraagd is {day_in_words(vraag.datum)}"
    told = {
        "fase": ("de fase", "fase"),
        "doel": ("het doel", "doel"),
        "aan": ("de ontvanger", "wie"),
        "wat": ("het soort gegevens", "wat"),
        "wie": ("de handelende partij", "wie"),
        "handeling": ("de handeling", "handeling"),
    }
    name, kolom = told[one.kolom]
    wanted, now = (_label(ruleset, kolom, getattr(where, one.kolom)) for where in (row, vraag))
    return f"{name} {wanted} was; nu is dat {now}"


def _label(ruleset: RuleSet, kolom: str, code: str) -> str:
    return "niemand" if code == "-" else ruleset.vocabulary.label(kolom, code).rstrip(",")


def _period(row: Row) -> str:
    first = day_in_words(date.fromisoformat(row.van))
    if row.tm == OPEN_EINDE:
        return f"op of na {first}"
    return f"van {first} tot en met {day_in_words(date.fromisoformat(row.tm))}"


def _unknown(ruleset: RuleSet, uitleg: Verklaring) -> Sectie:
    points = []
    for told in uitleg.beslissing.onbekend:
        kolom, _, code = told.partition(": ")
        points.append(f"{capital(told)}.{nearest(code, _known(ruleset, kolom))}")
    why = "Een vraag met een code die wij niet kennen, krijgt nooit toestemming."
    return Sectie("Wat wij niet kennen", (LetOp(why), Lijst(tuple(points))))


def _known(ruleset: RuleSet, kolom: str) -> Iterable[str]:
    if kolom in ("feit", "tegenspraak"):
        return ruleset.vocabulary.tokens if kolom == "feit" else ()
    return ruleset.vocabulary.codes.get("wie" if kolom == "aan" else kolom, ())


def _answer(ruleset: RuleSet, uitleg: Verklaring) -> Iterable[Blok]:
    beslissing = uitleg.beslissing
    yield Alinea(UITKOMST[beslissing.uitkomst])
    if ruleset.omgeving != "demo":
        told = (
            f"In de omgeving {ruleset.omgeving} telt een regel die toestaat pas als een jurist haar heeft vastgesteld."
        )
        yield Alinea(f"{told} Hoe het is als ook concepten tellen, zegt --omgeving demo.")
    if beslissing.concept:
        yield LetOp("Dit antwoord rust op een regel die nog concept is: een jurist heeft haar nog niet vastgesteld.")
    if any(regel.onzeker for regel in beslissing.regels):
        yield LetOp("Dit antwoord rust op een bron die onzeker of vervallen is. De zin van de regel zegt waarom.")


def _carrying(ruleset: RuleSet, uitleg: Verklaring) -> Iterable[Blok]:
    rows = tuple(
        (regel.id, "staat toe" if regel.effect == "allow" else "verbiedt", regel.zekerheid, regel.zin)
        for regel in uitleg.beslissing.regels
    )
    yield Tabel("Regels die de uitkomst dragen", ("Regel", "Wat zij doet", "Zekerheid", "Zin met bron"), rows, "Geen.")
    if uitleg.opzij:
        yield Alinea("Deze regels zouden toestaan, maar een verbod of een onbekend feit gaat voor:")
        yield Lijst(tuple(f"{row.id}: {ruleset.explain(row.id).zin}" for row in uitleg.opzij))


def _missing(ruleset: RuleSet, uitleg: Verklaring) -> Iterable[Blok]:
    words = ruleset.vocabulary
    rows = tuple(
        (condition(lack.feit, words), lack.feit, lack.regel, _bodies(ruleset, lack.bij))
        for lack in uitleg.beslissing.ontbreekt
    )
    heads = ("Wat niet bekend is", "Feit", "Voor regel", "Wie het kan verklaren")
    yield Tabel("Feiten waar de uitkomst op wacht", heads, rows, "De uitkomst wacht niet op een feit.")


def _bodies(ruleset: RuleSet, codes: str) -> str:
    return enumerate_words((ruleset.vocabulary.bevoegd.get(code, code) for code in codes.split(", ")), "of")


def _needed(ruleset: RuleSet, uitleg: Verklaring) -> Iterable[Blok]:
    if uitleg.beslissing.toegestaan:
        yield Alinea("Niets: het is al toegestaan.")
    elif not uitleg.nodig:
        yield Alinea("Met geen enkel feit is dit toegestaan. Alleen een andere vraag of een andere regel kan dat zijn.")
    else:
        yield Alinea(
            "Met deze feiten zou het mogen." if len(uitleg.nodig) == 1 else "Elk van deze groepen feiten opent."
        )
        yield Lijst(tuple(_way(ruleset, way) for way in uitleg.nodig))


def _way(ruleset: RuleSet, way: Nodig) -> str:
    words = ruleset.vocabulary
    parts = [f"vast moet staan dat {conditions(way.erbij, words)}"] if way.erbij else []
    if way.anders:
        parts.append(f"anders moet zijn wat nu vaststaat: {conditions(way.anders, words)}")
    return capital("; ".join(parts)) + f" ({counted(len(way.erbij) + len(way.anders), 'feit', 'feiten')})."


def _duties(ruleset: RuleSet, uitleg: Verklaring) -> Iterable[Blok]:
    duties = [ruleset.vocabulary.plichten[code] for code in uitleg.beslissing.plichten]
    rows = tuple((duty.code, capital(duty.uitleg), _PLAATS[duty.plaats]) for duty in duties)
    yield Tabel("Plichten bij deze uitkomst", ("Plicht", "Wat er gebeurt", "Waar"), rows, "Er hoort geen plicht bij.")


def _near(ruleset: RuleSet, uitleg: Verklaring) -> Iterable[Blok]:
    if not uitleg.bijna:
        yield Alinea("Er is geen regel die op één punt na geldt.")
        return
    yield Alinea("Bij deze regels staat precies één ding in de weg. De regel die het antwoord kan keren, staat voorop.")
    yield Lijst(tuple(near_in_words(ruleset, uitleg.vraag, one) for one in uitleg.bijna))
    if uitleg.bijna_meer:
        yield Alinea(f"Er zijn er nog {uitleg.bijna_meer} die verder weg liggen.")
