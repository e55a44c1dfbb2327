# SPDX-License-Identifier: EUPL-1.2
"""The report for officers: exactly which records, what was served, what stayed sealed, and what each of that rests on.

Invariants:
- It holds ids of records and cases and stays with officers; what goes further is `melding` and `brieven`.
- An account is named only as the one that was asked about; nobody else is.
- What is not proven says so in the same table as what is.

Norm: AVG 33(3)(a) and (5), Wpg 33a. It judges nothing: the last section asks what people decide.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from gep.datalek import recht, secties
from gep.datalek.melding import CONCEPT, head, phases, told, warnings
from gep.datalek.vraag import BEHEER
from gep.document.blokken import Alinea, Lijst, Open, Sectie, Tabel
from gep.document.document import Document

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gep.datalek.tellingen import Tellingen
    from gep.datalek.verschil import Verschil
    from gep.datalek.waarde import Datalek
    from gep.document.blokken import Blok

_ALLEEN: Final = "Alleen voor bevoegde functionarissen. Er staan kenmerken van records en casussen in."
_PARTS: Final = {"a": "deels ingevuld", "b": "open voor mensen", "c": "open voor mensen", "d": "open voor mensen"}


def document(lek: Datalek, tellingen: Tellingen, verschil: Verschil | None = None) -> Document:
    """Return the report of one version."""
    found = [
        ("Waar het over gaat", tuple(_subject(lek))),
        ("De klok", (*_clock(lek), *phases(_PARTS))),
        *((("Wat er is veranderd", secties.changed(verschil)),) if verschil is not None else ()),
        *_content(lek, tellingen),
        ("Wat mensen nog doen", tuple(_open())),
    ]
    numbered = (Sectie(str(number), titel, blocks) for number, (titel, blocks) in enumerate(found, start=1))
    return Document(
        titel="Datalekrapport",
        ondertitel=subject(lek),
        kenmerken=(*head(lek), *_about(lek)),
        waarschuwingen=(CONCEPT, _ALLEEN, *warnings(lek)[1:]),
        secties=tuple(numbered),
        voet="Gemaakt uit log en grootboek van het knooppunt. Het knooppunt kent geen inhoud en geen personen.",
    )


def subject(lek: Datalek) -> str:
    """Return in words what the report is about; an account is not named here."""
    vraag = lek.vraag
    who = "" if vraag.oin is None else f" van {lek.naam(vraag.oin)}"
    if vraag.soort == BEHEER:
        return str(recht.texts()["beheer"][str(vraag.beheer)]["wat"])
    if vraag.sleutel is not None:
        return f"{_KEYS[vraag.sleutel.rol]}{who}"
    return {"organisatie": f"Alles{who}", "persoon": f"Een account{who}"}.get(vraag.soort, "Alles in een periode")


_KEYS: Final = {
    "kem": "Leessleutel",
    "http": "Sleutel van de gateway",
    "tekenen": "Tekensleutel",
    "herstel": "Herstelsleutel",
}


def _content(lek: Datalek, tellingen: Tellingen) -> Iterator[tuple[str, tuple[Blok, ...]]]:
    if lek.vraag.soort == BEHEER:
        yield "Wat het opent", secties.operator(lek)
        return
    yield "Om welke records het gaat", secties.records(lek)
    yield "Wat is opgehaald", secties.served(lek)
    yield "Wat niet is opgehaald, en het bewijs", secties.not_served(lek)
    yield "Wie moet melden", secties.suppliers(lek)
    yield "Om hoeveel personen het gaat", secties.persons(lek, tellingen)
    yield "Wat er verder mee is gedaan", secties.acts(lek)


def _subject(lek: Datalek) -> Iterator[Blok]:
    yield from told(lek)
    key = lek.vraag.sleutel
    if key is not None:
        yield Tabel("sleutel", "De sleutel", ("Wat", "Waarde"), secties.key_rows(lek, key))


def _about(lek: Datalek) -> tuple[tuple[str, str], ...]:
    vraag = lek.vraag
    if vraag.persoon is not None:
        return (("Account", vraag.persoon),)
    return () if vraag.oin is None else (("Organisatie", vraag.oin),)


def _clock(lek: Datalek) -> tuple[Blok, ...]:
    rules = recht.texts()
    late = (Open(rules["vertraging"]["open"]),) if lek.klok.te_laat else ()
    hours = "Een uur is hier een echt uur: zomertijd en wintertijd veranderen niets. Voor weekeinden is geen uitstel gerekend."
    return (Alinea(hours), *late)


def _open() -> Iterator[Blok]:
    rules = recht.texts()
    yield Lijst((rules["vastleggen"]["tekst"], rules["betrokkenen"]["tekst"]))
    yield Open("Beslis per verantwoordelijke of er een risico is voor mensen, en of u meldt.")
    yield Open(rules["betrokkenen"]["open"])
