# SPDX-License-Identifier: EUPL-1.2
"""An idempotency key opens nothing for another person, and nothing after the right to read is gone."""

from __future__ import annotations

import uuid
from dataclasses import replace
from typing import TYPE_CHECKING

from core.exchange.results import Conflict, Gedaan, Geweigerd, Uitkomst

if TYPE_CHECKING:
    from tests.core.exchange.conftest import Zaak
    from tests.kit import Backbone


def supplied(zaak: Zaak) -> str:
    """Return the id of a record of the police that the gemeente may read."""
    levering = zaak.supply("politie", "wpg-8", "gemeente")
    zaak.done(zaak.knooppunt.exchange.push(levering.caller, levering.body))
    return str(levering.record)


def reused(outcome: Uitkomst) -> bool:
    """Tell whether the outcome is the conflict about the idempotency key, which carries nothing."""
    return isinstance(outcome, Conflict) and outcome.soort == "sleutel-hergebruikt"


def test_same_person_gets_the_same_answer_again(zaak: Zaak, knooppunt: Backbone) -> None:
    """A read that is asked again by the same person under the same key gives the same record and the same proof."""
    record, caller = supplied(zaak), knooppunt["gemeente"].caller(persoon=True)
    first = knooppunt.exchange.read(caller, record)
    assert isinstance(first, Gedaan), first
    assert knooppunt.exchange.read(caller, record) == first


def test_stored_read_is_not_answered_to_another_person(zaak: Zaak, knooppunt: Backbone) -> None:
    """The key of a colleague's read gives no ciphertext to another person, nor to the organisation without a person."""
    record, caller = supplied(zaak), knooppunt["gemeente"].caller(persoon=True)
    zaak.done(knooppunt.exchange.read(caller, record))
    for persoon in (None, str(uuid.uuid4())):
        assert reused(knooppunt.exchange.read(replace(caller, persoon=persoon), record))


def test_stored_act_is_not_answered_to_another_person(zaak: Zaak, knooppunt: Backbone) -> None:
    """A push of one person is not confirmed to another one under the same key."""
    levering = zaak.supply("politie", "wpg-8", "gemeente")
    zaak.done(knooppunt.exchange.push(levering.caller, levering.body))
    other = replace(levering.caller, persoon=knooppunt["politie"].persoon)
    assert reused(knooppunt.exchange.push(other, levering.body))


def test_key_of_one_kind_of_act_is_not_taken_by_another(zaak: Zaak, knooppunt: Backbone) -> None:
    """A key that stands for a read of a record is refused for the read of a casus."""
    caller = knooppunt["gemeente"].caller(persoon=True)
    zaak.done(knooppunt.exchange.read(caller, supplied(zaak)))
    assert reused(knooppunt.exchange.show_case(caller, zaak.id))


def test_stored_read_is_not_answered_after_the_right_is_gone(zaak: Zaak, knooppunt: Backbone) -> None:
    """When the screening has ended, the old key opens neither the record nor the casus, and a new read is refused."""
    om = knooppunt["om"]
    levering = zaak.supply("politie", "wpg-8", "om")
    zaak.done(knooppunt.exchange.push(levering.caller, levering.body))
    caller, shown = om.caller(persoon=True), om.caller(persoon=True)
    zaak.done(knooppunt.exchange.read(caller, levering.record))
    zaak.done(knooppunt.exchange.show_case(shown, zaak.id))
    zaak.done(knooppunt.state("om", knooppunt.fact("op-casus", waarde=False, persoon=om.persoon, casus=zaak.id)))
    assert isinstance(knooppunt.exchange.read(om.caller(persoon=True), levering.record), Geweigerd)
    assert reused(knooppunt.exchange.read(caller, levering.record))
    assert isinstance(knooppunt.exchange.show_case(om.caller(persoon=True), zaak.id), Geweigerd)
    assert reused(knooppunt.exchange.show_case(shown, zaak.id))


def test_receipt_of_a_read_shows_no_casus(zaak: Zaak, knooppunt: Backbone) -> None:
    """Whoever asks for the receipt of an earlier read of a casus gets the proof, not the casus."""
    outcome = knooppunt.exchange.show_case(knooppunt["gemeente"].caller(persoon=True), zaak.id)
    assert isinstance(outcome, Gedaan)
    again = knooppunt.exchange.receipt(knooppunt["gemeente"].caller(), outcome.bewijs[0]["feit"]["handeling"])
    assert isinstance(again, Gedaan)
    assert again.gegevens == {}
    assert again.bewijs == outcome.bewijs
