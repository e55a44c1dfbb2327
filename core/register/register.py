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
from datetime import date
from importlib import resources
from typing import TYPE_CHECKING, Any

from audit.proof import jcs
from core.contract import verwerkingen
from core.contract.verwerkingen import Activiteiten, UnknownActivity
from core.register.model import URI, Partnersoort, Regio, Verwerking

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from importlib.resources.abc import Traversable
    from pathlib import Path

FILES = ("partnersoorten", "regios", "verwerkingen")
_ROLES = {"partner", "werker"}


class RegisterError(ValueError):
    """The register is not fit for use; `bevindingen` lists every reason."""

    def __init__(self, bevindingen: Iterable[str]) -> None:
        self.bevindingen = tuple(bevindingen)
        super().__init__("; ".join(self.bevindingen))


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
            self._activiteiten = Activiteiten(data["verwerkingen"]["verwerking"])
        except (KeyError, TypeError, ValueError) as error:
            raise RegisterError([*found, f"een rij is niet volledig of heeft een verkeerde waarde: {error}"]) from error
        found += _check_kinds(self.soorten.values()) + self._activiteiten.bevindingen
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
        own = FILES if folder is not None else tuple(name for name in FILES if name != verwerkingen.FILE)
        try:
            data = {name: tomllib.loads(root.joinpath(f"{name}.toml").read_text("utf-8")) for name in own}
            return cls({verwerkingen.FILE: verwerkingen.read(), **data} if folder is None else data)
        except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
            raise RegisterError([f"een bestand van het register is niet leesbaar: {type(error).__name__}"]) from error

    @property
    def verwerkingen(self) -> tuple[Verwerking, ...]:
        """All activities, in all versions, in the order of the file."""
        return self._activiteiten.rijen

    def activity_for(
        self, doel: str, handeling: str, tijd: int | None = None, categorie: str | None = None
    ) -> Verwerking:
        """Return the activity in force for a purpose and an act at `tijd` (ms; None: the newest).

        That is the open one, unless `categorie` is one of a confidential activity.

        Raises:
            UnknownActivity: none is registered, or not yet at this time.
        """
        return self._activiteiten.for_act(doel, handeling, tijd, categorie)

    def activity(self, uri: str, tijd: int | None = None) -> Verwerking:
        """Return the version of an activity in force at `tijd` (ms; None: the newest), by its URI.

        Raises:
            UnknownActivity: the URI is not registered, or not yet at this time.
        """
        return self._activiteiten.version(uri, tijd)

    def is_partner(self, soort: str) -> bool:
        """Return whether this kind is a convenant partner (a worker and an unknown kind are not)."""
        return soort in self.soorten and self.soorten[soort].rol == "partner"

    def __repr__(self) -> str:
        return f"Register(digest={self.digest[:12]}…)"


def _soort(row: dict[str, Any]) -> Partnersoort:
    return Partnersoort(row["code"], row["label"], row["rol"], tuple(row["gegevens"]), row["bron"])


def _regio(row: dict[str, Any]) -> Regio:
    return Regio(row["code"], row["naam"], row.get("rapporteert_als", row["code"]))


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


def _plain(value: Any) -> Any:
    """Return TOML data as JSON: dates as text."""
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_plain(item) for item in value]
    return value.isoformat() if isinstance(value, date) else value


__all__ = ["FILES", "URI", "Register", "RegisterError", "UnknownActivity"]
