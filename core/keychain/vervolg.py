# SPDX-License-Identifier: EUPL-1.2
"""A log that continues another: what its stamlog says first, and how that is held against what a gateway saw of the old one.

Invariants:
- The entry names, of every shard of the old log, the last checkpoint that people hold good: origin, size and root. So nobody
  can add to the frozen log, or take from it, without contradicting the new one.
- It stands right behind the opening of the new stamlog, so it is the first thing anyone reads there.
- What a gateway saw beyond a named checkpoint, or another root at the same size, is told by name: acts that fell between are
  for people to judge, with the gateway's own receipts as evidence.

Norm: design.md 2; ADR 0020. That the new log counts at all comes from a new deelnemerslijst, never from this entry.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from audit.proof import checkpoint, jcs

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

SOORT: Final = "log-vervolgt"
PLACE: Final = 1
"""Its index in the stamlog: behind the entry that opens the stamlog itself."""


def entry(heads: Iterable[checkpoint.Checkpoint], reden: str, tijd: int) -> dict[str, Any]:
    """Return the entry that commits to these heads of the old log."""
    logs = [head.to_json() for head in sorted(heads, key=lambda head: head.origin)]
    return {"v": 1, "soort": SOORT, "logs": logs, "reden": reden, "tijd": tijd}


def read(value: object) -> dict[str, tuple[int, bytes]]:
    """Return size and root by origin.

    Raises:
        ValueError: not such an entry.
    """
    try:
        if not isinstance(value, dict) or value["soort"] != SOORT or value["v"] != 1 or not value["logs"]:
            raise ValueError("geen vervolg")
        found = {str(one["origin"]): (one["size"], jcs.unb64(one["root"])) for one in value["logs"]}
    except (KeyError, TypeError, jcs.CanonicalError):
        raise ValueError("geen vervolg") from None
    if not all(type(size) is int and len(root) == 32 for size, root in found.values()):
        raise ValueError("geen vervolg")
    return found


def problems(entries: Sequence[bytes], seen: Mapping[str, tuple[int, bytes]]) -> list[str]:
    """Return what of the old log, as it was seen, the new stamlog does not stand by; empty when it stands by all of it."""
    try:
        named = read(jcs.decode(entries[PLACE]))
    except (IndexError, ValueError):
        return ["De nieuwe stamlog begint niet met de laatste goede stand van het oude log."]
    found = []
    for origin, (size, root) in sorted(seen.items()):
        if origin not in named:
            found.append(f"De nieuwe stamlog noemt {origin} niet.")
        elif named[origin][0] < size:
            found.append(
                f"Van {origin} zag deze gateway {size} regels; de nieuwe stamlog houdt er {named[origin][0]} aan."
            )
        elif named[origin] == (size, named[origin][1]) and named[origin][1] != root:
            found.append(f"Van {origin} noemt de nieuwe stamlog een andere geschiedenis dan deze gateway zag.")
    return found
