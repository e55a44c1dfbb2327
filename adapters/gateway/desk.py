# SPDX-License-Identifier: EUPL-1.2
"""What the parts of a synchronised gateway work with: one value, made by `gateway` after each synchronisation."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from adapters.gateway.client import Client
    from adapters.gateway.decide import Decider
    from adapters.gateway.dossier import Dossier
    from adapters.gateway.getuigd import Getuigd
    from adapters.gateway.logbook import Logbook
    from adapters.gateway.outbox import Outbox
    from adapters.gateway.partner import Partner
    from adapters.gateway.receipts import ReceiptCheck
    from adapters.gateway.store import Store
    from core.contract.http_signature import PersonKey
    from core.keychain.directory import KeyDirectory


@dataclass(frozen=True)
class Desk:
    """Partner, stores, verified keys, rules and evidence, and the signed way to the server."""

    partner: Partner
    store: Store
    outbox: Outbox
    logbook: Logbook
    client: Client
    directory: KeyDirectory
    dossier: Dossier
    decider: Decider
    receipts: ReceiptCheck
    getuigd: Getuigd
    clock: Callable[[], int]
    person_key: Callable[[str], PersonKey]
