# SPDX-License-Identifier: EUPL-1.2
"""A backbone on which something happened: supplies, reads, refusals of both sides, questions from outside."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from gep.bron import Bron
from gep.geb.maken import Geb, make
from gep.periode import Periode
from tests.core.exchange.conftest import Zaak
from tests.kit import Backbone, backbone

if TYPE_CHECKING:
    from collections.abc import Iterator

CANARY_BSN = "999990019"
CANARY_NAME = "Kwispelstaart-van den Kanarie"


def happen(zaak: Zaak) -> None:
    """Let the story happen once: every figure of the GEB gets something to count."""
    exchange, knooppunt = zaak.knooppunt.exchange, zaak.knooppunt
    zaak.push("toeslagen", "toeslagen", "gemeente")
    zaak.phase("weging")
    zaak.phase("verrijking-gesloten")
    content = f'{{"naam":"{CANARY_NAME}","bsn":"{CANARY_BSN}"}}'.encode()
    levering = zaak.supply("politie", "wpg-8", "gemeente", "belastingdienst", "om", content=content)
    zaak.done(exchange.push(levering.caller, levering.body))
    zaak.done(zaak.push("politie", "wpg-8", "gemeente"))
    zaak.push("politie", "wpg-9", "gemeente")
    zaak.push("politie", "wpg-8", "gemeente", "ind")
    zaak.push("belastingdienst", "fiscaal", "gemeente")
    for _ in range(2):
        zaak.done(exchange.read(knooppunt["gemeente"].caller(persoon=True), levering.record))
    exchange.read(knooppunt["gemeente"].caller(), levering.record)
    exchange.read(knooppunt["ind"].caller(persoon=True), levering.record)
    zaak.done(exchange.report_refusal(knooppunt["politie"].caller(), gateway_refusal(zaak)))


def gateway_refusal(zaak: Zaak) -> dict[str, Any]:
    """Return what a gateway reports when it refuses itself."""
    return {
        "casus": zaak.id,
        "handeling": "verstrekken",
        "categorie": "wpg-9",
        "ontvanger": zaak.knooppunt["gemeente"].oin,
        "uitkomst": "verboden",
        "regels": ["R-14.1"],
        "vrijgave": zaak.knooppunt.release.digest,
    }


def edition(knooppunt: Backbone, regio: str | None = None) -> Geb:
    """Make the GEB of this year."""
    bron = Bron.of_world(knooppunt.world)
    return make(bron, Periode.year_of(bron.gemaakt), regio)


@pytest.fixture(scope="module")
def zaak(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Zaak]:
    """The casus after the story; tests that change the record make their own."""
    with backbone(tmp_path_factory.mktemp("knooppunt")) as made:
        found = Zaak(made)
        happen(found)
        yield found


@pytest.fixture(scope="module")
def geb(zaak: Zaak) -> Geb:
    """The GEB of that story."""
    return edition(zaak.knooppunt)
