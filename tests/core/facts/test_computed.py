# SPDX-License-Identifier: EUPL-1.2
"""Facts that follow from the records of the backbone, and facts about people and the bureau."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.casus.events import Soort
from core.facts import Stand, VocabularyError, Vraag, derive, holds

NOW = 1_800_000_000_000
DAY = 86_400_000


def designate(world, door: str, persoon: str | None = None, **over: str) -> str:
    over = {"persoon": persoon or world.persoon_id, "regio": "rotterdam"} | over
    return world.say("aangewezen", world.issuer(door), **over)


def give_mandate(world, door: str = "politie", **changes) -> str:
    over = {"organisatie": world.partij["bureau"].oin, "regio": "rotterdam"}
    return world.say("mandaat", world.issuer(door), **over | changes)


def test_taking_part_follows_from_the_case_and_its_dates(world) -> None:
    """A partner takes part from `van` up to `tot`, and an outsider never."""
    world.event(
        Soort.DEELNEMER_TOEGEVOEGD, "politie", oin=world.partij["uwv"].oin, eenheden=[], van=NOW - DAY, tot=NOW + DAY
    )
    assert "betrokken" in world.derive(wie="uwv").tokens
    assert "niet-betrokken" in world.derive(wie="uwv", tijd=NOW + DAY).tokens
    assert {"betrokken", "ontvanger-betrokken"} <= world.derive().tokens
    assert {"niet-betrokken", "niet-ontvanger-betrokken"} <= world.derive(wie="nvwa", aan="nvwa").tokens


def test_participation_cannot_be_stated(world) -> None:
    """A statement of membership by anyone is ignored and reported: the fact is computed."""
    world.say("betrokken", world.issuer("nvwa"), casus=world.casus_id)
    feiten = world.derive(wie="nvwa")
    assert "niet-betrokken" in feiten.tokens


def test_supplied_to_me_is_for_supplier_and_recipients_only(world) -> None:
    """The item belongs to who brought it and to whom it was given."""
    world.stored("politie", "gemeente")
    assert "aan-mij-verstrekt" in world.read("politie").tokens
    assert "aan-mij-verstrekt" in world.read("gemeente").tokens
    assert "niet-aan-mij-verstrekt" in world.read("belastingdienst").tokens


def test_the_case_itself_is_supplied_to_who_takes_part(world) -> None:
    """Reading or amending the case as such asks for taking part in it."""
    own = {"aan-mij-verstrekt", "eigen-gegeven", "ontvangers-ingelicht"}
    amend = {"handeling": "wijzigen", "aan": None, "categorie": "casus", "record": None}
    assert own <= world.derive(wie="gemeente", **amend).tokens
    assert {"niet-aan-mij-verstrekt", "niet-eigen-gegeven"} <= world.derive(wie="nvwa", **amend).tokens


def test_own_item_is_the_suppliers(world) -> None:
    """Only who supplied an item may call it its own."""
    world.stored("politie", "gemeente")
    assert "eigen-gegeven" in world.derive("wijzigen", "politie", None).tokens
    assert "niet-eigen-gegeven" in world.derive("wijzigen", "gemeente", None).tokens


def test_user_is_on_the_case_through_its_own_partner(world) -> None:
    """The case record counts when the own partner put the person there, in its dates; a later word against it wins."""
    person = {"persoon": world.persoon_id, "oin": world.partij["gemeente"].oin, "van": NOW - DAY, "tot": NOW + DAY}
    assert "niet-op-casus" in world.read().tokens
    world.event(Soort.PERSOON_TOEGEVOEGD, "politie", **person)
    assert "niet-op-casus" in world.read().tokens, "another partner put the person there"
    world.event(Soort.PERSOON_TOEGEVOEGD, "gemeente", **person)
    assert "op-casus" in world.read().tokens
    assert "niet-op-casus" in world.read(tijd=NOW + DAY).tokens
    assert "niet-op-casus" in world.read("politie").tokens, "a person of another organisation"
    assert "niet-op-casus" in world.read(persoon=None).tokens, "nobody signed"
    world.say(
        "op-casus", world.issuer("gemeente"), waarde=False, persoon=world.persoon_id, casus=world.casus_id, tijd=NOW
    )
    assert "niet-op-casus" in world.read().tokens


def test_user_is_on_the_case_by_statement(world) -> None:
    """A statement of the own partner does the same, and is cited."""
    hashed = world.say("op-casus", world.issuer("gemeente"), persoon=world.persoon_id, casus=world.casus_id)
    assert world.read().bewijs["op-casus"] == (hashed,)
    assert "niet-op-casus" in world.read("politie").tokens


def test_reader_must_be_designated_by_its_own_partner_in_this_region(world) -> None:
    """Another partner's word, another region or another person does not count."""
    assert "niet-aangewezen" in world.read().tokens
    designate(world, "politie", organisatie=world.partij["gemeente"].oin)
    designate(world, "gemeente", regio="limburg")
    designate(world, "gemeente", persoon="e0000000-0000-4000-8000-000000000009")
    assert "niet-aangewezen" in world.read().tokens
    hashed = designate(world, "gemeente")
    assert world.read().bewijs["aangewezen"] == (hashed,)
    world.say(
        "aangewezen", world.issuer("gemeente"), waarde=False, persoon=world.persoon_id, regio="rotterdam", tijd=NOW
    )
    assert "niet-aangewezen" in world.read().tokens


