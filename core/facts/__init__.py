# SPDX-License-Identifier: EUPL-1.2
"""Feitverklaringen and the predicates that turn them into policy tokens. Pure; the same for gateway and exchange.

Where to start: `bundle.verify` -> `admission.check` -> (stored elsewhere) -> `Stand` -> `derive`.
"""

from core.facts.context import Genegeerd
from core.facts.derive import Feiten, VocabularyError, check_vocabulary, derive, holds, unserved
from core.facts.state import Partij, RecordInfo, Stand, Toegelaten, Uitgever, Vocabulary, Vraag
from core.facts.statements import Feitverklaring, Over

__all__ = [
    "Feiten",
    "Feitverklaring",
    "Genegeerd",
    "Over",
    "Partij",
    "RecordInfo",
    "Stand",
    "Toegelaten",
    "Uitgever",
    "Vocabulary",
    "VocabularyError",
    "Vraag",
    "check_vocabulary",
    "derive",
    "holds",
    "unserved",
]
