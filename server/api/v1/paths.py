# SPDX-License-Identifier: EUPL-1.2
"""The parts of paths: identifiers of things and organisations only, never of people.

A signed target stands in the part of the line that is kept when what identifies people is erased.

Norm: API Design Rules 2.2.1 `/core/transport/no-sensitive-uris`.
"""

from typing import Annotated

from fastapi import Path, Query

_UUID4 = r"^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$"

CasusPad = Annotated[str, Path(pattern=_UUID4, description="nummer van de casus (UUIDv4)")]
RecordPad = Annotated[str, Path(pattern=_UUID4, description="nummer van de verstrekking (UUIDv4)")]
BijlagePad = Annotated[str, Path(pattern=_UUID4, description="nummer van de bijlage (UUIDv4)")]
UitvraagPad = Annotated[str, Path(pattern=_UUID4, description="nummer van de uitvraag (UUIDv4)")]
HandelingPad = Annotated[
    str, Path(pattern=_UUID4, description="nummer van de handeling, uit haar ontvangstbewijs (UUIDv4)")
]
VerzoekPad = Annotated[str, Path(pattern=_UUID4, description="Idempotency-Key van een eigen verzoek (UUIDv4)")]
RechtenPad = Annotated[str, Path(pattern=_UUID4, description="nummer van het rechtenverzoek (UUIDv4)")]
OinPad = Annotated[str, Path(pattern=r"^[0-9]{20}$", description="OIN van de organisatie")]
BevelPad = Annotated[str, Path(pattern=r"^[0-9a-f]{64}$", description="hash van het ondertekende bevel")]
VerwerkingPad = Annotated[
    str, Path(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=60, description="code van de verwerking")
]
Tijdstip = Annotated[int | None, Query(ge=0, le=253402300799999, description="milliseconden sinds 1970")]
VrijgavePad = Annotated[str, Path(pattern=r"^sha256:[0-9a-f]{64}$", description="digest van de vrijgave")]
