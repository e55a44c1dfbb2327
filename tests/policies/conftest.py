# SPDX-License-Identifier: EUPL-1.2
"""What every policy test may ask for."""

import pytest

from policies import RuleSet


@pytest.fixture(scope="session")
def rules() -> RuleSet:
    """The rule folder of this repository, all rows (demo)."""
    return RuleSet.load(omgeving="demo")
