# SPDX-License-Identifier: EUPL-1.2
"""Facts and the real rules together: the refusals and openings of the demo story, each for the right reason."""

from __future__ import annotations

from pathlib import Path

import pytest

import policies
from core.casus.events import Soort
from core.facts import check_vocabulary
from policies import RuleSet
from policies.decision import Beslissing, day_in_amsterdam
from policies.decision import Vraag as PolicyVraag

NOW = 1_800_000_000_000
DAY = 86_400_000
PERSON = "e0000000-0000-4000-8000-000000000001"


@pytest.fixture(scope="module")
def rules() -> RuleSet:
    """The rule files as they stand, in demo mode."""
    return RuleSet.load(Path(policies.__file__).parent, "demo")


@pytest.fixture
def story(world, rules):
    """A case in which the agreements stand; `ask` decides a question with derived facts only."""
    world.vocabulary = rules.vocabulary
    jurist = world.issuer("liec", "jurist")
    for feit in ("protocol-geldig", "convenant-geldig"):
        world.say(feit, jurist, regio="rotterdam")
    world.say("noodzaak", world.issuer("politie"), casus=world.casus_id)
    for name in ("politie", "gemeente", "belastingdienst", "om"):
        world.say("aangewezen", world.issuer(name), persoon=PERSON, regio="rotterdam")

    def ask(handeling: str, wie: str, aan: str | None, wat: str, fase: str = "informatieanalyse") -> Beslissing:
        reading = handeling == "lezen"
        persoon = PERSON if reading else None
        facts = world.derive(handeling, wie, aan, categorie=wat, persoon=persoon)
        parties = (world.partij[wie].soort, world.partij[aan].soort if aan else "-")
        return rules.decide(PolicyVraag(*parties, wat, handeling, "oc", fase, day_in_amsterdam(NOW), facts.tokens))

    world.ask = ask
    return world


def labels(world, name: str) -> None:
    """State what a supplier says of its item when nothing is wrong with it."""
    for feit in ("relevant", "label-volledig", "persoonscategorie-ok"):
        world.say(feit, world.issuer(name), record=world.record_id)
    world.say("functionaris-geraadpleegd", world.issuer(name), casus=world.casus_id)
    denied = (
        "uitsluitend-geautomatiseerd",
        "weigeringsgrond",
        "uittreksel-volstaat",
        "herkomst-toeslagen",
        "herkomst-lsi",
    )
    for feit in denied:
        world.say(feit, world.issuer(name), waarde=False, record=world.record_id)


def rows(decision: Beslissing) -> set[str]:
    return {rule.id for rule in decision.regels}


def test_vocabulary_of_the_loaded_rules_fits_the_predicates(rules) -> None:
    """What `RuleSet` hands out can be used as it is."""
    assert check_vocabulary(rules.vocabulary) == ()


def test_police_data_go_to_partners_and_bureau(story) -> None:
    """Story 1: politie supplies wpg-8; the bureau receives under mandate, and not without."""
    labels(story, "politie")
    for aan in ("gemeente", "belastingdienst", "om"):
        assert story.ask("verstrekken", "politie", aan, "wpg-8").toegestaan
    assert rows(story.ask("verstrekken", "politie", "bureau", "wpg-8")) == {"R-53.3"}
    bureau = story.partij["bureau"].oin
    story.say("mandaat", story.issuer("politie"), organisatie=bureau, regio="rotterdam")
    story.say("aangewezen", story.issuer("politie"), organisatie=bureau, persoon=PERSON, regio="rotterdam")
    assert story.ask("verstrekken", "politie", "bureau", "wpg-8").toegestaan


def test_supply_without_labels_is_not_allowed(story) -> None:
    """A supplier that says nothing of its item opens nothing."""
    assert story.ask("verstrekken", "politie", "gemeente", "wpg-8").uitkomst == "niet-vaststelbaar"


