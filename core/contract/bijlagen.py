# SPDX-License-Identifier: EUPL-1.2
"""Attachments as the sealed content describes them: name, kind of file, length and hash of the plain bytes.

Invariants:
- Name and kind lie under the seal: a file name often tells who it is about. Outside stand only a random id, the length and
  the hash of the encrypted bytes (`core.envelope.record.Bijlage`).
- Which kinds a category takes stands in `bijlagetypen.toml`; a category that is not named takes none.
- A list that names a kind or category that the contract does not know refuses to load.

Whether the bytes are what the kind says is for the gateway of the supplier, and again for that of the reader.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from importlib import resources
from types import MappingProxyType
from typing import TYPE_CHECKING, Annotated, Final

from pydantic import Field

from core.contract.bevindingen import Bevinding
from core.contract.profielen import PROFIELEN
from core.contract.velden import Model, Naam, Uuid4, Vorm

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from core.contract.inhoud import Inhoud

MAX_BYTES: Final = 2 * 1024**3
DEEL: Final = 1024 * 1024
"""Bytes of every part of a sealed attachment but the last: what a process holds of it at a time."""
Bestandssoort = Annotated[
    str, Vorm("bestandssoort-ongeldig", "Dit is geen soort bestand.", r"[a-z]+/[a-z0-9][a-z0-9.+-]{0,99}")
]
_Sha256 = Annotated[
    str, Vorm("sha256-ongeldig", "Hier hoort een SHA-256 in kleine hexadecimale cijfers.", r"[0-9a-f]{64}")
]


class Bijlagebeschrijving(Model):
    """One attachment of this record; hash and length are those of the bytes before sealing."""

    bijlage: Uuid4
    naam: Naam
    type: Bestandssoort
    lengte: Annotated[int, Field(ge=1, le=MAX_BYTES)]
    sha256: _Sha256


@dataclass(frozen=True, slots=True)
class Bestandstype:
    """A kind of file.

    Attributes:
        uitgangen: endings of its names.
        herkend: what a look at the content may call it; nothing for plain text.
        bevat: what must stand in it when it is a zip inside.
    """

    uitgangen: tuple[str, ...]
    herkend: frozenset[str]
    bevat: frozenset[str]


def _load() -> tuple[Mapping[str, Bestandstype], Mapping[str, frozenset[str]]]:
    data = tomllib.loads(resources.files(__package__).joinpath("bijlagetypen.toml").read_text("utf-8"))
    types = {
        name: Bestandstype(tuple(row["uitgangen"]), frozenset(row["herkend"]), frozenset(row.get("bevat", ())))
        for name, row in data["type"].items()
    }
    allowed = {
        category: frozenset(kind for group in groups for kind in data["soort"][group])
        for category, groups in data["categorie"].items()
    }
    if not allowed.keys() <= PROFIELEN.keys() or any(not kinds <= types.keys() for kinds in allowed.values()):
        raise RuntimeError("bijlagetypen.toml noemt een soort of categorie die het contract niet kent")
    return MappingProxyType(types), MappingProxyType(allowed)


TYPEN, TOEGESTAAN = _load()


def type_of_name(name: str) -> str | None:
    """Return the kind of file that the ending of a name stands for, None when it is none of ours."""
    ending = name.rpartition(".")[2].lower()
    return next((kind for kind, row in TYPEN.items() if ending in row.uitgangen), None)


def faults(inhoud: Inhoud) -> Iterator[Bevinding]:
    """Yield what is wrong with the attachments of content."""
    allowed = TOEGESTAAN.get(inhoud.kop.categorie, frozenset())
    for place, item in enumerate(inhoud.bijlagen):
        if item.type not in allowed:
            path = f"/bijlagen/{place}/type"
            yield Bevinding(path, "bijlage-bij-categorie", "Dit soort bestand hoort niet bij de categorie.")
    yield from _twice([item.bijlage for item in inhoud.bijlagen])


def _twice(keys: Sequence[str]) -> Iterator[Bevinding]:
    for place, key in enumerate(keys):
        if key in keys[:place]:
            yield Bevinding(f"/bijlagen/{place}", "dubbel", "Dit kenmerk komt al eerder voor.")
