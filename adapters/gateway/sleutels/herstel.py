# SPDX-License-Identifier: EUPL-1.2
"""Recovery of a partner's reading keys by enough of its own people: making the shares, and using them.

Invariants:
- The recovery key itself is never kept: its seed exists while the shares are made, and again while they are used.
- Using it is seen by everybody before any key works again: the event in the stamlog ends every key of before, and the
  backbone leaves a line. Only then the recovered keys are written, and only to re-wrap: a rotation follows at once.
- Shares, file and directory must be of one recovery key, and the file of after the last rotation.
- A use that was stopped is done again with the same shares: the event is sent once.

Norm: ADR on recovery; `log-and-crypto.md` E. The identity key is not recovered: it lies elsewhere, and is needed here.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from adapters.gateway.errors import ConfigError
from adapters.gateway.publish import TERM_DAYS, Publisher
from adapters.gateway.sleutels import herstelbestand
from adapters.gateway.sleutels.rotatie import HERSTEL, Rotatie
from core.keychain import herstel
from core.keychain.deel import Deel, save_share
from core.keychain.errors import RecoveryError
from core.keychain.kem import KemPrivateKey
from core.keychain.keys import Rol
from core.keychain.keystore import Bestandsrol, StoredKey

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from adapters.gateway.gateway import Gateway
    from adapters.gateway.sleutels.rotatie import Geroteerd
    from core.keychain.directory import KeyDirectory
    from core.keychain.herstel import Leessleutel

# A recovery key is only ever used once and lies apart: it counts as long as a key may.
RECOVERY_DAYS: Final = 731


@dataclass(frozen=True, slots=True)
class Verdeling:
    """How a recovery key is split: so many shares are needed, one file per code."""

    nodig: int
    codes: tuple[str, ...] = field(repr=False)


def make(gateway: Gateway, split: Verdeling, folder: Path) -> list[Path]:
    """Make a recovery key, its shares and the first recovery file; an earlier recovery key is withdrawn.

    Args:
        gateway: synchronised.
        split: how many shares are needed, and the code of each keeper.
        folder: where the files of the shares are written; each belongs to one person, and nowhere together.

    Raises:
        RecoveryError: the numbers or a code are not right.
    """
    partner, key = gateway.partner, KemPrivateKey.generate()
    earlier = gateway.desk.directory.recovery_key(partner.oin)
    words = herstel.split(key, split.nodig, len(split.codes))
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    paths = []
    for number, (share, code) in enumerate(zip(words, split.codes, strict=True), start=1):
        path = folder / f"hersteldeel-{number}.json"
        save_share(path, Deel(partner.oin, key.id, number, split.nodig, len(words), share), code)
        paths.append(path)
    publisher, client = Publisher(partner, gateway.store, gateway.clock), gateway.desk.client
    publisher.publish_recovery(client, key, RECOVERY_DAYS)
    if earlier is not None:
        publisher.withdraw(client, earlier)
    gateway.sync()
    herstelbestand.renew(gateway)
    return paths


def recovered(file: herstel.Herstelbestand, shares: Sequence[Deel]) -> tuple[KemPrivateKey, tuple[Leessleutel, ...]]:
    """Return the recovery key of enough shares, and the keys in the file.

    Raises:
        RecoveryError: the shares are of another key or too few, or the file does not fit them.
    """
    if any((share.oin, share.herstelsleutel) != (file.oin, file.herstelsleutel) for share in shares):
        raise RecoveryError("ander-stel", "Een deel hoort bij een andere herstelsleutel dan dit herstelbestand.")
    key = herstel.combine([share.woorden for share in shares])
    if key.id != file.herstelsleutel:
        raise RecoveryError("past-niet", "De delen vormen samen een andere sleutel: minstens één is veranderd.")
    return key, herstel.open_seeds(key, file)


def use(
    gateway: Gateway,
    shares: Sequence[Deel],
    *,
    days: int = TERM_DAYS,
    tell: Callable[[int], None] = lambda _count: None,
) -> Geroteerd:
    """Recover the reading keys, say so in the stamlog, and replace them: everything is re-wrapped to new keys.

    Afterwards this partner has no recovery key: `make` gives it a new one with new shares.

    Raises:
        RecoveryError: shares or file are not right. ConfigError: the identity key is not here.
    """
    partner = gateway.partner
    _ = partner.keys.identity
    file = herstelbestand.read(herstelbestand.path_of(partner.folder))
    key, seeds = recovered(file, shares)
    _begin_anew(gateway)
    if not partner.keys.of_role(Bestandsrol.HTTP):
        partner.keys.generate(Bestandsrol.HTTP)
    directory = gateway.follow_stamlog()
    herstelbestand.require_current(directory, partner.oin, file)
    _way_in(gateway, directory)
    if gateway.follow_stamlog().recovery_key(partner.oin) is not None:
        Publisher(partner, gateway.store, gateway.clock).recovered(gateway.desk_client(), key)
    _put_back(gateway, seeds)
    gateway.sync()
    done = Rotatie(gateway, days=days, tell=tell).run(HERSTEL)
    _withdraw_lost(gateway)
    herstelbestand.path_of(partner.folder).unlink(missing_ok=True)
    return done


def start_over(gateway: Gateway, *, days: int = TERM_DAYS) -> list[str]:
    """Make new keys with the identity key alone, when the reading keys cannot be recovered; return their ids.

    What was wrapped to the old keys stays closed until its suppliers grant it again.

    Raises:
        ConfigError: a reading key of now is here: then nothing is lost.
    """
    partner = gateway.partner
    _ = partner.keys.identity
    _begin_anew(gateway)
    if not partner.keys.of_role(Bestandsrol.HTTP):
        partner.keys.generate(Bestandsrol.HTTP)
    directory = gateway.follow_stamlog()
    here = {key.sleutel_id for key in partner.keys.of_role(Bestandsrol.KEM)}
    if any(key.rol is Rol.KEM and key.sleutel_id in here for key in directory.keys(partner.oin)):
        raise ConfigError("Er ligt nog een leessleutel in deze map; vervang haar met `sleutels roteer`.")
    _way_in(gateway, directory)
    partner.keys.make(partner.eenheden)
    made = gateway.publish_keys(days)
    gateway.sync()
    _withdraw_lost(gateway, recovery=True)
    herstelbestand.path_of(partner.folder).unlink(missing_ok=True)
    return made


def _begin_anew(gateway: Gateway) -> None:
    """Note that this database takes the place of a lost one: of what was done before it, it knows nothing."""
    if not gateway.store.own_events():
        gateway.store.set_meta("herbouwd", str(gateway.clock()))


def _way_in(gateway: Gateway, directory: KeyDirectory) -> None:
    """Have an HTTP key that the backbone knows, so that the use can be told."""
    partner, now = gateway.partner, gateway.clock()
    valid = {key.sleutel_id for key in directory.keys(partner.oin) if key.rol is Rol.HTTP and key.valid_at(now)}
    own = {key.sleutel_id for key in partner.keys.of_role(Bestandsrol.HTTP)}
    if own & valid:
        return
    if own <= {key.sleutel_id for key in directory.keys(partner.oin)}:
        partner.keys.generate(Bestandsrol.HTTP)
    gateway.publish_keys(roles=(Bestandsrol.HTTP,))


def _put_back(gateway: Gateway, seeds: Sequence[Leessleutel]) -> None:
    keys, oin = gateway.partner.keys, gateway.partner.oin
    present = {key.sleutel_id for key in keys.of_role(Bestandsrol.KEM)}
    for seed in seeds:
        if seed.sleutel.id not in present:
            keys.add(StoredKey(Bestandsrol.KEM, oin, seed.sleutel, seed.eenheid))
    if not keys.of_role(Bestandsrol.TEKENEN):
        keys.generate(Bestandsrol.TEKENEN)


def _withdraw_lost(gateway: Gateway, *, recovery: bool = False) -> None:
    """Withdraw every key of before of which nothing is left here: whoever finds it can do nothing with it."""
    partner, directory = gateway.partner, gateway.desk.directory
    publisher = Publisher(partner, gateway.store, gateway.clock)
    here = {key.sleutel_id for role in Bestandsrol for key in partner.keys.of_role(role)}
    for key in directory.keys(partner.oin):
        if (recovery or key.rol is not Rol.HERSTEL) and key.sleutel_id not in here and directory.may_withdraw(key):
            publisher.withdraw(gateway.desk.client, key)
    gateway.sync()


def require_codes(codes: Sequence[str]) -> tuple[str, ...]:
    """Return the codes of the keepers when no two are the same.

    Raises:
        ConfigError: one code for two people is one person.
    """
    if len(set(codes)) != len(codes):
        raise ConfigError("Twee mensen hebben dezelfde code; ieder kiest een eigen code.")
    return tuple(codes)
