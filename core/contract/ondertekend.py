# SPDX-License-Identifier: EUPL-1.2
"""What somebody signed, and the signature: the two texts that a line keeps of a signed request.

Invariant: `basis` is the RFC 9421 signature base byte for byte as it was verified; nothing is taken from it or put in.

Checking it again is `core.contract.kept_signature`; making it is `core.contract.http_signature`.
"""

from __future__ import annotations

import base64
import re
from dataclasses import dataclass, field
from typing import Final

VENSTER_MS: Final = 300_000
"""Between signing a request and doing what it asks: the server's own window, and room for waiting in line."""

_CREATED: Final = re.compile(r";created=([0-9]{1,15})(?=;)")


@dataclass(frozen=True, slots=True)
class Ondertekend:
    """A signature base and the signature over it. The base of a person names that person, so neither is shown."""

    basis: str = field(repr=False)
    handtekening: bytes = field(repr=False)

    @property
    def gemaakt(self) -> int:
        """When it was signed (ms), as the last line of the base says."""
        found = _CREATED.search(self.basis.rpartition("\n")[2])
        if found is None:
            raise ValueError("de basis zegt niet wanneer er is getekend")
        return int(found[1]) * 1000

    def to_json(self) -> dict[str, str]:
        """Return what the line holds."""
        return {"basis": self.basis, "handtekening": base64.b64encode(self.handtekening).decode("ascii")}
