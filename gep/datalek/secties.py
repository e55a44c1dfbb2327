# SPDX-License-Identifier: EUPL-1.2
"""The tables of the report for officers, from what was found.

Invariants: figures stand in cells; each table says what it means when it is empty; nothing about a person is in them.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final

from core.exchange.nietgelezen import AANNAME
from gep.datalek import recht
from gep.datalek.tellingen import REDENEN
from gep.datalek.waarde import BEWEZEN_NIET, UITKOMSTEN, VERSTREKT, counts, summary
from gep.document.blokken import Alinea, Cijferlijst, Lijst, Open, Tabel
from gep.periode import moment_in_words

if TYPE_CHECKING:
    from gep.datalek.tellingen import Tellingen
    from gep.datalek.verschil import Verschil
    from gep.datalek.vraag import Sleutel
    from gep.datalek.waarde import Datalek, Geval
    from gep.document.blokken import Blok

_BIJLAGE: Final = (
    "Bij een gelezen record mag de lezer ook de bijlagen ophalen. Of dat is gebeurd, staat niet in het log. "
    "Ga ervan uit dat het is gebeurd."
)

ALLEEN_ZELF: Final = (
    "Dit gaat over ophalen door de organisatie zelf. Een andere ontvanger kan dezelfde verzegelde gegevens hebben opgehaald. "
    "Raken die ook weg, dan zijn ze met deze sleutels misschien te lezen. Wie nog meer ophaalde, staat in het rapport op periode."
)


def key_rows(lek: Datalek, key: Sleutel) -> tuple[tuple[str, str], ...]:
    """Return what is known of a key, as rows."""
    moments = (("Geldig vanaf", key.van), ("Geldig tot", key.tot), ("Ingetrokken op", key.ingetrokken))
    shown = tuple((name, moment_in_words(value) if value is not None else "-") for name, value in moments)
    return (("Kenmerk", key.id), ("Van", lek.naam(key.oin)), ("Eenheid", key.eenheid or "-"), *shown)


def records(lek: Datalek) -> tuple[Blok, ...]:
    """Return how many records there are, and each with what became of it."""
    figures = tuple((UITKOMSTEN[name], number) for name, number in counts(lek.gevallen).items())
    rows = tuple(
        (
            item.stand.record,
            item.stand.categorie,
            lek.naam(item.stand.verstrekker),
            UITKOMSTEN[item.uitkomst],
            _state(item),
        )
        for item in lek.gevallen
    )
    where = tuple((item.stand.record, item.stand.casus, item.stand.doel, _wraps(item)) for item in lek.gevallen)
    heads = ("Record", "Categorie", "Verstrekker", "Uitkomst", "Toestand aan het eind")
    return (
        Cijferlijst("uitkomsten", "Records per uitkomst", (*figures, ("Buiten uw zicht", lek.buiten_zicht))),
        Tabel("records", "Elk record", heads, rows, leeg="Er is geen enkel record."),
        Tabel("plaats", "Waar het bij hoort", ("Record", "Casus", "Doel", "Omhulsel voor eenheid"), where),
        *_crossed(lek),
    )


def served(lek: Datalek) -> tuple[Blok, ...]:
    """Return each time that a record left the backbone in the period."""
    rows = tuple(
        (
            read.record,
            lek.naam(read.oin),
            moment_in_words(read.tijd),
            f"{read.shard}, regel {read.regel}",
            "koerier" if read.koerier else "lijn",
            item.stand.bijlagen,
        )
        for item in lek.gevallen
        for read in item.lezingen
    )
    heads = ("Record", "Door", "Wanneer", "Logregel", "Hoe", "Bijlagen")
    told = Alinea("Hier gingen cijfertekst en omhulsel het knooppunt uit. Wie de sleutel heeft, kan dit lezen.")
    return (told, Tabel("opgehaald", "Opgehaald in de periode", heads, rows), Alinea(_BIJLAGE))


def not_served(lek: Datalek) -> tuple[Blok, ...]:
    """Return what was not served, whether that is proven, and up to which checkpoints was searched."""
    rows = tuple(
        (
            item.stand.record,
            "ja" if item.uitkomst in BEWEZEN_NIET else "nee",
            UITKOMSTEN[item.uitkomst],
            item.gewist,
            ", ".join(item.shards),
        )
        for item in lek.gevallen
        if item.uitkomst != VERSTREKT
    )
    heads = ("Record", "Bewezen niet opgehaald", "Waarom", "Gewiste regels", "Doorzocht")
    standen = lek.gevonden.standen
    heads_of = tuple((stand.origin, stand.size, lek.gevonden.gewist[stand.shard], stand.root) for stand in standen)
    return (
        Tabel("niet-opgehaald", "Niet opgehaald in de periode", heads, rows),
        *((Alinea(ALLEEN_ZELF),) if lek.vraag.leest else ()),
        *_not_by(lek),
        Tabel("doorzocht", "Tot waar is gezocht", ("Log", "Regels", "Gewist", "Wortel"), heads_of),
        Alinea(AANNAME),
    )


def suppliers(lek: Datalek) -> tuple[Blok, ...]:
    """Return per supplier how much of it is in the report."""
    rows = []
    for oin in lek.verstrekkers:
        found = summary(lek.van(oin))
        duties = sorted({recht.regime(recht.regime_of(code))["bron"] for code in found["categorieen"]})
        rows.append((lek.naam(oin), found["records"], found["telling"][VERSTREKT], ", ".join(duties)))
    text = "Elke verstrekker is verantwoordelijk voor zijn eigen gegevens. Bij elk hoort een eigen concept-melding."
    heads = ("Verantwoordelijke", "Records", "Opgehaald", "Plicht")
    ask = Open("Beslis ook wat de organisatie waar het misging zelf meldt.")
    return (Alinea(text), Tabel("verantwoordelijken", "Per verantwoordelijke", heads, tuple(rows)), ask)


def persons(lek: Datalek, tellingen: Tellingen) -> tuple[Blok, ...]:
    """Return the counts of the suppliers, what is missing, and what does not count."""
    rows = tuple(
        (lek.naam(oin), item.personen, item.bekend, item.onbekend) for oin, item in sorted(tellingen.geldig.items())
    )
    made: list[Blok] = [
        Alinea("Het knooppunt kent geen personen. Elke verstrekker telt zelf en tekent zijn telling."),
        Tabel(
            "personen",
            "Personen volgens de verstrekkers",
            ("Verstrekker", "Personen", "Records geteld", "Records niet te tellen"),
            rows,
            leeg="Er is nog geen telling.",
        ),
    ]
    if tellingen.hoogstens is not None and lek.gevallen:
        text = "Eén mens kan bij meer verstrekkers meetellen. Het werkelijke aantal kan dus lager zijn."
        made += [
            Cijferlijst("hoogstens", "Alle tellingen samen", (("Personen, hoogstens", tellingen.hoogstens),)),
            Alinea(text),
        ]
    elif lek.gevallen:
        made.append(
            Alinea("Een bovengrens is er niet: een telling ontbreekt of laat records weg, of u ziet niet alles.")
        )
    if tellingen.ontbreekt:
        made.append(Lijst(tuple(f"Nog geen telling van {lek.naam(oin)}." for oin in tellingen.ontbreekt)))
    if tellingen.geweigerd:
        refused = tuple((name, REDENEN[reason]) for name, reason in tellingen.geweigerd)
        made.append(Tabel("geweigerd", "Tellingen die niet meetellen", ("Bestand", "Waarom"), refused))
    return tuple(made)


def acts(lek: Datalek) -> tuple[Blok, ...]:
    """Return what else was done with the key or account, what was signed, and which sealed texts it opens."""
    found = lek.gevonden
    signed = Counter(item["wat"] for item in lek.ondertekend)
    made: list[Blok] = [
        Cijferlijst(
            "handelingen", "Logregels in de periode, per gebeurtenis", tuple(sorted(found.handelingen.items()))
        ),
        Cijferlijst("ondertekend", "Met deze sleutel ondertekend", tuple(sorted(signed.items()))),
    ]
    made = [blok for blok in made if isinstance(blok, Cijferlijst) and blok.rijen]
    if found.daden:
        rows = tuple(
            (
                moment_in_words(act.tijd),
                act.gebeurtenis,
                act.casus or "-",
                act.record or "-",
                f"{act.shard}, regel {act.regel}",
            )
            for act in found.daden
        )
        made.append(Tabel("daden", "Elke handeling", ("Wanneer", "Gebeurtenis", "Casus", "Record", "Logregel"), rows))
    if lek.teksten:
        texts = tuple((item.get("casus") or item["verzoek"], item["wat"]) for item in lek.teksten)
        made.append(Tabel("teksten", "Ook te openen met de sleutel", ("Casus of verzoek", "Wat"), texts))
    if found.gewist_persoon:
        row = (("Regels waarvan is gewist wie het deed", found.gewist_persoon),)
        made.append(Cijferlijst("onbekend-wie", "Niet bekend", row))
    if lek.beperkt:
        made.append(Alinea("U ziet hier geen casussen en records van anderen. Vraag die aan hun functionaris."))
    return tuple(made) or (Alinea("Verder is er niets gevonden."),)


def operator(lek: Datalek) -> tuple[Blok, ...]:
    """Return what something of the operator opens, what it does not, and what to do."""
    found = recht.texts()["beheer"][str(lek.vraag.beheer)]
    lines = lek.gevonden.openingen
    figures = (("Logregels met een leesbaar deel", lines["regels"]), ("Waarvan met een pseudoniem", lines["personen"]))
    return (
        Lijst(tuple(found["opent"])),
        Lijst(tuple(found["opent_niet"])),
        Cijferlijst("openingen", "Wat er nu leesbaar is voor wie kluis en tijdvaksleutel heeft", figures),
        Lijst(tuple(found["doen"])),
    )


def changed(verschil: Verschil) -> tuple[Blok, ...]:
    """Return what changed since the version before."""
    figures = (
        ("Records erbij", len(verschil.erbij)),
        ("Records eraf", len(verschil.eraf)),
        ("Records met een andere uitkomst", len(verschil.anders)),
        ("Nieuwe tellingen van personen", len(verschil.geteld)),
        ("Nieuwe logregels doorzocht", verschil.regels),
    )
    rows = tuple((record, UITKOMSTEN[was], UITKOMSTEN[now]) for record, was, now in verschil.anders)
    rows += tuple((record, "stond er niet", "staat erbij") for record in verschil.erbij)
    rows += tuple((record, "stond erbij", "staat er niet meer") for record in verschil.eraf)
    return (
        Cijferlijst("verschil", "Sinds de vorige versie", figures),
        Tabel("veranderd", "Welke records", ("Record", "Was", "Is nu"), rows, leeg="Geen record is veranderd."),
    )


def _state(item: Geval) -> str:
    since = "" if item.stand.sinds is None else f" sinds {moment_in_words(item.stand.sinds)}"
    return f"{item.stand.toestand}{since}"


def _wraps(item: Geval) -> str:
    """Return under which units a wrap was made, and what became of it."""
    told = (
        f"{wrap.eenheid}{' (later)' if wrap.later else ''}{f' (weg: {wrap.waarom})' if wrap.weg else ''}"
        for wrap in item.omhuld
    )
    return ", ".join(dict.fromkeys(told)) or "-"


def _not_by(lek: Datalek) -> tuple[Blok, ...]:
    rows = tuple(
        (item.stand.record, ", ".join(map(lek.naam, item.niet_door))) for item in lek.gevallen if item.niet_door
    )
    if not rows:
        return ()
    title = "Ontvangers die niet ophaalden in de periode"
    return (Tabel("niet-door", title, ("Record", "Niet opgehaald door"), rows),)


def _crossed(lek: Datalek) -> tuple[Blok, ...]:
    if not lek.vraag.leest:
        return ()
    found = lek.kruis
    rows = (
        ("Omhulsels in log en grootboek", found.beide),
        ("Alleen in het grootboek", found.alleen_grootboek),
        ("Alleen in het log", found.alleen_log),
    )
    return (Cijferlijst("kruiscontrole", "Twee bronnen naast elkaar", rows), Alinea(_agree(lek)))


def _agree(lek: Datalek) -> str:
    if lek.kruis.klopt:
        return "Log en grootboek noemen dezelfde omhulsels."
    if sum(lek.gevonden.gewist.values()) and not lek.kruis.alleen_log:
        return "Het grootboek noemt meer dan het log. Dat kan door gewiste regels komen. Laat het log verifiëren."
    return "Log en grootboek verschillen. Laat het log verifiëren."
