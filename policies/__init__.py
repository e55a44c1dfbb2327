# SPDX-License-Identifier: EUPL-1.2
"""The law as files that jurists own, and the engine that decides with them. Pure: imports nothing of ours.

Start with `RuleSet.load(folder, omgeving)` or `Release`, then `RuleSet.decide(Vraag(...))`.
All errors derive from `PolicyError`: `RuleSetError` (files refused, with every finding), `ReleaseError`
(release incomplete or altered), `EngineDisagreementError` (casbin and the explanation differ: refuse).

Where to look:
    reading files    `loader` (the whole set), `table` (text and cells), `rows`, `groups`, `vocabulary`, `verzoek`,
                     `sources`, `plichten`, `toonbaar`, `formatter`; `findings` (what is told, and the errors)
    deciding         `ruleset` (the door), `sealed` (casbin), `matcher` and `bitindex` (which rows can match),
                     `tokens` (three-valued facts), `decision` (question and answer), `sentence` (a row in Dutch)
    releasing        `manifest`, `release`, `verstrekkers` (whose rows changed), `bewijzen` (what must hold first),
                     `tijdlijn` (which release on which day), `versie1` (files of the first version)
    asking           `authzen/` (the hypothetical door), `verklaring` (an answer in words)
    knowing          `analyse/` (all requests at once: invariants, matrix, difference, checks), `proef/` (scenarios and
                     mutation), `naspelen/` (logged decisions again)
    showing          `verslag/` (reports as text and page), `werkblad/` (spreadsheet)
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
