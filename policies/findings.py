# SPDX-License-Identifier: EUPL-1.2
"""What the loader says about a rule file, and the errors of this package.

Purpose: a jurist sees every mistake at once, with the file, the line and what it should have been.

Invariants:
    * a `Finding` with severity `fout` refuses the whole set; a `melding` never does;
    * findings hold codes and texts of rule files only, never data of a case or person.

Does not: decide what is wrong; the loader does.
"""

import difflib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

FOUT: Final = "fout"
MELDING: Final = "melding"


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """One remark on one line of one file; `regel` is 0 when the file as a whole is meant."""

    bestand: str
    regel: int
    soort: str
    tekst: str
    ernst: str = FOUT

    def __str__(self) -> str:
        """`bestand:regel: tekst`, the way editors understand it."""
        return f"{self.bestand}:{self.regel}: {self.ernst}: {self.tekst} [{self.soort}]"

    def to_json(self) -> dict[str, str | int]:
        """The finding as a JSON object."""
        return {
            "bestand": self.bestand,
            "regel": self.regel,
            "soort": self.soort,
            "tekst": self.tekst,
            "ernst": self.ernst,
        }


class PolicyError(Exception):
    """Base of all errors of `policies`; `type` is stable for machines, the text is Dutch for people."""

    type = "urn:knooppunt:fout:beleid"

    def diagnose(self) -> str:
        """What went wrong and what to do, in Dutch."""
        return str(self)


class RuleSetError(PolicyError):
    """The rule set is refused as a whole; `findings` holds every reason."""

    type = "urn:knooppunt:fout:regels-geweigerd"

    def __init__(self, findings: Iterable[Finding]) -> None:
        self.findings: tuple[Finding, ...] = tuple(sorted(findings))
        super().__init__("De regels zijn geweigerd:\n" + "\n".join(str(f) for f in self.findings if f.ernst == FOUT))


class ReleaseError(PolicyError):
    """A release is incomplete, altered or does not fit this engine."""

    type = "urn:knooppunt:fout:vrijgave-geweigerd"


class EngineDisagreementError(PolicyError):
    """Casbin and the explanation do not agree: nothing is decided, an alarm is due."""

    type = "urn:knooppunt:fout:beslismotor-oneens"


class Findings:
    """Collects findings while reading; nothing is raised before everything has been read."""

    def __init__(self) -> None:
        self.items: list[Finding] = []

    def add(self, bestand: str, regel: int, soort: str, tekst: str) -> None:
        """Note a mistake that refuses the set."""
        self.items.append(Finding(bestand, regel, soort, tekst))

    def remark(self, bestand: str, regel: int, soort: str, tekst: str) -> None:
        """Note something a person should look at, without refusing."""
        self.items.append(Finding(bestand, regel, soort, tekst, MELDING))

    @property
    def refused(self) -> bool:
        """Whether any finding refuses the set."""
        return any(f.ernst == FOUT for f in self.items)

    def raise_if_refused(self) -> None:
        """Raise `RuleSetError` with all findings when one of them refuses."""
        if self.refused:
            raise RuleSetError(self.items)


def nearest(code: str, known: Iterable[str]) -> str:
    """` Bedoelt u x?` with the nearest known code, or nothing."""
    close = difflib.get_close_matches(code.lower(), sorted(known), n=1, cutoff=0.6)
    return f" Bedoelt u `{close[0]}`?" if close else ""
