# SPDX-License-Identifier: EUPL-1.2
"""A casus in which the police may supply wpg-8, for the attacks of a partner that is signed in."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.core.exchange.conftest import Zaak
from tests.kit import Backbone, backbone

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(scope="module")
def knooppunt(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Backbone]:
    """One backbone on SQLite for all tests of a module."""
    with backbone(tmp_path_factory.mktemp("backbone")) as made:
        yield made


@pytest.fixture
def zaak(knooppunt: Backbone) -> Zaak:
    """A fresh casus in the phase in which the police supplies wpg-8."""
    made = Zaak(knooppunt)
    made.phase("verrijking-gesloten")
    return made
