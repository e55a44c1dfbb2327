# SPDX-License-Identifier: EUPL-1.2
"""The expiry radar: rows and sources that lapse soon, and rows that outlive what they rest on.

Purpose: no rule stops working, or goes on working, unseen.

Invariants: the day is handed in, never read from a clock; everything within `DAGEN` days is told, as is what lapsed.

Norm: reference/policy-engine.md 4d (expiry radar). Does not: change or refuse anything.
"""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Final

from policies.findings import MELDING, Finding
from policies.loader import Checked
from policies.rows import Row
from policies.sentence import OPEN_EINDE
from policies.sources import BESTAND, Source
from policies.words import counted, day_in_words

DAGEN: Final = 90


def radar(checked: Checked, vandaag: date) -> Iterable[Finding]:
    """Every remark of the radar on a day."""
    for row in checked.rows:
        yield from _row(row, vandaag)
        for code in row.bronnen:
            yield from _outlives(row, checked.sources[code])
    for source in checked.sources.values():
        if source.geldig_tm is not None and (told := _ends(source.geldig_tm, vandaag)):
            yield Finding(BESTAND, source.regel, "loopt-af", f"bron `{source.code}` {told}.", MELDING)


def _row(row: Row, vandaag: date) -> Iterable[Finding]:
    if row.tm != OPEN_EINDE and (told := _ends(date.fromisoformat(row.tm), vandaag)):
        yield Finding(row.bestand, row.regel, "loopt-af", f"{row.id} {told}.", MELDING)
    first = date.fromisoformat(row.van)
    if vandaag < first <= vandaag + timedelta(days=DAGEN):
        days = counted((first - vandaag).days, "dag", "dagen")
        yield Finding(row.bestand, row.regel, "gaat-in", f"{row.id} gaat in over {days}.", MELDING)


def _ends(last: date, vandaag: date) -> str:
    """What there is to say of a last day; nothing when it is far off."""
    if last < vandaag:
        return f"geldt niet meer sinds {day_in_words(last + timedelta(days=1))}"
    if last <= vandaag + timedelta(days=DAGEN):
        return f"loopt af over {counted((last - vandaag).days, 'dag', 'dagen')} ({day_in_words(last)})"
    return ""


def _outlives(row: Row, source: Source) -> Iterable[Finding]:
    if source.geldig_tm is not None and row.tm > source.geldig_tm.isoformat():
        told = (
            f"{row.id} loopt door na zijn bron `{source.code}`, die geldt tot en met {day_in_words(source.geldig_tm)}"
        )
    elif source.vervallen and source.geldig_tm is None:
        told = f"{row.id} rust op `{source.code}`, die is vervallen; sinds welke dag is niet bekend"
    else:
        return
    yield Finding(row.bestand, row.regel, "overleeft-bron", f"{told}.", MELDING)
