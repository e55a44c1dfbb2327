# SPDX-License-Identifier: EUPL-1.2
"""The partner's self test: is this gateway fit to work, and what is to be done when it is not.

Invariants:
- It touches no real data: it reads own files and keys, public files and one empty page of the own messages; it opens no record,
  sends no supply, and writes only what following the stamlog always writes.
- Every point is looked at that can be, all findings come at once; a point that needs another one that failed says so.
- Each finding says what is wrong and what to do, without a value of a person or a secret.

Points: algoritmen, map, identiteit, lijst, certificaat, klok, stamlog, sleutels, verbinding, schema, vrijgave, bewijsketen,
getuigen, alarmen, outbox. What a point asks is in `zelftest_punten` and `zelftest_certificaat`.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from adapters.gateway.errors import GatewayError
from core.contract.exitcodes import ExitCode
from core.envelope import SelftestError
from core.keychain.errors import KeychainError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


class Stand(StrEnum):
    """How a point came out."""

    GOED = "goed"
    LET_OP = "let-op"
    FOUT = "fout"
    NIET_GEKEKEN = "niet-gekeken"


@dataclass(frozen=True)
class Punt:
    """One point of the test.

    Attributes:
        naam: stable name.
        stand: how it came out.
        tekst: what was found, in Dutch.
        doe: what to do; None when nothing is to be done.
        code: exit code of a fault.
    """

    naam: str
    stand: Stand
    tekst: str
    doe: str | None = None
    code: ExitCode = ExitCode.DONE

    def to_json(self) -> dict[str, Any]:
        """Return the point as JSON."""
        return {"punt": self.naam, "stand": self.stand.value, "tekst": self.tekst, "doe": self.doe}


class Fault(Exception):  # noqa: N818 - a finding, not an error of the program
    """What a point found wrong, and what to do."""

    def __init__(self, tekst: str, doe: str, code: ExitCode = ExitCode.FAILURE) -> None:
        super().__init__(tekst)
        self.tekst, self.doe, self.code = tekst, doe, code


class Notice(Exception):  # noqa: N818 - as `Fault`
    """What a point found that needs attention, and does not stop the gateway."""

    def __init__(self, tekst: str, doe: str) -> None:
        super().__init__(tekst)
        self.tekst, self.doe = tekst, doe


@dataclass(frozen=True)
class Vraag:
    """One point to look at.

    Attributes:
        naam: stable name.
        kijk: looks, and returns what was found when all is well.
        na: points that must have been looked at and be no fault.
        doe: what to do when it fails in a way that names no remedy itself.
    """

    naam: str
    kijk: Callable[[], str]
    na: tuple[str, ...] = ()
    doe: str = "Los dit op en doe de zelftest opnieuw."


def run(vragen: tuple[Vraag, ...]) -> tuple[Punt, ...]:
    """Look at every point that can be looked at, in order."""
    found: dict[str, Punt] = {}
    for vraag in vragen:
        found[vraag.naam] = _missing(vraag, found) or _look(vraag)
    return tuple(found.values())


def exit_code(punten: tuple[Punt, ...]) -> ExitCode:
    """Return the code of the first fault; 0 when there is none."""
    return next((punt.code for punt in punten if punt.stand is Stand.FOUT), ExitCode.DONE)


def _missing(vraag: Vraag, found: Mapping[str, Punt]) -> Punt | None:
    first = next((name for name in vraag.na if found[name].stand in (Stand.FOUT, Stand.NIET_GEKEKEN)), None)
    if first is None:
        return None
    return Punt(vraag.naam, Stand.NIET_GEKEKEN, f"Niet gekeken: eerst moet {first} goed zijn.")


def _look(vraag: Vraag) -> Punt:
    try:
        return Punt(vraag.naam, Stand.GOED, vraag.kijk())
    except Notice as notice:
        return Punt(vraag.naam, Stand.LET_OP, notice.tekst, notice.doe)
    except Fault as fault:
        return Punt(vraag.naam, Stand.FOUT, fault.tekst, fault.doe, fault.code)
    except GatewayError as error:
        return Punt(vraag.naam, Stand.FOUT, error.diagnose(), vraag.doe, error.exit_code)
    except (KeychainError, SelftestError) as error:
        return Punt(vraag.naam, Stand.FOUT, str(error), vraag.doe, ExitCode.VERIFICATION)
