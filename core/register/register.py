# SPDX-License-Identifier: EUPL-1.2
"""Loading the register and looking things up in it, at a time.

Invariants:
- Loaded whole or not at all: every finding is collected, then `RegisterError` names them all.
- A code stands once per version; versions of one activity rise by one and so do their dates; at any time at most one
  activity holds for a purpose and an act.
- `digest` is the SHA-256 of the canonical data: two processes with the same digest cite the same register.

Norm: design.md 9 (partial load = refuse to start). It reads TOML files only; it writes nothing.
"""

from __future__ import annotations

import tomllib
from datetime import date, datetime, time
from importlib import resources
from itertools import pairwise
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from audit.proof import jcs
from core.register.model import URI, Partnersoort, Regio, Verwerking

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from importlib.resources.abc import Traversable
    from pathlib import Path

FILES = ("partnersoorten", "regios", "verwerkingen")
_ZONE = ZoneInfo("Europe/Amsterdam")
_ROLES = {"partner", "werker"}


class RegisterError(ValueError):
    """The register is not fit for use; `bevindingen` lists every reason."""

    def __init__(self, bevindingen: Iterable[str]) -> None:
        self.bevindingen = tuple(bevindingen)
        super().__init__("; ".join(self.bevindingen))


class UnknownActivity(LookupError):  # noqa: N818 - named for what it tells, as UnknownKey in core.keychain
    """No processing activity is registered for this purpose and act at this time: nothing may be processed."""


class Register:
    """The register of one version of the software."""

    def __init__(self, data: Mapping[str, Mapping[str, Any]]) -> None:
        """Take the decoded TOML per file name (see `FILES`); `load` is the usual way.

        Raises:
            RegisterError: with all findings.
        """
        found = [f"bestand '{name}' ontbreekt" for name in FILES if name not in data]
        if found:
            raise RegisterError(found)
        try:
            self.soorten = _unique(found, "partnersoort", map(_soort, data["partnersoorten"]["soort"]))
            self.regios = _unique(found, "regio", map(_regio, data["regios"]["regio"]))
            self._verwerkingen = tuple(_verwerking(row) for row in data["verwerkingen"]["verwerking"])
        except (KeyError, TypeError, ValueError) as error:
            raise RegisterError([*found, f"een rij is niet volledig of heeft een verkeerde waarde: {error}"]) from error
        found += _check_kinds(self.soorten.values()) + _check_versions(self._verwerkingen)
        self._by_use = _index(found, self._verwerkingen)
        if found:
            raise RegisterError(found)
        self.digest = jcs.digest(_plain(data))

    @classmethod
    def load(cls, folder: Path | None = None) -> Register:
        """Load the register of this version, or the one in `folder`.

        Raises:
            RegisterError: a file is missing or unreadable, or the content has findings.
        """
        root: Traversable = folder if folder is not None else resources.files("core.register") / "gegevens"
        try:
            return cls({name: tomllib.loads(root.joinpath(f"{name}.toml").read_text("utf-8")) for name in FILES})
        except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
            raise RegisterError([f"een bestand van het register is niet leesbaar: {type(error).__name__}"]) from error

    @property
    def verwerkingen(self) -> tuple[Verwerking, ...]:
        """All activities, in all versions, in the order of the file."""
        return self._verwerkingen

    def activity_for(self, doel: str, handeling: str, tijd: int | None = None) -> Verwerking:
        """Return the activity in force for a purpose and an act at `tijd` (ms; None: the newest).

        Raises:
            UnknownActivity: none is registered, or not yet at this time.
        """
        rows = [row for row in self._by_use.get((doel, handeling), ()) if tijd is None or row.vanaf <= tijd]
        if not rows:
            raise UnknownActivity("voor dit doel en deze handeling staat geen verwerking in het register")
        return rows[-1]

    def activity(self, uri: str, tijd: int | None = None) -> Verwerking:
        """Return the version of an activity in force at `tijd` (ms; None: the newest), by its URI.

        Raises:
            UnknownActivity: the URI is not registered, or not yet at this time.
        """
        rows = [r for r in self._verwerkingen if r.uri == uri and (tijd is None or r.vanaf <= tijd)]
        if not rows:
            raise UnknownActivity("deze verwerking staat niet in het register")
        return max(rows, key=lambda row: row.versie)

    def is_partner(self, soort: str) -> bool:
        """Return whether this kind is a convenant partner (a worker and an unknown kind are not)."""
        return soort in self.soorten and self.soorten[soort].rol == "partner"

    def __repr__(self) -> str:
        return f"Register(digest={self.digest[:12]}…)"


def _soort(row: dict[str, Any]) -> Partnersoort:
    return Partnersoort(row["code"], row["label"], row["rol"], tuple(row["gegevens"]), row["bron"])


def _regio(row: dict[str, Any]) -> Regio:
    return Regio(row["code"], row["naam"], row.get("rapporteert_als", row["code"]))


def _verwerking(row: dict[str, Any]) -> Verwerking:
    rest = {key: row[key] for key in ("code", "doel", "naam", "grondslag", "zekerheid")}
    if not all(isinstance(item, str) and item for item in rest.values()) or not row["handelingen"]:
        raise ValueError("lege waarde")
    return Verwerking(versie=int(row["versie"]), vanaf=_ms(row["vanaf"]), handelingen=tuple(row["handelingen"]), **rest)


def _ms(day: date) -> int:
    return int(datetime.combine(day, time(), _ZONE).timestamp()) * 1000


def _unique(found: list[str], what: str, rows: Iterable[Any]) -> dict[str, Any]:
    result: dict[str, Any] = {}
    for row in rows:
        if row.code in result:
            found.append(f"{what} '{row.code}' staat er twee keer")
        result[row.code] = row
    if not result:
        found.append(f"er is geen {what}")
    return result


def _check_kinds(soorten: Iterable[Partnersoort]) -> list[str]:
    return [f"partnersoort '{soort.code}' heeft een onbekende rol" for soort in soorten if soort.rol not in _ROLES]


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


def _index(found: list[str], rows: Iterable[Verwerking]) -> dict[tuple[str, str], list[Verwerking]]:
    index: dict[tuple[str, str], list[Verwerking]] = {}
    for row in rows:
        for handeling in row.handelingen:
            entries = index.setdefault((row.doel, handeling), [])
            if any(entry.code != row.code or entry.versie == row.versie for entry in entries):
                found.append(f"voor {row.doel}/{handeling} gelden twee verwerkingen, ook '{row.code}'")
            entries.append(row)
    return index


def _plain(value: Any) -> Any:
    """Return TOML data as JSON: dates as text."""
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_plain(item) for item in value]
    return value.isoformat() if isinstance(value, date) else value


__all__ = ["FILES", "URI", "Register", "RegisterError", "UnknownActivity"]
