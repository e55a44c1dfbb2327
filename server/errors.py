# SPDX-License-Identifier: EUPL-1.2
"""What can keep the operator's side from starting or working: errors with a stable type and a Dutch sentence.

    ServerError
    ├── SettingsError          a setting is wrong
    ├── NotInitialisedError    a file or table that must exist does not
    ├── SchemaError            the database has another schema than this release
    ├── BewaringError          a backup that cannot be made, read or put back
    └── OudeStandError         the log that lies here is not the newest one

None holds a secret or a value of a setting.
"""

from __future__ import annotations

from typing import ClassVar

from core.contract.exitcodes import ExitCode


class ServerError(Exception):
    """The server cannot start or go on."""

    type: ClassVar[str] = "server"
    advies: ClassVar[str] = ""
    exit_code: ClassVar[ExitCode] = ExitCode.FAILURE

    def diagnose(self) -> str:
        """Return what is wrong and what to do, in Dutch."""
        return f"{self} {self.advies}".strip()


class SettingsError(ServerError):
    """One or more settings are wrong."""

    type = "instelling-ongeldig"
    exit_code = ExitCode.USAGE
    advies = "Zie docs/naslag/instellingen.md."


class NotInitialisedError(ServerError):
    """A file or table that has to exist is absent."""

    type = "niet-ingericht"
    advies = "Richt de backbone eerst in met `knooppunt beheer init`."


class SchemaError(ServerError):
    """The database has another schema than this release needs."""

    type = "schema-anders"
    advies = "Werk de database bij met `knooppunt beheer migreer`."


class BewaringError(ServerError):
    """A backup that cannot be made, read or put back."""

    type = "back-up"
    advies = "Zie docs/handleiding/terugzetten.md."


class OudeStandError(ServerError):
    """The log that lies here is older than what others saw of it, or nobody has compared it yet after a restore."""

    type = "oude-stand"
    advies = "Ga zo niet verder: er zouden twee logs ontstaan. Zie docs/handleiding/terugzetten.md."
