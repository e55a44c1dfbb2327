# SPDX-License-Identifier: EUPL-1.2
"""What can be wrong with the signature of an HTTP message: one class per cause.

Each error has `.reden` (stable code for machines and logs), `.fout` (the name in `urn:knooppunt:fout:<naam>`) and
`.diagnose()` (Dutch, for the engineer at the partner). None repeats a value of the message.

    HttpSignatureError
    ├── NotSignedError             no signature of the organisation
    ├── MalformedError             a field occurs twice or is no structured field
    ├── DuplicateError             a label or parameter occurs twice
    ├── UnknownLabelError          a signature that the profile does not know
    ├── WrongComponentsError       not exactly the components of the profile
    ├── WrongParametersError       a parameter missing, superfluous or of another type
    ├── WrongAlgorithmError        another algorithm than Ed25519
    ├── WrongTagError              a tag of another use
    ├── WrongKeyIdError            a key name outside the profile
    ├── OtherOrganisationError     the person does not belong to the organisation
    ├── UnknownSignerError         no valid key under this name
    ├── TooOldError, TooNewError   outside the window
    ├── WrongDigestError           the body is another one than was signed
    ├── WrongIdempotencyKeyError   no UUIDv4
    ├── WrongTraceError            no W3C traceparent
    ├── BadSignatureError          the signature does not hold
    └── ReplayedError              seen before
"""

from __future__ import annotations

from typing import ClassVar


class HttpSignatureError(Exception):
    """The message is not accepted; the subclass tells the cause."""

    reden: ClassVar[str] = "onbekend"
    fout: ClassVar[str] = "handtekening-ongeldig"
    tekst: ClassVar[str] = "De handtekening van het bericht klopt niet."

    def __init__(self, waar: str = "") -> None:
        """Remember `waar`: the label, field or parameter at fault, never its value."""
        super().__init__(f"{self.reden}: {waar}" if waar else self.reden)
        self.waar = waar

    def diagnose(self) -> str:
        """Return what is wrong and where, in Dutch."""
        return f"{self.tekst} Plaats: {self.waar}." if self.waar else self.tekst


class NotSignedError(HttpSignatureError):
    """No signature of the organisation (or of the answering server)."""

    reden = "niet-ondertekend"
    fout = "niet-ondertekend"
    tekst = "Het bericht draagt geen handtekening volgens het profiel."


class MalformedError(HttpSignatureError):
    """A field occurs more than once, or is not a structured field."""

    reden = "veld-misvormd"
    tekst = "Een veld ontbreekt, komt vaker voor of is niet te lezen."


class DuplicateError(HttpSignatureError):
    """A label or parameter occurs twice."""

    reden = "dubbel"
    tekst = "Een label of parameter komt twee keer voor."


class UnknownLabelError(HttpSignatureError):
    """A signature under a label that the profile does not know."""

    reden = "label-onbekend"
    tekst = "Er staat een handtekening bij die het profiel niet kent."


class WrongComponentsError(HttpSignatureError):
    """The signature covers other components than the profile demands."""

    reden = "componenten"
    tekst = "De handtekening dekt niet precies de onderdelen van het profiel."


class WrongParametersError(HttpSignatureError):
    """A parameter is missing, superfluous, or of another type."""

    reden = "parameters"
    tekst = "De parameters van de handtekening zijn niet die van het profiel."


class WrongAlgorithmError(HttpSignatureError):
    """Another algorithm than Ed25519."""

    reden = "algoritme"
    tekst = "Alleen Ed25519 is toegestaan."


class WrongTagError(HttpSignatureError):
    """The tag belongs to another use."""

    reden = "tag"
    tekst = "De handtekening is voor iets anders gezet."


class WrongKeyIdError(HttpSignatureError):
    """The name of the key does not follow the profile."""

    reden = "sleutelnaam"
    tekst = "De naam van de sleutel volgt het profiel niet."


class OtherOrganisationError(HttpSignatureError):
    """The person signs for another organisation than the one that sends."""

    reden = "andere-organisatie"
    tekst = "De persoon hoort niet bij de organisatie die het bericht stuurt."


class UnknownSignerError(HttpSignatureError):
    """There is no key under this name that is valid now."""

    reden = "ondertekenaar-onbekend"
    tekst = "Onder deze naam is nu geen geldige sleutel bekend."


class TooOldError(HttpSignatureError):
    """Signed longer ago than the window allows."""

    reden = "verlopen"
    tekst = "De handtekening is te oud; controleer de klok en stuur opnieuw."


class TooNewError(HttpSignatureError):
    """Signed in the future, by more than the skew allowed."""

    reden = "toekomst"
    tekst = "De handtekening ligt in de toekomst; controleer de klok."


class WrongDigestError(HttpSignatureError):
    """The body is not the one that Content-Digest names."""

    reden = "content-digest"
    tekst = "De inhoud is een andere dan die is ondertekend."


class WrongIdempotencyKeyError(HttpSignatureError):
    """Idempotency-Key is no UUIDv4."""

    reden = "idempotency-key"
    tekst = "De kop Idempotency-Key moet een UUIDv4 zijn, in kleine letters."


class WrongTraceError(HttpSignatureError):
    """The field traceparent is not that of W3C Trace Context."""

    reden = "traceparent"
    tekst = "De kop traceparent volgt W3C Trace Context niet."


class BadSignatureError(HttpSignatureError):
    """The signature does not hold over this message with this key."""

    reden = "handtekening"


class ReplayedError(HttpSignatureError):
    """The same nonce under the same key was seen before."""

    reden = "herhaald"
    fout = "herhaald"
    tekst = "Dit ondertekende bericht is al eens ontvangen; onderteken opnieuw."