def test_supply_needs_a_designated_person_at_the_recipient(world) -> None:
    """In a supply it is the recipient that must have somebody designated, whoever that is."""
    designate(world, "politie")
    assert "niet-aangewezen" in world.derive().tokens
    designate(world, "gemeente", persoon="e0000000-0000-4000-8000-000000000009")
    assert "aangewezen" in world.derive().tokens
    assert "niet-aangewezen" in world.derive(aan="om").tokens


def test_one_withdrawn_person_does_not_undo_the_others(world) -> None:
    """The recipient keeps a designated representative while one of two is withdrawn."""
    designate(world, "gemeente")
    other = "e0000000-0000-4000-8000-000000000009"
    world.say("aangewezen", world.issuer("gemeente"), waarde=False, persoon=other, regio="rotterdam", tijd=NOW)
    assert "aangewezen" in world.derive().tokens


def test_screening_expires(world) -> None:
    """A screening counts up to its end, and only from the own partner."""
    world.say("gescreend", world.issuer("politie"), persoon=world.persoon_id, tot=NOW + DAY)
    assert "niet-gescreend" in world.read().tokens
    world.say("gescreend", world.issuer("gemeente"), persoon=world.persoon_id, tot=NOW)
    assert "gescreend" in world.read(tijd=NOW - 1).tokens
    expired = world.read()
    assert "niet-gescreend" in expired.tokens
    assert "verlopen" in {item.reden for item in expired.genegeerd}


@pytest.mark.parametrize("missing", ["mandaat", "aangewezen"])
def test_bureau_needs_mandate_and_designation(world, missing: str) -> None:
    """For the bureau nothing holds when one of the two is absent."""
    if missing != "mandaat":
        give_mandate(world)
    if missing != "aangewezen":
        designate(world, "politie", organisatie=world.partij["bureau"].oin)
    feiten = world.read("bureau")
    assert {"niet-betrokken", "niet-aangewezen"} <= feiten.tokens
    assert "niet-ontvanger-betrokken" in world.derive(aan="bureau").tokens


def test_bureau_works_for_a_partner_that_takes_part(world) -> None:
    """With mandate and designation of one participant the bureau reads and receives, and both are cited."""
    mandate = give_mandate(world)
    person = designate(world, "politie", organisatie=world.partij["bureau"].oin)
    feiten = world.read("bureau")
    assert {"mandaat", "betrokken", "aangewezen"} <= feiten.tokens
    assert feiten.bewijs["betrokken"] == (mandate, person)
    assert {"ontvanger-betrokken", "aangewezen"} <= world.derive(aan="bureau").tokens


