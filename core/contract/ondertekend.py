# SPDX-License-Identifier: EUPL-1.2
"""What somebody signed, and the signature: the two texts that a line keeps of a signed request.

Invariant: `basis` is the RFC 9421 signature base byte for byte as it was verified; nothing is taken from it or put in.

Checking it again is `core.contract.kept_signature`; making it is `core.contract.http_signature`.
"""

from __future__ import annotations

import base64
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Ondertekend:
    """A signature base and the signature over it. The base of a person names that person, so neither is shown."""

    basis: str = field(repr=False)
    handtekening: bytes = field(repr=False)

    def to_json(self) -> dict[str, str]:
        """Return what the line holds."""
        return {"basis": self.basis, "handtekening": base64.b64encode(self.handtekening).decode("ascii")}