def test_consent_of_the_om_opens_wpg_9(story) -> None:
    """Story 2: refused before the OM's consent, done after, refused again after its withdrawal."""
    labels(story, "politie")
    assert rows(story.ask("verstrekken", "politie", "gemeente", "wpg-9")) == {"R-14.1"}
    story.say("om-toestemming", story.issuer("politie"), casus=story.casus_id)
    assert rows(story.ask("verstrekken", "politie", "gemeente", "wpg-9")) == {"R-14.1"}
    story.say("om-toestemming", story.issuer("om"), casus=story.casus_id)
    assert story.ask("verstrekken", "politie", "gemeente", "wpg-9").toegestaan
    story.say("om-toestemming", story.issuer("om"), waarde=False, tijd=NOW, casus=story.casus_id)
    assert rows(story.ask("verstrekken", "politie", "gemeente", "wpg-9")) == {"R-14.1"}


def test_fiscal_data_go_on_request_only(story) -> None:
    """Story 3: unasked refused, asked done, to nvwa refused."""
    labels(story, "belastingdienst")
    assert rows(story.ask("verstrekken", "belastingdienst", "gemeente", "fiscaal")) == {"R-07.1"}
    body = {"uitvraag": PERSON, "aan": story.partij["belastingdienst"].oin, "categorie": "fiscaal", "onderwerp": None}
    story.event(Soort.UITVRAAG, "gemeente", **body)
    assert story.ask("verstrekken", "belastingdienst", "gemeente", "fiscaal").toegestaan
    assert "R-08.1" in rows(story.ask("verstrekken", "belastingdienst", "nvwa", "fiscaal"))


def test_toeslagen_origin_is_refused(story) -> None:
    """Story 4: the supplier's own word that the data come from Toeslagen closes the supply."""
    labels(story, "belastingdienst")
    story.say("verzoek", story.issuer("gemeente"), casus=story.casus_id, categorie="fiscaal")
    assert story.ask("verstrekken", "belastingdienst", "gemeente", "fiscaal").toegestaan
    story.say("herkomst-toeslagen", story.issuer("belastingdienst"), tijd=NOW, record=story.record_id)
    assert rows(story.ask("verstrekken", "belastingdienst", "gemeente", "fiscaal")) == {"R-02.2"}


def test_reader_needs_case_designation_and_screening(story) -> None:
    """Story 5: a designated and screened reader on the case reads; an expired screening refuses; an outsider too."""
    story.stored("politie", "gemeente")
    person = {"persoon": PERSON, "oin": story.partij["gemeente"].oin, "van": NOW - DAY, "tot": None}
    assert rows(story.ask("lezen", "gemeente", None, "wpg-8")) == {"R-23.1", "R-53.2"}
    story.event(Soort.PERSOON_TOEGEVOEGD, "gemeente", **person)
    story.say("gescreend", story.issuer("gemeente"), persoon=PERSON, tot=NOW)
    assert rows(story.ask("lezen", "gemeente", None, "wpg-8")) == {"R-23.1"}
    story.say("gescreend", story.issuer("gemeente"), tijd=NOW, persoon=PERSON, tot=NOW + DAY)
    assert story.ask("lezen", "gemeente", None, "wpg-8").toegestaan
    assert "R-53.1" in rows(story.ask("lezen", "nvwa", None, "wpg-8"))
    assert "R-53.3" in rows(story.ask("verstrekken", "politie", "nvwa", "wpg-8"))


def test_bsn_goes_to_those_who_may_have_it(story) -> None:
    """Story 1: the BSN is a supply of its own, with a basis for each body in the act."""
    labels(story, "politie")
    for name in ("politie", "gemeente"):
        story.say("bsn-grondslag", story.issuer("liec", "jurist"), organisatie=story.partij[name].oin)
    assert story.ask("verstrekken", "politie", "gemeente", "bsn").toegestaan
    assert rows(story.ask("verstrekken", "politie", "belastingdienst", "bsn")) == {"R-48.1"}


def test_case_is_opened_and_amended_by_those_who_take_part(story) -> None:
    """Opening needs origin and theme; phase and participants are amended by whoever takes part."""
    assert story.ask("openen", "politie", None, "casus", "signaal").toegestaan
    assert story.ask("wijzigen", "gemeente", None, "casus").toegestaan
    assert not story.ask("wijzigen", "nvwa", None, "casus").toegestaan
    story.open_case(herkomst="anders")
    assert rows(story.ask("openen", "politie", None, "casus", "signaal")) == {"R-50.1"}
