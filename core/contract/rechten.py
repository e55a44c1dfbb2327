# SPDX-License-Identifier: EUPL-1.2
"""The codes and terms of requests of citizens: kinds, grounds, reasons, and until when each must be answered.

Invariants:
- Everything comes from `rechten.toml`, with its source and the confidence of law.md; nothing is invented in code.
- A term is counted in Dutch days: it ends with the last moment of its last day. A month later is the same day of the next
  month, or the last day of a shorter one.
- The same at gateway and backbone: neither has a list of its own.

Norm: AVG 12(3); Wpg 25, 27, 28; UAVG 41. It decides nothing.
"""

from __future__ import annotations

import tomllib
from calendar import monthrange
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo

_ZONE: Final = ZoneInfo("Europe/Amsterdam")
_FILE: Final = Path(__file__).with_name("rechten.toml")
DAY_MS: Final = 24 * 3600 * 1000


@cache
def codes() -> dict[str, Any]:
    """Return the whole file."""
    return tomllib.loads(_FILE.read_text("utf-8"))


def due(soort: str, ontvangen: int) -> int:
    """Return the first moment (ms) at which an answer to a request of this kind is late."""
    term = codes()["soorten"][soort]
    first = day_of(ontvangen)
    last = first + timedelta(weeks=term["weken"]) if "weken" in term else _months_later(first, term["maanden"])
    return _end_of(last)


def latest(tot: int) -> int:
    """Return until when a term that ends at `tot` may be extended at most."""
    return _end_of(_months_later(day_of(tot - 1), codes()["verlengen"]["maanden"]))


def latest_restriction(gemaakt: int) -> int:
    """Return until when a restriction made at this moment may last before it is decided anew."""
    return gemaakt + int(codes()["beperken"]["dagen"]) * DAY_MS


def overview_from(now: int) -> int:
    """Return since when supplies are told with their recipients."""
    day = day_of(now)
    year = day.year - int(codes()["overzicht"]["jaren"])
    start = day.replace(year=year, day=min(day.day, monthrange(year, day.month)[1]))
    return _ms(datetime.combine(start, time(), _ZONE))


def day_of(moment: int) -> date:
    """Return the Dutch day of a moment (ms)."""
    return datetime.fromtimestamp(moment / 1000, UTC).astimezone(_ZONE).date()


def end_of_day(day: date) -> int:
    """Return the first moment (ms) after a Dutch day."""
    return _end_of(day)


def _months_later(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _end_of(day: date) -> int:
    return _ms(datetime.combine(day + timedelta(days=1), time(), _ZONE))


def _ms(moment: datetime) -> int:
    return int(moment.timestamp()) * 1000
