# SPDX-License-Identifier: EUPL-1.2
"""Which checkpoints of one shard count, under the pinned tlog-policy: signed by the log, and maybe by its witnesses.

Invariants:
- A checkpoint counts with both kinds of signature of the log. Every signature under it is of a key of the policy, good, and
  there once: one line too many or a changed byte refuses the whole.
- `getuigd` counts only with the quorum of the policy. A log without a quorum has no such file.

Norm: c2sp.org/tlog-checkpoint, tlog-cosignature, tlog-policy. Whether the root is that of the lines is for who has them.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from audit.proof import checkpoint, note
from audit.proof.tlog_policy import NO_QUORUM
from audit.values import STAM, Finding

if TYPE_CHECKING:
    from audit.proof.tlog_policy import TlogPolicy

_LOG_KINDS = frozenset({note.ED25519, note.MLDSA44_COSIGNATURE})


def family(policy: TlogPolicy) -> str:
    """Return what stands before `/<shard>` in the origins of the log that the policy trusts."""
    for key in policy.logs:
        name, _, shard = key.name.rpartition("/")
        if shard == STAM:
            return name
    return ""


@dataclass(frozen=True)
class Trust:
    """The keys that count for the log with this origin."""

    origin: str
    policy: TlogPolicy

    @cached_property
    def keys(self) -> tuple[note.VKey, ...]:
        """The keys of the log."""
        return self.policy.log_keys(self.origin)

    @cached_property
    def _known(self) -> tuple[note.VKey, ...]:
        return (*self.keys, *self.policy.witnesses.values())

    def open(self, data: bytes) -> checkpoint.SignedCheckpoint | None:
        """Return the checkpoint when the log signed it and nothing in it is unsigned; of which log it says is not asked."""
        try:
            signed = checkpoint.open_signed(data, self._known)
        except note.NoteError:
            return None
        own = {item.key.type for item in signed.signed_by if item.key in self.keys}
        whole = len(signed.whole.signatures) == len(signed.signed_by) and signed.whole.encode() == data
        return signed if whole and own == _LOG_KINDS else None

    def witnessed(self, data: bytes | None, where: str) -> tuple[checkpoint.Checkpoint | None, list[Finding]]:
        """Return what a `getuigd` file states, None when it is not there or does not count, with what is wrong."""
        if data is None:
            return None, []
        signed = self.open(data)
        quorum = signed is not None and self.policy.quorum != NO_QUORUM
        if signed is None or not quorum or not self.policy.satisfied(item.key for item in signed.signed_by):
            text = "Dit getuigde checkpoint draagt niet de handtekeningen van het log en genoeg getuigen."
            return None, [Finding("getuigd-gewijzigd", where, text)]
        return signed.checkpoint, []