def test_mandate_of_an_outsider_or_for_another_region_does_not_count(world) -> None:
    """A partner outside the case, another region, or the bureau itself gives no mandate here."""
    bureau = world.partij["bureau"].oin
    give_mandate(world, "nvwa")
    give_mandate(world, "politie", regio="limburg")
    world.say("mandaat", world.issuer("bureau"), organisatie=bureau, regio="rotterdam")
    for door in ("nvwa", "politie", "bureau"):
        designate(world, door, organisatie=bureau)
    assert {"niet-mandaat", "niet-betrokken", "niet-aangewezen"} <= world.read("bureau").tokens


def test_designation_by_another_than_the_mandate_giver_does_not_count(world) -> None:
    """The partner that gave the mandate is the one that designates."""
    give_mandate(world, "politie")
    designate(world, "gemeente", organisatie=world.partij["bureau"].oin)
    assert {"mandaat", "niet-betrokken", "niet-aangewezen"} <= world.read("bureau").tokens


def test_own_person_of_the_mandate_giver_is_no_person_of_the_bureau(world) -> None:
    """A designation without organisation is about the issuer's own people, also when the id is the same."""
    give_mandate(world)
    designate(world, "politie")
    assert {"niet-betrokken", "niet-aangewezen"} <= world.read("bureau").tokens


def test_two_mandates_help_each_other(world) -> None:
    """One participant without, one with a complete mandate: the second one carries it, with nothing reported amiss."""
    give_mandate(world, "politie")
    give_mandate(world, "gemeente")
    designate(world, "gemeente", organisatie=world.partij["bureau"].oin)
    assert {"betrokken", "aangewezen"} <= world.read("bureau").tokens


def test_liec_takes_part_in_nothing(world) -> None:
    """Even as a participant on paper the LIEC is not involved."""
    world.event(Soort.DEELNEMER_TOEGEVOEGD, "politie", oin=world.partij["liec"].oin, eenheden=[], van=0, tot=None)
    assert "niet-betrokken" in world.read("liec").tokens


def ask(world, van: str = "gemeente", aan: str = "belastingdienst", categorie: str = "fiscaal") -> str:
    uitvraag = f"a0000000-0000-4000-8000-{len(world.events):012d}"
    world.event(Soort.UITVRAAG, van, uitvraag=uitvraag, aan=world.partij[aan].oin, categorie=categorie, onderwerp=None)
    return uitvraag


SUPPLY = {"wie": "belastingdienst", "aan": "gemeente", "categorie": "fiscaal"}


def test_prior_request_of_this_recipient_for_this_category(world) -> None:
    """Fiscal data go only on request: of this recipient, to this supplier, for this category, and before the supply."""
    assert "niet-verzoek" in world.derive(**SUPPLY).tokens
    ask(world, van="politie")
    ask(world, aan="politie")
    ask(world, categorie="brp")
    assert "niet-verzoek" in world.derive(**SUPPLY).tokens
    ask(world)
    assert "verzoek" in world.derive(**SUPPLY).tokens
    assert "niet-verzoek" in world.derive(**SUPPLY, tijd=NOW - 2 * DAY).tokens


def test_refused_request_is_no_request(world) -> None:
    """After a refusal the supplier cannot rely on the request any more; after a supply it still can."""
    for soort, token in (("verstrekt", "verzoek"), ("geweigerd", "niet-verzoek")):
        world.open_case()
        answer = {"uitvraag": ask(world), "soort": soort, "records": []}
        reden = "onevenredig" if soort == "geweigerd" else None
        world.event(Soort.UITVRAAG_BEANTWOORD, "belastingdienst", **answer, reden=reden)
        assert token in world.derive(**SUPPLY).tokens


