# SPDX-License-Identifier: EUPL-1.2
"""The audit pack: everything that an auditor of police data wants to see of a period, in one folder that proves itself whole.

Invariants:
- It holds the outcome of verifying the whole log as it lay there, also when that found something wrong.
- A sample is drawn by the seed and checkpoint of the auditor; without these there is none, and the pack says so.
- No person stands in it in words: who is authorised shows as a keyed hash. Evidence of a drawn line holds what that line holds,
  and who signed a release or stands on the deelnemerslijst is there by the id that the list makes public.
- For what the record does not know, it says where to ask.

Norm: Wpg 33 (V), Bpg 6:5 (V-old), BIO2 8.15. What is handed over (files, verification, authorisations) comes from the server.
"""

from __future__ import annotations

import json
import tomllib
from collections import Counter
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any, Final

from audit.proof import checkpoint
from gep.document.blokken import Alinea, Blok, Cijferlijst, Lijst, Open, Sectie, Tabel
from gep.document.document import Document
from gep.document.pagina import as_html
from gep.document.pdf import as_pdf
from gep.periode import moment_in_words
from gep.wpg import kader, manifest, toezicht
from gep.wpg.blokken import Blokken
from gep.wpg.jaaroverzicht import features

if TYPE_CHECKING:
    from collections.abc import Mapping

    from gep.bron import Bron
    from gep.cijfers import Cijfers
    from gep.wpg.audits import Audits
    from gep.wpg.kaderbesluiten import Kaderbesluit

PAGINA, PDF = "index.html", "index.pdf"
GETUIGD: Final = ".getuigd"


@dataclass(frozen=True)
class Stukken:
    """What goes into the pack beside the figures.

    Attributes:
        verificatie: the outcome of `audit verifieer`, as JSON.
        bestanden: bytes as they lie at the operator: checkpoints, witness notes, tlog-policy, deelnemerslijst.
        vrijgaven: releases that were in force, with who signed them.
        bevoegdheden: authorisations, by their keyed hash.
        vernietigingen: orders to destroy in the period.
        gebbesluiten: adoptions of and advices on editions of the GEB.
        besluiten: the framework decisions.
        steekproef: bundles of evidence by name; empty without a seed.
        getrokken: what was drawn, None without a seed.
    """

    verificatie: dict[str, Any]
    bestanden: Mapping[str, bytes] = field(repr=False)
    vrijgaven: list[dict[str, Any]]
    bevoegdheden: list[dict[str, Any]]
    vernietigingen: list[dict[str, Any]]
    gebbesluiten: list[dict[str, Any]]
    besluiten: tuple[Kaderbesluit, ...]
    steekproef: Mapping[str, bytes] = field(default_factory=dict, repr=False)
    getrokken: dict[str, Any] | None = None


def make(bron: Bron, cijfers: Cijfers, stukken: Stukken, audits: Audits) -> dict[str, bytes]:
    """Return every file of the pack by name, the manifest included."""
    page = document(bron, cijfers, stukken, audits)
    files = {
        **stukken.bestanden,
        **{f"steekproef/{name}": data for name, data in stukken.steekproef.items()},
        "verificatie.json": _json(stukken.verificatie),
        "vrijgaven.json": _json(stukken.vrijgaven),
        "bevoegdheden.json": _json(stukken.bevoegdheden),
        "vernietigingen.json": _json(stukken.vernietigingen),
        "gebbesluiten.json": _json(stukken.gebbesluiten),
        "kaderbesluiten.json": _json([one.to_json() for one in stukken.besluiten]),
        "cijfers.json": _json(_counts(cijfers)),
        PAGINA: as_html(page).encode(),
        PDF: as_pdf(page, bron.gemaakt),
    }
    about = {"periode": str(cijfers.periode), "gemaakt": bron.gemaakt, "modus": bron.lijst.modus.value}
    return manifest.add(files, about)


