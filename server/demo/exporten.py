# SPDX-License-Identifier: EUPL-1.2
"""The exports that partners' own systems would make: files in their formats, about the people of the demo.

Each writer knows only the format (see `docs/naslag/adapters/`); what goes out of a file is for the adapter's mapping and
the rules. The files hold columns that must stay home on purpose, and rows of other cases.
"""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from server.demo.personen import Persoon

NACHT = (
    "kenmerk", "artikel", "persoonnummer", "bsn", "voornamen", "voorvoegsel", "geslachtsnaam", "geboortedatum",
    "geboorteplaats", "geslacht", "rol", "kenteken", "uitspraak", "aard", "betrouwbaarheid", "herkomst", "verkregen",
    "peildatum", "relevant", "weigeringsgrond", "uittreksel", "geautomatiseerd", "functionaris", "verbalisant",
    "signalement",
)  # fmt: skip
ANTWOORDEN = "urn:knooppunt:belastingdienst:antwoorden:v1"
_OTHER_CASE = "casus:99999999-9999-4999-8999-999999999999"
_SAID = (
    "Gezien bij een loods met een koelwagen; de eigenaar noemde geen reden.",
    "Huurt volgens de verhuurder drie panden en betaalt contant.",
    "Reed meermalen in konvooi met een huurauto.",
)


def fits_old_systems(person: Persoon) -> bool:
    """Tell whether the names fit Windows-1252, as the nightly file of the police wants."""
    try:
        (person.voornamen + person.voorvoegsel + person.geslachtsnaam).encode("cp1252")
    except UnicodeEncodeError:
        return False
    return True


def write_night_file(path: Path, rows: Iterable[tuple[str, str, Persoon]]) -> None:
    """Write the nightly file of the police: (casus, Wpg article, person) per row, and two rows of other cases."""
    lines = [_night_row(number, *row) for number, row in enumerate(rows)]
    strays = [{**lines[0], "kenmerk": _OTHER_CASE}, {**lines[-1], "kenmerk": "signaal:onbekend"}] if lines else []
    with path.open("w", encoding="cp1252", newline="") as file:
        writer = csv.DictWriter(file, NACHT, delimiter=";", lineterminator="\r\n")
        writer.writeheader()
        writer.writerows([*lines, *strays])
        file.write(f"EINDE;{len(lines) + len(strays)}\r\n")


def _night_row(number: int, casus: str, article: str, person: Persoon) -> dict[str, str]:
    return {
        "kenmerk": f"casus:{casus}",
        "artikel": article,
        "persoonnummer": f"P-{number:05d}",
        "bsn": person.bsn if article in {"8", "13"} else "",
        "voornamen": person.voornamen,
        "voorvoegsel": person.voorvoegsel,
        "geslachtsnaam": person.geslachtsnaam,
        "geboortedatum": person.geboortedatum,
        "geslacht": person.geslacht if person.geslacht in {"M", "V", "O"} else "",
        "rol": "BETROKKENHEID",
        "uitspraak": _SAID[number % len(_SAID)],
        "aard": "F" if number % 3 else "O",
        "betrouwbaarheid": "ABC"[number % 3],
        "herkomst": "WAARNEMING",
        "verkregen": "CONTROLE",
        "peildatum": "20261101",
        "relevant": "J",
        "weigeringsgrond": "N",
        "uittreksel": "N",
        "geautomatiseerd": "N",
        "functionaris": "J" if article != "8" else "",
        "verbalisant": "V. Erbalisant",
        "signalement": "litteken boven het oog",
    }


def write_persons(path: Path, source: Path, chosen: Iterable[Persoon]) -> None:
    """Write the persons `chosen` out of a file in the LO GBA layout, in that same layout, history rows left out."""
    wanted = {person.bsn for person in chosen}
    with source.open(encoding="utf-8-sig", newline="") as old, path.open("w", encoding="utf-8-sig", newline="") as new:
        reader, writer = csv.reader(old, delimiter=";"), csv.writer(new, delimiter=";", lineterminator="\n")
        header = next(reader)
        place = header.index("01.01.20")
        writer.writerow(header)
        writer.writerows(row for row in reader if row and row[0] and row[place] in wanted)


def write_answers(path: Path, answers: Sequence[tuple[str, Persoon, str]]) -> None:
    """Write the XML answers of the Belastingdienst: (uitvraag, person, origin) per answer, amounts in euro cents."""
    ET.register_namespace("", ANTWOORDEN)
    root = ET.Element(f"{{{ANTWOORDEN}}}antwoorden")
    for number, (uitvraag, person, herkomst) in enumerate(answers):
        answer = ET.SubElement(
            root, f"{{{ANTWOORDEN}}}antwoord", {"uitvraag": uitvraag, "categorie": "fiscaal", "geautomatiseerd": "nee"}
        )
        about = ET.SubElement(answer, f"{{{ANTWOORDEN}}}persoon")
        for name in ("bsn", "voornamen", "voorvoegsel", "geslachtsnaam", "geboortedatum"):
            _text(about, name, getattr(person, name))
        for name, text in (
            ("herkomst", herkomst),
            ("verkregen", "registratie"),
            ("aard", "feit"),
            ("betrouwbaarheid", "vastgesteld"),
            ("peildatum", "20261101"),
        ):
            _text(answer, name, text)
        amount = ET.SubElement(answer, f"{{{ANTWOORDEN}}}gegeven", {"aard": "inkomen"})
        _text(amount, "bedrag", str(1_825_000 + 133_741 * number))
        _text(amount, "jaar", "2024")
        _text(answer, "behandelaar", "B. Ehandelaar")
    ET.ElementTree(root).write(path, encoding="utf-8", xml_declaration=True)


def _text(parent: ET.Element, name: str, text: str) -> None:
    if text:
        ET.SubElement(parent, f"{{{ANTWOORDEN}}}{name}").text = text
