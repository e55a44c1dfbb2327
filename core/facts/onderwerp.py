# SPDX-License-Identifier: EUPL-1.2
"""What a statement of each fact must be about, at the least.

Invariants:
- A statement that does not name one of these sets of fields is refused at admission and never counts: so a consent for
  "everything" cannot be stated, and a label always belongs to one item.
- More fields than the set only narrow the statement.

Norm: policy-vocabulary.md (meaning per token); Bpg 4:3(7), Mb 2013 art. 5 (consent per case), Wpg 3(5), 4 (labels per
item). A fact that is not in the table is computed by the backbone and cannot be stated.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from core.facts.statements import Feitverklaring

_RECORD, _CASUS, _ORG, _REGIO = ("record",), ("casus",), ("organisatie",), ("regio",)
_ITEM = (_RECORD,)
_ITEM_OR_CASE = (_RECORD, _CASUS)
_BODY = (_ORG, _CASUS, _RECORD)

ONDERWERP: Mapping[str, tuple[tuple[str, ...], ...]] = {
    # people and mandates: always within a region or a case, save a screening
    "aangewezen": (("persoon", "regio"),),
    "gescreend": (("persoon",),),
    "op-casus": (("persoon", "casus"),),
    "mandaat": (("organisatie", "regio"),),
    "persoonssleutel": (("persoon",),),
    "functie": (("persoon",),),
    # who else may add recipients, or cares for the archive
    "zorgdrager": (_ORG,),
    "toekenrecht": (("record", "organisatie"), ("casus", "organisatie")),
    # agreements between bodies
    "convenant-geldig": (_ORG, _REGIO),
    "protocol-geldig": (_ORG, _REGIO),
    # the case
    "noodzaak": (_CASUS,),
    "thema-erkend": (_CASUS,),
    "hkp-aangewezen": (_CASUS, ("regio", "record")),
    "verzoek": (("casus", "categorie"),),
    # OM
    "om-toestemming": _ITEM_OR_CASE,
    "ovj-besluit": _ITEM_OR_CASE,
    "zwaarwegend-belang": _ITEM_OR_CASE,
    "geen-einduitspraak": _ITEM_OR_CASE,
    # what a supplier says of one item
    "persoonscategorie-ok": _ITEM,
    "uittreksel-volstaat": _ITEM,
    "label-opsporing": _ITEM,
    "label-volledig": _ITEM,
    "herkomst-toeslagen": _ITEM,
    "herkomst-lsi": _ITEM,
    "herkomst-riec": _ITEM,
    "bibob-persoon": _ITEM,
    "bibob-verlopen": _ITEM,
    "naast-strafrechtelijk": _ITEM,
    "uitsluitend-geautomatiseerd": _ITEM,
    "toestemming-verstrekker": _ITEM,
    "genoemd-in-advies": (("record", "organisatie"),),
    # what a supplier says of an item or of its supplies in a case
    "relevant": _ITEM_OR_CASE,
    "functionaris-geraadpleegd": _ITEM_OR_CASE,
    "besluit-19-20": _ITEM_OR_CASE,
    "weigeringsgrond": _ITEM_OR_CASE,
    "evenredig": _ITEM_OR_CASE,
    "objectieve-aanwijzing": _ITEM_OR_CASE,
    "bevoegdheid-ontvanger": (_RECORD, ("casus", "organisatie")),
    # what a jurist or FG finds
    "brp-autorisatie": _BODY,
    "wettelijke-plicht": _BODY,
    "bsn-grondslag": _BODY,
    "bibob-orgaan": (_ORG, _CASUS),
    "analyse-geregistreerd": (_CASUS, _ORG, _RECORD),
    "anoniem-getoetst": _ITEM_OR_CASE,
    "selectielijst": _BODY,
    # what a partner says of its own act
    "selectie-bijzonder": _ITEM_OR_CASE,
    "eigen-bevoegdheid": _ITEM_OR_CASE,
    "verenigbaar": _ITEM_OR_CASE,
    "identiteit-vastgesteld": _ITEM_OR_CASE,
    "grond-per-geval": _ITEM_OR_CASE,
}


def fits_subject(verklaring: Feitverklaring) -> bool:
    """Return whether the statement names at least one of the sets of fields that its fact needs."""
    needed = ONDERWERP.get(verklaring.feit, ())
    return any(all(getattr(verklaring.over, name) is not None for name in names) for names in needed)
