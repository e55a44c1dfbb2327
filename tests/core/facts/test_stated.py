# SPDX-License-Identifier: EUPL-1.2
"""Facts that rest on statements: present, contrary, absent, wrong issuer, lapsed, replaced, contradicted."""

from __future__ import annotations

import pytest

NOW = 1_800_000_000_000
DAY = 86_400_000

# fact -> (issuer name, function, region, subject fields, world): the facts that the story of the demo uses, and more.
RECORD, CASUS = ("record",), ("casus",)
CASES = {
    "om-toestemming": ("om", None, None, CASUS),
    "functionaris-geraadpleegd": ("politie", None, None, CASUS),
    "noodzaak": ("gemeente", None, None, CASUS),
    "relevant": ("politie", None, None, RECORD),
    "persoonscategorie-ok": ("politie", None, None, RECORD),
    "weigeringsgrond": ("politie", None, None, RECORD),
    "uittreksel-volstaat": ("politie", None, None, RECORD),
    "label-opsporing": ("politie", None, None, RECORD),
    "label-volledig": ("politie", None, None, RECORD),
    "herkomst-toeslagen": ("politie", None, None, RECORD),
    "herkomst-lsi": ("politie", None, None, RECORD),
    "naast-strafrechtelijk": ("politie", None, None, RECORD),
    "uitsluitend-geautomatiseerd": ("politie", None, None, RECORD),
    "evenredig": ("politie", None, None, RECORD),
    "besluit-19-20": ("politie", None, None, CASUS),
    "ovj-besluit": ("om", None, None, CASUS),
    "zwaarwegend-belang": ("om", None, None, CASUS),
    "geen-einduitspraak": ("om", None, None, RECORD),
    "objectieve-aanwijzing": ("gemeente", None, None, CASUS),
    "wettelijke-plicht": ("liec", "jurist", None, CASUS),
    "brp-autorisatie": ("liec", "jurist", None, CASUS),
    "bsn-grondslag": ("liec", "jurist", None, CASUS),
    "analyse-geregistreerd": ("gemeente", "fg", None, CASUS),
    "anoniem-getoetst": ("liec", "jurist", None, CASUS),
    "selectielijst": ("liec", "jurist", None, CASUS),
    "hkp-aangewezen": ("gemeente", "stuurgroep", "rotterdam", CASUS),
    "convenant-geldig": ("gemeente", "stuurgroep", "rotterdam", ("regio",)),
    "protocol-geldig": ("liec", "jurist", None, ("regio",)),
    "eigen-bevoegdheid": ("politie", None, None, CASUS),
    "verenigbaar": ("politie", None, None, CASUS),
    "selectie-bijzonder": ("politie", None, None, CASUS),
}
# Somebody of the right shape in the wrong place, per issuer above.
WRONG = {
    "om": ("politie", None, None),
    "politie": ("gemeente", None, None),
    "gemeente": ("nvwa", None, None),
    "liec": ("politie", None, None),
}


def subject(world, names) -> dict[str, str]:
    values = {"record": world.record_id, "casus": world.casus_id, "regio": "rotterdam"}
    return {name: values[name] for name in names}


@pytest.fixture(params=sorted(CASES))
def case(request, world):
    """One fact with its issuer and its subject."""
    name, functie, regio, over = CASES[request.param]
    return request.param, world.issuer(name, functie, regio), subject(world, over), world


def silence(world, feit: str) -> set[str]:
    closed = world.vocabulary.facts[feit].wereld == "gesloten"
    return {f"niet-{feit}"} if closed else set()


def tokens(feiten, feit: str) -> set[str]:
    return set(feiten.tokens) & {feit, f"niet-{feit}"}


def test_statement_present_establishes_the_fact_and_is_cited(case) -> None:
    """A valid statement of the entitled issuer gives the token, with its hash as evidence."""
    feit, issuer, over, world = case
    hashed = world.say(feit, issuer, **over)
    feiten = world.derive()
    assert tokens(feiten, feit) == {feit}
    assert feiten.bewijs[feit] == (hashed,)
    assert feiten.genegeerd == ()


def test_contrary_statement_establishes_that_not(case) -> None:
    """A statement with value false gives `niet-`, cited as well."""
    feit, issuer, over, world = case
    hashed = world.say(feit, issuer, waarde=False, **over)
    feiten = world.derive()
    assert tokens(feiten, feit) == {f"niet-{feit}"}
    assert feiten.bewijs[f"niet-{feit}"] == (hashed,)


def test_absent_statement_follows_the_world_of_the_fact(case) -> None:
    """Without a statement a closed fact is `niet-` and an open one unknown, both without evidence."""
    feit, _, _, world = case
    feiten = world.derive()
    assert tokens(feiten, feit) == silence(world, feit)
    assert feiten.bewijs == {}


