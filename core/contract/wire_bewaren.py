# SPDX-License-Identifier: EUPL-1.2
"""The shape of signed decisions on keeping on the wire: hold, lifting, extension, and the order to destroy.

Invariants: as `wire`. A decision names records, codes, a time and a hash; nobody's name fits in it.

Norm: law.md R-73, R-74. Who may decide what is judged item by item at the exchange.
"""

from typing import Annotated, Literal

from pydantic import Field

from core.contract.velden import Model, Oin, Uuid4
from core.contract.wire import Handtekening, Moment, Sha256
from core.contract.wire_wissen import Wiscode


class BewaarbesluitInhoud(Model):
    """What is decided."""

    v: Literal[1]
    soort: Literal["stilstand", "opheffing", "verlenging", "vernietigingsbevel"]
    oin: Oin
    records: Annotated[list[Uuid4], Field(min_length=1, max_length=500)]
    grondslag: Wiscode
    reden: Wiscode
    tot: Moment | None
    motivering_sha256: Sha256 | None
    gemaakt: Moment


class Bewaarbesluit(Model):
    """A decision of supplier or zorgdrager with both its signatures."""

    besluit: BewaarbesluitInhoud
    sleutel: Sha256
    handtekening: Handtekening
