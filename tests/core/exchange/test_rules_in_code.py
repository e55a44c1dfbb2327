# SPDX-License-Identifier: EUPL-1.2
"""Two rules of the legal framework are no rows: R-31 (asking gives nothing) and R-70 (no line, no act)."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import func, select

from audit.batch import Batch
from audit.values import LogUnavailableError
from core.casus.events import Soort
from core.exchange.results import Gedaan, Geweigerd
from core.ledger.tables import metadata

if TYPE_CHECKING:
    from tests.core.exchange.conftest import Zaak
    from tests.kit import Backbone


def counts(knooppunt: Backbone) -> dict[str, int]:
    """Return how many rows each table of the ledger has."""
    with knooppunt.engine.connect() as connection:
        return {
            name: connection.execute(select(func.count()).select_from(table)).scalar_one()
            for name, table in metadata.tables.items()
        }


def test_asking_the_prosecution_gives_nothing(zaak: Zaak, knooppunt: Backbone) -> None:
    """R-31: a granted request adds an event and no record; the supply is decided on its own and needs the officer."""
    zaak.phase("weging")
    before = counts(knooppunt)
    body = {
        "uitvraag": str(uuid.uuid4()),
        "aan": knooppunt["om"].oin,
        "categorie": "strafvorderlijk",
        "onderwerp": None,
    }
    assert isinstance(zaak.event("gemeente", Soort.UITVRAAG, **body), Gedaan)
    after = counts(knooppunt)
    assert after["casus_gebeurtenis"] == before["casus_gebeurtenis"] + 1
    assert [after[name] for name in ("verstrekking", "omhulsel")] == [
        before[name] for name in ("verstrekking", "omhulsel")
    ]
    refused = zaak.push("om", "strafvorderlijk", "gemeente", geen_einduitspraak=False)
    assert isinstance(refused, Geweigerd)
    assert counts(knooppunt)["verstrekking"] == before["verstrekking"]
    officer = [knooppunt.fact(feit, casus=zaak.id) for feit in ("ovj-besluit", "zwaarwegend-belang")]
    zaak.done(knooppunt.state("om", *officer))
    zaak.done(zaak.push("om", "strafvorderlijk", "gemeente", geen_einduitspraak=False))
    assert counts(knooppunt)["verstrekking"] == before["verstrekking"] + 1


def test_without_a_line_nothing_is_read(zaak: Zaak, knooppunt: Backbone, monkeypatch: Any) -> None:
    """R-70: when the line of a read cannot be written the reader gets nothing at all; written, the reader gets the record."""
    zaak.phase("weging")
    zaak.phase("verrijking-gesloten")
    levering = zaak.supply("politie", "wpg-8", "gemeente")
    zaak.done(knooppunt.exchange.push(levering.caller, levering.body))
    reader = knooppunt["gemeente"].caller(persoon=True)
    with monkeypatch.context() as patch:

        def full(_batch: Batch) -> Any:
            raise OSError("schijf vol")

        patch.setattr(Batch, "write", full)
        with pytest.raises(LogUnavailableError):
            knooppunt.exchange.read(reader, levering.record)
    zaak.done(knooppunt.exchange.read(reader, levering.record))


def test_without_a_line_no_act(zaak: Zaak, knooppunt: Backbone, monkeypatch: Any) -> None:
    """R-70: when the log line cannot be written, nothing of the act stands in the ledger; written, it does."""
    zaak.phase("weging")
    zaak.phase("verrijking-gesloten")
    before = counts(knooppunt)
    with monkeypatch.context() as patch:

        def full(_batch: Batch) -> Any:
            raise OSError("schijf vol")

        patch.setattr(Batch, "write", full)
        with pytest.raises(LogUnavailableError):
            zaak.push("politie", "wpg-8", "gemeente")
    assert counts(knooppunt) == before
    zaak.done(zaak.push("politie", "wpg-8", "gemeente"))
    after = counts(knooppunt)
    assert after["verstrekking"] == before["verstrekking"] + 1
    assert after["beslissing"] > before["beslissing"]
