# SPDX-License-Identifier: EUPL-1.2
"""A line as the figures see it: only what is counted, decoded straight from the bytes of its accountability part.

Invariants:
- No field here can hold a person, an id of a record or a hash: what is not named here is not even made into an object.
- A line that does not have the form of its version is an error, never a line less.
- Lines that `vorm` makes no difference between count the same, whatever their case and their moment in the month.

Norm: design.md 6 (what a line holds: `core.exchange.lines`). Which line belongs to which region is for `tellen`.
"""

from __future__ import annotations

from operator import attrgetter
from typing import TYPE_CHECKING, Final

import msgspec

from audit.values import LogError

if TYPE_CHECKING:
    from collections.abc import Hashable

TOEGESTAAN = "toegestaan"
NIEMAND = "-"
"""The code for what is not there: no recipient, no rule."""


class RegelError(LogError):
    """A line does not have the form that lines have, so nothing can be counted."""

    type = "regel-vorm"


class Vraag(msgspec.Struct, frozen=True, gc=False):
    """A question to the rules: who, to whom, what, which act, for what, in which phase."""

    wie: str
    aan: str
    wat: str
    handeling: str
    doel: str
    fase: str


class Beslissing(msgspec.Struct, frozen=True, gc=False):
    """A decision: its question, how it ended, on which rules, under which release."""

    vraag: Vraag
    uitkomst: str
    vrijgave: str
    regels: tuple[str, ...] = ()

    @property
    def toegestaan(self) -> bool:
        """Whether the rules allowed it."""
        return self.uitkomst == TOEGESTAAN


FEITVERKLARING, BIJLAGE = "feitverklaring", "bijlage"
_TABELLEN: Final = {tabel: f'"tabel":"{tabel}"'.encode() for tabel in (FEITVERKLARING, BIJLAGE)}
"""How a row of these tables stands in a line, which is canonical JSON: a quote within a text has a backslash before it."""


class Feit(msgspec.Struct, frozen=True, gc=False):
    """What the tellingen may look at. A field means the same in every event (`docs/naslag/gebeurtenissen.md`)."""

    tijd: int
    gebeurtenis: str
    oin: str = NIEMAND
    casus: str | None = None
    gemeld_casus: str | None = None
    verwerking: str | None = None
    categorie: str = NIEMAND
    ontvangers: tuple[str, ...] = ()
    beslissingen: tuple[Beslissing, ...] = ()
    rijen: msgspec.Raw = msgspec.Raw(b"[]")
    soort: str = NIEMAND
    reden: str = NIEMAND
    redenen: dict[str, int] = {}
    grondslag: str = NIEMAND
    doel: str = NIEMAND
    besluit: str = NIEMAND
    uitkomst: str = NIEMAND
    recht: str = NIEMAND
    gevraagd: str = NIEMAND
    rol: str = NIEMAND
    vrijgave: str = NIEMAND
    zorgdrager: str = NIEMAND
    organisatie: str = NIEMAND
    opening: str = NIEMAND
    regels: tuple[tuple[int, int], ...] = ()
    aantal: int = 0
    merken: int = 0
    treffers: int = 0
    geldig: bool = False
    gemeld_handeling: str = NIEMAND
    gemeld_categorie: str = NIEMAND
    gemeld_ontvanger: str = NIEMAND
    gemeld_uitkomst: str = NIEMAND
    gemeld_regels: tuple[str, ...] = ()

    def written(self, tabel: str) -> int:
        """Return how many rows of a table the act wrote."""
        return bytes(self.rijen).count(_TABELLEN[tabel])


_OWN = {"tijd", "casus", "gemeld_casus", "rijen", "redenen"}
_said = attrgetter(*(name for name in Feit.__struct_fields__ if name not in _OWN))
_decoder = msgspec.json.Decoder(Feit)


def decode(data: bytes) -> Feit:
    """Return what is counted of a line.

    Raises:
        RegelError: the bytes are no line.
    """
    try:
        return _decoder.decode(data)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        raise RegelError("een logregel heeft een andere vorm dan regels hebben; er zijn geen cijfers gemaakt") from None


def vorm(feit: Feit) -> Hashable:
    """Return all that any telling may look at, without what is this line's own: equal ones are counted as one."""
    rijen = bytes(feit.rijen)
    written = [rijen.count(text) for text in _TABELLEN.values()]
    return _said(feit), *written, *feit.redenen.items()
