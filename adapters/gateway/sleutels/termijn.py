# SPDX-License-Identifier: EUPL-1.2
"""How long the own keys still count, and what has to be said about it before it is too late.

Invariants:
- A key that ends within the given days, one that ended, and the lack of a recovery key are each said in one sentence.
- It reads the verified directory; it changes nothing and sends nothing.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

from core.keychain.keys import Rol

if TYPE_CHECKING:
    from adapters.gateway.gateway import Gateway
    from core.keychain.keys import DirectoryKey

WARN_DAYS: Final = 14
_DAY_MS: Final = 24 * 3600 * 1000


def current(gateway: Gateway) -> list[DirectoryKey[Any]]:
    """Return of each role and unit the own key that was published last and not withdrawn."""
    newest = {
        (key.rol, key.eenheid): key
        for key in gateway.desk.directory.keys(gateway.partner.oin)
        if key.ingetrokken_op is None
    }
    return list(newest.values())


def notices(gateway: Gateway, days: int) -> list[str]:
    """Return what a person has to know about the own keys now."""
    now, found = gateway.clock(), []
    for key in current(gateway):
        name = key.rol.value + (f" van eenheid {key.eenheid}" if key.eenheid else "")
        if key.geldig_tot <= now:
            found.append(
                f"De sleutel {name} is verlopen sinds {_day(key)}; met haar wordt niet meer verzegeld of getekend."
            )
        elif key.geldig_tot - now <= days * _DAY_MS:
            what = "sleutels herstel maak" if key.rol is Rol.HERSTEL else "sleutels roteer"
            found.append(f"De sleutel {name} geldt tot {_day(key)}; vervang haar met `{what}`.")
    return found


def state(gateway: Gateway, days: int) -> dict[str, Any]:
    """Return the own keys with their term, and what has to be said about them."""
    keys = current(gateway)
    without = (
        []
        if any(key.rol is Rol.HERSTEL for key in keys)
        else ["Er is geen herstelsleutel; maak die met `sleutels herstel maak`."]
    )
    listed = [
        {"rol": key.rol.value, "eenheid": key.eenheid, "sleutel_id": key.sleutel_id, "tot": _day(key)} for key in keys
    ]
    return {"sleutels": listed, "waarschuwingen": [*notices(gateway, days), *without]}


def _day(key: DirectoryKey[Any]) -> str:
    return datetime.fromtimestamp(key.geldig_tot / 1000, tz=UTC).date().isoformat()
