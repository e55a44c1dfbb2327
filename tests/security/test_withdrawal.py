# SPDX-License-Identifier: EUPL-1.2
"""A key that was withdrawn through one server process opens nothing at another."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from core.exchange import keys
from core.exchange.results import Gedaan
from core.exchange.world import World
from core.keychain import events
from core.keychain.errors import UnknownKey
from core.keychain.keys import Rol
from tests.kit import UNIT

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.kit import Backbone


def other_process(knooppunt: Backbone) -> World:
    """Return the world of a second server process beside the same database."""
    old = knooppunt.world
    parts: dict[str, Any] = {"lijst": old.lijst, "register": old.register}
    return World(engine=knooppunt.engine, sequencer=knooppunt.sequencer, kluis=knooppunt.kluis, **parts)


@pytest.mark.parametrize("rol", [Rol.HTTP, Rol.TEKENEN, Rol.KEM])
def test_withdrawal_reaches_other_processes(knooppunt: Backbone, monkeypatch: pytest.MonkeyPatch, rol: Rol) -> None:
    """Each kind of key that is withdrawn at one process is unknown at another as soon as its replay is old."""
    nvwa, other = knooppunt["nvwa"], other_process(knooppunt)
    ids = {Rol.HTTP: nvwa.http.public.id, Rol.TEKENEN: nvwa.tekenen.public.id, Rol.KEM: nvwa.kem.public.id}
    lookups: dict[Rol, Callable[[int], Any]] = {
        Rol.HTTP: lambda at: other.keys.http_key(nvwa.oin, ids[rol], at),
        Rol.TEKENEN: lambda at: other.keys.signing_key(nvwa.oin, at, ids[rol]),
        Rol.KEM: lambda at: other.keys.kem_id(nvwa.oin, UNIT, at),
    }
    look, now = lookups[rol], knooppunt.clock.now()
    assert look(now)
    unit = UNIT if rol is Rol.KEM else None
    event = events.withdraw(nvwa.identiteit, nvwa.oin, rol, ids[rol], now, eenheid=unit)
    outcome = knooppunt.exchange.admit_key_event(nvwa.caller(), event)
    assert isinstance(outcome, Gedaan), outcome
    monkeypatch.setattr(keys, "FRESH_S", 0.0)
    if rol is Rol.KEM:
        assert look(now + 1) is None
    else:
        with pytest.raises(UnknownKey):
            look(now + 1)
