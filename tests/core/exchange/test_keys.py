# SPDX-License-Identifier: EUPL-1.2
"""Key events at the exchange: admitted with possession, own, on time and once; everything else leaves nothing."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

import pytest

from audit.proof import jcs
from core.exchange.results import Gedaan, Ongeldig
from core.keychain import events
from core.keychain.errors import UnknownKey
from core.keychain.kem import KemPrivateKey
from core.keychain.keys import HttpPrivateKey, Rol
from core.keychain.signatures import PrivateKey
from tests.kit import DAY, UNIT, Backbone, backbone

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(scope="module")
def knooppunt(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Backbone]:
    """One backbone on SQLite for all tests here."""
    with backbone(tmp_path_factory.mktemp("backbone")) as made:
        yield made


def reason(outcome: Any) -> str:
    """Return the one reason of an invalid request."""
    assert isinstance(outcome, Ongeldig), outcome
    (finding,) = outcome.bevindingen
    return str(finding.reden)


def http_event(knooppunt: Backbone, who: str = "fiod", **changes: int) -> tuple[dict[str, Any], HttpPrivateKey]:
    """Return the event of a fresh HTTP key of an organisation."""
    partij, key = knooppunt[who], HttpPrivateKey.generate()
    now = knooppunt.clock.now() + changes.get("later", 0)
    return events.publish(partij.identiteit, partij.oin, key, (now, now + DAY), now), key


def kem_event(knooppunt: Backbone, unit: str) -> tuple[dict[str, Any], str, bytes]:
    """Ask for a challenge as the FIOD and return event, id of the challenge, and the answer to it."""
    fiod, key, now = knooppunt["fiod"], KemPrivateKey.generate(), knooppunt.clock.now()
    given = knooppunt.exchange.challenge(fiod.caller(), key.public.raw)
    assert isinstance(given, Gedaan)
    answer, bezit = events.answer_challenge(key, fiod.oin, jcs.unb64(given.gegevens["uitdaging"]))
    event = events.publish(fiod.identiteit, fiod.oin, key.public, (now, now + DAY), now, eenheid=unit, bezit=bezit)
    return event, given.gegevens["id"], answer


def test_http_key_counts_from_its_event_on(knooppunt: Backbone) -> None:
    """A published HTTP key counts at once, under its own id only."""
    event, key = http_event(knooppunt)
    outcome = knooppunt.exchange.admit_key_event(knooppunt["fiod"].caller(), event)
    assert isinstance(outcome, Gedaan)
    assert outcome.gegevens == {"sleutel": key.public.id}
    found = knooppunt.world.keys.http_key(knooppunt["fiod"].oin, key.public.id, knooppunt.clock.now())
    assert found.sleutel == key.public
    with pytest.raises(UnknownKey):
        knooppunt.world.keys.http_key(knooppunt["fiod"].oin, "0" * 64, knooppunt.clock.now())
    with pytest.raises(UnknownKey):
        knooppunt.world.keys.signing_key(knooppunt["fiod"].oin, knooppunt.clock.now(), "0" * 64)


def test_key_event_is_admitted_once(knooppunt: Backbone) -> None:
    """The same event under another request is refused: the stamlog names a key once."""
    event, _ = http_event(knooppunt)
    assert isinstance(knooppunt.exchange.admit_key_event(knooppunt["fiod"].caller(), event), Gedaan)
    assert reason(knooppunt.exchange.admit_key_event(knooppunt["fiod"].caller(), event)) == "herhaald"


def test_key_event_of_another_organisation(knooppunt: Backbone) -> None:
    """An organisation offers its own events only, even when the event itself is genuine."""
    event, _ = http_event(knooppunt)
    assert reason(knooppunt.exchange.admit_key_event(knooppunt["nvwa"].caller(), event)) == "niet-eigen"


def test_key_event_with_another_identity(knooppunt: Backbone) -> None:
    """An event that the identity key did not sign is refused, whoever brings it."""
    fiod, now = knooppunt["fiod"], knooppunt.clock.now()
    event = events.publish(PrivateKey.generate(), fiod.oin, HttpPrivateKey.generate(), (now, now + DAY), now)
    assert reason(knooppunt.exchange.admit_key_event(fiod.caller(), event)) == "identiteit"


@pytest.mark.parametrize("minutes", [-6, 6])
def test_key_event_of_another_time(knooppunt: Backbone, minutes: int) -> None:
    """An event that is dated back or forward more than five minutes is refused."""
    event, _ = http_event(knooppunt, "ind", later=minutes * 60_000)
    assert reason(knooppunt.exchange.admit_key_event(knooppunt["ind"].caller(), event)) == "tijd"


def test_kem_key_needs_its_holder(knooppunt: Backbone) -> None:
    """A KEM key is admitted with the answer to its own challenge, and not without, with another one, or twice."""
    fiod, exchange = knooppunt["fiod"], knooppunt.exchange
    event, challenge, answer = kem_event(knooppunt, "recherche")
    _, foreign, _ = kem_event(knooppunt, "anders")
    assert reason(exchange.admit_key_event(fiod.caller(), event)) == "bezit"
    assert reason(exchange.admit_key_event(fiod.caller(), event, challenge, None)) == "bezit"
    assert reason(exchange.admit_key_event(fiod.caller(), event, challenge, bytes(32))) == "bezit"
    assert reason(exchange.admit_key_event(fiod.caller(), event, foreign, answer)) == "bezit"
    assert reason(exchange.admit_key_event(fiod.caller(), event, str(uuid.uuid4()), answer)) == "bezit"
    assert knooppunt.world.keys.kem_id(fiod.oin, "recherche", knooppunt.clock.now()) is None
    assert isinstance(exchange.admit_key_event(fiod.caller(), event, challenge, answer), Gedaan)
    assert knooppunt.world.keys.kem_id(fiod.oin, "recherche", knooppunt.clock.now()) == event["sleutel_id"]
    again, _, _ = kem_event(knooppunt, "later")
    assert reason(exchange.admit_key_event(fiod.caller(), again, challenge, answer)) == "bezit"


def test_challenge_for_what_is_no_key(knooppunt: Backbone) -> None:
    """Bytes that are no KEM key get no challenge."""
    assert reason(knooppunt.exchange.challenge(knooppunt["fiod"].caller(), b"kort")) == "vorm"


def test_withdrawn_key_no_longer_counts(knooppunt: Backbone) -> None:
    """A withdrawal needs no possession; from then on nothing may be sealed to the key."""
    nvwa, now = knooppunt["nvwa"], knooppunt.clock.now()
    own = knooppunt.world.keys.kem_id(nvwa.oin, UNIT, now)
    assert own is not None
    event = events.withdraw(nvwa.identiteit, nvwa.oin, Rol.KEM, own, now, eenheid=UNIT)
    assert isinstance(knooppunt.exchange.admit_key_event(nvwa.caller(), event), Gedaan)
    assert knooppunt.world.keys.kem_id(nvwa.oin, UNIT, knooppunt.clock.now()) is None
