# SPDX-License-Identifier: EUPL-1.2
"""Dates as registers know them: with parts that nobody knows, and nothing invented in their place.

Invariants:
- The text form is eight digits, JJJJMMDD, with `0000` and `00` for what is unknown; it goes in and out unchanged.
- Each part may be unknown on its own: registers hold dates such as `19660013` (day known, month not).
- Known parts exist together in the calendar (31 April does not; 29 February only in a leap year, or without a year).
- A date of a person never shows in `repr`.

Norm: Logisch Ontwerp BRP, incomplete dates (for example 03.10 `19450000`). It knows no times and no time zones.
"""

import calendar
import re
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic_core import PydanticCustomError, core_schema

PATTERN = r"^[0-9]{4}(0[0-9]|1[0-2])(0[0-9]|[12][0-9]|3[01])$"
_LEAP_YEAR = 2000  # stands in for an unknown year, so that 29 February stays possible
_LONG_MONTH = 1  # stands in for an unknown month
_EIGHT = re.compile(r"[0-9]{8}", re.ASCII)


@dataclass(frozen=True, slots=True, order=False)
class OnvolledigeDatum:
    """A date of which the day, the month or everything may be unknown; `None` stands for an unknown part."""

    jaar: int | None = field(repr=False)
    maand: int | None = field(repr=False)
    dag: int | None = field(repr=False)

    def __post_init__(self) -> None:
        """Refuse what the calendar does not have.

        Raises:
            ValueError: with a reason that does not repeat the date.
        """
        if self.jaar is not None and not 1 <= self.jaar <= 9999:
            raise ValueError("jaar bestaat niet")
        if self.maand is not None and not 1 <= self.maand <= 12:
            raise ValueError("maand bestaat niet")
        if self.dag is not None and not 1 <= self.dag <= self._days():
            raise ValueError("dag bestaat niet")

    def _days(self) -> int:
        return calendar.monthrange(self.jaar or _LEAP_YEAR, self.maand or _LONG_MONTH)[1]

    @classmethod
    def parse(cls, text: str) -> "OnvolledigeDatum":
        """Read JJJJMMDD.

        Raises:
            ValueError: not eight ASCII digits, or no date; the message never holds the text.
        """
        if not _EIGHT.fullmatch(text):
            raise ValueError("een datum is acht cijfers: JJJJMMDD")
        year, month, day = int(text[:4]), int(text[4:6]), int(text[6:])
        return cls(year or None, month or None, day or None)

    @classmethod
    def of(cls, day: date) -> "OnvolledigeDatum":
        """Return the complete date of a calendar day."""
        return cls(day.year, day.month, day.day)

    @property
    def complete(self) -> bool:
        """Whether year, month and day are all known."""
        return None not in (self.jaar, self.maand, self.dag)

    def could_be(self, day: date) -> bool:
        """Tell whether this date does not contradict `day`; a wholly unknown date contradicts nothing."""
        pairs = ((self.jaar, day.year), (self.maand, day.month), (self.dag, day.day))
        return all(known is None or known == actual for known, actual in pairs)

    def __str__(self) -> str:
        """Return JJJJMMDD."""
        return f"{self.jaar or 0:04d}{self.maand or 0:02d}{self.dag or 0:02d}"

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> core_schema.CoreSchema:
        """Read text as a date and write a date as text."""
        from_text = core_schema.no_info_after_validator_function(cls._read, core_schema.str_schema(strict=True))
        return core_schema.json_or_python_schema(
            json_schema=from_text,
            python_schema=core_schema.union_schema(
                [core_schema.is_instance_schema(cls), from_text],
                custom_error_type="datum-ongeldig",
                custom_error_message="Een datum is acht cijfers JJJJMMDD, met nullen voor wat onbekend is.",
            ),
            serialization=core_schema.to_string_ser_schema(),
        )

    @classmethod
    def __get_pydantic_json_schema__(
        cls, schema: core_schema.CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        """Describe the text form."""
        return {"type": "string", "pattern": PATTERN, "description": "JJJJMMDD; nullen voor wat onbekend is"}

    @classmethod
    def _read(cls, text: str) -> "OnvolledigeDatum":
        try:
            return cls.parse(text)
        except ValueError:
            raise PydanticCustomError(
                "datum-ongeldig", "Een datum is acht cijfers JJJJMMDD, met nullen voor wat onbekend is."
            ) from None