def document(bron: Bron, cijfers: Cijfers, stukken: Stukken, audits: Audits) -> Document:
    """Return the index of the pack as a document."""
    blokken = Blokken(bron, cijfers)
    secties = (
        Sectie("1", "Wat dit is", (Alinea(WHAT), Lijst(READ))),
        Sectie("2", "Uitkomst van het narekenen", _verified(stukken)),
        Sectie("3", "Controlepunten en getuigen", _heads(bron, stukken)),
        Sectie("4", "Regels die golden", _releases(stukken)),
        Sectie("5", "Bevoegdheden", _authorised(stukken, blokken)),
        Sectie("6", "Steekproef", _drawn(stukken)),
        *toezicht.sections(blokken, 7),
        kader.section("12", stukken.besluiten, blokken.naam, bron.gemaakt),
        Sectie("13", "GEB", _adopted(stukken, blokken)),
        Sectie("14", "Eisen en bewijs", (controls(),)),
        Sectie("15", "Wanneer een audit moet", _due(audits)),
        Sectie(
            "16",
            "Oordeel van de auditor",
            (Open("Wat is uw oordeel, en waarop rust het?"), Open("Welke verbeterpunten ziet u?")),
        ),
        blokken.verantwoording("17"),
    )
    return Document(
        titel="Auditpakket",
        ondertitel=f"Wet politiegegevens, artikel 33, {cijfers.periode.in_words}",
        kenmerken=features(bron, cijfers),
        waarschuwingen=_warnings(stukken),
        secties=secties,
        voet="Gemaakt door Knooppunt. Dit pakket is geen oordeel: dat geeft de auditor.",
    )


WHAT: Final = (
    "In deze map staat wat een auditor wil zien: de uitkomst van het narekenen, de controlepunten, de regels, de "
    "bevoegdheden en de cijfers. Het bestand manifest.json noemt de hash van elk bestand."
)
READ: Final = (
    "Controleer eerst of het pakket heel is: sha256sum -c SHA256SUMS.",
    "Reken daarna het log zelf na met knooppunt audit verifieer en het tlog-policy van een partner.",
    "Trek uw eigen steekproef: kies een zaad nadat u het checkpoint hebt gekregen.",
)


@cache
def _controls() -> tuple[dict[str, Any], ...]:
    text = (resources.files("gep.wpg") / "gegevens" / "controles.toml").read_text("utf-8")
    return tuple(tomllib.loads(text)["controle"])


def controls() -> Tabel:
    """Return the list of controls with where the evidence of each stands."""
    rows = tuple(
        (one["code"], one["eis"], ", ".join(one["bewijs"]) or "-", one["open"] or "-", one["zekerheid"])
        for one in _controls()
    )
    heads = ("Eis", "In onze woorden", "Bewijs in dit pakket", "Vraag ook", "Zekerheid")
    return Tabel("controles", "Eisen met hun bewijs", heads, rows)


def _warnings(stukken: Stukken) -> tuple[str, ...]:
    told = ["Dit pakket is voor wie audit doet. Kleine aantallen staan er voluit in."]
    if not stukken.verificatie["geldig"]:
        told.insert(0, "Het log klopt niet. Lees eerst de bevindingen in verificatie.json.")
    return tuple(told)


def _verified(stukken: Stukken) -> tuple[Blok, ...]:
    told = stukken.verificatie
    kinds = Counter(str(one["soort"]) for one in told["bevindingen"])
    counts = (
        ("Regels nagerekend", told["regels"]),
        ("Rijen nagerekend", told["rijen"]),
        ("Bevindingen", sum(kinds.values())),
    )
    verdict = "Het hele log is nagerekend en klopt." if told["geldig"] else "Het hele log is nagerekend en klopt niet."
    found = Tabel(
        "bevindingen",
        "Bevindingen per soort",
        ("Soort", "Aantal"),
        tuple(sorted(kinds.items())),
        leeg="Er is niets gevonden.",
    )
    return (Alinea(verdict), Cijferlijst("narekenen", "Wat is nagerekend", counts), found)


