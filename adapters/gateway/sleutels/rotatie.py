# SPDX-License-Identifier: EUPL-1.2
"""Rotation: new keys beside the old ones, everything re-wrapped, and only then the old ones withdrawn and destroyed.

Invariants:
- Order: new keys on disk, published, recovery file with old and new, re-wrapping, outbox empty, old keys withdrawn, old keys
  destroyed, recovery file with the new ones alone. Each step can be done again, so a stop anywhere loses nothing.
- An old reading key is destroyed only when every record that it opens provably has a wrap for the new one. What this partner
  can no longer reach keeps the key here, withdrawn, until somebody lets go of it in so many words.
- Sealed answers that wait for the witnesses are fetched again: their wrap is for the old key.

Norm: `log-and-crypto.md` D3; design.md 2. How long a key counts is for `publish`, re-wrapping for `herpakken`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from adapters.gateway.errors import ConfigError
from adapters.gateway.publish import TERM_DAYS, Publisher
from adapters.gateway.sealer import own_signing_key
from adapters.gateway.sleutels import herstelbestand
from adapters.gateway.sleutels.herpakken import ONBRUIKBAAR, Herpakker, Nieuw
from adapters.gateway.sleutels.voortgang import Voortgang
from adapters.gateway.supply import LEVERINGEN
from core.contract.exitcodes import ExitCode
from core.keychain.keystore import Bestandsrol

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from adapters.gateway.gateway import Gateway
    from adapters.gateway.sleutels.voortgang import Lopend, Vervanging
    from core.keychain.directory import KeyDirectory
    from core.keychain.holders import Opener
    from core.keychain.keystore import StoredKey

TERMIJN, HERSTEL, GELEKT = "termijn", "herstel", "gelekt"
ROLES: Final = (Bestandsrol.HTTP, Bestandsrol.TEKENEN, Bestandsrol.KEM)


@dataclass(slots=True)
class Geroteerd:
    """What a rotation did.

    Attributes:
        nieuw: ids of the keys that came.
        vernietigd: ids of the keys that are gone.
        hersleuteld: how many records were re-wrapped in this run.
        onbereikbaar: per old key that was kept: each record that has no proven wrap for the new key, and why.
        wachtend: how many supplies wait in the outbox; while there are, the old keys stay.
        herstelbestand: whether the recovery file holds the keys of now.
    """

    nieuw: list[str] = field(default_factory=list)
    vernietigd: list[str] = field(default_factory=list)
    hersleuteld: int = 0
    onbereikbaar: dict[str, dict[str, str]] = field(default_factory=dict)
    wachtend: int = 0
    herstelbestand: bool = False

    @property
    def exit_code(self) -> ExitCode:
        """0 all old keys are gone, 6 not yet."""
        return ExitCode.PARTLY if self.onbereikbaar or self.wachtend else ExitCode.DONE

    def to_json(self) -> dict[str, Any]:
        """The result as one JSON object."""
        return {
            "nieuw": self.nieuw,
            "vernietigd": self.vernietigd,
            "hersleuteld": self.hersleuteld,
            "onbereikbaar": self.onbereikbaar,
            "wachtend": self.wachtend,
            "herstelbestand": self.herstelbestand,
        }


class Rotatie:
    """Rotates the keys of one partner.

    Args:
        gateway: its gateway, synchronised.
        days: how long the new keys count.
        tell: is told how many records were re-wrapped so far.
        let_go: also destroy a key that is needed for records which this partner can no longer reach.
    """

    def __init__(
        self,
        gateway: Gateway,
        *,
        days: int = TERM_DAYS,
        tell: Callable[[int], None] = lambda _count: None,
        let_go: bool = False,
    ) -> None:
        self._gateway, self._days, self._tell, self._let_go = gateway, days, tell, let_go
        self._partner, self._keys = gateway.partner, gateway.partner.keys
        self.voortgang = Voortgang(gateway.store)
        self._result = Geroteerd()

    def run(self, reden: str = TERMIJN) -> Geroteerd:
        """Rotate, or go on with a rotation that was stopped.

        Raises:
            UnreachableError: the backbone is away; asked again it goes on.
        """
        busy = self.voortgang.open() or self._begin(reden)
        self._make(busy)
        self._publish()
        self._result.herstelbestand = herstelbestand.renew(self._gateway)
        self._rewrap(busy)
        if self._outbox_empty():
            self._end(busy)
        return self._result

    def _begin(self, reden: str) -> Lopend:
        if self._let_go and (kept := self._kept()):
            return kept
        known = {key.sleutel_id for key in self._directory.keys(self._partner.oin)}
        old = [key for role in ROLES for key in self._keys.of_role(role) if key.sleutel_id in known]
        if not old:
            raise ConfigError("Er is nog geen gepubliceerde sleutel om te vervangen.")
        listed = [(key.rol.value, key.eenheid, key.sleutel_id) for key in old]
        return self.voortgang.begin(reden, listed, self._gateway.clock())

    def _kept(self) -> Lopend | None:
        """Begin with the reading keys that were kept for what could not be reached: no new key is made for them."""
        current = {key.eenheid: key.sleutel_id for key in own_current(self._gateway)}
        withdrawn = {k.sleutel_id for k in self._directory.keys(self._partner.oin) if k.ingetrokken_op is not None}
        kept = [k for k in self._keys.of_role(Bestandsrol.KEM) if k.sleutel_id in withdrawn and k.eenheid in current]
        if not kept:
            return None
        listed = [(key.rol.value, key.eenheid, key.sleutel_id) for key in kept]
        busy = self.voortgang.begin(TERMIJN, listed, self._gateway.clock())
        for key in kept:
            self.voortgang.made(busy.nr, key.rol.value, key.eenheid, str(current[key.eenheid]))
        return busy

    def _make(self, busy: Lopend) -> None:
        """Make what is missing; a key file of a run that was stopped right after making it is taken up.

        A new key that ended while the rotation lay still (leaked, past its term, a recovery) is one more that goes.
        """
        ended = self._ended()
        for one in self.voortgang.keys(busy.nr):
            if one.nieuw in ended and self._has(one.nieuw):
                self.voortgang.also(busy.nr, one.rol, one.eenheid, one.nieuw)
        for one in self.voortgang.keys(busy.nr):
            if one.nieuw is None or one.nieuw in ended or not self._has(one.nieuw):
                self.voortgang.made(busy.nr, one.rol, one.eenheid, self._fresh(busy, one, ended))
        self._result.nieuw = sorted({one.nieuw for one in self.voortgang.keys(busy.nr) if one.nieuw})

    def _ended(self) -> set[str]:
        """Return the own keys that were withdrawn, or are past their term."""
        now, keys = self._gateway.clock(), self._directory.keys(self._partner.oin)
        return {key.sleutel_id for key in keys if key.ingetrokken_op is not None or key.geldig_tot <= now}

    def _fresh(self, busy: Lopend, one: Vervanging, ended: set[str]) -> str:
        """Return a key that comes in the place of `one`: what lies here and neither goes nor ended, else a new one."""
        beside = [key for key in self.voortgang.keys(busy.nr) if (key.rol, key.eenheid) == (one.rol, one.eenheid)]
        useless = {key.oud for key in beside} | ended
        role = Bestandsrol(one.rol)
        lying = [key.sleutel_id for key in self._keys.of_role(role) if key.eenheid == one.eenheid]
        chosen = [key.nieuw for key in beside if key.nieuw in lying]
        usable = [key for key in (*chosen, *lying) if key not in useless]
        return str(usable[0]) if usable else self._keys.generate(role, one.eenheid).sleutel_id

    def _publish(self) -> None:
        self._gateway.publish_keys(self._days)
        self._gateway.sync()

    def _rewrap(self, busy: Lopend) -> None:
        desk = self._gateway.desk
        signer = own_signing_key(self._partner, desk.directory, self._gateway.clock())
        packer = Herpakker(desk, self.voortgang, signer, self._count)
        packer.finish_sending()
        for old, new in self._reading(busy):
            packer.rewrap(old, new)
            left = packer.open_records(old.id, new.publiek.sleutel_id)
            needed = {record: why for record, why in left.items() if why != ONBRUIKBAAR}
            if needed and not self._let_go:
                self._result.onbereikbaar[old.id] = needed

    def _reading(self, busy: Lopend) -> Iterator[tuple[Opener, Nieuw]]:
        """Yield each old reading key that is still here, with the key that is in force for its unit."""
        for one in self.voortgang.keys(busy.nr):
            found = self._keys.kem(one.oud) if one.rol == Bestandsrol.KEM.value else None
            if found is None or one.eenheid is None:
                continue
            public = self._directory.kem_key(self._partner.oin, one.eenheid, self._gateway.clock())
            private = self._keys.kem(public.sleutel_id)
            if private is None:
                raise ConfigError(f"De sleutel die nu geldt voor eenheid {one.eenheid} ligt hier niet.")
            if public.sleutel_id == one.oud:  # destroying it would lose everything
                raise ConfigError(f"De nieuwe sleutel van eenheid {one.eenheid} geldt nog niet. Probeer het later.")
            yield found[1], Nieuw(public, private[1])

    def _outbox_empty(self) -> bool:
        """Send what waits: it is signed with, and can only be sealed again from, the old keys."""
        self._gateway.drain(patience_ms=5_000)
        waiting = [entry for entry in self._gateway.outbox.waiting() if entry.path == LEVERINGEN]
        self._result.wachtend = len(waiting)
        return not waiting

    def _end(self, busy: Lopend) -> None:
        publisher = Publisher(self._partner, self._gateway.store, self._gateway.clock)
        for one in self.voortgang.keys(busy.nr):
            if one.nieuw is not None:
                self._withdraw(publisher, one)
        self._gateway.sync()
        self._gateway.store.end_waiting_reads()
        for one in self.voortgang.keys(busy.nr):
            if one.oud not in self._result.onbereikbaar and self._keys.destroy(one.oud):
                self._result.vernietigd.append(one.oud)
        self._result.herstelbestand = herstelbestand.renew(self._gateway)
        self.voortgang.done(busy.nr, self._gateway.clock())

    def _withdraw(self, publisher: Publisher, one: Vervanging) -> None:
        directory = self._directory
        for key in directory.keys(self._partner.oin):
            if key.sleutel_id == one.oud and directory.may_withdraw(key):
                publisher.withdraw(self._gateway.desk.client, key)

    def _has(self, key_id: str) -> bool:
        return any(key.sleutel_id == key_id for role in ROLES for key in self._keys.of_role(role))

    def _count(self, done: int) -> None:
        self._result.hersleuteld += done
        self._tell(self._result.hersleuteld)

    @property
    def _directory(self) -> KeyDirectory:
        return self._gateway.desk.directory


def own_current(gateway: Gateway) -> list[StoredKey]:
    """Return the own KEM keys of now: of each unit the one in force."""
    directory, now, partner = gateway.desk.directory, gateway.clock(), gateway.partner
    valid = {key.sleutel_id for key in directory.keys(partner.oin) if key.valid_at(now)}
    return [key for key in partner.keys.of_role(Bestandsrol.KEM) if key.sleutel_id in valid]
