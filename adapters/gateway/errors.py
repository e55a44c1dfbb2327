# SPDX-License-Identifier: EUPL-1.2
"""The errors of the gateway: one tree, each with a stable machine type, an exit code and a Dutch sentence.

    GatewayError
    ├── ConfigError          the partner folder or a setting is not right (exit 2)
    ├── UnreachableError     no answer, or an answer that says "later" (exit 5)
    │   ├── TooFastError     this partner asks faster than it may (exit 5)
    │   └── WitnessesBehindError  the witnesses did not confirm the log for too long (exit 5)
    ├── ProblemError         the server refused, with its problem+json (exit 4 when by policy, else 1)
    ├── RefusedError         this gateway refuses by the released rules (exit 4)
    └── VerificationError    something that must be proven is not; `reden` names what (exit 3)

Invariant: no message, attribute or repr holds content, a person's data or a secret.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from core.contract.exitcodes import ExitCode

if TYPE_CHECKING:
    from collections.abc import Mapping


class GatewayError(Exception):
    """Anything the gateway gives up on.

    Attributes:
        naam: last part of the machine type.
        exit_code: what a command that ends on it answers.
    """

    naam: ClassVar[str] = "gateway"
    exit_code: ExitCode = ExitCode.FAILURE

    @property
    def type(self) -> str:
        """The stable type for machines."""
        return f"urn:knooppunt:fout:{self.naam}"

    def diagnose(self) -> str:
        """One Dutch sentence for people."""
        return str(self)

    def to_json(self) -> dict[str, Any]:
        """The error as one JSON object."""
        return {"type": self.type, "tekst": self.diagnose()}


class ConfigError(GatewayError):
    """The partner folder, a key file or a setting is missing or not right."""

    naam = "instelling"
    exit_code = ExitCode.USAGE


class UnreachableError(GatewayError):
    """The server did not answer, or asked to come back later."""

    naam = "onbereikbaar"
    exit_code = ExitCode.UNREACHABLE

    def __init__(self, text: str, retry_after_ms: int | None = None) -> None:
        super().__init__(text)
        self.retry_after_ms = retry_after_ms


class TooFastError(UnreachableError):
    """This partner asks faster than the backbone lets one partner ask; nothing was done."""

    naam = "te-snel"


class WitnessesBehindError(UnreachableError):
    """The witnesses are behind for too long: supplies wait, and after the second term reads too."""

    naam = "getuigen-achter"


class ProblemError(GatewayError):
    """A signed problem+json of the server.

    Attributes:
        status: HTTP status.
        soort: last part of the problem type, for example `geweigerd`.
        problem: the whole document.
    """

    naam = "server"

    def __init__(self, status: int, problem: Mapping[str, Any]) -> None:
        self.status = status
        self.problem = dict(problem)
        self.soort = str(problem.get("type", "")).rpartition(":")[2] or "onbekend"
        super().__init__(f"{problem.get('title') or self.soort} ({status})")
        self.exit_code = ExitCode.REFUSED if status in (403, 404) else ExitCode.FAILURE

    @property
    def type(self) -> str:
        """The type the server gave."""
        return f"urn:knooppunt:fout:{self.soort}"

    def to_json(self) -> dict[str, Any]:
        """The server's own document."""
        return {**self.problem, "status": self.status}


class RefusedError(GatewayError):
    """The released rules do not open this act; nothing was sent.

    Attributes:
        uitkomst: `verboden`, `niet-vaststelbaar` or `niet-geregeld`.
        regels: the deciding rows, as shown to this partner.
        ontbreekt: facts that are missing, with who can state them.
    """

    naam = "geweigerd"
    exit_code = ExitCode.REFUSED

    def __init__(self, text: str, uitkomst: str, regels: list[dict[str, Any]], ontbreekt: list[dict[str, Any]]) -> None:
        super().__init__(text)
        self.uitkomst, self.regels, self.ontbreekt = uitkomst, regels, ontbreekt

    def to_json(self) -> dict[str, Any]:
        """The refusal with its rules."""
        return {
            "type": self.type,
            "tekst": str(self),
            "uitkomst": self.uitkomst,
            "regels": self.regels,
            "ontbreekt": self.ontbreekt,
        }


class VerificationError(GatewayError):
    """A proof is missing or wrong.

    Attributes:
        reden: stable code, for example `stamlog-teruggedraaid`.
    """

    naam = "verificatie"
    exit_code = ExitCode.VERIFICATION

    def __init__(self, reden: str, text: str) -> None:
        super().__init__(text)
        self.reden = reden

    def to_json(self) -> dict[str, Any]:
        """The fault with its reason code."""
        return {"type": self.type, "reden": self.reden, "tekst": str(self)}
