# SPDX-License-Identifier: EUPL-1.2
"""What every test may ask for: the public data from outside."""

from pathlib import Path

import pytest

SHARED_DATA = Path(__file__).resolve().parents[2] / "shared" / "data"


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The public test material beside the repository; tests that need it skip where it is absent."""
    if not SHARED_DATA.is_dir():
        pytest.skip("openbaar testmateriaal ../shared/data is hier niet aanwezig")
    return SHARED_DATA
