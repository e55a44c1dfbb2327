# SPDX-License-Identifier: EUPL-1.2
"""After the term lines lose their readable part on an order; the check of an older edition says so, and accuses nobody."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import pytest

from core.exchange.results import Gedaan
from gep.bron import Bron
from gep.document.pdf import as_pdf
from gep.geb import maken
from gep.geb.controle.bevinding import Soort
from gep.geb.controle.herkomst import Herkomst
from gep.geb.controleren import check
from gep.geb.maken import make
from gep.periode import Periode
from tests.core.exchange.test_wissen import Setting
from tests.kit import DAY, backbone

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

TWENTY_YEARS = 21 * 366 * DAY


@pytest.fixture
def setting(tmp_path: Path) -> Iterator[Setting]:
    """Acts of long ago, and somebody who may order their erasure."""
    with pytest.MonkeyPatch.context() as patch, backbone(tmp_path) as made:
        patch.setattr(maken, "as_pdf", cache(as_pdf))  # the real one, once for each document
        found = Setting(made)
        made.clock.shift = TWENTY_YEARS
        found.keys = {who: found._new_key(who) for who in found.keys}
        yield found


def erase(setting: Setting, *places: int) -> str:
    """Erase persons and then the accountability part of these lines, really, and return the hash of the last order."""
    ranges = tuple((place, place + 1) for place in places)
    for opening in ("persoon", "feit"):
        order = setting.order(ranges, opening=opening)
        outcome = setting.send(order)
        assert isinstance(outcome, Gedaan), outcome
    return order.sha256


def test_a_real_erasure_is_told_by_its_order_and_accuses_nobody(setting, tmp_path) -> None:
    """Of two erasures only the one after the edition is told, with its log and lines; what it touched cannot be recounted."""
    first, *later = setting.own()[:4]
    earlier = erase(setting, first)
    bron = Bron.of_world(setting.backbone.world)
    year = Periode.year_of(next(line.feit["tijd"] for line in setting.lines() if line.feit))
    make(bron, year).save(tmp_path / "editie")
    before = check(tmp_path / "editie", Herkomst.of_world(setting.backbone.world))
    assert before.klopt
    assert before.of(Soort.NIET_NA_TE_GAAN) == ()
    order = erase(setting, *later)
    found = check(tmp_path / "editie", Herkomst.of_world(setting.backbone.world))
    assert found.klopt, found.of(Soort.ONWAAR)
    assert not found.geldt
    told, *touched = found.of(Soort.NIET_NA_TE_GAAN)
    assert told.plek == {"bevel": order, "log": setting.shard, "regels": "3"}
    assert earlier not in str([one.tekst for one in found.bevindingen])
    assert "log-handelingen" in {one.plek.get("bewijs") for one in touched}