def _heads(bron: Bron, stukken: Stukken) -> tuple[Blok, ...]:
    rows = tuple((stand.shard, stand.size, stand.root, _witnessed(stand.shard, stukken)) for stand in bron.standen)
    heads = ("Log", "Regels", "Wortel", "Door getuigen bevestigd")
    return (Tabel("controlepunten", "Het log op dit moment", heads, rows),)


def _witnessed(shard: str, stukken: Stukken) -> str:
    """Return up to which line the witnesses confirmed a log, as their note in the pack says."""
    data = stukken.bestanden.get(f"log/{shard}{GETUIGD}")
    return "niet" if data is None else f"tot en met regel {checkpoint.parse(data)[0].size}"


def _releases(stukken: Stukken) -> tuple[Blok, ...]:
    rows = tuple(
        (one["vrijgave"], one["in_werking"] or "meteen", ", ".join(one["ondertekenaars"]), one["opsteller"])
        for one in stukken.vrijgaven
    )
    return (
        Tabel(
            "vrijgaven", "Vrijgaven van de regels", ("Vrijgave", "In werking", "Getekend door", "Opgesteld door"), rows
        ),
    )


def _authorised(stukken: Stukken, blokken: Blokken) -> tuple[Blok, ...]:
    counted: Counter[tuple[str, str]] = Counter()
    late: Counter[tuple[str, str]] = Counter()
    for one in stukken.bevoegdheden:
        key = (blokken.naam(one["oin"]), str(one["soort"]))
        counted[key] += 1
        late[key] += bool(one["verlopen"])
    rows = tuple((*key, count, late[key]) for key, count in sorted(counted.items()))
    heads = ("Organisatie", "Soort", "Aantal", "Over de datum")
    return (Tabel("bevoegdheden", "Bevoegdheden en wat opnieuw bekeken moet worden", heads, rows),)


def _drawn(stukken: Stukken) -> tuple[Blok, ...]:
    if stukken.getrokken is None:
        return (Alinea("Er is geen steekproef getrokken. Geef een zaad en een checkpoint om er een te trekken."),)
    rows = tuple((str(index), str(told)) for index, told in sorted(stukken.getrokken["bundels"].items()))
    lead = Alinea(f"Getrokken uit {stukken.getrokken['shard']} met het zaad van de auditor.")
    return (lead, Tabel("steekproef", "Getrokken regels en hun bewijsbundel", ("Regel", "Bewijs"), rows))


def _adopted(stukken: Stukken, blokken: Blokken) -> tuple[Blok, ...]:
    rows = tuple(
        (
            blokken.naam(one["oin"]),
            one["soort"],
            one["uitkomst"],
            one["periode"],
            one["editie"],
            moment_in_words(one["tijd"]),
        )
        for one in stukken.gebbesluiten
    )
    heads = ("Organisatie", "Soort", "Uitkomst", "Periode", "Editie", "Wanneer")
    return (Tabel("gebbesluiten", "Vaststellingen en adviezen", heads, rows, leeg="Er is nog geen GEB vastgesteld."),)


def _due(audits: Audits) -> tuple[Blok, ...]:
    return (
        Alinea("Deze dagen komen van mensen. Het knooppunt kent geen audits."),
        Tabel("audits", "Vorige audits en de volgende", ("Audit", "Laatste", "Uiterlijk", "Bron"), audits.rows()),
    )


def _counts(cijfers: Cijfers) -> dict[str, Any]:
    told = {name: [[*key, count] for key, count in cijfers.rows(name)] for name in sorted(cijfers.tellingen)}
    return {"periode": str(cijfers.periode), "regels": cijfers.regels, "gewist": cijfers.gewist, "tellingen": told}


def _json(value: Any) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()
