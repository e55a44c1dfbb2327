# SPDX-License-Identifier: EUPL-1.2
"""Handing records over to a successor: after a merge, or from one unit to another of the same organisation.

Invariants:
- To another unit of this organisation everything is re-wrapped, as at a rotation: nobody new may read.
- To another organisation each record is added by decision: the backbone asks the rules whether its *supplier* may supply it to
  the successor, and the grant is logged. Of another supplier's records only those that its delegation covers.
- A record that the successor holds already is passed over: it is done.
- What is refused or lacks a delegation is named with its reason and stays; asked again, only that is tried.

Norm: design.md 6 (later grants); law.md R-53, R-62. Whether a successor may exist is for the deelnemerslijst.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from adapters.gateway.errors import ConfigError, ProblemError
from adapters.gateway.receipts import receipts_of
from adapters.gateway.sealer import own_signing_key
from adapters.gateway.sleutels.herpakken import Herpakker, Nieuw, digest_of, wraps_of
from adapters.gateway.sleutels.voortgang import KLAAR, Voortgang
from adapters.gateway.supply import LEVERINGEN
from audit.proof import jcs
from core.contract.exitcodes import ExitCode
from core.envelope import EnvelopeError, Wrapping, header
from core.envelope.grants import unwrap_secret
from core.envelope.later import sign_later
from core.facts.toekenrecht import delegations
from core.keychain.errors import UnknownKey

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from adapters.gateway.gateway import Gateway
    from core.keychain.keys import KemKey

ALREADY: Final = "bestaat-al"
ZONDER_DELEGATIE: Final = "geen-delegatie-van-de-verstrekker"


@dataclass(slots=True)
class Overgedragen:
    """What was handed over in this run, and what was not, with why."""

    gedaan: list[str] = field(default_factory=list)
    geweigerd: dict[str, str] = field(default_factory=dict)

    @property
    def exit_code(self) -> ExitCode:
        """0 everything, 4 nothing was allowed, 6 some was not."""
        if not self.geweigerd:
            return ExitCode.DONE
        return ExitCode.PARTLY if self.gedaan else ExitCode.REFUSED

    def to_json(self) -> dict[str, Any]:
        """The result as one JSON object."""
        return {"gedaan": self.gedaan, "geweigerd": self.geweigerd}


class Overdracht:
    """Hands over what one unit of this partner can open.

    Args:
        gateway: synchronised.
        unit: the own unit that hands over.
        to: OIN and unit of the successor.
        tell: is told how many records are done.
        only: hand over no other records than these; None: everything.
    """

    def __init__(
        self,
        gateway: Gateway,
        unit: str,
        to: tuple[str, str],
        *,
        tell: Callable[[int], None] = lambda _count: None,
        only: Collection[str] | None = None,
    ) -> None:
        self._gateway, self._to, self._tell, self._only = gateway, to, tell, only
        self._desk, self._voortgang = gateway.desk, Voortgang(gateway.store)
        self._own = self._key(gateway.partner.oin, unit)
        found = gateway.partner.keys.kem(self._own.sleutel_id)
        if found is None:
            raise ConfigError(f"De sleutel die nu geldt voor eenheid {unit} ligt hier niet.")
        self._private = found[1]
        self._result = Overgedragen()

    def run(self) -> Overgedragen:
        """Hand over what was not handed over yet.

        Raises:
            ConfigError: the successor has no key in force.
        """
        target = self._key(*self._to)
        if target.sleutel_id == self._own.sleutel_id:
            raise ConfigError("De opvolger is de eenheid zelf.")
        if target.oin == self._gateway.partner.oin:
            return self._to_own(target)
        done = self._voortgang.state(target.sleutel_id)
        for item in wraps_of(self._desk.client, self._own.sleutel_id):
            record = item["kop"]["record"]
            if done.get(record) != KLAAR and (self._only is None or record in self._only):
                self._one(item, target)
        return self._result

    def _to_own(self, target: KemKey) -> Overgedragen:
        found = self._gateway.partner.keys.kem(target.sleutel_id)
        if found is None:
            raise ConfigError("De sleutel van de andere eenheid ligt hier niet.")
        signer = own_signing_key(self._gateway.partner, self._desk.directory, self._gateway.clock())
        packer = Herpakker(self._desk, self._voortgang, signer, self._tell)
        packer.finish_sending()
        packer.rewrap(self._private, Nieuw(target, found[1]))
        self._result.geweigerd = packer.open_records(self._own.sleutel_id, target.sleutel_id)
        state = self._voortgang.state(target.sleutel_id)
        self._result.gedaan = sorted(record for record, how in state.items() if how == KLAAR)
        return self._result

    def _one(self, item: dict[str, Any], target: KemKey) -> None:
        record, supplier = item["kop"]["record"], item["kop"]["verstrekker"]
        cited = None if supplier == self._gateway.partner.oin else self._delegation(item["kop"], target.oin)
        if cited is None and supplier != self._gateway.partner.oin:
            self._refused(record, target, ZONDER_DELEGATIE)
            return
        try:
            self._grant(item, target, cited)
        except EnvelopeError as error:
            self._refused(record, target, error.reden.value)
        except ProblemError as error:
            if error.soort == ALREADY:
                self._voortgang.sent("", target.sleutel_id, [record], ())
                return
            if error.status not in (403, 404, 409):
                raise
            self._refused(record, target, error.soort)

    def _grant(self, item: dict[str, Any], target: KemKey, cited: str | None) -> None:
        desk, request = self._desk, str(uuid.uuid4())
        kop = header.check(item["kop"])
        bound = header.digest(header.encode(kop))
        secret = unwrap_secret(jcs.unb64(item["omhulsel"]), self._private, bound)
        act = Wrapping(kop, bound, desk.decider.ruleset.digest, request, desk.clock(), desk.partner.oin)
        grant, wrap = act.grant(secret, target)
        signed = sign_later(kop, (grant,), own_signing_key(desk.partner, desk.directory, desk.clock()), cited)
        body = {**signed.to_json(), "omhulsels": [wrap.to_json()]}
        path = f"/v1/verstrekkingen/{kop['record']}/toekenningen"
        answer = desk.client.post(path, body, key=request)
        expected = {"record": kop["record"], "toekenningen_sha256": digest_of(signed)}
        for receipt in receipts_of(answer.data):
            desk.receipts.act(receipt, request, expected)
        self._voortgang.sent("", target.sleutel_id, [kop["record"]], ())
        self._result.gedaan.append(kop["record"])
        self._tell(len(self._result.gedaan))

    def _delegation(self, kop: dict[str, Any], successor: str) -> str | None:
        desk = self._desk
        kinds = {desk.dossier.party(successor).soort}
        about = (kop["record"], kop["casus"])
        found = delegations(desk.dossier.statements(), kop["verstrekker"], desk.partner.oin, about, kinds, desk.clock())
        return found[0] if found else None

    def _refused(self, record: str, target: KemKey, why: str) -> None:
        self._voortgang.sent("", target.sleutel_id, (), [(record, why)])
        self._result.geweigerd[record] = why

    def _key(self, oin: str, unit: str) -> KemKey:
        try:
            return self._desk.directory.kem_key(oin, unit, self._gateway.clock())
        except UnknownKey:
            raise ConfigError(f"Eenheid {unit} van organisatie {oin} heeft nu geen geldige sleutel.") from None


def supplied_to(gateway: Gateway, oin: str) -> frozenset[str]:
    """Return the own records that an organisation was a recipient of, as this gateway sent them."""
    entries = (entry for entry in gateway.outbox.entries("klaar") if entry.path == LEVERINGEN)
    sent = (item for entry in entries for item in jcs.decode(entry.body)["verstrekkingen"])
    return frozenset(
        item["kop"]["record"] for item in sent if any(wrap["ontvanger"] == oin for wrap in item["omhulsels"])
    )
