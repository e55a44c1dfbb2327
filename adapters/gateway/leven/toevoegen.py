# SPDX-License-Identifier: EUPL-1.2
"""Adding a recipient to a record later, by its supplier or by a holder with the supplier's delegation.

Invariants:
- Only to keys of the verified directory, and only after this gateway read and verified the record itself.
- Another holder than the supplier cites a delegation that it has from its own feed and that holds now; without one it does not
  even ask. The backbone decides the supply by the supplier again, and may refuse.

Norm: design.md 6. Re-wrapping to an own new key is `adapters.gateway.sleutels`.
"""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

from adapters.gateway.errors import ConfigError
from adapters.gateway.later import checked, delegations_of
from adapters.gateway.receipts import receipts_of
from adapters.gateway.sealer import own_signing_key
from adapters.gateway.sleutels.herpakken import digest_of
from core.envelope import Wrapping, wrap_again
from core.facts import Over
from core.facts.statements import TOEKENRECHT
from core.facts.toekenrecht import INGETROKKEN, delegations
from core.keychain.errors import UnknownKey

from adapters.gateway.plan import statement  # isort: skip

if TYPE_CHECKING:
    from collections.abc import Sequence

    from adapters.gateway.gateway import Gateway
    from core.envelope import SealedRecord
    from core.keychain.keys import KemKey


def add(gateway: Gateway, record: str, readers: Sequence[tuple[str, str]], person: str | None = None) -> None:
    """Wrap a record that this partner holds to these units of others, and hand that in.

    Raises:
        ConfigError: a unit has no key, or the supplier did not leave this to this partner.
        ProblemError: the backbone refused; `geweigerd` names the rules.
    """
    desk = gateway.desk
    seen = gateway.look(record, person)
    sealed, (unit, private), now = seen.sealed, seen.eigen, desk.clock()
    key = str(uuid.uuid4())
    act = Wrapping(sealed.kop, sealed.kop_hash, desk.decider.ruleset.digest, key, now, desk.partner.oin)
    cited = _cited(gateway, sealed, readers, now)
    made, wraps = wrap_again(
        sealed,
        (private, desk.partner.oin, unit),
        own_signing_key(desk.partner, desk.directory, now),
        [_key(gateway, oin, name, now) for oin, name in readers],
        act,
        later=checked(desk.directory, sealed, delegations_of(desk.store, record)),
        delegatie=cited,
    )
    body = {**made.to_json(), "omhulsels": [wrap.to_json() for wrap in wraps]}
    signer = desk.person_key(person) if person else None
    answer = desk.client.post(f"/v1/verstrekkingen/{record}/toekenningen", body, person=signer, key=key)
    for receipt in receipts_of(answer.data):
        desk.receipts.act(receipt, key, {"record": record, "toekenningen_sha256": digest_of(made)})
        desk.store.keep_receipt("handeling", key, receipt)


def delegate(gateway: Gateway, record: str, door: str, soorten: Sequence[str], until: int | None) -> list[str]:
    """State that `door` may add recipients of these kinds to an own record until a moment; no kinds takes it back."""
    value = "+".join(sorted(set(soorten))) or INGETROKKEN
    now = gateway.clock()
    if until is None:
        raise ConfigError("Zeg tot wanneer dit geldt.")
    over = Over(record=record, organisatie=door)
    return gateway.state([statement(TOEKENRECHT, over, "eigen-verklaring", now, value=value, until=until)])


def _cited(gateway: Gateway, sealed: SealedRecord, readers: Sequence[tuple[str, str]], now: int) -> str | None:
    desk, kop = gateway.desk, sealed.kop
    if kop["verstrekker"] == desk.partner.oin:
        return None
    kinds = {desk.dossier.party(oin).soort for oin, _ in readers}
    about: tuple[str, Any] = (kop["record"], kop["casus"])
    found = delegations(desk.dossier.statements(), kop["verstrekker"], desk.partner.oin, about, kinds, now)
    if not found:
        raise ConfigError("De verstrekker heeft toekennen aan deze ontvangers niet aan deze partner overgelaten.")
    return found[0]


def _key(gateway: Gateway, oin: str, unit: str, now: int) -> KemKey:
    try:
        return gateway.desk.directory.kem_key(oin, unit, now)
    except UnknownKey:
        raise ConfigError(f"Eenheid {unit} van organisatie {oin} heeft nu geen geldige sleutel.") from None
