# SPDX-License-Identifier: EUPL-1.2
"""Whether a tlog-policy asks for a quorum of witnesses that can be relied on.

Invariants:
- A policy is *sound* when its logs sign with ML-DSA-44 as well as Ed25519, only ML-DSA-44 keys count in the quorum, and
  of the organisations behind them none can block it by being absent and none can make it alone.
- Absent is more than one: with every witness of one organisation away, the others still make the quorum.

Norm: c2sp.org/tlog-policy; design.md 2. Which organisation a witness belongs to is told by who calls;
when a quorum stood is `audit.proof.tijd`'s.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from audit.proof import note
from audit.proof.tlog_policy import NO_QUORUM, PolicyError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from audit.proof.tlog_policy import TlogPolicy

_LOG_KEYS = frozenset({note.ED25519, note.MLDSA44_COSIGNATURE})


def members(policy: TlogPolicy) -> dict[str, note.VKey]:
    """Return the witnesses that the quorum counts, by name; those outside it are left out."""
    return {} if policy.quorum == NO_QUORUM else dict(_members(policy, policy.quorum))


def fewest(policy: TlogPolicy, name: str | None = None) -> int:
    """Return how many witnesses the smallest quorum has (0: no quorum is asked)."""
    name = policy.quorum if name is None else name
    if name == NO_QUORUM or name in policy.witnesses:
        return int(name != NO_QUORUM)
    group = policy.groups[name]
    return sum(sorted(fewest(policy, member) for member in group.members)[: group.threshold])


def require_sound(policy: TlogPolicy, owners: Mapping[str, str]) -> None:
    """Return only when the quorum of a policy can be relied on.

    Args:
        policy: the policy.
        owners: the organisation of each witness that counts, by its name in the policy.

    Raises:
        PolicyError: says in Dutch what is wrong.
    """
    if policy.quorum == NO_QUORUM:
        raise PolicyError("de tlog-policy vraagt geen getuigen (`quorum none`); dat mag alleen in een demo")
    _require_log(policy)
    counted = members(policy)
    for name, key in counted.items():
        if key.type != note.MLDSA44_COSIGNATURE:
            raise PolicyError(f"getuige {_shown(name)} telt mee in het quorum zonder ML-DSA-44-sleutel")
        if name not in owners:
            raise PolicyError(f"van getuige {_shown(name)} staat niet vast welke organisatie hem draait")
    for owner in sorted({owners[name] for name in counted}):
        own = {key for name, key in counted.items() if owners[name] == owner}
        if policy.satisfied(own):
            raise PolicyError(f"organisatie {owner} haalt het quorum in haar eentje")
        if not policy.satisfied(set(counted.values()) - own):
            raise PolicyError(f"organisatie {owner} kan het quorum in haar eentje tegenhouden")


def _require_log(policy: TlogPolicy) -> None:
    names = {key.name for key in policy.logs}
    for name in names:
        if {key.type for key in policy.logs if key.name == name} != _LOG_KEYS:
            raise PolicyError("een log staat niet met zowel een Ed25519- als een ML-DSA-44-sleutel in de tlog-policy")
    if not names:
        raise PolicyError("de tlog-policy noemt geen log")


def _members(policy: TlogPolicy, name: str) -> Iterator[tuple[str, note.VKey]]:
    if name in policy.witnesses:
        yield name, policy.witnesses[name]
        return
    for member in policy.groups[name].members:
        yield from _members(policy, member)


def _shown(name: str) -> str:
    """Return a name that may be printed: names are opaque octets."""
    return name.encode("utf-8", "replace").decode()
