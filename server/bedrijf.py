# SPDX-License-Identifier: EUPL-1.2
"""What a serving process writes in the log about itself: that it started, with which settings, whom it did not let in, its end.

Invariants:
- Before the first request is served the start stands in the log, with a digest of the settings that work; when that differs
  from the last one here, a line names which settings changed. Values are never written, and passwords not even hashed.
- A start without an end means that the process was killed or the machine stopped: that shows by itself.
- At the end the counts of refused authentications that still wait are written; a log that cannot be written then stops nothing.

Norm: BIO2 8.15.01 (configuration changes, failed authentications). The settings themselves: `server.settings`.
"""

from __future__ import annotations

import json
import secrets
import threading
from importlib.metadata import version
from typing import TYPE_CHECKING, Any, Final

import sqlalchemy as sa
from pydantic import SecretStr

from audit.events import Event
from audit.proof import jcs
from audit.values import LogError
from core.exchange import beheer
from server.telemetry import logs

if TYPE_CHECKING:
    from pathlib import Path

    from core.exchange.world import World
    from server.backbone import Backbone
    from server.settings import Settings

LAST: Final = "instellingen.json"
LOOK_SECONDS: Final = 30.0


class Bedrijf:
    """The lines of one serving process.

    Args:
        backbone: opened.
        look: seconds between two looks at counts that are due.
    """

    def __init__(self, backbone: Backbone, look: float = LOOK_SECONDS) -> None:
        self._backbone, self._look = backbone, look
        self._about = {"proces": secrets.token_hex(8), "versie": version("knooppunt")}
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="bedrijf", daemon=True)

    def start(self) -> None:
        """Write down that this process serves from now on, and with which settings.

        Raises:
            audit.values.LogError: there is no line, so it must not serve.
        """
        chosen = self._backbone.settings
        now = fingerprints(chosen)
        self._note(Event.SERVER_GESTART, **self._about, instellingen_sha256=jcs.digest(dict(now)))
        self._compare(chosen.data_dir / LAST, now)
        self._thread.start()

    def stop(self) -> None:
        """Write what waits and that this process stops; what cannot be written any more is told in the operational log."""
        self._stop.set()
        self._thread.join(self._look + 60)
        try:
            self.flush(everything=True)
            self._note(Event.SERVER_GESTOPT, **self._about)
        except (LogError, TimeoutError):
            logs.event("regel-niet-geschreven", reden="gestopt")

    def flush(self, *, everything: bool = False) -> int:
        """Write the counts that are due; return how many lines that were."""
        refusals = self._backbone.refusals
        due = refusals.take(self._backbone.clock.now(), everything=everything)
        for number, item in enumerate(due):
            try:
                self._note(Event.AANMELDING_GEWEIGERD, **item.to_feit())
            except (LogError, TimeoutError):
                refusals.put_back(due[number:])
                raise
        return len(due)

    def _run(self) -> None:
        while not self._stop.wait(self._look):
            try:
                self.flush()
            except (LogError, TimeoutError):
                logs.event("regel-niet-geschreven", reden="aanmeldingen")

    def _compare(self, path: Path, now: dict[str, str]) -> None:
        before = _read(path)
        changed = sorted(name for name in now.keys() | before.keys() if now.get(name) != before.get(name))
        if before and not changed:
            return
        earlier = {"vorige_sha256": jcs.digest(dict(before))} if before else {}
        self._note(Event.INSTELLING_GEWIJZIGD, instellingen_sha256=jcs.digest(dict(now)), gewijzigd=changed, **earlier)
        _replace(path, json.dumps(now, sort_keys=True).encode())

    def _note(self, event: Event, **feit: Any) -> None:
        beheer.note(self._world, event, **feit)

    @property
    def _world(self) -> World:
        return self._backbone.exchange.world


def fingerprints(chosen: Settings) -> dict[str, str]:
    """Return per setting the SHA-256 of its value; of an address without its password."""
    found = {}
    for name in type(chosen).model_fields:
        value = getattr(chosen, name)
        plain = _without_password(value) if isinstance(value, SecretStr) else value
        found[name] = jcs.digest(None if plain is None else str(plain))
    return found


def _without_password(value: SecretStr) -> str:
    try:
        return sa.make_url(value.get_secret_value()).render_as_string(hide_password=True)
    except sa.exc.ArgumentError:
        return "onleesbaar"


def _read(path: Path) -> dict[str, str]:
    """Return what is kept of the last time; nothing when there is no such file or it is not what it should be."""
    try:
        found = json.loads(path.read_bytes())
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) and all(isinstance(value, str) for value in found.values()) else {}


def _replace(path: Path, data: bytes) -> None:
    """Write the file whole or not at all."""
    fresh = path.with_suffix(".nieuw")
    fresh.write_bytes(data)
    fresh.replace(path)
