# SPDX-License-Identifier: EUPL-1.2
"""How a gateway states facts: what names a person apart from the rest."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from audit.proof import jcs
from core.ledger.tables import feitbundel
from tests.adapters.gateway.ring import REGIO, Ring

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(scope="module")
def ring(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ring]:
    """A ring of its own: a mandate that is stated here would change what others may."""
    made = Ring(tmp_path_factory.mktemp("ring"))
    yield made
    made.close()


def test_what_names_a_person_is_stated_apart(ring: Ring) -> None:
    """A designation and a mandate that are stated together come in two bundles: only one of them names somebody."""
    kept = ring.backbone.exchange.world
    with kept.reading() as connection:
        before = {row.sleutel for row in connection.execute(select(feitbundel))}
    about = {"organisatie": ring.partners["riec-bureau"].oin, "regio": REGIO}
    person = ring.people["riec-bureau"]
    ring.state("om", ring.fact("mandaat", **about), ring.fact("aangewezen", persoon=person, **about))
    with kept.reading() as connection:
        new = [jcs.decode(row.bundel) for row in connection.execute(select(feitbundel)) if row.sleutel not in before]
    found = {tuple(item["over"].get("persoon") is not None for item in bundel["verklaringen"]) for bundel in new}
    assert found == {(True,), (False,)}
