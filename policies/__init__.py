# SPDX-License-Identifier: EUPL-1.2
"""The law as files that jurists own, and the engine that decides with them. Pure: imports nothing of ours.

Start with `RuleSet.load(folder, omgeving)` or `Release`, then `RuleSet.decide(Vraag(...))`.
All errors derive from `PolicyError`: `RuleSetError` (files refused, with every finding), `ReleaseError`
(release incomplete or altered), `EngineDisagreementError` (casbin and the explanation differ: refuse).
"""

from policies.decision import Beslissing, Ontbreekt, Toelichting, Uitkomst, Vraag, day_in_amsterdam
from policies.findings import EngineDisagreementError, Finding, PolicyError, ReleaseError, RuleSetError
from policies.release import Release, make_release
from policies.ruleset import FOLDER, OMGEVINGEN, RuleSet
from policies.vocabulary import Fact, Vocabulary

__all__ = [
    "FOLDER",
    "OMGEVINGEN",
    "Beslissing",
    "EngineDisagreementError",
    "Fact",
    "Finding",
    "Ontbreekt",
    "PolicyError",
    "Release",
    "ReleaseError",
    "RuleSet",
    "RuleSetError",
    "Toelichting",
    "Uitkomst",
    "Vocabulary",
    "Vraag",
    "day_in_amsterdam",
    "make_release",
]
