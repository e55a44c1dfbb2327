# SPDX-License-Identifier: EUPL-1.2
"""The outcome of a verification as a value: findings, counts, and the newest checkpoint of each shard."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    from audit.values import Finding

MAX_FINDINGS = 10_000

# Told while it runs: what is being verified (a shard, or the name of a check), how much is done, and of how much (0: unknown).
Progress: TypeAlias = Callable[[str, int, int], None]


@dataclass(slots=True)
class Report:
    """The outcome: findings (at most `MAX_FINDINGS`), counts, and the newest checkpoint of each shard."""

    bevindingen: list[Finding] = field(default_factory=list)
    regels: int = 0
    rijen: int = 0
    checkpoints: list[dict[str, object]] = field(default_factory=list)
    afgekapt: bool = False
    # From which line on each shard was looked at, for those that were verified before.
    vanaf: dict[str, int] = field(default_factory=dict)

    @property
    def geldig(self) -> bool:
        """Whether nothing at all was found."""
        return not self.bevindingen

    def add(self, finding: Finding) -> None:
        """Take a finding, as long as there are not too many."""
        if len(self.bevindingen) < MAX_FINDINGS:
            self.bevindingen.append(finding)
        else:
            self.afgekapt = True

    def to_json(self) -> dict[str, Any]:
        """Return the report as a JSON object."""
        return {
            "geldig": self.geldig,
            "regels": self.regels,
            "rijen": self.rijen,
            "checkpoints": self.checkpoints,
            "bevindingen": [finding.to_json() for finding in self.bevindingen],
            "afgekapt": self.afgekapt,
            "vanaf": self.vanaf,
        }
