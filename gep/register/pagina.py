# SPDX-License-Identifier: EUPL-1.2
"""The register as a document: what holds for all activities once, then each activity with its fields, figures and changes.

Invariants:
- Everything that `verwerkingsregister.json` says stands here too, in words.
- What is unknown is an open question for people, never an empty cell.

Norm: AVG 30(1), Wpg 31d; language level B1. The public page shows the same blocks without what the log tells.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from gep.document.blokken import Alinea, Lijst, Open, Sectie, Tabel
from gep.document.document import Document
from gep.periode import day_of, moment_in_words
from gep.register.lezen import fixed
from policies.words import day_in_words, enumerate_words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from gep.document.blokken import Blok
    from gep.register.maken import Verwerkingsregister
    from gep.register.velden import Versie

WAARSCHUWINGEN = (
    "Dit is een concept. Alleen mensen kunnen het vaststellen.",
    "Alleen voor functionarissen. Kleine aantallen staan hier voluit. Verspreid dit document niet verder.",
)
OEFENING = "Oefenomgeving. De cijfers komen uit een oefening, niet uit de praktijk."


def document(register: Verwerkingsregister) -> Document:
    """Return the register as people read it."""
    bron = register.bron
    warnings = WAARSCHUWINGEN if bron.lijst.modus.value == "productie" else (*WAARSCHUWINGEN, OEFENING)
    sections = [_general(register), _overview(register), *_activities(register), _open(register)]
    return Document(
        titel="Verwerkingsregister",
        ondertitel=f"Verwerkingen van persoonsgegevens (AVG 30, Wpg 31d), {_moment(register)}",
        kenmerken=(
            ("Gemaakt", moment_in_words(bron.gemaakt)),
            ("Vrijgave van de regels", bron.ruleset.digest),
            ("Register", f"sha256:{bron.register.digest}"),
            *((f"Checkpoint {stand.shard}", f"{stand.size} regels, {stand.root}") for stand in bron.standen),
        ),
        waarschuwingen=warnings,
        secties=tuple(sections),
        voet="Gemaakt uit register, regels, deelnemerslijst, termijnen en log.",
    )


def _moment(register: Verwerkingsregister) -> str:
    return "alle versies" if register.alle else f"zoals het gold op {moment_in_words(register.op)}"


def _general(register: Verwerkingsregister) -> Sectie:
    texts = fixed()
    parties = register.versies[0].verantwoordelijken if register.versies else ()
    rows = tuple((partij.naam, partij.soort, partij.oin) for partij in parties)
    fields = tuple((item["naam"], item["bron"], item["zekerheid"]) for item in texts["veld"])
    joint, operator = texts["verantwoordelijken"], texts["verwerker"]
    blocks: tuple[Blok, ...] = (
        Alinea(f"{joint['gezamenlijk']} {_source(joint)}"),
        Tabel("verantwoordelijken", "Wie samen verantwoordelijk zijn", ("Organisatie", "Soort", "OIN"), rows),
        Alinea(f"{operator['tekst']} {_source(operator)}"),
        Alinea("Zo zijn alle verwerkingen beveiligd. Dit is een algemene beschrijving."),
        Lijst(tuple(item["tekst"] for item in texts["maatregel"])),
        Tabel("velden", "Waar een veld om gevraagd wordt", ("Veld", "Bron", "Zekerheid"), fields),
        Alinea(
            "Zekerheid: V is gelezen in de genoemde tekst, V-old in een oudere tekst, S uit de tweede hand. "
            "U is niet nagegaan."
        ),
    )
    return Sectie("1", "Wat voor alle verwerkingen geldt", blocks)


def _source(text: dict[str, str]) -> str:
    return f"Bron: {text['bron']} (zekerheid {text['zekerheid']})."


def _overview(register: Verwerkingsregister) -> Sectie:
    rows = tuple(
        (
            item.verwerking.naam,
            item.doel.label,
            f"{item.verwerking.versie}, vanaf {day_in_words(day_of(item.verwerking.vanaf))}",
            "ja" if item.vertrouwelijk else "nee",
            sum(one.aantal for one in item.werkelijk or ()),
        )
        for item in register.versies
    )
    heads = ("Verwerking", "Doel", "Versie", "Vertrouwelijk", "Keren verstrekt aan een ontvanger")
    note = Alinea(
        "Een verstrekking met twee ontvangers telt twee keer. Geteld is het hele log tot aan de checkpoints hierboven."
    )
    return Sectie("2", "Overzicht", (note, Tabel("overzicht", "Alle verwerkingen", heads, rows)))


def _activities(register: Verwerkingsregister) -> Iterator[Sectie]:
    labels = register.bron.ruleset.vocabulary.label
    for number, item in enumerate(register.versies, start=1):
        title = f"{item.verwerking.naam} (versie {item.verwerking.versie})"
        blocks = [*activity(item), *_received(item, labels)]
        yield Sectie(f"3.{number}", title, tuple(blocks))


def activity(item: Versie) -> Iterator[Blok]:
    """Give the blocks of one version: what everyone may read of it."""
    yield Tabel(f"velden-{item.id}", "Wat het register zegt", ("Veld", "Inhoud"), tuple(_fields(item)))
    yield Alinea(f"{item.profilering} {item.doorgifte}")
    if item.gewijzigd:
        yield Alinea("Dit is anders dan in de vorige versie.")
        yield Lijst(item.gewijzigd)


def _fields(item: Versie) -> Iterator[tuple[str, str]]:
    row = item.verwerking
    yield "Kenmerk", row.uri
    yield "Geldt", _holds(item)
    yield "Doel", item.doel.label
    yield "Rechtsgrond", f"{row.grondslag} (zekerheid {row.zekerheid})"
    yield "Betrokkenen", "; ".join(item.betrokkenen)
    if item.vertrouwelijk:
        yield "Vertrouwelijk", row.reden
    if item.handelingen:
        yield "Handelingen", "; ".join(code.label for code in item.handelingen)
        yield "Gegevens", "; ".join(f"{one.label} ({one.type})" for one in item.gegevens) or "Geen volgens de regels"
        yield "Ontvangers volgens de regels", "; ".join(one.label for one in item.ontvangers) or "Geen"
        yield "Bewaartermijnen", "; ".join(_terms(item)) or "Geen"
    else:
        yield "Handelingen, gegevens en ontvangers", "Deze staan niet in het openbare register."


def _holds(item: Versie) -> str:
    start = f"vanaf {day_in_words(day_of(item.verwerking.vanaf))}"
    return start if item.tot is None else f"{start} tot {day_in_words(day_of(item.tot))}"


def _terms(item: Versie) -> Iterator[str]:
    """Give each term once, with the categories that have it."""
    terms: dict[str, list[str]] = {}
    names = {one.code: one.label for one in item.gegevens}
    for one in item.bewaren:
        more = f", {one.verlengen_hoogstens} keer {one.verlengen_jaren} jaar langer" if one.verlengen_hoogstens else ""
        text = f"hoogstens {one.jaren} jaar{more} ({one.bron}; zekerheid {one.zekerheid})"
        terms.setdefault(text, []).append(names[one.categorie])
    if len(terms) == 1:
        yield next(iter(terms))
        return
    for text, codes in terms.items():
        yield f"{enumerate_words(codes)}: {text}"


def _received(item: Versie, label: Callable[[str, str], str]) -> Iterator[Blok]:
    rows = tuple((label("wat", one.categorie), label("wie", one.ontvanger), one.aantal) for one in item.werkelijk or ())
    if item.ontvangers or rows:
        heads = ("Categorie", "Soort ontvanger", "Keren")
        yield Tabel(
            f"werkelijk-{item.id}", "Wie werkelijk ontving, volgens het log", heads, rows, leeg="Dit kwam niet voor."
        )


def _open(register: Verwerkingsregister) -> Sectie:
    texts = dict.fromkeys(text for item in register.versies for text in item.onbekend)
    return Sectie("4", "Wat niet bekend is", tuple(Open(text) for text in texts))
