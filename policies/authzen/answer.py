# SPDX-License-Identifier: EUPL-1.2
"""What a request at the hypothetical door ends in: an answer with the questions it was made of, or faults.

Invariants:
    * `inhoud` is what the caller gets; `stappen` is what a decision record may keep: questions and decisions, nothing else
      of the request;
    * a fault is a Dutch text without any value of the request.

Norm: OpenID AuthZEN 1.0; Authorization Decision Log 1.0.0 (a record per call). Does not: decide.
"""

from dataclasses import dataclass, field
from typing import Any

from policies.decision import Beslissing, Uitkomst, Vraag
from policies.findings import PolicyError


class AuthzenError(PolicyError):
    """A request that is no question; `fouten` are Dutch texts without any value of the request."""

    type = "urn:knooppunt:fout:ongeldige-invoer"

    def __init__(self, *fouten: str) -> None:
        self.fouten = fouten
        super().__init__(" ".join(fouten))

    def to_answer(self, vrijgave: str) -> dict[str, Any]:
        """The answer where every question gets one (command line, batch): `niet-vaststelbaar` with `fout`."""
        nothing = Beslissing(Uitkomst.NIET_VASTSTELBAAR, (), (), (), vrijgave, concept=False)
        return {"decision": False, "context": {**nothing.to_json(), "fout": str(self)}}


@dataclass(frozen=True, slots=True)
class Stap:
    """One question of a request with its decision; with `fouten` there was no question, or no decision."""

    vraag: Vraag | None
    beslissing: Beslissing | None
    fouten: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Antwoord:
    """The answer to one request and the steps behind it, in order."""

    inhoud: dict[str, Any]
    stappen: tuple[Stap, ...] = field(repr=False)
