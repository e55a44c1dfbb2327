# SPDX-License-Identifier: EUPL-1.2
"""A refused question as a line of the log holds it: what was asked, how it ended, on which rules and which facts.

Invariants:
- No field can hold a person, a record or a hash of a statement; the id of a case is kept only to find its region.
- A line that does not have the form of lines is an error, never a line less.

Norm: design.md 6 (`core.exchange.lines`). It counts nothing: `gep.knelpunten.tellen`.
"""

from __future__ import annotations

from typing import Final

import msgspec

from gep.cijfers.regel import NIEMAND, RegelError


class Vraag(msgspec.Struct, frozen=True, gc=False):
    """A question to the rules with the fact tokens that held."""

    wie: str
    aan: str
    wat: str
    handeling: str
    feiten: frozenset[str] = frozenset()


class Beslissing(msgspec.Struct, frozen=True, gc=False):
    """A decision; the keys of `feiten` are the tokens that somebody had stated."""

    vraag: Vraag
    uitkomst: str
    vrijgave: str
    regels: tuple[str, ...] = ()
    feiten: dict[str, msgspec.Raw] = {}


class Feit(msgspec.Struct, frozen=True, gc=False):
    """What is looked at of a line; a field means the same as in `gep.cijfers.regel`."""

    tijd: int
    gebeurtenis: str
    oin: str = NIEMAND
    casus: str | None = None
    gemeld_casus: str | None = None
    beslissingen: tuple[Beslissing, ...] = ()
    gemeld_handeling: str = NIEMAND
    gemeld_categorie: str = NIEMAND
    gemeld_ontvanger: str = NIEMAND
    gemeld_uitkomst: str = NIEMAND
    gemeld_regels: tuple[str, ...] = ()


_decoder: Final = msgspec.json.Decoder(Feit)


def decode(data: bytes) -> Feit:
    """Return what is looked at of a line.

    Raises:
        gep.cijfers.regel.RegelError: the bytes are no line.
    """
    try:
        return _decoder.decode(data)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        raise RegelError("een logregel heeft een andere vorm dan regels hebben; er is niets geteld") from None
