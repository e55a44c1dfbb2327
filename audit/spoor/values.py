# SPDX-License-Identifier: EUPL-1.2
"""The values of the trail: a line as it is read for control, and the row that the index keeps of it.

Invariants:
- A `Regel` is one opened line of the log with the fields that control needs; the person is there as a keyed hash, and as
  the pseudonym only in `wie`, which shows in no `repr`.
- Nothing here is content, a name or free text.

Norm: Wpg 32a (who, when, what, purpose); BIO2 8.15.01. They know no database and do nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

from audit.events import Event
from audit.spoor.tables import ALLOWED

if TYPE_CHECKING:
    from collections.abc import Callable

    from audit.values import Line

REFUSALS = frozenset(
    {
        Event.VERSTREKKING_GEWEIGERD,
        Event.LEZING_GEWEIGERD,
        Event.CASUS_GEWEIGERD,
        Event.FEIT_GEWEIGERD,
        Event.GATEWAY_WEIGERDE,
    }
)
"""Events of which the outcome is a refusal, also when no decision stands in the line."""

UNKNOWN = "onbekend"
"""Outcome of asking for what is not there, or not for the one who asks."""
REFUSED = "geweigerd"
NO_DECISION = "niet-van-toepassing"
"""Outcome of a line that the rules were not asked about: the operator's own acts, reports of gateways."""

READS = frozenset({Event.VERSTREKKING_GELEZEN, Event.CASUS_GELEZEN})


class Plaats(NamedTuple):
    """Where a line stands."""

    shard: str
    volgnr: int

    def __str__(self) -> str:
        return f"{self.shard}/{self.volgnr}"


@dataclass(frozen=True, slots=True)
class Regel:
    """A line of the log as control reads it.

    Attributes:
        plaats: shard and index.
        tijd: ms since the epoch.
        gebeurtenis: name of the event.
        oin: the organisation that acted.
        persoon: keyed hash of the person who acted, None when none did or it was erased.
        casus: the case, None outside one.
        record: the sealed record, None when it is about none.
        uitkomst: the worst outcome of its decisions, or what the event says.
        rijen: ids of the rows of the rules that carried its decisions.
        feiten: (fact, hash of the statement that establishes it) as the decisions cite them.
        beslissingen: ids of the decisions.
        eenheid: the unit, when it is known.
        eigenaar: supplier of the record when that is another organisation.
        doel: purpose code; reden: code of the reason of a local command.
        soort: kind of case event or report.
        volgnr: number of the case event that the line tells of, or up to which the case was read.
        kenmerk: of the authorisation that this is about.
        verwijst: place of the line that this one is about (a review, a bundle).
        gewist: the part about the person was erased.
        wie: the pseudonym of the person.
    """

    plaats: Plaats
    tijd: int
    gebeurtenis: str
    oin: str
    persoon: str | None = None
    casus: str | None = None
    record: str | None = None
    uitkomst: str = ALLOWED
    rijen: tuple[str, ...] = ()
    feiten: tuple[tuple[str, str], ...] = ()
    beslissingen: tuple[str, ...] = ()
    eenheid: str | None = None
    eigenaar: str | None = None
    doel: str | None = None
    reden: str | None = None
    soort: str | None = None
    volgnr: int | None = None
    kenmerk: str | None = None
    verwijst: Plaats | None = None
    gewist: bool = False
    wie: str | None = field(default=None, repr=False)

    @property
    def leest(self) -> bool:
        """Whether something was read in a case."""
        return self.gebeurtenis in READS

    @property
    def mislukt(self) -> bool:
        """Whether what was asked was not given."""
        return self.gebeurtenis in REFUSALS or self.uitkomst == UNKNOWN


def regel_of(line: Line, pseudonym: Callable[[str], str]) -> Regel | None:
    """Return a line as control reads it, None when its readable part was erased or it is a line of the stamlog.

    Args:
        line: an opened line.
        pseudonym: gives the keyed hash of a person.
    """
    feit, persoon = line.feit, line.persoon
    if feit is None:
        return None
    decided = _decisions(feit)
    return Regel(
        plaats=Plaats(line.shard, line.index),
        tijd=feit["tijd"],
        gebeurtenis=feit["gebeurtenis"],
        oin=feit["oin"],
        persoon=None if persoon is None else pseudonym(persoon["persoon"]),
        casus=feit.get("casus") or feit.get("gemeld_casus"),
        record=feit.get("record") or feit.get("gemeld_record"),
        uitkomst=_outcome(feit, decided),
        rijen=_rows(feit, decided),
        feiten=tuple((name, item) for one in decided for name, found in one["feiten"].items() for item in found),
        beslissingen=tuple(one["id"] for one in decided),
        eenheid=feit.get("eenheid"),
        doel=feit.get("doel") or (decided[0]["vraag"]["doel"] if decided else None),
        reden=feit.get("reden"),
        soort=feit.get("soort"),
        volgnr=feit.get("volgnr"),
        kenmerk=feit.get("autorisatie"),
        verwijst=_about(feit),
        gewist="persoon" in line.erased,
        wie=None if persoon is None else persoon["persoon"],
    )


def _about(feit: dict[str, Any]) -> Plaats | None:
    return Plaats(feit["log_gelezen"], feit["regel_gelezen"]) if "log_gelezen" in feit else None


def _decisions(feit: dict[str, Any]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = feit.get("beslissingen", [])
    return found


def _rows(feit: dict[str, Any], decided: list[dict[str, Any]]) -> tuple[str, ...]:
    rows = [rule for one in decided for rule in one["regels"]] + list(feit.get("gemeld_regels", ()))
    return tuple(dict.fromkeys(rows))


def _outcome(feit: dict[str, Any], decided: list[dict[str, Any]]) -> str:
    """Return the outcome of a line: that of its first decision that allowed nothing, else what the event says."""
    if feit["gebeurtenis"] == Event.ONBEKEND_GEVRAAGD:
        return UNKNOWN
    refused = [one["uitkomst"] for one in decided if one["uitkomst"] != ALLOWED]
    if refused:
        return str(refused[0])
    if feit["gebeurtenis"] in REFUSALS:
        return str(feit.get("gemeld_uitkomst", REFUSED))
    return ALLOWED if decided or feit.get("casus") else NO_DECISION
