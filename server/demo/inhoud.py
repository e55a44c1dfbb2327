# SPDX-License-Identifier: EUPL-1.2
"""Contents for partners without an adapter: contract JSON about a person of the demo, as such a partner would write it."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from server.demo.personen import Persoon

LABELS = {
    "soort": "feit",
    "betrouwbaarheid": "vastgesteld",
    "herkomst": "eigen-registratie",
    "verkregen": "registratie",
    "peildatum": "20261101",
}
NOTICES = {"wpg": "wpg7", "fiscaal": "awr67", "suwi": "suwi74"}
SUPPLIER_SAYS = {"label-volledig": True, "uitsluitend-geautomatiseerd": False}
WPG_SAYS = {"relevant": True, "weigeringsgrond": False, "uittreksel-volstaat": False, "label-opsporing": True}


def about(person: Persoon, categorie: str) -> dict[str, Any]:
    """Return sealed content of `categorie` about one person, without its inner labels."""
    subject = str(uuid.uuid4())
    content: dict[str, Any] = {"soort": "gegevens", "labels": LABELS}
    if categorie == "vreemdelingen-biometrie":
        return {
            **content,
            "betrokkenen": [{"soort": "natuurlijk-persoon", "onderwerp": subject}],
            "uitspraken": [
                {**LABELS, "id": str(uuid.uuid4()), "over": [subject], "tekst": "Er zijn vingerafdrukken afgenomen."}
            ],
        }
    notice = NOTICES.get(categorie.split("-", maxsplit=1)[0])
    if notice is not None:
        content["geheimhoudingsplicht"] = notice
    return {**content, "betrokkenen": [_person(person, subject)]}


def _person(person: Persoon, subject: str) -> dict[str, Any]:
    fields = {
        "voornamen": person.voornamen,
        "voorvoegsel": person.voorvoegsel,
        "geslachtsnaam": person.geslachtsnaam,
        "geboortedatum": person.geboortedatum,
    }
    return {
        "soort": "natuurlijk-persoon",
        "onderwerp": subject,
        **{name: text for name, text in fields.items() if text},
    }
