# SPDX-License-Identifier: EUPL-1.2
"""What in a trail may need an officer's eye: signals, each with its reason in words and the lines that it rests on.

Invariants:
- A signal names what happened, what was usual, and which lines show it. There is no score, and no threshold that is not told.
- Signals look at lines and dossiers only, never at content; a person is a keyed hash.
- No signal is an accusation: it is a question to ask.

`all_signals` runs them over the lines of a period in order of time. Norm: peers-and-style 1.3; BIO2 8.16.01.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from audit.spoor.signalen import dossiers, nood, patronen, personen
from audit.spoor.signalen.values import Blik, Signaal, Soort

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from audit.spoor.values import Regel
    from audit.spoor.waarom import Kader

__all__ = ["ALL", "Signaal", "Soort", "all_signals"]

ALL: Final[dict[Soort, Callable[[Blik], Iterator[Signaal]]]] = {
    Soort.ZONDER_VERVOLG: dossiers.without_act,
    Soort.BREEDTE: patronen.breadth,
    Soort.BUITEN_DIENSTTIJD: patronen.outside_hours,
    Soort.ANDERE_REGIO: patronen.other_region,
    Soort.WEIGERINGSREEKS: patronen.refusals,
    Soort.TWEE_PETTEN: personen.two_hats,
    Soort.NA_EINDE: dossiers.after_end,
    Soort.NA_SLUITING: dossiers.after_closing,
    Soort.ZELF_AANGEWEZEN: personen.put_itself,
    Soort.NOOD: nood.emergencies,
}


def all_signals(regels: Sequence[Regel], kader: Kader, tot: int) -> list[Signaal]:
    """Return all signals over these lines (in order of time), oldest first. `tot` (ms) is up to when lines were read."""
    blik = Blik.of(regels, kader, tot)
    found = [signaal for make in ALL.values() for signaal in make(blik)]
    return sorted(found, key=lambda signaal: (signaal.tijd, signaal.soort, signaal.regels))
