# SPDX-License-Identifier: EUPL-1.2
"""Writing a tlog-policy with witnesses: the file that operator and partners agree on in their ceremony.

Invariants:
- The lines of the log are taken over as they are; every witness has a name, its key and an address.
- What is written parses, and says what was asked.

Norm: c2sp.org/tlog-policy (2026-06). Whether the quorum can be relied on: `audit.proof.quorum`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from audit.proof import tlog_policy

if TYPE_CHECKING:
    from collections.abc import Sequence

    from audit.proof.note import VKey

QUORUM = "quorum-getuigen"


@dataclass(frozen=True, slots=True)
class Listed:
    """A witness as the policy names it; `telt` says whether the quorum counts it."""

    naam: str
    vkey: VKey
    url: str | None = None
    telt: bool = True

    def __str__(self) -> str:
        return " ".join(["witness", self.naam, str(self.vkey), *([self.url] if self.url else [])])


def with_witnesses(base: str, witnesses: Sequence[Listed], threshold: int) -> str:
    """Return a policy with these witnesses, of which `threshold` make the quorum.

    Args:
        base: a policy that names the log (`audit.signer.policy_text`); its own witnesses, groups and quorum are dropped.
        witnesses: all witnesses.
        threshold: how many of those that count are needed.

    Raises:
        PolicyError: the outcome is no policy.
    """
    logs = [line for line in base.splitlines() if line.split(" ", 1)[0] in {"log", "#"}]
    counted = " ".join(item.naam for item in witnesses if item.telt)
    lines = [*logs, *map(str, witnesses), f"group {QUORUM} {threshold} {counted}", f"quorum {QUORUM}"]
    text = "".join(f"{line}\n" for line in lines)
    tlog_policy.parse(text.encode())
    return text
