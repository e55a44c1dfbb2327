# SPDX-License-Identifier: EUPL-1.2
"""The clock of 72 hours: from the moment at which people say they became aware.

Invariants:
- Hours are hours that really pass: a change to or from summer time makes none of them longer or shorter.
- At exactly 72 hours it is still in time; a millisecond later it is late, and then the reason for the delay belongs in the
  notification.
- The moment comes from people. A moment that does not exist, exists twice or lies ahead is refused, never guessed.

Norm: AVG 33(1), Wpg 33a (law.md D: the term of 72 hours). That weekends or holidays stretch it stands nowhere in our law
pages, so nothing is added for them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from gep.periode import ZONE, moment_in_words

UUR: Final = 3_600_000
MINUUT: Final = 60_000
TERMIJN: Final = 72 * UUR
_FORM: Final = len("2026-11-22T14:03")


class MomentError(ValueError):
    """No moment at which somebody became aware; the message is Dutch."""

    type = "moment"


@dataclass(frozen=True, slots=True)
class Klok:
    """When people became aware, and what time it is now (both ms)."""

    bekend: int
    nu: int

    def __post_init__(self) -> None:
        """Refuse a moment that still has to come."""
        if self.bekend > self.nu:
            raise MomentError("Het moment van bekend worden ligt in de toekomst.")

    @property
    def uiterlijk(self) -> int:
        """The last moment that is in time (ms)."""
        return self.bekend + TERMIJN

    @property
    def over(self) -> int:
        """How much is left (ms); below zero: by how much it is late."""
        return self.uiterlijk - self.nu

    @property
    def te_laat(self) -> bool:
        """Whether the term is over."""
        return self.over < 0

    @property
    def over_in_words(self) -> str:
        """How much is left or over, as people read it."""
        hours, minutes = divmod(abs(self.over) // MINUUT, 60)
        amount = f"{hours} uur en {minutes} {'minuut' if minutes == 1 else 'minuten'}"
        return f"{amount} te laat" if self.te_laat else f"nog {amount}"

    @property
    def kenmerken(self) -> tuple[tuple[str, str], ...]:
        """The clock as names and values at the head of a document."""
        return (
            ("Bekend sinds", moment_in_words(self.bekend)),
            ("Melden uiterlijk", moment_in_words(self.uiterlijk)),
            ("Over op het moment van maken", self.over_in_words),
        )

    def to_json(self) -> dict[str, Any]:
        """Return the clock for machines."""
        return {
            "bekend": iso(self.bekend),
            "uiterlijk": iso(self.uiterlijk),
            "nu": iso(self.nu),
            "over_ms": self.over,
            "te_laat": self.te_laat,
        }


def parse_moment(text: str) -> int:
    """Read a day with a time, such as `2026-11-22T14:03`, in Dutch time unless an offset stands behind it.

    Raises:
        MomentError: another form, or a time that the clock skipped or had twice.
    """
    try:
        found = datetime.fromisoformat(text) if len(text) >= _FORM else None
    except ValueError:
        found = None
    if found is None:
        raise MomentError("Geef het moment als dag en tijd, zoals 2026-11-22T14:03.")
    return round((found if found.tzinfo else _dutch(found)).timestamp() * 1000)


def iso(moment: int) -> str:
    """Return a moment (ms) in UTC."""
    return datetime.fromtimestamp(moment / 1000, tz=UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _dutch(naive: datetime) -> datetime:
    first, second = (naive.replace(tzinfo=ZONE, fold=fold) for fold in (0, 1))
    before, after = first.utcoffset(), second.utcoffset()
    if before == after:
        return first
    if before is not None and after is not None and before < after:
        raise MomentError("Dit tijdstip bestaat niet: de klok ging toen een uur vooruit.")
    raise MomentError("Dit tijdstip was er twee keer: zet +02:00 (zomertijd) of +01:00 (wintertijd) erachter.")
