# SPDX-License-Identifier: EUPL-1.2
"""Supplies that rest on certain rules are counted per kind of partner, on SQLite and on PostgreSQL."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.exchange.rustend import resting_supplies

if TYPE_CHECKING:
    from tests.core.exchange.conftest import Zaak


def resting(zaak: Zaak, *rows: str) -> dict[tuple[str, str], int]:
    """Count on the database of this casus."""
    with zaak.knooppunt.engine.connect() as connection:
        return dict(resting_supplies(connection, rows))


def test_supplies_are_counted_by_the_rows_that_allowed_them(zaak: Zaak) -> None:
    """Each recipient of each record counts once; another row, another act and a refused push count nothing."""
    zaak.phase("weging")
    zaak.phase("verrijking-gesloten")
    zaak.done(zaak.push("politie", "wpg-8", "gemeente", "om"))
    zaak.done(zaak.push("politie", "wpg-8", "gemeente"))
    zaak.push("politie", "wpg-8", "gemeente", "ind")  # the IND takes no part: the push is refused whole
    assert resting(zaak, "R-12.1") == {("politie", "gemeente"): 2, ("politie", "om"): 1}
    assert resting(zaak, "R-12.1", "R-81.1") == resting(zaak, "R-12.1")
    assert resting(zaak, "R-81.1", "R-29.1") == {}
    assert resting(zaak) == {}
