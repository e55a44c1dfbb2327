# SPDX-License-Identifier: EUPL-1.2
"""What the record says of one decision, and the rules it may be held against.

Invariants:
    * a logged decision holds codes only: its own id, the question, the answer as it was written; no case, record,
      organisation or person;
    * `Versie` joins a sealed rule set and the checked files it was made of, so that both speak of the same rows;
    * it decides by the same door as the decisions that it is held against: who logged them hands that door in.

Does not: read a database (`core.exchange.beslissingen` does).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from policies.decision import Beslissing, Vraag
from policies.loader import Checked, check
from policies.manifest import digest_of, make_manifest
from policies.ruleset import RuleSet

Deur: TypeAlias = Callable[[RuleSet, Vraag], Beslissing]


@dataclass(frozen=True, slots=True)
class Vastgelegd:
    """One logged decision; `vraag` is None when the record cannot be read as a question."""

    id: str
    vrijgave: str
    vraag: Vraag | None
    antwoord: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Versie:
    """A rule set with the files it was read from, and the door by which it is asked."""

    regels: RuleSet
    gelezen: Checked
    deur: Deur = RuleSet.decide

    @classmethod
    def of_files(
        cls, files: Mapping[str, bytes], omgeving: str, digest: str | None = None, deur: Deur = RuleSet.decide
    ) -> "Versie":
        """Load a version; `digest` is that of its release, when it is one.

        Raises:
            RuleSetError: with every finding.
        """
        checked = check(files)
        return cls(RuleSet(checked, omgeving, digest or digest_of(make_manifest(files))), checked, deur)

    def decide(self, vraag: Vraag) -> Beslissing:
        """Decide one question by the door."""
        return self.deur(self.regels, vraag)
