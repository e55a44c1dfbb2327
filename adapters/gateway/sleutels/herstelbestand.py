# SPDX-License-Identifier: EUPL-1.2
"""The recovery file of a partner: `herstel/leessleutels.json`, the reading keys of now sealed to its recovery key.

Invariants:
- It holds what lies in the key folder now and no more; making it again takes the place of the one before, as a whole.
- It is made without any share: only the public half of the recovery key is needed, which the stamlog shows.
- Without a recovery key, or with one whose term is over, there is no new file, and that is told.

Norm: ADR on recovery. The partner backs the file up itself; the operator never gets it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from adapters.gateway.errors import ConfigError
from adapters.gateway.keyring import write_private
from core.keychain.errors import RecoveryError
from core.keychain.herstel import Herstelbestand, Leessleutel, seal_seeds
from core.keychain.kem import KemPrivateKey
from core.keychain.keys import Rol
from core.keychain.keystore import Bestandsrol

if TYPE_CHECKING:
    from pathlib import Path

    from adapters.gateway.gateway import Gateway
    from core.keychain.directory import KeyDirectory

FOLDER, FILE = "herstel", "leessleutels.json"
EXPIRED: Final = "herstelsleutel-verlopen"


def path_of(folder: Path) -> Path:
    """Return where the recovery file of a partner folder lies."""
    return folder / FOLDER / FILE


def renew(gateway: Gateway) -> bool:
    """Make the recovery file again with the keys of now; False when there is no recovery key to seal to."""
    partner, now = gateway.partner, gateway.clock()
    found = gateway.desk.directory.recovery_key(partner.oin)
    if found is None:
        return False
    if not found.valid_at(now):
        text = "De herstelsleutel is verlopen; maak een nieuwe met `sleutels herstel maak`."
        gateway.store.alarm(now, EXPIRED, text, {"sleutel_id": found.sleutel_id})
        return False
    path = path_of(partner.folder)
    path.parent.mkdir(mode=0o700, exist_ok=True)
    write_private(path, seal_seeds(found.sleutel, partner.oin, _seeds(gateway), now).encode())
    return True


def read(path: Path) -> Herstelbestand:
    """Read a recovery file.

    Raises:
        ConfigError: it is not there. RecoveryError: it is none.
    """
    try:
        return Herstelbestand.parse(path.read_bytes())
    except OSError:
        raise ConfigError("Het herstelbestand is er niet; zet het terug uit de eigen back-up.") from None


def require_current(directory: KeyDirectory, oin: str, file: Herstelbestand) -> None:
    """Return only when a file was made for the recovery key of now, and after the last rotation.

    Raises:
        RecoveryError: it is another organisation's, or there is a newer one.
    """
    if file.oin != oin:
        raise RecoveryError("bestand", "Dit herstelbestand is van een andere organisatie.")
    current = directory.recovery_key(oin) or directory.used_recovery_key(oin)
    if current is None or current.sleutel_id != file.herstelsleutel:
        raise RecoveryError("verouderd", "Dit herstelbestand hoort bij een herstelsleutel die niet meer geldt.")
    units = {key.eenheid for key in directory.keys(oin) if key.rol is Rol.KEM}
    newest = {
        [k for k in directory.keys(oin) if k.rol is Rol.KEM and k.eenheid == unit][-1].sleutel_id for unit in units
    }
    if not newest <= set(file.sleutels):
        raise RecoveryError("verouderd", "In dit herstelbestand zitten oude sleutels; er is een nieuwer bestand.")


def _seeds(gateway: Gateway) -> list[Leessleutel]:
    stored = gateway.partner.keys.of_role(Bestandsrol.KEM)
    return [Leessleutel(key.eenheid or "", key.sleutel) for key in stored if isinstance(key.sleutel, KemPrivateKey)]
