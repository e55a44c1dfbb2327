# SPDX-License-Identifier: EUPL-1.2
"""Small words in Dutch: a day, a list of things, a number with its noun.

Invariants: no clock, no locale of the machine; the same value gives the same words.

Does not: know rules.
"""

from collections.abc import Iterable
from datetime import date
from typing import Final

MAANDEN: Final = (
    *("januari", "februari", "maart", "april", "mei", "juni"),
    *("juli", "augustus", "september", "oktober", "november", "december"),
)


def day_in_words(day: date) -> str:
    """`1 maart 2025`."""
    return f"{day.day} {MAANDEN[day.month - 1]} {day.year}"


def enumerate_words(words: Iterable[str], last: str = "en") -> str:
    """`a, b en c`; with `last` another word before the last."""
    found = list(words)
    return found[0] if len(found) == 1 else f"{', '.join(found[:-1])} {last} {found[-1]}" if found else ""


def capital(text: str) -> str:
    """A text as it begins a sentence."""
    return text[:1].upper() + text[1:]


def counted(number: int, one: str, more: str) -> str:
    """`1 regel`, `0 regels`, `12 regels`."""
    return f"{number} {one if number == 1 else more}"
