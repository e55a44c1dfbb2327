# SPDX-License-Identifier: EUPL-1.2
"""A leaked key against a real backbone: exactly what it reached is listed, it ends at once, and its suppliers hear of theirs."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from adapters.gateway.errors import ConfigError
from adapters.gateway.sleutels import gelekt
from adapters.gateway.sleutels.rotatie import Rotatie
from core.contract.exitcodes import ExitCode
from core.keychain.keystore import Bestandsrol
from tests.adapters.gateway.ring import Ring, case_with
from tests.adapters.gateway.test_ring import proposal, sent

if TYPE_CHECKING:
    from collections.abc import Iterator

    from adapters.gateway.gateway import Gateway


@pytest.fixture(scope="module")
def ring(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ring]:
    """One backbone and the partners that are needed, for all tests here."""
    made = Ring(tmp_path_factory.mktemp("ring"), soorten=("politie", "gemeente", "belastingdienst", "om"))
    yield made
    made.close()


@pytest.fixture(scope="module")
def casus(ring: Ring) -> str:
    """A casus of gemeente, politie and belastingdienst; its title is sealed to all of them."""
    return case_with(ring, "politie", "belastingdienst")


def key_of(gateway: Gateway, role: Bestandsrol) -> str:
    """The only key of a role that lies at a partner."""
    [key] = gateway.partner.keys.of_role(role)
    return key.sleutel_id


def test_a_leaked_reading_key_is_listed_ended_told_and_replaced(ring: Ring, casus: str) -> None:
    """What it opened is listed by record, also what came by re-wrapping; nothing of others; all opens with the new key."""
    gateway, politie = ring["belastingdienst"], ring["politie"]
    ring.sync()
    received = [sent(politie, proposal(ring, casus, "belastingdienst")) for _ in range(2)]
    elsewhere = sent(politie, proposal(ring, casus, "gemeente"))
    ring.sync()
    assert {*received, elsewhere} <= set(gelekt.reach(politie, key_of(politie, Bestandsrol.KEM)).records)
    assert Rotatie(gateway).run().exit_code is ExitCode.DONE
    leaked = key_of(gateway, Bestandsrol.KEM)
    found, path, done = gelekt.handle(gateway, leaked[:16])
    assert set(found.records) == set(received)
    assert all(item["later_toegekend"] and item["bekend_van"] == "backbone" for item in found.records.values())
    assert all(item["verstrekker"] == politie.partner.oin for item in found.records.values())
    kept = json.loads(path.read_text())
    assert (kept["aantal"], kept["categorieen"], kept["sleutel"]["sleutel_id"]) == (2, {"wpg-8": 2}, leaked)
    assert path.stat().st_mode & 0o777 == 0o600
    assert done.exit_code is ExitCode.DONE, done.to_json()
    assert leaked in done.vernietigd
    ring.sync()
    assert not ring["om"].desk.directory.may_withdraw(_known(ring["om"], leaked))
    assert set(gelekt.own_supplies(politie)) == set(received)
    assert gelekt.own_supplies(ring["gemeente"]) == {}
    assert set(received) <= set(gateway.fetch(ring.people["belastingdienst"]).geopend)


def _known(gateway: Gateway, key_id: str) -> Any:
    keys = [key for party in gateway.partner.lijst.deelnemers for key in gateway.desk.directory.keys(party.oin)]
    return next(key for key in keys if key.sleutel_id == key_id)


def test_a_key_also_opened_titles(ring: Ring) -> None:
    """Sealed texts of a casus are in the list of the key that they were sealed to, and of no other."""
    casus, gateway = case_with(ring, "om"), ring["om"]
    then = key_of(gateway, Bestandsrol.KEM)
    assert {"casus": casus, "veld": "titel"} in gelekt.reach(gateway, then).teksten
    Rotatie(gateway).run()
    assert gelekt.reach(gateway, key_of(gateway, Bestandsrol.KEM)).teksten == []


def test_a_leaked_signing_key_shows_what_it_signed(ring: Ring, casus: str) -> None:
    """Of a signing key the own supplies are listed; nobody is told of records, and a new key signs from then on."""
    gateway = ring["politie"]
    ring.sync()
    leaked = key_of(gateway, Bestandsrol.TEKENEN)
    record = sent(gateway, proposal(ring, casus, "gemeente"))
    found, _, done = gelekt.handle(gateway, leaked)
    assert found.records[record]["bekend_van"] == "ondertekend"
    assert done.exit_code is ExitCode.DONE
    assert key_of(gateway, Bestandsrol.TEKENEN) != leaked
    assert sent(gateway, proposal(ring, casus, "gemeente"))


def test_a_leaked_http_key_is_followed_up_before_it_ends(ring: Ring) -> None:
    """The withdrawal of an HTTP key is sent with the next one, so that a partner never shuts itself out."""
    gateway = ring["gemeente"]
    leaked = key_of(gateway, Bestandsrol.HTTP)
    _, _, done = gelekt.handle(gateway, leaked)
    assert done.exit_code is ExitCode.DONE
    assert leaked in done.vernietigd
    gateway.sync()


def test_a_key_of_another_or_none_is_refused(ring: Ring) -> None:
    """Only an own key, named by enough of its id, is handled; nothing is withdrawn otherwise."""
    gateway = ring["om"]
    before = {key.sleutel_id: key.ingetrokken_op for key in gateway.desk.directory.keys(gateway.partner.oin)}
    for wrong in (key_of(ring["gemeente"], Bestandsrol.KEM), "0" * 64, key_of(gateway, Bestandsrol.KEM)[:7], ""):
        with pytest.raises(ConfigError, match="geen sleutel van deze partner"):
            gelekt.handle(gateway, wrong)
    gateway.sync()
    assert before == {key.sleutel_id: key.ingetrokken_op for key in gateway.desk.directory.keys(gateway.partner.oin)}
