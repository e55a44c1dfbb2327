# SPDX-License-Identifier: EUPL-1.2
"""What a partner is shown of its own records, and the terms that settings may ask for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from adapters.gateway.errors import ConfigError
from adapters.gateway.gelezen import reads_of_own
from adapters.gateway.getuigd import Termijnen
from adapters.gateway.settings import load_settings

if TYPE_CHECKING:
    from adapters.gateway.store import Store

READER = "00000099000000002000"


def message(number: int, kind: str = "inzage", **told: Any) -> dict[str, Any]:
    return {"volgnr": number, "soort": kind, "tijd": 5, "gegevens": {"record": "r-1", "door": READER, **told}}


def test_feed_tells_what_became_of_own_records(store: Store) -> None:
    """Reading, analysis and advice are shown in order, of all records or of one; other messages are not."""
    store.keep_feed(
        [
            message(1),  # of before the kinds had names: it was read
            message(2, wat="in-analyse", categorie="wpg-8", tijd=7, log="landelijk-2026", regel=3),
            message(3, record="r-2", wat="tot-advies"),
            message(4, kind="verstrekking"),
        ]
    )
    assert [(item["record"], item["wat"]) for item in reads_of_own(store)] == [
        ("r-1", "gelezen"),
        ("r-1", "in-analyse"),
        ("r-2", "tot-advies"),
    ]
    (found,) = reads_of_own(store, "r-2")
    assert found["door"] == READER
    assert reads_of_own(store, "r-9") == []
    assert "persoon" not in reads_of_own(store)[1]


@pytest.mark.parametrize(
    ("t1", "t2", "good"), [("60", "120", True), ("60", "60", True), ("120", "60", False), ("0", "60", False)]
)
def test_terms_are_read_in_order(monkeypatch: pytest.MonkeyPatch, t1: str, t2: str, good: bool) -> None:  # noqa: FBT001 - a case
    """Reading never stops before supplying does, and no term is nothing."""
    monkeypatch.setenv("KNOOPPUNT_GETUIGEN_STOP_SECONDS", t1)
    monkeypatch.setenv("KNOOPPUNT_GETUIGEN_EINDE_SECONDS", t2)
    if good:
        assert load_settings().termijnen == Termijnen(int(t1) * 1000, int(t2) * 1000)
        return
    with pytest.raises(ConfigError):
        load_settings()


def test_terms_without_settings_outlast_a_weekend() -> None:
    """By default supplies stop after an hour, and reads go on from Friday afternoon until after Monday morning."""
    default = Termijnen()
    assert default.stop_ms == 3_600_000
    assert default.einde_ms >= 65 * 3_600_000