def test_statement_of_an_issuer_that_is_not_entitled_is_ignored_and_reported(case) -> None:
    """The right words from the wrong body do nothing, and are listed."""
    feit, issuer, over, world = case
    name = next(name for name, partij in world.partij.items() if partij.oin == issuer.oin)
    wrong = world.issuer("gemeente", "stuurgroep", "limburg") if issuer.functie == "stuurgroep" else None
    hashed = world.say(feit, wrong or world.issuer(*WRONG[name]), **over)
    feiten = world.derive()
    assert tokens(feiten, feit) == silence(world, feit)
    assert [(item.hash, item.reden) for item in feiten.genegeerd] == [(hashed, "niet-bevoegd")]


def test_expired_statement_does_not_count_and_is_reported(case) -> None:
    """From `tot` on a statement is lapsed, and the millisecond before it is not."""
    feit, issuer, over, world = case
    world.say(feit, issuer, tot=NOW, **over)
    lapsed = world.derive()
    assert tokens(lapsed, feit) == silence(world, feit)
    assert [item.reden for item in lapsed.genegeerd] == ["verlopen"]
    assert tokens(world.derive(tijd=NOW - 1), feit) == {feit}


def test_statement_that_does_not_hold_yet_does_not_count(case) -> None:
    """Before its `van` a statement is not in force."""
    feit, issuer, over, world = case
    world.say(feit, issuer, van=NOW + 1, **over)
    feiten = world.derive()
    assert tokens(feiten, feit) == silence(world, feit)
    assert [item.reden for item in feiten.genegeerd] == ["nog-niet-geldig"]


def test_later_statement_of_the_same_body_replaces_the_earlier(case) -> None:
    """What the issuer said last counts, in whatever order the statements arrived."""
    feit, issuer, over, world = case
    last = world.say(feit, issuer, waarde=False, tijd=NOW - DAY, **over)
    first = world.say(feit, issuer, tijd=NOW - 2 * DAY, **over)
    feiten = world.derive()
    assert tokens(feiten, feit) == {f"niet-{feit}"}
    assert feiten.bewijs[f"niet-{feit}"] == (last,)
    assert [(item.hash, item.reden) for item in feiten.genegeerd] == [(first, "vervangen")]


def test_lapsed_replacement_does_not_revive_what_it_replaced(case) -> None:
    """An expired refusal does not bring the consent before it back."""
    feit, issuer, over, world = case
    world.say(feit, issuer, tijd=NOW - 2 * DAY, **over)
    world.say(feit, issuer, waarde=False, tijd=NOW - DAY, tot=NOW - 1, **over)
    assert tokens(world.derive(), feit) == silence(world, feit)


def test_same_body_that_says_both_at_once_makes_the_fact_unknown(case) -> None:
    """A contradiction at one moment is unknown in both worlds, never a yes or a no."""
    feit, issuer, over, world = case
    world.say(feit, issuer, **over)
    world.say(feit, issuer, waarde=False, **over)
    feiten = world.derive()
    assert tokens(feiten, feit) == set()
    assert {item.reden for item in feiten.genegeerd} == {"tegenstrijdig"}


def test_statement_about_another_object_is_not_looked_at(case) -> None:
    """The same words about another case, item or region change nothing and are not even reported."""
    feit, issuer, over, world = case
    other = {"record": "d0000000-0000-4000-8000-00000000000f", "casus": "c0000000-0000-4000-8000-00000000000f"}
    moved = {name: other.get(name, "limburg") for name in over}
    world.say(feit, issuer, **moved)
    feiten = world.derive()
    assert tokens(feiten, feit) == silence(world, feit)
    assert feiten.genegeerd == ()


def test_statement_narrowed_to_another_category_does_not_count(case) -> None:
    """A consent for one category is none for another."""
    feit, issuer, over, world = case
    world.say(feit, issuer, categorie="wpg-9", **over)
    assert tokens(world.derive(), feit) == silence(world, feit)
    assert tokens(world.derive(categorie="wpg-9"), feit) == {feit}


def test_statement_without_the_required_subject_never_counts(world) -> None:
    """A consent about a region only, so about everything in it, does not count even when it reached the record."""
    world.say("om-toestemming", world.issuer("om"), regio="rotterdam")
    assert "niet-om-toestemming" in world.derive().tokens


def test_two_bodies_that_disagree_leave_the_fact_unknown(world) -> None:
    """Nobody talks over somebody else: a later yes of another partner does not undo a no."""
    world.say("noodzaak", world.issuer("politie"), waarde=False, casus=world.casus_id, tijd=NOW - 2 * DAY)
    world.say("noodzaak", world.issuer("gemeente"), casus=world.casus_id)
    assert tokens(world.derive(), "noodzaak") == set()


