# SPDX-License-Identifier: EUPL-1.2
"""Whether a deelnemerslijst and a tlog-policy belong together, and whether the witnesses can be relied on.

Invariants:
- The list names the hash of the policy, and both name the same witnesses with the same keys.
- In `productie` and `ketentest` the log and its quorum sign with ML-DSA-44, and no organisation of the list can block
  the quorum or make it alone (`audit.proof.quorum`). Only a `demo` may do without witnesses.
- A key of the log or of a witness has no second role: not each other's, not of an organisation, an officer or the operator.
- The operator counts for nobody: a witness that counts is run by an organisation of the list.

Norm: design.md 2; docs/adr/0018. Where either file comes from, and that the list is the pinned one, is for who calls.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from audit.proof import quorum, tlog_policy
from core.keychain.errors import ListError
from core.keychain.lijst import Deelnemerslijst, Modus, key_parts, read_draft

if TYPE_CHECKING:
    from audit.proof.tlog_policy import TlogPolicy


def open_policy(lijst: Deelnemerslijst, data: bytes) -> TlogPolicy:
    """Return the tlog-policy of a list.

    Raises:
        ListError: another file than the list names, no policy, other witnesses, or a quorum that its mode does not allow.
    """
    if hashlib.sha256(data).hexdigest() != lijst.tlog_policy_sha256:
        raise ListError("De tlog-policy is niet die van de deelnemerslijst.")
    policy = _parse(data)
    if {item.naam: item.vkey for item in lijst.getuigen} != {n: str(key) for n, key in policy.witnesses.items()}:
        raise ListError("De deelnemerslijst en de tlog-policy noemen niet dezelfde getuigen met dezelfde sleutels.")
    _require_own_keys(lijst, policy)
    if lijst.modus is not Modus.DEMO:
        _require_sound(lijst, policy)
    return policy


def check_draft(body: bytes, policy: bytes | None) -> None:
    """Hold a draft against its tlog-policy, before anybody draws it up or signs it.

    Raises:
        ListError: they do not belong together, or outside a demo there is no policy to look at.
    """
    lijst = read_draft(body)
    if policy is not None:
        open_policy(lijst, policy)
    elif lijst.modus is not Modus.DEMO:
        raise ListError("Geef --tlog-policy: in deze modus hoort bij de lijst een tlog-policy met getuigen.")


def _parse(data: bytes) -> TlogPolicy:
    try:
        return tlog_policy.parse(data)
    except tlog_policy.PolicyError as error:
        raise ListError(f"De tlog-policy is niet geldig: {error}.") from None


def _require_own_keys(lijst: Deelnemerslijst, policy: TlogPolicy) -> None:
    logs, witnesses = {key.public for key in policy.logs}, {key.public for key in policy.witnesses.values()}
    if logs & witnesses or (logs | witnesses) & set(key_parts(lijst)):
        raise ListError(
            "Een sleutel van het log of van een getuige heeft nog een tweede rol; elke rol heeft een eigen sleutel."
        )


def _require_sound(lijst: Deelnemerslijst, policy: TlogPolicy) -> None:
    try:
        quorum.require_sound(policy, {item.naam: item.oin for item in lijst.getuigen if item.oin is not None})
    except tlog_policy.PolicyError as error:
        raise ListError(f"De tlog-policy past niet bij de modus {lijst.modus.value}: {error}.") from None