def test_request_may_be_a_statement_of_the_recipient_only(world) -> None:
    """The recipient's own signed request counts; the same words of another do not; its withdrawal goes before all."""
    about = {"casus": world.casus_id, "categorie": "fiscaal"}
    world.say("verzoek", world.issuer("politie"), **about)
    assert "niet-verzoek" in world.derive(**SUPPLY).tokens
    hashed = world.say("verzoek", world.issuer("gemeente"), **about)
    assert world.derive(**SUPPLY).bewijs["verzoek"] == (hashed,)
    ask(world)
    world.say("verzoek", world.issuer("gemeente"), waarde=False, tijd=NOW, **about)
    assert "niet-verzoek" in world.derive(**SUPPLY).tokens


def test_origin_and_theme_follow_from_the_opening(world) -> None:
    """Origin is that of the opening; a theme counts when national or designated by the stuurgroep of the region."""
    assert {"oorsprong-erkend", "thema-erkend"} <= world.derive("openen", aan=None).tokens
    world.open_case(herkomst="anders", themas=["regionaal"])
    assert {"niet-oorsprong-erkend", "niet-thema-erkend"} <= world.derive("openen", aan=None).tokens
    world.say("thema-erkend", world.issuer("gemeente", "stuurgroep", "limburg"), casus=world.casus_id)
    assert "niet-thema-erkend" in world.derive("openen", aan=None).tokens
    world.say("thema-erkend", world.issuer("gemeente", "stuurgroep", "rotterdam"), casus=world.casus_id)
    assert "thema-erkend" in world.derive("openen", aan=None).tokens


def test_automated_only_in_a_supply_and_in_other_acts(world) -> None:
    """In a supply a person's signature says nothing; in another act it gives `niet-`; without one it is unknown."""
    both = {"uitsluitend-geautomatiseerd", "niet-uitsluitend-geautomatiseerd"}
    assert not both & world.derive(persoon=world.persoon_id).tokens
    assert "niet-uitsluitend-geautomatiseerd" in world.read().tokens
    assert not both & world.read(persoon=None).tokens


def test_facts_of_the_same_transaction_hold(world) -> None:
    """Log line, BRP note and notice are written with the act."""
    world.stored("politie", "gemeente")
    assert {"logregel", "brp-aantekening", "ontvangers-ingelicht"} <= world.derive().tokens
    assert "niet-brp-aantekening" in world.read().tokens


def test_purpose_and_second_person_follow_from_the_question(world) -> None:
    """A purpose is stated when the question has one; a second pair of eyes is another person's signature."""
    other = "e0000000-0000-4000-8000-000000000009"
    assert {"niet-doel-vermeld", "niet-tweede-paar-ogen"} <= world.read().tokens
    assert {"doel-vermeld", "tweede-paar-ogen"} <= world.read(doel="controle", meetekenaar=other).tokens
    assert "niet-tweede-paar-ogen" in world.read(meetekenaar=world.persoon_id).tokens


def test_item_of_a_case_was_obtained_in_a_case(world) -> None:
    """A stored item comes from its case; of a new one only the supplier knows."""
    assert not {"herkomst-riec", "niet-herkomst-riec"} & world.derive().tokens
    world.stored("politie", "gemeente")
    assert "herkomst-riec" in world.derive("gebruiken", "gemeente", None).tokens


def test_same_region_is_that_of_the_recipient(world) -> None:
    """A regional body works in the region, a national one takes part; anyone else is elsewhere."""
    assert "zelfde-regio" in world.derive().tokens
    assert "zelfde-regio" in world.derive(aan="om").tokens
    assert "niet-zelfde-regio" in world.derive(aan="nvwa").tokens
    world.open_case(regio="limburg")
    assert "niet-zelfde-regio" in world.derive().tokens


def test_without_a_case_nothing_is_established_but_the_line(world) -> None:
    """An act outside a case finds no membership, no designation and no agreement."""
    vraag = Vraag("lezen", world.partij["gemeente"], None, "wpg-8", None, None, world.persoon_id, NOW)
    feiten = derive(vraag, Stand(None), world.vocabulary)
    assert {token for token in feiten.tokens if not token.startswith("niet-")} == {"logregel"}


