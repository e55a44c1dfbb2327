# SPDX-License-Identifier: EUPL-1.2
"""All predicates, by fact code in `REGISTRY`. The sources: `membership`, `backbone`, `bodies`, `stated`."""

from core.facts.predicates import backbone, bodies, membership, stated
from core.facts.predicates.registry import REGISTRY

__all__ = ["REGISTRY", "backbone", "bodies", "membership", "stated"]
