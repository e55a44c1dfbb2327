# SPDX-License-Identifier: EUPL-1.2
"""The tags of a scenario: who owns it, what it rests on, which rule it only just misses, may it still fail.

Invariants:
    * `@eigenaar:` exactly one and `@bron:` at least one, on the scenario or inherited from the feature;
    * an owner on the scenario replaces the inherited one, sources add up;
    * `@verwacht-mislukt-tot:` only on a scenario whose description has a line that starts with `Reden:`;
    * any other tag is refused.

Does not: know rules or sources; only the form of a code is looked at.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Final

from policies.findings import nearest
from policies.proef.feature import Blok, Kenmerk
from policies.table import RULE_ID

EIGENAAR: Final = "eigenaar"
BRON: Final = "bron"
BIJNA: Final = "bijna"
MISLUKT: Final = "verwacht-mislukt-tot"
ALLE: Final = (EIGENAAR, BRON, BIJNA, MISLUKT)
_CODE: Final = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*\Z")
_REDEN: Final = re.compile(r"^\s*Reden:\s*\S", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Kenmerken:
    """The tags of one scenario, understood."""

    eigenaar: str
    bronnen: tuple[str, ...]
    bijna: tuple[str, ...]
    mislukt_tot: date | None


def read_tags(blok: Blok, say: Callable[[int, str, str], None]) -> Kenmerken:
    """Understand the tags of a block; `say(line, kind, text)` takes every mistake."""
    for tag in (*blok.algemeen, *blok.eigen):
        problem = _problem(tag)
        if problem:
            say(tag.regel, "kenmerk", problem)
    owners = _values(blok.eigen, EIGENAAR) or _values(blok.algemeen, EIGENAAR)
    sources = tuple(dict.fromkeys(_values((*blok.algemeen, *blok.eigen), BRON)))
    if len(owners) != 1:
        say(blok.regel, "eigenaar", f"`{blok.naam}` hoort precies één `@{EIGENAAR}:` te hebben.")
    if not sources:
        say(blok.regel, "bron", f"`{blok.naam}` heeft geen `@{BRON}:`.")
    until = _values(blok.eigen, MISLUKT)
    if _values(blok.algemeen, MISLUKT) or len(until) > 1:
        say(blok.regel, "kenmerk", f"`@{MISLUKT}:` staat hoogstens één keer, en bij het scenario zelf.")
    if until and not _REDEN.search(blok.beschrijving):
        say(blok.regel, "reden", f"`@{MISLUKT}:` vraagt een regel onder de naam die begint met `Reden:`.")
    return Kenmerken(
        owners[0] if owners else "",
        sources,
        tuple(dict.fromkeys(_values((*blok.algemeen, *blok.eigen), BIJNA))),
        read_day(until[0]) if until else None,
    )


def _values(tags: tuple[Kenmerk, ...], name: str) -> list[str]:
    return [tag.tekst.partition(":")[2] for tag in tags if tag.tekst.partition(":")[0] == name]


def _problem(tag: Kenmerk) -> str:
    name, _, value = tag.tekst.partition(":")
    if name not in ALLE:
        return f"`@{tag.tekst}` bestaat niet.{nearest(name, ALLE)}"
    if name == BIJNA and not RULE_ID.match(value):
        return f"`@{tag.tekst}`: na de dubbele punt hoort een regelnummer zoals R-12.1."
    if name == MISLUKT and read_day(value) is None:
        return f"`@{tag.tekst}`: na de dubbele punt hoort een datum als 2027-01-01."
    if name in (EIGENAAR, BRON) and not _CODE.match(value):
        return f"`@{tag.tekst}`: na de dubbele punt hoort een code van kleine letters, cijfers en streepjes."
    return ""


def read_day(text: str) -> date | None:
    """A day written as 2026-11-22 and in no other way, or None."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if day.isoformat() == text else None
