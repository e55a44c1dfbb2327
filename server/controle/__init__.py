# SPDX-License-Identifier: EUPL-1.2
"""Is all well with this backbone? One check per part; each says what it found and, when that is not good, what to do.

    for oordeel in check_all(settings): ...

Invariants:
- Every check looks for itself and needs no other to have gone well: all findings come at once, also of a backbone that does
  not start.
- Nothing is repaired and nothing changes, but for the empty act by which the log is tried.
- `fout` means that it cannot serve or will not stay safe; `let-op` that somebody must look. Texts are Dutch, without persons,
  secrets or values of settings.

Parts: `stukken` (keys, list, schema, roles, disk, backups), `werking` (clock, log, release, witnesses).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from server.settings import Settings

GOED, LET_OP, FOUT = "goed", "let-op", "fout"


@dataclass(frozen=True, slots=True)
class Oordeel:
    """What one check found: how it is, in words, and what to do about it."""

    naam: str
    stand: str = GOED
    tekst: str = GOED
    advies: str = ""

    def to_json(self) -> dict[str, str]:
        """Return it as a JSON object."""
        return {"stand": self.stand, "tekst": self.tekst, "advies": self.advies}


class Mis(Exception):  # noqa: N818 - a finding, raised by a check to end it
    """What is wrong, and what to do."""

    def __init__(self, tekst: str, advies: str, stand: str = FOUT) -> None:
        super().__init__(tekst)
        self.tekst, self.advies, self.stand = tekst, advies, stand


def check_all(settings: Settings) -> Iterator[Oordeel]:
    """Yield what every check finds."""
    from server.controle import stukken, werking

    listed: dict[str, Callable[[Settings], Any]] = {**stukken.CHECKS, **werking.CHECKS}
    for naam, check in listed.items():
        yield judge(naam, check, settings)


def judge(naam: str, check: Callable[[Settings], Any], settings: Settings) -> Oordeel:
    """Run one check; it returns None (good), a text (good, and this is why) or raises."""
    try:
        found = check(settings)
    except Mis as mis:
        return Oordeel(naam, mis.stand, mis.tekst, mis.advies)
    except Exception as error:  # noqa: BLE001 - whatever it is, the other checks go on
        diagnose = getattr(error, "diagnose", None)
        known = callable(diagnose) or hasattr(error, "type")
        tekst = str(error) if known else f"Onverwacht ({type(error).__name__})."
        return Oordeel(naam, FOUT, tekst, getattr(error, "advies", "") or ADVICE)
    return Oordeel(naam, tekst=found or GOED)


ADVICE: Final = "Kijk in het logboek van de server en in docs/handleiding/terugzetten.md voordat u iets verandert."
