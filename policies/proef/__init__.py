# SPDX-License-Identifier: EUPL-1.2
"""Scenarios in Dutch Gherkin that prove the rules, and the mutations that prove the scenarios.

Start with `prove(files)`: a `Proefverslag` that passed, or says in Dutch what did not and where.
"""

from policies.proef.uitkomst import Proefverslag, prove
from policies.proef.vertellen import tell

__all__ = ["Proefverslag", "prove", "tell"]
