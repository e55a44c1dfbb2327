# SPDX-License-Identifier: EUPL-1.2
"""The processing activities of the register, as both sides cite them: lines and decisions at the backbone, LDV at the gateways.

Invariants:
- An activity is cited by its URI *and* a time: the two name one version. A changed activity is a new version with its own
  first day; rows are never edited.
- Confidential is an activity, never a record of it: such an activity names the categories that make it so, and the reason.
- At any time at most one open activity holds for a purpose and an act, and at most one confidential one per category.
- The URI begins with the place where a deployer publishes the register (`base`), for backbone and gateways alike. A line
  that was written under our own example address goes on to name the same activity.

Norm: LDV 1.0.0 (a record cites a processing activity in a register by URI; every change is a version with a time) and its
decision on confidentiality; AVG 30; Wpg 31d. It reads one TOML file; it decides nothing.
"""

from __future__ import annotations

import os
import re
import tomllib
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import cache
from importlib import resources
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

URI: Final = "https://knooppunt.example/verwerkingen/"
SETTING: Final = "KNOOPPUNT_VERWERKINGEN_URI"
URI_FORM: Final = r"https?://[A-Za-z0-9.:-]+/(?:[A-Za-z0-9._~-]+/)*"
FILE: Final = "verwerkingen"
RIGHTS, READ = "rechten", "lezen"
_ZONE = ZoneInfo("Europe/Amsterdam")


class UnknownActivity(LookupError):  # noqa: N818 - named for what it tells, as UnknownKey in core.keychain
    """No processing activity is registered for this purpose and act at this time: nothing may be processed."""


@cache
def base() -> str:
    """Return where the register is published: how the URI of every activity begins.

    Raises:
        ValueError: the setting is no such address.
    """
    found = os.environ.get(SETTING) or URI
    if re.fullmatch(URI_FORM, found) is None:
        raise ValueError(f"{SETTING} is geen adres dat op / eindigt")
    return found


@dataclass(frozen=True, slots=True)
class Verwerking:
    """One version of a processing activity; `vanaf` in milliseconds (midnight in Europe/Amsterdam).

    `vertrouwelijk` holds the categories for which it is the (confidential) activity; empty for an open one.
    """

    code: str
    versie: int
    vanaf: int
    doel: str
    handelingen: tuple[str, ...]
    naam: str
    grondslag: str
    zekerheid: str
    vertrouwelijk: tuple[str, ...] = ()
    reden: str = ""

    @property
    def uri(self) -> str:
        """The URI by which headers, log lines, LDV records and the GEB cite this activity."""
        return base() + self.code

    def to_json(self) -> dict[str, Any]:
        """Return this version as the register shows it."""
        return {
            "uri": self.uri,
            "code": self.code,
            "versie": self.versie,
            "vanaf": self.vanaf,
            "doel": self.doel,
            "handelingen": list(self.handelingen),
            "naam": self.naam,
            "grondslag": self.grondslag,
            "zekerheid": self.zekerheid,
            "vertrouwelijk": list(self.vertrouwelijk),
            "reden": self.reden or None,
        }


