# SPDX-License-Identifier: EUPL-1.2
"""What an organisation outside a casus, or outside a supply, may not learn through statements."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

import pytest

from core.exchange.results import Gedaan, Onbekend, Ongeldig

if TYPE_CHECKING:
    from tests.core.exchange.conftest import Zaak
    from tests.kit import Backbone


def told(knooppunt: Backbone, who: str, text: str) -> bool:
    """Tell whether `text` stands anywhere in the feed of an organisation."""
    found: list[Any] = []
    while True:
        page = knooppunt.exchange.feed(knooppunt[who].caller(), found[-1]["volgnr"] if found else 0, 500)
        if not page.gegevens["berichten"]:
            return text in str(found)
        found += page.gegevens["berichten"]


@pytest.mark.parametrize("feit", ["eigen-bevoegdheid", "relevant", "weigeringsgrond", "noodzaak", "om-toestemming"])
def test_statement_tells_no_outsider_whether_a_casus_exists(zaak: Zaak, knooppunt: Backbone, feit: str) -> None:
    """A statement about a casus of others and one about a casus that is not there get the same constant answer."""
    for casus in (zaak.id, str(uuid.uuid4())):
        assert knooppunt.state("ind", knooppunt.fact(feit, casus=casus)) == Onbekend()


def test_outsider_writes_nothing_into_a_casus_of_others(zaak: Zaak, knooppunt: Backbone) -> None:
    """What an outsider states about a casus reaches none of its participants."""
    fact = knooppunt.fact("weigeringsgrond", casus=zaak.id)
    knooppunt.state("ind", fact)
    assert not told(knooppunt, "politie", fact.id)


def test_office_speaks_about_a_casus_without_taking_part(zaak: Zaak, knooppunt: Backbone) -> None:
    """The stuurgroep states about a casus by its office, and gets the constant answer for one that is not there."""
    done = knooppunt.state(knooppunt.stuurgroep, knooppunt.fact("thema-erkend", casus=zaak.id))
    assert isinstance(done, Gedaan), done
    absent = knooppunt.fact("thema-erkend", casus=str(uuid.uuid4()))
    assert knooppunt.state(knooppunt.stuurgroep, absent) == Onbekend()


def test_bundle_names_one_casus_at_most(zaak: Zaak, knooppunt: Backbone) -> None:
    """A bundle about two cases is refused, because the participants of each would be told of the other."""
    facts = [knooppunt.fact("om-toestemming", casus=casus) for casus in (zaak.id, str(uuid.uuid4()))]
    outcome = knooppunt.state("om", *facts)
    assert isinstance(outcome, Ongeldig)
    assert outcome.bevindingen[0].reden == "gemengd"


def test_statements_of_a_levering_reach_only_its_readers(zaak: Zaak, knooppunt: Backbone) -> None:
    """A participant that is no recipient does not learn from the statements that a record exists; a recipient does."""
    levering = zaak.supply("politie", "wpg-8", "gemeente")
    zaak.done(knooppunt.exchange.push(levering.caller, levering.body))
    fact = levering.body["feiten"][0]["verklaringen"][0]["id"]
    assert {who: told(knooppunt, who, fact) for who in ("politie", "gemeente", "om", "nvwa", "ind")} == {
        "politie": True,
        "gemeente": True,
        "om": False,
        "nvwa": False,
        "ind": False,
    }


def test_later_statement_about_a_record_reaches_only_its_readers(zaak: Zaak, knooppunt: Backbone) -> None:
    """What is stated afterwards about a stored record is told to its readers, not to every organisation of the list."""
    levering = zaak.supply("politie", "wpg-8", "gemeente")
    zaak.done(knooppunt.exchange.push(levering.caller, levering.body))
    fact = knooppunt.fact("besluit-19-20", record=levering.record)
    zaak.done(knooppunt.state("politie", fact))
    assert told(knooppunt, "gemeente", fact.id)
    assert not any(told(knooppunt, who, levering.record) for who in ("om", "nvwa", "ind", "fiod"))
