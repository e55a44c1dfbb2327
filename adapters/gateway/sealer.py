# SPDX-License-Identifier: EUPL-1.2
"""Sealing planned records into one levering: the final bytes that go into the outbox, with what must be kept of them.

Invariants:
- Only keys from the verified directory are sealed to; the own unit is always among them.
- Labels stand inside and outside alike; purpose and phase are those of the casus, the release is the one decided under.
- The grants name the idempotency key of the request, so these bytes belong to one request only.
- A BSN never shares a seal with anything else (contract), and statements travel as one bundle of the supplier.

It decides nothing: who calls it has asked the rules first (`supply`).
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from adapters.gateway.errors import ConfigError
from adapters.gateway.proposal import labelled
from audit.proof import jcs
from core.contract.inhoud import encode_inhoud
from core.contract.levensloop import VOORWAARDEN, Levensloop
from core.envelope import SealedRecord, Sealing, seal
from core.facts import bundle
from core.keychain.errors import UnknownKey

if TYPE_CHECKING:
    from collections.abc import Sequence

    from adapters.gateway.bijlagen.voorraad import Voorraad
    from adapters.gateway.partner import Partner
    from adapters.gateway.plan import Plan
    from core.casus.state import CasusStand
    from core.contract.inhoud import Inhoud
    from core.keychain.directory import KeyDirectory
    from core.keychain.holders import Signer
    from core.keychain.keys import KemKey


@dataclass(frozen=True, slots=True)
class Sealed:
    """One levering, sealed: its idempotency key, its exact bytes, and its records with their content."""

    key: str
    levering: str
    body: bytes = field(repr=False)
    records: tuple[SealedRecord, ...] = field(repr=False)
    contents: tuple[Inhoud, ...] = field(repr=False)


class Sealer:
    """Seals for one partner under one release.

    Args:
        partner: who supplies.
        directory: keys, verified.
        release: digest of the release that decided.
        now: ms since the epoch of this sealing.
        voorraad: where sealed attachments lie until they were sent; only for who seals attachments.
    """

    def __init__(
        self, partner: Partner, directory: KeyDirectory, release: str, now: int, voorraad: Voorraad | None = None
    ) -> None:
        self._partner, self._directory, self._release, self._now = partner, directory, release, now
        self._voorraad = voorraad

    def seal(self, case: CasusStand, plans: Sequence[Plan]) -> Sealed:
        """Return the levering of these plans, all of one casus.

        Raises:
            OngeldigeInhoud: content that does not fit the contract.
            ConfigError: a recipient's unit has no key in force, or this partner has none.
        """
        key, levering = str(uuid.uuid4()), str(uuid.uuid4())
        signer = self._signer()
        contents = [self._content(case, plan) for plan in plans]
        records = [
            self._record(plan, self._header(case, plan, levering), content, signer, key)
            for plan, content in zip(plans, contents, strict=True)
        ]
        body: dict[str, Any] = {"verstrekkingen": [record.to_json() for record in records], "feiten": []}
        stated = [item for plan in plans for item in plan.verklaringen]
        if stated:
            body["feiten"] = [bundle.sign(stated, self._partner.oin, signer)]
        limited = [plan for plan in plans if plan.voorwaarden is not None]
        if limited:
            body["levensloop"] = [self._conditions(plan).sign(signer) for plan in limited]
        return Sealed(key, levering, jcs.encode(body), tuple(records), tuple(contents))

    def _record(self, plan: Plan, header: dict[str, Any], content: Inhoud, signer: Signer, key: str) -> SealedRecord:
        act = Sealing(header, encode_inhoud(content), signer, self._recipients(plan), key)
        for item in plan.bijlagen:
            if self._voorraad is None:
                raise ConfigError("Hier kunnen geen bijlagen worden verzegeld.")
            self._voorraad.seal(act, item)
        return act.finish()

    def text(
        self,
        case: CasusStand | None,
        casus: str,
        content: dict[str, Any],
        readers: Sequence[tuple[str, str]],
        purpose: str,
    ) -> dict[str, Any]:
        """Return sealed text that travels inside a case event (title, subject of a request), with its salt.

        Args:
            case: the casus, or None when it is being opened.
            casus: its id.
            content: content without labels, with `categorie` beside it.
            readers: `(oin, eenheid)` that will read it.
            purpose: purpose of the casus.
        """
        labels = {
            "record": str(uuid.uuid4()),
            "casus": casus,
            "categorie": content["categorie"],
            "doel": purpose,
            "fase": "signaal" if case is None else case.fase,
        }
        rest = {name: value for name, value in content.items() if name != "categorie"}
        kop = {**labels, **self._origin(str(uuid.uuid4()), "", None)}
        keys = [self._kem(oin, unit) for oin, unit in self._with_self(readers)]
        return seal(kop, encode_inhoud(labelled(rest, labels)), self._signer(), keys, str(uuid.uuid4())).to_json()

    def _content(self, case: CasusStand, plan: Plan) -> Inhoud:
        return labelled(plan.inhoud, self._labels(case, plan))

    @staticmethod
    def _labels(case: CasusStand, plan: Plan) -> dict[str, str]:
        return {
            "record": plan.record,
            "casus": plan.casus,
            "categorie": plan.categorie,
            "doel": case.doel,
            "fase": case.fase,
        }

    def _conditions(self, plan: Plan) -> Levensloop:
        return Levensloop(VOORWAARDEN, plan.record, self._partner.oin, self._now, plan.voorwaarden or {})

    def _header(self, case: CasusStand, plan: Plan, levering: str) -> dict[str, Any]:
        origin = self._origin(levering, plan.verwerking, plan.bewaren_tot)
        previous = {} if plan.vorige is None else {"vorige": plan.vorige}
        return {**self._labels(case, plan), **origin, **previous}

    def _origin(self, levering: str, activity: str, keep_until: int | None) -> dict[str, Any]:
        return {
            "levering": levering,
            "verstrekker": self._partner.oin,
            "eenheid": self._partner.eenheden[0],
            "verwerking": activity or self._partner.verwerking,
            "vrijgave": self._release,
            "gemaakt": self._now,
            "bewaren_tot": keep_until,
        }

    def _recipients(self, plan: Plan) -> list[KemKey]:
        return [self._kem(oin, unit) for oin, unit in self._with_self(plan.ontvangers)]

    def _with_self(self, readers: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
        return list(dict.fromkeys([(self._partner.oin, self._partner.eenheden[0]), *readers]))

    def _kem(self, oin: str, unit: str) -> KemKey:
        try:
            return self._directory.kem_key(oin, unit, self._now)
        except UnknownKey:
            raise ConfigError(f"Eenheid {unit} van organisatie {oin} heeft nu geen geldige sleutel.") from None

    def _signer(self) -> Signer:
        return own_signing_key(self._partner, self._directory, self._now)


def own_signing_key(partner: Partner, directory: KeyDirectory, now: int) -> Signer:
    """Return the own signing key that the directory holds as the one in force.

    Raises:
        ConfigError: none is published, or its private half is not here.
    """
    try:
        found = directory.signing_key(partner.oin, now)
    except UnknownKey:
        raise ConfigError(
            "Deze partner heeft nog geen tekensleutel gepubliceerd; doe dat met `sleutels-publiceren`."
        ) from None
    return partner.keys.signing(found.sleutel_id)
