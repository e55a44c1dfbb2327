# SPDX-License-Identifier: EUPL-1.2
"""Taking over a new log after the old one was given up: only with a next signed list, and never losing what was seen.

Invariants:
- The next list is signed by enough organisations of the pinned one; its tlog-policy names another log, with none of the old
  log's keys: a key that leaked signs nothing that this gateway believes any more.
- The database of the old log is put aside whole (`oude-log/`): receipts, salts and checkpoints are evidence and keep working
  with the list and policy that lie beside it.
- What was seen of the old log is kept, and held against the first thing the new stamlog says (`stamlog`); an alarm otherwise.

Norm: ADR 0020; docs/handleiding/logsleutel-gelekt.md. Open cases do not come along: they are opened anew in the new log.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from typing import TYPE_CHECKING, Final

from adapters.gateway.errors import VerificationError
from adapters.gateway.store import Store
from audit.proof import tlog_policy
from core.keychain.ceremony import check_successor
from core.keychain.errors import KeychainError
from core.keychain.lijst import Deelnemerslijst

if TYPE_CHECKING:
    from adapters.gateway.partner import Partner

FOLDER: Final = "oude-log"
SEEN: Final = "oud-log-gezien"
DATABASE: Final = "gateway.sqlite"


def take_over(partner: Partner, listed: bytes, policy: bytes) -> Partner:
    """Put the old log aside and pin the next list with the policy of the new log; return the partner anew.

    The gateway must be closed.

    Raises:
        VerificationError: the list does not succeed the pinned one, or the policy still names the old log or a key of it.
    """
    before, old = partner.lijst, partner.policy
    try:
        after = Deelnemerslijst.parse(listed, None)
        check_successor(before, after)
        new = tlog_policy.parse(policy)
    except (KeychainError, tlog_policy.PolicyError) as error:
        raise VerificationError("deelnemerslijst", str(error)) from None
    if hashlib.sha256(policy).hexdigest() != after.tlog_policy_sha256:
        raise VerificationError("tlog-policy", "De tlog-policy is niet die van de deelnemerslijst.")
    names, keys = {key.name for key in old.logs}, {key.public for key in old.logs}
    if any(key.name in names or key.public in keys for key in new.logs):
        raise VerificationError("tlog-policy-oud-log", "De tlog-policy noemt nog het oude log, of een sleutel ervan.")
    aside = partner.folder / FOLDER / before.fingerprint[:16]
    aside.mkdir(mode=0o700, parents=True, exist_ok=True)
    store = Store(partner.folder / DATABASE)
    seen = {}
    for origin in store.origins():
        kept = store.checkpoint(origin)
        if kept is not None:
            seen[origin] = [kept[0], kept[1].hex()]
    store.close()
    for name in ("deelnemerslijst.json", "tlog-policy"):
        shutil.copy2(partner.folder / name, aside / name)
    pinned = partner.pin(listed, policy, after.fingerprint)
    for path in sorted(partner.folder.glob(f"{DATABASE}*"), reverse=True):
        path.replace(aside / path.name)
    fresh = Store(partner.folder / DATABASE)
    fresh.set_meta(SEEN, json.dumps(seen))
    fresh.close()
    return pinned


def seen_before(store: Store) -> dict[str, tuple[int, bytes]]:
    """Return what this gateway had seen of the log before, by origin; empty when there was none."""
    found = json.loads(store.meta(SEEN, "{}"))
    return {origin: (size, bytes.fromhex(root)) for origin, (size, root) in found.items()}
