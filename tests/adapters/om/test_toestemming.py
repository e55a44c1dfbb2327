# SPDX-License-Identifier: EUPL-1.2
"""Consent of the OM: what is stated, and what cannot be stated."""

from datetime import UTC, datetime

import pytest

from adapters.om.toestemming import Besluit, ToestemmingFout, end_of_day, statements
from core.facts.statements import Feitverklaring

CASUS = "11111111-1111-4111-8111-111111111111"
NU = 1_795_000_000_000
OIN = ("00000099000000000001", "00000099000000000002")


def one(**anders: object) -> Feitverklaring:
    (verklaring,) = statements(Besluit(**{"casus": CASUS, "categorie": "wpg-9", "geeft": True, **anders}), NU)  # type: ignore[arg-type]
    return verklaring


def test_a_consent_is_about_one_case_and_one_category():
    """Without recipients there is one statement, for the case and the category, from now on."""
    verklaring = one()
    assert verklaring.over.to_json() == {"casus": CASUS, "categorie": "wpg-9"}
    assert (verklaring.feit, verklaring.waarde, verklaring.van, verklaring.tot) == ("om-toestemming", True, NU, None)
    assert verklaring.grondslag == "Bpg 4:3(7)"


def test_a_refusal_is_stated_as_explicitly():
    """Refusing makes the same statement with the contrary value."""
    assert one(geeft=False).waarde is False


def test_each_recipient_gets_its_own_statement():
    """Named recipients narrow the consent, one statement for each."""
    gemaakt = statements(Besluit(CASUS, "wpg-10a", geeft=True, aan=OIN), NU)
    assert [item.over.organisatie for item in gemaakt] == list(OIN)
    assert len({item.id for item in gemaakt}) == 2


def test_it_ends_when_its_last_day_is_over_in_the_netherlands():
    """In summer the day ends two hours, in winter one hour before midnight UTC; also over the change of the clock."""
    assert datetime.fromtimestamp(end_of_day("2027-06-30") / 1000, UTC).isoformat() == "2027-06-30T22:00:00+00:00"
    assert datetime.fromtimestamp(end_of_day("2027-03-28") / 1000, UTC).isoformat() == "2027-03-28T22:00:00+00:00"
    assert datetime.fromtimestamp(end_of_day("2027-12-31") / 1000, UTC).isoformat() == "2027-12-31T23:00:00+00:00"


@pytest.mark.parametrize(
    "anders",
    [
        {"categorie": "wpg-8"},
        {"categorie": "fiscaal"},
        {"casus": "alles"},
        {"record": "x"},
        {"aan": ("123",)},
        {"tot": "31-12-2027"},
        {"tot": "2027-02-30"},
        {"tot": "9999-12-31"},
        {"tot": "2020-01-01"},
    ],
)
def test_what_cannot_be_stated_is_told_in_dutch(anders):
    """Another category, no case, a wrong OIN or a day in the past make no statement."""
    with pytest.raises(ToestemmingFout) as caught:
        one(**anders)
    assert str(caught.value).endswith((".", "DD."))
