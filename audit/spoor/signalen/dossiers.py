# SPDX-License-Identifier: EUPL-1.2
"""Signals that follow from one case: looking without doing anything, looking after the task or the case was over.

Each compares the reads of one person in one case with what the record says of that person in that case.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from audit.spoor.signalen.values import DAG, Soort, day_of, signal
from audit.spoor.waarom import NAZORG, explain

if TYPE_CHECKING:
    from collections.abc import Iterator

    from audit.spoor.signalen.values import Blik, Signaal

VERVOLG: Final = 30 * DAG


def without_act(blik: Blik) -> Iterator[Signaal]:
    """Somebody looked into a case without being on it and did nothing in it in the thirty days after."""
    for (persoon, casus), reads in blik.lezingen.items():
        dossier = blik.dossier(casus)
        done = [at for at, _ in dossier.werk.get(persoon, ())]
        loose = [
            regel
            for regel in reads
            if regel.tijd + VERVOLG <= blik.tot
            and not any(regel.tijd <= at <= regel.tijd + VERVOLG for at in done)
            and persoon not in dossier.personen
            and not explain(regel, blik.kader).verklaard
        ]
        if loose:
            told = (
                f"Las {len(loose)} keer in een casus zonder daarop te zitten, en deed er dertig dagen lang niets mee."
            )
            yield signal(Soort.ZONDER_VERVOLG, told, loose, casus)


def after_end(blik: Blik) -> Iterator[Signaal]:
    """Somebody read on after it was taken off the case."""
    for (persoon, casus), reads in blik.lezingen.items():
        dossier = blik.dossier(casus)
        ended = [(regel, dossier.geeindigd(persoon, regel.tijd)) for regel in reads]
        late = [(regel, term) for regel, term in ended if term is not None]
        if late:
            term = late[0][1]
            assert term is not None
            told = f"Las {len(late)} keer nadat de eigen organisatie deze persoon van de casus haalde (op {day_of(term.tot or 0)})."
            yield signal(Soort.NA_EINDE, told, [regel for regel, _ in late], casus)


def after_closing(blik: Blik) -> Iterator[Signaal]:
    """Somebody came back to a case more than thirty days after it was closed."""
    for (_, casus), reads in blik.lezingen.items():
        closed = blik.dossier(casus).gesloten
        if closed is None:
            continue
        late = [regel for regel in reads if regel.tijd > closed[0] + NAZORG]
        if late:
            days = (late[0].tijd - closed[0]) // DAG
            told = f"Las {len(late)} keer in een casus die {days} dagen eerder is gesloten (op {day_of(closed[0])})."
            yield signal(Soort.NA_SLUITING, told, late, casus)
