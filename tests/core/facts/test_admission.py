# SPDX-License-Identifier: EUPL-1.2
"""Admission: right subject, right issuer, all reasons at once; and the registration of people."""

from __future__ import annotations

from dataclasses import replace

from audit.proof import jcs
from core.facts import Stand, admission
from core.facts.people import person_function, person_key

NOW = 1_800_000_000_000
DAY = 86_400_000


def reasons(world, stand: Stand | None = None) -> list[str]:
    item = world.statements[-1]
    return [b.reden for b in admission.check(item, stand or world.stand(), world.vocabulary, NOW)]


def test_consent_of_the_om_is_admitted(world) -> None:
    """Right subject, right issuer: no findings."""
    world.say("om-toestemming", world.issuer("om"), casus=world.casus_id)
    assert reasons(world) == []


def test_wrong_issuer_wrong_subject_unknown_case_and_lapse_come_together(world) -> None:
    """Every reason is named in one answer."""
    world.say("noodzaak", world.issuer("nvwa"), organisatie=world.partij["nvwa"].oin, tot=NOW)
    assert reasons(world) == ["onderwerp", "niet-bevoegd", "verlopen"]
    world.say("om-toestemming", world.issuer("om"), casus="c0000000-0000-4000-8000-00000000000f")
    assert reasons(world) == ["onbekend"]


def test_computed_fact_is_never_admitted(world) -> None:
    """Nobody can state what the backbone computes."""
    world.say("betrokken", world.issuer("politie"), casus=world.casus_id)
    assert "niemand-bevoegd" in reasons(world)
    world.say("bestaat-niet", world.issuer("politie"), casus=world.casus_id)
    assert "niemand-bevoegd" in reasons(world)


def test_mandate_is_admitted_without_a_case(world) -> None:
    """A partner gives a mandate for a region; a worker cannot, nor a partner to itself."""
    about = {"organisatie": world.partij["bureau"].oin, "regio": "rotterdam"}
    world.say("mandaat", world.issuer("nvwa"), **about)
    assert reasons(world, Stand(None)) == []
    world.say("mandaat", world.issuer("liec"), **about)
    assert reasons(world, Stand(None)) == ["niet-bevoegd"]
    world.say("mandaat", world.issuer("politie"), organisatie=world.partij["politie"].oin, regio="rotterdam")
    assert reasons(world, Stand(None)) == ["niet-bevoegd"]


def test_label_travels_before_the_item_and_belongs_to_its_supplier_after(world) -> None:
    """Before an item is stored its supplier states; once it is stored nobody else can."""
    world.say("label-volledig", world.issuer("politie"), record=world.record_id)
    assert reasons(world) == []
    world.stored("politie", "gemeente")
    assert reasons(world) == []
    world.say("label-volledig", world.issuer("gemeente"), record=world.record_id)
    assert reasons(world) == ["niet-bevoegd"]


def test_recipient_kind_is_a_recipient_of_the_stored_item(world) -> None:
    """Once an item is stored, only who received it may speak as its recipient."""
    about = {"casus": world.casus_id, "categorie": "wpg-8", "record": world.record_id}
    world.stored("politie", "gemeente")
    world.say("verzoek", world.issuer("gemeente"), **about)
    assert reasons(world) == []
    world.say("verzoek", world.issuer("om"), **about)
    assert reasons(world) == ["niet-bevoegd"]


def test_board_speaks_for_its_own_region_only(world) -> None:
    """The stuurgroep of another region designates nothing here, also when it names its own region beside the case."""
    world.say("hkp-aangewezen", world.issuer("gemeente", "stuurgroep", "rotterdam"), casus=world.casus_id)
    assert reasons(world) == []
    limburg = world.issuer("gemeente", "stuurgroep", "limburg")
    world.say("hkp-aangewezen", limburg, casus=world.casus_id)
    assert reasons(world) == ["niet-bevoegd"]
    world.say("hkp-aangewezen", limburg, casus=world.casus_id, regio="limburg")
    assert reasons(world) == ["niet-bevoegd"]
    world.say("convenant-geldig", world.issuer("gemeente", "stuurgroep"), regio="rotterdam")
    assert reasons(world) == ["niet-bevoegd"]


def register_key(world, door: str, key: bytes, **changes) -> None:
    about = {"waarde": jcs.b64(key), "tot": NOW + DAY, "persoon": world.persoon_id}
    world.say("persoonssleutel", world.issuer(door), **about | changes)


def test_key_of_a_person_is_the_last_one_its_organisation_registered(world) -> None:
    """Another organisation registers nothing for it, and a withdrawn key does not come back."""
    oin = world.partij["gemeente"].oin
    find = lambda at=NOW: person_key(world.statements, oin, world.persoon_id, at)  # noqa: E731
    assert find() is None
    register_key(world, "politie", bytes([1] * 32))
    assert find() is None
    register_key(world, "gemeente", bytes([2] * 32), tijd=NOW - 3 * DAY)
    assert reasons(world) == []
    assert find().ed25519 == bytes([2] * 32)
    assert find().hash == world.statements[-1].verklaring.hash
    register_key(world, "gemeente", bytes([3] * 32), tijd=NOW - 2 * DAY)
    assert find().ed25519 == bytes([3] * 32)
    assert find(NOW + DAY) is None
    register_key(world, "gemeente", bytes([3] * 32), tijd=NOW - DAY, tot=NOW - DAY + 1)
    assert find() is None


def test_jurist_of_the_organisation_registers_nobody(world) -> None:
    """An officer in another function does not speak for the organisation's people."""
    register_key(world, "gemeente", bytes(32))
    world.statements[-1] = replace(world.statements[-1], uitgever=world.issuer("gemeente", "jurist"))
    assert person_key(world.statements, world.partij["gemeente"].oin, world.persoon_id, NOW) is None
    assert reasons(world) == ["niet-bevoegd"]


def test_function_of_a_person_is_registered_alike(world) -> None:
    """A function code follows the same rules as a key."""
    oin = world.partij["gemeente"].oin
    assert person_function(world.statements, oin, world.persoon_id, NOW) is None
    world.say("functie", world.issuer("gemeente"), waarde="casusregisseur", persoon=world.persoon_id)
    assert person_function(world.statements, oin, world.persoon_id, NOW) == "casusregisseur"