def test_clock_of_the_issuer_may_run_a_minute_ahead_and_no_more(world) -> None:
    """A statement of thirty seconds ahead counts, one of two minutes ahead does not."""
    world.say("om-toestemming", world.issuer("om"), casus=world.casus_id, tijd=NOW + 30_000)
    assert "om-toestemming" in world.derive().tokens
    world.statements.clear()
    world.say("om-toestemming", world.issuer("om"), casus=world.casus_id, tijd=NOW + 120_000)
    assert "niet-om-toestemming" in world.derive().tokens


def test_officer_does_not_speak_for_the_organisation(world) -> None:
    """A jurist who works at the OM cannot give the consent of the OM."""
    world.say("om-toestemming", world.issuer("om", "jurist"), casus=world.casus_id)
    assert "niet-om-toestemming" in world.derive().tokens


def test_bsn_basis_must_hold_for_each_body_of_the_act(world) -> None:
    """A BSN basis of the supplier alone does not let the recipient have it."""
    jurist = world.issuer("liec", "jurist")
    world.say("bsn-grondslag", jurist, organisatie=world.partij["politie"].oin)
    assert "niet-bsn-grondslag" in world.derive(categorie="bsn").tokens
    world.say("bsn-grondslag", jurist, organisatie=world.partij["gemeente"].oin)
    assert "bsn-grondslag" in world.derive(categorie="bsn").tokens
    assert "niet-bsn-grondslag" in world.derive(categorie="bsn", aan="belastingdienst").tokens


def test_recipient_side_facts_need_the_recipient(world) -> None:
    """Authority and Bibob competence are about the recipient of this question."""
    gemeente = world.partij["gemeente"].oin
    world.say("bevoegdheid-ontvanger", world.issuer("politie"), casus=world.casus_id, organisatie=gemeente)
    world.say("bibob-orgaan", world.issuer("liec", "jurist"), organisatie=gemeente)
    assert {"bevoegdheid-ontvanger", "bibob-orgaan"} <= world.derive().tokens
    assert {"niet-bevoegdheid-ontvanger", "niet-bibob-orgaan"} <= world.derive(aan="om").tokens


def test_supplier_of_the_stored_item_is_the_one_who_may_label_it(world) -> None:
    """When somebody passes an item on, labels and consent are those of its first supplier."""
    world.stored("politie", "gemeente")
    world.say("toestemming-verstrekker", world.issuer("gemeente"), record=world.record_id)
    passing = {"handeling": "doorverstrekken", "wie": "gemeente", "aan": "belastingdienst"}
    assert "niet-toestemming-verstrekker" in world.derive(**passing).tokens
    world.say("toestemming-verstrekker", world.issuer("politie"), record=world.record_id)
    assert "toestemming-verstrekker" in world.derive(**passing).tokens


def test_named_in_advice_is_about_the_reader(world) -> None:
    """The supplier of the advice names who may act on it."""
    world.stored("politie", "gemeente", "belastingdienst", categorie="interventieadvies")
    gemeente = world.partij["gemeente"].oin
    world.say("genoemd-in-advies", world.issuer("politie"), record=world.record_id, organisatie=gemeente)
    assert "genoemd-in-advies" in world.read("gemeente", categorie="interventieadvies").tokens
    assert "niet-genoemd-in-advies" in world.read("belastingdienst", categorie="interventieadvies").tokens


def test_designation_may_be_about_the_sealed_designation_that_the_case_names(world) -> None:
    """A handhavingsknelpunt counts through the designation that the case cites, and only that one."""
    hkp = "f0000000-0000-4000-8000-000000000001"
    board = world.issuer("gemeente", "stuurgroep", "rotterdam")
    world.open_case(doel="hk", hkp=hkp, herkomst="handhavingsknelpunt")
    world.say("hkp-aangewezen", board, regio="rotterdam", record="f0000000-0000-4000-8000-000000000002")
    assert "niet-hkp-aangewezen" in world.derive().tokens
    world.say("hkp-aangewezen", board, regio="rotterdam", record=hkp)
    assert "hkp-aangewezen" in world.derive().tokens


def test_fg_speaks_about_its_own_organisation(world) -> None:
    """The FG of one partner cannot vouch for another; the coordinating FG can."""
    gemeente = world.partij["gemeente"].oin
    world.say("brp-autorisatie", world.issuer("politie", "fg"), organisatie=gemeente)
    assert "niet-brp-autorisatie" in world.derive().tokens
    world.say("brp-autorisatie", world.issuer("politie", "coordinerend-fg"), organisatie=gemeente)
    assert "brp-autorisatie" in world.derive().tokens
