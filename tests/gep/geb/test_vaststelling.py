# SPDX-License-Identifier: EUPL-1.2
"""Who adopted an edition: what was signed over its hash counts for the region and period that the edition itself has."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from core.exchange.results import Gedaan
from gep.geb import vaststelling
from tests.core.exchange.test_geb import adoption, edition, hand_in
from tests.kit import backbone

if TYPE_CHECKING:
    from pathlib import Path


def test_what_names_another_region_or_period_is_no_adoption_of_this_edition(tmp_path: Path) -> None:
    """Present and contrary: the hash alone is not enough; who signed it for another region or period stands as not decided."""
    over = edition(1)
    said = {
        "gemeente": over,
        "politie": replace(over, regio=None),
        "om": replace(over, periode="2025-01-01..2025-12-31"),
    }
    with backbone(tmp_path) as made:
        for who, named in said.items():
            assert isinstance(hand_in(made, adoption(made, named, who), who), Gedaan)
        standen = vaststelling.stand(made.world, over)
        adopted = [one.oin for one in standen if one.vastgesteld]
        assert adopted == [made["gemeente"].oin]
        assert {made["politie"].oin, made["om"].oin} <= {one.oin for one in standen if one.besluit is None}
