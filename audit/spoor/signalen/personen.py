# SPDX-License-Identifier: EUPL-1.2
"""Signals about the roles of one person: two hats in one case, and putting oneself on a case."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from audit.spoor.signalen.values import Soort, signal
from audit.spoor.waarom import OFFICER

if TYPE_CHECKING:
    from collections.abc import Iterator

    from audit.spoor.signalen.values import Blik, Signaal
    from audit.spoor.values import Regel


def two_hats(blik: Blik) -> Iterator[Signaal]:
    """One person acted in a case for two organisations, or worked in a case and controlled it as an officer."""
    for lines in blik.personen.values():
        per_case: dict[str, list[Regel]] = defaultdict(list)
        for regel in lines:
            if regel.casus is not None:
                per_case[regel.casus].append(regel)
        for casus, found in per_case.items():
            names = sorted({regel.oin for regel in found})
            controls = [regel for regel in found if regel.gebeurtenis in OFFICER]
            if len(names) > 1:
                told = (
                    f"Trad in één casus op voor {len(names)} organisaties: {' en '.join(map(blik.kader.naam, names))}."
                )
                yield signal(Soort.TWEE_PETTEN, told, _second_hat(found), casus)
            elif controls and len(controls) < len(found):
                told = "Werkte in een casus en controleerde haar ook als functionaris."
                yield signal(Soort.TWEE_PETTEN, told, controls, casus)


def _second_hat(found: list[Regel]) -> list[Regel]:
    """Return the lines for the organisation for which the person acted least in the case."""
    counts = {oin: sum(regel.oin == oin for regel in found) for oin in {regel.oin for regel in found}}
    least = min(counts, key=lambda oin: (counts[oin], oin))
    return [regel for regel in found if regel.oin == least]


def put_itself(blik: Blik) -> Iterator[Signaal]:
    """Somebody put itself on a case and then read in it."""
    for (persoon, casus), reads in blik.lezingen.items():
        own = [term for term in blik.dossier(casus).personen.get(persoon, ()) if term.door == persoon]
        within = [regel for regel in reads if any(term.van <= regel.tijd for term in own)]
        if within:
            told = f"Zette zichzelf op de casus (gebeurtenis {own[0].volgnr}) en las daarna {len(within)} keer."
            yield signal(Soort.ZELF_AANGEWEZEN, told, within, casus)
