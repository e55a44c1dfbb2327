# SPDX-License-Identifier: EUPL-1.2
"""The second half of the differential run (see `tests.policies.differential`); two files, so that two workers share it."""

import pytest

from tests.policies.differential import PAIRS, Differential


@pytest.mark.no_cover
@pytest.mark.parametrize("share", [2, 3])
def test_random_sets_decide_as_plain_casbin(tmp_path, share):
    """On random sets of 5 to 60 rows no decision differs from plain casbin and no explanation from the oracle."""
    Differential(tmp_path).share(share).check(PAIRS)
