# SPDX-License-Identifier: EUPL-1.2
"""Politie: the night file (`;` CSV, Windows-1252) and single XML messages, bound to an open case, signal or request.

Invariants: the Wpg article of each row gives its category; rows without an open order stay home and are counted.
Norm: Wpg 3, 4, 8 to 13, 18; Bpg 4:3(7). What goes where is data: `politie.toml`.
"""

from pathlib import Path

from adapters.bestand.afbeelding import Afbeelding
from adapters.bestand.bronnen import Bron, CsvBron, XmlBron
from adapters.bestand.xmlbestand import XmlVorm

AFBEELDING = Path(__file__).with_name("politie.toml")
NAAMRUIMTE = "urn:knooppunt:politie:bericht:v1"
VORM = XmlVorm(NAAMRUIMTE, "bericht", "bericht")


def open_source(pad: Path, afbeelding: Afbeelding) -> Bron:
    """Return the records of a night file, or of a single message when the name ends in `.xml`."""
    return XmlBron(pad, VORM, afbeelding) if pad.suffix.lower() == ".xml" else CsvBron(pad, afbeelding)
