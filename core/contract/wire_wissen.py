# SPDX-License-Identifier: EUPL-1.2
"""The shape of a signed erasure order on the wire.

Invariants: as `wire`. It names one shard, one kind of opening and ranges of line numbers; nobody's name fits in it.

Norm: design.md 6. Who may order what is judged line by line at the exchange.
"""

from typing import Annotated, Literal

from pydantic import Field

from core.contract.velden import Model, Oin, Vorm
from core.contract.wire import Handtekening, Moment, Sha256

Wiscode = Annotated[str, Vorm("code-ongeldig", "Dit is geen code van 3 tot 80 tekens.", r"[a-z0-9]+(?:-[a-z0-9]+)*")]
Shard = Annotated[str, Vorm("shard-ongeldig", "Dit is geen naam van een log.", r"[a-z0-9][a-z0-9-]{0,62}")]
Regelnummer = Annotated[int, Field(ge=0, lt=2**53)]
Bereik = Annotated[list[Regelnummer], Field(min_length=2, max_length=2, description="van, en tot (niet tot en met)")]


class WisbevelInhoud(Model):
    """What is ordered."""

    v: Literal[1]
    soort: Literal["wisbevel"]
    oin: Oin
    opening: Literal["persoon", "feit"]
    shard: Shard
    regels: Annotated[list[Bereik], Field(min_length=1, max_length=10_000)]
    grondslag: Wiscode
    reden: Wiscode
    gemaakt: Moment


class Wisbevel(Model):
    """An order of the zorgdrager with both its signatures."""

    bevel: WisbevelInhoud
    sleutel: Sha256
    handtekening: Handtekening
