# SPDX-License-Identifier: EUPL-1.2
"""No value of the input shows in an error, a repr or a traceback of the contract."""

import copy
import traceback

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from core.contract.bevindingen import OngeldigeInhoud
from core.contract.inhoud import Inhoud, encode_inhoud, validate
from tests.core.contract import maken

CANARY = "KANARIEvogel"
BSN = "999990019"


def places(value, path=()):
    """Every place in a JSON value, containers included."""
    yield path
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, item in items:
        yield from places(item, (*path, key))


def put(value, path, new):
    """A copy of the value with something else at that place."""
    if not path:
        return new
    result = copy.deepcopy(value)
    target = result
    for key in path[:-1]:
        target = target[key]
    target[path[-1]] = new
    return result


def base():
    """Content with something everywhere."""
    data = maken.gegevens()
    subject = data["betrokkenen"][0]
    subject |= {"geboortedatum": "19450000", "geboorteplaats": {"code": "0599"}, "nationaliteiten": [{"code": "0001"}]}
    data["relaties"] = [{"van": subject["onderwerp"], "naar": maken.uuid4(), "aard": "contact-met"}]
    data["uitspraken"] = [maken.uitspraak(subject["onderwerp"], bedrag={"aard": "omzet", "centen": 1})]
    return data


@given(st.data())
def test_no_error_repeats_the_input(draw):
    """A canary as value, number or field name, at any place: it shows in no finding, message or traceback."""
    data = base()
    place = draw.draw(st.sampled_from(sorted(places(data), key=str)))
    wrong = draw.draw(st.sampled_from([CANARY + "\0", int(BSN), {CANARY: BSN}, [CANARY, BSN], {"soort": CANARY}, True]))
    try:
        validate(put(data, place, wrong))
    except OngeldigeInhoud as error:
        shown = "".join(traceback.format_exception(error)) + repr(error) + error.diagnose()
        shown += repr([item.to_json() for item in error.bevindingen])
        assert CANARY not in shown
        assert BSN not in shown


def test_pydantic_errors_of_the_models_hide_their_input():
    """Also who makes a model directly gets no value in the text of the error."""
    data = base()
    data["betrokkenen"][0]["geslacht"] = CANARY
    with pytest.raises(ValidationError) as caught:
        Inhoud.model_validate(data)
    assert CANARY not in str(caught.value)
    assert CANARY not in repr(caught.value)


@given(maken.inhouden())
def test_repr_shows_nothing_of_the_content(data):
    """repr, str and format of content and of each person in it hold no name, date or text."""
    inhoud = validate(data)
    assert repr(inhoud) == str(inhoud) == f"{inhoud}" == "Inhoud()"
    assert {repr(person) for person in inhoud.betrokkenen} == {"NatuurlijkPersoon()"}


def test_repr_of_a_number_shows_no_bsn():
    """The number object and its list show no digit."""
    number = {"onderwerp": maken.uuid4(), "bsn": BSN}
    inhoud = validate({"v": 1, "soort": "bsn", "kop": maken.kop("bsn"), "nummers": [number]})
    assert BSN not in repr(inhoud) + repr(inhoud.nummers)
    assert BSN.encode() in encode_inhoud(inhoud)
