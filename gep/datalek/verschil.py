# SPDX-License-Identifier: EUPL-1.2
"""What changed since the version of a report before: records that came or went, outcomes that differ, counts that came in.

Invariants:
- The version before is read from its own file and believed only in its form: it decides nothing of what stands in the new one.
- A record that is gone from the report is as telling as one that came: both are named.

Norm: AVG 33(4) (information in phases).
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from gep.datalek.waarde import UITKOMSTEN

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")


class VorigeError(ValueError):
    """The file is no earlier version of this report; the message is Dutch."""

    type = "datalek-vorige"


@dataclass(frozen=True, slots=True)
class Verschil:
    """What changed.

    Attributes:
        versie: the version that is compared with.
        erbij: records that came.
        eraf: records that went.
        anders: per record the outcome before and now.
        geteld: suppliers whose count came in or changed.
        regels: how many lines of the log came since.
    """

    versie: int
    erbij: tuple[str, ...] = ()
    eraf: tuple[str, ...] = ()
    anders: tuple[tuple[str, str, str], ...] = ()
    geteld: tuple[str, ...] = ()
    regels: int = 0

    @property
    def leeg(self) -> bool:
        """Whether nothing changed but the log that was searched."""
        return not (self.erbij or self.eraf or self.anders or self.geteld)

    def to_json(self) -> dict[str, Any]:
        """Return it for the report."""
        changed = [{"record": record, "was": was, "nu": now} for record, was, now in self.anders]
        plain = {name: list(getattr(self, name)) for name in ("erbij", "eraf", "geteld")}
        return {"vorige_versie": self.versie, **plain, "anders": changed, "regels_erbij": self.regels}


def load(path: Path, asked: Mapping[str, Any]) -> dict[str, Any]:
    """Read `datalek.json` of the version before.

    Raises:
        VorigeError: it is no such file, or it is about something else than what is asked now.
    """
    try:
        found = json.loads(path.read_text("utf-8"))
        sound = (found["v"], found["soort"]) == (1, "datalekrapport") and _UUID.fullmatch(found["melding"]) is not None
        sound = sound and type(found["versie"]) is int and all(r["uitkomst"] in UITKOMSTEN for r in found["records"])
        about = {name: found["vraag"][name] for name in ("soort", "periode", "oin")}
        compare(found, found)
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise VorigeError("Dit is geen datalek.json van een eerder rapport.") from None
    if not sound:
        raise VorigeError("Dit is geen datalek.json van een eerder rapport.")
    if about != {name: asked[name] for name in about} or _key(found["vraag"]) != _key(asked):
        raise VorigeError("Dat rapport gaat over iets anders. Vraag hetzelfde, met dezelfde periode.")
    return dict(found)


def compare(was: Mapping[str, Any], now: Mapping[str, Any]) -> Verschil:
    """Return what changed from one version to the next."""
    before, after = ({r["record"]: r["uitkomst"] for r in one["records"]} for one in (was, now))
    both = sorted(before.keys() & after.keys())
    old, new = (one["tellingen"]["per_verstrekker"] for one in (was, now))
    return Verschil(
        versie=was["versie"],
        erbij=tuple(sorted(after.keys() - before.keys())),
        eraf=tuple(sorted(before.keys() - after.keys())),
        anders=tuple((r, before[r], after[r]) for r in both if before[r] != after[r]),
        geteld=tuple(oin for oin in sorted(new) if old.get(oin, {}).get("sha256") != new[oin]["sha256"]),
        regels=_lines(now) - _lines(was),
    )


def _key(asked: Mapping[str, Any]) -> tuple[Any, ...]:
    key = asked.get("sleutel")
    return (None if key is None else key["id"], asked.get("persoon"), asked.get("beheer"))


def _lines(value: Mapping[str, Any]) -> int:
    return sum(int(head["size"]) for head in value["doorzocht"])
