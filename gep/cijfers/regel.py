# SPDX-License-Identifier: EUPL-1.2
"""A line as the figures see it: only what is counted, decoded straight from the bytes of its accountability part.

Invariants:
- No field here can hold a person, an id of a record or a hash: what is not named here is not even made into an object.
- A line that does not have the form of its version is an error, never a line less.

Norm: design.md 6 (what a line holds: `core.exchange.lines`). Which line belongs to which region is for `tellen`.
"""

from __future__ import annotations

import msgspec

from audit.values import LogError

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


class Rij(msgspec.Struct, frozen=True, gc=False):
    """A database row that the act wrote: only its table."""

    tabel: str


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
    rijen: tuple[Rij, ...] = ()
    soort: str = NIEMAND
    reden: str = NIEMAND
    redenen: dict[str, int] = {}
    grondslag: str = NIEMAND
    doel: str = NIEMAND
    besluit: str = NIEMAND
    rol: str = NIEMAND
    vorm: str = NIEMAND
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
