# SPDX-License-Identifier: EUPL-1.2
"""The closed grammar of scenarios: which sentences a jurist can write, as data in one place.

Purpose: a scenario is read by people and by machine alike, because there are only some ten sentences.

Invariants:
    * what stands between `<` and `>` is a slot; everything else is literal, spaces included;
    * a sentence that is not here is a finding with the nearest one that is; nothing is guessed;
    * a decision without rows is refused with the reason: the right outcome for the wrong reason is a legal error.

Does not: know codes, rows or facts; those are looked up when the scenario runs.
"""

import difflib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final

GEGEVEN: Final = "Gegeven"
ALS: Final = "Als"
DAN: Final = "Dan"
EN: Final = "En"


@dataclass(frozen=True)
class Zin:
    """One sentence: its name in the program, the keyword it belongs to, and its text with slots."""

    naam: str
    woord: str
    tekst: str

    @cached_property
    def patroon(self) -> re.Pattern[str]:
        """The sentence as an expression that must match whole; a slot never holds a quote."""
        parts = re.split(r"<([a-z]+)>", self.tekst)
        return re.compile(
            "".join(f'(?P<{part}>[^"]*?)' if i % 2 else re.escape(part) for i, part in enumerate(parts)) + r"\Z"
        )

    def __str__(self) -> str:
        """As one would write it."""
        return f"{self.woord} {self.tekst}"


ZINNEN: Final = (
    Zin("peildatum", GEGEVEN, "de peildatum <datum>"),
    Zin("feiten", GEGEVEN, 'de feiten "<feiten>"'),
    Zin("geen-feiten", GEGEVEN, "geen feiten"),
    Zin(
        "vraag", ALS, '"<wie>" gegevens "<wat>" wil "<handeling>" aan "<aan>" voor doel "<doel>" in fase "<fase>"'
    ),
    Zin("vraag", ALS, '"<wie>" gegevens "<wat>" wil "<handeling>" voor doel "<doel>" in fase "<fase>"'),
    Zin("niet-geregeld", DAN, 'is het besluit "niet-geregeld" want geen regel past'),
    Zin("onbekend", DAN, 'is het besluit "niet-vaststelbaar" want "<code>" is geen bekende code'),
    Zin("besluit", DAN, 'is het besluit "<besluit>" op grond van "<regels>"'),
    Zin("ontbreekt", DAN, 'ontbreekt het feit "<feit>" bij "<bij>"'),
    Zin("plicht", DAN, 'geldt de plicht "<plicht>"'),
    Zin("geen-plicht", DAN, "geldt geen plicht"),
)  # fmt: skip

# What people are tempted to write, and why it is not accepted.
GEWEIGERD: Final = (
    (
        Zin("besluit-zonder-regel", DAN, 'is het besluit "<besluit>"'),
        'een besluit zonder regel bewijst niets; schrijf erachter: op grond van "R-…", of: want geen regel past.',
    ),
)


def read_sentence(woord: str, tekst: str) -> tuple[Zin, Mapping[str, str]] | str:
    """The sentence with its slots filled, or in Dutch why it is none."""
    for zin in ZINNEN:
        found = zin.patroon.match(tekst)
        if found and zin.woord == woord:
            return zin, found.groupdict()
    for zin, reden in GEWEIGERD:
        if zin.woord == woord and zin.patroon.match(tekst):
            return reden
    return f"deze zin bestaat niet: `{woord} {tekst}`. De zin die er het meest op lijkt: `{_nearest(woord, tekst)}`."


def _nearest(woord: str, tekst: str) -> Zin:
    """The known sentence most like this one, with what stands between quotes left aside."""

    def bare(text: str) -> str:
        return re.sub(r'"[^"]*"', '""', text)

    written = bare(f"{woord} {tekst}")
    return max(ZINNEN, key=lambda zin: difflib.SequenceMatcher(None, bare(str(zin)), written).ratio())