def test_evidence_about_another_case_is_a_programming_error(world) -> None:
    """Question and evidence must be about the same case and item."""
    with pytest.raises(ValueError, match="andere casus"):
        world.derive(casus="c0000000-0000-4000-8000-00000000000f")
    world.stored()
    with pytest.raises(ValueError, match="ander record"):
        world.derive(record="d0000000-0000-4000-8000-00000000000f")


def test_bureau_is_bound_by_the_agreements_of_its_mandate_giver(world) -> None:
    """A convenant of the partner that gave the mandate counts for the bureau; of another partner it does not."""
    jurist = world.issuer("liec", "jurist")
    for name in ("politie", "gemeente"):
        world.say("convenant-geldig", jurist, organisatie=world.partij[name].oin)
    give_mandate(world, "om")
    assert "niet-convenant-geldig" in world.derive(aan="bureau").tokens
    give_mandate(world, "gemeente")
    assert "convenant-geldig" in world.derive(aan="bureau").tokens
    assert "convenant-geldig" in world.derive().tokens


def test_contradiction_about_one_body_leaves_the_agreement_unknown(world) -> None:
    """Jurists of two organisations that disagree about a body give no answer for the act."""
    for name, waarde in (("liec", True), ("politie", False)):
        world.say("protocol-geldig", world.issuer(name, "jurist"), waarde=waarde, regio="rotterdam")
    assert not {"protocol-geldig", "niet-protocol-geldig"} & world.derive().tokens


def test_officers_never_speak_as_partner_supplier_or_recipient(world) -> None:
    """A jurist at the acting partner states nothing that the partner itself must state."""
    jurist = {name: world.issuer(name, "jurist") for name in ("politie", "gemeente")}
    world.say("eigen-bevoegdheid", jurist["politie"], casus=world.casus_id)
    world.say("weigeringsgrond", jurist["politie"], casus=world.casus_id)
    world.say("verzoek", jurist["gemeente"], casus=world.casus_id, categorie="wpg-8")
    feiten = world.derive()
    assert {"niet-eigen-bevoegdheid", "niet-verzoek"} <= feiten.tokens
    assert not {"weigeringsgrond", "niet-weigeringsgrond"} & feiten.tokens
    assert [item.reden for item in feiten.genegeerd] == ["niet-bevoegd"] * 3


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(order=st.permutations(range(6)))
def test_order_of_arrival_does_not_matter(world, order) -> None:
    """Gateway and exchange may have received the statements in another order: the facts are the same."""
    world.statements.clear()
    for number, (name, waarde) in enumerate([("om", True), ("om", False), ("politie", True)]):
        world.say("om-toestemming", world.issuer(name), waarde=waarde, casus=world.casus_id, tijd=NOW - number)
        world.say("noodzaak", world.issuer(name), waarde=waarde, casus=world.casus_id, tijd=NOW - number)
    expected = world.derive()
    world.statements = [world.statements[index] for index in order]
    found = world.derive()
    assert (found.tokens, found.bewijs) == (expected.tokens, expected.bewijs)
    assert set(found.genegeerd) == set(expected.genegeerd)


def test_one_fact_asked_alone_is_answered_as_among_all(world) -> None:
    """`holds` says of each fact of the vocabulary what `derive` says, and refuses a fact that has no predicate."""
    world.stored("politie", "gemeente")
    world.say("relevant", world.issuer("politie"), record=world.record_id)
    give_mandate(world)
    designate(world, "politie")
    for wie in ("politie", "bureau", "nvwa"):
        vraag = Vraag("lezen", world.partij[wie], None, "wpg-8", world.casus_id, world.record_id, world.persoon_id, NOW)
        tokens = derive(vraag, world.stand(), world.vocabulary).tokens
        for feit in world.vocabulary.facts:
            assert holds(feit, vraag, world.stand(), world.vocabulary) is (feit in tokens), feit
    with pytest.raises(VocabularyError):
        holds("onbekend-feit", vraag, world.stand(), world.vocabulary)
