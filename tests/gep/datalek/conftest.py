# SPDX-License-Identifier: EUPL-1.2
"""The story of a leaked key on SQLite, made once for all files here; tests only read, or put back what they took away."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.gep.datalek.verhaal import Verhaal
from tests.kit import backbone

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(scope="session")
def verhaal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Verhaal]:
    """The story; see `Verhaal`."""
    with backbone(tmp_path_factory.mktemp("datalek")) as made:
        yield Verhaal(made)
