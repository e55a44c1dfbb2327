# SPDX-License-Identifier: EUPL-1.2
"""The shape on the wire of what a controller and its FG say of an edition of the GEB.

Invariants: as `wire`. Only hashes, codes, a period and the id of an officer of the deelnemerslijst: the edition and the text of
an advice stay with people.

Norm: AVG 35 (2), Wpg 4c. Whether it may be said, and by whom it is signed, is judged at the exchange.
"""

from typing import Annotated, Literal

from pydantic import Field

from core.contract.velden import Model, Oin, Vorm
from core.contract.wire import Handtekening, Moment, Sha256

Periode = Annotated[
    str,
    Vorm(
        "periode-ongeldig",
        "Hier hoort een periode als EERSTE..LAATSTE dag.",
        r"[0-9]{4}-[0-9]{2}-[0-9]{2}\.\.[0-9]{4}-[0-9]{2}-[0-9]{2}",
    ),
]
Code = Annotated[str, Vorm("code-ongeldig", "Dit is geen code.", r"[a-z0-9][a-z0-9._-]{0,63}")]


class GebbesluitInhoud(Model):
    """What is decided or advised."""

    v: Literal[1]
    soort: Literal["vaststelling", "fg-advies"]
    oin: Oin
    editie: Annotated[Sha256, Field(description="hash van de editie, zoals editie.json die noemt")]
    regio: Annotated[Code | None, Field(description="RIEC-regio van de editie; leeg: het hele land")]
    periode: Periode
    uitkomst: Literal["vastgesteld", "niet-vastgesteld", "positief", "positief-met-voorwaarden", "negatief"]
    advies_sha256: Annotated[
        Sha256 | None, Field(description="hash van de tekst van het advies; die blijft bij mensen")
    ]
    functionaris: Annotated[Code | None, Field(description="de FG op de deelnemerslijst; alleen bij een advies")]
    gemaakt: Moment


class Gebbesluit(Model):
    """An adoption or an advice with the signatures of the organisation, an advice with those of its FG too."""

    besluit: GebbesluitInhoud
    sleutel: Sha256
    handtekening: Handtekening
    handtekening_fg: Handtekening | None
