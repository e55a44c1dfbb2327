# SPDX-License-Identifier: EUPL-1.2
"""Belastingdienst: XML answers to a request, amounts in euro cents, RSIN or BSN.

Invariants: fiscal data go out only as the answer to an open request, and only to who asked.
Norm: AWR 67, Uitvoeringsregeling AWR 43c. What goes where is data: `belastingdienst.toml`.
"""

from pathlib import Path

from adapters.bestand.afbeelding import Afbeelding
from adapters.bestand.bronnen import Bron, XmlBron
from adapters.bestand.xmlbestand import XmlVorm

AFBEELDING = Path(__file__).with_name("belastingdienst.toml")
NAAMRUIMTE = "urn:knooppunt:belastingdienst:antwoorden:v1"
VORM = XmlVorm(NAAMRUIMTE, "antwoorden", "antwoord")


def open_source(pad: Path, afbeelding: Afbeelding) -> Bron:
    """Return the answers in an XML file."""
    return XmlBron(pad, VORM, afbeelding)