class Activiteiten:
    """All activities in all versions.

    Attributes:
        rijen: every version, in the order of the file.
        bevindingen: what is wrong with them; who uses the rows refuses when this is not empty.
    """

    def __init__(self, rows: Iterable[Mapping[str, Any]]) -> None:
        """Take the decoded rows.

        Raises:
            KeyError, TypeError, ValueError: a row is incomplete or has a wrong value.
        """
        self.rijen = tuple(map(_row, rows))
        self.bevindingen: list[str] = _check_versions(self.rijen)
        self._by_use: dict[tuple[str, str, str], list[Verwerking]] = {}
        for row in self.rijen:
            for key in _uses(row):
                self._enter(key, row)

    def for_act(self, doel: str, handeling: str, tijd: int | None = None, categorie: str | None = None) -> Verwerking:
        """Return the activity in force for a purpose and an act at `tijd` (ms; None: the newest).

        Args:
            doel: code of the purpose.
            handeling: code of the act.
            tijd: when.
            categorie: what it is about; with a category of a confidential activity that one is returned.

        Raises:
            UnknownActivity: none is registered, or not yet at this time.
        """
        for key in ((doel, handeling, categorie or ""), (doel, handeling, "")):
            rows = [row for row in self._by_use.get(key, ()) if tijd is None or row.vanaf <= tijd]
            if rows:
                return rows[-1]
        raise UnknownActivity("voor dit doel en deze handeling staat geen verwerking in het register")

    def for_rights(self, tijd: int, *, confidential: bool = False) -> Verwerking:
        """Return the activity under which a logbook is read for a data subject or a supervisor.

        Raises:
            UnknownActivity: none is registered, or not yet at this time.
        """
        rows = [row for row in self.rijen if row.doel == RIGHTS and READ in row.handelingen and row.vanaf <= tijd]
        found = [row for row in rows if bool(row.vertrouwelijk) == confidential]
        if not found:
            raise UnknownActivity("voor het lezen van een logboek staat geen verwerking in het register")
        return max(found, key=lambda row: row.versie)

    def version(self, uri: str, tijd: int | None = None) -> Verwerking:
        """Return the version of an activity in force at `tijd` (ms; None: the newest), by its URI.

        Raises:
            UnknownActivity: the URI is not registered, or not yet at this time.
        """
        named = [row for row in self.rijen if uri in (row.uri, URI + row.code)]
        return _newest(named, tijd)

    def of_code(self, code: str, tijd: int | None = None) -> Verwerking:
        """Return the version of an activity in force at `tijd` (ms; None: the newest), by its code.

        Raises:
            UnknownActivity: the code is not registered, or not yet at this time.
        """
        return _newest([row for row in self.rijen if row.code == code], tijd)

    def _enter(self, key: tuple[str, str, str], row: Verwerking) -> None:
        entries = self._by_use.setdefault(key, [])
        if any(entry.code != row.code or entry.versie == row.versie for entry in entries):
            self.bevindingen.append(f"voor {key[0]}/{key[1]} gelden twee verwerkingen, ook '{row.code}'")
        entries.append(row)


@cache
def load() -> Activiteiten:
    """Return the activities of this version of the software.

    Raises:
        ValueError: the file is not whole, or the rows contradict each other.
    """
    found = Activiteiten(read()["verwerking"])
    if found.bevindingen:
        raise ValueError("; ".join(found.bevindingen))
    return found


def read() -> dict[str, Any]:
    """Return the decoded file."""
    return tomllib.loads((resources.files("core.contract") / f"{FILE}.toml").read_text("utf-8"))


def _newest(rows: Iterable[Verwerking], tijd: int | None) -> Verwerking:
    known = [row for row in rows if tijd is None or row.vanaf <= tijd]
    if not known:
        raise UnknownActivity("deze verwerking staat niet in het register")
    return max(known, key=lambda row: row.versie)


def _row(row: Mapping[str, Any]) -> Verwerking:
    rest = {key: row[key] for key in ("code", "doel", "naam", "grondslag", "zekerheid")}
    if not all(isinstance(item, str) and item for item in rest.values()) or not row["handelingen"]:
        raise ValueError("lege waarde")
    confidential, reason = tuple(row.get("vertrouwelijk", ())), row.get("reden", "")
    if bool(confidential) != bool(reason):
        raise ValueError("vertrouwelijk en reden horen bij elkaar")
    return Verwerking(
        versie=int(row["versie"]),
        vanaf=_ms(row["vanaf"]),
        handelingen=tuple(row["handelingen"]),
        vertrouwelijk=confidential,
        reden=reason,
        **rest,
    )


def _ms(day: date) -> int:
    return int(datetime.combine(day, time(), _ZONE).timestamp()) * 1000


def _uses(row: Verwerking) -> Iterable[tuple[str, str, str]]:
    for handeling in row.handelingen:
        for categorie in row.vertrouwelijk or ("",):
            yield row.doel, handeling, categorie


def _check_versions(rows: Iterable[Verwerking]) -> list[str]:
    found = []
    by_code: dict[str, list[Verwerking]] = {}
    for row in rows:
        by_code.setdefault(row.code, []).append(row)
    for code, versions in by_code.items():
        if [row.versie for row in versions] != list(range(1, len(versions) + 1)):
            found.append(f"de versies van verwerking '{code}' zijn niet 1, 2, 3 …")
        if any(a.vanaf >= b.vanaf or a.doel != b.doel for a, b in pairwise(versions)):
            found.append(f"verwerking '{code}': een nieuwe versie begint later en heeft hetzelfde doel")
    return found if by_code else ["er is geen verwerking"]
