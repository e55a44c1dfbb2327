# SPDX-License-Identifier: EUPL-1.2
"""MDTO metadata of supplied items: one XML document per item that must be kept, and one per zorgdrager for the series of all.

Invariants:
- Only what the operator holds of an item: ids, category, purpose, times, hash and term. No content, no person; the content goes to
  the archive from the supplier, who is the only one that can open it.
- An item without a recorded selectielijst has no appraisal yet: the document says so, and does not choose one.
- Element order and names are those of MDTO-XML 1.0.1; a document that a schema is given for is held against it (`problems`).

Norm: MDTO 1.0.1 (Nationaal Archief); Archiefwet 3, 5; law.md D3. It decides nothing about keeping.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any, Final
from zoneinfo import ZoneInfo

from lxml import etree

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

NAMESPACE: Final = "https://www.nationaalarchief.nl/mdto"
BRON: Final = "Knooppunt"
LIJST: Final = "Knooppunt, codelijsten"
ONTVANGEN: Final = "Ontvangst"
_ZONE = ZoneInfo("Europe/Amsterdam")


def document(item: Mapping[str, Any]) -> bytes:
    """Return the MDTO document of one item (a value of `core.exchange.bewaren.overview`)."""
    root = etree.Element(_name("MDTO"), nsmap={None: NAMESPACE})
    thing = etree.SubElement(root, _name("informatieobject"))
    _identification(thing, item["record"], f"{BRON}, verstrekking")
    _text(thing, "naam", f"Verstrekking {item['categorie']} van {_day(item['gemaakt'])}")
    _term(thing, "aggregatieniveau", "Archiefstuk")
    _term(thing, "classificatie", f"{item['categorie']} ({item['doel']})", code=item["categorie"])
    _coverage(thing, item["gemaakt"])
    _text(thing, "taal", "nl")
    _event(thing, item)
    _term(thing, "waardering", "Nog te bepalen: geen selectielijst vastgelegd, niet vernietigen")
    _period(thing, item)
    _reference(thing, "isOnderdeelVan", "Casus", item["casus"])
    for zorgdrager in item["zorgdragers"][:1]:
        _reference(thing, "archiefvormer", "Verstrekker en zorgdrager", zorgdrager)
    limit = etree.SubElement(thing, _name("beperkingGebruik"))
    _term(limit, "beperkingGebruikType", "Persoonsgegevens en geheimhouding")
    _text(limit, "beperkingGebruikNadereBeschrijving", f"Versleuteld; grondslag van de termijn: {item['grondslag']}")
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True))


def series(oin: str, naam: str, jaren: tuple[int, int]) -> bytes:
    """Return the MDTO document of the series that all records of one zorgdrager are, from the first to the last year."""
    root = etree.Element(_name("MDTO"), nsmap={None: NAMESPACE})
    thing = etree.SubElement(root, _name("informatieobject"))
    _identification(thing, f"verstrekkingen-{oin}", f"{BRON}, inventaris")
    _text(thing, "naam", f"Verstrekkingen van {naam}")
    _term(thing, "aggregatieniveau", "Serie")
    found = etree.SubElement(thing, _name("dekkingInTijd"))
    _term(found, "dekkingInTijdType", "Verstrekt in")
    _text(found, "dekkingInTijdBegindatum", f"{jaren[0]:04d}")
    _text(found, "dekkingInTijdEinddatum", f"{jaren[1]:04d}")
    _text(thing, "taal", "nl")
    _term(thing, "waardering", "Nog te bepalen: geen selectielijst vastgelegd, niet vernietigen")
    _reference(thing, "archiefvormer", "Verstrekker en zorgdrager", oin)
    limit = etree.SubElement(thing, _name("beperkingGebruik"))
    _term(limit, "beperkingGebruikType", "Persoonsgegevens en geheimhouding")
    _text(
        limit,
        "beperkingGebruikNadereBeschrijving",
        "Versleuteld; een verzoek om openbaar te maken gaat naar een jurist",
    )
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True))


def problems(document_: bytes, schema: Path) -> list[str]:
    """Return what does not fit the schema, each with its line; empty when all does."""
    found = etree.XMLSchema(etree.parse(schema, _parser()))
    try:
        tree = etree.fromstring(document_, _parser())
    except etree.XMLSyntaxError as error:
        return [f"regel {error.lineno}: geen XML"]
    found.validate(tree)
    return [f"regel {entry.line}: {entry.message}" for entry in found.error_log]


def _parser() -> etree.XMLParser[Any]:
    """Return a parser that fetches nothing and expands nothing."""
    return etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)


def _name(name: str) -> str:
    return f"{{{NAMESPACE}}}{name}"


def _text(parent: Any, name: str, value: str) -> None:
    etree.SubElement(parent, _name(name)).text = value


def _identification(parent: Any, value: str, bron: str, name: str = "identificatie") -> None:
    found = etree.SubElement(parent, _name(name))
    _text(found, "identificatieKenmerk", value)
    _text(found, "identificatieBron", bron)


def _term(parent: Any, name: str, label: str, code: str | None = None) -> None:
    found = etree.SubElement(parent, _name(name))
    _text(found, "begripLabel", label)
    if code is not None:
        _text(found, "begripCode", code)
    _text(etree.SubElement(found, _name("begripBegrippenlijst")), "verwijzingNaam", LIJST)


def _reference(parent: Any, name: str, label: str, value: str) -> None:
    found = etree.SubElement(parent, _name(name))
    _text(found, "verwijzingNaam", label)
    _identification(found, value, BRON, "verwijzingIdentificatie")


def _coverage(parent: Any, gemaakt: int) -> None:
    found = etree.SubElement(parent, _name("dekkingInTijd"))
    _term(found, "dekkingInTijdType", "Verstrekt op")
    _text(found, "dekkingInTijdBegindatum", _day(gemaakt))


def _event(parent: Any, item: Mapping[str, Any]) -> None:
    found = etree.SubElement(parent, _name("event"))
    _term(found, "eventType", ONTVANGEN)
    _text(found, "eventTijd", _day(item["gemaakt"]))
    _reference(found, "eventVerantwoordelijkeActor", "Verstrekker", item["verstrekker"])


def _period(parent: Any, item: Mapping[str, Any]) -> None:
    found = etree.SubElement(parent, _name("bewaartermijn"))
    _term(found, "termijnTriggerStartLooptijd", f"Verstrekking ({item['bron']})")
    _text(found, "termijnStartdatumLooptijd", _day(item["gemaakt"]))
    _text(found, "termijnEinddatum", _day(item["einde"]))


def _day(moment: int) -> str:
    return datetime.fromtimestamp(moment / 1000, _ZONE).date().isoformat()
