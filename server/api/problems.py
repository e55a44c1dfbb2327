# SPDX-License-Identifier: EUPL-1.2
"""Problems: every answer of 400 and above, as RFC 9457 and the NL API Design Rules want it.

Invariants:
- `type`, `title`, `status` and `detail` are always there; the type is `urn:knooppunt:fout:<naam>` and stands in `TYPES`.
- A problem never repeats a value that was sent, and an unexpected error tells nothing but that it happened.
- `niet-gevonden` is one constant document: whoever gets it cannot tell "not yours" from "does not exist".

Norm: RFC 9457; API Design Rules 2.2.1 `/core/error-handling/*` (400 with all findings, never 422).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from starlette.responses import Response

from audit.proof import jcs

if TYPE_CHECKING:
    from collections.abc import Mapping

PREFIX: Final = "urn:knooppunt:fout:"
MEDIA_TYPE: Final = "application/problem+json"


@dataclass(frozen=True, slots=True)
class Soort:
    """A kind of problem: its status, its title, and the sentence when there is none of its own."""

    status: int
    titel: str
    detail: str


TYPES: Final[Mapping[str, Soort]] = {
    "ongeldige-invoer": Soort(400, "Ongeldige invoer", "Het bericht klopt niet; zie de bevindingen."),
    "bevel-geweigerd": Soort(
        400, "Bevel geweigerd", "Dit ondertekende stuk kan zo niet worden uitgevoerd; zie de bevindingen."
    ),
    "niet-ondertekend": Soort(401, "Niet ondertekend", "Het bericht draagt geen handtekening volgens het profiel."),
    "handtekening-ongeldig": Soort(401, "Handtekening ongeldig", "De handtekening van het bericht klopt niet."),
    "herhaald": Soort(401, "Herhaald bericht", "Dit ondertekende bericht is al eens ontvangen; onderteken opnieuw."),
    "te-traag": Soort(408, "Te traag", "Het bericht was niet op tijd helemaal binnen. Er is niets gedaan."),
    "te-snel": Soort(429, "Te veel verzoeken", "Er komen te veel verzoeken. Er is niets gedaan; probeer het later."),
    "geweigerd": Soort(403, "Geweigerd", "De regels staan dit niet toe."),
    "vergrendeld": Soort(
        403,
        "Vergrendeld",
        "De bewaartermijn van deze verstrekking is om, of zij wacht op een besluit van de zorgdrager.",
    ),
    "vernietigd": Soort(410, "Vernietigd", "Deze verstrekking is vernietigd op bevel van de zorgdrager."),
    "niet-gevonden": Soort(404, "Niet gevonden", "Wat u vraagt bestaat niet, of is niet voor u."),
    "pad-onbekend": Soort(404, "Pad onbekend", "Op dit adres is niets."),
    "methode-onbekend": Soort(405, "Methode niet toegestaan", "Dit adres kent deze methode niet."),
    "toestand": Soort(409, "Past niet bij de toestand", "De toestand laat dit nu niet toe."),
    "bestaat-al": Soort(409, "Bestaat al", "Onder dit nummer bestaat al iets anders."),
    "vrijgave-verouderd": Soort(
        409, "Vrijgave verouderd", "Er is een nieuwere vrijgave van de regels; verzegel opnieuw."
    ),
    "sleutel-verouderd": Soort(409, "Sleutel verouderd", "Een sleutel is niet meer geldig; verzegel opnieuw."),
    "sleutel-hergebruikt": Soort(
        409, "Idempotency-Key hergebruikt", "Deze Idempotency-Key is al gebruikt voor een ander verzoek."
    ),
    "te-groot": Soort(413, "Te groot", "Het bericht is groter dan deze server aanneemt."),
    "inhoudstype": Soort(415, "Inhoudstype onbekend", "Stuur application/json in UTF-8, zonder compressie."),
    "interne-fout": Soort(500, "Interne fout", "Er ging iets mis aan onze kant. Er is niets verstrekt."),
    "getuigen-achter": Soort(
        503,
        "Getuigen te ver achter",
        "De getuigen hebben het log te lang niet bevestigd, dus er is niets gedaan. Probeer het later.",
    ),
    "te-druk": Soort(
        503, "Te druk", "Het is nu te druk om dit verzoek aan te nemen. Er is niets gedaan; probeer het later."
    ),
    "log-niet-beschikbaar": Soort(
        503, "Log niet beschikbaar", "Het log kan nu niet worden geschreven, dus er is niets gedaan. Probeer het later."
    ),
}
"""Every kind of problem that this API gives, by name. The OpenAPI and the documentation are made from it."""


@dataclass(eq=False)
class ProblemError(Exception):
    """A problem on its way out."""

    naam: str
    detail: str | None = None
    extra: dict[str, Any] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)

    @property
    def status(self) -> int:
        """The HTTP status."""
        return TYPES[self.naam].status

    def body(self) -> bytes:
        """Return the problem document in canonical JSON."""
        soort = TYPES[self.naam]
        document = {
            **self.extra,
            "type": PREFIX + self.naam,
            "title": soort.titel,
            "status": soort.status,
            "detail": self.detail or soort.detail,
        }
        return jcs.encode(document)

    def response(self) -> Response:
        """Return the answer."""
        return Response(self.body(), self.status, self.headers, MEDIA_TYPE)


class JsonResponse(Response):
    """JSON in its canonical form: the same values give the same bytes."""

    media_type = "application/json"

    def render(self, content: Any) -> bytes:
        """Return the canonical bytes."""
        return jcs.encode(content)
