# SPDX-License-Identifier: EUPL-1.2
"""What one key of the caller opens: own wraps only, whole over pages, and sealing to a key that no longer counts is refused."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from audit.proof import jcs
from core.envelope.grants import unwrap_secret
from core.envelope.header import digest, encode
from core.exchange.results import Conflict, Gedaan, Ongeldig
from core.keychain import events
from core.keychain.kem import KemPrivateKey
from core.keychain.keys import Rol
from tests.kit import DAY, UNIT

if TYPE_CHECKING:
    from tests.core.exchange.conftest import Zaak
    from tests.kit import Backbone, Levering


def _of(zaak: Zaak, who: str, key: str, na: str = "", limiet: int = 100) -> dict[str, Any]:
    return zaak.done(zaak.knooppunt.exchange.own_wraps(zaak.knooppunt[who].caller(), key, na, limiet))


def _supplied(zaak: Zaak, times: int) -> list[str]:
    """Let the police supply so many records to the gemeente; return their ids, sorted."""
    zaak.phase("verrijking-gesloten")
    return sorted(zaak.done(zaak.push("politie", "wpg-8", "gemeente"))["verstrekkingen"][0] for _ in range(times))


def test_a_key_shows_exactly_the_own_wraps_that_it_opens(zaak: Zaak) -> None:
    """Supplier and recipient get their own wraps, each once over pages, with the header bound to; others get nothing."""
    knooppunt, sent = zaak.knooppunt, _supplied(zaak, 4)
    for who in ("politie", "gemeente"):
        own = knooppunt[who].kem
        found = _of(zaak, who, own.id)["omhulsels"]
        assert [one["kop"]["record"] for one in found] == sent
        assert all(one["sleutels"] == [own.id] and not one["later"] for one in found)
        assert all(len(unwrap_secret(jcs.unb64(o["omhulsel"]), own, digest(encode(o["kop"])))) == 32 for o in found)
    nothing = {"omhulsels": [], "volgende": None}
    assert _of(zaak, "om", knooppunt["gemeente"].kem.id) == nothing
    assert _of(zaak, "gemeente", "0" * 64) == nothing
    own, seen = knooppunt["gemeente"].kem.id, []
    page = _of(zaak, "gemeente", own, limiet=2)
    while page["volgende"] is not None:
        seen += [one["kop"]["record"] for one in page["omhulsels"]]
        page = _of(zaak, "gemeente", own, page["volgende"], 2)
    assert seen == sent


@pytest.mark.parametrize("knooppunt", ["sqlite"], indirect=True)
def test_nothing_is_sealed_to_a_key_that_no_longer_counts(zaak: Zaak) -> None:
    """What is sealed to a recipient's replaced, expired or withdrawn key is refused; to the key of now it is taken in."""
    knooppunt, keys = zaak.knooppunt, [KemPrivateKey.generate() for _ in range(2)]
    _supplied(zaak, 1)
    replaced = zaak.supply("politie", "wpg-8", "gemeente")
    _publish(knooppunt, "gemeente", keys[0], DAY)
    _refused(zaak, replaced)
    current, expired = (zaak.supply("politie", "wpg-8", "gemeente") for _ in range(2))
    zaak.done(knooppunt.exchange.push(current.caller, current.body))
    knooppunt.clock.shift += DAY
    _refused(zaak, expired)
    _publish(knooppunt, "gemeente", keys[1], DAY)
    withdrawn = zaak.supply("politie", "wpg-8", "gemeente")
    _withdraw(knooppunt, "gemeente", keys[1].id)
    _refused(zaak, withdrawn)


def _refused(zaak: Zaak, waiting: Levering) -> None:
    outcome = zaak.knooppunt.exchange.push(waiting.caller, waiting.body)
    assert isinstance(outcome, Conflict), outcome
    assert outcome.soort == "sleutel-verouderd"
    assert not [
        one
        for one in _of(zaak, "politie", zaak.knooppunt["politie"].kem.id)["omhulsels"]
        if one["kop"]["record"] == waiting.record
    ]


def _publish(knooppunt: Backbone, who: str, key: KemPrivateKey, term: int) -> None:
    party, now = knooppunt[who], knooppunt.clock.now()
    given = knooppunt.exchange.challenge(party.caller(), key.public.raw)
    assert isinstance(given, Gedaan)
    answer, proof = events.answer_challenge(key, party.oin, jcs.unb64(given.gegevens["uitdaging"]))
    event = events.publish(party.identiteit, party.oin, key.public, (now, now + term), now, eenheid=UNIT, bezit=proof)
    assert isinstance(knooppunt.exchange.admit_key_event(party.caller(), event, given.gegevens["id"], answer), Gedaan)


def _withdraw(knooppunt: Backbone, who: str, key_id: str) -> None:
    party = knooppunt[who]
    event = events.withdraw(party.identiteit, party.oin, Rol.KEM, key_id, knooppunt.clock.now(), eenheid=UNIT)
    assert isinstance(knooppunt.exchange.admit_key_event(party.caller(), event), Gedaan)


@pytest.mark.parametrize("knooppunt", ["sqlite"], indirect=True)
def test_suppliers_hear_which_of_their_records_a_leaked_key_opened(zaak: Zaak) -> None:
    """Each supplier hears its own records and nobody else's; only for an own reading key, and only once it is withdrawn."""
    knooppunt, own = zaak.knooppunt, zaak.knooppunt["gemeente"].kem.id
    sent = _supplied(zaak, 2)
    caller = knooppunt["gemeente"].caller
    too_early = knooppunt.exchange.report_leaked_key(caller(), own)
    assert isinstance(too_early, Conflict), too_early
    for wrong in (knooppunt["politie"].kem.id, knooppunt["gemeente"].tekenen.id, "0" * 64):
        assert isinstance(knooppunt.exchange.report_leaked_key(caller(), wrong), Ongeldig)
    _withdraw(knooppunt, "gemeente", own)
    done = zaak.done(knooppunt.exchange.report_leaked_key(caller(), own))
    assert done == {"sleutel": own, "records": 2, "verstrekkers": [knooppunt["politie"].oin]}
    told = [m["gegevens"] for m in _feed(zaak, "politie") if m["soort"] == "sleutel-gelekt"]
    assert [message["records"] for message in told] == [sent]
    assert told[0]["ontvanger"] == knooppunt["gemeente"].oin
    assert not [m for m in _feed(zaak, "om") if m["soort"] == "sleutel-gelekt"]


def _feed(zaak: Zaak, who: str) -> list[dict[str, Any]]:
    knooppunt = zaak.knooppunt
    found: list[dict[str, Any]] = knooppunt.exchange.feed(knooppunt[who].caller(), 0, 500).gegevens["berichten"]
    return found
