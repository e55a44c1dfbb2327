# SPDX-License-Identifier: EUPL-1.2
"""The backbone's own clock on its witnesses: an hour without a quorum stops supplies, three days stop reads too."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest

from audit.proof import tlog_policy
from core.exchange.getuigen import Getuigen, WitnessesBehindError
from tests.core.exchange.conftest import Zaak
from tests.kit import Backbone

if TYPE_CHECKING:
    from collections.abc import Iterator

HOUR = 3_600_000


@pytest.fixture(scope="module")
def knooppunt(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Backbone]:
    """A backbone with three witnesses, of which two make the quorum, that waits for them."""
    made = Backbone(tmp_path_factory.mktemp("backbone"), getuigen=3)
    made.world.getuigen = watch(made, made.policy_text)
    yield made
    made.close()


@pytest.fixture
def zaak(knooppunt: Backbone) -> Zaak:
    """A casus in which the police may supply, all of it witnessed."""
    made = Zaak(knooppunt)
    made.phase("verrijking-gesloten")
    watched = knooppunt.world.getuigen
    assert watched is not None
    for _ in range(200):  # a witness that another test put off line is left alone for a while
        knooppunt.witness()
        if watched.since() is None:
            return made
        time.sleep(0.05)
    raise AssertionError("the witnesses did not come back")


def watch(knooppunt: Backbone, policy: str) -> Getuigen:
    parsed = tlog_policy.parse(policy.encode())
    return Getuigen(knooppunt.engine, parsed, knooppunt.clock.now, stop_ms=HOUR, einde_ms=72 * HOUR)


def test_supplies_stop_first_and_reads_later(zaak: Zaak) -> None:
    """Nothing is refused while witnesses are in time; past T1 no supply, past T2 no read; back in time all goes on."""
    knooppunt = zaak.knooppunt
    assert knooppunt.kring is not None
    levering = zaak.supply("politie", "wpg-8", "gemeente")
    zaak.done(knooppunt.exchange.push(levering.caller, levering.body))
    knooppunt.kring.off("g0", "g1")
    knooppunt.clock.shift += 2 * HOUR
    late = zaak.supply("politie", "wpg-8", "gemeente")
    with pytest.raises(WitnessesBehindError, match="geen nieuwe verstrekkingen"):
        knooppunt.exchange.push(late.caller, late.body)
    zaak.done(knooppunt.exchange.read(knooppunt["gemeente"].caller(persoon=True), levering.record))
    knooppunt.clock.shift += 71 * HOUR
    reader = knooppunt["gemeente"].caller(persoon=True)
    with pytest.raises(WitnessesBehindError, match="ook niet worden gelezen"):
        knooppunt.exchange.read(reader, levering.record)
    with pytest.raises(WitnessesBehindError, match="ook niet worden gelezen"):
        knooppunt.exchange.show_case(reader, zaak.id)
    knooppunt.kring.on()
    knooppunt.witness()
    knooppunt.clock.shift += 2000
    zaak.done(knooppunt.exchange.read(knooppunt["gemeente"].caller(persoon=True), levering.record))


def test_idle_log_is_not_behind(zaak: Zaak) -> None:
    """When everything is confirmed time alone stops nothing; without a quorum in the policy nothing ever does."""
    knooppunt = zaak.knooppunt
    knooppunt.clock.shift += 200 * HOUR
    getuigen = knooppunt.world.getuigen
    assert getuigen is not None
    assert getuigen.since() is None
    getuigen.require_supply()
    assert knooppunt.kring is not None
    knooppunt.kring.off()
    zaak.phase("informatieanalyse")
    knooppunt.clock.shift += 100 * HOUR
    with pytest.raises(WitnessesBehindError):
        getuigen.require_read()
    none = "\n".join(line for line in knooppunt.policy_text.splitlines() if line.startswith("log ")) + "\nquorum none\n"
    watch(knooppunt, none).require_read()
    knooppunt.kring.on()
    knooppunt.witness()
