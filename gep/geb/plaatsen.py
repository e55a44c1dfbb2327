# SPDX-License-Identifier: EUPL-1.2
"""Which questions of the form people answer, and in which rows: everything else is generated, and theirs is not.

Invariants:
- A question is for people or generated, never both, except the status (19.2), which is concept until people say otherwise.
- A row that people answer in has a code that stays: a risk or measure of the blueprint, a processing of the register.

Norm: Rijksmodel DPIA 3.0; issue "GEP" (judgement stays open for people).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from gep.geb.model import Taken

if TYPE_CHECKING:
    from collections.abc import Mapping

    from gep.geb.blauwdruk import Blauwdruk
    from gep.geb.werk import Werk

LOS: Final = (
    *(
        "14.1",
        "14.2",
        "15.5.1",
        "15.5.2",
        "15.5.3",
        "15.5.4",
        "17.2",
        "17.3",
        "18",
        "19.2",
        "19.3.1",
    ),
    *(f"19.4.{number}" for number in range(1, 7)),
    *(f"19.5.{number}" for number in range(1, 9)),
)
"""Questions that people answer once."""

PER_RIJ: Final[Mapping[str, tuple[str, ...]]] = {
    "7.1": ("7.1.1",),
    "8.1.1": ("8.1.1.1", "8.1.1.2"),
    "13.1.1": ("13.1.1.5", "13.1.1.6"),
    "16.1": ("16.1.3", "16.1.5", "16.1.6", "16.1.7", "16.1.8"),
    "17.1": ("17.1.4", "17.1.5", "17.1.6"),
}
"""Questions that people answer in the rows of a generated group."""

PER_VERWERKING: Final = ("7.1", "8.1.1", "13.1.1")
"""Of those, the groups with a row per processing; the others have one per risk or measure of the blueprint."""

GROEPEN: Final[Mapping[str, tuple[str, ...]]] = {
    "3.3": ("3.3.1",),
    "19.1": ("19.1.1", "19.1.2", "19.1.3"),
    "19.3.2": ("19.3.2.1", "19.3.2.2", "19.3.2.3", "19.3.2.4"),
    "20.1": tuple(f"20.1.{number}" for number in range(1, 8)),
}
"""Groups whose rows people make themselves."""


def rows(werk: Werk) -> dict[str, dict[str, str]]:
    """Return per group the rows that people may answer in: code and what the row is about, in the order of the form."""
    activities = {item.code: item.naam for item in werk.verwerkingen}
    return {**of_blueprint(werk.blauwdruk), **dict.fromkeys(PER_VERWERKING, activities)}


def of_blueprint(blauwdruk: Blauwdruk) -> dict[str, dict[str, str]]:
    """Return the rows that come from the blueprint: risks and measures."""
    return {
        "16.1": {item["id"]: item["tekst"] for item in blauwdruk.all("risico")},
        "17.1": {item["id"]: item["tekst"] for item in blauwdruk.all("maatregel")},
    }


def question(task: str) -> str:
    """Return a question as people read it, with the values that it allows."""
    found = Taken.load()[task]
    return f"{found.titel} (kies uit: {', '.join(found.waarden)})" if found.waarden else found.titel


def section_of(task: str) -> str:
    """Return the number of the section that a question or group stands in."""
    return task.partition(".")[0]
