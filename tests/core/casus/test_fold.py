# SPDX-License-Identifier: EUPL-1.2
"""Folding the events of a case: what each kind does, what does not fit, and that the fold is a function."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.casus.bevindingen import Ongeldig
from core.casus.events import Gebeurtenis, Soort, check_body, parse
from core.casus.fields import Codes
from core.casus.fold import apply, fold
from core.casus.lijsten import lijsten
from core.casus.state import CasusStand

NOW = 1_800_000_000_000
U = "a0000000-0000-4000-8000-{:012d}".format
ASK = {"uitvraag": U(1), "categorie": "fiscaal", "onderwerp": None}
CODES = Codes(frozenset({"rotterdam"}), frozenset({"fiscaal"}))


def oin(number: int) -> str:
    return f"00000099{number:012d}"


def test_opening_makes_bringers_participants(dossier) -> None:
    """Who brings the case in takes part from that moment, without an end."""
    assert dossier.stand.inbrengers == (oin(1), oin(2))
    assert dossier.stand.participants(NOW + 1) == (oin(1), oin(2))
    assert not dossier.stand.takes_part(oin(1), NOW)
    assert (dossier.stand.fase, dossier.stand.regio, dossier.stand.doel) == ("signaal", "rotterdam", "oc")


def test_case_begins_with_its_opening_and_only_once(dossier) -> None:
    """Another first event, a second opening or a wrong number does not fit."""
    later = dossier.make(Soort.ADVIES, record=U(1))
    first = apply(None, later)
    assert isinstance(first, Ongeldig)
    assert [b.reden for b in first.bevindingen] == ["niet-geopend", "volgorde"]
    assert dossier.refuse(Soort.GEOPEND, **dossier.events[0].gegevens) == ["al-geopend"]
    empty = fold([])
    assert isinstance(empty, Ongeldig)
    assert empty.to_json()[0]["reden"] == "leeg"


def test_order_time_and_case_are_checked_together(dossier) -> None:
    """An event of another case, with a hole in the numbers and back in time, tells all three."""
    event = replace(dossier.make(Soort.ADVIES, record=U(1)), casus=U(9), volgnr=9, tijd=NOW)
    result = apply(dossier.stand, event)
    assert isinstance(result, Ongeldig)
    assert [b.reden for b in result.bevindingen] == ["andere-casus", "volgorde", "terug-in-tijd"]


def test_participants_come_and_go_with_dates(dossier) -> None:
    """A partner takes part in its window; ending may shorten and never lengthen it."""
    dossier.add(Soort.DEELNEMER_TOEGEVOEGD, oin=oin(3), eenheden=["recherche"], van=NOW, tot=NOW + 1000)
    assert dossier.stand.takes_part(oin(3), NOW + 999)
    assert not dossier.stand.takes_part(oin(3), NOW + 1000)
    assert dossier.refuse(Soort.DEELNEMER_TOEGEVOEGD, oin=oin(3), eenheden=[], van=NOW, tot=None) == ["al-deelnemer"]
    assert dossier.refuse(Soort.DEELNEMER_BEEINDIGD, oin=oin(3), tot=NOW + 2000, reden=None) == ["verlenging"]
    dossier.add(Soort.DEELNEMER_BEEINDIGD, oin=oin(3), tot=NOW + 3, reden="afgerond")
    assert not dossier.stand.takes_part(oin(3), NOW + 3)
    assert dossier.refuse(Soort.DEELNEMER_BEEINDIGD, oin=oin(4), tot=NOW, reden=None) == ["geen-deelnemer"]


def test_people_belong_to_one_organisation(dossier) -> None:
    """A person is on the case for its own organisation, with dates, and the record keeps who put it there."""
    dossier.add(Soort.PERSOON_TOEGEVOEGD, 2, persoon=U(5), oin=oin(2), van=NOW, tot=NOW + 50)
    person = dossier.stand.personen[U(5)]
    assert (person.oin, person.door, person.tot) == (oin(2), oin(2), NOW + 50)
    other = {"persoon": U(5), "oin": oin(1), "van": NOW, "tot": None}
    assert dossier.refuse(Soort.PERSOON_TOEGEVOEGD, **other) == ["andere-organisatie"]
    assert dossier.refuse(Soort.PERSOON_BEEINDIGD, persoon=U(6), tot=NOW) == ["onbekend"]
    assert dossier.refuse(Soort.PERSOON_BEEINDIGD, persoon=U(5), tot=NOW + 60) == ["verlenging"]
    assert dossier.add(Soort.PERSOON_BEEINDIGD, persoon=U(5), tot=NOW + 3).personen[U(5)].tot == NOW + 3


def move(fase: str, streng: str = "hoofd", reden: str | None = None) -> dict[str, Any]:
    return {"streng": streng, "fase": fase, "reden": reden}


def test_phases_go_forward_freely_and_back_one_step_with_a_reason(dossier) -> None:
    """Skipping forward is allowed; back needs a reason and is one step; the last phase has one way in and none out."""
    dossier.add(Soort.FASE_GEZET, **move("informatieanalyse"))
    assert dossier.refuse(Soort.FASE_GEZET, **move("informatieanalyse")) == ["zelfde-fase"]
    assert dossier.refuse(Soort.FASE_GEZET, **move("weging", reden="vergissing")) == ["overgang"]
    assert dossier.refuse(Soort.FASE_GEZET, **move("verrijking-gesloten")) == ["ontbreekt"]
    assert dossier.refuse(Soort.FASE_GEZET, **move("vernietigd")) == ["overgang"]
    dossier.add(Soort.FASE_GEZET, **move("verrijking-gesloten", reden="toets-herzien"))
    dossier.add(Soort.FASE_GEZET, **move("afsluiting"))
    dossier.add(Soort.FASE_GEZET, **move("vernietigd"))
    assert dossier.refuse(Soort.FASE_GEZET, **move("afsluiting", reden="vergissing")) == ["overgang"]


def test_strands_have_their_own_phase(dossier) -> None:
    """A second strand runs beside the main one and does not move it."""
    stand = dossier.add(Soort.FASE_GEZET, **move("uitvoering", "fiscaal"))
    assert dict(stand.strengen) == {"hoofd": "signaal", "fiscaal": "uitvoering"}
    assert stand.fase == "signaal"


def test_request_is_answered_once_and_by_the_one_asked(dossier) -> None:
    """A request is open until the asked partner answers; a refusal is kept with its shareable reason."""
    dossier.add(Soort.UITVRAAG, 2, aan=oin(3), **ASK)
    assert dossier.stand.uitvragen[U(1)].status == "open"
    assert dossier.refuse(Soort.UITVRAAG, 2, aan=oin(3), **ASK) == ["dubbel"]
    assert dossier.refuse(Soort.UITVRAAG, 3, aan=oin(3), **ASK | {"uitvraag": U(2)}) == ["aan-zichzelf"]
    answer = {"uitvraag": U(1), "soort": "geweigerd", "reden": "onevenredig", "records": []}
    event = replace(dossier.make(Soort.UITVRAAG_BEANTWOORD, 2), gegevens=answer)
    wrong = apply(dossier.stand, event)
    assert isinstance(wrong, Ongeldig)
    right = apply(dossier.stand, replace(event, door=oin(3)))
    assert isinstance(right, CasusStand)
    assert [(item.van, item.reden) for item in right.weigeringen] == [(oin(2), "onevenredig")]
    again = apply(right, replace(event, door=oin(3), volgnr=event.volgnr + 1))
    assert isinstance(again, Ongeldig)
    assert again.bevindingen[0].reden == "al-beantwoord"


def test_advice_is_an_item_of_the_case(dossier) -> None:
    """An advice stands with the case by its record id, once."""
    assert dossier.add(Soort.ADVIES, record=U(1)).adviezen == (U(1),)
    assert dossier.refuse(Soort.ADVIES, record=U(1)) == ["dubbel"]


def test_closed_case_takes_nothing_but_its_destruction(dossier) -> None:
    """Closing puts every strand in the closing phase; after it only destruction is left."""
    dossier.add(Soort.FASE_GEZET, **move("uitvoering", "fiscaal"))
    stand = dossier.add(Soort.GESLOTEN, reden="afgerond")
    assert set(stand.strengen.values()) == {"afsluiting"}
    assert stand.gesloten == stand.tijd
    assert dossier.refuse(Soort.ADVIES, record=U(1)) == ["casus-gesloten"]
    assert dossier.refuse(Soort.GESLOTEN, reden="afgerond") == ["casus-gesloten"]
    assert dossier.refuse(Soort.FASE_GEZET, **move("uitvoering", reden="vergissing")) == ["casus-gesloten"]
    assert dossier.add(Soort.FASE_GEZET, **move("vernietigd")).fase == "vernietigd"


def test_state_is_shown_as_json_without_objects(dossier) -> None:
    """What the API shows has the fields of the state and survives the wire."""
    dossier.add(Soort.UITVRAAG, 2, aan=oin(3), **ASK)
    dossier.add(Soort.PERSOON_TOEGEVOEGD, 2, persoon=U(5), oin=oin(2), van=NOW, tot=None)
    shown = dossier.stand.to_json()
    assert (shown["fase"], shown["uitvragen"][0]["status"], shown["personen"][0]["persoon"]) == (
        "signaal",
        "open",
        U(5),
    )


def test_fold_names_the_event_that_does_not_fit(dossier) -> None:
    """The findings of a fold carry the index of the event."""
    result = fold([dossier.events[0], dossier.events[0]])
    assert isinstance(result, Ongeldig)
    assert {b.pad for b in result.bevindingen} == {"[1].volgnr", "[1].soort"}


LISTS = lijsten()
OINS = st.sampled_from([oin(n) for n in range(1, 5)])
TIMES = st.integers(NOW, NOW + 100)
IDS = st.sampled_from([U(n) for n in range(3)])
TERM = {"van": TIMES, "tot": st.none() | st.integers(NOW + 101, NOW + 200)}
BODIES = {
    Soort.DEELNEMER_TOEGEVOEGD: st.fixed_dictionaries({"oin": OINS, "eenheden": st.just([]), **TERM}),
    Soort.DEELNEMER_BEEINDIGD: st.fixed_dictionaries({"oin": OINS, "tot": TIMES, "reden": st.none()}),
    Soort.PERSOON_TOEGEVOEGD: st.fixed_dictionaries({"persoon": IDS, "oin": OINS, **TERM}),
    Soort.PERSOON_BEEINDIGD: st.fixed_dictionaries({"persoon": IDS, "tot": TIMES}),
    Soort.FASE_GEZET: st.fixed_dictionaries(
        {
            "streng": st.sampled_from(LISTS.strengen),
            "fase": st.sampled_from(LISTS.fasen),
            "reden": st.none() | st.just("vergissing"),
        }
    ),
    Soort.UITVRAAG: st.fixed_dictionaries(
        {"uitvraag": IDS, "aan": OINS, "categorie": st.just("fiscaal"), "onderwerp": st.none()}
    ),
    Soort.UITVRAAG_BEANTWOORD: st.fixed_dictionaries(
        {"uitvraag": IDS, "soort": st.just("verstrekt"), "reden": st.none(), "records": st.just([])}
    ),
    Soort.ADVIES: st.fixed_dictionaries({"record": IDS}),
    Soort.GESLOTEN: st.fixed_dictionaries({"reden": st.sampled_from(sorted(LISTS.slotredenen))}),
}
ACTS = st.one_of([st.tuples(st.just(kind), OINS, body) for kind, body in BODIES.items()])


@given(st.lists(ACTS, max_size=25))
def test_fold_is_a_function_with_invariants(acts) -> None:
    """Over any attempts: refused events change nothing, phases stay legal, and folding the kept events gives it again."""
    body = {
        "regio": "rotterdam", "doel": "oc", "herkomst": "signaal", "themas": [], "hkp": None,
        "inbrengers": [oin(1)], "namens_werkgroep": True, "titel": None,
    }  # fmt: skip
    kept = [Gebeurtenis(U(0), 1, Soort.GEOPEND, oin(1), NOW, body)]
    stand = fold(kept)
    for kind, door, gegevens in acts:
        assert isinstance(stand, CasusStand)
        event = Gebeurtenis(U(0), stand.volgnr + 1, kind, door, stand.tijd + 1, gegevens)
        assert check_body(kind, gegevens, CODES) == []
        after = apply(stand, event)
        if isinstance(after, CasusStand):
            _check_step(stand, after)
            stand = after
            kept.append(event)
    assert fold(kept) == stand
    assert fold([parse(event.to_json(), CODES) for event in kept]) == stand


def _check_step(before: CasusStand, after: CasusStand) -> None:
    order = LISTS.fasen.index
    assert (after.volgnr, after.casus, after.regio, after.doel) == (before.volgnr + 1, *_fixed(before))
    for naam, fase in before.strengen.items():
        assert order(after.strengen[naam]) >= order(fase) - 1
        assert fase != "vernietigd" or after.strengen[naam] == "vernietigd"
    assert before.gesloten is None or after.gesloten == before.gesloten
    assert set(before.deelnemers) <= set(after.deelnemers)
    assert set(before.uitvragen) <= set(after.uitvragen)


def _fixed(stand: CasusStand) -> tuple[str, str, str]:
    return stand.casus, stand.regio, stand.doel


@pytest.mark.parametrize("origin", sorted(LISTS.herkomsten))
def test_every_origin_of_the_list_can_open_a_case(dossier, origin) -> None:
    """Whether an origin is recognised is for the rules; the record takes each of the list."""
    body = dossier.events[0].gegevens | {"herkomst": origin}
    assert check_body(Soort.GEOPEND, body, CODES) == []
