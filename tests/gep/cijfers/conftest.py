# SPDX-License-Identifier: EUPL-1.2
"""A log with lines of every event, over two years, three regions and months that begin in the Netherlands, not in London."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

from tests.conftest import postgres_database
from tests.gep.cijfers.regels import mixed, moment, write
from tests.kit import backbone

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.kit import Backbone

CASES = {
    "noord-nederland": ["00000000-0000-4000-8000-00000000000a", "00000000-0000-4000-8000-00000000000b"],
    "limburg": ["00000000-0000-4000-8000-00000000000c"],
    "zeeland-west-brabant-breda": ["00000000-0000-4000-8000-00000000000d"],
}
MOMENTS = (
    "2027-01-01T00:00:00",
    "2027-01-31T23:59:59",
    "2027-03-28T03:30:00",
    "2027-12-31T23:30:00",
    "2028-01-01T00:30:00",
)


@contextmanager
def on(request: pytest.FixtureRequest) -> Iterator[str | None]:
    """Give the URL of an empty database of the kind that a fixture is for; None is the embedded default."""
    if request.param == "sqlite":
        yield None
        return
    with postgres_database(request.getfixturevalue("postgres_server")) as url:
        yield url


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def gevuld(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Iterator[Backbone]:
    """The log; who writes in it takes `leeg`."""
    with on(request) as url, backbone(tmp_path_factory.mktemp("cijfers"), url) as made:
        for seed, when in enumerate(MOMENTS):
            write(made, moment(when), mixed(seed, 160, CASES))
        yield made


@pytest.fixture(params=["sqlite", "postgresql"])
def leeg(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Backbone]:
    """A backbone of the test's own, on which nothing happened."""
    with on(request) as url, backbone(tmp_path, url) as made:
        yield made
