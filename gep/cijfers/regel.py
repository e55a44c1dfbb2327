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
GEEN_REGEL = "een logregel heeft een andere vorm dan regels hebben; er zijn geen cijfers gemaakt"
NIEMAND = "-"
"""The code for what is not there: no recipient, no rule."""


class RegelError(LogError):
    """A line does not have the form that lines have, so nothing can be counted."""

    type = "regel-vorm"


class Vraag(msgspec.Struct, frozen=True, gc=False):
    """A question to the rules: who, to whom, what, which act, for what, in which phase."""

    aan: str
    doel: str
    fase: str
    handeling: str
    wat: str
    wie: str


class Beslissing(msgspec.Struct, frozen=True, gc=False):
    """A decision: its question, how it ended, on which rules, under which release."""

    regels: tuple[str, ...]
    uitkomst: str
    vraag: Vraag
    vrijgave: str

    @property
    def toegestaan(self) -> bool:
        """Whether the rules allowed it."""
        return self.uitkomst == TOEGESTAAN


FEITVERKLARING, BIJLAGE = "feitverklaring", "bijlage"
_TABELLEN: Final[dict[str, bytes]] = {tabel: f'"tabel":"{tabel}"'.encode() for tabel in (FEITVERKLARING, BIJLAGE)}
"""How a row of these tables stands in a line, which is canonical JSON: a quote within a text has a backslash before it."""


class Feit(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """What the tellingen may look at. A field means the same in every event (`docs/naslag/gebeurtenissen.md`).

    The fields stand in the order of canonical JSON, in which they are found fastest.
    """

    aantal: int = 0
    beslissingen: tuple[Beslissing, ...] = ()
    besluit: str = NIEMAND
    casus: str | None = None
    categorie: str = NIEMAND
    doel: str = NIEMAND
    gebeurtenis: str
    geldig: bool = False
    gemeld_casus: str | None = None
    gemeld_categorie: str = NIEMAND
    gemeld_handeling: str = NIEMAND
    gemeld_ontvanger: str = NIEMAND
    gemeld_regels: tuple[str, ...] = ()
    gemeld_uitkomst: str = NIEMAND
    gevraagd: str = NIEMAND
    grondslag: str = NIEMAND
    merken: int = 0
    oin: str = NIEMAND
    ontvangers: tuple[str, ...] = ()
    opening: str = NIEMAND
    organisatie: str = NIEMAND
    recht: str = NIEMAND
    reden: str = NIEMAND
    redenen: dict[str, int] = {}
    regels: tuple[tuple[int, int], ...] = ()
    rijen: msgspec.Raw = msgspec.Raw(b"[]")
    rol: str = NIEMAND
    soort: str = NIEMAND
    tijd: int
    treffers: int = 0
    uitkomst: str = NIEMAND
    verwerking: str | None = None
    vrijgave: str = NIEMAND
    zorgdrager: str = NIEMAND

    def written(self, tabel: str) -> int:
        """Return how many rows of a table the act wrote."""
        return bytes(self.rijen).count(_TABELLEN[tabel])


_IN_FEITEN, _IN_BIJLAGEN = _TABELLEN.values()
_OWN = {"tijd", "casus", "gemeld_casus", "rijen", "redenen"}
_said = attrgetter(*(name for name in Feit.__struct_fields__ if name not in _OWN))


class Kern(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """What nearly every line is counted by: fewer fields are found faster."""

    beslissingen: tuple[Beslissing, ...] = ()
    casus: str | None = None
    categorie: str = NIEMAND
    gebeurtenis: str
    gemeld_casus: str | None = None
    oin: str = NIEMAND
    ontvangers: tuple[str, ...] = ()
    rijen: msgspec.Raw = msgspec.Raw(b"[]")
    tijd: int
    verwerking: str | None = None


_core = attrgetter("gebeurtenis", "oin", "categorie", "verwerking", "ontvangers", "beslissingen")
decode_kern: Final = msgspec.json.Decoder(Kern).decode
decode_fast: Final = msgspec.json.Decoder(Feit).decode
WRONG: Final = (msgspec.MsgspecError, UnicodeDecodeError)
"""What `decode_kern` and `decode_fast` raise when the bytes are no line."""


def decode(data: bytes) -> Feit:
    """Return what is counted of a line.

    Raises:
        RegelError: the bytes are no line.
    """
    try:
        return decode_fast(data)
    except WRONG:
        raise RegelError(GEEN_REGEL) from None


def vorm(feit: Feit) -> Hashable:
    """Return all that any telling may look at, without what is this line's own: equal ones are counted as one."""
    rijen, redenen = bytes(feit.rijen), feit.redenen
    own = tuple(redenen.items()) if redenen else ()
    return _said(feit), rijen.count(_IN_FEITEN), rijen.count(_IN_BIJLAGEN), own


def kern_vorm(kern: Kern) -> Hashable:
    """Return the same for a line of which no telling looks at more than its core."""
    rijen = bytes(kern.rijen)
    return _core(kern), rijen.count(_IN_FEITEN), rijen.count(_IN_BIJLAGEN)
