# SPDX-License-Identifier: EUPL-1.2
"""Reading the log itself: decided first, and a refusal leaves a line; the FG who may read is tested with `geb maak`."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from core.exchange.logbook import LogRead, ReadRequestError, read_log
from core.exchange.results import Geweigerd
from tests.kit import backbone

if TYPE_CHECKING:
    from pathlib import Path

WISH = LogRead("jurist-a", "controle", "jaarlijkse-geb", "geb")


def test_reading_the_log_is_for_officers_of_control(tmp_path: Path) -> None:
    """A jurist and a stranger are refused with proof; a reason in words or another purpose is asked about no further."""
    with backbone(tmp_path) as knooppunt:
        for who in ("jurist-a", "niemand"):
            refused = read_log(knooppunt.world, replace(WISH, functionaris=who))
            assert isinstance(refused, Geweigerd), refused
            assert refused.bewijs[0]["feit"]["reden"] == "jaarlijkse-geb"
        for wrong in ({"reden": "omdat Jan Jansen het vroeg"}, {"doel": "oc"}):
            with pytest.raises(ReadRequestError):
                read_log(knooppunt.world, replace(WISH, **wrong))
